"""One spell outdoors: the vitamin D it makes, and how much of a sunburn it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.intake.sun.check import check_sun
from osteon.intake.sun.dose import ultraviolet_dose
from osteon.intake.sun.geometry import NOON
from osteon.intake.sun.parameters import SunParameters
from osteon.intake.sun.skin import minimal_erythemal_dose, sunscreen_factor, vitamin_d_made

Array = NDArray[np.float64]

CAUTION, BURN = 0.5, 1.0


@dataclass(frozen=True)
class SunSession:
    """What a spell outdoors does: `vitamin_d` in IU, `redness` in minimal erythemal doses on skin facing the sky."""

    vitamin_d: Array
    redness: Array


def sun_session(
    latitude: ArrayLike,
    day: ArrayLike,
    minutes: ArrayLike,
    *,
    skin_type: ArrayLike,
    age: ArrayLike,
    exposed: ArrayLike,
    spf: ArrayLike = 0.0,
    hour: ArrayLike = NOON,
    cloud: ArrayLike = 0.0,
    elevation: ArrayLike = 0.0,
    parameters: SunParameters | None = None,
) -> SunSession:
    """Vitamin D and redness from `minutes` outdoors around a local solar `hour`; all arguments broadcast.

    The body as a whole receives 0.42 of what a flat surface does (parisi1996); redness is counted for the skin that
    faces the sky and gets all of it.

    >>> noon = sun_session(52.1, 172, 15, skin_type=2, age=40, exposed=0.25)
    >>> round(float(noon.vitamin_d), -1), round(float(noon.redness), 2)
    (1130.0, 0.67)
    """
    skin = {"skin_type": skin_type, "age": age, "exposed": exposed, "spf": spf}
    check_sun(latitude=latitude, day=day, minutes=minutes, hour=hour, cloud=cloud, elevation=elevation, **skin)
    known = parameters or SunParameters.typical()
    dose = ultraviolet_dose(latitude, day, minutes, hour=hour, cloud=cloud, elevation=elevation, parameters=known)
    through = sunscreen_factor(spf, known)
    at_skin = dose.vitamin_d * through * known.body_to_horizontal
    made = vitamin_d_made(at_skin, skin_type, age, exposed, known)
    return SunSession(made, np.asarray(dose.erythemal * through / minimal_erythemal_dose(skin_type, known)))


def sun_warning(redness: float) -> str:
    """What to say about a spell that brings `redness` minimal erythemal doses; empty below half of one.

    >>> sun_warning(0.2)
    ''
    >>> sun_warning(0.6)
    'Half way to a sunburn or more (0.6 of the dose that reddens skin): cover up or find shade.'
    """
    if redness < CAUTION:
        return ""
    if redness < BURN:
        return f"Half way to a sunburn or more ({redness:.1f} of the dose that reddens skin): cover up or find shade."
    return f"Sunburn: {redness:.1f} times the dose that reddens skin. It raises the risk of skin cancer; cut it short."
