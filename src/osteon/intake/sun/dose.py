"""Ultraviolet doses of a spell outdoors, on a flat surface in the open.

Erythemal doses are in SED (100 J/m2). Vitamin D doses are in SED of the reference sun: as much vitamin-D-weighted light
as that many SED bring when the sun stands 60 degrees high under 300 DU of ozone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.intake.sun.geometry import DEGREES_PER_HOUR, NOON, half_day, sun_terms
from osteon.intake.sun.ozone import ozone_column
from osteon.intake.sun.parameters import SunParameters
from osteon.intake.sun.ultraviolet import (
    ClearSky,
    cloud_transmission,
    elevation_factor,
    erythemal_rate,
    reference_ratio,
)

Array = NDArray[np.float64]

MINUTES_PER_HOUR = 60.0
MINUTES_PER_DAY = 1440.0
KILOJOULES_PER_JOULE = 1e-3
# TEMIS and the formula part ways below this daily dose, kJ/m2 (docs/physiology/sun.md).
UNCERTAIN_BELOW = 0.5
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(10)


@dataclass(frozen=True)
class UltravioletDose:
    """Doses on a flat surface: `erythemal` in SED, `vitamin_d` in SED of the reference sun."""

    erythemal: Array
    vitamin_d: Array


def ultraviolet_dose(
    latitude: ArrayLike,
    day: ArrayLike,
    minutes: ArrayLike,
    *,
    hour: ArrayLike = NOON,
    cloud: ArrayLike = 0.0,
    elevation: ArrayLike = 0.0,
    parameters: SunParameters | None = None,
) -> UltravioletDose:
    """Doses of a spell of `minutes` centred on a local solar `hour`, on a flat surface; nights and shade add nothing.

    >>> dose = ultraviolet_dose(52.1, 172, 60)
    >>> round(float(dose.erythemal), 1), round(float(dose.vitamin_d), 1)
    (6.7, 5.7)
    """
    known = parameters or SunParameters.typical()
    start, end = _lit(latitude, day, hour, minutes)
    erythemal, weighted = _integrate(latitude, day, (start + end) / 2, (end - start) / 2, known)
    sky = erythemal_rate(cloud_transmission(cloud, known) * elevation_factor(elevation, known), known)
    to_reference = known.ambient_calibration / reference_ratio(known)
    return UltravioletDose(sky * erythemal, sky * to_reference * weighted)


def daily_vitamin_d_dose(latitude: ArrayLike, day: ArrayLike, parameters: SunParameters | None = None) -> Array:
    """Vitamin-D-weighted light of a whole clear day on a flat surface, kJ/m2.

    Below `UNCERTAIN_BELOW` (0.5 kJ/m2, a low winter sun) the level is unsure by a factor of two or more.

    >>> [round(float(daily_vitamin_d_dose(52.1, day)), 2) for day in (172, 355)]
    [7.24, 0.04]
    """
    known = parameters or SunParameters.typical()
    dose = ultraviolet_dose(latitude, day, MINUTES_PER_DAY, parameters=known).vitamin_d
    return dose * reference_ratio(known) * known.standard_erythema_dose * KILOJOULES_PER_JOULE


def _lit(latitude: ArrayLike, day: ArrayLike, hour: ArrayLike, minutes: ArrayLike) -> tuple[Array, Array]:
    """Start and end of the sunlit part of the spell, hours from solar noon."""
    middle = np.asarray(hour, dtype=np.float64) - NOON
    half = np.asarray(minutes, dtype=np.float64) / MINUTES_PER_HOUR / 2
    light = half_day(latitude, day)
    return np.clip(middle - half, -light, light), np.clip(middle + half, -light, light)


def _integrate(
    latitude: ArrayLike, day: ArrayLike, middle: Array, half: Array, known: SunParameters
) -> tuple[Array, Array]:
    """Hours of UV index, plain and vitamin-D-weighted, by Gauss-Legendre quadrature over the sunlit spell."""
    sky = ClearSky.under(ozone_column(latitude, day), known)
    steady, swing = sun_terms(latitude, day)
    erythemal: Array = np.zeros(())
    weighted: Array = np.zeros(())
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        angle = np.radians(DEGREES_PER_HOUR * (middle + node * half))
        index, ratio = sky.weightings(steady + swing * np.cos(angle))
        erythemal = erythemal + weight * index
        weighted = weighted + weight * index * ratio
    return half * erythemal, half * weighted
