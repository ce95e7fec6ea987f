"""Tables of text as tuples of the columns that are wanted; a column that is missing is told, with those there are."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from osteon.errors import InputError, nearest


def chosen(rows: Iterable[str], wanted: Sequence[str], name: str) -> Iterator[tuple[str, ...]]:
    """The wanted columns of a table with commas; a name that ends in "?" may be missing and is then empty.

    Raises:
        InputError: a column is missing, a quotation never ends, or a field is endless.

    >>> list(chosen(["id,name,unit", "7,Zinc"], ["name", "id", "rank?"], "nutrient.csv"))
    [('Zinc', '7', '')]
    """
    reader = csv.reader(rows, strict=False)
    try:
        header = [cell.strip().strip("\ufeff").strip('"').lower() for cell in next(reader, [])]
        places = places_of(header, wanted, name)
        width = max(max(places) + 1, len(header))
        pick = itemgetter(*(place if place >= 0 else width for place in places))
        for row in reader:
            padding = width + 1 - len(row)
            yield pick([*row[:width], ""] if padding < 2 else [*row, *[""] * padding])
    except csv.Error as error:
        raise InputError(f"{name}, line {reader.line_num}: {error}; download the file again") from None


def places_of(header: Sequence[str], wanted: Sequence[str], name: str) -> list[int]:
    """Where each wanted column stands; -1 for one that may be missing and is.

    >>> places_of(["id", "name"], ["name", "unit?"], "a table")
    [1, -1]
    """
    known = {word: place for place, word in reversed(list(enumerate(header)))}
    missing = [word for word in wanted if not word.endswith("?") and word.lower() not in known]
    if missing:
        hints = [f"column {word!r} is missing; {nearest(word, header) or _there(header)}" for word in missing]
        raise InputError([f"{name}: {hint}" for hint in hints])
    return [known.get(word.removesuffix("?").lower(), -1) for word in wanted]


def _there(header: Sequence[str]) -> str:
    shown = ", ".join(word[:40] for word in header[:8])
    return f"there are {shown}" if shown else "it has no heading"
