"""What a label says, as frozen records: ingredients with elemental amounts as intervals, servings, claims."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from osteon.intervals import NOTHING, Interval
from osteon.substances import substances

ONE = Interval(1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One line of a label: `amount` is of a serving, elemental, in the substance's own unit.

    `substance` is a word of `osteon.substances`, "" where the ingredient is not known there; `told` is False where the
    label does not give the amount (then `amount` is what it can be); `assumed` says how the printed amount was read,
    or of a strange word which one may be meant.
    """

    name: str
    substance: str
    printed: str
    amount: Interval
    unit: str = ""
    told: bool = True
    assumed: str = ""
    blend: str = ""

    @property
    def counted_as(self) -> str:
        """The name under which it is counted: the element of a salt, else the substance itself; "" if not known.

        >>> Ingredient("calcium", "calcium carbonate", "500 mg", ONE, "mg").counted_as
        'calcium'
        """
        if not self.substance:
            return ""
        substance = substances()[self.substance]
        return substance.supplies if substance.element_share is not None else self.substance


@dataclass(frozen=True, slots=True)
class Label:
    """A product as its label describes it; `servings` are those a day, `notes` what was assumed or cannot be read."""

    name: str
    ingredients: tuple[Ingredient, ...]
    brand: str = ""
    serving: str = ""
    servings: Interval = ONE
    with_meal: bool = True
    claims: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def daily(self) -> Mapping[str, Interval]:
        """Elemental amounts a day by nutrient or botanical, in the unit of the reference intakes.

        What the label does not tell has bounds from 0 to the whole blend, or to infinity.

        >>> drop = Label("drop", (Ingredient("vitamin D3", "vitamin D3", "1000 IU", Interval(25, 25, 25), "ug"),))
        >>> drop.daily()["vitamin D3"].middle
        25.0
        """
        day: dict[str, Interval] = {}
        for ingredient in self.ingredients:
            if ingredient.counted_as:
                before = day.get(ingredient.counted_as, NOTHING)
                day[ingredient.counted_as] = before + times(ingredient.amount, self.servings)
        return day

    @property
    def words(self) -> frozenset[str]:
        """The substances in it, by their words in `osteon.substances`.

        >>> Label("mixed", (Ingredient("MSM", "MSM", "", NOTHING), Ingredient("dust", "", "", NOTHING))).words
        frozenset({'MSM'})
        """
        return frozenset(ingredient.substance for ingredient in self.ingredients if ingredient.substance)

    @property
    def untold(self) -> tuple[Ingredient, ...]:
        """The ingredients whose amount the label does not tell."""
        return tuple(ingredient for ingredient in self.ingredients if not ingredient.told)

    @property
    def strange(self) -> tuple[Ingredient, ...]:
        """The ingredients that Osteon does not know, and so does not count."""
        return tuple(ingredient for ingredient in self.ingredients if not ingredient.substance)


def times(amount: Interval, factor: Interval) -> Interval:
    """An interval times another, both from 0 up.

    >>> times(Interval(0, 1, math.inf), Interval(1, 2, 3)).high
    inf
    """
    high = math.inf if math.isinf(amount.high) and factor.high > 0 else amount.high * factor.high
    return Interval(amount.low * factor.low, amount.middle * factor.middle, high)
