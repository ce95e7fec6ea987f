"""One food as one source tells it, and how records of the same food become one: measured figures before all others.

Figures are for 100 g in each nutrient's own unit. A mark says where a figure comes from; an absent one is not known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

FOUNDATION, LEGACY, CIQUAL, SURVEY, BRANDED, PRODUCT = range(6)
KINDS = (
    "USDA Foundation Foods",
    "USDA SR Legacy",
    "CIQUAL",
    "USDA FNDDS survey foods",
    "USDA Branded Foods",
    "Open Food Facts",
)
"""Sources in the order in which they are preferred; a kind is a place in this list."""
FIRST_LABEL = BRANDED
"""From this kind on, figures are what a label says."""
MARKS: Mapping[str, str] = {"a": "analytical", "t": "table", "c": "calculated", "l": "label"}
"""What a mark stands for, the preferred first; `table` where the source does not say how it came by the figure."""
COLUMNS = "id, same, kind, version, name, also, brand, category, portions, figures"
LONGEST_NAME = 200
SHORT_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
"""Mappings as short text with their names in order, so that equal foods are equal texts."""


class Entry(NamedTuple):
    """An amount in 100 g with its mark, and the least and the most that were found where the source tells."""

    amount: float
    mark: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A food of one source. `same` is alike for all records of one food: its NDB number, its barcode, or its own id.

    A nutrient that a source gives in several ways has a rank behind its name, "energy~1": the lowest rank counts.
    """

    id: str
    same: str
    kind: int
    version: str
    name: str
    also: str = ""
    brand: str = ""
    category: str = ""
    portions: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, Entry] = field(default_factory=dict)

    @property
    def row(self) -> tuple[str, str, int, str, str, str, str, str, str, str]:
        """The record as a row of the database, in the order of `COLUMNS`."""
        texts = [cleaned(text) for text in (self.name, self.also, self.brand, self.category)]
        named, also, brand, category = texts
        portions, figures = packed(self.portions), packed(self.figures)
        return self.id, self.same, self.kind, self.version, named, also, brand, category, portions, figures

    @classmethod
    def of_row(cls, row: Sequence[object]) -> Record:
        """The record of a row of the database."""
        own, same, kind, version, name, also, brand, category, portions, told = (str(cell) for cell in row)
        figures = {nutrient: Entry(*given) for nutrient, given in json.loads(told).items()}
        return cls(own, same, int(kind), version, name, also, brand, category, json.loads(portions), figures)


def cleaned(text: str) -> str:
    r"""A text on one line, without what a terminal could take as a command, and not endless.

    >>> cleaned("KETTLE\x1b[31m  Chips")
    'KETTLE [31m Chips'
    """
    plain = text[: 4 * LONGEST_NAME]
    if not plain.isprintable():
        plain = "".join(mark if mark.isprintable() else " " for mark in plain)
    return " ".join(plain.split())[:LONGEST_NAME]


def packed(values: Mapping[str, object]) -> str:
    """A mapping as short text; entries lose what is not known at their end.

    >>> packed({"calcium": Entry(700.0, "a"), "zinc": Entry(3.9, "a", 3.1, 4.2)})
    '{"calcium":[700.0,"a"],"zinc":[3.9,"a",3.1,4.2]}'
    """
    return SHORT_JSON.encode({name: _shortened(value) for name, value in values.items()})


def _shortened(value: object) -> object:
    return value[:2] if isinstance(value, Entry) and value.low is None and value.high is None else value


def best_of_ranks(figures: Mapping[str, Entry]) -> dict[str, Entry]:
    """One entry for each nutrient: the one of the lowest rank.

    >>> best_of_ranks({"energy~3": Entry(1, "a"), "energy": Entry(2, "a")})
    {'energy': Entry(amount=2, mark='a', low=None, high=None)}
    """
    found: dict[str, Entry] = {}
    for name in sorted(figures, key=_rank):
        found.setdefault(name.partition("~")[0], figures[name])
    return found


def _rank(name: str) -> int:
    return int(name.partition("~")[2] or 0)


class Choice(NamedTuple):
    """The figure that counts among several records of a food, with the least and the most that they say."""

    low: float
    middle: float
    high: float
    mark: str
    record: str


def choices(records: Iterable[Record]) -> dict[str, Choice]:
    """Each nutrient's figure: measured before tabled, calculated and labelled, then the preferred and newer source.

    The range spans all records whose figure is not from a label, and those from labels where there are only such.

    >>> old = Record("fdc:1", "ndb:1", LEGACY, "2019", "Kale", figures={"vitamin K1": Entry(705, "c")})
    >>> new = Record("fdc:2", "ndb:1", FOUNDATION, "2024", "Kale", figures={"vitamin K1": Entry(390, "a")})
    >>> choices([old, new])["vitamin K1"]
    Choice(low=390, middle=390, high=705, mark='a', record='fdc:2')
    """
    found: dict[str, list[tuple[Record, Entry]]] = {}
    for record in in_order_of_trust(records):
        for name, entry in best_of_ranks(record.figures).items():
            found.setdefault(name, []).append((record, entry))
    return {name: _choice(told) for name, told in found.items()}


def in_order_of_trust(records: Iterable[Record]) -> list[Record]:
    """Records with the preferred source first and, within it, the newest; of each source only the newest."""
    newest: dict[int, Record] = {}
    for record in sorted(records, key=lambda record: (record.version, record.id)):
        newest[record.kind] = record
    return [newest[kind] for kind in sorted(newest)]


def _choice(told: list[tuple[Record, Entry]]) -> Choice:
    order = list(MARKS)
    record, best = min(told, key=lambda pair: order.index(pair[1].mark))
    alike = [entry for _, entry in told if (entry.mark == "l") == (best.mark == "l")]
    ends = [end for entry in alike for end in _ends(entry)]
    return Choice(min(ends), best.amount, max(ends), best.mark, record.id)


def _ends(entry: Entry) -> Iterator[float]:
    yield entry.amount
    yield from (end for end in (entry.low, entry.high) if end is not None)
