"""Reading the [labs] table: dated measurements, turned into each outcome's own unit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from osteon.errors import InputError
from osteon.person.fields import day, quantity, text
from osteon.person.files import KeyPath
from osteon.person.records import Lab
from osteon.person.table import Table, shown
from osteon.person.vocabulary import Measure, find_measure
from osteon.units import Amount

PURE_NUMBERS = ("SD", "Agatston")
EXAMPLE = '[{ value = "42 nmol/L", date = 2026-02-10 }]'


def read_labs(labs: Table, earliest: date, today: date) -> dict[str, tuple[Lab, ...]]:
    """Measurements by outcome word, oldest first."""
    found: dict[str, list[Lab]] = {}
    for key in labs:
        given = labs.read(key, lambda value: value, None)
        try:
            measure = find_measure(key)
        except InputError as error:
            labs.wrong(key, error.problems[0])
            continue
        for path, entry in _entries(labs, key, given):
            lab = _lab(measure, Table(entry, path, labs.problems), day(earliest, today))
            if lab:
                found.setdefault(measure.name, []).append(lab)
    return {name: tuple(sorted(rows, key=lambda lab: lab.date)) for name, rows in sorted(found.items())}


def _entries(labs: Table, key: str, given: object) -> list[tuple[KeyPath, Any]]:
    if isinstance(given, dict):
        return [((*labs.path, key), given)]
    if isinstance(given, list | tuple) and all(isinstance(entry, dict) for entry in given):
        return [((*labs.path, key, number), entry) for number, entry in enumerate(given)]
    labs.wrong(key, f"{shown(given)} has no date; a measurement is a value and a date, like {EXAMPLE}")
    return []


def _lab(measure: Measure, table: Table, when: Callable[[object], date]) -> Lab | None:
    value = table.require("value", lambda given: _value(measure, given), None, f'value = "{_example(measure)}"')
    taken = table.require("date", when, None, "date = 2026-02-10")
    assay = table.read("assay", text, "")
    precision = table.read("precision", quantity("%", 0.05, 60, "1.5 %"), None)
    table.finish()
    if value is None or not taken:
        return None
    return Lab(measure.name, Amount(value, measure.unit), taken, assay, precision)


def _value(measure: Measure, given: object) -> float:
    if measure.unit in PURE_NUMBERS and isinstance(given, int | float | str) and _is_number(given):
        given = f"{given} {measure.unit}"
    return quantity(measure.unit, measure.low, measure.high, _example(measure), others=measure.other_units, of=measure)(
        given
    )


def _is_number(given: object) -> bool:
    try:
        float(str(given))
    except ValueError:
        return False
    return not isinstance(given, bool)


def _example(measure: Measure) -> str:
    middle = (measure.low * measure.high) ** 0.5 if measure.low > 0 else measure.high / 4
    return f"{-1.2 if measure.unit == 'SD' else float(f'{middle:.2g}'):g} {measure.unit}"
