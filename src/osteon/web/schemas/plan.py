"""A plan: wishes in; steps, goals, limits, timetable and effect out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from osteon.web.schemas.common import Record, Request, Severity, Stop, Support
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


class Ends(Record):
    """A middle value and the interval that holds 90 of 100 draws."""

    median: float
    low: float
    high: float


class PlanStep(Record):
    """Something to add; `supplies` is what one pill holds."""

    id: str
    kind: str
    name: str
    words: str
    portion: str
    count: int
    per: str
    grams: float | None
    supplies: dict[str, float] | None
    source: str | None


class Goal(Record):
    """A goal: where it stands today and under the plan, and how sure it is met."""

    nutrient: str
    words: str
    source: str
    unit: str
    now: Ends
    then: Ends
    chance_now: float
    chance: float
    asked: float
    met: bool


class Limit(Record):
    """A limit: the chance of passing it under the plan, and what counts towards it."""

    nutrient: str
    limit: float
    unit: str
    counts: Literal["supplements", "all"]
    most_with_99_percent: float
    chance_passed: float
    source: str


class ConflictWords(Record):
    """Conditions that cannot hold together, what would help, and further sets of such conditions."""

    conditions: list[str]
    remedies: list[str]
    more: list[list[str]]


class OtherPlan(Record):
    """Another plan under other preferences, or why there is none."""

    name: str
    possible: bool
    same: bool
    steps: list[str]
    gives_up: list[str]
    sun_minutes: float | None
    pills_a_day: float
    why_not: str | None


class MarginWords(Record):
    """What asking a little less or more of a goal would change."""

    nutrient: str
    asked: str
    points: float | None
    words: str


class Time(Record):
    """One thing at one time of the day, on the days in words."""

    time: str
    slot: str
    name: str
    words: str
    days: str
    kind: str
    why: str


class LevelCourse(Record):
    """A level in blood by week, with and without the plan."""

    unit: str
    weeks: list[int]
    now: list[Ends]
    plan: list[Ends]


class YearChange(Ends):
    """A change against carrying on as now, after so many years."""

    year: float


class OutcomeChange(Record):
    """The changes of an outcome over the years."""

    name: str
    unit: str
    support: Support
    points: list[YearChange]


class PlanEffect(Record):
    """25(OH)D by week with and without the plan, changes over years, and what they mean in sentences."""

    draws: int
    interval: str
    level: LevelCourse = Field(alias="25ohd_serum")
    changes: dict[str, OutcomeChange] = Field(description="by outcome")
    sentences: list[str]


class PlanCaution(Record):
    """What does not go well together under the plan: all of it in words, and its parts."""

    how_serious: str
    severity: Severity
    words: str
    what: str
    why: str
    timing: str
    ask: str
    source: str


class PlanAnswer(Record):
    """A plan as `osteon plan --json` tells it, with the hard stops in parts, the person who follows it and a calendar.

    `status` says whether there is a plan. The steps of an impossible plan are those of the closest one.
    """

    intended_use: str
    status: Literal["ready", "nothing to change", "impossible", "ask your doctor"]
    hard_stops: list[str]
    goals: list[Goal]
    steps: list[PlanStep]
    gives_up: list[str]
    keeps: list[str]
    sun_minutes: float | None
    sun_minutes_now: float
    pills_a_day: float
    energy_kcal_a_day: float
    money_a_week: float | None
    limits: list[Limit]
    conflict: ConflictWords | None
    alternatives: list[OtherPlan]
    margins: list[MarginWords]
    timetable: list[Time]
    effect: PlanEffect | None
    cautions: list[PlanCaution]
    notes: list[str]
    points: float
    stops: list[Stop]
    person: PersonFile | None = Field(description="the person who takes the pills and sun of the plan")
    calendar: str = Field(description="the timetable as an iCalendar file; empty where there is none")
