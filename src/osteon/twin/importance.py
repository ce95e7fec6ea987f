"""Draws that count unequally: Pareto-smoothed importance weights and what they are worth.

Source: Vehtari, Simpson, Gelman, Yao, Gabry 2024, Pareto smoothed importance sampling, J Mach Learn Res 25:1-58; the
tail is fitted as in Zhang and Stephens 2009, Technometrics 51:316.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FEWEST = 5
"""A tail of fewer draws than this is left as it is."""
MOST_LOG = 600.0
USABLE = 0.7
"""Shapes of the tail above this say that the weights cannot be relied on."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Normalised weights of draws; `effective` is how many equal draws they are worth, `shape` that of their tail
    (above 0.7: not to be relied on; not a number where the tail is too short to tell).
    """

    values: FloatArray
    effective: float
    shape: float

    @property
    def usable(self) -> bool:
        """Whether results under these weights can be relied on."""
        return bool(np.isfinite(self.shape) and self.shape <= USABLE and self.effective >= FEWEST)


def weigh(logs: ArrayLike) -> Weights:
    """Smoothed weights from log ratios (target over proposal) by draw; minus infinity gives a weight of 0.

    >>> equal = weigh(np.zeros(100))
    >>> round(equal.effective)
    100
    """
    ratios = np.asarray(logs, float)
    if not np.isfinite(ratios).any():
        return Weights(np.full(len(ratios), 1.0 / len(ratios)), 0.0, np.inf)
    raw = np.exp(ratios - ratios[np.isfinite(ratios)].max())
    smooth, shape = _smoothed(raw)
    values = smooth / smooth.sum()
    return Weights(values, float(1 / np.sum(values**2)), shape)


def _smoothed(raw: FloatArray) -> tuple[FloatArray, float]:
    """The largest weights replaced by the expected order of a generalised Pareto tail, none above the largest."""
    count = len(raw)
    tail = int(min(0.2 * count, 3 * np.sqrt(count)))
    order = np.argsort(raw, kind="stable")
    cut = raw[order[-tail - 1]] if tail < count else 0.0
    above = raw[order[-tail:]] - cut
    if tail < FEWEST or above[0] < 0 or above[-1] - above[0] <= 1e-12 * max(cut, 1e-300) or np.sum(above > 0) < FEWEST:
        return raw, -np.inf if np.ptp(raw) < 1e-9 else np.nan
    shape, scale = pareto_tail(above[above > 0])
    middles = (np.arange(tail) + 0.5) / tail
    smooth = raw.copy()
    if abs(shape) > 1e-9:
        expected = scale / shape * np.expm1(np.minimum(-shape * np.log1p(-middles), MOST_LOG))
    else:
        expected = -scale * np.log1p(-middles)
    smooth[order[-tail:]] = np.minimum(cut + expected, raw.max())
    return smooth, shape


def pareto_tail(excess: FloatArray) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto distribution through ascending positive numbers.

    >>> chances = (np.arange(2000) + 0.5) / 2000
    >>> shape, scale = pareto_tail(2.0 / 0.5 * ((1 - chances) ** -0.5 - 1))
    >>> round(shape, 1), round(scale, 1)
    (0.5, 2.0)
    """
    count = len(excess)
    grid = 30 + int(np.sqrt(count))
    ranks = np.arange(1, grid + 1) - 0.5
    quarter = excess[int(count / 4 + 0.5) - 1]
    trial = 1 / excess[-1] + (1 - np.sqrt(grid / ranks)) / (3 * quarter)
    shapes = np.log1p(-trial[:, None] * excess).mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        fits = count * (np.log(-trial / shapes) - shapes - 1)
    fits = np.where(np.isfinite(fits), fits, -np.inf)
    chances = np.exp(fits - fits.max())
    best = float(np.sum(trial * chances) / chances.sum())
    shape = float(np.log1p(-best * excess).mean())
    scale = -shape / best
    return float((count * shape + 5.0) / (count + 10.0)), float(scale)


def pick(weights: FloatArray, count: int, offset: float = 0.5) -> IntArray:
    """Places of `count` draws in proportion to their weights, by systematic resampling, with repeats.

    >>> pick(np.array([0.5, 0.25, 0.25]), 4).tolist()
    [0, 0, 1, 2]
    """
    picks = np.searchsorted(np.cumsum(weights), (np.arange(count) + offset) / count)
    return np.minimum(picks, len(weights) - 1)
