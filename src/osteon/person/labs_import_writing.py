"""Imported results as the text of a [labs] table, alone or put into a person file that is kept as it is otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from osteon.errors import InputError
from osteon.person.files import read_toml
from osteon.person.records import Person

_HEADER = re.compile(r"^\s*\[labs\]\s*(?:#.*)?$")
_NEXT = re.compile(r"^\s*\[")
Labs = Mapping[str, tuple[Mapping[str, Any], ...]]


def labs_text(labs: Labs) -> str:
    """The [labs] table of a person file.

    >>> print(labs_text({"pth_intact": ({"value": "40 pg/mL", "date": date(2026, 2, 10)},)}))
    [labs]
    pth_intact = [{ value = "40 pg/mL", date = 2026-02-10 }]
    <BLANKLINE>
    """
    rows = []
    for name, entries in labs.items():
        told = ", ".join(f'{{ value = "{entry["value"]}", date = {entry["date"].isoformat()} }}' for entry in entries)
        rows.append(f"{name if name.replace('_', '').isalnum() else repr(name)} = [{told}]")
    return "\n".join(["[labs]", *rows]) + "\n"


def with_labs(text: str, labs: Labs, where: str = "person", today: date | None = None) -> str:
    """The text of a person file with results added to its [labs] table; all else, comments too, stays as it is.

    Raises:
        InputError: the file is no person file, or the results do not fit the person (before birth, in the future).
    """
    person = Person.from_text(text, where, today)
    merged = _merged(person, labs)
    lines = text.splitlines(keepends=True)
    start = next((place for place, line in enumerate(lines) if _HEADER.match(line)), None)
    if start is None and "labs" in read_toml(text, where):
        raise InputError("labs are not written as a [labs] table of their own; write them so, and try again", where)
    if start is None:
        gap = "" if text.endswith("\n\n") or not text else "\n" if text.endswith("\n") else "\n\n"
        new = f"{text}{gap}{labs_text(merged)}"
    else:
        end = next((place for place in range(start + 1, len(lines)) if _NEXT.match(lines[place])), len(lines))
        after = "\n" if end < len(lines) else ""
        new = "".join(lines[:start]) + labs_text(merged) + after + "".join(lines[end:])
    Person.from_text(new, where, today)
    return new


def _merged(person: Person, labs: Labs) -> Labs:
    """What the file has and what is new; the same value of the same day once."""
    found: dict[str, dict[tuple[date, str], None]] = {}
    for name, known in person.labs.items():
        found[name] = {(lab.date, str(lab.value)): None for lab in known}
    for name, entries in labs.items():
        found.setdefault(name, {}).update({(entry["date"], entry["value"]): None for entry in entries})
    return {
        name: tuple({"value": value, "date": day} for day, value in sorted(entries)) for name, entries in found.items()
    }
