"""The words of a person file, from the tables that read it."""

from __future__ import annotations

import math
from functools import cache

from osteon.inputs import MEDICINE_GROUPS, routes
from osteon.intake.food_content import contents
from osteon.intake.food_table import Food
from osteon.person.body import ETHNICITIES
from osteon.person.vocabulary import conditions, measures
from osteon.places import complete, find_place
from osteon.substances import Substance, substances
from osteon.web.schemas.words import (
    Content,
    FoodFound,
    LabWord,
    NutrientWord,
    PlaceFound,
    Portion,
    SkinType,
    Taken,
    Vocabulary,
)

EVERY = ("day", "12 h", "8 h", "2 d", "week", "14 d", "month", "6 months", "year", "once")
SMOKING = ("never", "former", "current")
SKIN_TYPES = (
    "very fair: always burns, never tans",
    "fair: burns easily, tans a little",
    "medium: burns sometimes, tans slowly",
    "olive: burns rarely, tans well",
    "brown: burns very rarely, tans deeply",
    "dark brown to black: hardly ever burns",
)
"""The types of Fitzpatrick TB (1988), Arch Dermatol 124:869, in short words of our own."""
SHOWN = (
    "energy", "protein", "calcium", "phosphorus", "magnesium", "vitamin D", "vitamin K1", "MK-4", "MK-7",
    "MK-8", "MK-9",
)  # fmt: skip


@cache
def vocabulary() -> Vocabulary:
    """All words of a person file.

    >>> "osteoporosis" in vocabulary().conditions
    True
    """
    known = substances().values()
    return Vocabulary(
        supplements=[_taken(each) for each in known if each.kind != "medicine" and _is_taken(each)],
        medicines=[_taken(each) for each in known if each.kind == "medicine"],
        conditions=sorted(set(conditions().values())),
        labs=[
            LabWord(
                outcome=each.name,
                words=list(each.words),
                unit=each.unit,
                other_units=list(each.other_units),
                low=each.low,
                high=each.high,
            )
            for each in measures().values()
        ],
        nutrients=[NutrientWord(name=each.name, unit=f"{each.unit}/d") for each in known if each.diet],
        every=list(EVERY),
        smoking=list(SMOKING),
        ethnicities=list(ETHNICITIES),
        skin_types=[SkinType(type=number, words=words) for number, words in enumerate(SKIN_TYPES, 1)],
    )


def _is_taken(substance: Substance) -> bool:
    return substance.name not in ("energy", "protein", "sodium", "phosphorus")


def _taken(substance: Substance) -> Taken:
    units = [substance.unit, *(["IU"] if substance.iu_per_ug and substance.unit != "IU" else [])]
    return Taken(
        name=substance.name,
        also=list(substance.synonyms),
        kind=substance.kind,
        supplies=substance.supplies,
        group=substance.group,
        unit=substance.unit,
        units=list(reversed(units)),
        usual_dose=substance.usual_dose,
        read=_is_read(substance),
    )


def _is_read(substance: Substance) -> bool:
    """Whether the model has a part for it."""
    calcium_or_k2 = substance.supplies in ("calcium", "vitamin K2") or substance.name == "calcium"
    known = substance.name in routes() or substance.supplies in routes()
    return calcium_or_k2 or known or substance.group in MEDICINE_GROUPS


def towns(text: str, limit: int) -> list[PlaceFound]:
    """Towns whose name begins so, the largest first.

    >>> [town.label for town in towns("utrec", 3)]
    ['Utrecht, NL']
    """
    found = [find_place(label) for label in complete(text.strip(), limit)]
    return [
        PlaceFound(
            label=town.label, name=town.name, country=town.country, latitude=town.latitude, longitude=town.longitude
        )
        for town in found
    ]


def foods(text: str, limit: int) -> list[FoodFound]:
    """Foods that fit, the best first, with what 100 g hold.

    >>> foods("gouda", 1)[0].name
    'Gouda cheese'
    """
    from osteon.intake import find_foods

    return [food_found(food) for food in find_foods(text, limit)] if text.strip() else []


def food_found(food: Food) -> FoodFound:
    """A food as it is sent."""
    held = contents(food)
    return FoodFound(
        id=food.id,
        name=food.name,
        group=food.group,
        source=", ".join(food.records),
        portions=[Portion(name=name, grams=grams) for name, grams in food.portions.items()],
        contents=[_content(name, food) for name in SHOWN if name in held and math.isfinite(held[name].high)],
    )


def _content(name: str, food: Food) -> Content:
    interval = contents(food)[name]
    low, middle, high = (float(f"{value:.4g}") for value in (interval.low, interval.middle, interval.high))
    return Content(nutrient=name, unit=substances()[name].unit, low=low, middle=middle, high=high)
