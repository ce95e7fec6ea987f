"""How much of an element is in a salt: masses of formulas, and the salts that one word on a label may stand for."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from osteon.errors import InputError
from osteon.intervals import Interval
from osteon.units import DATA

_PIECE = re.compile(r"([A-Z][a-z]?)(\d*)|(\()|\)(\d*)")


def atoms(formula: str) -> Mapping[str, int]:
    """How many atoms of each element are in a formula; a dot joins water of crystallisation.

    Raises:
        InputError: this is not a formula.

    >>> dict(atoms("Ca3(C6H5O7)2.4H2O"))
    {'Ca': 3, 'C': 12, 'H': 18, 'O': 18}
    """
    total: Counter[str] = Counter()
    for part in formula.split("."):
        times, rest = re.fullmatch(r"(\d*)(.*)", part, re.DOTALL).groups()  # type: ignore[union-attr]
        for element, count in _group(rest, formula).items():
            total[element] += count * int(times or 1)
    return total


def _group(part: str, formula: str) -> Counter[str]:
    stack: list[Counter[str]] = [Counter()]
    end = 0
    for match in _PIECE.finditer(part):
        element, count, opening, closed = match.groups()
        if match.start() != end or (closed is not None and len(stack) == 1):
            break
        end = match.end()
        if element:
            stack[-1][element] += int(count or 1)
        elif opening:
            stack.append(Counter())
        else:
            inner = stack.pop()
            stack[-1].update({name: number * int(closed or 1) for name, number in inner.items()})
    if not part or end != len(part) or len(stack) != 1:
        raise InputError(f"{formula!r} is not a formula; write it like Ca3(C6H5O7)2.4H2O")
    return stack[0]


@cache
def atomic_masses() -> Mapping[str, float]:
    """Grams per mole of atoms, by symbol.

    >>> atomic_masses()["Ca"]
    40.078
    """
    with (DATA / "salts_atoms.csv").open(encoding="utf-8", newline="") as lines:
        return {row["symbol"]: float(row["mass"]) for row in csv.DictReader(lines)}


def molar_mass(formula: str) -> float:
    """Grams per mole of a formula.

    >>> round(molar_mass("CaCO3"), 3)
    100.086
    """
    unknown = sorted(set(atoms(formula)) - set(atomic_masses()))
    if unknown:
        raise InputError(f"{formula!r} holds {', '.join(unknown)}, which is no element known here")
    return sum(count * atomic_masses()[element] for element, count in atoms(formula).items())


def element_share(formula: str, element: str) -> float:
    """Share of a salt's mass that is one element.

    >>> round(element_share("CaCO3", "Ca"), 4)
    0.4004
    """
    return atoms(formula).get(element, 0) * atomic_masses()[element] / molar_mass(formula)


@dataclass(frozen=True, slots=True)
class Salt:
    """A salt with its formula, the element that counts in it, and the salts that its word is also used for."""

    name: str
    element: str
    formula: str
    may_be: tuple[str, ...]
    note: str

    @property
    def share(self) -> float:
        """Share of the salt's mass that is its element."""
        return element_share(self.formula, self.element)


@cache
def salts() -> Mapping[str, Salt]:
    """All salts by the word of `osteon.substances`.

    >>> salts()["magnesium oxide"].formula
    'MgO'
    """
    with (DATA / "salts.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["salt"]: Salt(
                row["salt"],
                row["element"],
                row["formula"],
                tuple(word for word in row["may_be"].split("|") if word),
                row["note"],
            )
            for row in csv.DictReader(lines)
        }


def possible_share(salt: str) -> Interval:
    """Share of the element in a salt as a label names it: what is assumed, and all that the word may stand for.

    >>> share = possible_share("calcium L-aspartate")
    >>> round(share.low, 4), round(share.middle, 4), round(share.high, 4)
    (0.1317, 0.1317, 0.2341)
    """
    named = salts()[salt]
    shares = [named.share, *(salts()[other].share for other in named.may_be)]
    return Interval(min(shares), named.share, max(shares))


@dataclass(frozen=True, slots=True)
class ActiveShare:
    """How much of what a label names by these words is the substance that counts, such as curcumin in turmeric."""

    words: frozenset[str]
    substance: str
    share: Interval
    source: str


def active_share(printed: str, substance: str) -> ActiveShare | None:
    """The share of a substance in what is printed, by its words; None where the whole counts.

    >>> active_share("Turmeric root powder", "curcumin").share.middle
    0.03
    >>> active_share("Curcumin C3", "curcumin") is None
    True
    """
    words = _words(printed)
    if substance.casefold() in words:
        return None
    fitting = [row for row in _active_shares() if row.substance == substance and row.words <= words]
    return max(fitting, key=lambda row: len(row.words)) if fitting else None


def substance_of_share(printed: str) -> str:
    """The substance that words printed on a label stand for only in part or by custom; "" if none.

    >>> substance_of_share("ferrous fumarate"), substance_of_share("Vitamin K"), substance_of_share("dust")
    ('iron', 'vitamin K1', '')
    """
    exact = [row for row in _active_shares() if row.words == _words(printed)]
    return exact[0].substance if exact else ""


def _words(printed: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", printed.casefold()))


@cache
def _active_shares() -> tuple[ActiveShare, ...]:
    table = []
    with (DATA / "salts_shares.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            share = Interval(float(row["low"]), float(row["middle"]), float(row["high"]))
            table += [
                ActiveShare(_words(word), row["substance"], share, row["source"]) for word in row["words"].split("|")
            ]
    return tuple(table)
