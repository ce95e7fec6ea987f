"""The core table of foods as frozen records: 100 g of each, every figure with its source and its range.

A range spans what the large tables say of the same food, widened by the factor by which two tables usually differ
(`data/food_spread.csv`). An empty cell is not known; it is never read as zero. `tools/build_foods.py` makes the table.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from osteon.units import DATA

Basis = Literal["measured", "filled"]
VitaminDForm = Literal["D2", "D3", "either", "none"]
K1Matrix = Literal["leaf", "oil", "mixed"]
Class = Literal["low", "moderate", "high", ""]

COLUMNS: Mapping[str, tuple[str, float]] = {
    "energy_kcal": ("energy", 1.0),
    "protein_g": ("protein", 1.0),
    "fat_g": ("fat", 1.0),
    "calcium_mg": ("calcium", 1.0),
    "phosphorus_mg": ("phosphorus", 1.0),
    "magnesium_mg": ("magnesium", 1.0),
    "zinc_mg": ("zinc", 1.0),
    "manganese_mg": ("manganese", 1.0),
    "boron_ug": ("boron", 1e-3),
    "sodium_mg": ("sodium", 1.0),
    "vitamin_d_ug": ("vitamin D", 1.0),
    "vitamin_d2_ug": ("vitamin D2", 1.0),
    "vitamin_d3_ug": ("vitamin D3", 1.0),
    "calcifediol_ug": ("calcifediol", 1.0),
    "vitamin_k1_ug": ("vitamin K1", 1.0),
    "mk4_ug": ("MK-4", 1.0),
}
"""Columns of the table: the nutrient in the words of a person file, and the factor to that nutrient's own unit."""

Row = dict[str, str]


class Figure(NamedTuple):
    """What 100 g of a food hold, in the nutrient's own unit; `source` is a record or a key of `food_sources.csv`."""

    low: float
    middle: float
    high: float
    source: str
    basis: Basis = "measured"


@dataclass(frozen=True, slots=True)
class Food:
    """One food: `figures` by nutrient for 100 g, `portions` in grams by household unit, classes "" where not judged."""

    id: str
    name: str
    also: tuple[str, ...]
    group: str
    records: tuple[str, ...]
    figures: Mapping[str, Figure] = field(repr=False)
    vitamin_d_form: VitaminDForm
    k1_in: K1Matrix
    k2_class: str
    oxalate: Class
    phytate: Class
    portions: Mapping[str, float]


@cache
def foods() -> Mapping[str, Food]:
    """All foods of the core table by name; read once, when first asked for.

    >>> gouda = foods()["Gouda cheese"]
    >>> gouda.figures["calcium"].middle, gouda.figures["calcium"].source
    (700.0, 'sr:01022')
    """
    factors = {row["nutrient"]: float(row["factor"]) for row in _rows("food_spread")}
    return {row["name"]: _food(row, factors) for row in _rows("foods")}


@cache
def k2_figures() -> Mapping[str, Mapping[str, Figure]]:
    """Menaquinones in 100 g of each class of foods, by class and form; MK-9 counts MK-10 and MK-11 at its high end.

    >>> natto = k2_figures()["natto"]["MK-7"]
    >>> natto.low, natto.middle, natto.high
    (875.0, 939.0, 1000.0)
    """
    classes: dict[str, dict[str, Figure]] = {}
    for row in _rows("food_k2"):
        low, middle, high = (float(row[f"{end}_ug"]) for end in ("low", "middle", "high"))
        figure = Figure(low, middle, high, row["sources"], "filled" if row["confidence"] == "low" else "measured")
        for name in row["classes"].split():
            classes.setdefault(name, {}).update(dict.fromkeys(row["vitamer"].split(), figure))
    return classes


@cache
def group_figures() -> Mapping[tuple[str, str], Figure]:
    """What stands in where a food has no figure, by group and nutrient (`data/food_fill.csv`).

    >>> group_figures()["egg", "calcifediol"].middle
    0.6
    """
    filled = {}
    for row in _rows("food_fill"):
        nutrient, factor = COLUMNS[row["nutrient"]]
        low, middle, high = (float(row[end]) * factor for end in ("low", "middle", "high"))
        basis: Basis = "measured" if row["source"] == "by_nature" else "filled"
        filled[row["group"], nutrient] = Figure(low, middle, high, row["source"], basis)
    return filled


@cache
def spreads() -> Mapping[str, float]:
    """The factor by which two tables usually differ for one food, by nutrient (`data/food_spread.csv`).

    >>> spreads()["calcium"], spreads()["vitamin D3"]
    (1.228, 1.964)
    """
    table = {COLUMNS[row["nutrient"]][0]: float(row["factor"]) for row in _rows("food_spread")}
    vitamin_d = dict.fromkeys(("vitamin D2", "vitamin D3", "calcifediol"), table["vitamin D"])
    return table | vitamin_d | {"MK-4": table["vitamin K1"], "vitamin K2": table["vitamin K1"]}


@cache
def label_zeros() -> Mapping[str, float]:
    """The most that a helping can hold where a label says 0, by nutrient (`data/food_label_zeros.csv`).

    >>> label_zeros()["calcium"]
    26.0
    """
    return {row["nutrient"]: float(row["most"]) for row in _rows("food_label_zeros")}


def usual_rows() -> Iterator[Row]:
    """What people usually eat, as text: nutrient, sex, unit, low, middle, high, source (`data/food_usual.csv`)."""
    return _rows("food_usual")


def sources() -> Mapping[str, Row]:
    """What each source key stands for: title, year, licence, and how it was read.

    >>> sources()["ciqual"]["licence"]
    'Etalab Licence Ouverte 2.0; credit ANSES-CIQUAL 2020'
    """
    return {row["source"]: row for row in _rows("food_sources")}


def _rows(name: str) -> Iterator[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _pairs(cell: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in cell.split())


def _food(row: Row, factors: Mapping[str, float]) -> Food:
    records = tuple(row["records"].split())
    return Food(
        id=row["id"],
        name=row["name"],
        also=tuple(word for word in row["also"].split("|") if word),
        group=row["group"],
        records=records,
        figures=_figures(row, records[0], factors),
        vitamin_d_form=row["vitamin_d_form"],  # type: ignore[arg-type]
        k1_in=row["k1_in"],  # type: ignore[arg-type]
        k2_class=row["k2_class"],
        oxalate=row["oxalate"],  # type: ignore[arg-type]
        phytate=row["phytate"],  # type: ignore[arg-type]
        portions={word: float(grams) for word, grams in _pairs(row["portions"]).items()},
    )


def _figures(row: Row, first: str, factors: Mapping[str, float]) -> dict[str, Figure]:
    elsewhere, ranges = _pairs(row["sources"]), _pairs(row["ranges"])
    figures = {}
    for column, (nutrient, unit) in COLUMNS.items():
        if row[column]:
            middle = float(row[column])
            least, most = map(float, ranges[column].split("..")) if column in ranges else (middle, middle)
            factor = factors.get(column, 1.0)
            source = elsewhere.get(column, first).replace("+", " ")
            figures[nutrient] = Figure(least / factor * unit, middle * unit, most * factor * unit, source)
    return figures
