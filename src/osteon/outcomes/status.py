"""What a laboratory or scan value is called, by whom, and where bodies disagree.

Bands stand in `data/status_bands.csv`: classes with a word of their own, intervals within which most healthy people lie
(limits between tabulated ages on a straight line), and usual values by age. They are names for numbers, not diagnoses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, isnan

import numpy as np

from osteon.errors import InputError, nearest
from osteon.outcomes.tables import SEXES, Row, read_table

MENOPAUSE_AGE = 52.5
WORDS = {"low": "lower than usual", "usual": "usual", "high": "higher than usual"}


@dataclass(frozen=True, slots=True)
class Status:
    """A value in words: `level` is low, usual, high, caution, danger or uncertain; `band` has limits and unit."""

    word: str
    level: str
    band: str
    source: str
    note: str


@cache
def _rows(outcome: str) -> tuple[Row, ...]:
    return tuple(row for row in read_table("status_bands.csv") if row["outcome"] == outcome)


def status_outcomes() -> dict[str, str]:
    """The outcomes that have bands, each with the unit its values are given in.

    >>> status_outcomes()["25ohd_serum"]
    'nmol/L'
    """
    return {row["outcome"]: row["unit"] for row in read_table("status_bands.csv")}


def status(
    outcome: str, value: float, age: float | None = None, sex: str | None = None, menopausal: bool | None = None
) -> Status:
    """Name a value in the unit of `status_outcomes()`; age (years), sex and menopause where the bands depend on them.

    Menopause, where not said, is taken from the age (52.5 years, the median last period in SWAN).

    >>> status("25ohd_serum", 42.0).word
    'insufficient'
    >>> status("t_score", -2.5, age=70, sex="female").word
    'osteoporosis'
    """
    person = _Person(age, sex, menopausal)
    _check(outcome, value, person)
    rows = [row for row in _rows(outcome) if person.fits(row)]
    intervals = [row for row in rows if row["kind"] == "interval"]
    return _interval_status(intervals, value, age) if intervals else _class_status(rows, value, age)


@dataclass(frozen=True, slots=True)
class _Person:
    age: float | None
    sex: str | None
    menopausal: bool | None

    def past_menopause(self) -> bool:
        return self.menopausal if self.menopausal is not None else (self.age or 0.0) >= MENOPAUSE_AGE

    def fits(self, row: Row) -> bool:
        """Whether a row is for this person; rows by age of an interval or a usual value are kept for interpolation."""
        if row["sex"] != "both" and row["sex"] != self.sex:
            return False
        if row["menopausal"] and (row["menopausal"] == "yes") != self.past_menopause():
            return False
        return row["kind"] != "class" or not row["age_to"] or self.age is None or self.age < float(row["age_to"])


def _check(outcome: str, value: float, person: _Person) -> None:
    rows, known = _rows(outcome), status_outcomes()
    problems = []
    if not rows:
        problems.append(f'"{outcome}" has no bands; known are {", ".join(known)}. {nearest(outcome, known)}'.strip())
    if isnan(value):
        problems.append("the value is not a number")
    if person.sex is not None and person.sex not in SEXES:
        problems.append(f'sex "{person.sex}" is not known; use "female" or "male"')
    if person.sex is None and any(row["sex"] != "both" for row in rows):
        problems.append(f"{outcome} is judged by sex: say female or male")
    if person.age is None and _needs_age(rows, person):
        problems.append(f"{outcome} is judged by age: say how many years")
    if problems:
        raise InputError(problems, where="status")


def _needs_age(rows: Sequence[Row], person: _Person) -> bool:
    mine = [
        row for row in rows if row["kind"] != "usual" and (person.sex is None or row["sex"] in ("both", person.sex))
    ]
    by_age = any(row["age_from"] or row["age_to"] for row in mine)
    return by_age or (person.menopausal is None and any(row["menopausal"] for row in mine))


def _number(text: str, otherwise: float) -> float:
    return float(text) if text else otherwise


def _holds(row: Row, value: float) -> bool:
    low, high = _number(row["low"], -inf), _number(row["high"], inf)
    return low <= value and (value < high or (row["includes"] == "both" and value <= high))


def _class_status(rows: Sequence[Row], value: float, age: float | None) -> Status:
    classes = [row for row in rows if row["kind"] == "class"]
    found = next((row for row in classes if _holds(row, value)), None)
    if found is None:
        raise InputError(
            f"{rows[0]['outcome']} of {value:g} {rows[0]['unit']} cannot be; check the unit", where="status"
        )
    usual = [row for row in rows if row["kind"] == "usual"]
    note = found["note"]
    if usual and age is not None:
        note += f". Usual at {age:g} years: about {_at_age(usual, 'low', age):.1f} {found['unit']} (recalled)"
    return Status(found["word"], found["level"], _band(found), found["source"], note)


def _interval_status(rows: Sequence[Row], value: float, age: float | None) -> Status:
    low, high = (_at_age(rows, limit, age) for limit in ("low", "high"))
    level = "low" if value < low else "high" if value > high else "usual"
    band = f"{low:.3g} to {high:.3g} {rows[0]['unit']}"
    return Status(WORDS[level], level, band, rows[0]["source"], rows[0]["note"])


def _at_age(rows: Sequence[Row], column: str, age: float | None) -> float:
    ages, values = [_number(row["age_from"], 0.0) for row in rows], [float(row[column]) for row in rows]
    return float(np.interp(age if age is not None else 0.0, ages, values))


def _band(row: Row) -> str:
    low, high, unit = row["low"], row["high"], row["unit"]
    if low and high:
        return f"{low} {unit}" if low == high else f"{low} to {high} {unit}"
    if high:
        return f"{'up to' if row['includes'] == 'both' else 'below'} {high} {unit}"
    return f"{low} {unit} or more" if low else f"any value ({unit})"
