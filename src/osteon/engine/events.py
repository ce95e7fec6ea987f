"""Events in a run: doses, infusions and changes, each one line that may repeat."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.engine.loop.bundles import ADD, ADD_RATE, SET_PARAMETER, SET_STATE
from osteon.errors import InputError

__all__ = ["ADD", "ADD_RATE", "SET_PARAMETER", "SET_STATE", "Line", "Timetable", "infusion", "timetable"]


KINDS = (ADD, SET_PARAMETER, ADD_RATE, SET_STATE)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happens at `day`, and again every `interval` days, `count` times in all.

    `kind` is ADD (an amount into a pool), SET_PARAMETER, ADD_RATE (an amount a day into a pool) or SET_STATE; `target`
    is the pool's or parameter's place in the model; `amount` is in its own unit. Lines of one moment act in order.
    """

    day: float
    kind: int
    target: int
    amount: float
    interval: float = 0.0
    count: int = 1

    def __post_init__(self) -> None:
        problems = []
        if not 0 <= self.day < math.inf:
            problems.append(f"an event at day {self.day}: it must be 0 or later, and finite")
        if self.kind not in KINDS:
            problems.append(f"an event of kind {self.kind}, which is not one of {KINDS}")
        if self.count < 1:
            problems.append(f"an event that happens {self.count} times; it must happen at least once")
        if self.count > 1 and not 0 < self.interval < math.inf:
            problems.append(f"an event repeated {self.count} times needs an interval above 0 days, not {self.interval}")
        if not np.isfinite(self.amount):
            problems.append(f"an event with amount {self.amount}")
        if problems:
            raise InputError(problems, "event")


@dataclass(frozen=True, slots=True)
class Timetable:
    """Everybody's lines in flat arrays; person p has lines first[p] to last[p]."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    time: NDArray[np.float64]
    kind: NDArray[np.int64]
    target: NDArray[np.int64]
    amount: NDArray[np.float64]
    interval: NDArray[np.float64]
    count: NDArray[np.int64]

    @property
    def most(self) -> int:
        """The largest number of lines that one person has."""
        return int((self.last - self.first).max(initial=0))


def infusion(
    day: float, target: int, amount: float, duration: float, interval: float = 0.0, count: int = 1
) -> tuple[Line, Line]:
    """The two lines of an infusion of an amount over a duration: its rate begins and ends.

    >>> [(line.day, line.amount) for line in infusion(1.0, target=0, amount=6.0, duration=3.0)]
    [(1.0, 2.0), (4.0, -2.0)]

    Raises:
        InputError: the duration is not above 0.
    """
    if not 0 < duration < math.inf:
        raise InputError(f"an infusion lasts {duration} days; the duration must be above 0", "event")
    rate = amount / duration
    return (
        Line(day, ADD_RATE, target, rate, interval, count),
        Line(day + duration, ADD_RATE, target, -rate, interval, count),
    )


def timetable(events: Sequence[Line] | Sequence[Sequence[Line]] | Timetable, people: int) -> Timetable:
    """Lay out lines for everybody; one flat list is shared by all people, and a timetable is taken as it is.

    Raises:
        InputError: there are lists for another number of people.

    >>> timetable([[], [Line(2.0, ADD, 0, 5.0)]], people=2).last.tolist()
    [0, 1]
    """
    if isinstance(events, Timetable):
        if len(events.first) != people:
            raise InputError(f"a timetable for {len(events.first)} people, but there are {people}")
        return events
    if events and not isinstance(events[0], Line):
        own: list[Sequence[Line]] = [list(lines) for lines in events]  # type: ignore[arg-type]
        if len(own) != people:
            raise InputError(f"events for {len(own)} people, but there are {people}")
        ends = np.cumsum([0, *(len(lines) for lines in own)])
        flat = [line for lines in own for line in lines]
        return _flat(flat, ends[:-1], ends[1:])
    shared: list[Line] = list(events)  # type: ignore[arg-type]
    return _flat(shared, np.zeros(people, np.int64), np.full(people, len(shared)))


def _flat(lines: list[Line], first: NDArray[np.int64], last: NDArray[np.int64]) -> Timetable:
    def column(name: str, kind: type) -> NDArray[np.generic]:
        return np.array([getattr(line, name) for line in lines] or [0], kind)

    return Timetable(
        np.ascontiguousarray(first, np.int64),
        np.ascontiguousarray(last, np.int64),
        column("day", float),  # type: ignore[arg-type]
        column("kind", np.int64),  # type: ignore[arg-type]
        column("target", np.int64),  # type: ignore[arg-type]
        column("amount", float),  # type: ignore[arg-type]
        column("interval", float),  # type: ignore[arg-type]
        column("count", np.int64),  # type: ignore[arg-type]
    )
