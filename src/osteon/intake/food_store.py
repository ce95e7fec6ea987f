"""The user's own database of foods: one SQLite file in the user's data folder, filled by `osteon foods import`.

It lies in ``$OSTEON_DATA``, else in ``osteon`` below ``$XDG_DATA_HOME`` or ``~/.local/share``; nobody else may read it.
Nothing of it is asked for as long as the core table knows a food, so a result never changes because of an import.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from osteon.errors import StorageError

if TYPE_CHECKING:
    import sqlite3

FILE = "foods.sqlite"
VERSION = 1
"""Raised when the tables below change; an older file is then to be made again."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS food (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, same TEXT NOT NULL, kind INTEGER NOT NULL,
  version TEXT NOT NULL, name TEXT NOT NULL, also TEXT NOT NULL, brand TEXT NOT NULL, category TEXT NOT NULL,
  portions TEXT NOT NULL, figures TEXT NOT NULL, plain TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS food_same ON food (same, kind, version DESC, id);
CREATE INDEX IF NOT EXISTS food_plain ON food (plain, kind);
CREATE TABLE IF NOT EXISTS part (
  import INTEGER NOT NULL, id TEXT NOT NULL, same TEXT NOT NULL, kind INTEGER NOT NULL, version TEXT NOT NULL,
  name TEXT NOT NULL, also TEXT NOT NULL, brand TEXT NOT NULL, category TEXT NOT NULL, portions TEXT NOT NULL,
  figures TEXT NOT NULL, PRIMARY KEY (import, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS import (
  number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, name TEXT NOT NULL, format TEXT NOT NULL,
  step INTEGER NOT NULL, done INTEGER NOT NULL, finished INTEGER NOT NULL, foods INTEGER NOT NULL,
  left_out TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS vocabulary (word TEXT PRIMARY KEY, foods INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spelling (shorter TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (shorter, word))
  WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(plain, brand, kind, content='', tokenize='unicode61');
CREATE VIRTUAL TABLE IF NOT EXISTS trigrams USING fts5(word, tokenize='trigram');
"""


def folder() -> Path:
    """Where the user's data lie; not made by this.

    >>> folder().is_absolute()
    True
    """
    base = os.environ.get("OSTEON_DATA")
    if base:
        return Path(base).absolute()
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share").absolute() / "osteon"


def file() -> Path:
    """The database, whether it is there or not.

    >>> file().name
    'foods.sqlite'
    """
    return folder() / FILE


def exists() -> bool:
    """Whether anything was ever imported."""
    return file().is_file()


@contextmanager
def reading() -> Iterator[sqlite3.Connection | None]:
    """An open database that cannot be changed; None where there is none.

    Raises:
        StorageError: the file is damaged, or of another version of Osteon.
    """
    if not exists():
        yield None
        return
    with _told(), closing(_connect(f"{file().as_uri()}?mode=ro")) as database:
        _check_version(database)
        yield database


@contextmanager
def writing() -> Iterator[sqlite3.Connection]:
    """An open database that may be changed, made where there is none; one process at a time.

    Raises:
        StorageError: the folder cannot be used, the file is damaged, or another import is running.
    """
    import sqlite3

    _make()
    with _told(), _alone(), closing(_connect(file().as_uri())) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("PRAGMA cache_size = -64000")
        _check_version(database)
        database.executescript(SCHEMA)
        database.execute(f"PRAGMA user_version = {VERSION}")
        yield database
        with suppress(sqlite3.OperationalError):  # somebody reads; the next import tidies up
            database.execute("PRAGMA journal_mode = DELETE")


def _connect(address: str) -> sqlite3.Connection:
    import sqlite3

    return sqlite3.connect(address, uri=True, timeout=30.0, isolation_level=None)


def _check_version(database: sqlite3.Connection) -> None:
    (found,) = database.execute("PRAGMA user_version").fetchone()
    if found not in (0, VERSION):
        raise StorageError(
            f"the food database {file()} was made by another version of Osteon; delete it and import the files again"
        )


def _make() -> None:
    """An empty file that only the user may read, before SQLite writes to it: its helper files take the same rights."""
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file(), os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageError(
            f"the data folder {folder()} cannot be used ({error.strerror}); set OSTEON_DATA to a folder of your own"
        ) from None


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock of the database, so that two imports never mix."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    lock = os.open(folder() / f"{FILE}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise StorageError(f"another import into {file()} is running; wait for it to end") from None
    try:
        yield
    finally:
        os.close(lock)


@contextmanager
def _told() -> Iterator[None]:
    """Errors of SQLite in words."""
    import sqlite3

    try:
        yield
    except sqlite3.OperationalError as error:
        raise StorageError(f"the food database {file()} cannot be used: {error}") from None
    except sqlite3.DatabaseError as error:
        raise StorageError(
            f"the food database {file()} is damaged ({error}); delete it and import the files again"
        ) from None
