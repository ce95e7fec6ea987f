"""Labs narrow the draws: those that agree with what was measured are kept, the others given up.

The twin reads the same results and errors. Its likelihood (all labs, with errors that results of one assay share as
scores of their own) would take more code here than the two lines it could replace, so it is not shared.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.lab_results import results_of
from osteon.person import Person

FloatArray = NDArray[np.float64]
DENSITY_MULTIPLIERS: Mapping[str, str] = {
    "bmd_lumbar_spine": "skeleton.spine_multiplier",
    "bmd_total_hip": "skeleton.hip_multiplier",
    "bmd_femoral_neck": "skeleton.hip_multiplier",
}
"""A measured density sets the size of the person's own peak, after all numbers have leaned as it leads to expect
(`leaning`); of two scans that share an input, the one compared last wins."""
INPUTS = frozenset({*DENSITY_MULTIPLIERS, "egfr"})
"""Outcomes whose labs set an input of the person; they need not choose draws as well."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A lab result as the model can compare it: days before the start (0 or less), in the outcome's unit, and its
    relative error.
    """

    outcome: str
    day: float
    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Selection:
    """Which draws are kept (with repeats), and how many independent ones they are worth."""

    rows: NDArray[np.int64]
    effective: float


def measured(person: Person, longest: float) -> tuple[tuple[Measured, ...], tuple[str, ...]]:
    """The person's latest result for each outcome, none from before the run-in; and in words which labs are unused."""
    results, notes = results_of(person)
    latest = {result.outcome: result for result in results}
    dated = person.start_date is not None
    found = [
        Measured(
            result.outcome,
            max(min(result.day, 0.0), -longest) if dated else 0.0,
            result.value,
            math.hypot(result.within, result.between),
        )
        for result in latest.values()
    ]
    return tuple(found), notes


def select(results: Mapping[Measured, FloatArray], count: int, seed: int) -> Selection:
    """Keep `count` draws by how well they agree with each result (predictions by draw)."""
    logs = [
        _log_likelihood(result.value, predicted, result.error)
        for result, predicted in results.items()
        if result.outcome not in INPUTS
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
