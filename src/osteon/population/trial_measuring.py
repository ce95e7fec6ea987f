"""What measuring adds: the error of each assay and of DXA, by `data/measurement_errors.csv`.

Equation: measured = true x exp(s z - s^2 / 2), s^2 = log(1 + error^2), z standard normal by person, outcome and visit.
Assumes: one laboratory and one scanner, well calibrated; errors of two visits have nothing in common.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import osteon.readouts
from osteon.evidence.replay_read import FRACTURES, T_SCORES
from osteon.population.streams import many_normals

FloatArray = NDArray[np.float64]

FILE = Path(osteon.readouts.__file__).parent / "data" / "measurement_errors.csv"
OF_A_SCORE = 0.12
"""Error of a T-score in SD: 1.3 % of a density of about 0.95 g/cm2, over an SD of about 0.1 g/cm2 (derived)."""


@dataclass(frozen=True, slots=True)
class Error:
    """How much one measurement of an outcome is off: the coefficient of variation within a person in one laboratory."""

    outcome: str
    error: float
    kind: str
    source: str
    note: str


@cache
def errors() -> dict[str, Error]:
    """The errors of all outcomes that have one.

    >>> errors()["bmd_total_hip"].error
    0.013
    """
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["outcome"]: Error(row["outcome"], float(row["error"]), row["kind"], row["source"], row["note"])
        for row in rows
    }


def error_of(word: str) -> Error:
    """The error of an outcome; none, and marked as assumed, where nothing is known.

    >>> error_of("calcium_eaten").kind
    'assumed'
    """
    if word in T_SCORES:
        note = "in SD: precision of the density over the SD of young women"
        return Error(word, OF_A_SCORE, "derived", errors()[f"bmd_{T_SCORES[word]}"].source, note)
    if word in FRACTURES:
        return Error(word, 0.0, "assumed", "", "every fracture is taken to be noticed")
    return errors().get(word, Error(word, 0.0, "assumed", "", "no error is known; taken as measured exactly"))


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
