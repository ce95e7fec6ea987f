"""Outcome words and how they are read from a model: name, unit and factor (`data/readouts.csv`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from osteon.outcomes.tables import read_table

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Readout:
    """One outcome: what the model calls it (a sum or product of values), its unit and plain name.

    `support` says how well the evidence holds the number up: good, fair or weak; given where it was put in.
    """

    outcome: str
    readout: str
    unit: str
    factor: float
    name: str
    digits: int
    support: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The model's values it is made of."""
        return tuple(self.readout.replace("*", "+").split("+"))

    def of(self, values: Mapping[str, FloatArray]) -> FloatArray:
        """The outcome from its parts, in its unit."""
        arrays = [values[part] for part in self.parts]
        total = np.prod(arrays, axis=0) if "*" in self.readout else np.sum(arrays, axis=0)
        return np.asarray(total * self.factor)


@cache
def readouts() -> Mapping[str, Readout]:
    """All outcomes that a simulation gives, by their word.

    >>> readouts()["25ohd_serum"].unit
    'nmol/L'
    """
    rows = [
        Readout(
            row["outcome"],
            row["readout"],
            row["unit"],
            float(row["factor"]),
            row["name"],
            int(row["digits"]),
            row["support"],
        )
        for row in read_table("readouts.csv")
    ]
    return {row.outcome: row for row in rows}


def outcomes_of(values: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """All outcomes from a model's pools and values by their names."""
    return {word: readout.of(values) for word, readout in readouts().items()}
