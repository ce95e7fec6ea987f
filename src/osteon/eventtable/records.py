"""What an event table says, row by row, once it has been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from osteon.catalogue import Item

OBSERVATION, DOSE, OTHER, RESET, RESET_AND_DOSE = range(5)
"""The kinds of rows, as EVID numbers them."""


@dataclass(frozen=True, slots=True)
class Dosing:
    """An amount (unit of AMT) into a pool over `duration` hours, or at once, `count` times every `interval` hours.

    `steady` says that the same was given every `interval` for long before.
    """

    pool: Item
    amount: float
    duration: float = 0.0
    interval: float = 0.0
    count: int = 1
    steady: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A row: its line in the file, hour, kind (EVID), dose, and the parameters it states in their own units."""

    line: int
    hour: float
    kind: int
    dosing: Dosing | None = None
    sets: Mapping[Item, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """One person's events in order of time; `id` as it is written."""

    id: str
    events: tuple[Event, ...] = ()

    @property
    def observed(self) -> tuple[float, ...]:
        """The hours of the rows that ask for an output (EVID 0)."""
        return tuple(event.hour for event in self.events if event.kind == OBSERVATION)
