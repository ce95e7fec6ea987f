"""Why a figure is what it is: equation, parameters, sources, evidence, sensitivity."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from osteon.web.schemas.common import Figure, Record, Request, Support
from osteon.web.schemas.person import PersonIn


class OutcomeWords(Record):
    """An outcome: its name, unit, how well the evidence holds it up, and what of the model it is made of."""

    outcome: str
    words: str
    unit: str
    support: Support
    reading: list[str]


class SourceRecord(Record):
    """Where a figure was read."""

    key: str
    authors: str
    year: int | None
    title: str
    where: str
    doi: str


class Part(Record):
    """A parameter, pool, flow or value: what it is, its equation, and for a parameter its record."""

    name: str
    symbol: str
    what: str
    unit: str
    doc: str
    value: float | None = Field(description="of a parameter its value, else what it is at the start of a run")
    equation: str
    kind: str = Field(description="measured, fitted, assumed, derived or input; empty where it is no parameter")
    know: float | None = Field(description="how unsure the typical value is")
    vary: float | None = Field(description="how much people differ")
    note: str
    source: SourceRecord | None
    place: str
    reads: list[str]
    read_by: list[str]


class DriverRow(Record):
    """How far a parameter moves an outcome over 90 % of its range, in two reference people."""

    person: str
    rank: int
    parameter: str
    doc: str
    effect: float
    unit: str
    share: float
    doubt: float


class Tested(Record):
    """How many endpoints of trials test an outcome, and which trials."""

    outcome: str
    endpoints: int
    held_out: int
    trials: list[str]


class Why(Record):
    """All that is known of a name."""

    name: str
    outcome: OutcomeWords | None
    parts: list[Part]
    inputs: list[Part] = Field(description="the parameters and values that the equations read")
    flows: list[Part] = Field(description="what fills and empties the pools that the equations read")
    drivers: list[DriverRow]
    tested: list[Tested]


class Share(Record):
    """What one cause adds to an outcome against the reference: the mean over draws, which adds up, and its interval."""

    factor: str
    yours: str
    reference: str
    amount: Figure


class Shares(Record):
    """What makes a person's outcome differ from the reference's, as Shapley shares that add up to the difference."""

    outcome: str
    words: str
    unit: str
    years: float
    yours: Figure
    reference: Figure
    difference: Figure
    shares: list[Share]
    exact: bool
    draws: int
    notes: list[str]


class SharesRequest(Request):
    """A person and an outcome after so many years."""

    person: PersonIn
    outcome: Annotated[str, Field(max_length=100)]
    years: Annotated[float, Field(gt=0, le=40)] = 10.0


class GainRow(Record):
    """A test: how many bits it is expected to tell, and the share of the interval it takes off."""

    test: str
    words: str
    bits: float
    narrower: float


class NextTests(Record):
    """Tests ranked by what they would tell about an outcome, and what second bone scans would."""

    outcome: str
    words: str
    unit: str
    years: float
    interval: Figure
    tests: list[GainRow]
    scans: list[str]
