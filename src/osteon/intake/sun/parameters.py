"""The constants of the sun model as records, and as numbers that calculations take.

Every constant is a row of `data/sun_parameters.csv`: value and unit as printed, how unsure its typical value is, how
much people differ, kind, source and note. Nothing here knows what the constants are for.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = float | NDArray[np.float64]

DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True, slots=True)
class SunConstant:
    """One constant: `know` and `vary` are coefficients of variation, of the typical value and between people."""

    name: str
    symbol: str
    value: float
    unit: str
    know: float
    vary: float
    kind: str
    source: str
    at: str
    note: str


@cache
def sun_constants() -> tuple[SunConstant, ...]:
    """All constants of the sun model with their spreads and sources, in the order of `SunParameters`.

    >>> constant = sun_constants()[0]
    >>> constant.name, constant.value, constant.source
    ('uv_index_overhead', 12.5, 'madronich2007')
    """
    with (DATA / "sun_parameters.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_constant(row) for row in csv.DictReader(lines))


def _constant(row: dict[str, str]) -> SunConstant:
    numbers = {key: float(row.pop(key)) for key in ("value", "know", "vary")}
    return SunConstant(**row, **numbers)  # type: ignore[arg-type]


@dataclass(frozen=True)
class SunParameters:
    """One value for each constant; a field may also be an array with one value for each person.

    >>> from dataclasses import replace
    >>> people = replace(SunParameters.typical(), yield_per_dose=np.array([4000.0, 16000.0]))
    >>> people.shape
    (2,)
    """

    uv_index_overhead: Numbers
    sun_height_power: Numbers
    ozone_power: Numbers
    ratio_overhead: Numbers
    ratio_ozone_depth: Numbers
    ratio_path_power: Numbers
    ratio_depth_power: Numbers
    ambient_calibration: Numbers
    irradiance_per_uv_index: Numbers
    standard_erythema_dose: Numbers
    cloud_loss: Numbers
    cloud_power: Numbers
    elevation_gain: Numbers
    sunscreen_share: Numbers
    body_to_horizontal: Numbers
    yield_per_dose: Numbers
    reference_exposed: Numbers
    saturation_dose: Numbers
    age_decline: Numbers
    pigment_ratio_type_5: Numbers
    minimal_erythemal_dose_1: Numbers
    minimal_erythemal_dose_2: Numbers
    minimal_erythemal_dose_3: Numbers
    minimal_erythemal_dose_4: Numbers
    minimal_erythemal_dose_5: Numbers
    minimal_erythemal_dose_6: Numbers

    @staticmethod
    def typical() -> SunParameters:
        """The typical value of every constant.

        >>> SunParameters.typical().uv_index_overhead
        12.5
        """
        return _typical()

    @property
    def shape(self) -> tuple[int, ...]:
        """The common shape of the fields: () where all are single numbers."""
        return np.broadcast_shapes(*(np.shape(value) for value in self._values()))

    def each(self, change: Callable[[Numbers], Numbers]) -> SunParameters:
        """The same constants with `change` applied to those that are arrays."""
        return SunParameters(*(change(value) if np.ndim(value) else value for value in self._values()))

    def _values(self) -> list[Numbers]:
        return [getattr(self, field.name) for field in fields(self)]


@cache
def _typical() -> SunParameters:
    return SunParameters(**{constant.name: constant.value for constant in sun_constants()})
