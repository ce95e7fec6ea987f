"""The regimens that are set side by side: nothing, D3, K2, both, food only, the plan, and one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osteon.person import Person
from osteon.web.schemas.compare import CompareRequest
from osteon.web.schemas.live import Sliders

NONE = Sliders(d3_iu=0, mk7_ug=0, calcium_mg=0)


@dataclass(frozen=True)
class Option:
    """A regimen: the person who lives it (None: it cannot be had, and why), and the sliders laid over."""

    id: str
    words: str
    person: Person | None
    sliders: Sliders
    why_not: str = ""


def options(person: Person, asked: CompareRequest) -> list[Option]:
    """All regimens in the order in which they are shown."""
    d3, k2 = f"{asked.d3_iu:g} IU of vitamin D3 a day", f"{asked.mk7_ug:g} ug of MK-7 a day"
    return [
        Option("nothing", "No supplements of vitamin D, K2 or calcium", person, NONE),
        Option("d3", d3, person, Sliders(d3_iu=asked.d3_iu, mk7_ug=0, calcium_mg=0)),
        Option("k2", k2, person, Sliders(d3_iu=0, mk7_ug=asked.mk7_ug, calcium_mg=0)),
        Option("both", f"{d3} and {k2}", person, Sliders(d3_iu=asked.d3_iu, mk7_ug=asked.mk7_ug, calcium_mg=0)),
        Option("now", "As it is now", person, Sliders()),
        *_planned(person),
        *(Option(f"own {each.id}", each.words, person, each.sliders) for each in asked.more),
    ]


def _planned(person: Person) -> Iterator[Option]:
    """Food only, and the plan, from the planner."""
    missing = "the planner is not in this copy of Osteon"
    yield Option("food", "Food only", None, Sliders(), missing)
    yield Option("plan", "The plan", None, Sliders(), missing)
