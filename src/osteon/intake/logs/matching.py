"""From a line of a log to a food of the tables, and how sure that is: by words, checked by energy, protein and fat."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from osteon.errors import InputError
from osteon.intake import find_foods
from osteon.intake.food_amounts import grams
from osteon.intake.food_content import figure_of
from osteon.intake.food_names import IGNORED, core_food, search, words
from osteon.intake.food_table import Food
from osteon.intake.logs.records import Confidence
from osteon.units import parse_amount, parse_unit

ENERGY_AGREES, SHARES_AGREE = 0.25, 0.35
"""How far a line's energy in 100 g, and its protein and fat for its energy, may be from those of a food."""
LITTLE = 2.0
"""Grams of protein or fat in 100 kcal that never count as different."""
ALIKE, FAINT = 0.6, 0.4
"""Share of words in common that makes a match moderate, and low."""
COOKING = frozenset(
    (
        *("raw", "cooked", "boiled", "baked", "fried", "roasted", "grilled", "drained", "whole", "plain", "nf", "from"),
        *("dry", "ground", "boneless", "skinless", "large", "medium", "small", "usda", "commercial"),
    )
)
"""Words that tell little of what a food is; "ground" is of coffee and of meat alike."""
_WEIGHT = re.compile(r"([\d.,]+)\s*(g|gram|grams|kg|oz|ml|l|fl oz)\b", re.IGNORECASE)
FLUID_OUNCE_ML = 29.5735


def matched(name: str, amount: str, figures: Mapping[str, float]) -> tuple[Food | None, float | None, Confidence]:
    """The food that a line of a log is taken for, how many grams of it, and how sure that is.

    >>> food, mass, sure = matched("Cheese, Gouda", "40.00 g", {"energy": 142.0, "protein": 10.0})
    >>> food.name, mass, sure
    ('Gouda cheese', 40.0, 'high')
    """
    best: tuple[Food | None, float | None, Confidence] = (None, None, "none")
    order: list[Confidence] = ["high", "moderate", "low", "none"]
    for food, likeness in _candidates(name):
        mass = mass_of(food, amount, figures)
        sure = _confidence(likeness, agrees(food, mass, figures))
        if order.index(sure) < order.index(best[2]):
            best = (food, mass, sure)
    return best


@lru_cache(maxsize=2048)
def _candidates(name: str) -> tuple[tuple[Food, float], ...]:
    exact = core_food(name)
    known = {exact.id: (exact, 1.0)} if exact else {}
    for food in (*search(name, 5), *find_foods(name, 8)):
        known.setdefault(food.id, (food, _likeness(name, food)))
    return tuple(sorted(known.values(), key=lambda pair: (-pair[1], ":" in pair[0].id, pair[0].id)))


def _likeness(name: str, food: Food) -> float:
    """Words in common over all words, those of cooking counting for little; 1 for the same words."""
    return max(_common(words(name) - IGNORED, words(other) - IGNORED) for other in (food.name, *food.also))


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    def weight(each: frozenset[str]) -> float:
        return sum(0.3 if word in COOKING else 1.0 for word in each)

    return weight(one & other) / weight(one | other) if one | other else 0.0


def _confidence(likeness: float, agreed: bool | None) -> Confidence:
    """What words and composition say together; None is a composition that cannot be compared."""
    if agreed is False:
        return "low" if likeness >= 0.99 else "none"
    if likeness >= 0.99:
        return "high"
    if likeness >= ALIKE:
        return "moderate" if agreed else "low"
    return "low" if likeness >= FAINT and agreed else "none"


def mass_of(food: Food, amount: str, figures: Mapping[str, float]) -> float | None:
    """Grams of a line: as weighed, else from its energy, else from the food's own helpings.

    >>> from osteon.intake.food_names import find_food
    >>> mass_of(find_food("Gouda"), "2.00 slices", {"energy": 199.0}), mass_of(find_food("Gouda"), "a bit", {})
    (55.9, None)
    """
    weighed = weight_of(amount)
    if weighed is not None:
        return weighed
    dense = figure_of(food, "energy")
    energy = figures.get("energy", 0.0)
    if energy > 0 and dense and dense.middle > 0:
        return round(100.0 * energy / dense.middle, 1)
    try:
        given = parse_amount(amount, "1 cup")
        return grams(food, given) if 0 < given.value < 1000 else None
    except InputError:
        return None


def weight_of(amount: str) -> float | None:
    """Grams of an amount that is a mass or a volume (1 g/mL); None for others.

    >>> weight_of("40.00 g"), weight_of("8.00 fl oz"), weight_of("1.00 slice")
    (40.0, 236.588, None)
    """
    found = _WEIGHT.fullmatch(amount.strip())
    if not found:
        return None
    try:
        value = float(found[1].replace(",", ""))
    except ValueError:
        return None
    unit = found[2].lower()
    if unit == "fl oz":
        return value * FLUID_OUNCE_ML if value > 0 else None
    size = {"ml": 1.0, "l": 1000.0}.get(unit) or parse_unit(unit).factor
    return value * size if value > 0 else None


def agrees(food: Food, mass: float | None, figures: Mapping[str, float]) -> bool | None:
    """Whether energy, protein and fat of a line are those of a food; None where there is nothing to compare."""
    energy = figures.get("energy", 0.0)
    dense = figure_of(food, "energy")
    if not dense or energy <= 0:
        return None
    told = [math.isclose(100.0 * energy / mass, dense.middle, rel_tol=ENERGY_AGREES, abs_tol=10.0)] if mass else []
    for name in ("protein", "fat"):
        figure = figure_of(food, name)
        if figure and name in figures and dense.middle > 0:
            own, its = 100.0 * figures[name] / energy, 100.0 * figure.middle / dense.middle
            told.append(math.isclose(own, its, rel_tol=SHARES_AGREE, abs_tol=LITTLE))
    return all(told) if told else None
