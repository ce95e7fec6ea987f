"""Figures of a trial that are gathered while its parts go by: moments by arm and world, within bands, and on a grid.

A figure is what an endpoint measures in one person: a level, a change or a percent change up to a day.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import osteon.readouts
from osteon.evidence.replay_read import FRACTURES
from osteon.evidence.trial_parts import Endpoint, Measure
from osteon.population.trial_job import Job, Setting, measurable, setting_of

FloatArray = NDArray[np.float64]

FILE = Path(osteon.readouts.__file__).parent / "data" / "trial_subgroups.csv"
MOMENTS = 6
"""n, y, y2, b, b2, yb: of a figure y and the outcome's baseline b."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is read in each person: an outcome, how, up to which day, and from which."""

    outcome: str
    measure: Measure
    day: float
    from_day: float = 0.0

    @classmethod
    def of(cls, endpoint: Endpoint) -> Figure:
        """The figure of an endpoint."""
        return cls(endpoint.outcome, endpoint.measure, endpoint.day, endpoint.from_day)

    @property
    def is_change(self) -> bool:
        """Whether it is counted from an earlier day."""
        return self.measure in ("change", "percent_change", "ratio_of_change")

    def read(self, now: FloatArray, then: FloatArray) -> FloatArray:
        """The figure of each person from the outcome on its day and on the day it is counted from."""
        if self.measure == "percent_change":
            return np.asarray(100 * (now / then - 1))
        return now - then if self.is_change or self.outcome in FRACTURES else now


@dataclass(frozen=True, slots=True)
class Variable:
    """Something people differ in before the trial: column, name, bands (for subgroups), steps (for enrichment).

    `enrich` says on which side of a limit those are that a treatment may do more for: below or above.
    """

    column: str
    name: str
    unit: str
    bands: tuple[float, ...]
    low: float
    high: float
    step: float
    enrich: str
    source: str

    @property
    def edges(self) -> FloatArray:
        """Where its fine steps meet; bands meet at some of them."""
        return np.union1d(np.arange(self.low, self.high + self.step / 2, self.step), self.bands)

    def band_words(self, number: int) -> str:
        """A band in words.

        >>> variables()[0].band_words(1)
        '30 to 50 nmol/L'
        """
        if number == 0:
            return f"below {self.bands[0]:g} {self.unit}"
        if number == len(self.bands):
            return f"{self.bands[-1]:g} {self.unit} or more"
        return f"{self.bands[number - 1]:g} to {self.bands[number]:g} {self.unit}"


@cache
def variables() -> tuple[Variable, ...]:
    """By what people are told apart.

    >>> [variable.column for variable in variables()][:2]
    ['baseline_25ohd_serum', 'calcium_intake']
    """
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Variable(
                row["column"],
                row["name"],
                row["unit"],
                tuple(float(edge) for edge in row["bands"].split("|")),
                float(row["low"]),
                float(row["high"]),
                float(row["step"]),
                row["enrich"],
                row["source"],
            )
            for row in csv.DictReader(file)
        )


def endpoints_of(setting: Setting) -> tuple[Endpoint, ...]:
    """The endpoints that people can be followed for; of several test meals of one outcome the first is given."""
    meals = setting.meals
    return tuple(
        each for each in setting.planned.trial.endpoints if measurable(each) and each.meal == meals.get(each.outcome)
    )


def figures_of(job: Job) -> tuple[Figure, ...]:
    """All figures that are gathered: those of endpoints, and the last change of outcomes that have none."""
    setting = setting_of(job)
    found = dict.fromkeys(Figure.of(each) for each in endpoints_of(setting))
    last = job.visits[-1]
    for word in job.outcomes:
        if last > 0 and word not in {figure.outcome for figure in found}:
            found[Figure(word, "value" if word in FRACTURES else "change", last)] = None
    return tuple(found)
