"""Amounts that are not sure: intervals that add up linearly and remember which part is filled in or not known."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """An amount of a nutrient; where a part has no figure and no bound, `high` is infinite and `middle` leaves it out.

    `energy`, `filled` and `unknown` are the kcal of all foods counted, of those filled from their group or from weak
    sources, and of those without any figure; their shares say how much of a sum rests on what.
    """

    low: float
    middle: float
    high: float
    energy: float = 0.0
    filled: float = 0.0
    unknown: float = 0.0

    @property
    def unknown_share(self) -> float:
        """Share of the energy that comes with foods of which no figure is known.

        >>> (Interval(1, 1, 1, energy=300) + Interval(0, 0, math.inf, energy=100, unknown=100)).unknown_share
        0.25
        """
        return self.unknown / self.energy if self.energy else float(math.isinf(self.high))

    @property
    def filled_share(self) -> float:
        """Share of the energy that comes with foods whose figure was filled in."""
        return self.filled / self.energy if self.energy else 0.0

    def __add__(self, other: Interval) -> Interval:
        return Interval(*(mine + theirs for mine, theirs in zip(self._ends, other._ends, strict=True)))

    def __mul__(self, factor: float) -> Interval:
        return Interval(*(end * factor if factor else 0.0 for end in self._ends))

    @property
    def _ends(self) -> tuple[float, ...]:
        return self.low, self.middle, self.high, self.energy, self.filled, self.unknown


NOTHING = Interval(0.0, 0.0, 0.0)
