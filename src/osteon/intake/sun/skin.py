"""What skin makes of ultraviolet: vitamin D and redness, by skin type, age, clothing and sunscreen.

Skin types are Fitzpatrick's: 1 always burns and never tans, 6 is black. Doses are in SED at the skin.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.intake.sun.dose import MINUTES_PER_HOUR
from osteon.intake.sun.parameters import SunParameters
from osteon.intake.sun.ultraviolet import erythemal_rate

Array = NDArray[np.float64]

YOUNG = 20.0
YEARS_PER_DECADE = 10.0
_WHITE, _BROWN = 2, 5


def pigment_factor(skin_type: ArrayLike, parameters: SunParameters | None = None) -> Array:
    """Share of the vitamin D light that pigment lets through, against white skin (types 1 and 2).

    Equation: (1/2.8)^w with w = 1 at type 5. Source: webb2018 for type 5. Assumes: the other types lie on the line that
    their minimal erythemal doses draw on a logarithmic scale.

    >>> [round(float(factor), 2) for factor in pigment_factor(np.arange(1, 7))]
    [1.0, 1.0, 0.81, 0.5, 0.36, 0.2]
    """
    known = parameters or SunParameters.typical()
    step = _pigment_steps()[_index(skin_type)]
    return np.asarray(np.maximum(known.pigment_ratio_type_5, 1.0) ** -step)


def age_factor(age: ArrayLike, parameters: SunParameters | None = None) -> Array:
    """Capacity to make vitamin D against age 20: 13 % less for each ten years after. Source: chalcraft2020.

    >>> [round(float(age_factor(age)), 2) for age in (15, 40, 70)]
    [1.0, 0.76, 0.5]
    """
    known = parameters or SunParameters.typical()
    decades = np.maximum(np.asarray(age, dtype=np.float64) - YOUNG, 0) / YEARS_PER_DECADE
    return np.asarray((1 - known.age_decline) ** decades)


def sunscreen_factor(spf: ArrayLike, parameters: SunParameters | None = None) -> Array:
    """Share of UV that passes sunscreen as people put it on; 0 and 1 both mean none.

    Equation: 1/(1 + 0.33 (SPF - 1)). Source: stokes1997, users reach 20 to 50 % of the labelled protection.

    >>> [round(float(sunscreen_factor(spf)), 2) for spf in (0, 15, 50)]
    [1.0, 0.18, 0.06]
    """
    known = parameters or SunParameters.typical()
    return np.asarray(1 / (1 + known.sunscreen_share * np.maximum(np.asarray(spf, dtype=np.float64) - 1, 0)))


def vitamin_d_made(
    dose: ArrayLike,
    skin_type: ArrayLike = _WHITE,
    age: ArrayLike = YOUNG,
    exposed: ArrayLike = 0.88,
    parameters: SunParameters | None = None,
) -> Array:
    """Vitamin D that a day's dose on the skin makes, IU. `dose` is in SED of the reference sun, at the skin.

    Equation: Y1 (exposed/0.88) age (1 - exp(-pigment dose/s0)) / (1 - exp(-1/s0)). Pigment shields the precursor, so it
    weakens the dose rather than the ceiling. Source: sun_parameters.csv.

    >>> [round(float(made), -2) for made in vitamin_d_made(np.array([0.25, 1.0, 4.0]))]
    [2300.0, 8500.0, 27100.0]
    """
    known = parameters or SunParameters.typical()
    reached = np.asarray(dose, dtype=np.float64) * pigment_factor(skin_type, known)
    share = np.expm1(-reached / known.saturation_dose) / np.expm1(-1 / known.saturation_dose)
    area = np.asarray(exposed, dtype=np.float64) / known.reference_exposed
    return np.asarray(known.yield_per_dose * area * age_factor(age, known) * share)


def minimal_erythemal_dose(skin_type: ArrayLike, parameters: SunParameters | None = None) -> Array:
    """Dose after which skin is just red the next day, SED. Source: bentham_erythema.

    >>> [round(float(dose), 1) for dose in minimal_erythemal_dose(np.arange(1, 7))]
    [2.0, 2.5, 3.0, 4.5, 6.0, 10.0]
    """
    known = parameters or SunParameters.typical()
    joules = np.choose(_index(skin_type), [getattr(known, f"minimal_erythemal_dose_{kind}") for kind in range(1, 7)])
    return np.asarray(joules / known.standard_erythema_dose)


def minutes_to_redness(
    index: ArrayLike, skin_type: ArrayLike, spf: ArrayLike = 0.0, parameters: SunParameters | None = None
) -> Array:
    """Minutes to one minimal erythemal dose at a steady UV index, on skin that faces the sky.

    >>> round(float(minutes_to_redness(7.0, 2)))
    24
    """
    known = parameters or SunParameters.typical()
    rate = erythemal_rate(index, known) * sunscreen_factor(spf, known)
    with np.errstate(divide="ignore"):
        return np.asarray(minimal_erythemal_dose(skin_type, known) / rate * MINUTES_PER_HOUR)


def _index(skin_type: ArrayLike) -> NDArray[np.intp]:
    return np.asarray(skin_type).astype(np.intp) - 1


@cache
def _pigment_steps() -> Array:
    """Where each skin type stands between white (0) and type 5 (1), by the logarithm of its typical erythemal dose."""
    doses = np.log(minimal_erythemal_dose(np.arange(1, 7)))
    steps = (doses - doses[_WHITE - 1]) / (doses[_BROWN - 1] - doses[_WHITE - 1])
    return np.asarray(np.maximum(steps, 0))
