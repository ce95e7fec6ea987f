"""Draws habits and health: sun, smoking, menopause, medicines and earlier fractures."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.trial_parts import Spread
from osteon.inputs import MEDICINE_GROUPS
from osteon.person.body import ETHNICITIES
from osteon.population.joint import between, margin_of, rows_of
from osteon.population.people_numbers import Columns, Draw, Who, law_kept, or_else
from osteon.population.spec import Spec
from osteon.substances import substances

FloatArray = NDArray[np.float64]

LONGEST_SUN = 480.0
"""Minutes a day."""
MOST_ALCOHOL = 200.0
"""Grams a day beyond which nobody is drawn."""


def drawn_habits(spec: Spec, draw: Draw, who: Who) -> Columns:
    """Minutes in the sun, vitamin D that no table sees (nmol a day), smoking, menopause, medicines and fractures.

    >>> who = Who(np.array([60.0]), np.array([True]), np.array([0]))
    >>> found = drawn_habits(Spec(), Draw(1, 0, 1, 0, np.arange(1)), who)
    >>> 40 <= float(found["menopause_age"][0]) <= 62
    True
    """
    share = _share_by_age("smoker", who) if spec.people.smokers is None else spec.people.smokers
    broken = _share_by_age("prior_fracture", who) if spec.people.prior_fracture is None else spec.people.prior_fracture
    smoker = (draw.chance("smoker") < share).astype(float)
    return {
        "sun_minutes": law_kept(_minutes(spec), positive=True).at(draw.score("minutes")) * _sun_factor(spec, who),
        "unseen_d3": -habit("unseen_d3") * np.log(draw.chance("unseen")),
        "smoker": smoker,
        "alcohol": _alcohol(draw, who),
        "supplement_d": _supplement(spec, draw, who),
        **_menopause(spec, draw, who, smoker),
        **_medicines(spec, draw, who.age),
        "prior_fracture": (draw.chance("prior fracture") < broken).astype(float),
    }


def _alcohol(draw: Draw, who: Who) -> FloatArray:
    """Usual alcohol, g a day: more people drink than two days catch, and less than on days on which they do."""
    seen = habit("alcohol_seen")
    share = np.minimum(_share_by_age("alcohol", who) / seen, 1.0)
    amount = seen * margin_of("alcohol").values(draw.score("alcohol"), who.age, who.female, who.ethnicity)
    return np.asarray(np.where(draw.chance("drinks") < share, np.minimum(amount, MOST_ALCOHOL), 0.0))


def _supplement(spec: Spec, draw: Draw, who: Who) -> FloatArray:
    """Vitamin D from pills, ug a day; 0 in those who take none."""
    share: float | FloatArray = or_else(spec.supplement_users, 0.0)
    if spec.supplement_users is None:
        share = _share_by_age("supplement_d", who) * _taker_factors()[who.ethnicity]
    spread = habit("supplement_d", "variation")
    dose = habit("supplement_d") * np.exp(spread * draw.score("supplement dose"))
    return np.asarray(np.where(draw.chance("supplement") < share, dose, 0.0))


def _sun_factor(spec: Spec, who: Who) -> FloatArray:
    """Minutes relative to the habit where 25(OH)D was surveyed by ethnicity; 1 where the spec tells the minutes."""
    if spec.people.sun_minutes is not None or spec.latitude is not None:
        return np.ones(len(who.age))
    return _sun_factors(spec.country)[who.ethnicity]


@cache
def _sun_factors(country: str) -> FloatArray:
    told = {row["ethnicity"]: float(row["factor"]) for row in rows_of("sun") if row["country"] == country}
    return np.array([*(told.get(word, 1.0) for word in ETHNICITIES), 1.0])


@cache
def _taker_factors() -> FloatArray:
    """How many take pills of vitamin D relative to all, by ethnicity; the last, at index -1, for those not told."""
    told = {row["ethnicity"]: float(row["share"]) for row in rows_of("takers") if row["ethnicity"]}
    return np.array([*(told.get(word, 1.0) for word in ETHNICITIES), 1.0])


def _minutes(spec: Spec) -> Spread:
    """As the spec says; where it gives limits only, around what is usual within them."""
    usual, told = habit("sun_minutes"), spec.people.sun_minutes or Spread()
    if told.mean is not None:
        return told
    low, high = or_else(told.min, 0.0), or_else(told.max, LONGEST_SUN)
    if low <= usual <= high:
        return Spread(usual, usual * habit("sun_minutes", "variation"), told.min, told.max)
    return Spread((low + high) / 2, None, told.min, told.max)


@cache
def _habits_table() -> dict[str, dict[str, str]]:
    return {row["habit"]: dict(row) for row in rows_of("habits")}


def habit(name: str, column: str = "mean") -> float:
    """A figure of data/population_habits.csv.

    >>> habit("menopause_age")
    51.4
    """
    return float(_habits_table()[name][column])


def _share_by_age(what: str, who: Who) -> FloatArray:
    """The share of people of an age and sex of whom something holds."""
    found = np.zeros(len(who.age))
    for row in (*rows_of("shares"), *rows_of("takers")):
        if row["what"] == what and not row.get("ethnicity"):
            inside = (who.age >= float(row["from"])) & (who.age < float(row["to"]))
            mine = inside if row["sex"] == "both" else inside & (who.female == (row["sex"] == "female"))
            found[mine] = float(row["share"])
    return found


def _menopause(spec: Spec, draw: Draw, who: Who, smoker: FloatArray) -> Columns:
    """Age at the last period, so that it fits the years since menopause that a spec asks for; not a number in men."""
    age, score = who.age, draw.score("menopause")
    earliest, latest = habit("menopause_earliest"), habit("menopause_latest")
    middle = habit("menopause_age") + habit("menopause_smoker") * smoker
    width = habit("menopause_age", "variation")
    since = spec.people.years_since_menopause
    if since is not None and since.mean is not None:
        found = age - law_kept(since, positive=False).at(score)
    else:
        low = earliest if since is None or since.max is None else np.maximum(age - since.max, earliest)
        high = latest if since is None or since.min is None else np.minimum(age - since.min, latest)
        squeezed = between(score, (low - middle) / width, (high - middle) / width)
        found = np.clip(middle + width * squeezed, low, np.maximum(low, high))
    own = np.where(who.female, found, np.nan)
    return {"menopause_age": own, "years_since_menopause": age - own}


def _medicines(spec: Spec, draw: Draw, age: FloatArray) -> Columns:
    """Flags of medicines that act through an input of their own: everybody, as surveyed, or nobody in a trial."""
    groups = {substances()[name].group for name in spec.people.medicines}
    everybody = {name for group, name in MEDICINE_GROUPS.items() if group in groups}
    rows = rows_of("medicines")
    found: Columns = {}
    for medicine in dict.fromkeys(row["medicine"] for row in rows):
        mine = [row for row in rows if row["medicine"] == medicine]
        starts = [float(row["from"]) for row in mine]
        shares = np.array([float(row["share"]) for row in mine])
        share = shares[np.maximum(np.searchsorted(starts, age, side="right") - 1, 0)] * spec.usual_medicines
        takes = draw.chance(f"medicine {medicine}") < share
        found[medicine] = (takes | (mine[0]["input"] in everybody)).astype(float)
    return found
