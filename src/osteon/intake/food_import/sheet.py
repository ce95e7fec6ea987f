"""The first sheet of an XLSX file as rows of text, read from its two XML parts without loading the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from osteon.errors import InputError
from osteon.intake.food_import.files import Member, Stream, members, opened

MOST_TEXTS = 2_000_000
_COLUMN = re.compile(r"[A-Z]+")


def sheet_rows(part: Member) -> Iterator[list[str]]:
    """The rows of the first sheet; cells that are left out are empty.

    Raises:
        InputError: it is no such file, or one that declares entities of its own.
    """
    inside = {each.name: each for each in members(part.path)}
    if "sheet1.xml" not in inside:
        raise InputError("this workbook has no first sheet; save the table of foods as CSV", str(part.path))
    texts = list(_texts(inside["sharedstrings.xml"])) if "sharedstrings.xml" in inside else []
    with opened(inside["sheet1.xml"]) as stream:
        for row in _elements(stream, "row"):
            cells: list[str] = []
            for cell in row.iter():
                if _tag(cell) == "c":
                    place = _place(str(cell.get("r", "")), len(cells))
                    cells += [""] * (min(place, 20_000) - len(cells))
                    cells.append(_value(cell, texts))
            yield cells


def _texts(part: Member) -> Iterator[str]:
    with opened(part) as stream:
        for count, item in enumerate(_elements(stream, "si")):
            if count > MOST_TEXTS:
                raise InputError("this sheet holds millions of texts; no food table does")
            yield "".join(piece.text or "" for piece in item.iter() if _tag(piece) == "t")


def _elements(stream: Stream, tag: str) -> Iterator[Any]:
    try:
        for _, element in ElementTree.iterparse(_Plain(stream), events=("end",)):
            if _tag(element) == tag:
                yield element
                element.clear()
    except ElementTree.ParseError as error:
        raise InputError(f"this sheet is broken ({error}); download it again") from None


class _Plain:
    """XML without declarations of its own, in which bombs are built."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size if size > 0 else 1 << 16) or b""
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise InputError("this sheet declares entities of its own, which no food table does")
        return data


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _place(name: str, after: int) -> int:
    found = _COLUMN.match(name)
    if not found or len(found[0]) > 3:
        return after
    place = 0
    for letter in found[0]:
        place = place * 26 + ord(letter) - 64
    return max(place - 1, after)


def _value(cell: Any, texts: list[str]) -> str:
    told = next((str(piece.text or "") for piece in cell.iter() if _tag(piece) in ("v", "t")), "")
    if cell.get("t") == "s":
        return texts[int(told)] if told.isdecimal() and int(told) < len(texts) else ""
    return told
