"""From a trial's table to a distribution: a mean and an SD within limits, as a curve from normal scores to values."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.errors import InputError
from osteon.evidence.trial_parts import Spread
from osteon.population.normal import chance_below, normal_of

FloatArray = NDArray[np.float64]

GRID: FloatArray = np.linspace(-6.5, 6.5, 1301)
"""Normal scores at which a law is kept; straight lines lie between."""
_CHANCES: FloatArray = (np.arange(2000) + 0.5) / 2000
ROUNDS = 200
GOOD_ENOUGH = 1e-4
WIDEST = 30.0
"""How many times the SD asked for the untruncated SD may become."""


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
    if not spread.sd:
        return Law(np.full(len(GRID), spread.mean * factor), spread.mean * factor, 0.0)
    logs = positive and spread.mean > 0
    values, mean, sd = _fitted(spread.mean, spread.sd, low, high, logs=logs)
    return Law(values * factor, mean * factor, sd * factor)


def _fitted(mean: float, sd: float, low: float, high: float, *, logs: bool) -> tuple[FloatArray, float, float]:
    """Middle and width of the uncut distribution are moved until the cut one has the mean and SD."""
    middle, width = mean, sd
    if logs:
        width = math.sqrt(math.log1p((sd / mean) ** 2))
        middle = math.log(mean) - width**2 / 2
    start = width
    limits = (math.log(low) if low > 0 else -math.inf, math.log(high)) if logs else (low, high)
    for _ in range(ROUNDS):
        found = _cut(middle, width, limits, _CHANCES, logs=logs)
        now, spread = float(found.mean()), float(found.std())
        if abs(now - mean) < GOOD_ENOUGH * sd and abs(spread - sd) < GOOD_ENOUGH * sd:
            break
        middle += (mean - now) / (mean if logs else 1.0)
        width = min(width * (sd / max(spread, 1e-3 * sd)) ** 0.7, WIDEST * start)
    chances = chance_below(GRID)
    return _cut(middle, width, limits, chances, logs=logs), float(found.mean()), float(found.std())


def _cut(middle: float, width: float, limits: tuple[float, float], chances: FloatArray, *, logs: bool) -> FloatArray:
    floor, ceiling = chance_below(np.array([(limit - middle) / width for limit in limits]))
    inside = np.clip(floor + chances * (ceiling - floor), 1e-14, 1 - 1e-14)
    values = np.clip(middle + width * normal_of(inside), *limits)
    return np.exp(values) if logs else np.asarray(values)
