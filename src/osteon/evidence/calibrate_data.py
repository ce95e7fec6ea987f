"""What a fit is held against: figures of the calibration split, directions, and the healthy course that must stay."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Kernel, Settings
from osteon.evidence.replay_predict import predict
from osteon.evidence.replay_read import levels, modelled
from osteon.evidence.replay_score import spread_between
from osteon.evidence.trial_parts import NORMAL_95, Endpoint, Trial

FloatArray = NDArray[np.float64]

SHARED = 0.5
"""Correlation between the between-study parts of two figures of one outcome in one trial (a judgement)."""
COURSE: Mapping[str, float] = {
    "bmd_lumbar_spine": 0.02,
    "bmd_femoral_neck": 0.02,
    "bmd_total_hip": 0.02,
    "bmd_total_body": 0.02,
    "calcium_serum": 0.01,
    "phosphate_serum": 0.03,
    "pth_intact": 0.10,
    "25ohd_serum": 0.08,
    "1_25ohd_serum": 0.10,
    "calcium_urine": 0.15,
    "dp_ucmgp": 0.10,
    "ucoc_fraction": 0.15,
    "p1np": 0.10,
    "ctx": 0.10,
    "pwv_carotid_femoral": 0.03,
}
"""How far a fit may move untreated people from the course that other evidence has set: relative SD."""
COURSE_AGE = 25.0
COURSE_YEARS = (1.0, 15.0, 25.0, 30.0, 35.0, 45.0, 55.0)


@dataclass(frozen=True)
class Figures:
    """The endpoints of a fit with what they were seen to be: values and errors (log scale for ratios)."""

    trials: tuple[Trial, ...]
    endpoints: tuple[Endpoint, ...]
    columns: tuple[tuple[int, int], ...]
    whitening: FloatArray

    def residuals(self, predicted: FloatArray) -> FloatArray:
        """Distance of predictions, (sets, endpoints), from what was seen, in independent standard errors."""
        raw = np.column_stack([_residual(each, predicted[:, column]) for column, each in enumerate(self.endpoints)])
        return np.asarray(raw @ self.whitening.T)


def figures_of(trials: Sequence[Trial]) -> Figures:
    """The counting endpoints of the calibration split that the model can predict; nothing held out is looked at."""
    found = [
        (trial_index, index, each)
        for trial_index, trial in enumerate(trials)
        for index, each in enumerate(trial.endpoints)
        if each.split == "calibration" and each.counts and modelled(each)
    ]
    endpoints = tuple(each for *_, each in found)
    places = tuple((trial_index, index) for trial_index, index, _ in found)
    return Figures(tuple(trials), endpoints, places, _whitening(places, endpoints))


def predicted_figures(kernel: Kernel, figures: Figures, centres: FloatArray, people: int, threads: int) -> FloatArray:
    """Predictions for sets of typical values: (sets, endpoints)."""
    made = [predict(kernel, trial, centres, people, threads=threads).figures for trial in figures.trials]
    return np.column_stack([made[trial][:, index] for trial, index in figures.columns])


def healthy_course(kernel: Kernel, centres: FloatArray, threads: int) -> FloatArray:
    """Logarithms of outcomes of an untreated woman and man over a life: (sets, figures)."""
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    rows = np.repeat(centres, 2, axis=0)
    rows[:, place["life.age_at_start"]] = COURSE_AGE
    rows[:, place["life.female"]] = np.tile([1.0, 0.0], len(centres))
    rows[1::2, place["life.height"]], rows[1::2, place["life.mass"]] = 176.0, 80.0
    days = 365.25 * np.array(COURSE_YEARS)
    batch = kernel.run(rows, days, settings=Settings(relative=1e-3), threads=threads)
    found = levels(kernel, kernel.read(batch), batch.states, COURSE)
    logs = [np.log(np.maximum(found[word], 1e-9)) / size for word, size in COURSE.items()]
    return np.stack(logs, axis=-1).reshape(len(centres), -1)


def _residual(endpoint: Endpoint, predicted: FloatArray) -> FloatArray:
    """Raw distance on the scale of the error; a direction counts only where it is missed."""
    ratio = endpoint.measure == "ratio"
    values = np.log(np.maximum(predicted, 1e-9)) if ratio else predicted
    if endpoint.direction is not None and endpoint.observed is None:
        return _missed(endpoint, values)
    assert endpoint.observed is not None
    return np.asarray(values - (math.log(endpoint.observed) if ratio else endpoint.observed))


def _missed(endpoint: Endpoint, values: FloatArray) -> FloatArray:
    tolerance = endpoint.tolerance or 0.0
    if endpoint.measure == "ratio":
        tolerance = math.log1p(tolerance)
    if endpoint.direction == "higher":
        return np.asarray(np.minimum(values - tolerance, 0.0))
    if endpoint.direction == "lower":
        return np.asarray(np.maximum(values + tolerance, 0.0))
    return np.asarray(np.sign(values) * np.maximum(np.abs(values) - tolerance, 0.0))


def _whitening(columns: Sequence[tuple[int, int]], endpoints: Sequence[Endpoint]) -> FloatArray:
    """The matrix that turns raw distances into independent ones: errors of sampling, and of studies, partly shared."""
    taus = np.array([spread_between(each) for each in endpoints])
    covariance = np.zeros((len(endpoints), len(endpoints)))
    for row, ((trial, _), mine) in enumerate(zip(columns, endpoints, strict=True)):
        covariance[row, row] = taus[row] ** 2 + _error(mine) ** 2
        for column, ((other, _), theirs) in enumerate(zip(columns[:row], endpoints[:row], strict=True)):
            if trial == other and (mine.outcome, mine.measure) == (theirs.outcome, theirs.measure):
                covariance[row, column] = covariance[column, row] = SHARED * taus[row] * taus[column]
    return np.asarray(np.linalg.inv(np.linalg.cholesky(covariance)))


def _error(endpoint: Endpoint) -> float:
    """Sampling error; of a direction, the tolerance as a 95 % limit (or the smallest difference that counts)."""
    if endpoint.direction is None or endpoint.observed is not None:
        return endpoint.standard_error() or 0.0
    known, tolerance = endpoint.known, endpoint.tolerance or 0.0
    notable = 0.1
    if known is not None and endpoint.measure != "ratio":
        percent = endpoint.measure == "percent_change"
        notable = (known.notable_percent if percent else known.notable_value) or 1.0
    return max(tolerance, notable) / NORMAL_95
