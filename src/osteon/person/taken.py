"""Reading what is taken: [[supplement]] tables and the medicines of [person]."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from osteon.errors import InputError
from osteon.person.fields import flag, number, text
from osteon.person.interval import interval_days, parse_interval
from osteon.person.labels import Label, as_supplements, doubts, read_label
from osteon.person.records import Medicine, Supplement
from osteon.person.table import Table, written
from osteon.substances import Substance, dose_problem, find_substance, parse_dose
from osteon.units import Amount, parse_amount

LONGEST_DAYS = 120 * 365.25


def read_supplements(top: Table, assumed: list[str], folder: Path | None = None) -> tuple[Supplement, ...]:
    """All [[supplement]] tables, in their order; a label that one names is a file in or below `folder`."""
    read: list[Supplement | None] = []
    for path, entry in top.entries("supplement"):
        table = Table(entry, path, top.problems)
        read += _of_label(table, assumed, folder) if "label" in table else [_supplement(table, assumed)]
    return tuple(supplement for supplement in read if supplement)


def _of_label(table: Table, assumed: list[str], folder: Path | None) -> list[Supplement | None]:
    """What a label's product supplies; what the label leaves open is told among the assumptions."""
    label = table.read("label", _label_in(folder), None)
    servings = table.read("servings", number(0.01, 50, example="1"), None)
    when = {key: table.read(key, lambda given: given, None) for key in ("start", "stop", "with_meal") if key in table}
    every = table.read("every", parse_interval, "")
    table.finish()
    if label is None:
        return []
    assumed += [f"{written(table.path)} ({note})" for note in doubts(label, servings)]
    tables = [supplied | when for supplied in as_supplements(label, servings, every)]
    return [_supplement(Table(supplied, table.path, table.problems), assumed) for supplied in tables]


def _label_in(folder: Path | None) -> Callable[[object], Label]:
    """A reader of the name of a label file, which is told relative to the person file."""

    def read(given: object) -> Label:
        name = text(given)
        if folder is None:
            raise InputError("a label can be named in a person file on disk only; write its nutrients out instead")
        try:
            return read_label(folder / name)
        except InputError as error:
            raise InputError([f"{name}: {problem}" for problem in error.problems]) from None

    return read


def _supplement(table: Table, assumed: list[str]) -> Supplement | None:
    substance = table.require("nutrient", _known, None, 'nutrient = "vitamin D3"')
    amount = table.require("amount", _dose_of(substance), None, 'amount = "1000 IU"')
    every = table.require("every", parse_interval, None, 'every = "day"')
    start, stop = _span(table)
    with_meal = table.read("with_meal", flag, True)
    name = table.read("name", text, "")
    at_least, at_most, untold = _doubt(table, substance, amount)
    table.finish()
    if substance is None or amount is None or every is None:
        return None
    _check_size(table, substance, amount, every)
    form = _form(substance, table, assumed)
    if "with_meal" not in table and substance.kind == "nutrient":
        assumed.append(f"{written(table.path)} ({form}): taken with a meal")
    return Supplement(form, amount, every, start, stop, with_meal, name, at_least, at_most, untold)


def _doubt(
    table: Table, substance: Substance | None, amount: Amount | None
) -> tuple[Amount | None, Amount | None, bool]:
    """The bounds of an amount that a label leaves open, and whether nothing bounds it from above."""
    at_least = table.read("at_least", _dose_of(substance), None)
    at_most = table.read("at_most", _dose_of(substance), None)
    untold = table.read("untold", flag, False)
    if untold and at_most is not None:
        table.wrong("untold", "is true beside at_most; an amount that nothing bounds has no at_most")
    if substance is not None and amount is not None:
        ends = [substance.in_own_unit(end) for end in (at_least, amount, at_most) if end is not None]
        if ends != sorted(ends):
            table.wrong("amount", f"{amount} is not between at_least and at_most")
    return at_least, at_most, untold


def _known(given: object) -> Substance:
    return find_substance(text(given))


def _dose_of(substance: Substance | None) -> Callable[[object], Amount]:
    """A reader of a dose; without a known substance only the unit is checked."""

    def read(given: object) -> Amount:
        return parse_dose(substance.name, given) if substance else parse_amount(given)

    return read


def _form(substance: Substance, table: Table, assumed: list[str]) -> str:
    """The form that a vitamin's general name stands for."""
    if substance.name == "vitamin K2":
        table.wrong("nutrient", "vitamin K2 comes as MK-4, MK-7 and others that differ; write which, as on the label")
    if substance.name == "vitamin D":
        assumed.append(f"{written(table.path)}: vitamin D taken as vitamin D3")
        return "vitamin D3"
    return substance.name


def _span(table: Table) -> tuple[float, float | None]:
    days = number(0, LONGEST_DAYS, "d", "0")
    start = table.read("start", days, 0.0)
    stop = table.read("stop", days, None)
    if stop is not None and stop <= start:
        table.wrong("stop", f"day {stop:g} is not after the start, day {start:g}")
    return start, stop


def _check_size(table: Table, substance: Substance, amount: Amount, every: str) -> None:
    problem = dose_problem(substance, amount, interval_days(every))
    if problem:
        table.wrong("amount", problem)


def read_medicines(person: Table) -> tuple[Medicine, ...]:
    """The medicines of [person]: names, or tables with name, amount, every, start and stop."""
    read = [
        _medicine(given, Table(_as_table(given), path, person.problems)) for path, given in person.entries("medicines")
    ]
    return tuple(medicine for medicine in read if medicine)


def _as_table(given: object) -> object:
    return {"name": given} if isinstance(given, str) else given


def _medicine(given: object, table: Table) -> Medicine | None:
    key = "medicine" if "medicine" in table and "name" not in table else "name"
    substance = table.require(key, _medicine_word, None, 'name = "levothyroxine"')
    amount = table.read("amount", _dose_of(substance), None)
    every = table.read("every", parse_interval, "day")
    start, stop = _span(table)
    table.finish()
    if "amount" in table and "every" not in table:
        table.wrong("every", 'is missing beside amount; write it like every = "day"')
    if "every" in table and "amount" not in table:
        table.wrong("amount", 'is missing beside every; write it like amount = "60 mg"')
    if substance is None:
        return None
    if amount is not None:
        _check_size(table, substance, amount, every)
    return Medicine(substance.name, amount, every, start, stop)


def _medicine_word(given: object) -> Substance:
    try:
        return find_substance(text(given), ("medicine",))
    except InputError as error:
        advice = "; write it as a [[supplement]] with its amount" if ", not a" in error.problems[0] else ""
        raise InputError(error.problems[0] + advice) from None
