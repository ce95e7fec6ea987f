"""Prices that a user gives: a small CSV file of items and what a portion or pill costs."""

from __future__ import annotations

import csv
from pathlib import Path

from osteon.errors import InputError, nearest
from osteon.intake.food_names import find_food
from osteon.plan.tables import pills

LARGEST = 1_000_000
"""Bytes that a file of prices may have."""
COLUMNS = ("item", "price")


def read_prices(path: Path) -> dict[str, float]:
    """Prices by food or pill, from a CSV file with the columns item and price: of one portion, or of one pill.

    Raises:
        InputError: a file that cannot be read, columns that are missing, items that are not known; all of them.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} is larger than {LARGEST:,} bytes; prices take a line each")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot read prices from {path}: {error}; give a CSV file with item,price") from error
    if not rows or any(column not in rows[0] for column in COLUMNS):
        raise InputError(f"{path} needs the columns {' and '.join(COLUMNS)}, and a line for each price")
    problems: list[str] = []
    found = {}
    for number, row in enumerate(rows, 2):
        try:
            found[_item(row["item"] or "")] = _price(row["price"] or "")
        except InputError as error:
            problems += [f"line {number}: {problem}" for problem in error.problems]
    if problems:
        raise InputError(problems, str(path))
    return found


def _item(text: str) -> str:
    known = {pill.id: pill.id for pill in pills()} | {pill.name.lower(): pill.id for pill in pills()}
    if text.strip().lower() in known:
        return known[text.strip().lower()]
    try:
        return find_food(text).id
    except InputError as error:
        hint = nearest(text, known)
        raise InputError(f"{error.problems[0]}{'; or ' + hint if hint else ''}") from None


def _price(text: str) -> float:
    try:
        price = float(text)
    except ValueError:
        raise InputError(f"the price {text!r} is not a number, like 0.35") from None
    if not 0 <= price < 1e6:
        raise InputError(f"the price {text} is outside 0 to a million")
    return price
