"""From values to pixels: scales, round ticks, and a time axis in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

UNITS = (
    ("year", 1.0, 3.0, (1, 2, 5, 10, 20, 25)),
    ("month", 12.0, 0.4, (1, 2, 3, 6, 12)),
    ("week", 365.25 / 7, 0.08, (1, 2, 4)),
    ("day", 365.25, 0.0, (1, 2, 5, 7, 10)),
)
"""Units of a time axis: how many make a year, from how many years they are used, and steps between ticks."""
ALMOST = 1e-9


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values `low` to `high` to pixels `start` to `end`.

    >>> float(Scale(0, 10, 100, 200)(5))
    150.0
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: ArrayLike) -> FloatArray:
        """Pixels of values."""
        share = (np.asarray(value, dtype=np.float64) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def round_step(span: float, count: int) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that cuts a span into `count` pieces or fewer.

    >>> round_step(130, 4), round_step(0.9, 4)
    (50.0, 0.25)
    """
    power = 10.0 ** math.floor(math.log10(span / count))
    return next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * power * count >= span * (1 - ALMOST))


def round_limits(values: Sequence[float], count: int = 4) -> tuple[float, float, float]:
    """Limits on round numbers around all values, and the step between ticks.

    >>> round_limits([3.0, 118.0, 0.0])
    (0.0, 150.0, 50.0)
    """
    low, high = min(values), max(values)
    if high - low < 1e-6 * max(abs(high), 1e-6):
        low, high = low - max(0.1 * abs(low), 0.5), high + max(0.1 * abs(high), 0.5)
    step = round_step(high - low, count)
    return math.floor(low / step + ALMOST) * step, math.ceil(high / step - ALMOST) * step, step


def ticks(low: float, high: float, step: float) -> list[float]:
    """Multiples of the step from low to high.

    >>> ticks(-4, 1, 2)
    [-4, -2, 0]
    """
    first, last = math.ceil(low / step - ALMOST), math.floor(high / step + ALMOST)
    return [index * step for index in range(first, last + 1)]


def decimals(step: float) -> int:
    """Digits behind the point that tell multiples of a step apart.

    >>> decimals(50), decimals(0.25), decimals(2.5)
    (0, 2, 1)
    """
    return next(digits for digits in range(12) if abs(step * 10**digits - round(step * 10**digits)) < 1e-6)


def number(value: float, digits: int = 0) -> str:
    """A number for a chart: a true minus sign, thousands apart, no minus zero.

    >>> number(-1.25, 1), number(-0.01, 1), number(12345)
    ('−1.2', '0.0', '12,345')
    """
    words = f"{value:,.{digits}f}"
    return words.removeprefix("-") if not words.strip("-0.,") else words.replace("-", "−")


def span_words(low: float, high: float, digits: int) -> str:
    """An interval in words.

    >>> span_words(56.2, 113, 0)
    '56 to 113'
    """
    return f"{number(low, digits)} to {number(high, digits)}"


def time_words(years: float) -> str:
    """A time in words: years where they are whole or many, or else months or days.

    >>> time_words(10), time_words(1), time_words(1.5), time_words(0.1)
    ('10 years', '1 year', '18 months', '37 days')
    """
    if years >= 2 or abs(years - 1) < 0.01:
        count, unit = f"{years:.3g}", "year"
    elif years >= 0.4:
        count, unit = f"{years * 12:.0f}", "month"
    else:
        count, unit = f"{years * 365.25:.0f}", "day"
    return f"{count} {unit}" + ("" if count == "1" else "s")


def after_words(day: float) -> str:
    """A day counted from the start in words.

    >>> after_words(30), after_words(1461)
    ('day 30', 'year 4')
    """
    return f"day {day:.4g}" if day < 365 else f"year {round(day / 365.25, 1):g}"


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Ticks in years with their labels, and the unit they are counted in; `ages` only where ticks are years."""

    unit: str
    years: tuple[float, ...]
    labels: tuple[str, ...]
    ages: tuple[str, ...] = ()


def time_axis(span: float, age: float | None, count: int) -> TimeAxis:
    """Ticks for a run of so many years, `count` at most; `age` is the age at the start, if all runs share it.

    >>> axis = time_axis(10, 51, 6)
    >>> axis.labels, axis.ages
    (('0', '2', '4', '6', '8', '10'), ('51', '53', '55', '57', '59', '61'))
    >>> time_axis(0.5, 51, 6).unit
    'month'
    """
    for unit, per_year, least, steps in UNITS:
        if span >= least:
            step = next((step for step in steps if span * per_year / step <= count), steps[-1])
            counted = ticks(0.0, span * per_year, step)
            years = tuple(value / per_year for value in counted)
            ages = tuple(str(math.floor(age + year + ALMOST)) for year in years) if age and unit == "year" else ()
            return TimeAxis(unit, years, tuple(f"{value:g}" for value in counted), ages)
    raise AssertionError("a span is above 0")
