"""A day's totals of what a person eats and takes: foods with their fortification, and all products.

Every total is an interval in the nutrient's own unit. What no table and no label tells is not zero: its `high` is
infinite. Forms are kept apart, and "vitamin D", "vitamin K2" and "vitamin K" are their sums.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Protocol

from osteon.intake.food_diet import diet_intake, usual_diet
from osteon.intake.schedule import of_supplement
from osteon.intervals import NOTHING, Interval
from osteon.person import Person, Supplement
from osteon.substances import substances

MENAQUINONES = tuple(f"MK-{units}" for units in range(4, 14))
CALCIFEDIOL_AS_D = (1.0, 2.5, 5.0)
"""ug of vitamin D that a ug of calcifediol counts as: the EFSA factor of 2.5 (2021, recalled), 1 to 5 across tables."""


class Product(Protocol):
    """Anything that says what it supplies a day, such as a label."""

    def daily(self) -> Mapping[str, Interval]:
        """Amounts a day by nutrient or botanical, elemental, in its own unit."""

    @property
    def words(self) -> frozenset[str]:
        """The substances in it, such as "calcium carbonate"."""


def daily_totals(person: Person, labels: Iterable[Product] = (), day: float = 0.0) -> dict[str, Interval]:
    """All that a person gets in a day from foods, fortified foods and products; `labels` are taken besides.

    What the person file leaves open of the diet is the usual diet of the sex. Doses at intervals count as their mean a
    day; doses taken once do not count.

    >>> me = {"person": {"age": 57, "sex": "female", "latitude": 52.1}, "diet": {"nutrients": {"calcium": "700 mg/d"}}}
    >>> me["supplement"] = [{"nutrient": "calcium citrate", "amount": "500 mg", "every": "day"}]
    >>> daily_totals(Person.from_dict(me))["calcium"].middle
    1200.0
    """
    return added((food_totals(person), product_totals(person, labels, day)))


def food_totals(person: Person) -> dict[str, Interval]:
    """What a person eats in a day: stated totals and foods, and the usual diet for what is not told.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> round(food_totals(me)["calcium"].middle)
    726
    """
    day = usual_diet(person) | diet_intake(person)
    day["vitamin K1"] = day.get("vitamin K1") or day["vitamin K1 leaf"] + day["vitamin K1 oil"]
    stated = {name: day.pop(name) for name in ("vitamin D", "vitamin K2") if name in day}
    return with_sums(day) | stated


def product_totals(person: Person, labels: Iterable[Product] = (), day: float = 0.0) -> dict[str, Interval]:
    """What a person's supplements and these labels supply on a day, elemental; medicines are not counted.

    >>> me = {"person": {"age": 57, "sex": "female", "latitude": 52.1}}
    >>> me["supplement"] = [{"nutrient": "MK-7", "amount": "180 ug", "every": "2 d"}]
    >>> product_totals(Person.from_dict(me))["vitamin K"].middle
    90.0
    """
    taken = (_supplied(supplement, day) for supplement in person.supplements)
    return with_sums(_sum((*taken, *(label.daily() for label in labels))))


def added(parts: Iterable[Mapping[str, Interval]]) -> dict[str, Interval]:
    """Totals added up, nutrient by nutrient; what one part does not name adds nothing to it.

    >>> added([{"zinc": Interval(1, 2, 3)}, {"zinc": Interval(1, 1, 1), "boron": Interval(1, 1, 1)}])["zinc"].high
    4.0
    """
    return _sum(parts)


def _sum(parts: Iterable[Mapping[str, Interval]]) -> dict[str, Interval]:
    total: dict[str, Interval] = {}
    for part in parts:
        for name, interval in part.items():
            total[name] = total.get(name, NOTHING) + interval
    return total


def _supplied(taken: Supplement, day: float) -> dict[str, Interval]:
    """What a supplement supplies on a day; nothing outside its course, and a dose taken once does not count."""
    dose, substance = of_supplement(taken), substances()[taken.substance]
    counts = substance.kind != "medicine" and dose.start_day <= day < dose.covered_until
    if dose.interval_days is None or not counts:
        return {}
    ends = [dose.amount if end is None else substance.in_own_unit(end) for end in (taken.at_least, taken.at_most)]
    low, high = min(ends[0], dose.amount), math.inf if taken.untold else max(ends[1], dose.amount)
    return {supplied_name(taken.substance): Interval(low, dose.amount, high) * (1 / dose.interval_days)}


def supplied_name(word: str) -> str:
    """The name under which a substance is counted: the element of a salt, else the substance itself.

    >>> supplied_name("magnesium citrate"), supplied_name("MK-7")
    ('magnesium', 'MK-7')
    """
    substance = substances()[word]
    return substance.supplies if substance.element_share is not None else word


def with_sums(day: Mapping[str, Interval]) -> dict[str, Interval]:
    """The same with vitamin D of all forms, and vitamin K2 and K.

    >>> with_sums({"MK-7": Interval(90, 90, 90), "vitamin K1": Interval(60, 60, 60)})["vitamin K"].middle
    150
    """
    told = dict(day)
    forms = [told[name] for name in ("vitamin D2", "vitamin D3") if name in told]
    if "calcifediol" in told:
        forms.append(_scaled(told["calcifediol"], CALCIFEDIOL_AS_D))
    _put(told, "vitamin D", forms + [told[name] for name in ("vitamin D",) if name in told])
    _put(told, "vitamin K2", [told[name] for name in ("vitamin K2", *MENAQUINONES) if name in told])
    _put(told, "vitamin K", [told[name] for name in ("vitamin K1", "vitamin K2") if name in told])
    return told


def _scaled(interval: Interval, factors: tuple[float, float, float]) -> Interval:
    low, middle, high = factors
    top = interval.high * high if interval.high else 0.0
    return Interval(interval.low * low, interval.middle * middle, top)


def _put(told: dict[str, Interval], name: str, parts: list[Interval]) -> None:
    if parts:
        total = sum(parts[1:], parts[0])
        told[name] = Interval(total.low, total.middle, math.inf if math.isinf(total.high) else total.high)
