"""From lines of a log to days: what the app counted, the tables' figures where it did not, and doubt in both."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping

from osteon.intake.food_content import Interval, contents, total
from osteon.intake.food_table import spreads
from osteon.intake.logs.records import SURE, Day, Eaten

COUNTED: Mapping[str, str] = {
    name: name
    for name in (
        *("energy", "protein", "fat", "calcium", "phosphorus", "magnesium", "zinc", "manganese", "boron", "sodium"),
        *("vitamin D", "calcifediol", "vitamin K1"),
    )
} | {name: f"{name} followed" for name in ("MK-4", "MK-7", "MK-9")}
"""Nutrients of a day and the name of each in a food's contents; menaquinones as the body model follows them."""


def eaten_contents(eaten: Eaten) -> dict[str, Interval]:
    """What one line holds: figures of the app, with the doubt of tables, else those of a food that is surely the same.

    >>> eaten_contents(Eaten("", "", "soup", "1 bowl", {"energy": 100.0}))["zinc"].high
    inf
    """
    kcal = eaten.figures.get("energy", 0.0)
    known = contents(eaten.food, eaten.grams) if eaten.food and eaten.grams and eaten.confidence in SURE else {}
    held = {}
    for name, inside in COUNTED.items():
        if name in eaten.figures:
            value, factor = eaten.figures[name], spreads().get(name, 1.0)
            held[name] = Interval(value / factor, value, value * factor, kcal)
        elif inside in known and not math.isinf(known[inside].high):
            ends = known[inside]
            held[name] = Interval(ends.low, ends.middle, ends.high, kcal, kcal)
        else:
            held[name] = Interval(0.0, 0.0, math.inf, kcal, 0.0, kcal)
    return held


def day_totals(entries: Iterable[Eaten]) -> list[Day]:
    """The days of a log in order, each with what was eaten in all."""
    by_day: dict[str, list[Eaten]] = {}
    for eaten in entries:
        by_day.setdefault(eaten.day, []).append(eaten)
    return [Day(day, total(map(eaten_contents, lines))) for day, lines in sorted(by_day.items())]


def mean_day(days: list[Day]) -> dict[str, Interval]:
    """The mean of days, with the doubt of each carried on."""
    whole = total(day.contents for day in days)
    return {name: interval * (1.0 / len(days)) for name, interval in whole.items()}


def spread_of(days: list[Day]) -> dict[str, float]:
    """The standard deviation from day to day of each nutrient's middle; 0 for a single day."""
    middles = {name: [day.contents[name].middle for day in days] for name in COUNTED}
    return {name: statistics.stdev(values) if len(values) > 1 else 0.0 for name, values in middles.items()}
