"""Compact forms of survey data: a middle and a spread by age and sex, a shape, and what belongs together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.population.normal import chance_below

FloatArray = NDArray[np.float64]

AGES: tuple[float, ...] = (18.0, 30.0, 40.0, 50.0, 60.0, 70.0, 77.0, 84.0)
"""Ages at which middles and spreads are kept; straight lines lie between."""
SCORES: tuple[float, ...] = (-3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
"""Normal scores at which a shape is kept."""
SEXES = ("female", "male")


@dataclass(frozen=True)
class Surveyed:
    """Adults of a survey: years, sex (True for women), ethnicity as index (-1: not told), and what each stands for."""

    age: FloatArray
    female: NDArray[np.bool_]
    ethnicity: NDArray[np.int64]
    weight: FloatArray


@dataclass(frozen=True)
class Form:
    """One quantity, on the log scale: (sexes, ages) middles and spreads, factors by ethnicity, (sexes, scores) shape.

    `score` is each surveyed adult's normal score: where they stand among people of their age and sex.
    """

    middle: FloatArray
    spread: FloatArray
    offset: FloatArray
    shape: FloatArray
    score: FloatArray


def fit_form(values: FloatArray, of: Surveyed, ethnicities: int) -> Form:
    """The compact form of positive values; people without a value (nan) are left out.

    >>> generator = np.random.default_rng(1)
    >>> age = generator.uniform(18, 84, 4000).round()
    >>> of = Surveyed(age, age % 2 > 0, np.zeros(4000, dtype=np.int64), np.ones(4000))
    >>> form = fit_form(np.exp(5 + 0.1 * generator.standard_normal(4000)), of, 1)
    >>> bool(abs(form.middle - 5).max() < 0.05), bool(abs(form.spread - 0.1).max() < 0.03)
    (True, True)
    """
    known = np.isfinite(values) & (values > 0)
    logs = np.log(np.where(known, values, 1.0))
    basis = _basis(of, ethnicities)
    found = _least_squares(basis[known], logs[known], of.weight[known])
    rest = logs - basis @ found
    middle = found[: 2 * len(AGES)].reshape(2, -1)
    spread = np.array([_spreads(rest, of, known & (of.female == (sex == "female"))) for sex in SEXES])
    standard = rest / _at(spread, of)
    shape, score = np.zeros((2, len(SCORES))), np.full(len(values), np.nan)
    for row, sex in enumerate(SEXES):
        mine = known & (of.female == (sex == "female"))
        shape[row] = _shape(standard[mine], of.weight[mine])
        score[mine] = _scores(standard[mine], of.weight[mine])
    return Form(middle, spread, np.exp(found[2 * len(AGES) :]), shape, score)


def fit_correlations(scores: list[FloatArray], weight: FloatArray) -> FloatArray:
    """Correlations of normal scores, each pair over the people who have both.

    >>> fit_correlations([np.array([1.0, -1.0]), np.array([1.0, -1.0])], np.ones(2)).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    found = np.eye(len(scores))
    for row, first in enumerate(scores):
        for column, second in enumerate(scores[:row]):
            both = np.isfinite(first) & np.isfinite(second)
            found[row, column] = found[column, row] = _correlation(first[both], second[both], weight[both])
    return found


def weighted_quantiles(values: FloatArray, weight: FloatArray, shares: FloatArray) -> FloatArray:
    """The values below which these shares of the weight lie.

    >>> weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.ones(3), np.array([0.5])).tolist()
    [2.0]
    """
    order = np.argsort(values)
    middles = np.cumsum(weight[order]) - weight[order] / 2
    return np.asarray(np.interp(shares, middles / weight.sum(), values[order]))


def _basis(of: Surveyed, ethnicities: int) -> FloatArray:
    """Tent functions of age for each sex, and a mark for each ethnicity but the first, which is the reference."""
    tents = np.column_stack([np.interp(of.age, AGES, row) for row in np.eye(len(AGES))])
    marks = np.column_stack([of.ethnicity == index for index in range(ethnicities)]).astype(float)
    return np.hstack([tents * of.female[:, None], tents * ~of.female[:, None], marks])


def _least_squares(basis: FloatArray, values: FloatArray, weight: FloatArray) -> FloatArray:
    """Weighted least squares; the first ethnicity is held at no effect, columns without people too."""
    root = np.sqrt(weight)[:, None]
    used = np.flatnonzero((basis != 0).any(axis=0) & (np.arange(basis.shape[1]) != 2 * len(AGES)))
    found = np.zeros(basis.shape[1])
    found[used] = np.linalg.lstsq(basis[:, used] * root, values * root[:, 0], rcond=None)[0]
    return found


def _spreads(rest: FloatArray, of: Surveyed, mine: NDArray[np.bool_]) -> FloatArray:
    """SD around each age, by people within about eight years."""
    found = []
    for age in AGES:
        near = of.weight[mine] * np.exp(-0.5 * ((of.age[mine] - age) / 8.0) ** 2)
        found.append(np.sqrt(np.sum(near * rest[mine] ** 2) / near.sum()))
    return np.array(found)


def _at(table: FloatArray, of: Surveyed) -> FloatArray:
    woman, man = (np.interp(of.age, AGES, row) for row in table)
    return np.asarray(np.where(of.female, woman, man))


def _shape(standard: FloatArray, weight: FloatArray) -> FloatArray:
    return weighted_quantiles(standard, weight, chance_below(np.array(SCORES)))


def _scores(standard: FloatArray, weight: FloatArray) -> FloatArray:
    from osteon.population.normal import normal_of

    order = np.argsort(standard)
    middles = (np.cumsum(weight[order]) - weight[order] / 2) / weight.sum()
    found = np.empty(len(standard))
    found[order] = normal_of(np.clip(middles, 1e-6, 1 - 1e-6))
    return found


def _correlation(first: FloatArray, second: FloatArray, weight: FloatArray) -> float:
    if not len(first):
        return 0.0
    share = weight / weight.sum()
    one, two = first - share @ first, second - share @ second
    return float(share @ (one * two) / np.sqrt((share @ one**2) * (share @ two**2)))
