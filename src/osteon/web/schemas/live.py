"""The live view: sliders in; flows, curves, organs and fractures out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from osteon.web.schemas.common import Figure, Record, Request, Stop, Support
from osteon.web.schemas.person import PersonIn

Node = Literal[
    "sun", "skin", "food", "pills", "gut", "liver", "kidney", "parathyroid", "blood", "bone", "artery", "fat",
    "urine", "stool", "sweat", "tissues",
]  # fmt: skip
Source = Literal["both", "doubt", "people"]


class Sliders(Request):
    """What the sliders say; null leaves it as the person has it. Doses are a day, from day 0 on, beside the food."""

    d3_iu: Annotated[float, Field(ge=0, le=10_000)] | None = None
    mk7_ug: Annotated[float, Field(ge=0, le=500)] | None = None
    calcium_mg: Annotated[float, Field(ge=0, le=2500)] | None = None
    sun_minutes: Annotated[float, Field(ge=0, le=240)] | None = None
    age: Annotated[float, Field(ge=18, le=95)] | None = None


class SliderValues(Record):
    """Where the sliders stand, none left open."""

    d3_iu: float
    mk7_ug: float
    calcium_mg: float
    sun_minutes: float
    age: float


class LiveRequest(Request):
    """A person and the sliders; with `session` and `turn`, a newer turn makes the server drop older ones."""

    person: PersonIn
    sliders: Sliders = Sliders()
    session: Annotated[str, Field(max_length=64)] = ""
    turn: Annotated[int, Field(ge=0, le=2**53 - 1)] = 0
    draws: Annotated[int, Field(ge=64, le=256)] = 64
    spread: Source = "both"


class Flow(Record):
    """A stream between two places of the body map, the mean of a day in the second year; `today` without the change."""

    id: str
    substance: Literal["calcium", "vitamin_d", "vitamin_k"]
    source: Node
    target: Node
    words: str
    unit: str
    amount: Figure
    today: Figure
    mmol: float | None = Field(description="calcium only: the middle in mmol a day")


class Level(Record):
    """A figure of an organ, the mean of the second year; `today` without the change."""

    outcome: str
    node: Node
    words: str
    unit: str
    digits: int
    support: Support
    amount: Figure
    today: Figure


class Mark(Record):
    """A limit (low equals high) or a range behind a curve; it counts from `start` on the x axis."""

    low: float
    high: float
    words: str
    start: float


class Reference(Record):
    """What is usual at each x: mean, and two standard deviations to each side."""

    words: str
    low: list[float]
    middle: list[float]
    high: list[float]


class Curve(Record):
    """An outcome over days or years of age: percentiles of the draws."""

    id: str
    outcome: str
    words: str
    unit: str
    digits: int
    support: Support
    axis: Literal["day", "age"]
    x: list[float]
    p5: list[float]
    p25: list[float]
    p50: list[float]
    p75: list[float]
    p95: list[float]
    marks: list[Mark]
    reference: Reference | None


class Fractures(Record):
    """Of so many people like this one, how many break a bone within some years, death competing."""

    people: int
    years: float
    age: float
    hip: Figure
    vertebral: Figure
    major: Figure


class Live(Record):
    """All that moves with the sliders."""

    turn: int
    edition: str
    draws: int
    effective_draws: float
    milliseconds: float
    spread: Source
    sliders: SliderValues
    stops: list[Stop]
    notes: list[str]
    flows: list[Flow]
    levels: list[Level]
    curves: list[Curve]
    fractures: list[Fractures]
