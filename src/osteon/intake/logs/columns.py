"""The columns of a log that are nutrients, and its rows; files are bounded and never trusted."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from osteon.errors import InputError
from osteon.intake.food_import.files import Member, lines, members, opened
from osteon.intake.food_import.formats import number
from osteon.substances import find_substance, folded
from osteon.units import DATA, Amount

MOST_ROWS = 300_000
CALCIUM = {"mg": 1.0, "percent-of-1000": 10.0, "percent-of-1300": 13.0}
"""What a calcium column without a unit can mean, with milligrams of one of it: milligrams, or per cent of a US daily
value, 1000 mg until about 2018 and 1300 mg since (recalled)."""
_HEADING = re.compile(r"\s*([^()]+?)\s*(?:\(([^()]*)\))?\s*")


class Rows(NamedTuple):
    """A table of a log: its name, its headings in order, and its rows by heading."""

    name: str
    heads: list[str]
    rows: list[dict[str, str]]


def read_rows(path: Path) -> Rows:
    """The rows of a log: a CSV, or the one in a zip whose name tells of nutrition or servings.

    Raises:
        InputError: the file is missing, broken, too large, or no table.
    """
    part = _the_table(path, members(path))
    with opened(part) as stream:
        reader = csv.reader(lines(stream))
        try:
            heads = [head.strip() for head in next(reader, [])]
            rows = []
            for row in reader:
                if any(cell.strip() for cell in row):
                    rows.append(dict(zip(heads, (cell.strip() for cell in row), strict=False)))
                if len(rows) > MOST_ROWS:
                    raise InputError(f"this log has more than {MOST_ROWS:,} rows; export fewer days at a time")
        except csv.Error as error:
            raise InputError(f"line {reader.line_num}: {error}; export the log again") from None
    return Rows(part.name, heads, rows)


def _the_table(path: Path, parts: list[Member]) -> Member:
    tables = [part for part in parts if part.name.endswith(".csv")] if len(parts) != 1 else parts
    for word in ("servings", "nutrition", "dailysummary"):
        found = [part for part in tables if word in part.name]
        if found:
            return found[0]
    if len(tables) == 1:
        return tables[0]
    names = ", ".join(part.name for part in parts[:5]) or "nothing"
    raise InputError(f"there is no food log in it, only {names}; give the file of servings or of nutrition", str(path))


class Counted(NamedTuple):
    """A nutrient of a column, and the factor to its own unit."""

    nutrient: str
    factor: float


@cache
def _known() -> Mapping[str, tuple[str, str]]:
    with (DATA / "food_log_columns.csv").open(encoding="utf-8", newline="") as rows:
        return {row["heading"]: (row["nutrient"], row["unit"]) for row in csv.DictReader(rows)}


def counted(head: str, calcium: str = "") -> Counted | None:
    """The nutrient of a heading such as "Vitamin D (IU)"; None where it is none of those Osteon uses.

    >>> counted("Vitamin D (IU)"), counted("Iron (mg)"), counted("Calcium")
    (Counted(nutrient='vitamin D', factor=0.025), None, None)
    """
    found = _HEADING.fullmatch(head)
    nutrient, usual = _known().get(folded(found[1]), ("", "")) if found else ("", "")
    if not found or not nutrient:
        return None
    if nutrient == "calcium" and not found[2]:
        return Counted(nutrient, CALCIUM[calcium]) if calcium else None
    unit = found[2] or usual
    try:
        return Counted(nutrient, find_substance(nutrient).in_own_unit(Amount(1.0, unit)))
    except InputError:
        return None


def figures_of(row: Mapping[str, str], calcium: str = "") -> dict[str, float]:
    """What a row counts, by nutrient; an empty cell is not known and not there.

    >>> figures_of({"Energy (kcal)": "1,050.5", "Calcium (mg)": "", "Zinc (mg)": "0"})
    {'energy': 1050.5, 'zinc': 0.0}
    """
    found: dict[str, float] = {}
    for head, cell in row.items():
        value = number(cell.replace(",", "")) if cell else None
        column = counted(head, calcium) if value is not None else None
        if column and value is not None and value >= 0:
            found[column.nutrient] = round(value * column.factor, 9)
    return found
