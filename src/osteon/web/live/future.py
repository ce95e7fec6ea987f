"""One answer's run: run-in, two years with their seasons, then the decades under the mean of the year's sun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from osteon.engine.events import SET_PARAMETER, Line
from osteon.engine.solver import Batch, Kernel, Settings
from osteon.inputs import sun_inputs
from osteon.person import Person
from osteon.simulate import RUN_IN, YEAR, event_lines, in_force, those_through
from osteon.web.live.base import Base, places
from osteon.web.live.tables import shown_values

FloatArray = NDArray[np.float64]
PRECISION = 3e-3
"""Relative error of a step, which keeps each draw within 0.5 % and medians within 0.1 % of fine steps: less than the
width of a line."""
SEASONS = 728.0
"""Days from day 0 on that are shown with their seasons: two years."""
RISE, STEP = 168.0, 14.0
"""So long a level rises or falls after a change: shown each fortnight, later every fourth week."""
WAVES = tuple(f"skin.{wave}{order}" for order in (1, 2, 3) for wave in ("cos", "sin"))
SUN = ("skin.synthesis_mean", *WAVES)
LAST_AGE = 100.0
SHORTEST_YEARS = 5.0
BY_YEAR = 10.0
"""From so many years on the decades are shown every second year."""


@dataclass(frozen=True)
class Future:
    """Every value of the model by name, (draws, days), and the days; `habits` are the rows of parameters at day 0."""

    person: Person
    days: FloatArray
    values: Mapping[str, FloatArray]
    habits: FloatArray

    @property
    def settled(self) -> slice:
        """The days of the second year."""
        return slice(*np.searchsorted(self.days, (SEASONS / 2, SEASONS + 1)).tolist())

    @property
    def seasons(self) -> slice:
        """The two years with their seasons."""
        return slice(0, int(np.searchsorted(self.days, SEASONS + 1)))

    @property
    def decades(self) -> NDArray[np.intp]:
        """Day 0, the ends of the first two years, and every shown day after them."""
        ends = np.searchsorted(self.days, (SEASONS / 2, SEASONS)).tolist()
        return np.array([0, *ends, *range(ends[-1] + 1, len(self.days))])


def days_of(age: float) -> FloatArray:
    """Days to show from day 0 to the age of 100: weeks of two years, then years.

    >>> days_of(90.0)[[0, 1, 13, 32, 33, -1]].tolist()
    [0.0, 14.0, 196.0, 728.0, 1095.75, 3652.5]
    """
    years = max(LAST_AGE - age, SHORTEST_YEARS)
    later = np.concatenate([np.arange(3.0, min(years, BY_YEAR)), np.arange(BY_YEAR, years, 2.0), [years]])
    weeks = [np.arange(0.0, RISE, STEP), np.arange(RISE, SEASONS + 1, 2 * STEP)]
    return np.concatenate([*weeks, np.unique(later) * YEAR])


def future_of(
    kernel: Kernel,
    base: Base,
    person: Person,
    sun_minutes: float | None,
    threads: int,
    food: Mapping[str, float] | None = None,
    precision: float = PRECISION,
) -> Future:
    """What becomes of a person as changed, from the draws of the person as they are.

    `food` is what a change of diet adds on day 0 to inputs of the model, in their units.

    Raises:
        SolveError: no draw got through.
    """
    days = days_of(person.age)
    inputs = base.inputs_of(person, float(days[-1]))
    lines = event_lines(kernel, inputs)
    rows = base.at(person, inputs)
    own = {} if sun_minutes is None else _sun(base, person, sun_minutes)
    own |= _eaten(rows, lines, food or {})
    plan = _Plan(lines, _calm(), own)
    settings = Settings(relative=precision)
    batch = kernel.run(rows, days + RUN_IN, events=plan.events(), settings=settings, threads=threads)
    kept = those_through(kernel, batch)
    return Future(person, days, _read(kernel, kept, plan.only(batch.ok), threads), _fed(kept.params, food or {}))


@dataclass(frozen=True)
class _Plan:
    """What changes in a run: for everybody (`lines`, and `calm`, the end of the seasons), and on day 0 for each draw.

    `own` holds the values of the latter by column of the parameters; the waves of the sun among them end with `calm`.
    """

    lines: list[Line]
    calm: list[Line]
    own: Mapping[int, FloatArray]

    def events(self) -> list[Line] | list[list[Line]]:
        """The event lines, for everybody or for each draw."""
        if not self.own:
            return self.lines + self.calm
        rows = np.column_stack(list(self.own.values())).tolist()
        return [[*self.lines, *_set(self.own, row), *self.calm] for row in rows]

    def only(self, ok: NDArray[np.bool_]) -> _Plan:
        """The plan of the draws that got through."""
        return _Plan(self.lines, self.calm, {column: values[ok] for column, values in self.own.items()})

    def stages(self) -> list[float]:
        """The moments at which parameters change."""
        moments = {line.day for line in (*self.lines, *self.calm) if line.kind == SET_PARAMETER}
        return sorted(moments | {RUN_IN} if self.own else moments)

    def in_force(self, params: FloatArray, day: float) -> FloatArray:
        """The parameters of each draw behind the changes of a day."""
        current = in_force(params, self.lines, day)
        if day >= RUN_IN:
            for column, values in self.own.items():
                current[:, column] = values
        return in_force(current, self.calm, day)


def _calm() -> list[Line]:
    """The seasons end: the mean sun of the year stays."""
    return [Line(RUN_IN + SEASONS + 1.0, SET_PARAMETER, places()[name], 0.0) for name in WAVES]


def _fed(rows: FloatArray, food: Mapping[str, float]) -> FloatArray:
    """The habits from day 0 on: what is eaten then, pills apart."""
    fed = rows.copy()
    for name, more in food.items():
        column = places()[name]
        fed[:, column] = np.maximum(fed[:, column] + more, 0.0)
    return fed


def _set(columns: Iterable[int], row: list[float]) -> list[Line]:
    return [Line(RUN_IN, SET_PARAMETER, column, value) for column, value in zip(columns, row, strict=True)]


def _sun(base: Base, person: Person, minutes: float) -> dict[int, FloatArray]:
    """The skin's synthesis in each draw under other minutes of sun."""
    under = sun_inputs(replace(person, sun=replace(person.sun, minutes=minutes)))
    return {places()[name]: np.asarray(base.sun_factor * under[name]) for name in SUN}


def _eaten(rows: FloatArray, lines: Iterable[Line], food: Mapping[str, float]) -> dict[int, FloatArray]:
    """What each draw eats with so much more of each input, on top of what is taken from day 0 on."""
    taken = {line.target: line.amount for line in lines if line.kind == SET_PARAMETER and line.day == RUN_IN}
    found = {}
    for name, more in food.items():
        column = places()[name]
        before = np.full(len(rows), taken[column]) if column in taken else rows[:, column]
        found[column] = np.maximum(before + more, 0.0)
    return found


def _read(kernel: Kernel, batch: Batch, plan: _Plan, threads: int) -> dict[str, FloatArray]:
    """Every value that is shown, and every pool, by name, with the parameters in force at each time."""
    moments = plan.stages()
    stages = np.searchsorted(moments, batch.times, side="left")
    names = [name for name in shown_values() if name in kernel.readouts]
    parts = []
    for stage in np.unique(stages).tolist():
        params = plan.in_force(batch.params, [-1.0, *moments][stage])
        between = int(np.searchsorted(stages, stage)), int(np.searchsorted(stages, stage, side="right"))
        parts.append(kernel.follow(batch.times, batch.states, params, names, between=between, threads=threads))
    read = np.concatenate(parts, axis=1)
    values = {name: read[..., index] for index, name in enumerate(names)}
    return values | {entry.name: batch.states[..., index] for index, entry in enumerate(kernel.model.pools)}
