"""A year of vitamin D from the skin, day by day, for one person or for many."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.intake.sun.check import check_sun
from osteon.intake.sun.geometry import NOON
from osteon.intake.sun.ozone import DAYS_OF_YEAR
from osteon.intake.sun.parameters import Numbers, SunParameters
from osteon.intake.sun.session import sun_session

Array = NDArray[np.float64]

# Values worked on at once: keeps the working memory of a million people in the processor's cache.
_BLOCK = 60_000


def days_of_year(count: int = 365) -> Array:
    """`count` evenly spaced days of the year: 1, 2, ... 365, or fewer with fractions; at least 12 describe a season.

    >>> days_of_year(5)
    array([ 37., 110., 183., 256., 329.])
    """
    return np.asarray((np.arange(count) + 0.5) * (DAYS_OF_YEAR / count) + 0.5)


def year_of_synthesis(
    latitude: ArrayLike,
    skin_type: ArrayLike,
    age: ArrayLike,
    minutes: ArrayLike,
    exposed: ArrayLike,
    *,
    spf: ArrayLike = 0.0,
    hour: ArrayLike | None = None,
    cloud: ArrayLike = 0.5,
    elevation: ArrayLike = 0.0,
    days: int = 365,
    parameters: SunParameters | None = None,
) -> Array:
    """Vitamin D made on each day of a year, IU, for the same spell outdoors every day, by default around solar noon.

    Arguments broadcast over people; the result has one axis more, the days of `days_of_year(days)`. For large groups 24
    days give the same seasonal curve. What changes within the year (clothes, minutes) is for `sun_session`.

    >>> year = year_of_synthesis(52.1, skin_type=2, age=40, minutes=20, exposed=0.25)
    >>> year.shape, round(float(year[171]), -1), round(float(year[354]))
    ((365,), 1410.0, 22)
    """
    person = {"latitude": latitude, "skin_type": skin_type, "age": age, "minutes": minutes, "exposed": exposed}
    person |= {"spf": spf, "hour": NOON if hour is None else hour, "cloud": cloud, "elevation": elevation}
    check_sun(**person)
    known = parameters or SunParameters.typical()
    shape = np.broadcast_shapes(known.shape, *(np.shape(value) for value in person.values()))
    columns = {name: _column(np.asarray(value, dtype=np.float64), shape) for name, value in person.items()}
    constants = known.each(lambda value: _column(value, shape))
    made = np.empty((math.prod(shape), days))
    for rows in _blocks(*made.shape):
        block = {name: _rows(value, rows) for name, value in columns.items()}
        parts = constants.each(lambda value, rows=rows: _rows(value, rows))  # type: ignore[misc]
        made[rows] = sun_session(day=days_of_year(days), parameters=parts, **block).vitamin_d
    return made.reshape((*shape, days))


def _column(value: Numbers, shape: tuple[int, ...]) -> Array:
    """One row a person; a single number stays single."""
    whole = np.asarray(value)
    return np.broadcast_to(whole, shape).reshape(-1, 1) if whole.ndim else whole


def _rows(value: Numbers, rows: slice) -> Array:
    whole = np.asarray(value)
    return whole[rows] if whole.ndim else whole


def _blocks(people: int, days: int) -> Iterator[slice]:
    size = max(1, _BLOCK // days)
    return (slice(start, start + size) for start in range(0, people, size))
