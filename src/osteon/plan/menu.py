"""What a plan can choose from: foods in whole portions, pills of real sizes, and what the person has today."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from osteon.intake.food_amounts import grams
from osteon.intake.food_content import Interval, contents
from osteon.intake.food_names import find_food
from osteon.intake.food_table import Food, foods
from osteon.intake.schedule import Dose, Schedule
from osteon.outcomes.interactions import Caution, interactions
from osteon.person import Food as Helping
from osteon.person import Person, Supplement
from osteon.plan.tables import FoodFlags, Pill, Serving, flags_of, food_flags, pills
from osteon.substances import substances

WEEK = 7.0
TOLD = (
    *("energy", "calcium", "magnesium", "zinc", "sodium"),
    *("vitamin D3", "vitamin D2", "calcifediol", "vitamin K1", "MK-7"),
)
"""Nutrients that a plan keeps count of, each in its own unit."""
COUNTED = (*TOLD, "vitamin D", "fat")
PLANT_GROUPS = ("soy food", "plant drink")
"""Foods that are a matter of course to who eats no milk or meat, and a new habit to others."""
PLANT_STAPLES = frozenset({"soy", "gluten"})
"""Of plant foods, soy and oats come first: drinks of almond, rice and coconut hold little protein."""
OXALATE_BLOCKS = "high"
"""Class of oxalate at which a food's calcium is not counted towards a need: most of it stays bound."""

Amounts = Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be added: `amounts` are what one unit brings in a day, on average.

    A unit is a portion a day, a portion a week, or a pill a day; `most` is how many units at most. A swap `replaces` a
    listed food (by its place) gram for gram, every `interval` days.
    """

    id: str
    name: str
    words: str
    kind: str
    rhythm: str
    most: int
    amounts: Amounts
    holds: frozenset[str]
    meal: str
    group: str
    grams: float = 0.0
    known: bool = False
    rare: int = 0
    calcium_bound: bool = False
    pill: Pill | None = None
    cautions: tuple[Caution, ...] = ()
    replaces: int | None = None
    interval: float = 1.0

    @property
    def key(self) -> str:
        """What tells it apart from all other choices."""
        return self.id if self.replaces is None else f"{self.replaces}>{self.id}"

    @property
    def a_day(self) -> float:
        """Portions or pills a day that one unit stands for."""
        return 1 / WEEK if self.rhythm == "week" else 1.0


@dataclass(frozen=True, slots=True)
class Present:
    """Something that the person has today and could leave: a listed food or a product, with its amounts a day."""

    id: str
    name: str
    kind: str
    amounts: Amounts
    holds: frozenset[str]
    pills: float = 0.0
    indexes: tuple[int, ...] = (0,)

    @property
    def index(self) -> int:
        """Its place among the listed foods, or of its first part among the supplements."""
        return self.indexes[0]


def food_choices(person: Person, *, plant_based: bool = False) -> tuple[Choice, ...]:
    """Every food that may be proposed, in the order of the table; for who eats plants, soy and plant drinks are usual.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> milk = next(choice for choice in food_choices(me) if choice.id == "milk-semi-skimmed")
    >>> milk.words, milk.rhythm, milk.amounts["calcium"].middle
    ('a glass (200 mL)', 'day', 240.0)
    """
    eaten = {find_food(helping.name).id for helping in person.diet.foods}
    found = []
    for food in foods().values():
        flags = food_flags()[food.id]
        if flags.serving is not None:
            known = food.id in eaten
            usual = known or (plant_based and food.group in PLANT_GROUPS and bool(flags.holds & PLANT_STAPLES))
            found.append(_food_choice(food, flags, flags.serving, known=known, usual=usual))
    return tuple(found)


def swap_choices(person: Person) -> tuple[Choice, ...]:
    """For each listed food, the foods of its group that could be eaten in its place, gram for gram.

    >>> me = {"person": {"age": 57, "sex": "female", "latitude": 52.1}}
    >>> me["diet"] = {"foods": [{"food": "oat drink, unfortified", "amount": "200 mL", "every": "day"}]}
    >>> "Oat drink, with calcium and vitamin D" in [choice.name for choice in swap_choices(Person.from_dict(me))]
    True
    """
    found = []
    for index, helping in enumerate(person.diet.foods):
        old = find_food(helping.name)
        interval = helping.interval_days or math.inf
        for food in foods().values():
            serving = food_flags()[food.id].serving
            if serving is not None and food.group == old.group and food is not old and math.isfinite(interval):
                found.append(_swap(food, serving, helping, old, index))
    return tuple(found)


def _swap(food: Food, serving: Serving, helping: Helping, old: Food, index: int) -> Choice:
    interval = helping.interval_days or 1.0
    mass = grams(old, helping.amount) / interval
    flags = food_flags()[food.id]
    return Choice(
        food.id,
        food.name,
        f"{helping.amount} every {helping.every}, in place of {old.name}",
        "food",
        "day",
        1,
        _amounts(contents(food, mass)),
        flags.holds,
        serving.meal,
        food.group,
        mass,
        calcium_bound=food.oxalate == OXALATE_BLOCKS,
        replaces=index,
        interval=interval,
    )


def _food_choice(food: Food, flags: FoodFlags, serving: Serving, *, known: bool, usual: bool) -> Choice:
    share = 1 / WEEK if serving.rhythm == "week" else 1.0
    return Choice(
        food.id,
        food.name,
        serving.words,
        "food",
        serving.rhythm,
        serving.most,
        _amounts(contents(food, serving.grams * share)),
        flags.holds,
        serving.meal,
        food.group,
        serving.grams,
        known,
        0 if usual else serving.rare,
        food.oxalate == OXALATE_BLOCKS,
    )


def _amounts(held: Amounts) -> Amounts:
    """What a plan counts of a food's contents; `vitamin D` is all forms, a ug for a ug."""
    return {name: held[name] for name in (*TOLD, "vitamin D", "fat") if name in held}


def pill_choices(person: Person) -> tuple[Choice, ...]:
    """Every pill of the table, as a choice of so many a day, with what speaks against it in this person.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> [choice.most for choice in pill_choices(me) if choice.id == "carbonate-500"]
    [2]
    """
    return tuple(
        Choice(
            pill.id,
            pill.name,
            f"one {pill.form}",
            "pill",
            "day",
            pill.most,
            supplied(pill.supplies),
            pill.holds,
            "",
            "supplement",
            pill=pill,
            cautions=_cautions(person, pill),
        )
        for pill in pills()
    )


def _cautions(person: Person, pill: Pill) -> tuple[Caution, ...]:
    """Warnings that this pill would add, whatever else is taken."""
    doses = tuple(Dose(name, amount, 1.0) for name, amount in pill.supplies.items())
    found = interactions(person, Schedule(doses))
    return tuple(caution for caution in found if set(pill.supplies) & {*caution.first, *caution.second})


def supplied(amounts: Mapping[str, float]) -> Amounts:
    """What amounts of substances bring of the nutrients that are counted, as the label says.

    >>> sorted(supplied({"calcium citrate": 250.0, "vitamin D3": 10.0}))
    ['calcium', 'vitamin D', 'vitamin D3']
    """
    found: dict[str, float] = {}
    for name, amount in amounts.items():
        element = substances()[name].supplies
        for counted in {name, element} & set(COUNTED):
            found[counted] = found.get(counted, 0.0) + amount
    return {name: Interval(amount, amount, amount) for name, amount in found.items()}


def listed_foods(person: Person) -> tuple[Present, ...]:
    """The foods of today's diet, with what each brings a day.

    >>> me = {"person": {"age": 57, "sex": "female", "latitude": 52.1}}
    >>> me["diet"] = {"foods": [{"food": "Gouda cheese", "amount": "70 g", "every": "week"}]}
    >>> [present.amounts["calcium"].middle for present in listed_foods(Person.from_dict(me))]
    [70.0]
    """
    found = []
    for index, helping in enumerate(person.diet.foods):
        food = find_food(helping.name)
        daily = grams(food, helping.amount) / (helping.interval_days or math.inf)
        name = f"{helping.name}, {helping.amount} every {helping.every}"
        holds = flags_of(food).holds
        found.append(Present(food.id, name, "food", _amounts(contents(food, daily)), holds, indexes=(index,)))
    return tuple(found)


def current_pills(person: Person) -> tuple[Present, ...]:
    """The products that are taken from the first day for a year or more, with what each brings a day.

    Supplements of one product, by its name, stand or fall together.

    >>> me = {"person": {"age": 57, "sex": "female", "latitude": 52.1}}
    >>> drop = {"name": "a drop", "every": "day"}
    >>> forms = (("vitamin D3", "25 ug"), ("MK-7", "90 ug"))
    >>> me["supplement"] = [{"nutrient": form, "amount": amount, **drop} for form, amount in forms]
    >>> [present.name for present in current_pills(Person.from_dict(me))]
    ['a drop (25 ug vitamin D3, 90 ug MK-7) every day']
    """
    products: dict[tuple[object, ...], list[int]] = {}
    for index, taken in enumerate(person.supplements):
        if _steady(taken) and (_counted(taken) or taken.name):
            key = (taken.name, taken.every) if taken.name else (index,)
            products.setdefault(key, []).append(index)
    found = [_current(person, indexes) for indexes in products.values()]
    return tuple(present for present in found if present.amounts)


def _steady(taken: Supplement) -> bool:
    lasting = taken.stop is None or taken.stop - taken.start >= 365
    return taken.interval_days is not None and taken.start <= 0 and lasting


def _counted(taken: Supplement) -> bool:
    return bool(supplied({taken.substance: 1.0}))


def _current(person: Person, indexes: list[int]) -> Present:
    parts = [person.supplements[index] for index in indexes]
    count = 1 / (parts[0].interval_days or math.inf)
    amounts: dict[str, Interval] = {}
    for taken in parts:
        for name, amount in _taken(taken, count).items():
            amounts[name] = amounts[name] + amount if name in amounts else amount
    held = ", ".join(f"{taken.amount} {taken.substance}" for taken in parts)
    name = f"{parts[0].name} ({held})" if parts[0].name else held
    return Present(
        parts[0].substance, f"{name} every {parts[0].every}", "pill", amounts, frozenset(), count, tuple(indexes)
    )


def _taken(taken: Supplement, count: float) -> dict[str, Interval]:
    """What one supplement brings a day: an interval where its label leaves the amount open."""
    record = substances()[taken.substance]
    middle = record.in_own_unit(taken.amount) * count
    low = record.in_own_unit(taken.at_least) * count if taken.at_least else middle
    high = record.in_own_unit(taken.at_most) * count if taken.at_most else middle
    ends = Interval(min(low, middle), middle, math.inf if taken.untold else max(high, middle))
    return dict.fromkeys(supplied({taken.substance: 1.0}), ends)
