"""How each source names nutrients and in which unit (`data/food_formats.csv`), and how its cells become entries."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from osteon.errors import InputError
from osteon.intake.food_store_records import Entry
from osteon.substances import find_substance
from osteon.units import DATA, Amount, parse_unit

TOO_MUCH = "figures beyond what 100 g can hold"
WRONG = "figures that are no numbers"
HOUSEHOLD = frozenset(
    (
        *("cup", "tablespoon", "teaspoon", "slice", "piece", "serving", "portion"),
        *("glass", "bowl", "pack", "can", "egg", "fillet", "handful"),
    )
)
_HELPING = re.compile(r"\s*([\d.]+)?\s*(?:NLEA |medium |large |regular )?([A-Za-z]+)")


class Column(NamedTuple):
    """A nutrient as a source gives it: the name to keep it under, the factor to its own unit, and the most in 100 g."""

    name: str
    factor: float
    most: float


@cache
def columns(source: str) -> Mapping[str, Column]:
    """Each key of a source, with the nutrient it stands for.

    >>> columns("fdc")["1137"], columns("off")["calcium_100g"].factor
    (Column(name='boron', factor=0.001, most=20.0), 1000.0)
    """
    with (DATA / "food_formats.csv").open(encoding="utf-8", newline="") as rows:
        return {key: _column(row) for row in csv.DictReader(rows) if row["format"] == source for key in _keys(row)}


def _keys(row: Mapping[str, str]) -> Iterator[str]:
    """The keys of a row; a heading's key holds its unit too, since energy stands in two units side by side."""
    for key in row["keys"].split("|"):
        yield f"{key} {row['unit']}" if row["format"] == "ciqual" else key


def _column(row: Mapping[str, str]) -> Column:
    factor = find_substance(row["nutrient"]).in_own_unit(Amount(1.0, row["unit"]))
    name = row["nutrient"] if row["rank"] == "0" else f"{row['nutrient']}~{row['rank']}"
    most = find_substance(row["nutrient"]).in_own_unit(Amount(float(row["most"]), _most_in(row)))
    return Column(name, factor, most)


def _most_in(row: Mapping[str, str]) -> str:
    """The unit of the bound: that of the figures, but for energy and vitamin D always kcal and ug."""
    other = {"kJ": "kcal", "IU": "ug", "g": "mg" if row["nutrient"] not in ("protein", "fat") else "g"}
    return "ug" if row["nutrient"].startswith("vitamin") else other.get(row["unit"], row["unit"])


def entry(
    column: Column, given: object, mark: str, left_out: Counter[str], ends: tuple[object, ...] = ()
) -> Entry | None:
    """A figure with its mark; None where nothing is given. `ends` are the least and most found, where told.

    >>> entry(columns("fdc")["1087"], "700", "a", Counter(), ("650", ""))
    Entry(amount=700.0, mark='a', low=650.0, high=None)
    """
    amount = number(given)
    if amount is None:
        if given is not None and str(given).strip():
            left_out[WRONG] += 1
        return None
    amount *= column.factor
    if not 0 <= amount <= column.most:
        left_out[TOO_MUCH] += 1
        return None
    low, high = (_end(end, column.factor) for end in (*ends, None, None)[:2])
    fits = (low is None or low <= amount) and (high is None or high >= amount)
    return Entry(tidy(amount), mark, low, high) if fits else Entry(tidy(amount), mark)


def _end(given: object, factor: float) -> float | None:
    value = number(given)
    return None if value is None or value < 0 else tidy(value * factor)


def number(given: object) -> float | None:
    """A finite number, or None.

    >>> number(" 1.5 "), number(""), number("nan"), number(True)
    (1.5, None, None, None)
    """
    if given is None or given == "" or isinstance(given, bool):
        return None
    try:
        value = float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def tidy(value: float) -> float:
    """A number without the noise of a conversion.

    >>> tidy(0.1 + 0.2)
    0.3
    """
    return float(f"{value:.7g}")


def portion(text: str, grams: object) -> dict[str, float]:
    """Grams of one household unit, where a text such as "2 cups, shredded" names one that Osteon knows.

    >>> portion("2 slices (1 oz)", 28), portion("1 bottle", 330)
    ({'slice': 14.0}, {})
    """
    weight, found = number(grams), _HELPING.match(text[:100])
    if not found or not weight or not 0 < weight < 20_000:
        return {}
    count = number(found[1]) if found[1] else 1.0
    try:
        unit = parse_unit(found[2]).text
    except InputError:
        return {}
    return {unit: tidy(weight / count)} if unit in HOUSEHOLD and count else {}


def barcode(code: str, own: str) -> str:
    """What a product with a barcode has in common with itself in other tables; its own id where the code is not one.

    >>> barcode("0041129077122", "fdc:1"), barcode("1234", "off:1234")
    ('gtin:00041129077122', 'off:1234')
    """
    digits = code.strip().lstrip("0")
    return f"gtin:{digits.zfill(14)}" if digits.isdecimal() and 7 <= len(digits) <= 14 else own
