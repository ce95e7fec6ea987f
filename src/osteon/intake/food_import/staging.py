"""Rows on their way into the database: written in pieces with the place that was reached, so that a stop loses nothing.

All that a file tells is first kept apart, in the table `part`; foods that are already known stay as they are until the
whole file was read. Each piece is one transaction together with its place, so going on after a stop repeats nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from osteon.intake.food_store_records import COLUMNS, Record

PIECE = 20_000
Row = TypeVar("Row")
Progress = Callable[[str, int, float], None]
"""What is being done, how many rows of it are done, and which share of it (0 to 1; negative where not known)."""
Told = tuple[Record | None, Counter[str]]
"""What one entry of a source comes to: its record, if it is one, and why any of it was left out."""
ADD_PART = f"INSERT OR REPLACE INTO part (import, {COLUMNS}) VALUES (?{', ?' * 10})"


class Staging:
    """One import: where it stands, what it left out, and the table it fills."""

    def __init__(self, database: sqlite3.Connection, number: int, progress: Progress) -> None:
        self.database = database
        self.number = number
        self.progress = progress
        self._at = 0
        row = database.execute("SELECT step, done, left_out FROM import WHERE number = ?", (number,)).fetchone()
        self._step, self._done = int(row[0]), int(row[1])
        self.left_out: Counter[str] = Counter(json.loads(row[2]))

    def feed(
        self,
        what: str,
        rows: Callable[[], Iterable[Row]],
        write: Callable[[list[Row]], None],
        share: Callable[[], float] = lambda: -1.0,
    ) -> None:
        """Write rows in pieces, from where an earlier try stopped; a step that was done is not begun again."""
        self._at += 1
        if self._at < self._step:
            return
        done = self._done if self._at == self._step else 0
        todo = iter(rows())
        for _ in islice(todo, done):
            pass
        self._write_all(what, todo, write, share, done)
        self._step, self._done = self._at + 1, 0

    def feed_records(
        self, what: str, told: Callable[[], Iterable[Told]], share: Callable[[], float] = lambda: -1.0
    ) -> None:
        """Write records as they are read; what a source holds besides is let go at once, so pieces stay small."""

        def write(piece: list[Told]) -> None:
            for _, reasons in piece:
                self.left_out.update(reasons)
            self.add([record for record, _ in piece if record])

        self.feed(what, told, write, share)

    def _write_all(
        self, what: str, todo: Iterator[Row], write: Callable[[list[Row]], None], share: Callable[[], float], done: int
    ) -> None:
        self.progress(what, done, 0.0)
        while piece := list(islice(todo, PIECE)):
            done += len(piece)
            self.database.execute("BEGIN IMMEDIATE")
            try:
                write(piece)
                self._keep(self._at, done)
                self.database.execute("COMMIT")
            except BaseException:
                self.database.execute("ROLLBACK")
                raise
            self.progress(what, done, share())
        self._keep(self._at + 1, 0)

    def _keep(self, step: int, done: int) -> None:
        left_out = json.dumps(dict(sorted(self.left_out.items())))
        self.database.execute(
            "UPDATE import SET step = ?, done = ?, left_out = ? WHERE number = ?", (step, done, left_out, self.number)
        )

    def forget_place(self) -> None:
        """Keep what was left out; the place no longer matters."""
        self._keep(0, 0)

    def add(self, records: Sequence[Record]) -> None:
        """Keep whole records; a later one of the same id takes the place of an earlier one."""
        self.database.executemany(ADD_PART, [(self.number, *record.row) for record in records])

    def set(self, columns: str, values: Iterable[tuple[object, ...]]) -> None:
        """Fill columns of parts that are there; each row of values ends with the id."""
        command = f"UPDATE part SET {columns} WHERE import = {self.number} AND id = ?"
        self.database.executemany(command, values)
