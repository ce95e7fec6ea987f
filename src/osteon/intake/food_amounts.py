"""Grams of a helping: mass as it is, volume by the food's density, household units by the food's own portions."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from functools import cache

from osteon.errors import InputError, nearest
from osteon.intake.food_table import Food, foods
from osteon.units import Amount, parse_amount, parse_unit

CUP_ML = 236.588
"""A cup, tablespoon or teaspoon of the United States, in which the tables' portions were weighed."""
SPOONS_ML = {"cup": CUP_ML, "tablespoon": CUP_ML / 16, "teaspoon": CUP_ML / 48}
VESSELS_ML = {"glass": 200.0, "bowl": 250.0}
"""Sizes assumed where somebody counts glasses or bowls."""
WATERY = frozenset({"drink", "milk", "juice", "plant drink"})
"""Groups that are taken to weigh 1 g/mL where no portion tells."""
SAME_UNIT: Mapping[str, tuple[str, ...]] = {
    "portion": ("serving", "piece"),
    "serving": ("piece",),
    "piece": ("egg", "serving", "fillet"),
    "egg": ("piece",),
}
"""Units that stand for one another where a food lacks the one that was used."""
FEWEST = 3


def grams(food: Food, amount: Amount | str) -> float:
    """Grams of an amount such as "40 g", "150 mL", "1 slice" or "2 cups" of a food.

    Raises:
        InputError: the unit is not known of this food; what is known is told.

    >>> from osteon.intake.food_names import find_food
    >>> grams(find_food("Gouda cheese"), "40 g"), round(grams(find_food("whole milk"), "1 cup"))
    (40.0, 244)
    """
    given = parse_amount(amount, "40 g") if isinstance(amount, str) else amount
    dimensions = parse_unit(given.unit).dimensions
    if dimensions == (("mass", 1),):
        return given.to("g")
    if dimensions == (("length", 3),):
        return given.to("mL") * _per_ml(food, given)
    return given.value * _one(food, given)


def _one(food: Food, given: Amount) -> float:
    """Grams of one household unit: the food's own, else by volume, else the usual one of its group."""
    unit = given.unit
    for word in (unit, *SAME_UNIT.get(unit, ())):
        if word in food.portions:
            return food.portions[word]
    volume = (SPOONS_ML | VESSELS_ML).get(unit)
    if volume and (density := _density(food)):
        return volume * density
    usual = _usual(food.group, unit)
    if usual is None:
        raise InputError(_unknown(food, given))
    return usual


def _per_ml(food: Food, given: Amount) -> float:
    density = _density(food)
    if density is None:
        raise InputError(_unknown(food, given))
    return density


def _density(food: Food) -> float | None:
    """Grams in a millilitre as it fills a cup or a spoon; 1 for drinks without a portion."""
    known = [food.portions[word] / volume for word, volume in SPOONS_ML.items() if word in food.portions]
    return known[0] if known else 1.0 if food.group in WATERY else None


@cache
def _usual(group: str, unit: str) -> float | None:
    """Median grams of a unit among the foods of a group that have it."""
    known = [food.portions[unit] for food in foods().values() if food.group == group and unit in food.portions]
    return statistics.median(known) if len(known) >= FEWEST else None


def _unknown(food: Food, given: Amount) -> str:
    known = ", ".join(f"1 {word} ({size:g} g)" for word, size in food.portions.items())
    hint = nearest(given.unit, food.portions) or (f"known are {known}" if known else "no portion of it is known")
    return f"how many grams {given} of {food.name} are is not known; give grams, or {hint}"
