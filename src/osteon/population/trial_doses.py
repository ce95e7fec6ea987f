"""What a group's treatment does to the model: inputs at the start, later changes and doses, person by person.

A person's own adherence scales what is added to the habit; who stops is back on the habit from that day on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from osteon.engine.events import ADD, SET_PARAMETER, Line, Timetable
from osteon.engine.solver import Kernel
from osteon.evidence.replay_arms import ABSOLUTE, Plan, plan_of
from osteon.evidence.trial_parts import Arm

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Takers:
    """The people of a group: rows of parameters on their habits, and how they take what they are given.

    `adherence` is the share of doses taken, `stops` the day on which they stop for good (infinity: never).
    """

    rows: FloatArray
    age: FloatArray
    skin_type: FloatArray
    adherence: FloatArray
    stops: FloatArray


@dataclass(frozen=True, slots=True)
class Stint:
    """One arm from one day to another; outside of it people live on their habits."""

    arm: Arm
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Course:
    """A group's treatment laid out: each stage's first day and the rows that hold in it, and the events between."""

    moments: tuple[float, ...]
    stages: tuple[FloatArray, ...]
    events: Timetable | Sequence[Line]
    unread: tuple[str, ...]

    def stage_before(self, day: float) -> int:
        """Which stage holds just before a day; that of the start on day 0."""
        return max(0, int(np.searchsorted(self.moments, day, side="left")) - 1)


@dataclass(frozen=True, slots=True)
class _Column:
    """The same kind of event for everybody, at each one's own time and size; `who` has it."""

    time: FloatArray
    kind: int
    target: int
    amount: FloatArray
    interval: float
    count: NDArray[np.int64]
    who: BoolArray


def course_of(kernel: Kernel, stints: Sequence[Stint], takers: Takers) -> Course:
    """Lay out a group's stints for its people."""
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    changes: dict[float, dict[str, FloatArray]] = {}
    boluses: list[_Column] = []
    unread: set[str] = set()
    for stint in stints:
        plan = _full_plan(kernel, stint, takers)
        unread |= set(plan.unread)
        for day, name, values in _changes(plan, stint, takers, place):
            changes.setdefault(day, {})[name] = values
        boluses += [column for line in plan.boluses for column in _bolus(line, stint, takers)]
    moments = sorted({0.0, *changes})
    stages = [takers.rows]
    for moment in moments:
        rows = stages[-1].copy() if changes.get(moment) else stages[-1]
        for name, values in changes.get(moment, {}).items():
            rows[:, place[name]] = values
        stages.append(rows)
    columns = _set_columns(changes, takers, place) + boluses
    return Course(tuple(moments), tuple(stages[1:]), _timetable(columns, len(takers.rows)), tuple(sorted(unread)))


def _full_plan(kernel: Kernel, stint: Stint, takers: Takers) -> Plan:
    """The plan of an arm if every dose were taken."""
    people = cast(Any, SimpleNamespace(count=len(takers.rows), age=takers.age, skin_type=takers.skin_type))
    return plan_of(kernel, replace(stint.arm, adherence=1.0), people, takers.rows, stint.end - stint.begin)


def _changes(plan: Plan, stint: Stint, takers: Takers, place: Mapping[str, int]) -> list[tuple[float, str, FloatArray]]:
    """Changes of inputs by the trial's own days, each person's own; all inputs are back on the habit at the end."""
    found = []
    for change in plan.changes:
        habit = takers.rows[:, place[change.name]]
        full = np.broadcast_to(change.values, habit.shape)
        values = np.where(takers.adherence > 0, full, habit)
        if change.name not in ABSOLUTE:
            values = habit + (full - habit) * takers.adherence
        found.append((stint.begin + change.day, change.name, np.asarray(values)))
    names = dict.fromkeys(change.name for change in plan.changes)
    if np.isfinite(stint.end):
        found += [(stint.end, name, takers.rows[:, place[name]]) for name in names]
    return [each for each in found if each[0] <= stint.end]


def _bolus(line: Line, stint: Stint, takers: Takers) -> list[_Column]:
    """Single doses up to the end of the stint and to each person's own stop."""
    day = stint.begin + line.day
    until = np.minimum(takers.stops, stint.end)
    left = np.where(until > day, until - day, 0.0)
    count = np.ceil(left / line.interval) if line.count > 1 else (left > 0).astype(float)
    count = np.minimum(np.where(np.isfinite(count), count, line.count), line.count).astype(np.int64)
    amount = line.amount * takers.adherence
    return [_Column(np.full(len(left), day), ADD, line.target, amount, line.interval, count, count > 0)]


def _set_columns(
    changes: Mapping[float, Mapping[str, FloatArray]], takers: Takers, place: Mapping[str, int]
) -> list[_Column]:
    """Events that change inputs: what stands on day 0 is in the rows already; stopping sets everything back."""
    people = len(takers.rows)
    once = np.ones(people, np.int64)
    columns = []
    for moment in sorted(changes):
        if moment > 0:
            taking = takers.stops > moment
            for name, values in changes[moment].items():
                time = np.full(people, moment)
                columns.append(_Column(time, SET_PARAMETER, place[name], values, 0.0, once, taking))
    stopping = np.isfinite(takers.stops)
    for name in dict.fromkeys(name for some in changes.values() for name in some):
        habit = takers.rows[:, place[name]]
        columns.append(
            _Column(np.where(stopping, takers.stops, 0.0), SET_PARAMETER, place[name], habit, 0.0, once, stopping)
        )
    return columns


def _timetable(columns: Sequence[_Column], people: int) -> Timetable | Sequence[Line]:
    """Everybody's own events in a row each, in the order of the columns."""
    columns = [column for column in columns if column.who.any()]
    if not columns:
        return ()
    who = np.stack([column.who for column in columns], axis=1)
    last = np.cumsum(who.sum(axis=1))

    def flat(values: Sequence[Any]) -> NDArray[Any]:
        return np.ascontiguousarray(np.stack([np.broadcast_to(each, people) for each in values], axis=1)[who])

    return Timetable(
        first=np.ascontiguousarray(last - who.sum(axis=1), np.int64),
        last=np.ascontiguousarray(last, np.int64),
        time=flat([column.time for column in columns]),
        kind=flat([np.int64(column.kind) for column in columns]),
        target=flat([np.int64(column.target) for column in columns]),
        amount=flat([np.asarray(column.amount, float) for column in columns]),
        interval=flat([column.interval for column in columns]),
        count=flat([column.count for column in columns]),
    )
