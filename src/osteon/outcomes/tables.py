"""Reading the outcome tables in `osteon/data`, and the two sexes as arrays."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.errors import EvidenceError, InputError, nearest

DATA = Path(__file__).resolve().parent.parent / "data"
SEXES = ("female", "male")

Row = dict[str, str]


@cache
def read_table(name: str) -> tuple[Row, ...]:
    """All rows of one CSV file in `osteon/data`, as text.

    >>> read_table("life_table.csv")[0]["country"]
    'GB'
    """
    path = DATA / name
    if not path.exists():
        raise EvidenceError(f"the table {path} is missing; install Osteon again")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(dict(row) for row in csv.DictReader(file))


def is_female(sex: ArrayLike) -> NDArray[np.bool_]:
    """True where a sex is "female", false where "male"; any shape; other words are errors.

    >>> is_female(["female", "male"]).tolist()
    [True, False]
    """
    words = np.asarray(sex, dtype=np.str_)
    wrong = sorted({str(word) for word in words.ravel()} - set(SEXES))
    if wrong:
        raise InputError([_unknown_sex(word) for word in wrong], where="sex")
    female: NDArray[np.bool_] = words == "female"
    return female


def _unknown_sex(word: str) -> str:
    return f'"{word}" is not known; use "female" or "male". {nearest(word, SEXES)}'.strip()


def pick(word: str, known: dict[str, str] | tuple[str, ...], what: str) -> str:
    """The word itself where it is known; otherwise an error that names what is allowed and what is nearest.

    >>> pick("lumbar_spine", ("lumbar_spine", "total_hip"), "site")
    'lumbar_spine'
    """
    if word in known:
        return word
    raise InputError(f'"{word}" is not known; use {", ".join(known)}. {nearest(word, known)}'.strip(), where=what)
