"""FoodData Central as CSV: the full download and those of one type, a zip or the folder it was unpacked to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from osteon.errors import InputError
from osteon.intake.food_import.files import Member, Stream, lines, opened
from osteon.intake.food_import.formats import Column, barcode, columns, entry, number, portion
from osteon.intake.food_import.staging import Staging
from osteon.intake.food_import.tables import chosen
from osteon.intake.food_store_records import BRANDED, FOUNDATION, LEGACY, SURVEY, Entry, Record, cleaned, packed

TYPES = {
    "foundation_food": FOUNDATION,
    "sr_legacy_food": LEGACY,
    "survey_fndds_food": SURVEY,
    "branded_food": BRANDED,
}
"""Values of `data_type` that are foods; samples and their parts are left out."""
NEEDED = ("food.csv", "food_nutrient.csv")
MEASURED = frozenset(("1", "6", "12", "13"))
"""Codes of food_nutrient_source.csv for analyses by USDA, makers and papers; all others are worked out or assumed."""
UNDETERMINED = "9999"
Cells = tuple[str, ...]


def fits(parts: Sequence[Member]) -> bool:
    """Whether the files are such a download."""
    return set(NEEDED) <= {part.name for part in parts}


def read(parts: Sequence[Member], staging: Staging) -> None:
    """Stage all foods of a download."""
    tables = _Tables({part.name: part for part in reversed(parts)}, staging)
    categories = tables.words("food_category.csv", "id", "description")
    categories |= tables.words("wweia_food_category.csv", "wweia_food_category", "wweia_food_category_description")
    kinds = ("fdc_id", "data_type", "description", "food_category_id?", "publication_date?")
    tables.feed("food.csv", kinds, lambda rows: staging.add(list(_foods(rows, categories))))
    for name, key in (("sr_legacy_food.csv", "ndb_number"), ("foundation_food.csv", "ndb_number")):
        tables.feed(name, ("fdc_id", key), lambda rows: staging.set("same = ?", _same(rows, "ndb")))
    survey = ("fdc_id", "food_code")
    tables.feed("survey_fndds_food.csv", survey, lambda rows: staging.set("same = ?", _same(rows, "fndds")))
    tables.feed("branded_food.csv", BRANDED_COLUMNS, lambda rows: staging.set(BRANDED_SET, map(_branded, rows)))
    units = tables.words("measure_unit.csv", "id", "name")
    tables.feed("food_portion.csv", PORTION_COLUMNS, lambda rows: staging.set(PORTION_SET, _portions(rows, units)))
    marks = tables.marks()
    tables.feed(
        "food_nutrient.csv", FIGURE_COLUMNS, lambda rows: staging.set(FIGURE_SET, _figures(rows, marks, staging))
    )
    for command in SETTLE_MARKS:
        staging.database.execute(command, (staging.number, BRANDED))


class _Tables:
    """The files of a download by name."""

    def __init__(self, parts: Mapping[str, Member], staging: Staging) -> None:
        self._parts = parts
        self._staging = staging

    def words(self, name: str, key: str, value: str) -> dict[str, str]:
        """A small table as a dictionary; empty where it is missing."""
        if name not in self._parts:
            return {}
        with opened(self._parts[name]) as stream:
            return {row[0]: row[1] for row in chosen(lines(stream), (f"{key}?", f"{value}?"), name)}

    def marks(self) -> dict[str, str]:
        """Analytical or calculated, by the id of a derivation."""
        codes = self.words("food_nutrient_source.csv", "id", "code")
        derived = self.words("food_nutrient_derivation.csv", "id", "source_id")
        return {one: "a" if codes.get(source, "") in MEASURED else "c" for one, source in derived.items()}

    def feed(self, name: str, wanted: Sequence[str], write: Callable[[list[Cells]], None]) -> None:
        """Hand the rows of a file over in pieces; a file that is not needed may be missing."""
        part = self._parts.get(name)
        if part is None:
            self._staging.feed(name, lambda: (), write)
            return
        with opened(part) as stream:
            self._staging.feed(
                name, lambda: chosen(lines(stream), wanted, name), write, lambda: _share(stream, part.size)
            )


def _share(stream: Stream, size: int) -> float:
    return min(1.0, stream.bytes / size) if size else -1.0


def _foods(rows: Iterable[Cells], categories: Mapping[str, str]) -> Iterator[Record]:
    for number_, kind, name, category, day in rows:
        if kind in TYPES and name.strip() and number_.isdecimal():
            own = f"fdc:{int(number_)}"
            yield Record(own, own, TYPES[kind], version(day, number_), name, "", "", categories.get(category, category))


def version(day: str, number_: str) -> str:
    """A text that sorts by day of publication and, on one day, by number.

    >>> version("2019-04-01", "171241")
    '2019-04-01 000171241'
    """
    return f"{day.strip()[:10] or '0000-00-00'} {number_.strip().zfill(9)}"


def _same(rows: Iterable[Cells], kind: str) -> Iterator[tuple[str, str]]:
    for number_, key in rows:
        if key.strip().isdecimal():
            yield f"{kind}:{int(key)}", f"fdc:{number_.strip()}"


BRANDED_COLUMNS = (
    *("fdc_id", "brand_owner?", "brand_name?", "gtin_upc?", "serving_size?", "serving_size_unit?"),
    *("household_serving_fulltext?", "branded_food_category?", "short_description?"),
)
BRANDED_SET = "same = ?, brand = ?, category = ?, also = ?, portions = ?"


def _branded(row: Cells) -> tuple[str, ...]:
    number_, owner, brand, code, size, unit, household, category, also = row
    own = f"fdc:{number_.strip()}"
    portions = packed(label_portions(size, unit, household))
    return barcode(code, own), cleaned(brand or owner), cleaned(category), cleaned(also), portions, own


def label_portions(size: object, unit: str, household: str) -> dict[str, float]:
    """Grams of a label's serving; a millilitre counts as a gram, since labels of drinks are for 100 mL.

    >>> label_portions("28", "g", "1 slice")
    {'slice': 28.0, 'serving': 28.0}
    """
    grams = number(size)
    if not grams or unit.strip().lower() not in ("g", "grm", "ml", "mlt"):
        return {}
    return portion(household, grams) | portion("1 serving", grams)


PORTION_COLUMNS = ("fdc_id", "amount", "measure_unit_id?", "portion_description?", "modifier?", "gram_weight")
PORTION_SET = "portions = json_patch(?, portions)"


def _portions(rows: Iterable[Cells], units: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for number_, group in groupby(rows, itemgetter(0)):
        found: dict[str, float] = {}
        for _, amount, unit, described, modifier, grams in group:
            told = described or modifier if unit in ("", UNDETERMINED) else units.get(unit, "")
            found = portion(told if told[:1].isdigit() else f"{amount} {told}", grams) | found
        if found:
            yield packed(found), f"fdc:{number_.strip()}"


FIGURE_COLUMNS = ("fdc_id", "nutrient_id", "amount", "data_points?", "derivation_id?", "min?", "max?", "loq?")
FIGURE_SET = "figures = json_patch(figures, ?)"
SETTLE_MARKS = (
    """UPDATE part SET figures = replace(replace(replace(figures, '"a"', '"l"'), '"c"', '"l"'), '"?"', '"l"')
    WHERE import = ? AND kind = ?""",
    """UPDATE part SET figures = replace(figures, '"?"', '"t"') WHERE import = ? AND kind <> ?""",
)
"""Whatever a branded food's derivation says, its figures are those of a label."""


def _figures(rows: Iterable[Cells], marks: Mapping[str, str], staging: Staging) -> Iterator[tuple[str, str]]:
    known = columns("fdc")
    for number_, group in groupby(rows, itemgetter(0)):
        found: dict[str, Entry] = {}
        for _, nutrient, amount, points, derivation, low, high, limit in group:
            column = known.get(nutrient)
            if column:
                told = entry(column, amount, mark(marks.get(derivation), points), staging.left_out, (low, high))
                if told:
                    found[column.name] = below(told, column, limit)
        if found:
            yield packed(found), f"fdc:{number_.strip()}"


def mark(derived: str | None, points: object) -> str:
    """How a figure was come by; without a word of it, samples tell of an analysis. "?" is a label's or not known.

    >>> mark("c", ""), mark(None, "4"), mark(None, "")
    ('c', 'a', '?')
    """
    return derived or ("a" if (number(points) or 0) > 0 else "?")


def below(told: Entry, column: Column, limit: object) -> Entry:
    """A figure below the limit of quantification reaches up to that limit.

    >>> below(Entry(0.0, "a"), columns("fdc")["1183"], "0.5")
    Entry(amount=0.0, mark='a', low=0.0, high=0.5)
    """
    least = number(limit)
    if least is None or told.amount > 0 or least <= 0:
        return told
    return Entry(told.amount, told.mark, 0.0, least * column.factor)


def refuse_without_nutrients(parts: Sequence[Member]) -> None:
    """Say what is missing where only a part of a download was given.

    Raises:
        InputError: a file of the download is missing.
    """
    names = {part.name for part in parts}
    missing = [name for name in NEEDED if name not in names]
    if missing and names & {"food.csv", "food_nutrient.csv", "branded_food.csv", "nutrient.csv"}:
        raise InputError(f"of a FoodData Central download {' and '.join(missing)} is missing; give the whole zip")
