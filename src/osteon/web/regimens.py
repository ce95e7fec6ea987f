"""The regimens that are set side by side: nothing, D3, K2, both, food only, the plan, and one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from osteon.person import Person
from osteon.web.schemas.compare import CompareRequest
from osteon.web.schemas.live import Sliders

if TYPE_CHECKING:
    from osteon.plan import Plan

NONE = Sliders(d3_iu=0, mk7_ug=0, calcium_mg=0)


@dataclass(frozen=True)
class Option:
    """A regimen: the person who lives it (None: it cannot be had, and why), and the sliders laid over."""

    id: str
    words: str
    person: Person | None
    sliders: Sliders
    why_not: str = ""
    food: Mapping[str, float] = field(default_factory=dict)
    taken: tuple[str, ...] = ()


def options(person: Person, asked: CompareRequest) -> list[Option]:
    """All regimens in the order in which they are shown."""
    d3, k2 = f"{asked.d3_iu:g} IU of vitamin D3 a day", f"{asked.mk7_ug:g} ug of MK-7 a day"
    return [
        Option("nothing", "No supplements of vitamin D, K2 or calcium", person, NONE),
        Option("d3", d3, person, Sliders(d3_iu=asked.d3_iu, mk7_ug=0, calcium_mg=0)),
        Option("k2", k2, person, Sliders(d3_iu=0, mk7_ug=asked.mk7_ug, calcium_mg=0)),
        Option("both", f"{d3} and {k2}", person, Sliders(d3_iu=asked.d3_iu, mk7_ug=asked.mk7_ug, calcium_mg=0)),
        Option("now", "As it is now", person, Sliders()),
        *_planned(person, asked),
        *(Option(f"own {each.id}", each.words, person, each.sliders) for each in asked.more),
    ]


def _planned(person: Person, asked: CompareRequest) -> Iterator[Option]:
    """Food only, and the plan, from the planner; without `plans` they are named only."""
    for name, words, most_pills in (("food", "Food only", 0), ("plan", "The plan", None)):
        if not asked.plans:
            yield Option(name, words, None, Sliders(), "not asked for: it takes some seconds")
            continue
        from osteon.plan import plan, read_wishes

        found = plan(person, wishes=read_wishes(max_pills=most_pills), effect=False, alternatives=False)
        yield _option(name, words, found)


def _option(name: str, words: str, found: Plan) -> Option:
    from osteon.plan.effect import food_change, planned_person

    if found.stops:
        return Option(name, words, None, Sliders(), "no plan: " + "; ".join(str(stop) for stop in found.stops))
    if found.minutes is None:
        return Option(name, words, None, Sliders(), "no plan is possible")
    person = planned_person(found.person, found.steps, found.dropped, found.minutes)
    sun = None if found.minutes == found.person.sun.minutes else found.minutes
    before = replace(person, sun=found.person.sun)
    food = food_change(found.person, found.steps, found.dropped)
    taken = tuple(step.words for step in found.steps if step.choice.kind == "food")
    nearest = " (the closest there is: not every goal is met)" if found.status == "impossible" else ""
    return Option(name, words + nearest, before, Sliders(sun_minutes=sun), food=food, taken=taken)
