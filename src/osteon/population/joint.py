"""The joint distribution of adults: size, kidney and intakes, each by age and sex, and how they go together.

Everything is a compact form that `osteon.population.calibrate` fitted to surveys: a middle and a spread by age and sex
on a log scale, a shape that adults of one sex share, a factor by ethnicity, and correlations of normal scores (a
Gaussian copula). What one survey day says is narrowed to what is usual over a year.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from osteon.person.body import ETHNICITIES
from osteon.population.normal import chance_below, normal_of
from osteon.units import DATA

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NOT_TOLD = -1
"""The index of an ethnicity that nobody told; it has no factor of its own."""
SEXES = ("female", "male")
QUANTITIES = (
    "height",
    "bmi",
    "egfr",
    "energy",
    "protein",
    "calcium",
    "phosphorus",
    "magnesium",
    "zinc",
    "sodium",
    "vitamin D3",
    "vitamin K1",
)
STEEPEST_END = 1.0
"""Beyond the scores of the tables a shape goes on with this slope."""
SMALLEST = 1e-9


@dataclass(frozen=True)
class Margin:
    """How one quantity is spread: logs of the middle and spread at `ages` for each sex, shape at `scores`, factors."""

    ages: FloatArray
    middle: FloatArray
    spread: FloatArray
    scores: FloatArray
    shape: FloatArray
    factor: FloatArray

    def values(self, score: FloatArray, age: FloatArray, female: BoolArray, ethnicity: NDArray[np.int64]) -> FloatArray:
        """The values of people with these normal scores.

        >>> person = np.array([0.0]), np.array([50.0]), np.array([True]), np.array([0])
        >>> bool(162 < margins()["height"].values(*person)[0] < 165)
        True
        """
        middle, spread = self._place(age, female, ethnicity)
        standard = np.where(female, *(np.interp(score, self.scores, row) for row in self.shape))
        return np.asarray(np.exp(middle + spread * standard))

    def score_of(self, value: float, age: FloatArray, female: BoolArray, ethnicity: NDArray[np.int64]) -> FloatArray:
        """The normal scores that people with this one value would have: the way back from `values`.

        >>> person = np.array([50.0]), np.array([True]), np.array([0])
        >>> height = margins()["height"].values(np.array([0.7]), *person)[0]
        >>> round(float(margins()["height"].score_of(height, *person)[0]), 6)
        0.7
        """
        middle, spread = self._place(age, female, ethnicity)
        standard = (np.log(max(value, SMALLEST)) - middle) / spread
        return np.asarray(np.where(female, *(np.interp(standard, row, self.scores) for row in self.shape)))

    def _place(self, age: FloatArray, female: BoolArray, ethnicity: NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
        middle = np.where(female, *(np.interp(age, self.ages, row) for row in self.middle))
        spread = np.where(female, *(np.interp(age, self.ages, row) for row in self.spread))
        return middle + np.log(self.factor)[ethnicity], spread


@cache
def margins(*, usual: bool = True) -> Mapping[str, Margin]:
    """The form of every quantity; `usual` narrows what was eaten on the days of the survey to what is usual in a year.

    >>> float(margins()["calcium"].spread.max() < margins(usual=False)["calcium"].spread.max())
    1.0
    """
    found = {name: _margin(name) for name in QUANTITIES}
    days = {row["quantity"]: row for row in rows_of("usual")} if usual else {}
    return MappingProxyType({name: _narrowed(margin, days.get(name)) for name, margin in found.items()})


@cache
def margin_of(name: str) -> Margin:
    """The form of a quantity outside the copula, such as alcohol in those who drank.

    >>> bool(margin_of("alcohol").spread.min() > 0.5)
    True
    """
    return _margin(name)


def _margin(name: str) -> Margin:
    levels = [row for row in rows_of("levels") if row["quantity"] == name]
    ages = np.array([float(row["age"]) for row in levels if row["sex"] == "female"])
    table = {
        (sex, column): [float(row[column]) for row in levels if row["sex"] == sex]
        for sex in SEXES
        for column in ("middle", "spread")
    }
    middle = np.log(np.array([table[sex, "middle"] for sex in SEXES]))
    spread = np.array([table[sex, "spread"] for sex in SEXES])
    scores, shape = _shape(name)
    return Margin(ages, middle, spread, scores, shape, factors(name))


def _shape(name: str) -> tuple[FloatArray, FloatArray]:
    """Scores and shapes by sex, made to rise strictly and to go on beyond the table."""
    rows = {row["sex"]: row for row in rows_of("shapes") if row["quantity"] == name}
    keys = [key for key in rows["female"] if key not in ("quantity", "sex")]
    inner = np.array([float(key) for key in keys])
    scores = np.concatenate([[inner[0] - 5], inner, [inner[-1] + 5]])
    shapes = []
    for sex in SEXES:
        values = np.array([float(rows[sex][key]) for key in keys])
        values = np.maximum.accumulate(values) + 1e-6 * np.arange(len(values))
        ends = values[0] - 5 * STEEPEST_END, values[-1] + 5 * STEEPEST_END
        shapes.append(np.concatenate([[ends[0]], values, [ends[1]]]))
    return scores, np.array(shapes)


def factors(name: str) -> FloatArray:
    """The factor of each ethnicity, in the order of `ETHNICITIES`; the last, at index -1, is of those not told.

    >>> factors("density")[1] > 1.0
    np.True_
    """
    found = {row["ethnicity"]: float(row["factor"]) for row in rows_of("offsets") if row["quantity"] == name}
    wider = {"south asian": "asian", "east asian": "asian", "other": "mixed"}
    return np.array([*(found.get(word, found.get(wider.get(word, ""), 1.0)) for word in ETHNICITIES), 1.0])


def _narrowed(margin: Margin, days: Mapping[str, str] | None) -> Margin:
    """Usual amounts: less spread than on single days, the same mean. Assumes: log-normal days."""
    if days is None:
        return margin
    share = 1.0 / np.sqrt(1.0 + float(days["ratio"]) / float(days["days"]))
    middle = margin.middle + 0.5 * margin.spread**2 * (1.0 - share**2)
    return Margin(margin.ages, middle, margin.spread * share, margin.scores, margin.shape, margin.factor)


@cache
def correlations() -> FloatArray:
    """(quantities, quantities): correlations of normal scores, the nearest that can hold together; unknown ones 0.

    >>> round(float(correlations()[5, 6]), 2), bool((np.linalg.eigvalsh(correlations()) > 0).all())
    (0.78, True)
    """
    found = np.eye(len(QUANTITIES))
    for row in rows_of("correlations"):
        one, two = QUANTITIES.index(row["first"]), QUANTITIES.index(row["second"])
        found[one, two] = found[two, one] = float(row["correlation"])
    values, vectors = np.linalg.eigh(found)
    near = vectors @ np.diag(np.maximum(values, 1e-6)) @ vectors.T
    size = np.sqrt(np.diag(near))
    return np.asarray(near / np.outer(size, size))


@cache
def mixing() -> FloatArray:
    """The lower triangle that turns independent normal scores into correlated ones.

    >>> mixing().shape == (len(QUANTITIES), len(QUANTITIES))
    True
    """
    return np.asarray(np.linalg.cholesky(correlations()), dtype=np.float64)


def between(score: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Normal scores squeezed between limits, so that they are spread as those within the limits are.

    >>> [round(float(value), 3) for value in between(np.array([-1.0, 0.0, 9.0]), np.zeros(3), np.full(3, np.inf))]
    [0.2, 0.674, 6.943]
    """
    floor, ceiling = chance_below(low), chance_below(high)
    chance = floor + chance_below(score) * (ceiling - floor)
    inside = np.clip(chance, 1e-12, 1 - 1e-12)
    return np.asarray(np.clip(normal_of(inside), low, np.maximum(low, high)))


def rows_of(table: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table of virtual people, such as `shares`.

    >>> rows_of("skin")[0]["ethnicity"]
    'white'
    """
    return tuple(_read(table))


@cache
def _kept(table: str) -> tuple[dict[str, str], ...]:
    with (DATA / f"population_{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _read(table: str) -> Iterator[Mapping[str, str]]:
    return (MappingProxyType(row) for row in _kept(table))
