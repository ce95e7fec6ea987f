"""Foods of the user's database in the form of the core table, with the core food that is most like each.

What no import tells (in which matrix vitamin K1 is bound, which class of foods the menaquinones follow) is taken from
that core food: the one made from the same record, or one whose whole name stands in the food's own and that has about
the same energy, protein and fat. Without one these are not known, and totals say so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache

from osteon.intake.food_names import IGNORED, names_of, words
from osteon.intake.food_store_records import CIQUAL, FOUNDATION, LEGACY, Choice, Record, choices, in_order_of_trust
from osteon.intake.food_table import Figure, Food, VitaminDForm, foods, label_zeros, spreads

ALIKE: Mapping[str, tuple[float, float]] = {"energy": (0.2, 20.0), "protein": (0.25, 1.5), "fat": (0.25, 2.0)}
"""How far a food may be from the core food it is taken for: as a share, or by so much in 100 g."""
DISHES = frozenset(
    (
        *(
            "sandwich",
            "babyfood",
            "soup",
            "salad",
            "pie",
            "sauce",
            "cookie",
            "cake",
            "pizza",
            "casserole",
            "foo",
            "roll",
        ),
        *("cream", "snack", "bar", "flavored", "flavor", "dip", "mix", "chip", "cracker", "candy", "stew", "burrito"),
    )
)
"""Words that make another food of what else a name says; a core food must have them too."""
FEWEST = 2
"""So many of these have to be known of both."""
HELPING_GRAMS = 30.0
"""A helping where a label does not tell its size, for what "0" on it can mean at most; a small one, to be careful."""


def food_of(records: Iterable[Record]) -> Food:
    """One food from all records of it; the preferred one names it.

    >>> from osteon.intake.food_store_records import Entry
    >>> told = {"calcium": Entry(700, "a"), "energy": Entry(356, "c"), "protein": Entry(25, "a")}
    >>> food = food_of([Record("fdc:171241", "ndb:1022", LEGACY, "2019", "Cheese, gouda", figures=told)])
    >>> food.k2_class, round(food.figures["calcium"].high)
    ('gouda', 860)
    """
    trusted = in_order_of_trust(records)
    first, chosen = trusted[0], choices(trusted)
    kin = kin_of(trusted, chosen)
    helping = first.portions.get("serving", HELPING_GRAMS)
    portions = {unit: grams for record in reversed(trusted) for unit, grams in record.portions.items()}
    figures = {name: _figure(name, choice, helping) for name, choice in chosen.items()}
    return Food(
        id=first.id,
        name=f"{first.name} ({first.brand})" if first.brand else first.name,
        also=(first.also,) if first.also else (),
        group=kin.group if kin else first.category,
        records=tuple(record.id for record in trusted),
        figures=_with_vitamin_d(figures),
        vitamin_d_form=kin.vitamin_d_form if kin else _form(chosen),
        k1_in=kin.k1_in if kin else "mixed",
        k2_class=kin.k2_class if kin else "unknown",
        oxalate=kin.oxalate if kin else "",
        phytate=kin.phytate if kin else "",
        portions=portions or (kin.portions if kin else {}),
    )


def _with_vitamin_d(figures: dict[str, Figure]) -> dict[str, Figure]:
    """Total vitamin D from D2 and D3 where only these were measured."""
    forms = [figures[name] for name in ("vitamin D2", "vitamin D3") if name in figures]
    if "vitamin D" in figures or len(forms) < 2:
        return figures
    ends = [(form.low, form.middle, form.high) for form in forms]
    low, middle, high = (sum(end) for end in zip(*ends, strict=True))
    return figures | {"vitamin D": Figure(low, middle, high, forms[1].source)}


def _form(chosen: Mapping[str, Choice]) -> VitaminDForm:
    whole = chosen.get("vitamin D")
    return "none" if whole and whole.high == 0 else "either"


def _figure(name: str, choice: Choice, helping: float) -> Figure:
    """A choice with the doubt of tables, the factor by which two usually differ, and with what a label's "0" hides."""
    if choice.mark == "l" and choice.high == 0:
        return Figure(0.0, 0.0, label_zeros().get(name, 0.0) * 100.0 / helping, choice.record, "measured")
    factor = spreads().get(name, 1.0)
    return Figure(choice.low / factor, choice.middle, choice.high * factor, choice.record, "measured")


def kin_of(records: Iterable[Record], chosen: Mapping[str, Choice]) -> Food | None:
    """The core food that is made from one of these records, or is named and composed as they are; None without one."""
    trusted = list(records)
    made = [by_record()[key] for record in trusted for key in core_keys(record) if key in by_record()]
    return made[0] if made else _by_name(trusted[0], chosen)


def core_keys(record: Record) -> list[str]:
    """How the core table names a record: by its NDB number, FDC number or CIQUAL code.

    >>> core_keys(Record("fdc:171241", "ndb:1022", LEGACY, "", ""))
    ['sr:01022']
    """
    kind, _, number = record.same.partition(":")
    if record.kind == CIQUAL:
        return [record.id]
    keys = [f"ff:{record.id.removeprefix('fdc:')}"] if record.kind == FOUNDATION else []
    return [*keys, f"sr:{number.zfill(5)}"] if kind == "ndb" and record.kind in (FOUNDATION, LEGACY) else keys


@cache
def by_record() -> Mapping[str, Food]:
    """The core food of each record that stands behind one.

    >>> by_record()["sr:01022"].name
    'Gouda cheese'
    """
    return {key: food for food in reversed(list(foods().values())) for key in reversed(food.records)}


def _by_name(record: Record, chosen: Mapping[str, Choice]) -> Food | None:
    wanted = words(record.name)
    named = {
        food.name: (len(compared - IGNORED), food)
        for word in wanted
        for compared, food in _names_with().get(word, ())
        if compared - IGNORED <= wanted and not (wanted - compared) & DISHES
    }
    fitting = [(count, food) for count, food in named.values() if _is_like(food, chosen)]
    return max(fitting, key=lambda pair: (pair[0], -len(pair[1].name), pair[1].name))[1] if fitting else None


@cache
def core_names() -> frozenset[frozenset[str]]:
    """The words of each name of the core table.

    >>> frozenset({"gouda", "cheese"}) in core_names()
    True
    """
    return frozenset(compared - IGNORED for compared, _ in names_of())


@cache
def _names_with() -> Mapping[str, list[tuple[frozenset[str], Food]]]:
    """Names of the core table by the rarest of their words, so that few need to be looked at."""
    counts: dict[str, int] = {}
    for compared, _ in names_of():
        for word in compared - IGNORED:
            counts[word] = counts.get(word, 0) + 1
    table: dict[str, list[tuple[frozenset[str], Food]]] = {}
    for compared, food in names_of():
        if compared - IGNORED:
            rarest = min(compared - IGNORED, key=lambda word: (counts[word], word))
            table.setdefault(rarest, []).append((compared, food))
    return table


def _is_like(food: Food, chosen: Mapping[str, Choice]) -> bool:
    known = [name for name in ALIKE if name in chosen and name in food.figures]
    return len(known) >= FEWEST and all(_near(name, food.figures[name].middle, chosen[name].middle) for name in known)


def _near(name: str, core: float, own: float) -> bool:
    share, least = ALIKE[name]
    return math.isclose(core, own, rel_tol=share, abs_tol=least)
