"""Foods: find them by name, weigh helpings of them, and say what a person eats in a day and how sure that is.

The table and its sources are in `osteon/data` (`foods.csv`, `food_*.csv`); `docs/foods.md` tells how it was made.
"""

from __future__ import annotations

from osteon.intake.food_amounts import grams
from osteon.intake.food_content import Contents, Interval, contents, figure_of, total
from osteon.intake.food_diet import covered_share, diet_intake, eaten, usual_diet
from osteon.intake.food_names import find_food, search
from osteon.intake.food_table import Figure, Food, foods, sources
from osteon.units import Amount

__all__ = [
    "Contents",
    "Figure",
    "Food",
    "Interval",
    "contents",
    "covered_share",
    "diet_intake",
    "eaten",
    "figure_of",
    "find_food",
    "foods",
    "grams",
    "intake",
    "search",
    "sources",
    "total",
    "usual_diet",
]


def intake(name: str, amount: Amount | str) -> dict[str, Interval]:
    """What an amount of a food holds, by nutrient; see `contents` for the names and `grams` for the amounts.

    >>> round(intake("Gouda cheese", "1 slice")["calcium"].middle)
    196
    """
    food = find_food(name)
    return contents(food, grams(food, amount))
