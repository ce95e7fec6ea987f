"""Reads [people] of a trial file: eligibility, baseline levels and usual intakes of those who took part."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields

from osteon.errors import InputError, nearest
from osteon.evidence.outcome_words import outcome_word, outcomes
from osteon.evidence.trial_parts import People, Spread
from osteon.person.fields import number, text, whole
from osteon.person.table import Table, shown
from osteon.person.vocabulary import find_condition
from osteon.substances import find_substance
from osteon.units import parse_unit

_INTAKE = re.compile(r"(\w+)_intake")
_ANY = number(-1e9, 1e9, example="60")
_SHARE = number(0, 1, example="0.5")
_PLAIN = ("1", "SD")
_UNITS = {"height": "cm", "mass": "kg", "bmi": "kg/m2", "egfr": "mL/min/1.73m2"}


def read_people(table: Table, measured: set[str]) -> People:
    """Read the people of a trial; `measured` are its outcomes, any of which may have a baseline."""
    people = People(
        age=_spread(table, "age") or Spread(),
        n=table.read("n", whole(1, 10**8), None),
        female=table.read("female", _SHARE, 0.5),
        height=_spread(table, "height"),
        mass=_spread(table, "mass"),
        bmi=_spread(table, "bmi"),
        years_since_menopause=_spread(table, "years_since_menopause"),
        egfr=_spread(table, "egfr"),
        skin_type=_spread(table, "skin_type"),
        sun_minutes=_spread(table, "sun_minutes"),
        smokers=table.read("smokers", _SHARE, None),
        prior_fracture=table.read("prior_fracture", _SHARE, None),
        medicines=table.read("medicines", medicine_words, ()),
        conditions=table.read("conditions", _condition_words, ()),
        baselines=_baselines(table, measured),
        intakes=_intakes(table),
    )
    if "age" not in table:
        table.lacks("age", "is missing; write it like age = { mean = 59.5, sd = 3.3 }")
    _report_unknown(table, measured)
    return people


def _report_unknown(table: Table, measured: set[str]) -> None:
    """Report unknown keys, with the nearest key or outcome word."""
    own = {entry.name for entry in fields(People)} - {"baselines", "intakes"}
    for key in table:
        known = key in own or key in measured or outcome_word(key) or _INTAKE.fullmatch(key)
        close = nearest(key, [*own, *outcomes(), "calcium_intake", "vitamin_d_intake"])
        if close and not known:
            table.read(key, _unknown(close), None)
    table.finish()


def _unknown(hint: str) -> Callable[[object], None]:
    def read(_: object) -> None:
        raise InputError(f"unknown key; {hint}")

    return read


def _spread(table: Table, key: str) -> Spread | None:
    """A plain number, or { mean, sd, min, max, unit }."""
    given = table.read(key, lambda value: value, None)
    if given is None:
        return None
    if not isinstance(given, Mapping):
        return Spread(mean=table.read(key, _ANY, None))
    inner = Table(given, (*table.path, key), table.problems)
    spread = Spread(
        mean=inner.read("mean", _ANY, None),
        sd=inner.read("sd", number(0, 1e9, example="3.3"), None),
        min=inner.read("min", _ANY, None),
        max=inner.read("max", _ANY, None),
        unit=inner.read("unit", text, _UNITS.get(key, "")),
    )
    inner.finish()
    if spread.min is not None and spread.max is not None and spread.min > spread.max:
        inner.wrong("min", f"{spread.min:g} is above max, {spread.max:g}")
    if not {"mean", "min", "max"} & set(given):
        table.wrong(key, "has no mean, min or max")
    return spread


def _baselines(table: Table, measured: set[str]) -> dict[str, Spread]:
    found: dict[str, Spread] = {}
    for key in table:
        word = outcome_word(key) or (key if key in measured else None)
        spread = _spread(table, key) if word else None
        if word and spread:
            found[word] = spread
            _check_unit(table, key, word, spread.unit)
    return found


def _check_unit(table: Table, key: str, word: str, unit: str) -> None:
    registered = outcomes().get(word)
    if registered is None or (not unit and registered.unit in _PLAIN):
        return
    if not unit:
        table.wrong(key, f'has no unit; write it like unit = "{registered.unit}"')
        return
    try:
        registered.factor_from(unit)
    except InputError as error:
        table.wrong(key, *error.problems)


def _intakes(table: Table) -> dict[str, Spread]:
    """Usual intakes by canonical nutrient name, such as calcium_intake."""
    found: dict[str, Spread] = {}
    for key in table:
        match = _INTAKE.fullmatch(key)
        spread = _spread(table, key) if match else None
        if not match or not spread:
            continue
        try:
            found[find_substance(match[1].replace("_", " "), ("nutrient",)).name] = spread
            parse_unit(spread.unit or "mg/d")
        except InputError as error:
            table.wrong(key, *error.problems)
        if not spread.unit:
            table.wrong(key, 'has no unit; write it like unit = "mg/d"')
    return found


def _words(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        raise InputError(f'{shown(given)} is not a list of words; write it like ["levothyroxine"]')
    return tuple(given)


def medicine_words(given: object) -> tuple[str, ...]:
    """Medicines by canonical name; raises InputError with the nearest names.

    >>> medicine_words(["prolia"])
    ('denosumab',)
    """
    return tuple(find_substance(word, ("medicine",)).name for word in _words(given))


def _condition_words(given: object) -> tuple[str, ...]:
    return tuple(find_condition(word) for word in _words(given))
