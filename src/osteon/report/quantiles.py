"""Quantiles over draws, many times faster than one call for each outcome."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def quantiles(draws: FloatArray, percents: Sequence[float]) -> FloatArray:
    """Percentiles over the draws, (..., draws, days) to (percents, ..., days), straight between neighbouring draws.

    >>> quantiles(np.array([[3.0], [1.0], [2.0]]), (0, 50, 75)).ravel().tolist()
    [1.0, 2.0, 2.5]
    """
    ordered = np.array(np.swapaxes(draws, -1, -2), order="C")
    ordered.sort(axis=-1)
    ranks = np.asarray(percents, dtype=np.float64) / 100.0 * (draws.shape[-2] - 1)
    below = np.floor(ranks).astype(np.intp)
    above = np.minimum(below + 1, draws.shape[-2] - 1)
    lower, upper = ordered[..., below], ordered[..., above]
    return np.moveaxis(lower + (upper - lower) * (ranks - below), -1, 0)
