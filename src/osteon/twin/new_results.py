"""Results that a person does not have yet, simulated from their twin, and what they would leave unknown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteon.lab_results import Result
from osteon.measuring import measurement_errors
from osteon.population.streams import normals
from osteon.twin.records import Twin

FloatArray = NDArray[np.float64]

REPEATS = 8
"""Simulated results for each draw."""
TINY = 1e-9


def reading(twin: Twin, outcome: str, logs: FloatArray, stream: str) -> FloatArray:
    """(draws, repeats): logarithms of what a new result would read, on the assay or scanner used last."""
    last = [result for result in twin.results if result.outcome == outcome]
    noise = normals(twin.seed, f"next {stream}", 0, len(logs) * REPEATS).reshape(len(logs), REPEATS)
    within, shared = _errors(twin, outcome, last[-1] if last else None, len(logs))
    return np.asarray(logs[:, None] + shared[:, None] + within * noise)


def _errors(twin: Twin, outcome: str, last: Result | None, count: int) -> tuple[float, FloatArray]:
    """The error of a new result that is its own, and that which it shares with earlier ones of its assay, by draw."""
    if last is None:
        own, shared = (_log(measurement_errors(part)[outcome].error) for part in ("within", "between"))
        return own, shared * normals(twin.seed, f"next assay {outcome}", 0, count)
    space = twin.bench.space
    column = space.parts["groups"].start + space.groups.index(last.group)
    return _log(last.within), _log(last.between) * twin.scores[:count, column]


def _log(spread: float) -> float:
    return float(np.sqrt(np.log1p(spread**2)))


def unexplained(target: FloatArray, results: FloatArray) -> float:
    """The share of a target's variance (draws) that results (draws, repeats, results) would leave: a regression on them
    and their squares, corrected for the number of its terms.

    >>> steps = np.linspace(-1.0, 1.0, 101)
    >>> round(unexplained(steps, steps[:, None, None]), 3)
    0.0
    """
    draws, repeats, count = results.shape
    spread = results.std(axis=(0, 1))
    if target.std() <= TINY or not (spread > TINY).any():
        return 1.0
    scaled = ((results - results.mean(axis=(0, 1))) / np.maximum(spread, TINY)).reshape(-1, count)
    terms = np.column_stack([np.ones(len(scaled)), scaled, scaled**2])
    wanted = np.repeat((target - target.mean()) / target.std(), repeats)
    fitted = terms @ np.linalg.lstsq(terms, wanted, rcond=None)[0]
    share = float(np.mean((wanted - fitted) ** 2))
    spent = np.linalg.matrix_rank(terms) - 1
    return float(np.clip(share * (draws - 1) / max(1, draws - 1 - spent), 1e-6, 1.0))
