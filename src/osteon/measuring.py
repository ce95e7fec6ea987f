"""How far off a measurement is: the errors of assays and scanners (`data/measurement_errors.csv`).

Each part is a coefficient of variation within one person: `within` is new in every result, `between` is what all
results of one assay or scanner share, and `visit` is what each visit of a trial adds in one laboratory over weeks.
`visit` may rest on another source than `within`; each row names its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from osteon.outcomes.tables import read_table

Part = Literal["within", "between", "visit"]


@dataclass(frozen=True, slots=True)
class MeasurementError:
    """One part of the error of measuring an outcome; the assay "" stands for all that have no row of their own."""

    outcome: str
    assay: str
    part: str
    error: float
    kind: str
    source: str
    note: str


@cache
def all_errors() -> tuple[MeasurementError, ...]:
    """Every row of the table; those of a named assay after the one for all.

    >>> {row.part for row in all_errors()} == {"within", "between", "visit"}
    True
    """
    rows = [
        MeasurementError(
            row["outcome"],
            row["assay"],
            row["part"],
            float(row["error"]),
            row["kind"],
            row["source"],
            row["note"],
        )
        for row in read_table("measurement_errors.csv")
    ]
    return tuple(sorted(rows, key=lambda row: row.assay))


def measurement_errors(part: Part, assay: str = "") -> Mapping[str, MeasurementError]:
    """A part of the error of each outcome that has one, by outcome, as the assay has it.

    >>> measurement_errors("within")["bmd_lumbar_spine"].error
    0.015
    >>> [measurement_errors("between", assay)["25ohd_serum"].error for assay in ("", "LC-MS/MS")]
    [0.0975, 0.05]
    """
    return {row.outcome: row for row in all_errors() if row.part == part and row.assay in ("", assay)}
