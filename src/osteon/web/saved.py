"""Saved people: one SQLite file in the user's own data folder, which nobody else can read."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from osteon.errors import InputError, StorageError
from osteon.intake.food_store import folder as data_folder
from osteon.web.schemas.people import SavedLine, SavedPerson

FILE = "people.sqlite"
MOST = 500
SCHEMA = """
create table if not exists people (
    id text primary key, name text not null, saved_at text not null, person text not null
) strict
"""


class SavedPeople:
    """The saved people of one user; the file is made when the first is saved."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or data_folder()

    @property
    def path(self) -> Path:
        """The file they are in."""
        return self.folder / FILE

    def all(self) -> list[SavedLine]:
        """Everybody saved, the newest first."""
        if not self.path.exists():
            return []
        with self._open() as base:
            rows = base.execute("select id, name, saved_at from people order by saved_at desc, id").fetchall()
        return [SavedLine(id=key, name=name, saved_at=when) for key, name, when in rows]

    def get(self, key: str) -> SavedPerson | None:
        """The person saved under a key."""
        found = [row for row in self._rows() if row.id == key]
        return found[0] if found else None

    def everything(self) -> list[SavedPerson]:
        """Everybody saved, in full."""
        return self._rows()

    def save(self, name: str, person: Any, key: str | None = None) -> SavedLine:
        """Save the tables of a person, anew or in place of an older state.

        Raises:
            InputError: too many are saved, or the older state is not there.
        """
        line = SavedLine(
            id=key or secrets.token_urlsafe(12), name=name, saved_at=datetime.now(UTC).isoformat(timespec="seconds")
        )
        self._make()
        with self._open() as base:
            known = {row[0] for row in base.execute("select id from people")}
            if key is not None and key not in known:
                raise InputError("nobody is saved under this id; leave it out to save anew")
            if key is None and len(known) >= MOST:
                raise InputError(f"{MOST} people are saved already; erase some first")
            base.execute(
                "insert or replace into people values (?, ?, ?, ?)",
                (line.id, name, line.saved_at, json.dumps(person, ensure_ascii=False)),
            )
        return line

    def erase(self, key: str | None = None) -> int:
        """Erase one person, or everybody; what was erased is overwritten in the file. Says how many."""
        if not self.path.exists():
            return 0
        with self._open() as base:
            if key is None:
                count = base.execute("delete from people").rowcount
            else:
                count = base.execute("delete from people where id = ?", (key,)).rowcount
        if key is None:
            for path in self.folder.glob(FILE + "*"):
                path.unlink(missing_ok=True)
        return int(count)

    def _rows(self) -> list[SavedPerson]:
        if not self.path.exists():
            return []
        with self._open() as base:
            rows = base.execute("select id, name, saved_at, person from people order by saved_at desc, id").fetchall()
        return [
            SavedPerson(id=key, name=name, saved_at=when, person=json.loads(kept)) for key, name, when, kept in rows
        ]

    def _make(self) -> None:
        """The folder (0700) and an empty file (0600), before anything is written into it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            self.path.chmod(0o600)
        except OSError as error:
            raise StorageError(f"people cannot be saved in {self.folder}: {error.strerror}") from None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._check()
        try:
            base = sqlite3.connect(self.path, timeout=5.0)
            try:
                base.execute("pragma secure_delete = on")
                base.execute("pragma journal_mode = delete")
                base.execute(SCHEMA)
                with base:
                    yield base
            finally:
                base.close()
        except sqlite3.Error as error:
            raise StorageError(f"{self.path} cannot be used: {error}") from None

    def _check(self) -> None:
        """Nobody else may read the file, and it must be ours."""
        if os.name != "posix":
            return
        try:
            found = self.path.lstat()
        except OSError as error:
            raise StorageError(f"{self.path} cannot be used: {error.strerror}") from None
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid():
            raise StorageError(f"{self.path} is not a file of yours; people are not kept there")
        if found.st_mode & 0o077:
            self.path.chmod(0o600)
