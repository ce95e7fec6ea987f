"""What a plan must reach and must not pass, in a day's amounts, and what the person has today."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from osteon.intake.food_content import Interval
from osteon.outcomes.intakes import Body, ReferenceIntake, reference_intake
from osteon.outcomes.totals import food_totals
from osteon.person import Person
from osteon.plan.goals import Goal
from osteon.plan.wishes import Wishes

LIMITED = ("calcium", "vitamin D", "magnesium", "zinc")
"""Nutrients whose upper limits are kept; magnesium's counts supplements only."""
BOTH: tuple[Body, ...] = ("NASEM", "EFSA")
COUNTS_AS: Mapping[str, str] = {"vitamin K": "vitamin K1"}
"""What is counted towards a need: vitamin K1 towards that of vitamin K, as the needs rest on it."""


@dataclass(frozen=True, slots=True)
class Need:
    """At least so much of a nutrient a day; `counted` is the amount that counts towards it."""

    goal: Goal
    counted: str
    amount: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much of a nutrient a day, from all sources or, where food does not count, from supplements."""

    nutrient: str
    amount: float
    unit: str
    body: str
    source: str
    supplements_only: bool


def needs(person: Person, wishes: Wishes) -> tuple[Need, ...]:
    """The daily amounts that the goals ask for; a goal without an amount takes the person's reference intake.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> [(need.counted, need.amount) for need in needs(me, Wishes())]
    [('calcium', 1200.0), ('vitamin K1', 90.0), ('magnesium', 320.0)]
    """
    return tuple(_need(person, goal, wishes.body) for goal in wishes.goals if not goal.is_level)


def _need(person: Person, goal: Goal, body: Body) -> Need:
    counted = COUNTS_AS.get(goal.nutrient, goal.nutrient)
    if goal.least is not None:
        unit = "ug" if goal.nutrient in ("vitamin K", "MK-7") else "mg"
        return Need(goal, counted, goal.least, unit, "as asked")
    reference = reference_intake(goal.nutrient, person, body)
    amount = reference.need_high or reference.need or 0.0
    return Need(goal, counted, amount, reference.unit, f"{body} {reference.need_word}".strip())


def limits(person: Person) -> tuple[Limit, ...]:
    """The upper limits of a day: of the two bodies the lower one.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> [(limit.nutrient, limit.amount, limit.body) for limit in limits(me)][:2]
    [('calcium', 2000.0, 'NASEM'), ('vitamin D', 100.0, 'NASEM')]
    """
    found = []
    for nutrient in LIMITED:
        both = [reference_intake(nutrient, person, body) for body in BOTH]
        known = [reference for reference in both if reference.limit is not None]
        if known:
            found.append(_limit(min(known, key=lambda reference: reference.limit or math.inf)))
    return tuple(found)


def _limit(reference: ReferenceIntake) -> Limit:
    only = reference.limit_counts == "supplements"
    amount = reference.limit or math.inf
    return Limit(reference.nutrient, amount, reference.unit, reference.body, reference.limit_source, only)


def today(person: Person) -> dict[str, Interval]:
    """What the person eats in a day, supplements left out: as told, else from the foods and the usual diet.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> round(today(me)["calcium"].middle)
    726
    """
    return food_totals(person)
