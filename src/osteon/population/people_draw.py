"""Draws who people are: age, sex, ethnicity, skin, place, season, size, kidney, menopause, habits and intakes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.replay_people import SPREADS
from osteon.evidence.trial_parts import Spread
from osteon.person.body import ETHNICITIES
from osteon.places import towns_of
from osteon.population.joint import NOT_TOLD, QUANTITIES, SEXES, between, margins, mixing, rows_of
from osteon.population.people_laws import Law, law_of
from osteon.population.spec import Spec
from osteon.population.streams import many_normals, normals, uniforms
from osteon.substances import find_substance
from osteon.units import Amount

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Columns = dict[str, FloatArray]

NUTRIENTS = QUANTITIES[3:]
FILTRATION = (4.0, 180.0)
"""Bounds of filtration that people live with, mL/min/1.73 m2."""
MONTH = 365.25 / 12
_STREAMS = tuple(f"person {name}" for name in QUANTITIES)


@dataclass(frozen=True)
class Draw:
    """The random numbers of some people at one try: `rows` are those wanted among `first` to `first + count - 1`."""

    seed: int
    first: int
    count: int
    turn: int
    rows: NDArray[np.int64]

    def score(self, stream: str) -> FloatArray:
        """A standard normal number for each of them."""
        return normals(self.seed, f"person {stream}", self.first, self.count, turn=self.turn)[self.rows]

    def chance(self, stream: str) -> FloatArray:
        """A number between 0 and 1 for each of them."""
        return uniforms(self.seed, f"person {stream}", self.first, self.count, turn=self.turn)[self.rows]

    def scores(self) -> dict[str, FloatArray]:
        """Correlated normal scores of every quantity of the joint distribution."""
        plain = many_normals(self.seed, _STREAMS, self.first, self.count, turn=self.turn)[:, self.rows]
        mixed = sum(mixing()[:, [column]] * plain[[column]] for column in range(len(QUANTITIES)))
        return dict(zip(QUANTITIES, np.asarray(mixed), strict=True))


def drawn(spec: Spec, draw: Draw) -> Columns:
    """Every describing column but those that depend on the model; not yet held against what the spec allows."""
    female = draw.chance("sex") < spec.people.female
    age = _age(spec, draw, female)
    ethnicity = _ethnicity(spec, draw, age)
    found: Columns = {"age": age, "female": female.astype(float), "ethnicity": ethnicity.astype(float)}
    found["skin_type"] = _skin_type(spec, draw, ethnicity)
    found |= _place(spec, draw)
    scores = draw.scores()
    found |= _size(spec, draw, scores, age, female, ethnicity)
    found["egfr"] = _limited(spec.people.egfr, "egfr", scores["egfr"], age, female, ethnicity, FILTRATION)
    found |= _habits(spec, draw, age, female)
    found |= _menopause(spec, draw, found)
    found |= _intakes(spec, draw, scores, age, female, ethnicity)
    return found | _medicines(spec, draw, age) | _broken(spec, draw, age, female)


def law_kept(spread: Spread, *, positive: bool, factor: float = 1.0) -> Law:
    """The law of a spread, worked out once a process."""
    return _law(spread, positive, factor)


@lru_cache(maxsize=512)
def _law(spread: Spread, positive: bool, factor: float) -> Law:
    return law_of(spread, positive=positive, factor=factor)


def _age(spec: Spec, draw: Draw, female: BoolArray) -> FloatArray:
    spread = spec.people.age
    if spread.mean is not None:
        return law_kept(spread, positive=False).at(draw.score("age"))
    chance = draw.chance("age")
    found = np.empty(len(chance))
    for row, sex in enumerate(SEXES):
        mine = female == (row == 0)
        years, below = ages_of(sex)
        low, high = np.interp([_or(spread.min, years[0]), _or(spread.max, years[-1])], years, below)
        found[mine] = np.interp(low + chance[mine] * (high - low), below, years)
    return np.asarray(np.clip(found, spread.min, spread.max)) if (spread.min, spread.max) != (None, None) else found


@cache
def ages_of(sex: str) -> tuple[FloatArray, FloatArray]:
    """Years of age, and the share of the surveyed adults of a sex below each.

    >>> years, below = ages_of("female")
    >>> float(years[0]), float(below[-1])
    (18.0, 1.0)
    """
    rows = [row for row in rows_of("shares") if row["what"] == "age" and row["sex"] == sex]
    years = np.array([float(rows[0]["from"]), *(float(row["to"]) for row in rows)])
    below = np.concatenate([[0.0], np.cumsum([float(row["share"]) for row in rows])])
    return years, below / below[-1]


def _ethnicity(spec: Spec, draw: Draw, age: FloatArray) -> NDArray[np.int64]:
    chance = draw.chance("ethnicity")
    if spec.ethnicities is not None:
        words, shares = zip(*spec.ethnicities, strict=True) if spec.ethnicities else (("",), (1.0,))
        codes = np.array([ETHNICITIES.index(word) if word else NOT_TOLD for word in words])
        return codes[_picked(np.array(shares)[None, :], chance)]
    rows = [row for row in rows_of("shares") if row["what"] == "ethnicity"]
    words = tuple(dict.fromkeys(row["value"] for row in rows))
    starts = sorted({float(row["from"]) for row in rows})
    table = np.array([[float(row["share"]) for row in rows if float(row["from"]) == start] for start in starts])
    codes = np.array([ETHNICITIES.index(word) for word in words])
    return codes[_picked(table[np.searchsorted(starts, age, side="right") - 1], chance)]


def _picked(shares: FloatArray, chance: FloatArray) -> NDArray[np.int64]:
    """Which of several kinds a chance falls on; shares are (people or 1, kinds)."""
    edges = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    return np.asarray((chance[:, None] > edges).sum(axis=1))


def _skin_type(spec: Spec, draw: Draw, ethnicity: NDArray[np.int64]) -> FloatArray:
    wanted = spec.people.skin_type
    if wanted is not None and wanted.mean is not None:
        return np.asarray(np.clip(np.round(law_kept(wanted, positive=True).at(draw.score("skin"))), 1, 6))
    kinds = [f"type_{kind}" for kind in range(1, 7)]
    rows = {row["ethnicity"]: [float(row[kind]) for kind in kinds] for row in rows_of("skin")}
    table = np.array([*(rows[word] for word in ETHNICITIES), rows["not told"]])
    return np.asarray(1.0 + _picked(table[ethnicity], draw.chance("skin")))


def _place(spec: Spec, draw: Draw) -> Columns:
    chance = draw.chance("season")
    day = np.full(len(chance), (spec.start_month - 0.5) * MONTH) if spec.start_month else chance * 365.25
    if spec.latitude is not None:
        return {"latitude": np.full(len(chance), spec.latitude), "day_of_year": day}
    degrees, below = latitudes_of(spec.country)
    return {"latitude": degrees[np.searchsorted(below[:-1], draw.chance("town"))], "day_of_year": day}


@cache
def latitudes_of(country: str) -> tuple[FloatArray, FloatArray]:
    """The latitudes of a country's towns, and the share of its townspeople who live in each or in one before it.

    >>> degrees, below = latitudes_of("IS")
    >>> bool(degrees[0] > 60), float(below[-1])
    (True, 1.0)
    """
    towns = towns_of(country)
    below = np.cumsum([float(town.population) for town in towns])
    return np.array([town.latitude for town in towns]), below / below[-1]


def _limited(
    wanted: Spread | None,
    quantity: str,
    score: FloatArray,
    age: FloatArray,
    female: BoolArray,
    ethnicity: NDArray[np.int64],
    bounds: tuple[float, float] = (0.0, np.inf),
    factor: float = 1.0,
) -> FloatArray:
    """A quantity of the joint distribution: by the spec's mean and SD, or as surveyed within the spec's limits."""
    if wanted is not None and wanted.mean is not None:
        return law_kept(wanted, positive=True, factor=factor).at(score)
    form = margins()[quantity]
    low, high = (wanted.min, wanted.max) if wanted else (None, None)
    least, most = (
        np.full(len(age), side) if limit is None else form.score_of(limit * factor, age, female, ethnicity)
        for side, limit in ((-np.inf, low), (np.inf, high))
    )
    squeezed = score if (low, high) == (None, None) else between(score, least, most)
    floor = max(bounds[0], 0.0 if low is None else low * factor)
    return np.asarray(
        np.clip(form.values(squeezed, age, female, ethnicity), floor, _or(high and high * factor, bounds[1]))
    )


def _size(
    spec: Spec,
    draw: Draw,
    scores: dict[str, FloatArray],
    age: FloatArray,
    female: BoolArray,
    ethnicity: NDArray[np.int64],
) -> Columns:
    height = _limited(spec.people.height, "height", scores["height"], age, female, ethnicity, (120.0, 220.0))
    wanted = spec.people.mass
    if wanted is not None and wanted.mean is not None:
        mass = law_kept(wanted, positive=True).at(scores["bmi"])
        return {"height": height, "mass": mass, "bmi": mass / (height / 100) ** 2}
    index = _limited(spec.people.bmi, "bmi", scores["bmi"], age, female, ethnicity, (12.0, 80.0))
    return {"height": height, "mass": index * (height / 100) ** 2, "bmi": index}


def _habits(spec: Spec, draw: Draw, age: FloatArray, female: BoolArray) -> Columns:
    usual = Spread(mean=habit("sun_minutes"), sd=habit("sun_minutes") * habit("sun_minutes", "variation"))
    minutes = spec.people.sun_minutes or usual
    if minutes.mean is None:
        minutes = Spread(
            mean=min(max(usual.mean or 0.0, minutes.min or 0.0), _or(minutes.max, 480.0)),
            sd=usual.sd,
            min=minutes.min,
            max=minutes.max,
        )
    share = _share_by_age("smoker", age, female) if spec.people.smokers is None else spec.people.smokers
    return {
        "sun_minutes": law_kept(minutes, positive=True).at(draw.score("minutes")),
        "unseen_d3": -habit("unseen_d3") * np.log(draw.chance("unseen")),
        "smoker": (draw.chance("smoker") < share).astype(float),
    }


@cache
def _habits_table() -> dict[str, dict[str, str]]:
    return {row["habit"]: dict(row) for row in rows_of("habits")}


def habit(name: str, column: str = "mean") -> float:
    """A figure of data/population_habits.csv.

    >>> habit("menopause_age")
    51.4
    """
    return float(_habits_table()[name][column])


def _share_by_age(what: str, age: FloatArray, female: BoolArray) -> FloatArray:
    """The share of people of an age and sex of whom something holds."""
    found = np.zeros(len(age))
    for row in rows_of("shares"):
        if row["what"] == what:
            inside = (age >= float(row["from"])) & (age < float(row["to"]))
            mine = inside if row["sex"] == "both" else inside & (female == (row["sex"] == "female"))
            found[mine] = float(row["share"])
    return found


def _menopause(spec: Spec, draw: Draw, people: Columns) -> Columns:
    """Age at the last period, so that it fits the years since menopause that a spec asks for; no meaning in men."""
    age, female, score = people["age"], people["female"] > 0, draw.score("menopause")
    earliest, latest = habit("menopause_earliest"), habit("menopause_latest")
    middle = habit("menopause_age") + habit("menopause_smoker") * people["smoker"]
    width = habit("menopause_age", "variation")
    since = spec.people.years_since_menopause
    if since is not None and since.mean is not None:
        found = age - law_kept(since, positive=False).at(score)
    else:
        low = earliest if since is None or since.max is None else np.maximum(age - since.max, earliest)
        high = latest if since is None or since.min is None else np.minimum(age - since.min, latest)
        squeezed = between(score, (low - middle) / width, (high - middle) / width)
        found = np.clip(middle + width * squeezed, low, np.maximum(low, high))
    own = np.where(female, found, habit("menopause_age"))
    return {"menopause_age": own, "years_since_menopause": np.where(female, age - own, np.nan)}


def _intakes(
    spec: Spec,
    draw: Draw,
    scores: dict[str, FloatArray],
    age: FloatArray,
    female: BoolArray,
    ethnicity: NDArray[np.int64],
) -> Columns:
    wanted = {general_name(name): (name, spread) for name, spread in spec.people.intakes.items()}
    found: Columns = {}
    for nutrient in NUTRIENTS:
        name, spread = wanted.pop(nutrient, (nutrient, None))
        spread, factor = (_told(spread), per_unit(name, spread.unit)) if spread else (None, 1.0)
        found[column_of(nutrient)] = _limited(spread, nutrient, scores[nutrient], age, female, ethnicity, factor=factor)
    found |= _vitamers(draw, found["energy_intake"])
    for nutrient, (name, spread) in wanted.items():
        law = law_kept(_told(spread, whole=True), positive=True, factor=per_unit(name, spread.unit))
        found[column_of(nutrient)] = law.at(draw.score(f"intake {nutrient}"))
    return found


def _vitamers(draw: Draw, energy: FloatArray) -> Columns:
    """What the survey does not count: forms of vitamin K2 and D, each with its own range (5 to 95 of 100 people)."""
    found: Columns = {}
    for row in rows_of_usual():
        low, middle, high = (float(row[column]) for column in ("low", "middle", "high"))
        score = draw.score(f"intake {row['nutrient']}") / 1.6448536269514722
        side = np.where(score < 0, middle / max(low, 0.05 * middle, 1e-9), high / max(middle, 1e-9))
        per = energy / 1000.0 if row["unit"].endswith("/1000 kcal") else 1.0
        found[column_of(row["nutrient"])] = middle * side**score * per
    return found


@cache
def rows_of_usual() -> tuple[dict[str, str], ...]:
    """The rows of data/food_usual.csv that no survey column stands for.

    >>> [row["nutrient"] for row in rows_of_usual()]
    ['calcifediol', 'MK-4', 'MK-7', 'MK-9']
    """
    from osteon.outcomes.tables import read_table

    known = {*NUTRIENTS, "energy"}
    return tuple(
        dict(row) for row in read_table("food_usual.csv") if row["nutrient"] not in known and float(row["middle"])
    )


def column_of(nutrient: str) -> str:
    """The name of a nutrient's column.

    >>> column_of("vitamin D3"), column_of("MK-7")
    ('vitamin_d3_intake', 'mk_7_intake')
    """
    return nutrient.lower().replace(" ", "_").replace("-", "_") + "_intake"


def general_name(nutrient: str) -> str:
    """The quantity that stands for a nutrient as a spec names it.

    >>> general_name("vitamin D")
    'vitamin D3'
    """
    return {"vitamin D": "vitamin D3", "vitamin K": "vitamin K1"}.get(nutrient, nutrient)


def nutrients_of(spec: Spec) -> tuple[str, ...]:
    """Every nutrient of which people of a spec have an intake.

    >>> "MK-9" in nutrients_of(Spec())
    True
    """
    told = (general_name(name) for name in spec.people.intakes)
    return tuple(dict.fromkeys((*NUTRIENTS, *(row["nutrient"] for row in rows_of_usual()), *told)))


def per_unit(nutrient: str, unit: str) -> float:
    """How many of the substance's own units a day one `unit` is.

    >>> per_unit("vitamin D", "IU/d")
    0.025
    """
    substance = find_substance(nutrient, ("nutrient",))
    return Amount(1.0, unit or f"{substance.unit}/d").to(f"{substance.unit}/d", of=substance)


def _told(spread: Spread, *, whole: bool = False) -> Spread:
    """A spread with the usual variation where a mean stands alone; with `whole`, limits alone give their middle."""
    mean = spread.mean
    if mean is None and whole:
        mean = (_or(spread.min, 0.0) + _or(spread.max, _or(spread.min, 0.0) * 2)) / 2
    if mean is None:
        return spread
    sd = SPREADS["intake"] * mean if spread.sd is None else spread.sd
    return Spread(mean, sd, spread.min, spread.max)


def _medicines(spec: Spec, draw: Draw, age: FloatArray) -> Columns:
    """Flags of medicines that act through an input of their own: everybody, as surveyed, or nobody in a trial."""
    from osteon.inputs import MEDICINE_GROUPS
    from osteon.substances import substances

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


def _broken(spec: Spec, draw: Draw, age: FloatArray, female: BoolArray) -> Columns:
    wanted = spec.people.prior_fracture
    share = _share_by_age("prior_fracture", age, female) if wanted is None else wanted
    return {"prior_fracture": (draw.chance("prior fracture") < share).astype(float)}


def _or(value: float | None, other: float) -> float:
    return other if value is None else value
