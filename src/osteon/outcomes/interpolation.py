"""Smooth curves through tabulated points that never overshoot them (piecewise cubic Hermite, PCHIP)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def _slopes(x: FloatArray, y: FloatArray) -> FloatArray:
    """Slopes at the points that keep each piece within its two ends; zero where the table turns."""
    width, rise = np.diff(x), np.diff(y) / np.diff(x)
    inner = np.zeros(max(len(x) - 2, 0))
    same = rise[:-1] * rise[1:] > 0.0
    left, right = width[1:][same], width[:-1][same]
    heavy_left, heavy_right = 2 * left + right, left + 2 * right
    before, after = rise[:-1][same], rise[1:][same]
    with np.errstate(over="ignore"):  # a vanishing rise beside a real one leaves the slope at zero
        inner[same] = (heavy_left + heavy_right) / (heavy_left / before + heavy_right / after)
    return np.concatenate([rise[:1], inner, rise[-1:]])


@dataclass(frozen=True, slots=True)
class Curve:
    """A table of points made smooth; flat beyond its first and last point.

    >>> curve = Curve.through([20, 50, 80], [1.0, 0.9, 0.7])
    >>> curve([20, 50, 90]).tolist()
    [1.0, 0.9, 0.7]
    """

    x: FloatArray
    y: FloatArray
    slope: FloatArray

    @classmethod
    def through(cls, x: ArrayLike, y: ArrayLike) -> Curve:
        """The curve through points given in rising order of `x` (at least two)."""
        points, values = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        return cls(points, values, _slopes(points, values))

    def __call__(self, at: ArrayLike) -> FloatArray:
        """The curve's values at any points; same shape as `at`."""
        place = np.clip(np.asarray(at, dtype=np.float64), self.x[0], self.x[-1])
        piece = np.clip(np.searchsorted(self.x, place, side="right") - 1, 0, len(self.x) - 2)
        width = self.x[piece + 1] - self.x[piece]
        part = (place - self.x[piece]) / width
        rest = 1.0 - part
        ends = self.y[piece] * (1 + 2 * part) * rest**2 + self.y[piece + 1] * part**2 * (1 + 2 * rest)
        turns = width * part * rest * (self.slope[piece] * rest - self.slope[piece + 1] * part)
        value: FloatArray = np.asarray(ends + turns, dtype=np.float64)
        return value
