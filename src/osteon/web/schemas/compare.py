"""Regimens side by side, and what two supplements do together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from osteon.web.schemas.common import Figure, Record, Request, Stop, Support
from osteon.web.schemas.live import Curve, Flow, Fractures, Sliders
from osteon.web.schemas.person import PersonIn, Words

Direction = Literal["higher", "lower", "unclear", "none"]


class Regimen(Request):
    """A regimen of one's own: what the sliders say."""

    id: Annotated[str, Field(min_length=1, max_length=40)]
    words: Words
    sliders: Sliders


class CompareRequest(Request):
    """A person, the doses of the standard regimens, and further regimens."""

    person: PersonIn
    years: Annotated[float, Field(ge=2, le=60)] = 10.0
    d3_iu: Annotated[float, Field(gt=0, le=10_000)] = 1000.0
    mk7_ug: Annotated[float, Field(gt=0, le=500)] = 180.0
    draws: Annotated[int, Field(ge=64, le=256)] = 64
    plans: Annotated[bool, Field(description="work out food only and the plan too, which takes some seconds")] = False
    more: Annotated[list[Regimen], Field(max_length=6)] = Field(default_factory=list)


class Against(Record):
    """What a regimen changes against none, in the same draws; `direction` is unclear where the interval holds zero."""

    amount: Figure
    direction: Direction
    says: str


class RegimenOutcome(Record):
    """An outcome at the end of the years under one regimen."""

    outcome: str
    words: str
    unit: str
    digits: int
    support: Support
    end: Figure
    change: Figure
    against_nothing: Against | None


class Compared(Record):
    """One regimen: what is taken, what becomes of the outcomes, and curves to lay over one another."""

    id: str
    words: str
    taken: list[str]
    available: bool
    why_not: str
    outcomes: list[RegimenOutcome]
    flows: list[Flow]
    curves: list[Curve]
    fractures: Fractures | None


class Together(Record):
    """What vitamin D3 and K2 change alone and together; above zero the interaction is more than the sum."""

    outcome: str
    words: str
    unit: str
    digits: int
    d3: Figure
    k2: Figure
    both: Figure
    interaction: Figure
    direction: Direction
    says: str


class Comparison(Record):
    """Regimens side by side in the same draws, and the synergy computed from them."""

    years: float
    edition: str
    draws: int
    effective_draws: float
    stops: list[Stop]
    notes: list[str]
    regimens: list[Compared]
    synergy: list[Together]


class SpreadRequest(Request):
    """A person, the sliders, and the curve that is looked into."""

    person: PersonIn
    sliders: Sliders = Field(default_factory=Sliders)
    curve: Annotated[str, Field(max_length=60)]
    years: Annotated[float, Field(ge=1, le=40)] = 10.0


class AlternativeEnd(Record):
    """One answer to a disputed question: its weight, and what it leads to at the end."""

    name: str
    says: str
    weight: float
    end: Figure


class Parts(Record):
    """Standard deviations that together make the whole: their squares add up."""

    total: float
    hypotheses: float
    doubt: float
    people: float
    rest: float


class Disputed(Record):
    """A question on which the evidence is divided, and what the alternatives mean for this person."""

    question: str
    words: str
    alternatives: list[AlternativeEnd]
    parts: Parts


class SpreadApart(Record):
    """One curve three times: all of the spread, doubt of parameters alone, differences between people alone."""

    curve: str
    words: str
    unit: str
    years: float
    both: Curve
    doubt: Curve
    people: Curve
    disputed: list[Disputed]
    says: str
