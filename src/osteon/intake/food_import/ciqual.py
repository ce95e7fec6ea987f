"""The French CIQUAL table: its zip of XML files, its table as CSV, or the sheet of its XLSX."""

from __future__ import annotations

import csv
import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from osteon.errors import InputError
from osteon.intake.food_import.files import Member, lines, opened
from osteon.intake.food_import.formats import WRONG, Column, columns, entry, number
from osteon.intake.food_import.sheet import sheet_rows
from osteon.intake.food_import.staging import Staging
from osteon.intake.food_store_records import CIQUAL as KIND
from osteon.intake.food_store_records import Entry, Record, packed
from osteon.substances import folded

NAMES = ("alim_nom_eng", "alim_nom_fr")
GROUPS = ("alim_ssgrp_nom_eng", "alim_ssgrp_nom_fr", "alim_grp_nom_eng", "alim_grp_nom_fr")
TRUSTED = {"A": "a", "B": "a", "C": "c", "D": "c"}
"""Code of confidence: A and B rest on analyses, C and D on estimates (a reading of the table's own notes)."""
_HEADING = re.compile(r"(.+?)\s*\(\s*([^()/\s]+)[/\s]\s*100\s*g\s*\)\s*", re.DOTALL)
_ELEMENT = re.compile(r"<(\w+)(?:\s[^<>]*?)?(?:/>|>([^<]*(?:<(?!/?[A-Za-z_])[^<]*)*)</\1\s*>)", re.DOTALL)
_DECLARED = re.compile(rb"""encoding=["']([\w-]+)["']""")
_YEAR = re.compile(r"(20\d\d)[ _-]?(\d\d)?[ _-]?(\d\d)?")


def fits_xml(parts: Sequence[Member]) -> bool:
    """Whether the files are the zip or folder of XML files."""
    names = [part.name for part in parts]
    return all(any(name.startswith(start) and name.endswith(".xml") for name in names) for start in ("alim_2", "compo"))


def read_xml(parts: Sequence[Member], staging: Staging) -> None:
    """Stage foods and figures of the XML files."""
    foods, figures = (_named(parts, start) for start in ("alim_2", "compo"))
    groups = _groups(_named(parts, "alim_grp"))
    keys = _constants(_named(parts, "const"))
    day = edition(foods.name)
    add = lambda piece: staging.add([_food(cells, groups, day) for cells in piece if cells.get("alim_code")])  # noqa: E731
    staging.feed(foods.name, lambda: _elements(foods, "ALIM"), add)
    fill = lambda piece: staging.set("figures = json_patch(figures, ?)", _by_food(piece, keys, staging.left_out))  # noqa: E731
    staging.feed(figures.name, lambda: _elements(figures, "COMPO"), fill)


def _named(parts: Sequence[Member], start: str) -> Member:
    found = [part for part in parts if part.name.startswith(start) and part.name.endswith(".xml")]
    if not found:
        raise InputError(
            f"the XML file {start}..., which says what stands in the others, is missing; give the whole zip"
        )
    return found[0]


def _elements(part: Member, tag: str) -> Iterator[dict[str, str]]:
    """The children of each element of a name as text. The files are read as text, since a bare "<" stands in some."""
    with opened(part) as stream:
        block: list[str] = []
        for line in lines(stream, _encoding(part)):
            block.append(line)
            if len(block) > 1000:
                raise InputError(f"{part.name}: no <{tag}> in a thousand lines; this is not a file of CIQUAL")
            if f"</{tag}>" in line:
                yield from _children("".join(block), tag)
                block = []


def _children(text: str, tag: str) -> Iterator[dict[str, str]]:
    for piece in text.split(f"<{tag}>")[1:]:
        yield {name: html.unescape(value or "").strip() for name, value in _ELEMENT.findall(piece)}


def _encoding(part: Member) -> str:
    with opened(part) as stream:
        start = stream.inner.read(200)
    found = _DECLARED.search(start)
    declared = found[1].decode().lower() if found else "utf-8"
    return "utf-8-sig" if declared.startswith("utf") else "cp1252"


def edition(name: str) -> str:
    """The day of a release, from the name of its file.

    >>> edition("alim_2020_07_07.xml"), edition("ciqual 2025.csv"), edition("table.csv")
    ('2020-07-07', '2025-00-00', '0000-00-00')
    """
    found = ["-".join(part or "00" for part in match.groups()) for match in _YEAR.finditer(name)]
    return max(found, default="0000-00-00")


def _groups(part: Member) -> dict[str, str]:
    """Names of the groups by code, English where there is one."""
    found = {}
    for cells in _elements(part, "ALIM_GRP"):
        for level in ("grp", "ssgrp", "ssssgrp"):
            name = cells.get(f"alim_{level}_nom_eng") or cells.get(f"alim_{level}_nom_fr", "")
            if name.strip("- "):
                found[cells.get(f"alim_{level}_code", "")] = name
    return found


def _constants(part: Member) -> dict[str, Column]:
    """The nutrient of each code of constituents that Osteon knows."""
    found = {}
    for cells in _elements(part, "CONST"):
        for name in ("const_nom_eng", "const_nom_fr"):
            column = heading(cells.get(name, ""))
            if column:
                found[cells.get("const_code", "")] = column
    return found


def heading(text: str) -> Column | None:
    """The nutrient of a heading such as "Calcium (mg/100 g)".

    The sheet of 2025 breaks its headings into lines and has no stroke before "100 g".

    >>> heading("Vitamine K1 (µg/100 g)").name, heading("Eau (g/100 g)"), heading("Calcium (mg 100 g)").name
    ('vitamin K1', None, 'calcium')
    """
    found = _HEADING.fullmatch(text.strip())
    if not found:
        return None
    unit = {"µg": "ug", "μg": "ug", "kj": "kJ"}.get(found[2].lower(), found[2].lower())
    return columns("ciqual").get(f"{folded(found[1].replace('º', '°'))} {unit}")


def _food(
    cells: Mapping[str, str], groups: Mapping[str, str], day: str, figures: Mapping[str, Entry] | None = None
) -> Record:
    own = f"ciqual:{cells['alim_code'].strip()}"
    named = [cells.get(key, "").strip() for key in NAMES if cells.get(key, "").strip()] or [own]
    group = groups.get(cells.get("alim_ssgrp_code", ""), groups.get(cells.get("alim_grp_code", ""), ""))
    group = group or next((cells[key] for key in GROUPS if cells.get(key, "").strip("- ")), "")
    return Record(own, own, KIND, day, named[0], named[1] if len(named) > 1 else "", "", group, {}, figures or {})


def _by_food(
    piece: Iterable[Mapping[str, str]], keys: Mapping[str, Column], left_out: Counter[str]
) -> Iterator[tuple[str, str]]:
    for code, group in groupby(piece, itemgetter("alim_code")):
        found: dict[str, Entry] = {}
        for cells in group:
            column = keys.get(cells.get("const_code", ""))
            mark = TRUSTED.get(cells.get("code_confiance", ""), "t")
            ends = (_plain(cells.get("min", "")), _plain(cells.get("max", "")))
            told = amount(column, cells.get("teneur", ""), mark, left_out, ends) if column else None
            if column and told:
                found[column.name] = told
        if found:
            yield packed(found), f"ciqual:{code}"


def amount(column: Column, text: str, mark: str, left_out: Counter[str], ends: tuple[object, ...] = ()) -> Entry | None:
    """A cell of the table: a decimal comma, "-" for not known, "traces", or "< 0,5" for half of that with its range.

    >>> amount(heading("Zinc (mg/100 g)"), "< 0,5", "a", Counter())
    Entry(amount=0.25, mark='a', low=0.0, high=0.5)
    """
    plain = _plain(text)
    if plain in ("", "-"):
        return None
    if plain.lower() == "traces":
        return entry(column, 0.0, mark, left_out)
    if plain.startswith("<"):
        most = number(plain[1:].strip())
        if most is None:
            left_out[WRONG] += 1
            return None
        return entry(column, most / 2, mark, left_out, (0.0, most))
    return entry(column, plain, mark, left_out, ends)


def _plain(text: str) -> str:
    return text.strip().replace("\u202f", "").replace("\xa0", "").replace(",", ".")


def fits_table(parts: Sequence[Member]) -> bool:
    """Whether one of the files is the table as CSV or XLSX."""
    return _table_of(parts) is not None


def _table_of(parts: Sequence[Member]) -> tuple[Member, Callable[[Member], Iterator[list[str]]]] | None:
    if any(part.name == "[content_types].xml" for part in parts):
        return parts[0], sheet_rows
    for part in parts:
        if part.name.endswith((".csv", ".txt", ".tsv")):
            with opened(part) as stream:
                start = stream.inner.read(300).decode("cp1252", "replace").lower()
            if "alim_grp_code" in start or "alim_code" in start:
                return part, _csv_rows
    return None


def read_table(parts: Sequence[Member], staging: Staging) -> None:
    """Stage the foods of the table, which has a food in each row and a nutrient in each column."""
    found = _table_of(parts)
    assert found is not None
    part, rows_of = found
    day = edition(part.path.name)
    left_out = staging.left_out

    def add(piece: list[tuple[list[str], list[str]]]) -> None:
        told = (_of_row(header, row, day, left_out) for header, row in piece)
        staging.add([record for record in told if record])

    staging.feed(part.path.name, lambda: _with_heading(rows_of(part), part.path.name), add)


def _csv_rows(part: Member) -> Iterator[list[str]]:
    with opened(part) as stream:
        encoding = _text_encoding(part)
        text = lines(stream, encoding)
        first = next(text, "")
        mark = max(";\t,", key=first.count)
        yield from csv.reader(_again(first, text), delimiter=mark)


def _text_encoding(part: Member) -> str:
    with opened(part) as stream:
        sample = stream.inner.read(200_000)
    try:
        sample[: sample.rfind(b"\n")].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _with_heading(rows: Iterator[list[str]], name: str) -> Iterator[tuple[list[str], list[str]]]:
    header: list[str] = []
    for row in rows:
        if header:
            yield header, row
        elif "alim_code" in row:
            header = row
    if not header:
        raise InputError(
            f"{name}: there is no column alim_code; take the table of foods, not that of groups or sources"
        )


def _of_row(header: list[str], row: list[str], day: str, left_out: Counter[str]) -> Record | None:
    cells = dict(zip(header, row, strict=False))
    if not cells.get("alim_code", "").strip():
        return None
    figures: dict[str, Entry] = {}
    for title, text in cells.items():
        column = heading(" ".join(title.split()))
        told = amount(column, text, "t", left_out) if column else None
        if column and told:
            figures[column.name] = told
    return _food(cells, {}, day, figures)
