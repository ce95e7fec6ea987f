"""From a label to the [[supplement]] tables of a person file: one for each ingredient that Osteon knows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from osteon.intervals import Interval
from osteon.person.labels.records import Ingredient, Label
from osteon.units import Amount

GENERAL = {"vitamin K2": "MK-7", "vitamin D": "vitamin D3"}
"""The form that a vitamin's general name is taken as."""
MOST_TIMES_A_DAY = 24


def as_supplements(label: Label, servings: float | None = None, every: str = "") -> tuple[dict[str, Any], ...]:
    """The tables of a person file for so many servings every "day", "week" or "12 h", else as the label says.

    A range goes in at its middle with its bounds, what nothing bounds as 0 and `untold`: `doubts` tells which.

    >>> from osteon.person.labels.files import read_label
    >>> drop = read_label({"label": {"name": "drop"}, "ingredient": [{"name": "vitamin D3", "amount": "1000 IU"}]})
    >>> as_supplements(drop)[0]["nutrient"], as_supplements(drop)[0]["amount"], as_supplements(drop)[0]["every"]
    ('vitamin D3', '25 ug', 'day')
    """
    count, interval = (1.0 if servings is None else servings), every
    if not every and servings is None:
        count, interval = _spread(label.servings.middle)
    return tuple(_table(label, one, count, interval or "day") for one in label.ingredients if one.substance)


def _table(label: Label, ingredient: Ingredient, count: float, every: str) -> dict[str, Any]:
    amount = ingredient.amount
    table = {
        "name": label.name,
        "nutrient": GENERAL.get(ingredient.substance, ingredient.substance),
        "amount": _written(amount.middle * count, ingredient),
        "every": every,
        "with_meal": label.with_meal,
    }
    if amount.low < amount.high:
        table["at_least"] = _written(amount.low * count, ingredient)
        table |= {"untold": True} if math.isinf(amount.high) else {"at_most": _written(amount.high * count, ingredient)}
    return table


def _written(value: float, ingredient: Ingredient) -> str:
    return str(Amount(float(f"{value:.5g}"), ingredient.unit))


def _spread(servings: float) -> tuple[float, str]:
    """Servings at a time and how often, for so many a day: they are spread over it, as labels mean them."""
    if servings == 1 or servings > MOST_TIMES_A_DAY:
        return servings, "day"
    return 1.0, f"{24 / servings:.6g} h" if servings > 1 else f"{1 / servings:.6g} d"


def doubts(label: Label, servings: float | None = None) -> tuple[str, ...]:
    """What the single amounts of `as_supplements` hide: ranges, amounts not told, forms assumed.

    >>> from osteon.person.labels.files import read_label
    >>> blend = {"label": {"name": "joint"}, "blend": [{"name": "mix", "ingredients": ["glucosamine", "MSM"]}]}
    >>> doubts(read_label(blend))[0]
    'joint: how much glucosamine and MSM it has is not told and nothing bounds it; counted as 0, which it is not'
    """
    count = label.servings if servings is None else Interval(servings, servings, servings)
    known = [ingredient for ingredient in label.ingredients if ingredient.substance]
    found = [text for ingredient in known for text in _doubts(ingredient)]
    boundless = [ingredient.name for ingredient in known if math.isinf(ingredient.amount.high)]
    if boundless:
        found.append(
            f"how much {listed(boundless)} it has is not told and nothing bounds it; counted as 0, which it is not"
        )
    if label.strange:
        found.append(f"{listed([one.name for one in label.strange])}: not known to Osteon and not counted")
    if count.low < count.high:
        found.append(f"{count.low:g} to {count.high:g} servings a day; {count.middle:g} counted")
    return tuple(f"{label.name}: {text}" for text in found)


def _doubts(ingredient: Ingredient) -> list[str]:
    amount, found = ingredient.amount, []
    if amount.low < amount.high < math.inf:
        ends = f"{_size(amount.low, ingredient)} to {_size(amount.high, ingredient)}"
        counted = f"{_size(amount.middle, ingredient)} counted"
        found.append(f"{ends} of {ingredient.counted_as} a serving by what the label leaves open; {counted}")
    if ingredient.substance in GENERAL:
        form = GENERAL[ingredient.substance]
        found.append(f"its {ingredient.substance} has no form on the label; taken as {form}")
    return found


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["zinc", "boron", "MSM"])
    'zinc, boron and MSM'
    """
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _size(value: float, ingredient: Ingredient) -> str:
    return f"{value:,.3g} {ingredient.unit}" if value < 1000 else f"{value:,.0f} {ingredient.unit}"
