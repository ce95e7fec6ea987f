"""What an amount of a food holds: intervals that add up linearly and remember which part is filled in or not known."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from osteon.intake.food_table import COLUMNS, Figure, Food, group_figures, k2_figures
from osteon.intake.menaquinones import LONGEST, SHORTEST, as_followed
from osteon.intervals import NOTHING, Interval

__all__ = ["NOTHING", "PLAIN", "VITAMERS", "Contents", "Interval", "contents", "figure_of", "total"]

VITAMERS = tuple(f"MK-{units}" for units in range(SHORTEST, LONGEST + 1))
PLAIN = tuple(name for name, _ in COLUMNS.values() if name not in ("vitamin D2", "vitamin D3", "MK-4"))
"""Nutrients that are read from the table as they stand."""
Contents = Mapping[str, Interval]
"""Intervals by nutrient, in the nutrient's own unit of `osteon.substances`."""


def total(parts: Iterable[Contents]) -> dict[str, Interval]:
    """Contents added up, nutrient by nutrient; all parts must have the same nutrients.

    >>> total([{"zinc": Interval(1, 2, 3)}, {"zinc": Interval(1, 1, 1)}])["zinc"].middle
    3
    """
    listed = list(parts)
    return {name: sum((part[name] for part in listed[1:]), listed[0][name]) for name in listed[0]} if listed else {}


def contents(food: Food, mass: float = 100.0) -> dict[str, Interval]:
    """All that so many grams of a food hold, vitamin D and K1 split, menaquinones by form and as the body follows them.

    >>> from osteon.intake.food_names import find_food
    >>> natto = contents(find_food("natto"), 40)
    >>> round(natto["MK-7"].middle), round(natto["MK-7 followed"].middle)
    (376, 378)
    """
    energy = figure_of(food, "energy")
    kcal = energy.middle if energy else 0.0
    held = {name: _interval(figure_of(food, name), kcal) for name in PLAIN}
    held |= _vitamin_d(food, held["vitamin D"])
    held |= _vitamin_k1(food, held["vitamin K1"])
    held |= _menaquinones(food, kcal)
    return {name: interval * (mass / 100.0) for name, interval in held.items()}


def figure_of(food: Food, nutrient: str) -> Figure | None:
    """The figure of a nutrient or menaquinone in 100 g: the food's own, else its class's or group's; None if not known.

    >>> from osteon.intake.food_names import find_food
    >>> figure_of(find_food("Edam"), "MK-9").source
    'ciqual:12729 vermeer2018_recalled fu2017'
    """
    if nutrient in VITAMERS:
        return _vitamers(food).get(nutrient)
    return food.figures.get(nutrient) or group_figures().get((food.group, nutrient))


def _interval(figure: Figure | None, kcal: float) -> Interval:
    if figure is None:
        return Interval(0.0, 0.0, math.inf, kcal, 0.0, kcal)
    return Interval(figure.low, figure.middle, figure.high, kcal, kcal if figure.basis == "filled" else 0.0)


def _part(whole: Interval, low: float, middle: float, high: float) -> Interval:
    """A share of a whole, itself an interval."""
    top = whole.high * high if high else 0.0
    return Interval(whole.low * low, whole.middle * middle, top, whole.energy, whole.filled, whole.unknown)


def _vitamin_d(food: Food, whole: Interval) -> dict[str, Interval]:
    """Total vitamin D as D2 and D3: as measured, else by what the food is; half each where either can be in it."""
    d2, d3 = food.figures.get("vitamin D2"), food.figures.get("vitamin D3")
    if d2 and d3 and d2.middle + d3.middle > 0:
        share = d2.middle / (d2.middle + d3.middle)
        ends = (share, share, share)
    else:
        by_form = {"D2": (1.0, 1.0, 1.0), "D3": (0.0, 0.0, 0.0), "none": (0.0, 0.0, 0.0)}
        ends = by_form.get(food.vitamin_d_form, (0.0, 0.5, 1.0))
    rest = (1 - ends[2], 1 - ends[1], 1 - ends[0])
    return {"vitamin D2": _part(whole, *ends), "vitamin D3": _part(whole, *rest)}


def _vitamin_k1(food: Food, whole: Interval) -> dict[str, Interval]:
    """Vitamin K1 bound in leaves and other green tissue, and dissolved in fat; mixed dishes can be either."""
    leaf = {"leaf": (1.0, 1.0, 1.0), "oil": (0.0, 0.0, 0.0)}.get(food.k1_in, (0.0, 0.5, 1.0))
    oil = (1 - leaf[2], 1 - leaf[1], 1 - leaf[0])
    return {"vitamin K1 leaf": _part(whole, *leaf), "vitamin K1 oil": _part(whole, *oil)}


def _menaquinones(food: Food, kcal: float) -> dict[str, Interval]:
    known = _vitamers(food)
    held = {name: _interval(known.get(name), kcal) for name in VITAMERS}
    return held | {f"{name} followed": _followed(name, known, kcal) for name in ("MK-4", "MK-7", "MK-9")}


def _vitamers(food: Food) -> dict[str, Figure]:
    """Figures of the food's class; a measured MK-4 of the food itself is its middle, and the class widens it."""
    known = dict(k2_figures().get(food.k2_class, {}))
    own, usual = food.figures.get("MK-4"), known.get("MK-4")
    if own and usual:
        own = own._replace(low=min(own.low, usual.low), high=max(own.high, usual.high))
    return known | ({"MK-4": own} if own else {})


def _followed(name: str, known: Mapping[str, Figure], kcal: float) -> Interval:
    """The form that the body model follows, and what counts as it; not known where the form itself is not."""
    if name not in known:
        return _interval(None, kcal)
    ends = (_as_form(name, known, end) for end in (_low, _middle, _high))
    low, middle, high = ends
    weak = known[name].basis == "filled"
    return Interval(low, middle, high, kcal, kcal if weak else 0.0)


def _as_form(name: str, known: Mapping[str, Figure], end: Callable[[Figure], float]) -> float:
    followed = as_followed({vitamer: end(figure) for vitamer, figure in known.items()})
    return {"MK-4": followed.mk4, "MK-7": followed.mk7, "MK-9": followed.mk9}[name]


def _low(figure: Figure) -> float:
    return figure.low


def _middle(figure: Figure) -> float:
    return figure.middle


def _high(figure: Figure) -> float:
    return figure.high
