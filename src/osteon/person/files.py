"""From a path to a TOML table: size, encoding and syntax are checked, and lines of keys are found for messages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from osteon.bounded import read_bytes, utf8
from osteon.errors import InputError

MOST_BYTES = 1_000_000
MOST_COLUMNS = 200

KeyPath = tuple[str | int, ...]


def read_file(path: str | Path, what: str = "person file") -> str:
    """The text of a person file, or of what else it is; raises InputError if missing, too large or not UTF-8."""
    return utf8(read_bytes(path, MOST_BYTES, what, (".toml",), f"a {what} is a few kilobytes"), str(path))


def read_toml(text: str, where: str) -> dict[str, Any]:
    r"""Parse TOML; raises InputError with the line of the mistake.

    >>> read_toml("[person]\nage = 57", "a file")
    {'person': {'age': 57}}
    """
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"this is not TOML: {error}", where) from None
    except RecursionError:
        raise InputError("this is not a person file: its tables are nested too deeply", where) from None
    except ValueError:
        raise InputError("this is not a person file: it holds a number or date that is too long", where) from None


_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_ENTRY = re.compile(r"""\{[^}]*\}?|"[^"]*"|'[^']*'""")
_BARE = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")


def _pieces(key: str) -> tuple[str, ...]:
    return tuple(next(group for group in match.groups() if group is not None) for match in _BARE.finditer(key))


def key_lines(text: str) -> dict[KeyPath, int]:
    r"""The line on which each key is written, as far as that can be seen without parsing.

    >>> key_lines("[person]\nage = 57\n[[supplement]]\nnutrient = 'MK-7'")[("supplement", 0, "nutrient")]
    4
    """
    return dict(_located(text))


def _located(text: str) -> Iterator[tuple[KeyPath, int]]:
    table: KeyPath = ()
    key: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        header, assigned = _HEADER.match(line[:MOST_COLUMNS]), _KEY.match(line[:MOST_COLUMNS])
        if header:
            table = _pieces(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            key = table
            yield from ((table[:end], number) for end in range(1, len(table) + 1))
        elif assigned:
            key = (*table, *_pieces(assigned[1]))
            yield key, number
        if not header and key:
            value = line[assigned.end() if assigned else 0 : MOST_COLUMNS]
            for _ in _ENTRY.finditer(value) if not assigned or value.lstrip().startswith("[") else ():
                counts[key] = counts.get(key, -1) + 1
                yield (*key, counts[key]), number


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int | None:
    """The line of a key, or of the nearest key around it.

    >>> line_of(("diet", "foods", 3, "amount"), {("diet", "foods"): 7})
    7
    """
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), None)
