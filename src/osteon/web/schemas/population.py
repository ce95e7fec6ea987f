"""Many virtual people, as they live and with a supplement."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from osteon.web.schemas.common import Figure, Record, Request, Support


class PopulationRequest(Request):
    """Who is drawn, how long they live on, and what they take besides from day 0 on."""

    people: Annotated[int, Field(ge=50, le=20_000)] = 1000
    years: Annotated[float, Field(ge=1, le=30)] = 10.0
    seed: Annotated[int, Field(ge=0, le=2**53 - 1)] = 1
    age_from: Annotated[float, Field(ge=18, le=90)] = 50.0
    age_to: Annotated[float, Field(ge=18, le=95)] = 80.0
    women: Annotated[float, Field(ge=0, le=1)] | None = None
    latitude: Annotated[float, Field(ge=-66, le=66)] | None = None
    d3_iu: Annotated[float, Field(ge=0, le=10_000)] = 1000.0
    mk7_ug: Annotated[float, Field(ge=0, le=500)] = 180.0


class Histogram(Record):
    """How many people lie between edges; there is one edge more than counts."""

    edges: list[float]
    now: list[int]
    later: list[int]
    later_with: list[int]


class Distribution(Record):
    """An outcome over people: the middle, the interval of 90 in 100, and what the supplement changes."""

    outcome: str
    words: str
    unit: str
    digits: int
    support: Support
    now: Figure
    later: Figure
    later_with: Figure
    difference: Figure
    mean_difference: float
    histogram: Histogram


class Counted(Record):
    """Of 1,000 such people, how many: now, later, and later with the supplement.

    The intervals hold 90 of 100 groups, each of people who share one set of typical values of the model: what is not
    known of these, and the chance of the draw.
    """

    id: str
    words: str
    now: float | None
    later: float
    later_with: float
    fewer: float
    later_interval: tuple[float, float]
    later_with_interval: tuple[float, float]
    fewer_interval: tuple[float, float]


class AgeBand(Record):
    """People of an age band: how many there are, and their middle T-score and 25(OH)D now."""

    ages: str
    people: int
    t_score: Figure
    level: Figure


class PopulationResult(Record):
    """A population run."""

    people: int
    stuck: int
    years: float
    seed: int
    edition: str
    seconds: float
    women: float
    age: Figure
    distributions: list[Distribution]
    counted: list[Counted]
    ages: list[AgeBand]
    notes: list[str]
