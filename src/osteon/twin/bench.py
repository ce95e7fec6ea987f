"""From scores to what the labs should have read: a person's run-in and days, simulated for many draws at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from osteon.draws import spread_within
from osteon.engine.events import ADD, Line
from osteon.engine.solver import Kernel, Settings
from osteon.errors import SolveError
from osteon.inputs import Inputs, inputs_of
from osteon.lab_results import Result
from osteon.person import Person
from osteon.readouts import outcomes_of
from osteon.simulate import PRECISION, RUN_IN, YEAR, by_name, event_lines, set_back
from osteon.twin.space import CALCIFICATION, FILTRATION, Space

FloatArray = NDArray[np.float64]

FILTRATION_SPREAD = 0.15
"""Log spread of filtration between healthy people of one age, where no kidney value is told: judgement."""
SCORE_SPREAD = 1.6
"""Log spread of coronary scores among people of one age and sex who have any: judgement, from the quartiles 2.3, 41
and 193 AU in men of 59 years (erbel2014)."""
TINY = 1e-9
YOUNGEST = 18.0
COARSE = 1e-3
"""Precision of what is compared with labs: off by at most 0.04 %, where labs err by 1 % and more."""
STEP = 0.3
"""How many standard deviations a parameter is moved to see what the results owe to it."""


@dataclass(frozen=True)
class Course:
    """Every pool, value and flow by name, (draws, days); parameters; which draws got through; and the inputs."""

    values: Mapping[str, FloatArray]
    params: FloatArray
    ok: NDArray[np.bool_]
    inputs: Inputs


@dataclass(frozen=True)
class Bench:
    """One person's habits, labs and space of unknowns, with the kernel that simulates them."""

    kernel: Kernel
    person: Person
    results: tuple[Result, ...]
    space: Space
    run_in: float = RUN_IN
    threads: int = 2

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each parameter stands."""
        return {entry.name: index for index, entry in enumerate(self.kernel.model.params)}

    @cached_property
    def days(self) -> FloatArray:
        """The days on which something was measured."""
        return np.array(sorted({result.day for result in self.results}))

    @cached_property
    def inputs(self) -> Inputs:
        """What the person brings to the model up to the last lab."""
        return inputs_of(self.person, max(1.0, float(self.days[-1]) if self.results else 1.0))

    @cached_property
    def within(self) -> FloatArray:
        """The log error of each result that others do not share."""
        return np.asarray(np.sqrt(np.log1p(np.array([result.within for result in self.results]) ** 2)))

    @cached_property
    def observed(self) -> FloatArray:
        """The logarithm of each result."""
        return np.asarray(np.log(np.maximum([result.value for result in self.results], TINY)))

    @cached_property
    def counted(self) -> NDArray[np.bool_]:
        """Which results count by their size; a coronary score of zero sets the start instead."""
        return np.array([result.value > 0 or result.outcome != "cac_score" for result in self.results])

    @cached_property
    def sharing(self) -> FloatArray:
        """(results, groups): the log error that a score of 1 of a group brings to each result."""
        table = np.zeros((len(self.results), len(self.space.groups)))
        for row, result in enumerate(self.results):
            table[row, self.space.groups.index(result.group)] = np.sqrt(np.log1p(result.between**2))
        return table

    def parameters(self, scores: FloatArray, inputs: Inputs, drawn: FloatArray | None = None) -> FloatArray:
        """(draws, parameters) on day 0: what is drawn, with habits laid over it as unsure as people are of them.

        `drawn` are the scores' own parameters, where they were worked out before.
        """
        params = self.space.parameters(scores) if drawn is None else drawn.copy()
        for name, value in inputs.values.items():
            params[:, self.place[name]] = value
        for name, (low, high) in inputs.ranges.items():
            where = self.space.habit(scores, name)
            params[:, self.place[name]] = spread_within(low, inputs.values[name], high, where)
        for names, noise in self.space.reports(scores):
            for name in names:
                column = params[:, self.place[name]]
                params[:, self.place[name]] = noise if name == "vitamin_d.d3_unseen" else column * noise
        if self.has("egfr") and self.person.egfr is None:
            factor = np.exp(FILTRATION_SPREAD * self.space.habit(scores, FILTRATION))
            params[:, self.place["kidney.filtration_at_start"]] *= factor
        return params

    def has(self, outcome: str) -> bool:
        """Whether there is a result of an outcome."""
        return any(result.outcome == outcome for result in self.results)

    def begun(self, params: FloatArray, scores: FloatArray) -> FloatArray:
        """Parameters as the run-in begins; where coronary calcium was measured, with the person's own amount of it."""
        rows = set_back(self.kernel, params.copy(), self.run_in)
        if self.has("cac_score"):
            rows[:, self.place["artery.score_known"]] = 1.0
            rows[:, self.place["artery.score_at_start"]] = self._calcified(rows, scores)
        return rows

    def _calcified(self, rows: FloatArray, scores: FloatArray) -> FloatArray:
        """The coronary score at the start: none where none was found, else as unsure as it is among those with any."""
        if all(result.value == 0 for result in self.results if result.outcome == "cac_score"):
            return np.zeros(len(rows))
        column = {name: rows[:, self.place[f"artery.{name}"]] for name in ("start_slope", "start_age", "start_width")}
        female = rows[:, self.place["life.female"]]
        sex = rows[:, self.place["artery.start_female"]] * female + 1 - female
        ahead = (rows[:, self.place["life.age_at_start"]] - column["start_age"]) / column["start_width"]
        mean = column["start_slope"] * sex * column["start_width"] * np.logaddexp(0.0, ahead)
        own = SCORE_SPREAD * self.space.habit(scores, CALCIFICATION) - 0.5 * SCORE_SPREAD**2
        return np.asarray(mean * np.exp(own))

    def clear(self, scores: FloatArray, day: float) -> FloatArray:
        """The chance of no coronary calcium on a day, before any scan: that of the artery's own start (draws)."""
        params = self.space.parameters(scores)
        most, onset, width, women = (
            params[:, self.place[f"artery.{name}"]]
            for name in ("onset_most", "onset_age", "onset_width", "onset_female")
        )
        sex = women if self.person.sex == "female" else np.ones(len(params))
        years = width * np.logaddexp(0.0, (self.person.age + day / YEAR - onset) / width)
        return np.asarray(np.exp(-sex * most * years))

    def predicted(self, scores: FloatArray) -> FloatArray:
        """(draws, results): the logarithm of what should have been read, assay included; NaN where a draw failed."""
        found = self._logs(self.begun(self.parameters(scores, self.inputs), scores), COARSE)
        return found + scores[:, self.space.parts["groups"]] @ self.sharing.T

    def _logs(self, rows: FloatArray, precision: float) -> FloatArray:
        lines = event_lines(self.kernel, self.inputs, self.run_in)
        settings = Settings(relative=precision)
        batch = self.kernel.run(rows, self.days + self.run_in, events=lines, settings=settings, threads=self.threads)
        outcomes = outcomes_of(by_name(self.kernel, batch, lines))
        at = [int(np.searchsorted(self.days, result.day)) for result in self.results]
        columns = [outcomes[result.outcome][:, day] for result, day in zip(self.results, at, strict=True)]
        logs = np.log(np.maximum(np.column_stack(columns), TINY))
        return np.where(batch.ok[:, None], logs, np.nan)

    def likelihood(self, predicted: FloatArray) -> FloatArray:
        """Log likelihood of each draw, (draws), from what it predicts; minus infinity where it failed."""
        gaps = (self.observed - predicted) / self.within
        logs = -0.5 * np.sum(np.where(self.counted, gaps**2, 0.0), axis=1)
        return np.where(np.isfinite(logs), logs, -np.inf)

    def slopes(self, score: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What the results would read at one point (size), and their slopes by score (results, size): differences over
        every parameter and habit that is unsure, all in one batch.
        """
        moved = np.union1d(self.space.doubt, self.space.people)
        habits = self._active()
        base = np.tile(score, (1 + len(moved) + len(habits), 1))
        first = self.space.parts["habits"].start
        for row, habit in enumerate(habits):
            base[1 + len(moved) + row, first + habit] += STEP
        params = self.parameters(base, self.inputs)
        reach = self._move(params, moved)
        logs = self._logs(self.begun(params, base), PRECISION)
        change = np.nan_to_num(logs[1:] - logs[0]).T
        by_parameter = np.zeros((len(self.results), params.shape[1]))
        by_parameter[:, moved] = change[:, : len(moved)] / reach
        by_habit = np.zeros((len(self.results), len(self.space.habits)))
        by_habit[:, habits] = change[:, len(moved) :] / STEP
        level = logs[0] + self.sharing @ score[self.space.parts["groups"]]
        return level, self.space.slopes(by_parameter, by_habit, self.sharing)

    def _move(self, params: FloatArray, moved: NDArray[np.int64]) -> FloatArray:
        """Moves each parameter in a row of its own, in place; how far, in its own scale."""
        know, vary = self.space.sizes
        steps = STEP * np.hypot(know, vary)[moved]
        for row, (index, step) in enumerate(zip(moved, steps, strict=True), 1):
            if self.space.records[index].spread == "normal":
                params[row, index] += step
            else:
                params[row, index] *= np.exp(step)
        return steps

    def _active(self) -> list[int]:
        """Which habits can move a result."""
        inputs, names = self.inputs, self.space.habits
        used = dict.fromkeys(inputs.ranges, True)
        used |= {FILTRATION: self.has("egfr") and self.person.egfr is None, CALCIFICATION: self.has("cac_score")}
        return [index for index, name in enumerate(names) if used.get(name, "|" in name or "unseen" in name)]

    def follow(
        self,
        scores: FloatArray,
        days: Sequence[float] | FloatArray,
        person: Person | None = None,
        precision: float = PRECISION,
        drawn: FloatArray | None = None,
    ) -> Course:
        """What becomes of the person, or a variant of them, in each draw on days counted from day 0.

        Raises:
            SolveError: no draw got through.
        """
        moments = np.asarray(days, float)
        inputs = inputs_of(person or self.person, max(1.0, float(moments[-1])))
        rows = self.begun(self.parameters(scores, inputs, drawn), scores)
        lines = event_lines(self.kernel, inputs, self.run_in)
        settings = Settings(relative=precision)
        events = self._cleared(rows, lines) or lines
        batch = self.kernel.run(rows, moments + self.run_in, events=events, settings=settings, threads=self.threads)
        if not batch.ok.any():
            raise SolveError("no draw of the twin got through", time=float(batch.reached[0]), pool="", state={})
        return Course(by_name(self.kernel, batch, lines), rows, batch.ok, inputs)

    def _cleared(self, rows: FloatArray, lines: list[Line]) -> list[list[Line]]:
        """Where no coronary calcium was found: the lines of each draw with what it had by then taken away on that day.

        The run-in begins before the scan, so calcium that began meanwhile is known not to be there.
        """
        clear = [result.day for result in self.results if result.outcome == "cac_score" and result.value == 0]
        if not clear:
            return []
        places = [entry.name for entry in self.kernel.model.pools]
        free, score = (places.index(f"artery.{name}") for name in ("clear", "score"))
        when = clear[-1] + self.run_in
        batch = self.kernel.run(rows, [when], events=lines, settings=Settings(relative=PRECISION), threads=self.threads)
        states = np.nan_to_num(batch.states[:, 0], nan=0.0)
        return [
            [*lines, Line(when, ADD, free, 1 - state[free]), Line(when, ADD, score, -state[score])] for state in states
        ]


def run_in_of(person: Person, results: Sequence[Result]) -> float:
    """Days to live before day 0: the usual ones, and longer where the oldest lab asks for a year ahead of itself.

    Never from before the age of 18, unless the usual ones reach there.
    """
    oldest = -min((result.day for result in results), default=0.0)
    most = max(RUN_IN, (person.age - YOUNGEST) * YEAR)
    return float(min(max(RUN_IN, np.ceil((oldest + YEAR) / YEAR) * YEAR), most))
