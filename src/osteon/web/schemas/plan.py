"""A plan: wishes in; steps, goals, limits, timetable and effect out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from osteon.web.schemas.common import CautionWords, Figure, Record, Request, Stop
from osteon.web.schemas.person import PersonFile, PersonIn

Wish = Annotated[str, Field(max_length=100)]


class PlanRequest(Request):
    """A person and their wishes, in the words of `osteon plan`."""

    person: PersonIn
    goals: Annotated[list[Wish], Field(max_length=20)] = Field(default_factory=list)
    diet: Annotated[list[Wish], Field(max_length=20)] = Field(default_factory=list)
    without: Annotated[list[Wish], Field(max_length=50)] = Field(default_factory=list)
    max_pills: Annotated[int, Field(ge=0, le=30)] | None = None
    sun: bool = False
    body: Literal["NASEM", "EFSA"] = "NASEM"
    alternatives: bool = True


class PlanStep(Record):
    """Something to add."""

    id: str
    name: str
    words: str
    kind: str
    count: int
    rhythm: str


class Had(Record):
    """Something the person has today: a listed food or a supplement."""

    id: str
    name: str
    kind: str


class Goal(Record):
    """A goal: where it stands today and under the plan, and how sure it is met."""

    nutrient: str
    words: str
    unit: str
    source: str
    now: Figure
    then: Figure
    chance_now: float
    chance: float
    asked: float
    met: bool


class Limit(Record):
    """A limit: the chance of passing it under the plan."""

    nutrient: str
    limit: float
    unit: str
    source: str
    most: float
    chance_passed: float
    supplements_only: bool


class ConflictWords(Record):
    """Conditions that cannot hold together, and what would help."""

    conditions: list[str]
    remedies: list[str]


class OtherPlan(Record):
    """Another plan under other preferences, or why there is none."""

    name: str
    steps: list[PlanStep]
    dropped: list[Had]
    minutes: float | None
    pills: float
    why_not: str
    same: bool


class MarginWords(Record):
    """What asking a little less or more of a goal would change."""

    nutrient: str
    asked: str
    points: float | None
    words: str


class Time(Record):
    """One thing at one time of the day; days of the week from 0 (Monday)."""

    time: str
    slot: str
    name: str
    words: str
    days: list[int]
    kind: str
    why: str
    every: int
    daily: bool


class YearChange(Record):
    """A change against carrying on as now, after so many years."""

    year: float
    amount: Figure


class OutcomeChange(Record):
    """The changes of an outcome over the years; `unit` is % where `percent` says so."""

    outcome: str
    words: str
    unit: str
    years: list[YearChange]


class PlanEffect(Record):
    """25(OH)D by week with and without the plan, changes over years, and what they mean in sentences."""

    weeks: list[float]
    now: dict[str, list[float]] = Field(description="p5, p50, p95 of 25(OH)D in nmol/L")
    plan: dict[str, list[float]] = Field(description="p5, p50, p95 of 25(OH)D in nmol/L")
    changes: list[OutcomeChange]
    sentences: list[str]
    draws: int


class PlanAnswer(Record):
    """A plan; `status` says whether there is one. The steps of an impossible plan are those of the closest one."""

    status: Literal["ready", "nothing to change", "impossible", "ask your doctor"]
    stops: list[Stop]
    steps: list[PlanStep]
    dropped: list[Had]
    kept: list[Had]
    minutes: float | None
    pills: float
    energy: float
    goals: list[Goal]
    limits: list[Limit]
    conflict: ConflictWords | None
    others: list[OtherPlan]
    margins: list[MarginWords]
    timetable: list[Time]
    effect: PlanEffect | None
    cautions: list[CautionWords]
    notes: list[str]
    person: PersonFile | None = Field(description="the person who takes the pills and sun of the plan")
    calendar: str = Field(description="the timetable as an iCalendar file; empty where there is none")
