"""The yearly curve of a daily input as a mean and a few waves, for a model that runs in continuous time.

The truncated Fourier series is the closest curve with so few waves, and keeps the yearly total. Where winter is dark it
dips below zero; then all waves are shrunk by one factor, just enough that it does not, at any moment of the year. This
is simpler than smoothing with Fejer's kernel, which never goes negative either but takes a quarter of the first wave,
needed or not (errors of both: docs/physiology/sun.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.errors import InputError

Array = NDArray[np.float64]

DAYS_PER_YEAR = 365.25
HIGHEST_ORDER = 4
# More points than the waves need: between them the curve can pass their range by two parts in a thousand at most.
_POINTS = 200


@dataclass(frozen=True)
class Harmonics:
    """mean + sum of cosine[k] cos(2 pi k t/365.25) + sine[k] sin(2 pi k t/365.25), k from 1; t is 0 at 1 January, 0 h.

    `mean` has the shape of the people; `cosine` and `sine` have one axis more, the waves.
    """

    mean: Array
    cosine: Array
    sine: Array

    def at(self, time: ArrayLike) -> Array:
        """The input at `time`, days since the start of a year; times form the last axis of the result.

        >>> curve = Harmonics(np.array(500.0), np.array([-400.0]), np.array([0.0]))
        >>> [round(float(value)) for value in curve.at([0, 182.625])]
        [100, 900]
        """
        waves = _angles(self.cosine.shape[-1], np.atleast_1d(np.asarray(time, dtype=np.float64)) / DAYS_PER_YEAR)
        return self.mean[..., None] + self.cosine @ np.cos(waves) + self.sine @ np.sin(waves)


def harmonics(daily: ArrayLike, order: int = 3) -> Harmonics:
    """Mean and `order` waves of a daily input, never negative and with exactly the input's yearly mean.

    `daily` holds evenly spaced days on its last axis, as `days_of_year` gives them, and no negative value.

    >>> curve = harmonics([0.0, 0, 0, 30, 90, 120, 120, 90, 30, 0, 0, 0])
    >>> float(curve.mean), bool((curve.at(np.arange(365)) >= 0).all())
    (40.0, True)
    """
    values = np.asarray(daily, dtype=np.float64)
    _check(values, order)
    waves = _angles(order, (np.arange(values.shape[-1]) + 0.5) / values.shape[-1])
    scale = 2 / values.shape[-1]
    mean, cosine, sine = values.mean(axis=-1), scale * values @ np.cos(waves).T, scale * values @ np.sin(waves).T
    kept = _kept(mean, _lowest(cosine, sine))[..., None]
    return Harmonics(mean, kept * cosine, kept * sine)


def _angles(order: int, years: Array) -> Array:
    return 2 * np.pi * np.arange(1, order + 1)[:, None] * years


def _lowest(cosine: Array, sine: Array) -> Array:
    """A bound that the waves do not pass below at any time (Ehlich and Zeller's bound between evenly spaced points)."""
    order = cosine.shape[-1]
    waves = _angles(order, np.arange(_POINTS) / _POINTS)
    values = cosine @ np.cos(waves) + sine @ np.sin(waves)
    low, high = values.min(axis=-1), values.max(axis=-1)
    return np.asarray((low + high) / 2 - (high - low) / 2 / np.cos(order * np.pi / _POINTS))


def _kept(mean: Array, lowest: Array) -> Array:
    """Share of the waves that can stay."""
    return np.where(mean + lowest < 0, np.divide(mean, -lowest, out=np.ones_like(mean), where=lowest < 0), 1.0)


def _check(values: Array, order: int) -> None:
    problems = []
    if not 1 <= order <= HIGHEST_ORDER:
        problems.append(f"order is {order}, allowed is 1 to {HIGHEST_ORDER}")
    if values.ndim == 0 or values.shape[-1] <= 2 * order:
        problems.append(f"daily needs more than {2 * order} evenly spaced days on its last axis")
    if not np.all(values >= 0):
        problems.append("daily holds negative or missing values; an input to the body is 0 or more")
    if problems:
        raise InputError(problems, "harmonics")
