"""A person's events as the engine takes them: parameters at the start, then doses, changes and resets in days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from osteon.body.published.dosing import pool_amount
from osteon.catalogue import PARAMETER, Catalogue
from osteon.engine.events import ADD, ADD_RATE, SET_PARAMETER, SET_STATE, Line
from osteon.eventtable.records import RESET, RESET_AND_DOSE, Dosing, Event, Subject

FloatArray = NDArray[np.float64]
HOURS_A_DAY = 24.0
SAME_TIME = 1e-9


@dataclass(frozen=True, slots=True)
class Given:
    """A dose in the pool's unit and days, repeated `count` times; what falls on or after day `stop` is not given."""

    day: float
    target: int
    amount: float
    duration: float
    interval: float
    count: int
    stop: float = math.inf

    def lines(self) -> list[Line]:
        """The engine's lines; an infusion that is running at `stop` ends there."""
        started = self._before(self.stop)
        if not self.duration:
            return self._repeated(self.day, ADD, self.amount, started)
        rate, whole = self.amount / self.duration, min(started, self._before(self.stop - self.duration))
        lines = self._repeated(self.day, ADD_RATE, rate, started)
        lines += self._repeated(self.day + self.duration, ADD_RATE, -rate, whole)
        running = started - whole
        return lines + ([Line(self.stop, ADD_RATE, self.target, -rate)] * running if running else [])

    def _before(self, day: float) -> int:
        """How many begin before a day."""
        if not self.day < day - SAME_TIME:
            return 0
        if self.count == 1 or not math.isfinite(day):
            return self.count
        return min(self.count, math.ceil((day - SAME_TIME - self.day) / self.interval))

    def _repeated(self, day: float, kind: int, amount: float, count: int) -> list[Line]:
        return [Line(day, kind, self.target, amount, self.interval, count)] if count else []


@dataclass(frozen=True, slots=True)
class Change:
    """A parameter takes another value on a day."""

    day: float
    target: int
    value: float

    def lines(self) -> list[Line]:
        """The engine's line."""
        return [Line(self.day, SET_PARAMETER, self.target, self.value)]


@dataclass(frozen=True, slots=True)
class Reset:
    """All pools go back to the start that `params` give, or to the steady state of the dose named by `steady`."""

    day: float
    params: FloatArray
    line: int
    steady: Given | None = None

    def lines(self, states: Sequence[float]) -> list[Line]:
        """The engine's lines, once the states are known."""
        return [Line(self.day, SET_STATE, target, float(state)) for target, state in enumerate(states)]


@dataclass(frozen=True)
class Course:
    """One person: parameters at the start, then acts in their order."""

    id: str
    params: FloatArray
    acts: tuple[Given | Change | Reset, ...] = ()
    observed: tuple[float, ...] = ()

    @property
    def resets(self) -> tuple[Reset, ...]:
        """The acts whose states have to be worked out before the run."""
        return tuple(act for act in self.acts if isinstance(act, Reset))

    def lines(self, states: Sequence[Sequence[float]]) -> list[Line]:
        """Everything as the engine's lines; `states` has a row for each reset."""
        rows = iter(states)
        return [
            line for act in self.acts for line in (act.lines(next(rows)) if isinstance(act, Reset) else act.lines())
        ]

    def params_at(self, days: FloatArray) -> tuple[FloatArray, NDArray[np.int64]]:
        """The rows of parameters that hold in turn, and which holds at each day; a change holds after its day."""
        rows, moments = [self.params], []
        for act in self.acts:
            if isinstance(act, Change):
                rows.append(rows[-1].copy())
                rows[-1][act.target] = act.value
                moments.append(act.day)
        return np.array(rows), np.searchsorted(np.array(moments), days, side="left")


def course_of(subject: Subject, catalogue: Catalogue, base: FloatArray) -> Course:
    """Turn a person's rows into acts; `base` are the parameters where the table says nothing.

    What the first row states holds from the start; what a later row states holds from its time on.
    """
    builder = _Builder(catalogue, base.copy())
    for event in subject.events[:1]:
        builder.state(event)
    start = builder.params.copy()
    for event in subject.events:
        builder.take(event)
    return Course(subject.id, start, tuple(builder.acts), subject.observed)


@dataclass
class _Builder:
    """Goes through the rows of one person with the parameters that hold."""

    catalogue: Catalogue
    params: FloatArray
    acts: list[Given | Change | Reset] = field(default_factory=list)

    def state(self, event: Event) -> None:
        for item, value in event.sets.items():
            self.params[item.index] = value

    def take(self, event: Event) -> None:
        day = event.hour / HOURS_A_DAY
        for item, value in event.sets.items():
            if self.params[item.index] != value:
                self.acts.append(Change(day, item.index, value))
        self.state(event)
        given = self.given(day, event.dosing) if event.dosing else None
        steady = given if event.dosing and event.dosing.steady else None
        if steady or event.kind in (RESET, RESET_AND_DOSE):
            self.reset(Reset(day, self.params.copy(), event.line, steady))
        if given:
            self.acts.append(given)

    def reset(self, reset: Reset) -> None:
        """Doses given before end with it."""
        self.acts = [
            replace(act, stop=min(act.stop, reset.day)) if isinstance(act, Given) else act for act in self.acts
        ]
        self.acts.append(reset)

    def given(self, day: float, dosing: Dosing) -> Given:
        amount = amount_given(dosing, self.catalogue, self.params)
        return Given(
            day, dosing.pool.index, amount, dosing.duration / HOURS_A_DAY, dosing.interval / HOURS_A_DAY, dosing.count
        )


def amount_given(dosing: Dosing, catalogue: Catalogue, params: FloatArray) -> float:
    """What a dose adds to its pool, in the pool's unit."""
    dose = catalogue.dose(dosing.pool)
    factors = {symbol: float(params[catalogue.one(symbol, [PARAMETER]).index]) for symbol in dose.parameters}
    return pool_amount(dose.compartment, dosing.amount, factors) if catalogue.edition.symbols else dosing.amount
