"""The ozone layer over a place on a day, from measured zonal monthly means.

The table (`data/ozone.csv`) holds the mean of 2000-2016 for 34 bands of 5 degrees and 12 months, NOAA SBUV(/2)
version 8. Between its points runs a cubic through the four nearest (Catmull-Rom), around the year without a seam.
Beyond 82.5 degrees the last band holds. Months without daylight were filled in time; no vitamin D is made in them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.intake.sun.parameters import DATA

Array = NDArray[np.float64]
MONTHS = 12
DAYS_OF_YEAR = 365.0


def ozone_column(latitude: ArrayLike, day: ArrayLike) -> Array:
    """Total ozone in Dobson units for a latitude (degrees) and a day of the year.

    >>> round(float(ozone_column(52.5, 90)))
    398
    """
    by_month = _at_latitude(np.asarray(latitude, dtype=np.float64))
    return np.asarray(np.einsum("...m,...m->...", by_month, _month_weights(np.asarray(day, dtype=np.float64))))


@cache
def _table() -> tuple[Array, Array]:
    """Latitudes of the bands, and DU by band and month."""
    table = np.loadtxt(DATA / "ozone.csv", delimiter=",", skiprows=2)
    return table[:, 0], table[:, 1:]


def _at_latitude(latitude: Array) -> Array:
    bands, table = _table()
    last = len(bands) - 1
    place = np.clip((latitude - bands[0]) / (bands[1] - bands[0]), 0, last)
    first = np.minimum(place.astype(np.intp), last - 1)
    weights = _cubic(place - first)
    rows = np.clip(first[..., None] + np.arange(-1, 3), 0, last)
    return np.asarray(np.einsum("...k,...km->...m", weights, table[rows]))


def _month_weights(day: Array) -> Array:
    place = (day - 0.5) / DAYS_OF_YEAR * MONTHS - 0.5
    first = np.floor(place)
    weights = _cubic(place - first)
    months = (first[..., None].astype(np.intp) + np.arange(-1, 3)) % MONTHS
    return np.asarray(np.einsum("...k,...km->...m", weights, np.eye(MONTHS)[months]))


def _cubic(part: Array) -> Array:
    """Weights of the four nearest points at a share `part` of the way from the second to the third."""
    square, cube = part**2, part**3
    doubled = [-cube + 2 * square - part, 3 * cube - 5 * square + 2, -3 * cube + 4 * square + part, cube - square]
    return np.stack(doubled, axis=-1) / 2
