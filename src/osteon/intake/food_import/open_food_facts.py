"""Products of Open Food Facts: the export with tabs, and the database with one JSON object a line; gzipped or not.

What is estimated from ingredients is not read. All other figures are what people copied from labels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from osteon.intake.food_import.files import Member, lines, opened
from osteon.intake.food_import.formats import barcode, columns, entry, number, portion
from osteon.intake.food_import.json_stream import each_line
from osteon.intake.food_import.staging import Staging
from osteon.intake.food_import.tables import places_of
from osteon.intake.food_store_records import PRODUCT, Entry, Record

WANTED = ("code", "last_modified_t?", "product_name", "generic_name?", "brands?", "main_category_en?", "categories_en?")
SERVING = ("serving_size?", "serving_quantity?")
NAMELESS = "products without a name or a barcode"
EMPTY = "products without any figure that Osteon uses"
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
    return part.name.endswith((".jsonl", ".json", ".ndjson")) and '"nutriments"' in _start(part)


def read(parts: Sequence[Member], staging: Staging) -> None:
    """Stage all products that have a name and a figure."""
    part = parts[0]
    with opened(part) as stream:
        share = lambda: min(1.0, stream.bytes / part.size) if part.size else -1.0  # noqa: E731
        if _has_tabs(part):
            rows: Any = lambda: _with_tabs(lines(stream), part.name)  # noqa: E731
        else:
            rows = lambda: each_line(lines(stream))  # noqa: E731
        add = lambda piece: staging.add(list(_records(piece, staging.left_out)))  # noqa: E731
        staging.feed(part.name, rows, add, share)


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


def _records(piece: Iterable[Any], left_out: Counter[str]) -> Iterator[Record]:
    for product in piece:
        if not isinstance(product, Mapping):
            left_out[BROKEN_LINES] += 1
            continue
        code = str(product.get("code") or product.get("_id") or "").strip()
        name = str(product.get("product_name") or product.get("product_name_en") or product.get("generic_name") or "")
        if not code or not name.strip() or not code.isalnum():
            left_out[NAMELESS] += 1
            continue
        figures = _figures(product.get("nutriments"), left_out)
        if not figures:
            left_out[EMPTY] += 1
            continue
        yield _record(product, code[:40], name, figures)


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


def _figures(told: object, left_out: Counter[str]) -> dict[str, Entry]:
    given: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
    found: dict[str, Entry] = {}
    for key, column in columns("off").items():
        figure = entry(column, given.get(key), "l", left_out)
        if figure:
            found[column.name] = figure
    return _energy_checked(found)


def _energy_checked(found: dict[str, Entry]) -> dict[str, Entry]:
    """Where kilocalories and kilojoules contradict each other, the kilojoules stand: kilojoules were once put for both.

    >>> _energy_checked({"energy": Entry(1569, "l"), "energy~1": Entry(375, "l")})
    {'energy~1': Entry(amount=375, mark='l', low=None, high=None)}
    """
    first, second = found.get("energy"), found.get("energy~1")
    if first and second and second.amount > 0 and not 1 / AGREE < first.amount / second.amount < AGREE:
        return {name: figure for name, figure in found.items() if name != "energy"}
    return found
