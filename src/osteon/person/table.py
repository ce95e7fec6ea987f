"""Reading one TOML table key by key: problems are kept with key and line, and unknown keys get the nearest names."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from osteon.errors import InputError, nearest
from osteon.person.files import KeyPath, line_of

Value = TypeVar("Value")
Fallback = TypeVar("Fallback")

MOST_PROBLEMS = 50


class Problems:
    """All that is wrong with one input, told in the order of its lines."""

    def __init__(self, where: str, lines: Mapping[KeyPath, int]) -> None:
        self.where = where
        self._lines = dict(lines)
        self._found: list[tuple[int, str]] = []
        self._more = 0

    def add(self, path: KeyPath, message: str) -> None:
        """Keep a problem of the key at `path`."""
        line = line_of(path, self._lines)
        place = f"{written(path)} (line {line})" if line else written(path)
        if len(self._found) < MOST_PROBLEMS:
            self._found.append((line or 0, f"{place}: {message}" if path else message))
        else:
            self._more += 1

    @property
    def full(self) -> bool:
        """Whether enough problems are listed to stop looking for hints."""
        return len(self._found) >= MOST_PROBLEMS

    def raise_any(self) -> None:
        """Raise one InputError with everything found; do nothing if nothing was."""
        if self._found:
            more = [f"and {self._more} more"] if self._more else []
            in_order = [message for _, message in sorted(self._found, key=lambda found: found[0] or sys.maxsize)]
            raise InputError([*in_order, *more], self.where)


def written(path: KeyPath) -> str:
    """A key path as a reader finds it, counting entries from one.

    >>> written(("supplement", 0, "amount"))
    'supplement #1.amount'
    """
    text = ""
    for piece in path:
        if isinstance(piece, int):
            text += f" #{piece + 1}"
        else:
            text += ("." if text else "") + (piece if piece.replace("_", "").isalnum() else f'"{piece[:60]}"')
    return text


def shown(given: object) -> str:
    """A short form of what was given, for a message.

    >>> shown("x" * 100)[-5:]
    "xx..'"
    """
    try:
        text = repr(given)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= 60 else text[:57] + ".." + text[-1]


class Table:
    """One table of the input at its path; a key that is read becomes known, and `finish` reports all others."""

    def __init__(self, content: object, path: KeyPath, problems: Problems) -> None:
        self.path = path
        self.problems = problems
        self._known: list[str] = []
        self._content: Mapping[Any, Any] = content if isinstance(content, Mapping) else {}
        self._is_table = isinstance(content, Mapping)
        if not self._is_table:
            problems.add(path, f"{shown(content)} is not a table of keys and values")

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def read(self, key: str, reader: Callable[[Any], Value], fallback: Fallback) -> Value | Fallback:
        """The value of a key through its reader; the fallback if it is absent or wrong."""
        self._known.append(key)
        if key not in self._content:
            return fallback
        try:
            return reader(self._content[key])
        except InputError as error:
            self.wrong(key, *error.problems)
            return fallback

    def require(self, key: str, reader: Callable[[Any], Value], fallback: Value, example: str) -> Value:
        """The value of a key that must be there; `example` shows how to write it."""
        if key not in self._content:
            self.lacks(key, f"is missing; write it like {example}")
        return self.read(key, reader, fallback)

    def lacks(self, key: str, message: str) -> None:
        """Keep a problem of an absent key, unless the whole table is something else."""
        if self._is_table:
            self.wrong(key, message)

    def wrong(self, key: str, *messages: str) -> None:
        """Keep problems of one key of this table."""
        for message in messages:
            self.problems.add((*self.path, key), message)

    def entries(self, key: str) -> list[tuple[KeyPath, Any]]:
        """The entries of a list of tables, each with its path; a problem if it is not a list."""
        given = self.read(key, _list, [])
        return [((*self.path, key, number), entry) for number, entry in enumerate(given)]

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._content if isinstance(key, str))

    def finish(self, elsewhere: Mapping[str, str] | None = None) -> None:
        """Report every key that nothing read; `elsewhere` tells in which table a misplaced key belongs."""
        for key in self._content:
            if key not in self._known:
                hint = "" if self.problems.full else _unknown_hint(str(key), self._known, elsewhere or {})
                self.problems.add((*self.path, str(key)), f"unknown key{hint}")


def _list(given: object) -> list[Any]:
    if isinstance(given, list | tuple):
        return list(given)
    raise InputError(f"{shown(given)} is not a list; write [ ... ], or [[...]] for a list of tables")


def _unknown_hint(key: str, known: list[str], elsewhere: Mapping[str, str]) -> str:
    if key in elsewhere:
        return f"; it belongs in {elsewhere[key]}"
    close = nearest(key[:40], known)
    return f"; {close}" if close else f"; known are {', '.join(known)}"
