"""An event table through a compiled model: rows of results, in pieces, so that large tables fit in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from osteon.catalogue import POOL
from osteon.engine.events import Line
from osteon.engine.solver import STATUS, Batch, Kernel, Settings, compile_model
from osteon.eventtable.course import HOURS_A_DAY, Course, Reset, course_of
from osteon.eventtable.points import Points
from osteon.eventtable.request import Piece, Request, Stopped, distinct
from osteon.eventtable.steady import Wish, settled

FloatArray = NDArray[np.float64]
Progress = Callable[[int, int], None]
EARLY = 1 - 2.0**-49
"""Outputs are read by this factor early, so that rounding never puts one after a dose of the same moment."""
NUMBERS_AT_ONCE = 20_000_000
STEPS, STEPS_AN_EVENT = 1_000_000, 2000


def run_events(request: Request, progress: Progress | None = None) -> Iterator[Piece]:
    """Run everybody; people come in the order of the table, each one's rows in order of time.

    `progress` is told now and then how many people are done, and how many there are.

    Raises:
        InputError: a steady state that the model cannot have, or more rows than can be held.
        SolveError: a steady state that could not be reached.

    >>> from osteon.catalogue import catalogue
    >>> from osteon.eventtable import Subject
    >>> edition = catalogue("peterson-riggs-2010")
    >>> request = Request(edition, [Subject("1")], 48.0, 24.0, [edition.one("PTH", ["pool"])])
    >>> piece = next(run_events(request))
    >>> piece.hours.tolist(), round(float(piece.values[0, 0]), 3)
    ([0.0, 24.0, 48.0], 53.9)
    """
    runner = _Runner(request, progress)
    base = runner.kernel.defaults()[0]
    for item, value in request.sets.items():
        base[item.index] = value
    chunk: list[Course] = []
    hours = grid = request.grid
    for subject in request.subjects:
        course = course_of(subject, request.catalogue, base)
        chunk.append(course)
        hours = np.union1d(hours, runner.hours(course)) if course.observed else hours
        if len(hours) * len(chunk) * len(runner.kernel.model.pools) > NUMBERS_AT_ONCE:
            yield from runner.run(chunk, hours)
            chunk, hours = [], grid
    if chunk:
        yield from runner.run(chunk, hours)


@dataclass
class _Runner:
    request: Request
    progress: Progress | None
    done: int = field(default=0, init=False)

    @cached_property
    def kernel(self) -> Kernel:
        return compile_model(self.request.catalogue.model)

    @cached_property
    def grid(self) -> FloatArray:
        return self.request.grid

    @cached_property
    def settings(self) -> Settings:
        doses = [
            sum(event.dosing.count for event in subject.events if event.dosing) for subject in self.request.subjects
        ]
        events = max((len(subject.events) for subject in self.request.subjects), default=0) + max(doses, default=0)
        return Settings(relative=self.request.relative, step_limit=STEPS + STEPS_AN_EVENT * events)

    def hours(self, course: Course) -> FloatArray:
        """A person's own hours of output."""
        return distinct(np.append(self.grid, [hour for hour in course.observed if hour <= self.request.end]))

    def run(self, chunk: list[Course], hours: FloatArray) -> Iterator[Piece]:
        """Simulate some people together and give their rows."""
        params, ids = np.array([course.params for course in chunk]), [course.id for course in chunk]
        initial, events, remarks = self.before(chunk, params)
        days = np.minimum(hours, self.request.end) / HOURS_A_DAY * EARLY
        batch = self.kernel.run(
            params,
            days,
            initial=initial,
            events=events,
            end=self.request.end / HOURS_A_DAY,
            settings=self.settings,
            threads=self.request.threads,
            progress=self.told,
        )
        self.done += len(chunk)
        places = [np.searchsorted(hours, self.hours(course)) for course in chunk]
        held = [course.params_at(days[at]) for course, at in zip(chunk, places, strict=True)]
        columns = self.request.columns
        for points in Points.of(batch, places, held).parts():
            values = points.read(self.kernel, batch.times, columns)
            yield Piece([ids[person] for person in points.person], hours[points.place], values)
        yield Piece([], np.zeros(0), np.zeros((0, len(columns))), self.stopped(ids, batch), tuple(remarks))

    def told(self, finished: int, _: int) -> None:
        if self.progress:
            self.progress(self.done + finished, len(self.request.subjects))

    def before(self, chunk: list[Course], params: FloatArray) -> tuple[FloatArray | None, list[list[Line]], list[str]]:
        """Where each person starts (in the steady state, if at hour 0 there is one), the engine's lines and remarks."""
        set_back = any(course.resets for course in chunk)
        initial = self.starts(params) if self.request.initial or set_back else None
        lines, remarks = [], self.unseen(chunk)
        for person, course in enumerate(chunk):
            found = [self.reset_state(course.id, reset) for reset in course.resets]
            remarks += [remark for _, remark in found if remark]
            for reset, (state, _) in zip(course.resets, found, strict=True):
                if reset.steady and reset.day == 0 and initial is not None:
                    initial[person] = state
            lines.append(course.lines([state.tolist() for state, _ in found]))
        return initial, lines, remarks

    def starts(self, params: FloatArray) -> FloatArray:
        """Everybody's state at hour 0."""
        states = self.kernel.run(params, [0.0], end=1e-9, settings=self.settings).states[:, 0].copy()
        for item, value in self.request.initial.items():
            states[:, item.index] = value
        return states

    def reset_state(self, person: str, reset: Reset) -> tuple[FloatArray, str]:
        start = self.starts(reset.params[None])[0]
        if reset.steady is None:
            return start, ""
        wish = Wish(person, reset.line, reset.steady, reset.params, start)
        return settled(self.kernel, self.request.catalogue, wish, self.settings)

    def unseen(self, chunk: list[Course]) -> list[str]:
        late = sum(hour > self.request.end for course in chunk for hour in course.observed)
        return [f"{late} rows of the table ask for outputs after the end ({self.request.end:g} h)"] if late else []

    def stopped(self, ids: list[str], batch: Batch) -> tuple[Stopped, ...]:
        labels = [self.request.catalogue.label(pool) for pool in self.request.catalogue.of(POOL)]
        return tuple(
            Stopped(
                ids[person],
                float(batch.reached[person]) * HOURS_A_DAY,
                STATUS[batch.status[person]],
                labels[batch.worst[person]],
                dict(zip(labels, batch.final[person].tolist(), strict=True)),
            )
            for person in np.flatnonzero(~batch.ok)
        )
