"""Draws who people are: age, ethnicity, skin, place, season and size."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.trial_parts import Spread
from osteon.person.body import ETHNICITIES
from osteon.places import towns_of
from osteon.population.joint import NOT_TOLD, SEXES, rows_of
from osteon.population.people_numbers import Columns, Draw, Who, law_kept, limited, or_else, possible
from osteon.population.spec import Spec

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

MONTH = 365.25 / 12


def drawn_who(spec: Spec, draw: Draw) -> Who:
    """Age, sex and ethnicity.

    >>> who = drawn_who(Spec(), Draw(1, 0, 4, 0, np.arange(4)))
    >>> bool((who.age >= 18).all())
    True
    """
    female = draw.chance("sex") < spec.people.female
    age = _age(spec, draw, female)
    return Who(age, female, _ethnicity(spec, draw, age))


def drawn_place(spec: Spec, draw: Draw, who: Who) -> Columns:
    """Skin type, latitude and day of the year.

    >>> draw = Draw(1, 0, 4, 0, np.arange(4))
    >>> sorted(drawn_place(Spec(), draw, drawn_who(Spec(), draw)))
    ['day_of_year', 'latitude', 'skin_type']
    """
    return {"skin_type": _skin_type(spec, draw, who.ethnicity), **_place(spec, draw)}


def drawn_size(spec: Spec, scores: Columns, who: Who) -> Columns:
    """Height (cm), mass (kg) and body mass index, by normal scores of the joint distribution.

    >>> who = Who(np.array([60.0]), np.array([True]), np.array([0]))
    >>> found = drawn_size(Spec(), {"height": np.zeros(1), "bmi": np.zeros(1)}, who)
    >>> 70 < float(found["mass"][0]) < 80
    True
    """
    height = limited(spec.people.height, "height", scores["height"], who)
    wanted = spec.people.mass
    if wanted is not None and wanted.mean is not None:
        mass = law_kept(possible("mass", wanted), positive=True).at(scores["bmi"])
        return {"height": height, "mass": mass, "bmi": mass / (height / 100) ** 2}
    index = limited(spec.people.bmi, "bmi", scores["bmi"], who)
    return {"height": height, "mass": index * (height / 100) ** 2, "bmi": index}


def _age(spec: Spec, draw: Draw, female: BoolArray) -> FloatArray:
    spread = spec.people.age
    if spread.mean is not None:
        return law_kept(possible("age", spread), positive=False).at(draw.score("age"))
    chance = draw.chance("age")
    found = np.empty(len(chance))
    for row, sex in enumerate(SEXES):
        mine = female == (row == 0)
        years, below = ages_of(sex)
        low, high = np.interp([or_else(spread.min, years[0]), or_else(spread.max, years[-1])], years, below)
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
        between_types = law_kept(wanted, positive=True).at(draw.score("skin")) + draw.chance("skin type")
        return np.clip(np.floor(between_types), *_whole_limits(wanted))
    kinds = [f"type_{kind}" for kind in range(1, 7)]
    rows = {row["ethnicity"]: [float(row[kind]) for kind in kinds] for row in rows_of("skin")}
    table = np.array([*(rows[word] for word in ETHNICITIES), rows["not told"]])
    return np.asarray(1.0 + _picked(table[ethnicity], draw.chance("skin")))


def _whole_limits(wanted: Spread) -> tuple[float, float]:
    return max(1.0, np.ceil(or_else(wanted.min, 1.0))), min(6.0, np.floor(or_else(wanted.max, 6.0)))


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
