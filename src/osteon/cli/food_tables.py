"""Foods as tables on a terminal and as facts for JSON."""

from __future__ import annotations

import math
from typing import Any

from osteon.intake.food_content import Interval, contents, figure_of
from osteon.intake.food_lookup import marks_of, source_of, taken_for
from osteon.intake.food_table import Figure, Food
from osteon.substances import find_substance

SHOWN = (
    ("calcium", "calcium", "mg"),
    ("vitamin D", "vitamin D", "ug"),
    ("vitamin K1", "K1", "ug"),
    ("MK-4", "MK-4", "ug"),
    ("MK-7", "MK-7", "ug"),
    ("MK-9", "MK-9", "ug"),
)
"""Nutrients of the table on a terminal: name, heading, unit."""
LONGEST = 48


def facts(food: Food) -> dict[str, Any]:
    """All that is known of a food, for JSON; null where nothing is known."""
    marks = marks_of(food)
    held = _held(food)
    figures = {name: figure_of(food, name) for name in held}
    return {
        "id": food.id,
        "name": food.name,
        "also": food.also,
        "group": food.group,
        "table": source_of(food),
        "taken_for": kin.id if (kin := taken_for(food)) else None,
        "records": food.records,
        "oxalate": food.oxalate or None,
        "phytate": food.phytate or None,
        "portions_g": food.portions,
        "contents": {name: _ends(interval, figures[name], marks.get(name)) for name, interval in held.items()},
    }


def _held(food: Food) -> dict[str, Interval]:
    held = {name: interval for name, interval in contents(food).items() if not name.endswith("followed")}
    total = food.figures.get("vitamin K2")
    return held | ({"vitamin K2": Interval(total.low, total.middle, total.high)} if total else {})


def _ends(interval: Interval, figure: Figure | None, mark: str | None) -> dict[str, Any] | None:
    """The interval with its source; vitamin D and K1 split by what the food is have the source of their total."""
    if math.isinf(interval.high):
        return None
    ends = {"low": interval.low, "middle": interval.middle, "high": interval.high}
    rounded: dict[str, Any] = {name: float(f"{value:.4g}") for name, value in ends.items()}
    filled = bool(figure and figure.basis == "filled")
    return rounded | {"source": figure.source if figure else None, "mark": mark, "filled": filled}


def table(found: list[Food]) -> list[str]:
    """Foods below each other, with what 100 g of each hold."""
    heads = [f"{heading} ({unit})" for _, heading, unit in SHOWN]
    mixed = any(food.id.partition(":")[1] for food in found)
    rows = [["in 100 g", *heads, *(["id"] if mixed else [])]]
    for food in found:
        held = contents(food)
        cells = [_range(held[name]) for name, _, _ in SHOWN]
        rows.append([short(food.name), *cells, *([food.id] if mixed else [])])
    return [*columns(rows), "", "Middle value, and the range in which tables and measurements differ; ? is not known."]


def page(food: Food) -> list[str]:
    """One food: every nutrient with its range, where it comes from, and helpings."""
    marks = marks_of(food)
    rows = [["in 100 g", "amount", "", "how known"]]
    for name, interval in _held(food).items():
        rows.append([name, _range(interval), find_substance(_own(name)).unit, _how(food, name, interval, marks)])
    helpings = ", ".join(f"1 {unit} = {grams:g} g" for unit, grams in food.portions.items())
    classes = [("oxalate", food.oxalate), ("phytate", food.phytate)]
    return [
        f"{food.name}  [{food.id}]",
        f"{source_of(food)}; group: {food.group or 'not told'}",
        *([f"what its source does not tell is as in: {kin.name} [{kin.id}]"] if (kin := taken_for(food)) else []),
        *([f"also: {', '.join(food.also)}"] if food.also else []),
        *([f"helpings: {helpings}"] if helpings else []),
        *[f"{name}: {told}" for name, told in classes if told],
        "",
        *columns(rows),
        "",
        "Middle value, and the range in which tables and measurements differ; ? is not known, which is not zero.",
    ]


def _own(name: str) -> str:
    """The substance of a part, such as "vitamin K1 leaf"."""
    return "vitamin K1" if name.startswith("vitamin K1") else name


def _how(food: Food, name: str, interval: Interval, marks: dict[str, str]) -> str:
    figure = figure_of(food, name)
    if math.isinf(interval.high):
        return "not known"
    if figure is None:
        return "from the total, by what the food is"
    weak = "filled in, weak: " if figure.basis == "filled" else ""
    mark = f"{marks[name]}, " if name in marks else ""
    return f"{weak}{mark}{figure.source}"


def columns(rows: list[list[str]]) -> list[str]:
    """Rows of cells as lines whose columns stand below each other.

    >>> columns([["a", "b"], ["longer", "c"]])
    ['a       b', 'longer  c']
    """
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def short(name: str) -> str:
    """A name that fits its column.

    >>> len(short("x" * 100))
    48
    """
    return name if len(name) <= LONGEST else name[: LONGEST - 2] + ".."


def _range(interval: Interval) -> str:
    """A middle value with its range, such as "51 (20-254)"."""
    if math.isinf(interval.high):
        return "?"
    if f"{interval.low:.2g}" == f"{interval.high:.2g}":
        return f"{interval.middle:.3g}"
    return f"{_number(interval.middle)} ({_number(interval.low)}-{_number(interval.high)})"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"
