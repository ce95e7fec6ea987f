"""When to go out, and for how long: vitamin D against redness over the hours of a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.intake.sun.check import check_sun
from osteon.intake.sun.geometry import NOON
from osteon.intake.sun.parameters import SunParameters
from osteon.intake.sun.session import CAUTION, sun_session, sun_warning

Array = NDArray[np.float64]

HOURS = np.arange(7.0, 17.5, 0.5)
_MINUTES = np.concatenate([np.arange(0, 30, 1.0), np.arange(30, 241, 5.0)])


@dataclass(frozen=True)
class SunChoice:
    """One hour of the day: minutes for the wanted vitamin D (infinite where four hours do not bring it) and the redness
    they cost; and the minutes to half a minimal erythemal dose, with the vitamin D they bring (IU).
    """

    hour: float
    minutes: float
    redness: float
    minutes_to_caution: float
    vitamin_d_at_caution: float


@dataclass(frozen=True)
class SunAdvice:
    """The choices of a day, the one with the least redness (None where no hour brings enough), and a warning or ''."""

    choices: tuple[SunChoice, ...]
    best: SunChoice | None
    warning: str


def best_minutes(
    latitude: float,
    day: float,
    *,
    skin_type: int,
    age: float,
    exposed: float,
    target: float = 600.0,
    spf: float = 0.0,
    cloud: float = 0.0,
    elevation: float = 0.0,
    parameters: SunParameters | None = None,
) -> SunAdvice:
    """The hour and minutes that bring `target` IU of vitamin D for the least reddening of the skin.

    >>> advice = best_minutes(52.1, 172, skin_type=2, age=40, exposed=0.25)
    >>> advice.best.hour, round(advice.best.minutes), round(advice.best.redness, 2), advice.warning
    (12.0, 8, 0.35, '')
    >>> best_minutes(52.1, 355, skin_type=2, age=40, exposed=0.1).best is None
    True
    """
    check_sun(target=target)
    session = sun_session(
        latitude, day, _MINUTES, hour=HOURS[:, None], skin_type=skin_type, age=age, exposed=exposed, spf=spf,
        cloud=cloud, elevation=elevation, parameters=parameters,
    )  # fmt: skip
    rows = zip(HOURS, session.vitamin_d, session.redness, strict=True)
    choices = tuple(_choice(float(hour), made, redness, target) for hour, made, redness in rows)
    reached = [choice for choice in choices if np.isfinite(choice.minutes)]
    best = min(reached, key=lambda choice: (choice.redness, abs(choice.hour - NOON)), default=None)
    return SunAdvice(choices, best, _warning(best, target))


def _choice(hour: float, made: Array, redness: Array, target: float) -> SunChoice:
    minutes = _crossing(made, target)
    caution = _crossing(redness, CAUTION)
    at_target = float(np.interp(minutes, _MINUTES, redness)) if np.isfinite(minutes) else float("nan")
    return SunChoice(hour, minutes, at_target, caution, float(np.interp(min(caution, _MINUTES[-1]), _MINUTES, made)))


def _crossing(rising: Array, level: float) -> float:
    """Minutes at which a rising quantity first reaches a level; infinite where it does not."""
    after = int(np.searchsorted(rising, level))
    if after == len(rising):
        return float("inf")
    if after == 0:
        return float(_MINUTES[0])
    span = slice(after - 1, after + 1)
    return float(np.interp(level, rising[span], _MINUTES[span]))


def _warning(best: SunChoice | None, target: float) -> str:
    if best is None:
        return f"No hour of this day makes {target:g} IU within four hours; food or a supplement can."
    return sun_warning(best.redness)
