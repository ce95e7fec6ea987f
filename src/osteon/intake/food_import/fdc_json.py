"""FoodData Central as JSON: Foundation Foods, SR Legacy, survey foods and branded foods, zipped or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from osteon.intake.food_import.fdc_csv import MEASURED, UNDETERMINED, below, label_portions, mark, version
from osteon.intake.food_import.files import Member, opened
from osteon.intake.food_import.formats import barcode, columns, entry, portion
from osteon.intake.food_import.json_stream import objects
from osteon.intake.food_import.staging import Staging, Told
from osteon.intake.food_store_records import BRANDED, FOUNDATION, LEGACY, SURVEY, Entry, Record
from osteon.nested import at, entries

TYPES = {"foundation": FOUNDATION, "sr legacy": LEGACY, "survey (fndds)": SURVEY, "branded": BRANDED}
STRANGE = "entries that are no foods of FoodData Central"
LISTS = ('"FoundationFoods"', '"SRLegacyFoods"', '"SurveyFoods"', '"BrandedFoods"')


def fits(parts: Sequence[Member]) -> bool:
    """Whether one of the files is such a download."""
    return any(_is_one(part) for part in parts if part.name.endswith(".json"))


def _is_one(part: Member) -> bool:
    with opened(part) as stream:
        start = stream.inner.read(2000).decode("utf-8", "replace")
    return any(name in start for name in LISTS) or ('"fdcId"' in start or '"foodNutrients"' in start)


def read(parts: Sequence[Member], staging: Staging) -> None:
    """Stage all foods of each file."""
    for part in parts:
        if part.name.endswith(".json") and _is_one(part):
            with opened(part) as stream:

                def share(stream: Any = stream, size: int = part.size) -> float:
                    return min(1.0, stream.bytes / size) if size else -1.0

                foods = lambda stream=stream: map(_told, objects(stream))  # noqa: E731
                staging.feed_records(part.name, foods, share)


def _told(food: Any) -> Told:
    kind = TYPES.get(str(at(food, "dataType")).lower())
    name, number = str(at(food, "description") or ""), str(at(food, "fdcId"))
    if kind is None or not name.strip() or not number.isdecimal():
        return None, Counter([STRANGE])
    left_out: Counter[str] = Counter()
    return _record(food, kind, name, number, left_out), left_out


def _record(food: Mapping[str, Any], kind: int, name: str, number: str, left_out: Counter[str]) -> Record:
    own = f"fdc:{int(number)}"
    day = str(food.get("publicationDate") or food.get("modifiedDate") or "")
    return Record(
        id=own,
        same=_same(food, kind, own),
        kind=kind,
        version=version(_day(day), number),
        name=name,
        also=str(food.get("shortDescription") or ""),
        brand=str(food.get("brandName") or food.get("brandOwner") or ""),
        category=_category(food),
        portions=_portions(food) | label_portions(food.get("servingSize"), *_serving(food)),
        figures=_figures(food, kind, left_out),
    )


def _day(text: str) -> str:
    """A date as the JSON files write it, "4/1/2019", as year, month and day.

    >>> _day("4/1/2019"), _day("2019-04-01")
    ('2019-04-01', '2019-04-01')
    """
    try:
        return datetime.strptime(text[:10], "%m/%d/%Y").date().isoformat()
    except ValueError:
        return text[:10]


def _same(food: Mapping[str, Any], kind: int, own: str) -> str:
    if kind == BRANDED:
        return barcode(str(food.get("gtinUpc") or ""), own)
    name, key = ("fndds", "foodCode") if kind == SURVEY else ("ndb", "ndbNumber")
    code = str(food.get(key) or "")
    return f"{name}:{int(code)}" if code.isdecimal() else own


def _category(food: Mapping[str, Any]) -> str:
    survey = at(food, "wweiaFoodCategory", "wweiaFoodCategoryDescription")
    return str(at(food, "foodCategory", "description") or survey or food.get("brandedFoodCategory") or "")


def _serving(food: Mapping[str, Any]) -> tuple[str, str]:
    return str(food.get("servingSizeUnit") or ""), str(food.get("householdServingFullText") or "")


def _portions(food: Mapping[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in entries(food.get("foodPortions")):
        unit = str(at(part, "measureUnit", "name") or "")
        told = str(at(part, "portionDescription") or at(part, "modifier") or "")
        told = told if unit in ("", "undetermined", UNDETERMINED) else unit
        amount = at(part, "amount") or at(part, "value") or 1
        found = portion(told if told[:1].isdigit() else f"{amount} {told}", at(part, "gramWeight")) | found
    return found


def _figures(food: Mapping[str, Any], kind: int, left_out: Counter[str]) -> dict[str, Entry]:
    known = columns("fdc")
    found: dict[str, Entry] = {}
    for told in entries(food.get("foodNutrients")):
        column = known.get(str(at(told, "nutrient", "id"))) or known.get(str(at(told, "nutrient", "number")))
        if column is None:
            continue
        ends = (at(told, "min"), at(told, "max"))
        figure = entry(column, at(told, "amount"), _mark(told, kind), left_out, ends)
        if figure:
            found[column.name] = below(figure, column, str(at(told, "loq") or ""))
    return found


def _mark(told: object, kind: int) -> str:
    if kind == BRANDED:
        return "l"
    code = at(told, "foodNutrientDerivation", "foodNutrientSource", "code")
    found = mark(None if code is None else "a" if str(code) in MEASURED else "c", at(told, "dataPoints"))
    return "t" if found == "?" else found
