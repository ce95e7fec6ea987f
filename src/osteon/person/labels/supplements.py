"""From a label to the [[supplement]] tables of a person file: one for each ingredient that Osteon knows."""

from __future__ import annotations

import math
from typing import Any

from osteon.intervals import Interval
from osteon.person.labels.records import Ingredient, Label
from osteon.units import Amount

GENERAL = {"vitamin K2": "MK-7", "vitamin D": "vitamin D3"}
"""The form that a vitamin's general name is taken as."""


def as_supplements(label: Label, servings: float | None = None, every: str = "day") -> tuple[dict[str, Any], ...]:
    """The tables of a person file for so many servings (else those of the label) `every` day, week or "12 h".

    An amount that is a range goes in at its middle, one that nothing bounds as 0: `doubts` tells which.

    >>> from osteon.person.labels.files import read_label
    >>> drop = read_label({"label": {"name": "drop"}, "ingredient": [{"name": "vitamin D3", "amount": "1000 IU"}]})
    >>> as_supplements(drop)[0]["nutrient"], as_supplements(drop)[0]["amount"]
    ('vitamin D3', '25 ug')
    """
    count = label.servings.middle if servings is None else servings
    return tuple(
        {
            "name": label.name,
            "nutrient": GENERAL.get(ingredient.substance, ingredient.substance),
            "amount": str(Amount(float(f"{ingredient.amount.middle * count:.10g}"), ingredient.unit)),
            "every": every,
            "with_meal": label.with_meal,
        }
        for ingredient in label.ingredients
        if ingredient.substance
    )


def doubts(label: Label, servings: float | None = None) -> tuple[str, ...]:
    """What the single amounts of `as_supplements` hide: ranges, amounts not told, forms assumed.

    >>> from osteon.person.labels.files import read_label
    >>> blend = {"label": {"name": "joint"}, "blend": [{"name": "mix", "ingredients": ["glucosamine", "MSM"]}]}
    >>> doubts(read_label(blend))[0]
    'joint: how much glucosamine it has is not told and nothing bounds it; it counts as 0, which it is not'
    """
    count = label.servings if servings is None else Interval(servings, servings, servings)
    known = [ingredient for ingredient in label.ingredients if ingredient.substance]
    found = [text for ingredient in known for text in _doubts(label, ingredient, count)]
    found += [f"{label.name}: {ingredient.name} is not known to Osteon and not counted" for ingredient in label.strange]
    if count.low < count.high:
        found.append(f"{label.name}: {count.low:g} to {count.high:g} servings a day; {count.middle:g} counted")
    return tuple(found)


def _doubts(label: Label, ingredient: Ingredient, count: Interval) -> list[str]:
    amount, found = ingredient.amount, []
    if math.isinf(amount.high):
        text = f"how much {ingredient.name} it has is not told and nothing bounds it; it counts as 0, which it is not"
        found.append(f"{label.name}: {text}")
    elif amount.low < amount.high:
        ends = f"{_size(amount.low, ingredient)} to {_size(amount.high, ingredient)}"
        found.append(
            f"{label.name}: {ends} of {ingredient.counted_as} a serving by what the label leaves open; "
            f"{_size(amount.middle, ingredient)} counted"
        )
    if ingredient.substance in GENERAL:
        form = GENERAL[ingredient.substance]
        found.append(f"{label.name}: its {ingredient.substance} has no form on the label; taken as {form}")
    return found


def _size(value: float, ingredient: Ingredient) -> str:
    return f"{value:,.3g} {ingredient.unit}" if value < 1000 else f"{value:,.0f} {ingredient.unit}"
