"""What an edition declares, found by full name, paper's symbol or short name."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from osteon.body.editions import Edition, edition, names
from osteon.body.published.dosing import DOSES, Dose
from osteon.engine.model import Entry, Model
from osteon.errors import InputError, nearest

POOL, PARAMETER, DERIVED, VALUE, FLOW = "pool", "parameter", "derived constant", "value", "flow"
OUTPUTS = (POOL, VALUE, FLOW, DERIVED)
COMPARTMENTS = Path(__file__).parent / "data" / "compartments.csv"


@dataclass(frozen=True, slots=True)
class Item:
    """One declared thing; `what` is pool, parameter, derived constant, value or flow, `index` its place among those."""

    what: str
    index: int
    entry: Entry

    @property
    def name(self) -> str:
        """The full name, ``subsystem.name``."""
        return self.entry.name

    @property
    def short(self) -> str:
        """The name within its subsystem."""
        return self.entry.name.partition(".")[2]

    @property
    def symbol(self) -> str:
        """The paper's symbol, or an empty string."""
        return self.entry.symbol

    def __str__(self) -> str:
        return f"{self.what} {self.name}" + (f" ({self.symbol})" if self.symbol else "")


@dataclass(frozen=True)
class Catalogue:
    """Everything an edition declares; make one with `catalogue`."""

    edition: Edition
    model: Model

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All declared things."""
        model = self.model
        kinds = {
            POOL: model.pools,
            PARAMETER: model.params,
            DERIVED: model.derived,
            VALUE: model.values,
            FLOW: model.flows,
        }
        return tuple(Item(what, index, entry) for what, entries in kinds.items() for index, entry in enumerate(entries))

    def of(self, *kinds: str) -> tuple[Item, ...]:
        """All things of the given kinds.

        >>> len(catalogue("peterson-riggs-2010").of("pool"))
        43
        """
        return tuple(item for item in self.items if item.what in kinds)

    def find(self, name: str, kinds: Sequence[str] = ()) -> tuple[Item, ...]:
        """What a name stands for: full names first, then symbols, then short names; lastly in any case of letters.

        >>> [str(item) for item in catalogue("peterson-riggs-2010").find("kout")]
        ['parameter parathyroid_gland.hormone_loss (kout)']
        """
        items = self.of(*kinds) if kinds else self.items
        for fold in (str, str.lower):
            for spelling in ("name", "symbol", "short"):
                found = tuple(item for item in items if fold(getattr(item, spelling)) == fold(name))
                if found and name:
                    return found
        return ()

    def one(self, name: str, kinds: Sequence[str], where: str = "") -> Item:
        """The one thing of these kinds that a name stands for.

        Raises:
            InputError: nothing has this name, or more than one thing.

        >>> catalogue("peterson-riggs-2010").one("PTH", ["pool"]).name
        'parathyroid_gland.hormone'
        """
        found = self.find(name, kinds)
        if len(found) > 1:
            raise InputError(f"{name!r} stands for {' and '.join(map(str, found))}; give the full name", where)
        if not found:
            raise InputError(
                f"{name!r} is not a {' or '.join(kinds)} of edition {self.edition.name}" + self._hint(name, kinds),
                where,
            )
        return found[0]

    def _hint(self, name: str, kinds: Sequence[str]) -> str:
        """What may have been meant: another kind of thing, a near name, or another edition."""
        other = self.find(name)
        if other:
            return f"; it is the {other[0]}"
        close = nearest(name, spellings(self.of(*kinds)))
        if close:
            return f"; {close}"
        elsewhere = [key for key in names() if key != self.edition.name and catalogue(key).find(name, kinds)]
        return (
            f"; edition {elsewhere[0]} has it: add --edition {elsewhere[0]}" if elsewhere else "; see osteon where NAME"
        )

    def label(self, item: Item) -> str:
        """What a column of results is called: the symbol where the edition goes by symbols, else the full name."""
        return (self.edition.symbols and item.symbol) or item.name

    @cached_property
    def compartments(self) -> tuple[Item, ...]:
        """The pools in the order of their numbers in event tables, which start at 1."""
        listed = _listed(self.edition.name)
        pools = {item.symbol: item for item in self.of(POOL)}
        return tuple(pools[symbol] for symbol in listed) if listed else self.of(POOL)

    def compartment(self, text: str) -> Item:
        """The pool that CMT names or numbers.

        Raises:
            InputError: there is no such pool.

        >>> catalogue("peterson-riggs-2010").compartment("2").symbol
        'PTH'
        """
        if not text.isdecimal():
            return self.one(text, [POOL])
        if 1 <= int(text) <= len(self.compartments):
            return self.compartments[int(text) - 1]
        raise InputError(f"{text} is not a number from 1 to {len(self.compartments)}; a pool's name does as well")

    def dose(self, pool: Item) -> Dose:
        """What AMT stands for in a pool: its unit, and the factor and parameters it is multiplied by.

        >>> catalogue("peterson-riggs-2010").dose(catalogue("peterson-riggs-2010").one("DENSC", ["pool"])).unit
        'mg'
        """
        for dose in DOSES if self.edition.symbols else ():
            if dose.compartment == pool.symbol:
                return dose
        return Dose(pool.symbol, pool.entry.unit, 1.0, ())


def catalogue(name: str) -> Catalogue:
    """What the edition of this name declares.

    Raises:
        InputError: no edition has this name.
    """
    found = edition(name)
    return Catalogue(found, found.model())


def default_edition() -> str:
    """The edition that is used where none is named: the first that is listed."""
    return names()[0]


def spellings(items: Iterable[Item]) -> list[str]:
    """Every way to write the given things: full names, symbols and short names."""
    return [text for item in items for text in (item.name, item.symbol, item.short) if text]


def _listed(name: str) -> list[str]:
    with COMPARTMENTS.open(encoding="utf-8", newline="") as file:
        return [row["symbol"] for row in csv.DictReader(file) if row["edition"] == name]
