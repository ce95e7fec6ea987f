"""What is asked of a run of an event table, and the pieces in which its result comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from osteon.catalogue import VALUE, Catalogue, Item
from osteon.errors import InputError
from osteon.eventtable.records import Subject

FloatArray = NDArray[np.float64]
SAME_HOUR = 1e-9
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Request:
    """What to run: everybody's parameters and starts, hours of output, columns, tolerance.

    Without `every`, outputs are at the rows of the table that ask for one (EVID 0); `end` is the last hour. `sets` and
    `initial` are in the parameters' and pools' own units.
    """

    catalogue: Catalogue
    subjects: Sequence[Subject]
    end: float
    every: float | None
    columns: Sequence[Item]
    sets: Mapping[Item, float] = field(default_factory=dict)
    initial: Mapping[Item, float] = field(default_factory=dict)
    relative: float = 1e-8
    threads: int = 1

    @property
    def grid(self) -> FloatArray:
        """The hours of output that all people share: 0, every so often, and the end.

        Raises:
            InputError: there are too many.
        """
        if self.every is None:
            return np.zeros(0)
        if self.end / self.every > MOST_ROWS:
            count = self.end / self.every
            raise InputError(
                f"every {self.every:g} h until {self.end:g} h is {count:.0f} rows; {MOST_ROWS} is the most"
            )
        return distinct(np.append(np.arange(int(self.end / self.every + SAME_HOUR) + 1) * self.every, self.end))


@dataclass(frozen=True, slots=True)
class Stopped:
    """A person whose simulation could not be finished: what is written ends before `hour`, in `state`."""

    id: str
    hour: float
    reason: str
    pool: str
    state: Mapping[str, float]

    def __str__(self) -> str:
        return f"ID {self.id} stopped after {self.hour:g} h ({self.reason}); worst pool {self.pool}"


@dataclass(frozen=True)
class Piece:
    """Some rows of the result: whose, at which hour, and the columns asked for; people, then times, ascend."""

    ids: Sequence[str]
    hours: FloatArray
    values: FloatArray
    stopped: tuple[Stopped, ...] = ()
    remarks: tuple[str, ...] = ()


def default_columns(catalogue: Catalogue) -> tuple[Item, ...]:
    """All pools in the order of their numbers, then all values.

    >>> from osteon.catalogue import catalogue
    >>> [item.symbol for item in default_columns(catalogue("peterson-riggs-2010"))[:3]]
    ['DENSC', 'PTH', 'S']
    """
    return (*catalogue.compartments, *catalogue.of(VALUE))


def distinct(hours: FloatArray) -> FloatArray:
    """Ascending hours without those that differ only by rounding.

    >>> distinct(np.array([3.0, 0.3, 0.1 * 3])).tolist()
    [0.3, 3.0]
    """
    ordered = np.sort(hours)
    return ordered[np.append(True, np.diff(ordered) > SAME_HOUR)] if len(ordered) else ordered
