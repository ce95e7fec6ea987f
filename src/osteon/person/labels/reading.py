"""From a label's tables to a Label: every line is read, then all problems are reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osteon.errors import InputError
from osteon.intervals import Interval
from osteon.person.fields import flag, number, one_of, text
from osteon.person.files import KeyPath
from osteon.person.labels.amounts import shares_of_blend
from osteon.person.labels.lines import Line, as_ingredient, blend_total, read_line, undisclosed
from osteon.person.labels.records import ONE, Ingredient, Label
from osteon.person.table import Problems, Table, shown

MOST_LINES = 300
MOST_SERVINGS = 50.0
FEWEST_SERVINGS = 0.01
DAILY_VALUES = ("US", "EU")


def read_label_table(content: Mapping[str, Any], where: str, lines: Mapping[KeyPath, int]) -> Label:
    """Check and build a Label; raises one InputError with every problem found.

    >>> drop = {"label": {"name": "drop"}, "ingredient": [{"name": "vitamin D3", "amount": "1000 IU"}]}
    >>> read_label_table(drop, "a label", {}).daily()["vitamin D3"].middle
    25.0
    """
    if "person" in content and "label" not in content:
        raise InputError("this is a person file, not a label; a label begins with [label]", where)
    problems = Problems(where, lines)
    top = Table(content, (), problems)
    notes: list[str] = []
    head = _head(top, notes)
    given = [*_ingredients(top, head["rule"]), *_blends(top, head["rule"])]
    top.finish(dict.fromkeys(("name", "brand", "serving", "servings_per_day", "claims", "with_meal"), "[label]"))
    if not given and not problems.full:
        problems.add(("ingredient",), "there is none; write [[ingredient]] with name and amount, or [[blend]]")
    problems.raise_any()
    notes += [f"{one.name}: {one.assumed}" for one in given if one.substance and one.assumed]
    kept = {key: value for key, value in head.items() if key != "rule"}
    return Label(ingredients=tuple(given), notes=tuple(notes), **kept)


def _head(top: Table, notes: list[str]) -> dict[str, Any]:
    if "label" not in top:
        top.lacks("label", "there is no [label] table; start the file with [label] and the product's name")
    table = Table(top.read("label", lambda given: given, {"name": "?"}), ("label",), top.problems)
    servings = table.read("servings_per_day", _servings, None)
    if "servings_per_day" not in table:
        notes.append("servings a day: not given, one assumed")
    if "with_meal" not in table:
        notes.append("taken with a meal: assumed")
    head = {
        "name": table.require("name", text, "", 'name = "D3 drops"'),
        "brand": table.read("brand", text, ""),
        "serving": table.read("serving", text, ""),
        "servings": servings or ONE,
        "with_meal": table.read("with_meal", flag, True),
        "claims": _claims(table),
        "rule": table.read("daily_values", one_of(DAILY_VALUES), "US"),
    }
    table.finish()
    return head


def _claims(table: Table) -> tuple[str, ...]:
    found = []
    for path, given in table.entries("claims"):
        try:
            found.append(text(given))
        except InputError as error:
            table.problems.add(path, error.problems[0])
    return tuple(found)


def _servings(given: object) -> Interval:
    read = number(FEWEST_SERVINGS, MOST_SERVINGS, example="1")
    if isinstance(given, Mapping):
        if set(given) != {"low", "high"}:
            raise InputError(f"{shown(given)} is not a range; write it like {{ low = 1, high = 3 }}")
        low, high = read(given["low"]), read(given["high"])
        if low > high:
            raise InputError(f"low {low:g} is above high {high:g}")
        return Interval(low, (low + high) / 2, high)
    exact = read(given)
    return Interval(exact, exact, exact)


def _ingredients(top: Table, rule: str) -> list[Ingredient]:
    found = []
    for path, entry in _bounded(top, "ingredient"):
        line = read_line(Table(entry, path, top.problems), rule)
        if line is not None:
            found.append(as_ingredient(line))
    return found


def _bounded(table: Table, key: str) -> list[tuple[KeyPath, Any]]:
    entries = table.entries(key)
    if len(entries) > MOST_LINES:
        table.wrong(key, f"{len(entries)} lines are more than a label has; at most {MOST_LINES}")
    return entries[:MOST_LINES]


def _blends(top: Table, rule: str) -> list[Ingredient]:
    return [part for path, entry in _bounded(top, "blend") for part in _blend(Table(entry, path, top.problems), rule)]


def _blend(table: Table, rule: str) -> list[Ingredient]:
    """The parts of a blend: those whose amount is told, and the rest somewhere between nothing and what is left."""
    name = table.require("name", text, "", 'name = "Joint blend"')
    total = table.read("amount", blend_total, None)
    descending = table.read("descending", flag, False)
    entries = _bounded(table, "ingredients")
    table.finish()
    lines = [read_line(Table(_as_table(entry), path, table.problems), rule) for path, entry in entries]
    parts = [line for line in lines if line is not None]
    if not lines:
        table.lacks("ingredients", 'is missing; write it like ingredients = ["glucosamine", "MSM"]')
    told = [as_ingredient(part, blend=name) for part in parts if part.low is not None]
    return told + _untold(parts, name, total, descending=descending)


def _untold(parts: list[Line], name: str, total: float | None, *, descending: bool) -> list[Ingredient]:
    rest = [part for part in parts if part.low is None]
    left = float("inf") if total is None else max(0.0, total - sum(part.milligrams for part in parts))
    in_order = descending and len(rest) == len(parts)
    shares = shares_of_blend(left, len(rest), descending=in_order)
    return [undisclosed(part, share, blend=name) for part, share in zip(rest, shares, strict=True)]


def _as_table(given: object) -> object:
    return {"name": given} if isinstance(given, str) else given
