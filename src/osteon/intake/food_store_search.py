"""Finding foods in the user's database: by id, by whole name, and by words that may be cut short or misspelt."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from osteon.intake import food_store
from osteon.intake.food_names import BEGINS, IGNORED, LIKE, SAME, fit, in_order, words
from osteon.intake.food_store_foods import by_record, core_keys, core_names, food_of
from osteon.intake.food_store_records import COLUMNS, FIRST_LABEL, KINDS, Record
from osteon.intake.food_store_words import LONGEST, SHORTEST, TABLE, shorter_by_one
from osteon.intake.food_table import Food

LOOKED_AT = 200
"""Foods that are weighed against each other, of tables and of labels each."""
MOST_WORDS = 8
MOST_BEGINNINGS = 30
BY_KIND = 0.01
"""What a place further down the list of sources costs a food; enough to tell equals apart."""
_ALL = f"SELECT {COLUMNS} FROM food"


class Found(NamedTuple):
    """A food with how well its name fits, and the source it comes from."""

    food: Food
    score: float
    source: str


def by_id(id: str) -> list[Record]:
    """All records of the food that has this id; empty where there is none.

    >>> by_id("fdc:0")
    []
    """
    with food_store.reading() as database:
        if database is None:
            return []
        return records_of(database, "same = (SELECT same FROM food WHERE id = ?)", (id.strip().lower(),))


def by_name(name: str) -> list[Record]:
    """All records of the food that has exactly these words, of the most trusted source; empty where there is none.

    Where several products bear one name, there is none: a brand or an id has to say which.

    >>> by_name("no such food")
    []
    """
    plain = " ".join(in_order(name))
    with food_store.reading() as database:
        if database is None or not plain:
            return []
        named = database.execute(
            "SELECT DISTINCT same, kind FROM food WHERE plain = ? ORDER BY kind LIMIT 100", (plain,)
        ).fetchall()
        alike = [same for same, kind in named if kind == named[0][1]]
        return records_of(database, "same = ?", (alike[0],)) if len(alike) == 1 else []


def records_of(database: sqlite3.Connection, where: str, values: Iterable[object]) -> list[Record]:
    """The records that fit a condition."""
    return [Record.of_row(row) for row in database.execute(f"{_ALL} WHERE {where} LIMIT 1000", tuple(values))]


def search_store(text: str, limit: int = 10) -> list[Found]:
    """Foods of the database that fit a text, the best first; the core table's own are left out.

    >>> search_store("gouda", 0)
    []
    """
    wanted = sorted(words(text) - IGNORED)[:MOST_WORDS]
    with food_store.reading() as database:
        if database is None or not wanted or limit < 1:
            return []
        near = [_near(database, word) for word in wanted]
        scored = [(_score(near, row), row) for row in _candidates(database, near, limit)]
        best = sorted(scored, key=lambda pair: (-pair[0], len(pair[1].name), pair[1].name, pair[1].id))
        told = [(score, records_of(database, "same = ?", (record.same,))) for score, record in best[: 2 * limit]]
    new = [(score, records) for score, records in told if score > 0 and not _in_core(records)]
    return [_found(score, records) for score, records in new[:limit]]


def _found(score: float, records: list[Record]) -> Found:
    return Found(food_of(records), score, KINDS[min(record.kind for record in records)])


def _in_core(records: Iterable[Record]) -> bool:
    """Whether the core table has a food that is made from one of these records, or is called as a table's food is."""
    listed = list(records)
    made = any(key in by_record() for record in listed for key in core_keys(record))
    return made or any(r.kind < FIRST_LABEL and words(r.name) - IGNORED in core_names() for r in listed)


def _near(database: sqlite3.Connection, word: str) -> Mapping[str, float]:
    """The database's words that a word can stand for, each with how well it fits."""
    if database.execute("SELECT 1 FROM vocabulary WHERE word = ?", (word,)).fetchone():
        return {word: SAME}
    if len(word) >= SHORTEST:
        begin = database.execute(
            "SELECT word FROM vocabulary WHERE word >= ? AND word < ? ORDER BY foods DESC, word LIMIT ?",
            (word, f"{word}\U0010ffff", MOST_BEGINNINGS),
        ).fetchall()
        if begin:
            return {str(other): BEGINS for (other,) in begin}
    return _misspelt(database, word) if SHORTEST <= len(word) <= LONGEST else {}


def _misspelt(database: sqlite3.Connection, word: str) -> Mapping[str, float]:
    slips = [word, *sorted(shorter_by_one(word))]
    marks = ", ".join("?" * len(slips))
    rows = database.execute(
        f"SELECT DISTINCT s.word, v.foods FROM spelling s JOIN vocabulary v USING (word) WHERE shorter IN ({marks}) "
        f"UNION SELECT word, foods FROM vocabulary WHERE word IN ({marks})",
        (*slips, *slips),
    ).fetchall()
    told = {str(other): int(foods) for other, foods in rows} or _sharing(database, word)
    alike = {other: LIKE * SequenceMatcher(None, word, other).ratio() ** 2 for other in told}
    best = sorted(alike, key=lambda other: (-round(alike[other], 2), -told[other], other))[:3]
    return {other: alike[other] for other in best if alike[other] >= 0.25}


def _sharing(database: sqlite3.Connection, word: str) -> dict[str, int]:
    """Words that share runs of three letters, for those that are further off."""
    runs = {word[place : place + 3] for place in range(len(word) - 2)}
    match = " OR ".join(f'"{run}"' for run in sorted(runs))
    rows = database.execute(
        "SELECT v.word, v.foods FROM trigrams t JOIN vocabulary v ON v.word = t.word "
        "WHERE trigrams MATCH ? ORDER BY rank LIMIT 50",
        (match,),
    )
    return {str(other): int(foods) for other, foods in rows}


def _candidates(database: sqlite3.Connection, near: list[Mapping[str, float]], limit: int) -> list[Record]:
    """Foods that have all words, else any of them; those of tables apart, so that products do not crowd them out."""
    known = [" OR ".join(f'"{word}"' for word in sorted(words)) for words in near if words]
    if not known:
        return []
    numbers: dict[int, None] = {}
    for joint in (" AND ", " OR ") if len(known) > 1 else (" AND ",):
        match = joint.join(f"({each})" for each in known)
        for query in (f'kind : "{TABLE}" AND {{plain brand}} : ({match})', f"{{plain brand}} : ({match})"):
            rows = database.execute(
                "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (query, max(LOOKED_AT, 2 * limit))
            )
            numbers |= dict.fromkeys(int(row[0]) for row in rows)
        if len(numbers) >= limit:
            break
    found: list[Record] = []
    every = list(numbers)
    for start in range(0, len(every), 500):
        piece = every[start : start + 500]
        found += records_of(database, f"number IN ({', '.join('?' * len(piece))})", piece)
    return found


def _score(near: list[Mapping[str, float]], record: Record) -> float:
    name = frozenset(in_order(record.name)) | frozenset(in_order(record.also))
    brand = frozenset(in_order(record.brand))
    return fit(near, name | brand) + 0.02 * len(brand - name) - BY_KIND * record.kind
