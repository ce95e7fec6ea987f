"""From draws to what is sent: percentiles, rounded to what a screen can show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.report.quantiles import quantiles
from osteon.report.tidy import rounded
from osteon.web.schemas.common import Figure

FloatArray = NDArray[np.float64]
PERCENTS = (5.0, 25.0, 50.0, 75.0, 95.0)
NAMES = ("p5", "p25", "p50", "p75", "p95")
DIGITS = 4


def short(values: FloatArray) -> list[Any]:
    """Numbers with four significant digits, as plain lists.

    >>> short(np.array([1.23456, 0.000987654]))
    [1.235, 0.0009877]
    """
    return list(rounded(np.asarray(values, dtype=np.float64), DIGITS).tolist())


def bands(draws: FloatArray) -> list[Mapping[str, list[float]]]:
    """The percentiles of (outcomes, draws, times): for each outcome five rows by name."""
    found = rounded(quantiles(draws, PERCENTS), DIGITS)
    return [dict(zip(NAMES, found[:, index].tolist(), strict=True)) for index in range(draws.shape[0])]


def figures(draws: FloatArray) -> list[Figure]:
    """Middle and 90 % interval of each row of (outcomes, draws)."""
    low, middle, high = rounded(quantiles(draws[..., None], (5.0, 50.0, 95.0))[..., 0], DIGITS)
    return [
        Figure.model_construct(middle=m, low=lo, high=hi)
        for m, lo, hi in zip(middle.tolist(), low.tolist(), high.tolist(), strict=True)
    ]


def figure(draws: FloatArray) -> Figure:
    """Middle and 90 % interval of draws.

    >>> figure(np.array([1.0, 2.0, 3.0])).middle
    2.0
    """
    return figures(draws[None])[0]


def figure_of(middle: float, low: float, high: float) -> Figure:
    """A middle value and its interval, rounded as all that is sent.

    >>> figure_of(12.3456, 10.0, 20.0).middle
    12.35
    """
    middle, low, high = (float(f"{end:.4g}") for end in (middle, low, high))
    return Figure.model_construct(middle=middle, low=low, high=high)
