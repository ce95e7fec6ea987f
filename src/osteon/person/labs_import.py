"""Laboratory results from a FHIR R4 bundle or a table, as the [labs] table of a person file.

Codes are LOINC (`data/loinc.csv`; LOINC is copyright of Regenstrief Institute and free to use under its licence); a
result without such a code is recognised by its words. Nothing is dropped in silence: what is not used is told why.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from osteon.errors import InputError
from osteon.person.fields import quantity
from osteon.person.labs_import_reading import Result, read_results
from osteon.person.labs_import_units import plain_unit
from osteon.person.vocabulary import Measure, find_measure, measures
from osteon.units import DATA, Amount, plain_number

BELOW = "was reported as {given} on {day}; {half} is written, half of that, since one number is needed"
ABOVE = "{name} {given} on {day}: more than a limit is no number that can be used; ask the laboratory for one"
SITELESS = "{label} {value} {unit}: it does not say at which site (neck or total hip), so it cannot be used"
WORDS = "{label} was recognised by its words as {name}, since it has no LOINC code"
_LOINC = re.compile(r"\d{1,7}-\d")
FINAL = frozenset({"final", "amended", "corrected", ""})


@dataclass(frozen=True, slots=True)
class ImportedLabs:
    """The [labs] table, what the file holds besides that Osteon has no use for, what is wrong, and what to know."""

    labs: Mapping[str, tuple[Mapping[str, Any], ...]]
    unknown: tuple[str, ...]
    refused: tuple[str, ...]
    notes: tuple[str, ...]


class Code(NamedTuple):
    """A LOINC code: the outcome it measures, words of the body site that it needs, and its rank among the alike."""

    outcome: str
    site: tuple[str, ...]
    rank: int


class Reading(NamedTuple):
    """A result that is understood: outcome, day, value in the outcome's own unit, and its rank."""

    outcome: str
    day: date
    value: float
    rank: int


def read_labs(
    path: str | Path, patient: str = "", today: date | None = None
) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """The [labs] table of a FHIR bundle (JSON) or a table (CSV); see `import_labs` for all that is not in it.

    Raises:
        InputError: the file is missing, broken, of another kind, or about several patients and none is named.
    """
    return dict(import_labs(path, patient, today).labs)


def import_labs(path: str | Path, patient: str = "", today: date | None = None) -> ImportedLabs:
    """All that a file of results tells: the [labs] table, unknown codes, refused values and notes.

    Raises:
        InputError: the file is missing, broken, of another kind, or about several patients and none is named.
    """
    results = _of_one_patient(read_results(Path(path)), patient, str(path))
    return labs_of(results, today or date.today())


def _of_one_patient(results: list[Result], patient: str, where: str) -> list[Result]:
    known = sorted({result.patient for result in results if result.patient})
    if patient:
        kept = [result for result in results if patient in (result.patient, result.patient.rpartition("/")[2])]
        if not kept:
            raise InputError(
                f"there is no patient {patient!r}; there are {', '.join(known[:10]) or 'none named'}", where
            )
        return kept
    if len(known) > 1:
        shown = ", ".join(known[:5]) + (" and more" if len(known) > 5 else "")
        raise InputError(f"this file is about {len(known)} patients ({shown}); name one with --patient", where)
    return results


def labs_of(results: Iterable[Result], today: date) -> ImportedLabs:
    """The [labs] table of results.

    >>> told = Result("62292-8", "25-OH vitamin D", "16.8", "ng/mL", date(2026, 2, 10))
    >>> labs_of([told], date(2026, 3, 1)).labs["25ohd_serum"]
    ({'value': '41.932 nmol/L', 'date': datetime.date(2026, 2, 10)},)
    """
    readings: list[Reading] = []
    unknown, refused, notes = dict[str, int](), list[str](), list[str]()
    for result in results:
        code = code_of(result)
        if code is None and result.code in codes():
            refused.append(SITELESS.format(label=result.label, value=result.value, unit=result.unit))
            continue
        if code is None:
            unknown[result.label] = unknown.get(result.label, 0) + 1
            continue
        try:
            readings.append(_reading(result, code, today, notes))
            if result.code not in codes():
                notes.append(WORDS.format(label=result.label, name=code.outcome))
        except InputError as error:
            refused += error.problems
    counted = [f"{label} ({count} results)" if count > 1 else label for label, count in sorted(unknown.items())]
    return ImportedLabs(_table(readings, notes), tuple(counted), tuple(refused), tuple(dict.fromkeys(notes)))


def code_of(result: Result) -> Code | None:
    """What a result measures, by its code (and body site), else by its words; None where that is not known.

    >>> code_of(Result("", "dp-ucMGP", "380", "pmol/L", None)).outcome
    'dp_ucmgp'
    """
    site = f"{result.site} {result.name}".lower()
    for code in codes().get(result.code, ()):
        if not code.site or any(word in site for word in code.site):
            return code
    if _LOINC.fullmatch(result.code):
        return None
    try:
        return Code(find_measure(result.name).name, (), 1) if result.name else None
    except InputError:
        return None


@cache
def codes() -> Mapping[str, tuple[Code, ...]]:
    """Outcomes by LOINC code.

    >>> codes()["2731-8"]
    (Code(outcome='pth_intact', site=(), rank=0),)
    """
    found: dict[str, tuple[Code, ...]] = {}
    with (DATA / "loinc.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            site = tuple(word for word in row["site"].split("|") if word)
            code = Code(row["outcome"], site, int(row["rank"]))
            found[row["loinc"]] = (*found.get(row["loinc"], ()), code)
    return found


def _reading(result: Result, code: Code, today: date, notes: list[str]) -> Reading:
    """A result in the outcome's own unit.

    Raises:
        InputError: it is not final, or has no day, value or unit that can be used.
    """
    measure = measures()[code.outcome]
    name = f"{result.label} ({measure.name})"
    if result.status not in FINAL:
        raise InputError(f"{name}: its status is {result.status}, not final; it is not used")
    if result.day is None:
        raise InputError(
            f"{name} {result.value} {result.unit}: it has no day that can be read; write it like 2026-02-10"
        )
    if result.day > today:
        raise InputError(f"{name}: {result.day} is in the future")
    comparator, number = split_bound(result.value)
    given = f"{result.value} {result.unit}".strip()
    if comparator.startswith((">", "≥")):
        raise InputError(ABOVE.format(name=name, given=given, day=result.day))
    value = _in_own_unit(measure, number, result, name)
    if comparator:
        value = max(value / 2, measure.low)
        half = f"{plain_number(_short(value))} {measure.unit}"
        notes.append(f"{measure.name} " + BELOW.format(given=given, day=result.day, half=half))
    return Reading(measure.name, result.day, _short(value), code.rank)


def split_bound(text: str) -> tuple[str, str]:
    """The comparator of a value and its number.

    >>> split_bound("<= 10"), split_bound("42")
    (('<=', '10'), ('', '42'))
    """
    plain = text.strip()
    mark = next((mark for mark in ("<=", ">=", "<", ">", "≤", "≥") if plain.startswith(mark)), "")
    return mark, plain.removeprefix(mark).strip()


def _in_own_unit(measure: Measure, number: str, result: Result, name: str) -> float:
    unit = plain_unit(result.unit, measure)
    if not unit:
        example = f"{measure.unit}"
        raise InputError(f"{name} {result.value} on {result.day}: it has no unit; give one, like {example}")
    low = 0.0 if split_bound(result.value)[0] else measure.low
    reader = quantity(measure.unit, low, measure.high, f"42 {measure.unit}", others=measure.other_units, of=measure)
    try:
        return float(reader(f"{number} {unit}"))
    except InputError as error:
        raise InputError(f"{name} on {result.day}: {'; '.join(error.problems)}") from None


def _short(value: float) -> float:
    return float(f"{value:.5g}")


def _table(readings: list[Reading], notes: list[str]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    best: dict[tuple[str, date], int] = {}
    for reading in readings:
        key = (reading.outcome, reading.day)
        best[key] = min(best.get(key, reading.rank), reading.rank)
    table: dict[str, dict[tuple[date, float], None]] = {}
    for reading in sorted(readings):
        if reading.rank > best[reading.outcome, reading.day]:
            notes.append(f"{reading.outcome} on {reading.day}: {reading.value:g} is left out for a more fitting test")
        else:
            table.setdefault(reading.outcome, {})[reading.day, reading.value] = None
    return {name: tuple(_lab(name, *entry) for entry in entries) for name, entries in sorted(table.items())}


def _lab(name: str, day: date, value: float) -> Mapping[str, Any]:
    return {"value": str(Amount(value, measures()[name].unit)), "date": day}
