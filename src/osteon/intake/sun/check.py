"""Checks what a user says about place, skin and time outdoors, and lists everything that cannot be."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from osteon.errors import InputError

_ALLOWED: dict[str, tuple[float, float, str]] = {
    "latitude": (-90, 90, "degrees, north positive"),
    "day": (0, 367, "the day of the year"),
    "hour": (0, 24, "local solar time, 12 when the sun is highest"),
    "minutes": (0, 1440, "minutes outdoors in a day"),
    "skin_type": (1, 6, "Fitzpatrick's, a whole number"),
    "age": (0, 120, "years"),
    "exposed": (0, 1, "share of the skin without clothes, 0.25 for a quarter"),
    "spf": (0, 200, "the number on the sunscreen, 0 for none"),
    "cloud": (0, 1, "share of the sky covered"),
    "elevation": (-0.5, 9, "km above the sea"),
    "target": (0, 20000, "IU of vitamin D a day"),
}


def check_sun(**values: ArrayLike) -> None:
    """Raise one `InputError` that names every value outside its range.

    >>> check_sun(latitude=52.1, skin_type=2)
    >>> check_sun(latitude=152, skin_type=2.5)
    Traceback (most recent call last):
    osteon.errors.InputError: sunlight: 2 problems
      - latitude is 152, allowed is -90 to 90 (degrees, north positive)
      - skin_type is 2.5, allowed is 1 to 6 (Fitzpatrick's, a whole number)
    """
    problems = [problem for name, value in values.items() if (problem := _problem(name, value))]
    if problems:
        raise InputError(problems, "sunlight")


def _problem(name: str, given: ArrayLike) -> str:
    low, high, words = _ALLOWED[name]
    if np.asarray(given).dtype.kind not in "iuf":
        return f"{name} is {given!r}, a number is needed ({words})"
    value = np.asarray(given, dtype=np.float64)
    wrong = ~((value >= low) & (value <= high))
    if name == "skin_type":
        wrong |= value != np.round(value)
    if not wrong.any():
        return ""
    return f"{name} is {value[wrong].flat[0]:g}, allowed is {low:g} to {high:g} ({words})"
