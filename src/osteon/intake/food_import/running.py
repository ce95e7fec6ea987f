"""An import from beginning to end: what kind of file it is, staging, and settling into the database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from osteon.errors import InputError
from osteon.intake import food_store
from osteon.intake.food_import import ciqual, fdc_csv, fdc_json, open_food_facts
from osteon.intake.food_import.files import Member, digest, members
from osteon.intake.food_import.settling import settle
from osteon.intake.food_import.staging import Progress, Staging

Parts = Sequence[Member]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of source: its name, whether files are of it, and how they are staged."""

    name: str
    fits: Callable[[Parts], bool]
    read: Callable[[Parts, Staging], None]


FORMATS = (
    Format("FoodData Central, CSV", fdc_csv.fits, fdc_csv.read),
    Format("CIQUAL, XML", ciqual.fits_xml, ciqual.read_xml),
    Format("CIQUAL, table", ciqual.fits_table, ciqual.read_table),
    Format("FoodData Central, JSON", fdc_json.fits, fdc_json.read),
    Format("Open Food Facts", open_food_facts.fits, open_food_facts.read),
)
"""The formats in the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: foods of the file, new and changed ones among them, and why others were left out.

    `known` says that the same file had been imported before, so nothing was done.
    """

    format: str
    foods: int
    new: int
    changed: int
    left_out: Mapping[str, int]
    known: bool = False
    resumed: bool = False


def import_foods(source: str | Path, progress: Progress = lambda *_: None) -> Imported:
    """Read a downloaded food table into the user's database; goes on where it was stopped, and does nothing twice.

    Raises:
        InputError: the source is none of the known formats, or broken; the database stays as it was.
        StorageError: the database cannot be used.
    """
    path = Path(source)
    parts = members(path)
    kind = format_of(path, parts)
    progress("checking", 0, -1.0)
    told = digest(parts)
    with food_store.writing() as database:
        row = database.execute(
            "SELECT number, finished, foods, left_out, step, done FROM import WHERE digest = ?", (told,)
        ).fetchone()
        if row and row[1]:
            return Imported(kind.name, row[2], 0, 0, json.loads(row[3]), known=True)
        resumed = bool(row and (row[4], row[5]) != (0, 0))
        staging = Staging(database, row[0] if row else _begin(database, told, path.name, kind.name), progress)
        try:
            kind.read(parts, staging)
        except InputError as error:
            _forget(database, staging.number)
            raise InputError(error.problems, error.where or str(path)) from None
        counts = settle(staging)
        return Imported(kind.name, *counts, dict(staging.left_out), resumed=resumed)


def format_of(path: Path, parts: Parts) -> Format:
    """The format of a source.

    Raises:
        InputError: it is none; what would be one is told.
    """
    found = next((kind for kind in FORMATS if kind.fits(parts)), None)
    if found:
        return found
    try:
        fdc_csv.refuse_without_nutrients(parts)
    except InputError as error:
        raise InputError(error.problems, str(path)) from None
    raise InputError([_unknown(path, parts), KNOWN], str(path))


KNOWN = (
    "known are the downloads of FoodData Central (zip of CSV or JSON), CIQUAL (zip of XML, CSV or XLSX) and Open Food "
    "Facts (products.csv.gz or products.jsonl.gz); give them as they were downloaded"
)


def _unknown(path: Path, parts: Parts) -> str:
    if path.suffix.lower() == ".xls":
        return "this is an Excel file of the old kind (.xls); take CIQUAL's zip of XML files, or save it as CSV"
    names = ", ".join(part.name for part in parts[:5]) or "nothing"
    return f"this is no food table that Osteon knows; it holds {names}{' and more' if len(parts) > 5 else ''}"


def _begin(database: sqlite3.Connection, told: str, name: str, kind: str) -> int:
    done = database.execute(
        "INSERT INTO import (digest, name, format, step, done, finished, foods, left_out) "
        "VALUES (?, ?, ?, 0, 0, 0, 0, '{}')",
        (told, name, kind),
    )
    return int(done.lastrowid or 0)


def _forget(database: sqlite3.Connection, number: int) -> None:
    database.execute("DELETE FROM part WHERE import = ?", (number,))
    database.execute("DELETE FROM import WHERE number = ?", (number,))
