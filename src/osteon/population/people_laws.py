"""From a trial's table to a distribution: a mean and an SD within limits, as a curve from normal scores to values."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from osteon.errors import InputError
from osteon.evidence.trial_parts import Spread
from osteon.population.normal import chance_below, normal_of

FloatArray = NDArray[np.float64]

GRID: FloatArray = np.linspace(-6.5, 6.5, 1301)
"""Normal scores at which a law is kept; straight lines lie between."""
GRID_CHANCES: FloatArray = np.clip(chance_below(GRID), 1e-12, 1 - 1e-12)
_CHANCES: FloatArray = (np.arange(400) + 0.5) / 400
HALVINGS = 24
NARROWEST, WIDEST = 0.05, 30.0
"""Bounds of the SD before cutting, relative to the one asked for."""
NOTHING = 1e-6
"""An SD so small, relative to the mean, is none."""
FAR = 5.0
"""Limits so many SDs away change nothing."""
NEAR_ENOUGH = 0.02
"""How far the SD may be off before another shape is taken."""


@dataclass(frozen=True)
class Law:
    """A distribution, as the values that lie at the normal scores of `GRID`; `mean` and `sd` are what it really has."""

    values: FloatArray
    mean: float
    sd: float

    def at(self, score: FloatArray) -> FloatArray:
        """The values of people with these normal scores.

        >>> law_of(Spread(mean=60.0, sd=5.0)).at(np.array([-1.0, 0.0, 1.0])).round(2).tolist()
        [55.0, 60.0, 65.0]
        """
        return np.asarray(np.interp(score, GRID, self.values))


def law_of(spread: Spread, *, positive: bool = False, factor: float = 1.0) -> Law:
    """The normal distribution (log-normal where `positive`) cut at the limits that has the mean and SD asked for.

    Where the limits do not allow the SD, the nearest that they allow; see `Law.sd`. `factor` turns the unit of the
    spread into the unit wanted.

    Raises:
        InputError: a mean outside the limits.

    >>> law = law_of(Spread(mean=-2.8, sd=0.6, max=-2.0))
    >>> round(law.mean, 2), round(law.sd, 2), bool(law.values.max() <= -2.0)
    (-2.8, 0.6, True)
    """
    low = -math.inf if spread.min is None else spread.min
    high = math.inf if spread.max is None else spread.max
    if spread.mean is None:
        raise InputError("a spread without a mean has no law of its own")
    if not low <= spread.mean <= high:
        raise InputError(f"the mean {spread.mean:g} is outside the limits {low:g} to {high:g}")
    if not spread.sd or spread.sd < NOTHING * abs(spread.mean):
        return Law(np.full(len(GRID), spread.mean * factor), spread.mean * factor, 0.0)
    logs = positive and spread.mean > 0
    values, mean, sd = _fitted(spread.mean, spread.sd, low, high, logs=logs)
    return Law(values * factor, mean * factor, sd * factor)


def _fitted(mean: float, sd: float, low: float, high: float, *, logs: bool) -> tuple[FloatArray, float, float]:
    """A cut normal distribution; where that cannot be as wide as asked for, one that thins out towards its limits."""
    width = math.sqrt(math.log1p((sd / mean) ** 2)) if logs else sd
    middle = math.log(mean) - width**2 / 2 if logs else mean
    limits = (math.log(low) if low > 0 else -math.inf, math.log(high)) if logs else (low, high)
    if middle - limits[0] > FAR * width and limits[1] - middle > FAR * width:
        return _cut(middle, width, limits, GRID_CHANCES, logs=logs), mean, sd

    def cut(width: float, middle: float, chances: FloatArray) -> FloatArray:
        return _cut(middle, width, limits, chances, logs=logs)

    reach = 7 * width * WIDEST
    found = _solved(cut, mean, sd, width, (middle - reach, middle + reach))
    if abs(found[2] / sd - 1) > NEAR_ENOUGH:
        bounds = (max(low, 0.0) if logs else low, high)
        return _solved(partial(_bounded, bounds=bounds), mean, sd, 1.0, (-60.0, 60.0))
    return found


def _solved(
    shape: Callable[[float, float, FloatArray], FloatArray],
    mean: float,
    sd: float,
    width: float,
    middles: tuple[float, float],
) -> tuple[FloatArray, float, float]:
    """Width and middle of a shape by halving: at each width the middle that gives the mean, and so the SD."""
    narrow, wide = NARROWEST * width, WIDEST * width
    for _ in range(HALVINGS):
        width = math.sqrt(narrow * wide)
        low, high = middles
        for _ in range(HALVINGS + 4):
            middle = (low + high) / 2
            low, high = (middle, high) if shape(width, middle, _CHANCES).mean() < mean else (low, middle)
        found = shape(width, middle, _CHANCES)
        narrow, wide = (width, wide) if found.std() < sd else (narrow, width)
    return shape(width, middle, GRID_CHANCES), float(found.mean()), float(found.std())


def _bounded(width: float, middle: float, chances: FloatArray, bounds: tuple[float, float]) -> FloatArray:
    """Between two limits by a logistic of a normal number; beyond one limit by its exponential."""
    low, high = bounds
    step = np.clip(middle + width * normal_of(chances), -600.0, 600.0)
    if math.isinf(low):
        return np.asarray(high - np.exp(-step))
    if math.isinf(high):
        return np.asarray(low + np.exp(step))
    return np.asarray(low + (high - low) / (1 + np.exp(-step)))


def _cut(middle: float, width: float, limits: tuple[float, float], chances: FloatArray, *, logs: bool) -> FloatArray:
    floor, ceiling = chance_below(np.array([(limit - middle) / width for limit in limits]))
    inside = np.clip(floor + chances * (ceiling - floor), 1e-14, 1 - 1e-14)
    values = np.clip(middle + width * normal_of(inside), *limits)
    return np.exp(values) if logs else np.asarray(values)
