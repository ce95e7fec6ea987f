"""Estimates with intervals: what a trial of this size would find, and how unsure the model itself is.

Two doubts are kept apart. People differ and are few: the 95 % interval of sampling, as a trial reports it. The typical
values of the model are not known: people live in worlds that differ in them, and the spread of the effect between
worlds, less what sampling adds to it, is the model's doubt.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.trial_parts import NORMAL_95, Endpoint
from osteon.population.trial_figures import Figure
from osteon.population.trial_fold import Sums

FloatArray = NDArray[np.float64]

LEAST_WORLDS = 8
"""With fewer worlds the model's doubt is not estimated."""
LEAST_PEOPLE = 2
"""People of an arm below which nothing is estimated."""
FEWEST_OF_A_WORLD = 4
RATIOS = ("ratio", "ratio_of_change")


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect with the interval of sampling (95 %), the model's doubt (an SD), and the interval with both.

    `spread` is what one person of each group adds to its variance: the variance of the estimate is `spread` over n, if
    every group has n people. `adjusted` is the estimate adjusted for the baseline, with its interval and spread.
    """

    value: float
    error: float
    interval: tuple[float, float]
    people: int
    spread: float
    doubt: float | None = None
    with_doubt: tuple[float, float] | None = None
    adjusted: float | None = None
    adjusted_interval: tuple[float, float] | None = None
    adjusted_spread: float | None = None
    log: bool = False


def contrast(moments: FloatArray, weights: Sequence[float]) -> Estimate:
    """A weighted sum of arm means, such as arm less placebo, from moments (arms, worlds, 6).

    >>> rng = np.random.default_rng(1)
    >>> y = rng.normal(1.0, 2.0, (2, 1, 400)) + np.array([0.0, 1.0])[:, None, None]
    >>> b = np.zeros_like(y)
    >>> found = contrast(np.stack([b + 1, y, y**2, b, b, b], axis=-1).sum(axis=2), [-1, 1])
    >>> found.interval[0] < 1.0 < found.interval[1], round(found.error, 2)
    (True, 0.14)
    """
    used = [arm for arm, weight in enumerate(weights) if weight]
    share = np.array([weights[arm] for arm in used])
    cells = _Cells(_thick(moments[used]))
    if cells.n.min() < LEAST_PEOPLE:
        return untold(round(float(cells.n.sum())))
    means = cells.mean(1)
    value = float(share @ means)
    variances = cells.variance()
    error = math.sqrt(float(np.sum(share**2 * variances / cells.n)))
    step = student(float(cells.n.sum() - len(used))) * error
    doubt = _doubt(cells, share, variances)
    both = None if doubt is None else NORMAL_95 * math.hypot(error, doubt)
    adjusted, adjusted_error, adjusted_spread = _adjusted(cells, share, value)
    wide = student(float(cells.n.sum() - len(used) - 1)) * adjusted_error
    return Estimate(
        value=value,
        error=error,
        interval=(value - step, value + step),
        people=int(cells.n.sum()),
        spread=float(np.sum(share**2 * variances)),
        doubt=doubt,
        with_doubt=None if both is None else (value - both, value + both),
        adjusted=adjusted,
        adjusted_interval=(adjusted - wide, adjusted + wide),
        adjusted_spread=adjusted_spread,
    )


def untold(people: int) -> Estimate:
    """What is said where too few people were measured.

    >>> untold(1).people
    1
    """
    return Estimate(math.nan, math.nan, (math.nan, math.nan), people, math.nan)


def _thick(moments: FloatArray) -> FloatArray:
    """The same moments, all worlds as one where too few people live in each to tell how people of a world differ."""
    people, worlds = moments[..., 0].sum(axis=1).min(), (moments[..., 0] > 0).any(axis=0).sum()
    return moments.sum(axis=1, keepdims=True) if people < FEWEST_OF_A_WORLD * worlds else moments


class _Cells:
    """Moments of the arms of a contrast, (arms, worlds, 6); sums of squares are about the mean of arm and world."""

    def __init__(self, moments: FloatArray) -> None:
        self.moments = moments
        self.count = moments[..., 0]
        self.n = np.maximum(self.count.sum(axis=1), 1e-9)

    def mean(self, place: int) -> FloatArray:
        """The mean of each arm over all its people."""
        return np.asarray(self.moments[..., place].sum(axis=1) / self.n)

    def squares(self, first: int, second: int, product: int) -> FloatArray:
        """Sums of products about the means of the cells, (arms,)."""
        count = np.maximum(self.count, 1.0)
        about = self.moments[..., product] - self.moments[..., first] * self.moments[..., second] / count
        return np.asarray(np.where(self.count > 0, about, 0.0).sum(axis=1))

    @property
    def freedom(self) -> FloatArray:
        """Degrees of freedom within the cells of each arm."""
        return np.asarray(np.maximum((self.count - (self.count > 0)).sum(axis=1), 1.0))

    def variance(self) -> FloatArray:
        """The variance between people of one world, in each arm."""
        return np.asarray(np.maximum(self.squares(1, 1, 2), 0.0) / self.freedom)


def _doubt(cells: _Cells, share: FloatArray, variances: FloatArray) -> float | None:
    """The SD of the effect between worlds, less what sampling adds to it; None where it cannot be told."""
    whole = (cells.count > 1).all(axis=0)
    if whole.sum() < LEAST_WORLDS:
        return None
    count = cells.count[:, whole]
    effects = share @ (cells.moments[..., 1][:, whole] / count)
    sampling = (share[:, None] ** 2 * variances[:, None] / count).sum(axis=0)
    return math.sqrt(max(float(np.var(effects, ddof=1) - sampling.mean()), 0.0))


def _adjusted(cells: _Cells, share: FloatArray, value: float) -> tuple[float, float, float]:
    """The effect adjusted for the baseline by a common slope, its standard error, and its spread."""
    base, both = cells.squares(3, 3, 4).sum(), cells.squares(1, 3, 5).sum()
    slope = float(both / base) if base > 0 else 0.0
    left = np.maximum(
        cells.squares(1, 1, 2) - 2 * slope * cells.squares(1, 3, 5) + slope**2 * cells.squares(3, 3, 4), 0
    )
    variance = left / np.maximum(cells.freedom - 0.5, 1.0)
    gap = float(share @ cells.mean(3))
    error = float(np.sum(share**2 * variance / cells.n)) + (
        gap**2 * left.sum() / cells.freedom.sum() / base if base else 0
    )
    return value - slope * gap, math.sqrt(error), float(np.sum(share**2 * variance))


def of_endpoint(sums: Sums, endpoint: Endpoint) -> Estimate:
    """The estimate of an endpoint: between people, or within them in a crossover."""
    figure, arms = Figure.of(endpoint), sums.arms
    moments, arm = sums.moments[figure], arms.index(endpoint.arm)
    if endpoint.versus is None:
        return contrast(moments, [float(number == arm) for number in range(len(arms))])
    versus = arms.index(endpoint.versus)
    if endpoint.measure in RATIOS:
        return _ratio(moments[[arm, versus]])
    if figure in sums.pairs:
        return within_people(sums.pairs[figure][arm, versus])
    return contrast(moments, [float(number == arm) - float(number == versus) for number in range(len(arms))])


def _ratio(moments: FloatArray) -> Estimate:
    """The ratio of two arms' means, by the spread of its logarithm."""
    cells = _Cells(_thick(moments))
    means, variances = cells.mean(1), cells.variance()
    if cells.n.min() < LEAST_PEOPLE or means[0] * means[1] <= 0:
        return untold(int(cells.n.sum()))
    relative = variances / means**2
    error, middle = math.sqrt(float(np.sum(relative / cells.n))), math.log(means[0] / means[1])
    step = NORMAL_95 * error
    interval = (math.exp(middle - step), math.exp(middle + step))
    return Estimate(math.exp(middle), error, interval, int(cells.n.sum()), float(relative.sum()), log=True)


def within_people(pairs: FloatArray) -> Estimate:
    """The mean of differences within people, (groups, worlds, 3): the mean of the groups' means, free of periods."""
    count = pairs[..., 0].sum(axis=1)
    if (count < LEAST_PEOPLE).any():
        return untold(int(count.sum()))
    groups = len(pairs)
    means = pairs[..., 1].sum(axis=1) / count
    variances = (pairs[..., 2].sum(axis=1) - count * means**2) / (count - 1)
    value, error = float(means.mean()), math.sqrt(float(np.sum(variances / count))) / groups
    step = student(float(count.sum() - groups)) * error
    doubt = _doubt_within(pairs, float(variances.mean()))
    both = None if doubt is None else NORMAL_95 * math.hypot(error, doubt)
    return Estimate(
        value,
        error,
        (value - step, value + step),
        int(count.sum()),
        float(variances.mean()) / groups,
        doubt,
        None if both is None else (value - both, value + both),
    )


def _doubt_within(pairs: FloatArray, variance: float) -> float | None:
    count = pairs[..., 0].sum(axis=0)
    whole = count > 1
    if whole.sum() < LEAST_WORLDS:
        return None
    effects = pairs[..., 1].sum(axis=0)[whole] / count[whole]
    return math.sqrt(max(float(np.var(effects, ddof=1) - (variance / count[whole]).mean()), 0.0))


def factorial(sums: Sums, figure: Figure) -> Mapping[str, Estimate]:
    """What each factor does over all others, and what pairs of them do beyond the sum of both.

    The interaction of two is (both) - (first) - (second) + (neither), averaged over the others: above zero they do more
    together than apart.
    """
    factors = sums.setting.planned.design.factors
    sets = [frozenset(name.split(" + ")) & frozenset(factors) for name in sums.arms]
    found = {}
    for factor in factors:
        half = len(sets) / 2
        found[f"{factor} (with or without the others)"] = contrast(
            sums.moments[figure], [(1.0 if factor in chosen else -1.0) / half for chosen in sets]
        )
    for first, second in combinations(factors, 2):
        signs = [(1.0 if first in chosen else -1.0) * (1.0 if second in chosen else -1.0) for chosen in sets]
        found[f"{first} x {second} interaction"] = contrast(
            sums.moments[figure], [sign / (len(sets) / 4) for sign in signs]
        )
    return found


def student(freedom: float) -> float:
    """The 97.5 % point of Student's distribution (Abramowitz and Stegun 26.7.5), the normal one where many are.

    >>> round(student(10), 2), round(student(1e9), 2)
    (2.23, 1.96)
    """
    z, nu = NORMAL_95, max(freedom, 3.0)
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / nu + second / nu**2 + third / nu**3
