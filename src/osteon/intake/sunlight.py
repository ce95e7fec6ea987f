"""Vitamin D from the sun: from place, day of the year and behaviour to what the skin makes.

The steps, each in a file of `osteon/intake/sun`: where the sun stands (geometry), what ozone, cloud and height leave of
its ultraviolet (ozone, ultraviolet), the dose of a spell outdoors (dose), what skin makes of it (skin), one spell
(session), a year (season), the year as a smooth input (harmonics) and the trade-off with sunburn (advice). Equations,
constants and checks in words: docs/physiology/sun.md.
"""

from __future__ import annotations

from osteon.intake.sun.advice import SunAdvice, SunChoice, best_minutes
from osteon.intake.sun.dose import UNCERTAIN_BELOW, UltravioletDose, daily_vitamin_d_dose, ultraviolet_dose
from osteon.intake.sun.geometry import cos_zenith, declination, half_day, sun_altitude
from osteon.intake.sun.harmonics import Harmonics, harmonics
from osteon.intake.sun.ozone import ozone_column
from osteon.intake.sun.parameters import SunConstant, SunParameters, sun_constants
from osteon.intake.sun.season import days_of_year, year_of_synthesis
from osteon.intake.sun.session import SunSession, sun_session, sun_warning
from osteon.intake.sun.skin import (
    age_factor,
    minimal_erythemal_dose,
    minutes_to_redness,
    pigment_factor,
    sunscreen_factor,
    vitamin_d_made,
)
from osteon.intake.sun.ultraviolet import (
    cloud_transmission,
    elevation_factor,
    erythemal_rate,
    uv_index,
    vitamin_d_ratio,
)

__all__ = [
    "UNCERTAIN_BELOW",
    "Harmonics",
    "SunAdvice",
    "SunChoice",
    "SunConstant",
    "SunParameters",
    "SunSession",
    "UltravioletDose",
    "age_factor",
    "best_minutes",
    "cloud_transmission",
    "cos_zenith",
    "daily_vitamin_d_dose",
    "days_of_year",
    "declination",
    "elevation_factor",
    "erythemal_rate",
    "half_day",
    "harmonics",
    "minimal_erythemal_dose",
    "minutes_to_redness",
    "ozone_column",
    "pigment_factor",
    "sun_altitude",
    "sun_constants",
    "sun_session",
    "sun_warning",
    "sunscreen_factor",
    "ultraviolet_dose",
    "uv_index",
    "vitamin_d_made",
    "vitamin_d_ratio",
    "year_of_synthesis",
]
