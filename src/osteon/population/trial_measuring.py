"""What measuring adds: the error of each assay and of DXA, by `data/measurement_errors.csv`.

Equation: measured = true x exp(s z - s^2 / 2), s^2 = log(1 + error^2), z standard normal by person, outcome and visit.
Assumes: one laboratory and one scanner, well calibrated; errors of two visits have nothing in common.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.replay_read import FRACTURES, T_SCORES
from osteon.measuring import MeasurementError, measurement_errors
from osteon.population.streams import many_normals

FloatArray = NDArray[np.float64]

OF_A_SCORE = 0.12
"""Error of a T-score in SD: 1.3 % of a density of about 0.95 g/cm2, over an SD of about 0.1 g/cm2 (derived)."""


def error_of(word: str) -> MeasurementError:
    """The error of an outcome at one visit; none, and marked as assumed, where nothing is known.

    >>> error_of("bmd_total_hip").error, error_of("calcium_eaten").kind
    (0.013, 'assumed')
    """
    errors = measurement_errors("visit")
    if word in T_SCORES:
        note = "in SD: precision of the density over the SD of young women"
        return _error(word, OF_A_SCORE, "derived", errors[f"bmd_{T_SCORES[word]}"].source, note)
    if word in FRACTURES:
        return _error(word, 0.0, "assumed", "", "every fracture is taken to be noticed")
    return errors.get(word) or _error(word, 0.0, "assumed", "", "no error is known; taken as measured exactly")


def _error(word: str, error: float, kind: str, source: str, note: str) -> MeasurementError:
    return MeasurementError(word, "", "visit", error, kind, source, note)


def measured(word: str, true: FloatArray, visits: Sequence[float], *, seed: int, first: int) -> FloatArray:
    """(people, visits): true values with the error of measuring, by person and visit and nothing else.

    Nothing here knows what anybody takes: who measures is blind by construction.

    >>> values = measured("bmd_total_hip", np.ones((1000, 1)), [0.0], seed=1, first=0)
    >>> 0.011 < float(values.std()) < 0.015, abs(float(values.mean()) - 1) < 0.002
    (True, True)
    """
    size = error_of(word).error
    if size == 0.0:
        return true
    streams = tuple(f"trial measuring {word} day {day:.4f}" for day in visits)
    noise = many_normals(seed, streams, first, len(true)).T
    if word in T_SCORES:
        return np.asarray(true + size * noise)
    width = float(np.sqrt(np.log1p(size**2)))
    return np.asarray(true * np.exp(width * noise - width**2 / 2))
