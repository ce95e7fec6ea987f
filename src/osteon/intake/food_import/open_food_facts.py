"""Products of Open Food Facts: the export with tabs, and the database with one JSON object a line; gzipped or not.

What is estimated from ingredients is not read. All other figures are what people copied from labels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from osteon.intake.food_import.files import Member, lines, opened
from osteon.intake.food_import.formats import barcode, columns, entry, number, portion
from osteon.intake.food_import.json_stream import each_line
from osteon.intake.food_import.staging import Staging, Told
from osteon.intake.food_import.tables import places_of
from osteon.intake.food_store_records import PRODUCT, Entry, Record

WANTED = ("code", "last_modified_t?", "product_name", "generic_name?", "brands?", "main_category_en?", "categories_en?")
SERVING = ("serving_size?", "serving_quantity?")
NAMELESS = "products without a name or a barcode"
EMPTY = "products without any figure that Osteon uses"
PREPARED = "products told only per serving or prepared"
ESTIMATES = "figures estimated from ingredients"
BROKEN_LINES = "lines that are no JSON"
KILOJOULES = 4.184
AGREE = 1.3


def fits(parts: Sequence[Member]) -> bool:
    """Whether the first file is one of these."""
    return bool(parts) and (_has_tabs(parts[0]) or _has_objects(parts[0]))


def _start(part: Member) -> str:
    with opened(part) as stream:
        return stream.inner.read(60_000).decode("utf-8-sig", "replace")


def _has_tabs(part: Member) -> bool:
    header = _start(part).partition("\n")[0].split("\t")
    return "code" in header and "product_name" in header


def _has_objects(part: Member) -> bool:
    if not part.name.endswith((".jsonl", ".json", ".ndjson")):
        return False
    with opened(part) as stream:
        first = next(each_line(lines(stream)), None)
    return isinstance(first, Mapping) and bool(
        {"code", "_id"} & set(first) and {"nutriments", "nutrition"} & set(first)
    )


def read(parts: Sequence[Member], staging: Staging) -> None:
    """Stage all products that have a name and a figure."""
    part = parts[0]
    with opened(part) as stream:
        share = lambda: min(1.0, stream.bytes / part.size) if part.size else -1.0  # noqa: E731
        if _has_tabs(part):
            rows: Any = lambda: _with_tabs(lines(stream), part.name)  # noqa: E731
        else:
            rows = lambda: each_line(lines(stream))  # noqa: E731
        staging.feed_records(part.name, lambda: map(_told, rows()), share)


def _with_tabs(rows: Iterator[str], name: str) -> Iterator[dict[str, Any]]:
    """Rows as products, with the figures together as in the other form of the data."""
    header = next(rows, "").rstrip("\r\n").split("\t")
    figures = [key for key in columns("off") if key in header]
    wanted = [*WANTED, *SERVING]
    places = places_of(header, [*wanted, *figures], name)
    keys = [key.removesuffix("?") for key in wanted]
    for row in rows:
        if row == "\n":
            continue
        cells = row.rstrip("\r\n").split("\t")
        told = [cells[place] if 0 <= place < len(cells) else "" for place in places]
        product: dict[str, Any] = dict(zip(keys, told, strict=False))
        product["nutriments"] = dict(zip(figures, told[len(keys) :], strict=True))
        yield product


def _told(product: object) -> Told:
    left_out: Counter[str] = Counter()
    if not isinstance(product, Mapping):
        return None, Counter([BROKEN_LINES])
    code = str(product.get("code") or product.get("_id") or "").strip()
    name = str(product.get("product_name") or product.get("product_name_en") or product.get("generic_name") or "")
    if not code or not name.strip() or not code.isalnum():
        return None, Counter([NAMELESS])
    figures = _figures(product, left_out)
    if not figures:
        return None, left_out + Counter([EMPTY])
    return _record(product, code[:40], name, figures), left_out


def _record(product: Mapping[str, Any], code: str, name: str, figures: Mapping[str, Entry]) -> Record:
    own = f"off:{code}"
    modified = number(product.get("last_modified_t")) or 0.0
    category = product.get("main_category_en") or str(product.get("categories_en") or product.get("categories") or "")
    return Record(
        id=own,
        same=barcode(code, own),
        kind=PRODUCT,
        version=f"{int(modified):012d}",
        name=name,
        also=str(product.get("generic_name") or ""),
        brand=str(product.get("brands") or "").partition(",")[0],
        category=str(category).rpartition(",")[2],
        portions=_portions(product),
        figures=figures,
    )


def _portions(product: Mapping[str, Any]) -> dict[str, float]:
    grams = product.get("serving_quantity")
    return portion(str(product.get("serving_size") or ""), grams) | portion("1 serving", grams)


def _figures(product: Mapping[str, Any], left_out: Counter[str]) -> dict[str, Entry]:
    """What a product holds: of the newer form of the data where it is there, else of the older one."""
    nutrition = product.get("nutrition")
    told = nutrition.get("aggregated_set") if isinstance(nutrition, Mapping) else None
    if isinstance(told, Mapping) and isinstance(told.get("nutrients"), Mapping):
        return _energy_checked(_of_set(told, left_out))
    older = product.get("nutriments")
    given: Mapping[str, Any] = older if isinstance(older, Mapping) else {}
    told_each = [(column.name, entry(column, given.get(key), "l", left_out)) for key, column in columns("off").items()]
    return _energy_checked({name: figure for name, figure in told_each if figure})


def _of_set(told: Mapping[str, Any], left_out: Counter[str]) -> dict[str, Entry]:
    """The newer form: a set of nutrients of 100 g or 100 mL, each with its unit, its source and perhaps "<"."""
    if told.get("per") not in ("100g", "100ml") or told.get("preparation") == "prepared":
        left_out[PREPARED] += 1
        return {}
    found: dict[str, Entry] = {}
    for key, column in columns("off").items():
        each = told["nutrients"].get(key.removesuffix("_100g"))
        if not isinstance(each, Mapping):
            continue
        if each.get("source") == "estimate":
            left_out[ESTIMATES] += 1
            continue
        amount = _in_grams(each.get("value", each.get("value_computed")), str(each.get("unit") or ""))
        least = str(each.get("modifier") or "").startswith("<") and amount is not None
        figure = entry(column, amount / 2, "l", left_out, (0.0, amount)) if least and amount else None
        figure = figure or entry(column, amount, "t" if each.get("source") == "usda" else "l", left_out)
        if figure:
            found[column.name] = figure
    return found


def _in_grams(given: object, unit: str) -> float | None:
    """An amount in grams, from the units that may stand beside it; energy stays as it is.

    >>> _in_grams(700, "mg"), _in_grams(410, "kcal"), _in_grams(0.7, "")
    (0.7, 410.0, 0.7)
    """
    value = number(given)
    return None if value is None else value / {"mg": 1e3, "µg": 1e6, "μg": 1e6, "mcg": 1e6}.get(unit, 1.0)


def _energy_checked(found: dict[str, Entry]) -> dict[str, Entry]:
    """Where kilocalories and kilojoules contradict each other, the kilojoules stand: kilojoules were once put for both.

    >>> _energy_checked({"energy": Entry(1569, "l"), "energy~1": Entry(375, "l")})
    {'energy~1': Entry(amount=375, mark='l', low=None, high=None)}
    """
    first, second = found.get("energy"), found.get("energy~1")
    if first and second and second.amount > 0 and not 1 / AGREE < first.amount / second.amount < AGREE:
        return {name: figure for name, figure in found.items() if name != "energy"}
    return found
