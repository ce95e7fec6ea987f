"""Twins against public tables of people: labs that were not fitted, and how much repeated scans scatter.

What these tables allow: NHANES gives one blood sample of each adult, so a twin fitted to some labs is asked for others.
The girls' calcium trial gives repeated scans of one child, so the scatter around her growth bounds a scan's precision;
her growth itself, and what calcium did to it, lie before the 18 years at which the model begins.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.person import Person
from osteon.person.filtration import filtration_of
from osteon.twin.fitting import fit
from osteon.twin.new_results import reading

FloatArray = NDArray[np.float64]

YOUNGEST, OLDEST = 20.0, 79.0
LATITUDE = 38.0
"""Of the middle of the United States' people; the table does not tell where people live."""
DAY = "2018-07-01"
"""The middle of the survey; the table does not tell when blood was taken."""
LABS: Mapping[str, tuple[str, str]] = {
    "calcium": ("LBDSCASI", "mmol/L"),
    "phosphate": ("LBDSPHSI", "mmol/L"),
    "creatinine": ("LBDSCRSI", "umol/L"),
}
OUTCOMES: Mapping[str, str] = {"calcium": "calcium_serum", "phosphate": "phosphate_serum", "creatinine": "egfr"}
FEWEST_VISITS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A lab that a twin was not shown: what was measured, and the interval in which 90 of 100 were expected."""

    lab: str
    measured: float
    low: float
    middle: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether it lies in the interval."""
        return self.low <= self.measured <= self.high


def adults(path: Path, count: int) -> list[Mapping[str, str]]:
    """So many adults of the NHANES table of serum chemistry, evenly over the file, who have all labs and body sizes."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if _whole(row)]
    picks = np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(int)
    return [rows[pick] for pick in picks]


def _whole(row: Mapping[str, str]) -> bool:
    wanted = [row.get(column) for column in (*(column for column, _ in LABS.values()), "BMXWT", "BMXHT", "RIDAGEYR")]
    return all(wanted) and YOUNGEST <= float(row["RIDAGEYR"]) <= OLDEST


def ask(row: Mapping[str, str], given: Sequence[str], lab: str) -> Asked:
    """Fit a twin to the labs that are given of an adult, and ask it for another."""
    table = {name: {"value": f"{row[LABS[name][0]]} {LABS[name][1]}", "date": DAY} for name in given}
    body = {
        "age": float(row["RIDAGEYR"]),
        "sex": "male" if row["RIAGENDR"] in ("1", "1.0") else "female",
        "height": f"{row['BMXHT']} cm",
        "mass": f"{row['BMXWT']} kg",
        "latitude": LATITUDE,
        "start_date": DAY,
    }
    who = Person.from_dict({"person": body, **({"labs": table} if table else {})})
    twin = fit(who, draws=128, library=256, sweeps=6)
    now = twin.trajectory(1, days=np.array([0.0])).outcomes[OUTCOMES[lab]][:, 0]
    expected = np.exp(reading(twin, OUTCOMES[lab], np.log(now), f"held out {lab}"))
    low, middle, high = np.percentile(expected, (5, 50, 95))
    measured = float(row[LABS[lab][0]])
    value = filtration_of(measured, who.sex, who.age) if lab == "creatinine" else measured
    return Asked(lab, value, float(low), float(middle), float(high))


def asked(path: Path, count: int) -> Iterator[tuple[str, Asked]]:
    """Adults in turn: each lab asked for before any is known, and phosphate after the other two."""
    for row in adults(path, count):
        for lab in LABS:
            yield "before any lab", ask(row, (), lab)
        yield "after calcium and creatinine", ask(row, ("calcium", "creatinine"), "phosphate")


def scatter_of_scans(path: Path) -> float:
    """Relative scatter of a child's repeated scans around a parabola through her own: a bound on a scan's precision.

    Girls with at least five visits of the calcium trial; the degrees of freedom of each parabola are taken off.
    """
    visits: dict[str, list[tuple[float, float]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            visits.setdefault(row["person"], []).append((float(row["age"]), float(row["bmd"])))
    squares, free = 0.0, 0
    for points in visits.values():
        if len(points) >= FEWEST_VISITS:
            ages, logs = np.array(points)[:, 0], np.log(np.array(points)[:, 1])
            curve = np.polynomial.Polynomial.fit(ages, logs, 2)
            squares += float(np.sum((logs - curve(ages)) ** 2))
            free += len(points) - 3
    return float(np.sqrt(squares / free))
