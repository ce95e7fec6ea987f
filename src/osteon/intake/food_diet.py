"""A person's daily intake: stated totals where there are, else the foods listed and the usual for the rest of the day.

The rule, since a list of foods does not say whether it is all that is eaten: the foods' energy is set against the day's
energy (stated, else the median of the sex). The share of the day that they leave open is filled with the usual diet,
energy for energy. A list that covers the day gets nothing added; forty grams of cheese alone get nearly a whole usual
day. Without foods only what is stated is told, and the model keeps its own defaults for everything else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from osteon.errors import InputError
from osteon.intake import food_store
from osteon.intake.food_amounts import grams
from osteon.intake.food_content import NOTHING, VITAMERS, Contents, Interval, contents, total
from osteon.intake.food_names import find_food
from osteon.intake.food_table import usual_rows
from osteon.intake.menaquinones import as_followed
from osteon.person import Food as Helping
from osteon.person import Person

LEAF_SHARE = (0.5, 0.7, 0.9)
"""Share of a diet's vitamin K1 that comes with leaves where foods do not tell (a judgement, as in `osteon.inputs`)."""
FOLLOWED = ("MK-4", "MK-7", "MK-9")
FROM_FOODS: Mapping[str, str] = {
    name: name
    for name in (
        *("energy", "protein", "calcium", "phosphorus", "magnesium", "zinc", "manganese", "boron", "sodium"),
        *("vitamin D3", "vitamin D2", "calcifediol", "vitamin K1 leaf", "vitamin K1 oil"),
    )
} | {name: f"{name} followed" for name in FOLLOWED}
"""What a diet is told by, and the name of each in a food's contents; menaquinones as the body follows them."""


def eaten(person: Person) -> dict[str, Interval]:
    """All that a person's listed foods hold, per day; empty without foods.

    Raises:
        InputError: foods that are not known or whose amounts cannot be weighed; all of them are told.

    >>> me = {"person": {"age": 57, "sex": "female", "latitude": 52.1}}
    >>> me["diet"] = {"foods": [{"food": "Gouda cheese", "amount": "40 g", "every": "day"}]}
    >>> eaten(Person.from_dict(me))["calcium"].middle
    280.0
    """
    parts: list[Contents] = []
    problems: list[str] = []
    for number, helping in enumerate(person.diet.foods, 1):
        try:
            parts.append(_per_day(helping))
        except InputError as error:
            problems += [f"foods #{number}: {problem}" for problem in error.problems]
    if problems:
        raise InputError(problems, where="diet")
    return total(parts)


def _per_day(helping: Helping) -> dict[str, Interval]:
    food = find_food(helping.name)
    mass = grams(food, helping.amount)
    return contents(food, mass / helping.interval_days) if helping.interval_days else contents(food, 0.0)


def database_notes(person: Person) -> tuple[str, ...]:
    """Which of a person's foods are of the user's own database, each in a sentence; none of the core table's.

    >>> database_notes(Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1))
    ()
    """
    if not person.diet.foods or not food_store.exists():
        return ()
    from osteon.intake.food_lookup import note

    told = (note(helping.name) for helping in person.diet.foods)
    return tuple(dict.fromkeys(sentence for sentence in told if sentence))


def covered_share(person: Person) -> float:
    """Share of the day's energy that the listed foods bring, at most 1.

    >>> covered_share(Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1))
    0.0
    """
    listed = eaten(person)
    return min(1.0, listed["energy"].middle / _day_energy(person)) if listed else 0.0


def _day_energy(person: Person) -> float:
    stated = person.diet.nutrients.get("energy")
    return stated.value if stated and stated.value > 0 else _usual_table()["energy", person.sex].middle


def usual_diet(person: Person) -> dict[str, Interval]:
    """What people of a person's sex usually eat in a day, at the person's energy where it is stated.

    Median and 10 to 90 % of a survey; menaquinones from a Dutch cohort; boron and manganese are not known.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> round(usual_diet(me)["calcium"].middle), usual_diet(me)["MK-9"].middle
    (726, 20.0)
    """
    kcal = _day_energy(person)
    marked = {"energy": kcal, "filled": kcal}
    day = {"energy": Interval(kcal, kcal, kcal, **marked)}
    for (name, sex), figure in _usual_table().items():
        if sex == "both":
            day[name] = Interval(figure.low, figure.middle, figure.high) * (kcal / 1000.0)
        elif sex == "day":
            day[name] = figure
    leaf, oil = _split_k1(day.pop("vitamin K1"), LEAF_SHARE)
    day |= {"vitamin K1 leaf": leaf, "vitamin K1 oil": oil}
    known = {name: Interval(part.low, part.middle, part.high, **marked) for name, part in day.items()}
    nothing_known = Interval(0.0, 0.0, math.inf, energy=kcal, unknown=kcal)
    return {name: known.get(name, nothing_known) for name in FROM_FOODS}


@cache
def _usual_table() -> dict[tuple[str, str], Interval]:
    """Usual intakes by nutrient and by sex, "both" for those per 1000 kcal, "day" for those per day."""
    table = {}
    for row in usual_rows():
        sex = "day" if row["unit"] == "ug/d" else row["sex"]
        table[row["nutrient"], sex] = Interval(float(row["low"]), float(row["middle"]), float(row["high"]))
    return table


def _split_k1(whole: Interval, share: tuple[float, float, float]) -> tuple[Interval, Interval]:
    low, middle, high = share
    leaf = Interval(whole.low * low, whole.middle * middle, whole.high * high)
    return leaf, Interval(whole.low * (1 - high), whole.middle * (1 - middle), whole.high * (1 - low))


def diet_intake(person: Person, usual: Contents | None = None) -> dict[str, Interval]:
    """What a person eats in a day: stated totals as they stand, all else from the foods and the usual rest of the day.

    Units are those of `osteon.substances`: mg for minerals, ug for vitamins, g for protein, kcal for energy. `usual`
    takes the place of `usual_diet(person)`. Stated totals include the foods, as a person file says.

    Raises:
        InputError: foods that are not known or whose amounts cannot be weighed; all of them are told.

    >>> me = {"person": {"age": 57, "sex": "female", "latitude": 52.1}}
    >>> me["diet"] = {"nutrients": {"calcium": "700 mg/d"}, "foods": [{"food": "natto", "amount": "40 g"}]}
    >>> intake = diet_intake(Person.from_dict(me))
    >>> intake["calcium"].middle, round(intake["MK-7"].middle)
    (700.0, 378)
    """
    listed = eaten(person)
    day = _with_rest(person, listed, usual) if listed else {}
    return day | _stated(person, day, listed)


def _with_rest(person: Person, listed: Contents, usual: Contents | None) -> dict[str, Interval]:
    rest = 1.0 - covered_share(person)
    whole = usual_diet(person) | dict(usual or {})
    return {name: listed[inside] + whole[name] * rest for name, inside in FROM_FOODS.items()}


def _stated(person: Person, day: Contents, listed: Contents) -> dict[str, Interval]:
    """The totals that the person states, in the forms that a diet is told by."""
    given = {name: amount.value for name, amount in person.diet.nutrients.items()}
    exact = {name: _exactly(value) for name, value in given.items() if name not in VITAMERS}
    split: dict[str, Interval] = {}
    if "vitamin D" in given:
        split |= _split_d(given["vitamin D"], listed)
    if "vitamin K1" in given:
        leaf, oil = _split_k1(exact["vitamin K1"], _leaf_share(day))
        split |= {"vitamin K1 leaf": leaf, "vitamin K1 oil": oil}
    return split | exact | _stated_k2(given, day or usual_diet(person))


def _exactly(value: float) -> Interval:
    return Interval(value, value, value)


def _split_d(whole: float, listed: Contents) -> dict[str, Interval]:
    """A stated total of vitamin D is D3 but for the D2 that the foods hold."""
    if not listed:
        return {"vitamin D3": _exactly(whole)}
    d2 = listed["vitamin D2"]
    ends = [min(end, whole) for end in (d2.low, d2.middle, d2.high)]
    return {"vitamin D2": Interval(*ends), "vitamin D3": Interval(*(whole - end for end in reversed(ends)))}


def _leaf_share(day: Contents) -> tuple[float, float, float]:
    """Share of K1 with leaves, from the foods and the usual rest; the bounds are a judgement."""
    leaf, oil = day.get("vitamin K1 leaf", NOTHING).middle, day.get("vitamin K1 oil", NOTHING).middle
    if leaf + oil <= 0:
        return LEAF_SHARE
    share = leaf / (leaf + oil)
    return max(0.0, share - 0.2), share, min(1.0, share + 0.2)


def _stated_k2(given: Mapping[str, float], day: Contents) -> dict[str, Interval]:
    """Stated menaquinones as the body follows them; a total without forms is shared out as the diet's own."""
    forms = {name: value for name, value in given.items() if name in VITAMERS}
    if forms:
        followed = as_followed(forms)
        each = dict(zip(FOLLOWED, (followed.mk4, followed.mk7, followed.mk9), strict=True))
        return {name: _exactly(value) for name, value in each.items() if value or name in forms}
    middles = {name: day[name].middle for name in FOLLOWED}
    if "vitamin K2" not in given or not sum(middles.values()):
        return {}
    return {name: _exactly(given["vitamin K2"] * part / sum(middles.values())) for name, part in middles.items()}
