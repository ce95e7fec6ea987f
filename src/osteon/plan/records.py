"""A plan as frozen records: what to add and leave, what it reaches, what stood in the way, when to take what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from osteon.outcomes.interactions import Caution
from osteon.person import Person
from osteon.plan.menu import Choice, Present
from osteon.plan.wishes import Wishes
from osteon.safety import Stop

FloatArray = NDArray[np.float64]
LEFT_OUT = "is left out of the goals"
"""Words of the note on a goal that would be a danger to this person."""
Status = Literal["ready", "nothing to change", "impossible", "ask your doctor"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to add: `count` portions a week or a day, or pills a day."""

    choice: Choice
    count: int

    @property
    def words(self) -> str:
        """The step in plain words.

        >>> from osteon.plan.menu import pill_choices
        >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
        >>> Step(next(c for c in pill_choices(me) if c.id == "d3-1000"), 1).words
        'vitamin D3 1000 IU: one tablet a day'
        """
        choice = self.choice
        if choice.kind == "pill":
            count = {1: f"one {choice.words.removeprefix('one ')}"}.get(
                self.count, f"{self.count} {choice.words.removeprefix('one ')}s"
            )
            return f"{choice.name}: {count} a day"
        if choice.replaces is not None:
            return f"{choice.name}: {choice.words}"
        return f"{choice.name}: {choice.words}, {_often(self.count, choice.rhythm)}"


@dataclass(frozen=True, slots=True)
class Reached:
    """A goal under the plan: how sure it is today and then; amounts are a day's, or nmol/L of 25(OH)D at its lowest."""

    nutrient: str
    words: str
    source: str
    unit: str
    now: tuple[float, float, float]
    then: tuple[float, float, float]
    chance_now: float
    chance: float
    asked: float

    @property
    def met(self) -> bool:
        """Whether the goal is met with the chance asked for."""
        return self.chance >= self.asked


@dataclass(frozen=True, slots=True)
class Held:
    """A limit under the plan: the chance of passing it, and the amount that is passed with a chance of 1 %."""

    nutrient: str
    limit: float
    unit: str
    source: str
    most: float
    chance_passed: float
    supplements_only: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a plan is impossible: the smallest set of conditions that cannot hold together, and what would help.

    `more` are further such sets that stay when the goals of the first are given up.
    """

    conditions: tuple[str, ...]
    remedies: tuple[str, ...]
    more: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """Another plan under other preferences, or why there is none."""

    name: str
    steps: tuple[Step, ...]
    dropped: tuple[Present, ...]
    minutes: float | None
    pills: float
    why_not: str = ""
    same: bool = False


@dataclass(frozen=True, slots=True)
class Margin:
    """What a goal costs at the margin: the change of the plan where a little less or more is asked."""

    nutrient: str
    asked: str
    points: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing at one time of the day; `days` are the days of the week (0 is Monday), all of them for every day.

    `every` counts days between two times where it is neither a day nor a week.
    """

    time: str
    slot: str
    name: str
    words: str
    days: tuple[int, ...]
    kind: str
    why: str = ""
    every: int = 1

    @property
    def daily(self) -> bool:
        """Whether it is for every day."""
        return len(self.days) == 7


@dataclass(frozen=True)
class Effect:
    """What the plan is expected to change, simulated in the same draws with and without it.

    `level_now` and `level` are 25(OH)D by week, (weeks, 3): median and 90 % interval; `changes` are differences against
    carrying on as now by outcome word and year.
    """

    weeks: FloatArray
    level_now: FloatArray
    level: FloatArray
    changes: Mapping[str, tuple[tuple[float, tuple[float, float, float]], ...]]
    sentences: tuple[str, ...]
    draws: int


@dataclass(frozen=True)
class Plan:
    """A plan for one person; `status` says whether there is one.

    An impossible plan shows the closest one in `steps`.
    """

    person: Person
    wishes: Wishes
    status: Status
    stops: tuple[Stop, ...] = ()
    steps: tuple[Step, ...] = ()
    dropped: tuple[Present, ...] = ()
    kept: tuple[Present, ...] = ()
    minutes: float | None = None
    reached: tuple[Reached, ...] = ()
    held: tuple[Held, ...] = ()
    conflict: Conflict | None = None
    others: tuple[Other, ...] = ()
    margins: tuple[Margin, ...] = ()
    timetable: tuple[Moment, ...] = ()
    effect: Effect | None = None
    cautions: tuple[Caution, ...] = ()
    notes: tuple[str, ...] = ()
    cost: float = 0.0
    energy: float = 0.0
    money: float | None = None

    @property
    def left_out(self) -> tuple[Present, ...]:
        """What is given up without anything in its place."""
        swapped = {step.choice.replaces for step in self.steps} - {None}
        return tuple(present for present in self.dropped if present.kind == "pill" or present.index not in swapped)

    @property
    def pills(self) -> float:
        """Pills a day under the plan, those that are kept included."""
        return float(
            sum(step.count for step in self.steps if step.choice.kind == "pill")
            + sum(present.pills for present in self.kept if present.kind == "pill")
        )


def _often(count: int, rhythm: str) -> str:
    words = {1: "once", 2: "twice"}.get(count, f"{count} times")
    return f"{words} a {rhythm}"
