"""From staged rows to foods that are found: the newer record wins, and the index of names is made anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from osteon.intake.food_import.staging import Staging
from osteon.intake.food_names import in_order
from osteon.intake.food_store_records import COLUMNS, LONGEST_NAME, SHORT_JSON
from osteon.intake.food_store_words import index

UNUSABLE = "foods without any figure that Osteon uses"
Row = tuple[str, ...]
ADD = f"""
INSERT INTO food ({COLUMNS}, plain) VALUES (?{", ?" * 10})
ON CONFLICT (id) DO UPDATE SET
  same = excluded.same, kind = excluded.kind, version = excluded.version, name = excluded.name, also = excluded.also,
  brand = excluded.brand, category = excluded.category, portions = excluded.portions, figures = excluded.figures,
  plain = excluded.plain
WHERE (excluded.version, length(excluded.figures), excluded.figures, excluded.name, excluded.portions)
  > (food.version, length(food.figures), food.figures, food.name, food.portions)
"""
"""Newer takes the place of older; of two equally new ones, that which tells more, so the order does not matter."""


def settle(staging: Staging) -> tuple[int, int, int]:
    """Move what was staged among the foods, index it, and mark the import as finished; foods, new and changed ones."""
    database, number = staging.database, staging.number
    staging.feed("settling", lambda: _parts(staging), lambda piece: _move(staging, piece))
    staging.progress("indexing names", 0, -1.0)
    database.execute("BEGIN IMMEDIATE")
    index(database)
    (foods,) = database.execute("SELECT count(*) FROM part WHERE import = ? AND figures <> '{}'", (number,)).fetchone()
    new, changed = staging.left_out.pop("new", 0), staging.left_out.pop("changed", 0)
    database.execute("DELETE FROM part WHERE import = ?", (number,))
    database.execute("UPDATE import SET finished = 1, foods = ? WHERE number = ?", (foods, number))
    staging.forget_place()
    database.execute("COMMIT")
    return foods, new, changed


def _parts(staging: Staging) -> Iterator[Row]:
    return staging.database.execute(f"SELECT {COLUMNS} FROM part WHERE import = ? ORDER BY id", (staging.number,))


def _move(staging: Staging, piece: Iterable[Row]) -> None:
    rows = [(*row[:8], _sorted(row[8]), _sorted(row[9]), plain_name(row[4])) for row in piece if row[9] != "{}"]
    staging.left_out.update([UNUSABLE] * sum(1 for row in piece if row[9] == "{}"))
    before, count = staging.database.total_changes, _count(staging)
    staging.database.executemany(ADD, rows)
    new = _count(staging) - count
    staging.left_out["new"] += new
    staging.left_out["changed"] += staging.database.total_changes - before - new


def _sorted(packed: str) -> str:
    """The same mapping with its names in order, so that equal foods are equal texts."""
    return SHORT_JSON.encode(json.loads(packed))


def _count(staging: Staging) -> int:
    (found,) = staging.database.execute("SELECT coalesce(max(number), 0) FROM food").fetchone()
    return int(found)


def plain_name(name: str) -> str:
    """A name in the form in which names are compared.

    >>> plain_name("Cheeses, Gouda")
    'cheese gouda'
    """
    return " ".join(in_order(name, LONGEST_NAME))
