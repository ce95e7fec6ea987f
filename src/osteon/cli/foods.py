"""`osteon foods`: look foods up in the core table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.show import json_option, show_json

if TYPE_CHECKING:
    from osteon.intake.food_content import Interval
    from osteon.intake.food_table import Figure, Food

EXAMPLE = """
\b
Example:
  osteon foods search gouda
  osteon foods search "smoked fish" --limit 20 --json
"""
SHOWN = (
    ("calcium", "calcium", "mg"),
    ("vitamin D", "vitamin D", "ug"),
    ("vitamin K1", "K1", "ug"),
    ("MK-4", "MK-4", "ug"),
    ("MK-7", "MK-7", "ug"),
    ("MK-9", "MK-9", "ug"),
)
"""Nutrients of the table on a terminal: name, heading, unit."""


@click.group(epilog=EXAMPLE)
def foods() -> None:
    """Look up what foods hold."""


@foods.command(epilog=EXAMPLE)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many foods at most.")
@json_option()
def search(words: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """List foods that fit WORDS, the best first, with what 100 g of each hold and how sure that is."""
    from osteon.errors import InputError
    from osteon.intake.food_names import search as found_foods

    text = " ".join(words)
    found = found_foods(text, limit)
    if not found:
        raise InputError(f"no food fits {text!r}; try one word of its English name")
    if as_json:
        show_json({"query": text, "per": "100 g", "foods": [_facts(food) for food in found]})
        return
    click.echo("\n".join(_table(found)))


def _facts(food: Food) -> dict[str, Any]:
    """All that is known of a food, for JSON; null where nothing is known."""
    from osteon.intake.food_content import contents, figure_of

    held = {name: interval for name, interval in contents(food).items() if not name.endswith("followed")}
    figures = {name: figure_of(food, name) for name in held}
    return {
        "id": food.id,
        "name": food.name,
        "also": food.also,
        "group": food.group,
        "records": food.records,
        "oxalate": food.oxalate or None,
        "phytate": food.phytate or None,
        "portions_g": food.portions,
        "contents": {name: _ends(interval, figures[name]) for name, interval in held.items()},
    }


def _ends(interval: Interval, figure: Figure | None) -> dict[str, Any] | None:
    """The interval with its source; vitamin D and K1 split by what the food is have the source of their total."""
    if math.isinf(interval.high):
        return None
    ends = {"low": interval.low, "middle": interval.middle, "high": interval.high}
    rounded = {name: float(f"{value:.4g}") for name, value in ends.items()}
    return rounded | {"source": figure.source if figure else None, "filled": bool(figure and figure.basis == "filled")}


def _table(found: list[Food]) -> list[str]:
    from osteon.intake.food_content import contents

    heads = [f"{heading} ({unit})" for _, heading, unit in SHOWN]
    rows = [["in 100 g", *heads]]
    for food in found:
        held = contents(food)
        rows.append([food.name, *(_range(held[name]) for name, _, _ in SHOWN)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [*lines, "", "Middle value, and the range in which tables and measurements differ; ? is not known."]


def _range(interval: Interval) -> str:
    """A middle value with its range, such as "51 (20-254)"."""
    if math.isinf(interval.high):
        return "?"
    if f"{interval.low:.2g}" == f"{interval.high:.2g}":
        return f"{interval.middle:.3g}"
    return f"{_number(interval.middle)} ({_number(interval.low)}-{_number(interval.high)})"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"
