"""The index of names in the user's database: whole words, their beginnings, and words that differ by a slip or two."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from osteon.intake.food_store_records import FIRST_LABEL

SHORTEST, LONGEST = 3, 20
"""Letters of words that misspellings are found for."""
RARE_FROM = 100_000
"""In so many foods a word has to stand once for each, or it is left out of the misspellings; it is a misspelling."""
TABLE, PACKAGE = "table", "package"
"""Whether a food comes from a table of foods or from labels, as a word of the index."""
INDEX = f"""
INSERT INTO words (rowid, plain, brand, kind)
SELECT number, plain || ' ' || also, brand, CASE WHEN kind < {FIRST_LABEL} THEN '{TABLE}' ELSE '{PACKAGE}' END
FROM (SELECT number, plain, also, brand, kind,
  row_number() OVER (PARTITION BY same ORDER BY kind, version DESC, id) AS place FROM food)
WHERE place = 1
ORDER BY number
"""
"""Of all records of one food only the preferred is found; the others speak in its figures."""


def index(database: sqlite3.Connection) -> None:
    """Make the index anew; part of a transaction of the caller."""
    database.execute("INSERT INTO words (words) VALUES ('delete-all')")
    database.execute(INDEX)
    database.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.counted USING fts5vocab('main', 'words', 'col')")
    for table in ("vocabulary", "spelling", "trigrams"):
        database.execute(f"DELETE FROM {table}")
    (foods,) = database.execute("SELECT count(*) FROM food").fetchone()
    database.execute(
        "INSERT INTO vocabulary SELECT term, max(doc) FROM temp.counted WHERE col <> 'kind' GROUP BY term ORDER BY term"
    )
    least = 1 + foods // RARE_FROM
    told = database.execute(
        "SELECT word FROM vocabulary WHERE foods >= ? AND length(word) BETWEEN ? AND ? AND word NOT GLOB '*[0-9]*'",
        (least, SHORTEST, LONGEST),
    )
    common = [str(word) for (word,) in told]
    database.executemany("INSERT OR IGNORE INTO spelling VALUES (?, ?)", _spelled(common))
    database.executemany("INSERT INTO trigrams (word) VALUES (?)", ((word,) for word in common))


def _spelled(common: list[str]) -> Iterator[tuple[str, str]]:
    for word in common:
        for shorter in shorter_by_one(word):
            yield shorter, word


def shorter_by_one(word: str) -> set[str]:
    """A word without one of its letters, for each letter; two words that share one differ by a slip or a swap.

    >>> sorted(shorter_by_one("gouda") & shorter_by_one("guoda"))
    ['goda', 'guda']
    """
    return {word[:place] + word[place + 1 :] for place in range(len(word))}
