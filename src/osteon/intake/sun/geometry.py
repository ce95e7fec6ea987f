"""Where the sun stands: by latitude, day of the year and local solar hour. Longitude and clock time play no part.

Latitude is in degrees, north positive. Day 1 is 1 January and day 365 is 31 December. Hour 12 is when the sun is
highest, which is not clock noon. All functions broadcast their arguments.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

NOON = 12.0
DEGREES_PER_HOUR = 15.0
# Noon of 1 January in days since noon of 1 January 2000, mean over 2025-2028 of what is left after whole Julian years.
_EPOCH = 9131.625


def declination(day: ArrayLike) -> Array:
    """Latitude at which the sun stands overhead at noon of a day, degrees.

    Equation: the low-precision solar position of the Astronomical Almanac, for the mean year of a leap cycle, so that
    a given calendar date is off by 0.2 degrees at most.

    >>> [round(float(declination(day)), 1) for day in (79, 172, 355)]
    [-0.1, 23.4, -23.4]
    """
    days = np.asarray(day, dtype=np.float64) - 1 + _EPOCH
    anomaly = np.radians(357.528 + 0.9856003 * days)
    longitude = np.radians(280.460 + 0.9856474 * days + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly))
    obliquity = np.radians(23.439 - 4e-7 * days)
    return np.asarray(np.degrees(np.arcsin(np.sin(obliquity) * np.sin(longitude))))


def sun_terms(latitude: ArrayLike, day: ArrayLike) -> tuple[Array, Array]:
    """The two terms of the sun's height: sine of the altitude = first + second x cos(hour angle)."""
    place, season = np.radians(np.asarray(latitude, dtype=np.float64)), np.radians(declination(day))
    return np.sin(place) * np.sin(season), np.cos(place) * np.cos(season)


def cos_zenith(latitude: ArrayLike, day: ArrayLike, hour: ArrayLike = NOON) -> Array:
    """Cosine of the sun's angle from overhead; negative when the sun is below the horizon.

    >>> round(float(cos_zenith(23.4, 172)), 3)
    1.0
    """
    steady, swing = sun_terms(latitude, day)
    angle = np.radians(DEGREES_PER_HOUR * (np.asarray(hour, dtype=np.float64) - NOON))
    return steady + swing * np.cos(angle)


def sun_altitude(latitude: ArrayLike, day: ArrayLike, hour: ArrayLike = NOON) -> Array:
    """Height of the sun above the horizon, degrees, without refraction.

    >>> round(float(sun_altitude(52.1, 172)), 1)
    61.3
    """
    return np.degrees(np.arcsin(np.clip(cos_zenith(latitude, day, hour), -1, 1)))


def half_day(latitude: ArrayLike, day: ArrayLike) -> Array:
    """Hours from sunrise to solar noon: 0 in polar night, 12 under the midnight sun.

    >>> float(half_day(80, 355)), float(half_day(80, 172))
    (0.0, 12.0)
    """
    slope = np.tan(np.radians(np.asarray(latitude, dtype=np.float64))) * np.tan(np.radians(declination(day)))
    return np.asarray(np.degrees(np.arccos(np.clip(-slope, -1, 1))) / DEGREES_PER_HOUR)
