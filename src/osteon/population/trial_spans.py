"""Spans of time as trials write them: days as numbers, or "12 weeks", "3 months", "2 years"."""

from __future__ import annotations

import re

from osteon.errors import InputError
from osteon.person.table import shown

YEAR = 365.25
LONGEST = 80 * YEAR
UNITS = {"d": 1.0, "day": 1.0, "week": 7.0, "w": 7.0, "month": YEAR / 12, "mo": YEAR / 12, "year": YEAR, "y": YEAR}
_SPAN = re.compile(r"\s*(\d+\.?\d*|\.\d+)\s*([a-z]+?)s?\s*")


def days_of(given: object) -> float:
    """Days of a span; a number is days.

    Raises:
        InputError: not a span from 0 to 80 years.

    >>> days_of("3 months"), days_of(90), days_of("2 years")
    (91.3125, 90.0, 730.5)
    """
    match = _SPAN.fullmatch(given.lower()) if isinstance(given, str) else None
    if match and match[2] in UNITS:
        days = float(match[1]) * UNITS[match[2]]
    elif isinstance(given, int | float) and not isinstance(given, bool):
        days = float(given)
    else:
        raise InputError(
            f'{shown(given)} is not a span of time; write days, or like "12 weeks", "3 months" or "2 years"'
        )
    if not 0 <= days <= LONGEST:
        raise InputError(f"{shown(given)} is outside 0 to {LONGEST / YEAR:g} years")
    return days


def day_words(day: float) -> str:
    """A day in words: years or months where it is whole ones.

    >>> day_words(1095.75), day_words(91.3125), day_words(14)
    ('3 years', '3 months', 'day 14')
    """
    for size, unit in ((YEAR, "year"), (YEAR / 12, "month")):
        count = day / size
        if day and abs(count - round(count)) < 0.012 * max(1.0, count / 12) and round(count) >= 1:
            return f"{round(count)} {unit}" + ("s" if round(count) > 1 else "")
    return f"day {day:g}"
