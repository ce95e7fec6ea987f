"""What the sliders mean for a person: supplements and sun from day 0 on, and the age."""

from __future__ import annotations

import math
from dataclasses import replace

from osteon.inputs import STEADY_WITHIN
from osteon.intake.schedule import schedule_of
from osteon.person import Person, Supplement
from osteon.substances import substances
from osteon.units import Amount
from osteon.web.live.base import aged
from osteon.web.schemas.live import Sliders, SliderValues

IU_PER_UG = 40.0
MOST_AT_ONCE = 500.0
"""Calcium is swallowed in portions of at most so many mg, each with a meal."""
GROUPS = {"d3_iu": "vitamin D", "mk7_ug": "MK-7", "calcium_mg": "calcium"}


def as_now(person: Person) -> SliderValues:
    """Where the sliders stand for the person as they are: what they take as a mean daily amount."""
    taken = dict.fromkeys(GROUPS, 0.0)
    for dose in schedule_of(person).doses:
        slider = _slider_of(dose.substance)
        if slider and dose.interval_days and dose.start_day <= 0 < (dose.stop_day or math.inf):
            taken[slider] += dose.amount / dose.interval_days
    return SliderValues(
        d3_iu=round(taken["d3_iu"] * IU_PER_UG, 1),
        mk7_ug=round(taken["mk7_ug"], 1),
        calcium_mg=round(taken["calcium_mg"], 1),
        sun_minutes=person.sun.minutes,
        age=person.age,
    )


def _slider_of(substance: str) -> str:
    """The slider that moves a substance; D2 and calcifediol have none, and stay as they are."""
    if substance in ("vitamin D", "vitamin D3"):
        return "d3_iu"
    if substance == "MK-7":
        return "mk7_ug"
    return "calcium_mg" if substances()[substance].supplies == "calcium" or substance == "calcium" else ""


def settled(person: Person, sliders: Sliders) -> SliderValues:
    """Where the sliders stand, those left open as the person has it."""
    return SliderValues(**(as_now(person).model_dump() | sliders.model_dump(exclude_none=True)))


def moved(person: Person, sliders: Sliders) -> Person:
    """The person with what the sliders change: supplements and the age; sun is changed on day 0, not before."""
    given = sliders.model_dump(exclude_none=True)
    kept = [_steady(taken) for taken in person.supplements if _slider_of(taken.substance) not in given]
    new = [*_d3(sliders), *_mk7(sliders), *_calcium(person, sliders)]
    changed = replace(person, supplements=(*kept, *new))
    return changed if sliders.age is None else aged(changed, sliders.age)


def _steady(taken: Supplement) -> Supplement:
    """A supplement that is taken rarely, as its mean a day: a map of a mean day has no place for pulses."""
    interval = taken.interval_days
    if interval is None or interval <= STEADY_WITHIN:
        return taken
    return replace(taken, amount=Amount(taken.amount.value / interval, taken.amount.unit), every="day")


def rare_notes(person: Person) -> list[str]:
    """What is shown as its mean a day.

    >>> monthly = Supplement("vitamin D3", Amount(50000, "IU"), "month")
    >>> rare_notes(Person(57, "female", 164, 66, 52.1, supplements=(monthly,)))
    ['50000 IU of vitamin D3 every month is shown as its mean a day']
    """
    rare = [taken for taken in person.supplements if _steady(taken) != taken]
    return [f"{taken.amount} of {taken.substance} every {taken.every} is shown as its mean a day" for taken in rare]


def _d3(sliders: Sliders) -> list[Supplement]:
    return [Supplement("vitamin D3", Amount(sliders.d3_iu, "IU"))] if sliders.d3_iu else []


def _mk7(sliders: Sliders) -> list[Supplement]:
    return [Supplement("MK-7", Amount(sliders.mk7_ug, "ug"))] if sliders.mk7_ug else []


def _calcium(person: Person, sliders: Sliders) -> list[Supplement]:
    if not sliders.calcium_mg:
        return []
    salts = [taken.substance for taken in person.supplements if _slider_of(taken.substance) == "calcium_mg"]
    portions = math.ceil(sliders.calcium_mg / MOST_AT_ONCE)
    every = "day" if portions == 1 else f"{24 / portions:.10g} h"
    portion = Amount(sliders.calcium_mg / portions, "mg")
    return [Supplement(salts[0] if salts else "calcium carbonate", portion, every)]
