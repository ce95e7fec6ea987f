"""A food log as frozen records: what was eaten, on which day, and what that comes to with its doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from osteon.intake.food_content import Interval
from osteon.intake.food_table import Food

Confidence = Literal["high", "moderate", "low", "none"]
SURE: tuple[Confidence, ...] = ("high", "moderate")
"""How sure a match must be for the food's figures to stand in for what the app did not count."""


@dataclass(frozen=True, slots=True)
class Eaten:
    """One line of a log: `figures` are what the app counted, in each nutrient's own unit; absent is not known.

    `food` is what it was taken for, `grams` how much of it; both are missing where nothing fits.
    """

    day: str
    meal: str
    name: str
    amount: str
    figures: Mapping[str, float]
    food: Food | None = None
    grams: float | None = None
    confidence: Confidence = "none"
    supplement: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what was eaten in all, by nutrient."""

    day: str
    contents: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class FoodLog:
    """A whole log: the mean day with its doubt, and how much days differ (standard deviation of their middles)."""

    app: str
    days: tuple[Day, ...]
    entries: tuple[Eaten, ...]
    supplements: tuple[Eaten, ...]
    mean: Mapping[str, Interval]
    spread: Mapping[str, float]
    notes: tuple[str, ...] = field(default=())

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Names of which no food is known, each once, the ones with the most energy first."""
        energy: dict[str, float] = {}
        for eaten in self.entries:
            if eaten.food is None and eaten.name:
                energy[eaten.name] = energy.get(eaten.name, 0.0) + eaten.figures.get("energy", 0.0)
        return tuple(sorted(energy, key=lambda name: (-energy[name], name)))
