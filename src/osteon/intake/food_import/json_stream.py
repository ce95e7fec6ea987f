"""The objects of a long list in JSON, one after another, without ever holding the whole."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

from osteon.errors import InputError
from osteon.intake.food_import.files import Stream

BLOCK = 1 << 20
MOST = 16 << 20
"""The largest single food that is believed; official ones have at most a few hundred kilobytes."""
_GAP = re.compile(r"[\s,]*")
_LIST = re.compile(
    r'\s*(?:\{\s*(?:"[^"]{0,200}"\s*:\s*(?:"[^"]{0,2000}"|[\d.eE+-]+|true|false|null)\s*,\s*)*"([^"]{1,200})"\s*:\s*)?\['
)


def objects(stream: Stream) -> Iterator[Any]:
    """The entries of the first list of a text: the text itself, or the first list in its outermost object.

    Raises:
        InputError: it is no JSON, has no list, or stops in the middle.
    """
    text = io.TextIOWrapper(io.BufferedReader(stream, BLOCK), encoding="utf-8-sig")
    buffer = text.read(BLOCK)
    start = _LIST.match(buffer)
    if not start:
        raise InputError("this JSON does not begin with a list of foods; take the file as it was downloaded")
    yield from _entries(text, buffer[start.end() :])


def _entries(text: io.TextIOWrapper, buffer: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    place, ended = 0, False
    while True:
        place = _skipped(buffer, place)
        if buffer[place : place + 1] == "]":
            return
        try:
            entry, place = decoder.raw_decode(buffer, place)
        except RecursionError:
            raise InputError("this JSON is nested too deeply for a food") from None
        except ValueError as error:
            if ended or len(buffer) - place > MOST:
                raise InputError(f"this JSON is broken or cut off ({_words(error)}); download it again") from None
            more = text.read(max(BLOCK, len(buffer) - place))
            buffer, place, ended = buffer[place:] + more, 0, not more
            continue
        if place == len(buffer) and not isinstance(entry, dict):
            raise InputError("this JSON is a list of something else than foods")
        yield entry


def _skipped(buffer: str, place: int) -> int:
    found = _GAP.match(buffer, place)
    return found.end() if found else place


def _words(error: ValueError) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "a number of thousands of digits"


def each_line(rows: Iterator[str]) -> Iterator[Any]:
    """The object of each line; a line that is no JSON is None.

    >>> list(each_line(iter(['{"code": 1}', "{"])))
    [{'code': 1}, None]
    """
    for row in rows:
        if row.strip():
            try:
                yield json.loads(row)
            except (ValueError, RecursionError):
                yield None
