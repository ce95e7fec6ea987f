"""Labs narrow the draws: those that agree with what was measured are kept, the others given up.

The twin reads the same table of errors. Its likelihood (all labs, with errors that results of one assay share as scores
of their own) would take more code here than the two lines it could replace, so it is not shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from osteon.measuring import measurement_errors
from osteon.person import Person
from osteon.readouts import readouts

FloatArray = NDArray[np.float64]
DENSITY_MULTIPLIERS: Mapping[str, str] = {
    "bmd_lumbar_spine": "skeleton.spine_multiplier",
    "bmd_total_hip": "skeleton.hip_multiplier",
    "bmd_femoral_neck": "skeleton.hip_multiplier",
}
"""A measured density sets the size of the person's own peak; the later in this list wins for a shared input."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A lab result as the model can compare it: days before the start (0 or less), in the outcome's unit."""

    outcome: str
    day: float
    value: float


@dataclass(frozen=True, slots=True)
class Selection:
    """Which draws are kept (with repeats), and how many independent ones they are worth."""

    rows: NDArray[np.int64]
    effective: float


def measured(person: Person, longest: float) -> tuple[Measured, ...]:
    """The person's latest results that the model has an outcome for, none from before the run-in."""
    found = []
    for word in person.labs:
        lab = person.latest(word)
        if lab is not None and word in readouts():
            found.append(Measured(word, max(_day(person, lab.date), -longest), lab.value.value))
    return tuple(found)


def select(results: Mapping[Measured, FloatArray], count: int, seed: int) -> Selection:
    """Keep `count` draws by how well they agree with each result (predictions by draw)."""
    errors = measurement_errors("both")
    logs = [
        _log_likelihood(result.value, predicted, errors[result.outcome].error)
        for result, predicted in results.items()
        if result.outcome in errors
    ]
    if not logs:
        total = len(next(iter(results.values())))
        return Selection(np.arange(total)[:count], float(min(total, count)))
    score = np.sum(logs, axis=0)
    weight = np.exp(score - score.max())
    weight /= weight.sum()
    start = np.random.Generator(np.random.Philox(key=[seed, 7])).random()
    picks = np.searchsorted(np.cumsum(weight), (np.arange(count) + start) / count)
    return Selection(np.minimum(picks, len(weight) - 1), float(1 / np.sum(weight**2)))


def _log_likelihood(value: float, predicted: FloatArray, error: float) -> FloatArray:
    floor = 1e-9 + 0.01 * abs(value)
    gap = np.log(np.maximum(predicted, floor) / max(value, floor)) / error
    return np.asarray(-0.5 * gap**2)


def _day(person: Person, when: date) -> float:
    return float(min((when - person.start_date).days, 0)) if person.start_date else 0.0
