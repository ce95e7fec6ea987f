"""From a CSV file to people and their events."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from osteon.bounded import read_bytes, utf8
from osteon.catalogue import PARAMETER, Catalogue, Item, spellings
from osteon.errors import InputError, nearest
from osteon.eventtable.records import Event, Subject
from osteon.eventtable.rows import COLUMNS, RowReader

MOST_BYTES = 256_000_000
MOST_ROWS = 2_000_000
MOST_PROBLEMS = 200


def read_events(path: str | Path, catalogue: Catalogue) -> tuple[Subject, ...]:
    """The people of an event table file; at most 256 MB and 2 million rows.

    Raises:
        InputError: the file or any of its rows cannot be used; with every problem and its line.
    """
    where = str(path)
    content = read_bytes(path, MOST_BYTES, "table of events", (".csv",), "split it by ID")
    return parse_events(utf8(content, where), catalogue, where)


def parse_events(text: str, catalogue: Catalogue, where: str = "event table") -> tuple[Subject, ...]:
    r"""The people of an event table given as text; raises InputError with every problem and its line.

    >>> from osteon.catalogue import catalogue
    >>> [subject] = parse_events("ID,TIME,AMT,CMT\n1,0,60,DENSC\n", catalogue("peterson-riggs-2010"))
    >>> subject.events[0].dosing.amount, subject.events[0].dosing.pool.symbol
    (60.0, 'DENSC')
    """
    problems: list[str] = []
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    subjects: tuple[Subject, ...] = ()
    try:
        header = [cell.strip() for cell in next(rows, [])]
        places, params = _header(header, catalogue, problems)
        subjects = _people(RowReader(catalogue, problems, places, params), _rows(rows, len(header), problems))
    except csv.Error as error:
        problems.append(f"line {rows.line_num}: this is not CSV: {error}")
    if problems:
        hidden = len(problems) - MOST_PROBLEMS
        raise InputError([*problems[:MOST_PROBLEMS], *([f"and {hidden} more"] if hidden > 0 else [])], where)
    return subjects


def _header(names: list[str], catalogue: Catalogue, problems: list[str]) -> tuple[dict[str, int], dict[int, Item]]:
    """Where each known column stands, and which columns set which parameter."""
    places: dict[str, int] = {}
    params: dict[int, Item] = {}
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        problems.append("line 1: columns are separated by commas in an event table")
        return {"ID": 0}, {}
    for place, name in enumerate(names):
        column = name.upper()
        if column in places:
            problems.append(f"line 1: column {name} is there twice")
        elif column in COLUMNS:
            places[column] = place
        else:
            _parameter(place, name, catalogue, params, problems)
    if "TIME" not in places and set(places) != {"ID"}:
        problems.append("line 1: there is no column TIME (hours)")
    return places, params


def _parameter(place: int, name: str, catalogue: Catalogue, params: dict[int, Item], problems: list[str]) -> None:
    try:
        item = catalogue.one(name, [PARAMETER])
    except InputError as error:
        close = nearest(name, [*COLUMNS, *spellings(catalogue.of(PARAMETER))])
        reason = error.problems[0] if catalogue.find(name) or not close else f"{name!r} is no known column; {close}"
        problems.append(f"line 1: column {reason}" if name else f"line 1: column {place + 1} has no name")
        return
    if item in params.values():
        problems.append(f"line 1: {item.name} has two columns")
    params[place] = item


def _rows(rows: Any, width: int, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank with its line; rows with too few or too many cells are noted."""
    count = 0
    for cells in rows:
        if not cells:
            continue
        count += 1
        if count > MOST_ROWS or len(problems) > 10 * MOST_PROBLEMS:
            problems.append(f"line {rows.line_num}: reading stopped here; {MOST_ROWS} rows is the most")
            return
        if len(cells) == width:
            yield rows.line_num, [cell.strip() for cell in cells]
        else:
            problems.append(f"line {rows.line_num}: {len(cells)} cells, but the header has {width}")


def _people(reader: RowReader, rows: Iterator[tuple[int, list[str]]]) -> tuple[Subject, ...]:
    people: dict[str, list[Event]] = {}
    last = ""
    for line, cells in rows:
        person = reader.person(line, cells)
        if person != last and person in people:
            reader.problems.append(
                f"line {line}: ID {person} comes again after ID {last}; keep each ID's rows together"
            )
        events = people.setdefault(person, [])
        events.append(reader.event(events[-1] if events else None))
        last = person
    if not people and not reader.problems:
        reader.problems.append("the table has no rows below its header")
    return tuple(Subject(person, tuple(events)) for person, events in people.items())
