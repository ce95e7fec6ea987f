"""What a person wants of a plan and what they will not eat, read and checked: all problems at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from osteon.errors import InputError, nearest
from osteon.intake.food_names import search, words
from osteon.intake.food_table import Food, foods
from osteon.outcomes.intakes import BODIES, Body
from osteon.person import Person
from osteon.plan.goals import Goal, default_goals, read_goal
from osteon.plan.tables import avoided_words, diets, pills

Read = TypeVar("Read")

MOST_PILLS = 8
"""Pills a day that a plan proposes at most where nobody says how many."""
MOST_PILLS_ASKED = 30


@dataclass(frozen=True, slots=True)
class Avoided:
    """One wish to leave something out: its word, the marks it stands for, and foods meant by name."""

    word: str
    marks: frozenset[str]
    foods: frozenset[str] = frozenset()

    def hits(self, food: str, holds: frozenset[str]) -> bool:
        """Whether a food (by id) or pill with these marks is left out."""
        return bool(self.marks & holds) or food in self.foods


@dataclass(frozen=True, eq=False)
class Wishes:
    """Goals, and what is left out; `budget` and `prices` are a week's money and the price of one portion or pill."""

    goals: tuple[Goal, ...] = field(default_factory=default_goals)
    avoided: tuple[Avoided, ...] = ()
    most_pills: int | None = None
    budget: float | None = None
    prices: Mapping[str, float] = field(default_factory=dict)
    sun: bool = False
    body: Body = "NASEM"

    @property
    def pills_allowed(self) -> int:
        """Pills a day at most."""
        return MOST_PILLS if self.most_pills is None else self.most_pills


def read_wishes(
    goals: Iterable[str] = (),
    diet: Iterable[str] = (),
    without: Iterable[str] = (),
    *,
    max_pills: int | None = None,
    budget: float | None = None,
    prices: Mapping[str, float] | None = None,
    sun: bool = False,
    body: str = "NASEM",
) -> Wishes:
    """Wishes from words.

    Raises:
        InputError: words that mean nothing here, numbers out of range, a budget without prices; all of them.

    >>> [goal.nutrient for goal in read_wishes(diet=["vegan"]).goals]
    ['vitamin D', 'calcium', 'vitamin K', 'magnesium']
    >>> read_wishes(diet=["pescatarien"])
    Traceback (most recent call last):
      ...
    osteon.errors.InputError: plan: unknown diet 'pescatarien'; did you mean pescatarian or pescetarian?
    """
    problems: list[str] = []
    read_goals = [_tried(read_goal, text, problems) for text in goals]
    avoided = [_tried(_diet, text, problems) for text in diet]
    avoided += [_tried(_without, text, problems) for text in without]
    problems += _number_problems(max_pills, budget, prices)
    if body not in BODIES:
        problems.append(f"unknown body {body!r}; there are {' and '.join(BODIES)}")
    chosen = tuple(goal for goal in read_goals if goal) or default_goals()
    twice = {goal.nutrient for goal in chosen if sum(other.nutrient == goal.nutrient for other in chosen) > 1}
    problems += [f"the goal {nutrient} is given twice; give it once" for nutrient in sorted(twice)]
    if problems:
        raise InputError(problems, "plan")
    left_out = tuple(dict.fromkeys(entry for entry in avoided if entry))
    known: Body = "EFSA" if body == "EFSA" else "NASEM"
    return Wishes(chosen, left_out, max_pills, budget, dict(prices or {}), sun, known)


def with_pattern(wishes: Wishes, person: Person) -> Wishes:
    """The wishes, and what the person's own diet keeps to.

    >>> table = {"person": {"age": 34, "sex": "female", "latitude": 52}, "diet": {"pattern": "vegan"}}
    >>> [avoided.word for avoided in with_pattern(read_wishes(), Person.from_dict(table)).avoided]
    ['vegan']
    """
    own = [avoided for word in person.diet.pattern if (avoided := _diet(word))]
    words = {avoided.word for avoided in wishes.avoided}
    return replace(wishes, avoided=(*wishes.avoided, *(each for each in own if each.word not in words)))


def _tried(reader: Callable[[str], Read], text: str, problems: list[str]) -> Read | None:
    try:
        return reader(text)
    except InputError as error:
        problems += error.problems
        return None


def _diet(text: str) -> Avoided | None:
    word = " ".join(text.lower().split())
    if word in ("omnivore", "none", "any", "everything"):
        return None
    if word not in diets():
        hint = nearest(word, diets()) or f"there are {', '.join(diets())}"
        raise InputError(f"unknown diet {text!r}; {hint}")
    return Avoided(word, diets()[word])


def _without(text: str) -> Avoided:
    """An allergen or kind of food, a group of the table, or foods whose names hold the words."""
    word = " ".join(text.lower().split())
    if word in avoided_words():
        return Avoided(word, avoided_words()[word])
    groups = {food.group for food in foods().values()}
    if word in groups or word.removesuffix("s") in groups:
        return Avoided(word, frozenset(), frozenset(food.id for food in foods().values() if _in_group(food, word)))
    named = frozenset(food.id for food in foods().values() if _named(food, word))
    if named:
        return Avoided(word, frozenset(), named)
    near = [food.name for food in search(text, 3)]
    known = nearest(word, (*avoided_words(), *groups)) or (f"did you mean {' or '.join(near)}?" if near else "")
    raise InputError(f"nothing to leave out is called {text!r}; {known or 'name a food, or milk, nuts, fish, gluten'}")


def _in_group(food: Food, word: str) -> bool:
    return food.group in (word, word.removesuffix("s"))


def _named(food: Food, word: str) -> bool:
    wanted = words(word)
    return bool(wanted) and any(wanted <= words(name) for name in (food.name, *food.also))


def _number_problems(max_pills: int | None, budget: float | None, prices: Mapping[str, float] | None) -> list[str]:
    problems = []
    if max_pills is not None and not 0 <= max_pills <= MOST_PILLS_ASKED:
        problems.append(f"{max_pills} pills a day is outside 0 to {MOST_PILLS_ASKED}")
    if budget is not None and not 0 < budget < math.inf:
        problems.append(f"a budget of {budget:g} a week is not above 0")
    if budget is not None and not prices:
        problems.append("a budget needs prices, which Osteon does not know: give --prices FILE.csv (item,price)")
    known = {food.id for food in foods().values()} | {pill.id for pill in pills()}
    for item, price in (prices or {}).items():
        if item not in known:
            problems.append(f"a price is given of {item!r}, which is no food or pill; {nearest(item, known)}")
        elif not 0 <= price < math.inf:
            problems.append(f"the price of {item} is {price:g}, which is not 0 or more")
    return problems
