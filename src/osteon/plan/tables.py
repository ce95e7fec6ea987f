"""What the planner reads from data files: which foods may be proposed and what they hold, diets, and sizes of pills."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from osteon.intake.food_table import Food, foods
from osteon.units import DATA

ANIMAL = frozenset({"meat", "fish", "shellfish", "milk", "egg", "honey", "gelatine", "wool", "rennet"})
"""Marks of what comes from an animal; wool is the source of most vitamin D3."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How a food is proposed: grams and words of one portion, a day or a week, how many at most, and at which meal.

    `rare` is 1 for a new kind of food to most, up to 3 for one that few would take up and few shops have.
    """

    grams: float
    words: str
    rhythm: str
    most: int
    meal: str
    rare: int


@dataclass(frozen=True, slots=True)
class FoodFlags:
    """What a food holds that some people avoid, and its serving; None where it is never proposed."""

    holds: frozenset[str]
    serving: Serving | None

    @property
    def animal(self) -> bool:
        """Whether any of it comes from an animal."""
        return bool(self.holds & ANIMAL)


@dataclass(frozen=True, slots=True)
class Pill:
    """One product of a real size: what one tablet, capsule or drop supplies (elemental), and how many a day at most."""

    id: str
    name: str
    form: str
    holds: frozenset[str]
    supplies: Mapping[str, float]
    most: int
    source: str


@cache
def food_flags() -> Mapping[str, FoodFlags]:
    """Flags of every food of the core table, by the food's id.

    >>> food_flags()["gouda-cheese"].animal, food_flags()["kale-cooked"].animal
    (True, False)
    """
    return {row["id"]: FoodFlags(_words(row["holds"], " "), _serving(row)) for row in _rows("food_flags")}


def flags_of(food: Food) -> FoodFlags:
    """Flags of any food; one that a user imported holds what every food of its group in the core table holds.

    >>> from dataclasses import replace
    >>> from osteon.intake.food_table import foods
    >>> own = replace(foods()["Gouda cheese"], id="imported")
    >>> sorted(flags_of(own).holds), flags_of(own).serving
    (['milk'], None)
    """
    return food_flags().get(food.id) or FoodFlags(_of_group(food.group), None)


@cache
def _of_group(group: str) -> frozenset[str]:
    """Marks that all foods of a group share; none for a group that is not known."""
    marks = [food_flags()[food.id].holds for food in foods().values() if food.group == group]
    return frozenset.intersection(*marks) if marks else frozenset()


@cache
def pills() -> tuple[Pill, ...]:
    """All pills that a plan can propose, in the order of the table.

    >>> next(pill for pill in pills() if pill.id == "d3-1000").supplies["vitamin D3"]
    25.0
    """
    return tuple(
        Pill(
            row["id"],
            row["name"],
            row["form"],
            _words(row["holds"], "|"),
            {name: float(amount) for name, amount in (part.split("=") for part in row["supplies"].split("|"))},
            int(row["most"]),
            row["source"],
        )
        for row in _rows("pill_sizes")
    )


@cache
def diets() -> Mapping[str, frozenset[str]]:
    """What each diet leaves out, by its word and by its other words.

    >>> "egg" in diets()["vegan"], "egg" in diets()["vegetarian"]
    (True, False)
    """
    return {
        word: _words(row["excludes"], "|")
        for row in _rows("plan_diets")
        for word in (row["word"], *row["also"].split("|"))
        if word
    }


@cache
def avoided_words() -> Mapping[str, frozenset[str]]:
    """Words for what someone avoids, and the marks of foods they stand for.

    >>> sorted(avoided_words()["dairy"])
    ['lactose', 'milk']
    """
    return {row["word"]: _words(row["holds"], "|") for row in _rows("plan_words")}


def _serving(row: Mapping[str, str]) -> Serving | None:
    if not row["portion_g"]:
        return None
    most, rare = int(row["most"]), int(row["rare"] or 0)
    return Serving(float(row["portion_g"]), row["portion"], row["rhythm"], most, row["meal"], rare)


def _words(cell: str, between: str) -> frozenset[str]:
    return frozenset(word for word in cell.split(between) if word)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
