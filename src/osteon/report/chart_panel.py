"""One panel of a chart: an outcome over the years, its middle, the middle half and 90 % of draws, for each run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from osteon.outcomes.reference import t_score
from osteon.outcomes.status import MENOPAUSE_AGE
from osteon.outcomes.tables import Row, read_table
from osteon.person import Person
from osteon.readouts import readouts
from osteon.report.quantiles import quantiles
from osteon.simulate import Trajectory

FloatArray = NDArray[np.float64]

TABLE = "chart_panels.csv"
QUANTILES = (5.0, 25.0, 50.0, 75.0, 95.0)
MANY_YEARS = 25.0
"""From so many years on a panel shows yearly means: seasons would only blacken it."""
MEN_CLASSED = 50.0
"""Age from which men's T-scores have classes (iscd, see status_bands.csv)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A limit (`low` equals `high`) or a range that is drawn behind the lines, and what it means."""

    low: float
    high: float
    words: str

    @property
    def is_range(self) -> bool:
        """Whether it is a range rather than a limit."""
        return self.high > self.low


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel shows: an outcome read as it is, as a T-score or as percent change since the start."""

    name: str
    outcome: str
    reading: str
    title: str
    unit: str
    include: tuple[float, ...]
    marks: tuple[Mark, ...]
    after_menopause: bool

    @property
    def digits(self) -> int:
        """Digits behind the point of its figures."""
        return readouts()[self.outcome].digits if self.reading == "value" else 1

    @property
    def support(self) -> str:
        """How well the evidence holds it up: good, fair or weak."""
        return readouts()[self.outcome].support

    def read(self, run: Trajectory) -> FloatArray:
        """What is shown of each draw, (draws, days)."""
        draws = run.outcomes[self.outcome]
        if self.reading == "t_score":
            return t_score(self.outcome.removeprefix("bmd_"), draws)
        if self.reading == "percent_change":
            return 100.0 * (draws / draws[:, :1] - 1.0)
        return draws

    def marks_from(self, people: Sequence[Person]) -> float:
        """Years from the start from which its marks hold for all of these people."""
        return max((_classed_from(person) for person in people), default=0.0) if self.after_menopause else 0.0


@dataclass(frozen=True, slots=True)
class Fan:
    """Years, and over them the quantiles of draws (5, 25, 50, 75 and 95 %), and the draws at the end."""

    years: FloatArray
    quantiles: FloatArray
    last: FloatArray


@cache
def panels() -> dict[str, Panel]:
    """All panels by name, from `data/chart_panels.csv`.

    >>> panels()["vitamin_d"].marks[0].high
    125.0
    """
    return {row["panel"]: _panel(row) for row in read_table(TABLE)}


def fan_of(panel: Panel, run: Trajectory) -> Fan:
    """The quantiles of what a panel shows of a run; yearly means where there are many years."""
    draws, years = panel.read(run), run.years
    last = draws[:, -1]
    if years[-1] > MANY_YEARS:
        years, draws = yearly(years, draws)
    return Fan(years, quantiles(draws, QUANTILES), last)


def yearly(years: FloatArray, draws: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Means of each year, in its middle; the first and last stand at the ends, so that the axis is filled.

    >>> when, means = yearly(np.array([0.0, 0.5, 1.0, 1.5, 2.0]), np.array([[1.0, 3.0, 5.0, 7.0, 9.0]]))
    >>> when.tolist(), means.tolist()
    ([0.0, 2.0], [[2.0, 6.0]])
    """
    whole = np.minimum(np.floor(years + 1e-9), np.ceil(years[-1] - 1e-9) - 1)
    inside = years < years[-1] - 1e-9
    starts = np.flatnonzero(np.diff(whole[inside], prepend=-1.0))
    counts = np.diff(starts, append=int(inside.sum()))
    means = np.add.reduceat(draws[:, inside], starts, axis=1) / counts
    when = np.add.reduceat(years[inside], starts) / counts
    when[0], when[-1] = 0.0, years[-1]
    return when, means


def difference(panel: Panel, runs: Sequence[Trajectory]) -> tuple[float, float, float] | None:
    """First less second run at the end, draw by draw: middle, 5 and 95 %; None where draws do not belong together."""
    if len(runs) != 2 or runs[0].params.shape != runs[1].params.shape or len(runs[0].days) != len(runs[1].days):
        return None
    first, second = (panel.read(run)[:, -1] for run in runs)
    middle, low, high = np.percentile(first - second, (50.0, 5.0, 95.0)).tolist()
    return middle, low, high


def _classed_from(person: Person) -> float:
    at = MEN_CLASSED if person.sex == "male" else person.menopause_age or MENOPAUSE_AGE
    return max(0.0, at - person.age)


def _panel(row: Row) -> Panel:
    marks = tuple(_mark(text) for text in row["marks"].split("|") if text)
    include = tuple(float(value) for value in row["include"].split("|"))
    return Panel(
        row["panel"],
        row["outcome"],
        row["reading"],
        row["title"],
        row["unit"],
        include,
        marks,
        row["marks_from"] == "menopause",
    )


def _mark(text: str) -> Mark:
    numbers, _, words = text.partition(":")
    low, _, high = numbers.partition("..")
    return Mark(float(low), float(high or low), words)
