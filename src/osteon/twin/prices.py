"""What tests cost: a TOML file of the user's own, euro for each test; Osteon ships no prices."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from osteon.errors import InputError, nearest
from osteon.person.files import read_file, read_toml
from osteon.person.vocabulary import find_measure
from osteon.substances import folded

MOST_EURO = 100_000.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to the laboratory or scanner: its key, plain name, the outcomes it measures, and in how many years."""

    key: str
    name: str
    outcomes: tuple[str, ...]
    years: float


@cache
def known_tests() -> tuple[Visit, ...]:
    """The tests that are weighed against each other, from `tests.csv`.

    >>> [test.outcomes for test in known_tests() if test.key == "PTH"]
    [('pth_intact',)]
    """
    with (Path(__file__).parent / "tests.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Visit(row["test"], row["name"], tuple(row["outcomes"].split("|")), float(row["years"]))
            for row in csv.DictReader(file)
        )


def read_prices(path: Path) -> Mapping[str, float]:
    """Euro by test key; raises InputError with every problem of the file.

    A line is a test, as in `"25(OH)D" = 25` or `DXA = 90`.
    """
    where, table = str(path), read_toml(read_file(path), str(path))
    return checked_prices(table, where)


def checked_prices(table: Mapping[str, object], where: str = "prices") -> Mapping[str, float]:
    """Prices by test key from words that users write.

    >>> checked_prices({"dxa": 90, "parathyroid hormone": 18.5})
    {'DXA': 90.0, 'PTH': 18.5}
    """
    found: dict[str, float] = {}
    problems = []
    for word, given in table.items():
        key = _key(word)
        if key is None:
            known = [test.key for test in known_tests()]
            hint = nearest(word[:50], known) or f"known are {', '.join(known)}"
            problems.append(f"{word[:50]!r} is no test that is weighed; {hint}")
        elif isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= MOST_EURO:
            problems.append(f"{word}: {given!r} is no price in euro; write a number above 0, like {word} = 25")
        else:
            found[key] = float(given)
    if problems:
        raise InputError(problems, where)
    return found


def _key(word: str) -> str | None:
    """The test that a word stands for: its key, or a lab that it measures."""
    for test in known_tests():
        if folded(word) == folded(test.key):
            return test.key
    try:
        outcome = find_measure(word).name
    except InputError:
        return None
    return next((test.key for test in known_tests() if outcome in test.outcomes), None)
