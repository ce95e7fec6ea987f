"""Ultraviolet under a clear sky, weighted for sunburn and for vitamin D, and what clouds and height change.

The UV index counts how fast skin reddens: index 1 is 0.025 W/m2, weighted for erythema. Vitamin D needs shorter waves,
which a low sun loses first, so the ratio of the two weightings falls with the sun.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.intake.sun.parameters import Numbers, SunParameters

Array = NDArray[np.float64]

REFERENCE_OZONE = 300.0
REFERENCE_ZENITH = 30.0
SECONDS_PER_HOUR = 3600.0
_HORIZON = 1e-6


@dataclass(frozen=True)
class ClearSky:
    """What a column of ozone leaves of the sun: made once for a place and day, asked at many sun heights."""

    overhead: Numbers
    depth: Numbers
    parameters: SunParameters

    @staticmethod
    def under(ozone: ArrayLike, parameters: SunParameters | None = None) -> ClearSky:
        """A clear sky with this much ozone, DU.

        >>> round(float(ClearSky.under(300.0).overhead), 1)
        12.5
        """
        known = parameters or SunParameters.typical()
        column = np.asarray(ozone, dtype=np.float64) / REFERENCE_OZONE
        overhead = known.uv_index_overhead * column**-known.ozone_power
        return ClearSky(overhead, known.ratio_ozone_depth * column**known.ratio_depth_power, known)

    def weightings(self, cosine: ArrayLike) -> tuple[Array, Array]:
        """The UV index, and the vitamin D over erythema ratio, at a cosine of the zenith angle."""
        known, seen = self.parameters, np.asarray(cosine, dtype=np.float64)
        height = np.log(np.maximum(seen, _HORIZON))
        index = self.overhead * np.exp(known.sun_height_power * height) * (seen > 0)
        path = np.exp(-known.ratio_path_power * known.ratio_depth_power * height)
        return index, known.ratio_overhead * np.exp(-self.depth * path)


def uv_index(cosine: ArrayLike, ozone: ArrayLike, parameters: SunParameters | None = None) -> Array:
    """Clear-sky UV index for the cosine of the zenith angle and the ozone column (DU); 0 when the sun is down.

    Equation: 12.5 mu^2.42 (ozone/300)^-1.23. Source: madronich2007. Assumes: clean air and dark ground at sea level.

    >>> round(float(uv_index(0.9, 320.0)), 1)
    8.9
    """
    return ClearSky.under(ozone, parameters).weightings(cosine)[0]


def vitamin_d_ratio(cosine: ArrayLike, ozone: ArrayLike, parameters: SunParameters | None = None) -> Array:
    """Vitamin-D-weighted over erythema-weighted sunlight, for the cosine of the zenith angle and the ozone (DU).

    Equation: 2.435 exp(-0.1888 (ozone/300 mu^-0.991)^1.333). Source: osteon_spectrl2, a fit good to 0.08 while the sun
    is 10 degrees up or more.

    >>> [round(float(vitamin_d_ratio(np.cos(np.radians(angle)), 300.0)), 2) for angle in (0, 60, 80)]
    [2.02, 1.52, 0.36]
    """
    return ClearSky.under(ozone, parameters).weightings(cosine)[1]


def reference_ratio(parameters: SunParameters | None = None) -> Array:
    """The ratio under the reference sun, 60 degrees high at 300 DU, in which vitamin D doses are counted.

    >>> round(float(reference_ratio()), 2)
    1.94
    """
    return vitamin_d_ratio(np.cos(np.radians(REFERENCE_ZENITH)), REFERENCE_OZONE, parameters)


def erythemal_rate(index: ArrayLike, parameters: SunParameters | None = None) -> Array:
    """Standard erythema doses (100 J/m2) an hour at a UV index.

    >>> round(float(erythemal_rate(1.0)), 2)
    0.9
    """
    known = parameters or SunParameters.typical()
    per_index = known.irradiance_per_uv_index * SECONDS_PER_HOUR / known.standard_erythema_dose
    return np.asarray(index, dtype=np.float64) * per_index


def cloud_transmission(cloud: ArrayLike, parameters: SunParameters | None = None) -> Array:
    """Share of the clear-sky UV that a sky covered by `cloud` (0 to 1) lets through.

    Source: epa_uv_index. Assumes: an ordinary cloud; broken cloud can also raise UV for minutes.

    >>> [round(float(cloud_transmission(cover)), 2) for cover in (0, 0.5, 1)]
    [1.0, 0.95, 0.31]
    """
    known = parameters or SunParameters.typical()
    return 1 - known.cloud_loss * np.asarray(cloud, dtype=np.float64) ** known.cloud_power


def elevation_factor(elevation: ArrayLike, parameters: SunParameters | None = None) -> Array:
    """How much more UV there is at a height above the sea, km. Source: temis_elevation.

    >>> round(float(elevation_factor(2.0)), 2)
    1.1
    """
    known = parameters or SunParameters.typical()
    return 1 + known.elevation_gain * np.asarray(elevation, dtype=np.float64)
