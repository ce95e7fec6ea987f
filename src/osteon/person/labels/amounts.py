"""From an amount as printed to an elemental one: salts, extracts, percent of the daily value, blends."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from osteon.intervals import Interval
from osteon.person.labels.records import times
from osteon.person.labels.salts import ActiveShare, active_share, possible_share, salts
from osteon.substances import Substance
from osteon.units import DATA, plain_number

NOT_TOLD = Interval(0.0, 0.0, math.inf)
UNKNOWN_SALT = Interval(0.0, 0.2, 1.0)
"""Share of the element in a salt that is not in the tables: anything; the middle is a guess."""
ROUNDING = 0.15
"""Share by which an amount and its percent of the daily value may differ through rounding on the label."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An elemental amount with what was assumed to get it; "" where the label leaves no choice."""

    amount: Interval
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a label gives of one ingredient, in the substance's own unit: the bounds of the amount, and what it is of.

    `of_element` is True where the words say that the element is meant ("calcium (as carbonate)"), False where they say
    the compound, None where they leave it open; `unknown_salt` that only the element of the salt is known. `percent` is
    the percent of the daily value, `standardised` the stated share of the active substance.
    """

    name: str
    low: float
    high: float
    of_element: bool | None = None
    percent: float | None = None
    standardised: float | None = None
    daily_values: str = "US"
    unknown_salt: bool = False

    @property
    def interval(self) -> Interval:
        """The printed amount as an interval."""
        return Interval(self.low, (self.low + self.high) / 2, self.high)


def reading(printed: Printed, substance: Substance) -> Reading:
    """The elemental amount of one ingredient.

    >>> from osteon.substances import find_substance
    >>> bare = reading(Printed("calcium L-aspartate", 500, 500), find_substance("calcium L-aspartate"))
    >>> round(bare.amount.low), round(bare.amount.middle), round(bare.amount.high)
    (66, 66, 500)
    """
    if substance.name in salts():
        return _of_salt(printed, substance)
    whole = printed.interval
    if printed.unknown_salt:
        text = f"this salt is not in the tables: anything up to the whole may be {substance.name}, a fifth assumed"
        return _checked(Reading(times(whole, UNKNOWN_SALT), text), printed, substance)
    if printed.standardised is not None:
        part = whole * printed.standardised
        return Reading(part, f"{printed.standardised:.0%} of it is {substance.name}, as the label says")
    share = None if printed.of_element else active_share(printed.name, substance.name)
    if share is None:
        return _checked(Reading(whole), printed, substance)
    return _checked(_in_part(whole, share, substance), printed, substance)


def _in_part(whole: Interval, share: ActiveShare, substance: Substance) -> Reading:
    part = share.share
    if part.low == part.high == 1:
        return Reading(whole, f"read as {substance.name}: {share.source}")
    text = f"{part.low:.1%} to {part.high:.0%} of it is {substance.name}; {part.middle:.0%} assumed"
    return Reading(times(whole, part), f"{text} ({share.source})")


def _of_salt(printed: Printed, substance: Substance) -> Reading:
    whole, share = printed.interval, possible_share(substance.name)
    element = Reading(whole, "" if printed.of_element else f"read as {substance.supplies} itself")
    words = f"read as {substance.name}, of which {_percent(share)} is {substance.supplies}"
    compound = Reading(times(whole, share), words)
    if printed.of_element is not None:
        return _checked(element if printed.of_element else compound, printed, substance)
    implied = _implied(printed, substance)
    if implied and _agrees(compound.amount, implied) != _agrees(element.amount, implied):
        chosen = compound if _agrees(compound.amount, implied) else element
        return Reading(chosen.amount, f"{chosen.assumed}: its percent of the daily value fits that alone")
    both = Interval(compound.amount.low, compound.amount.middle, element.amount.high)
    return Reading(both, f"{words}; the label may mean {substance.supplies} itself, so the range goes up to that")


def _percent(share: Interval) -> str:
    return f"{share.low:.1%}" if share.low == share.high else f"{share.low:.1%} (up to {share.high:.1%} by salt)"


def _checked(found: Reading, printed: Printed, substance: Substance) -> Reading:
    """The same, widened where the percent of the daily value contradicts it (a slip of mg and ug, or of the salt)."""
    implied = _implied(printed, substance)
    if not implied or _agrees(found.amount, implied):
        return found
    unit = f"{plain_number(round(implied[0], 2))} {substance.unit}"
    low, high = min(found.amount.low, implied[0]), max(found.amount.high, implied[0])
    text = f"the label contradicts itself: {plain_number(printed.percent or 0.0)} % of the daily value is {unit}"
    return Reading(Interval(low, found.amount.middle, high), "; ".join(filter(None, (found.assumed, text))))


def _implied(printed: Printed, substance: Substance) -> tuple[float, ...]:
    """The amounts that the percent of the daily value may stand for, under today's rule and an older one."""
    if printed.percent is None:
        return ()
    return tuple(printed.percent / 100 * value for value in daily_values(substance, printed.daily_values))


def _agrees(amount: Interval, implied: tuple[float, ...]) -> bool:
    return any(amount.low * (1 - ROUNDING) <= one <= amount.high * (1 + ROUNDING) for one in implied)


def daily_values(substance: Substance, rule: str) -> tuple[float, ...]:
    """The daily values that labels in the US or the EU count percents of, today's first; empty without one.

    Labels in the US changed between 2016 and 2020, and old ones are still about.

    >>> from osteon.substances import find_substance
    >>> daily_values(find_substance("calcium carbonate"), "US"), daily_values(find_substance("MK-7"), "EU")
    ((1300.0, 1000.0), (75.0,))
    """
    nutrient = "vitamin K" if substance.supplies in ("vitamin K1", "vitamin K2") else substance.supplies
    rules = (rule, f"{rule} before 2020")
    return tuple(_daily_values()[nutrient, one] for one in rules if (nutrient, one) in _daily_values())


@cache
def _daily_values() -> dict[tuple[str, str], float]:
    with (DATA / "reference_intakes_labels.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["nutrient"], row["rule"]): float(row["value"]) for row in csv.DictReader(lines)}


def shares_of_blend(total: float, count: int, *, descending: bool) -> tuple[Interval, ...]:
    """What each of so many untold parts of a blend can be; in descending order the k-th is at most a k-th of it.

    The middle is an equal share, or with an order the mean of random breaks in that order: a guess, not a figure.

    >>> [(part.low, part.high) for part in shares_of_blend(600, 3, descending=True)]
    [(200.0, 600.0), (0.0, 300.0), (0.0, 200.0)]
    """
    if math.isinf(total) or not count:
        return (NOT_TOLD,) * count
    if not descending:
        return (Interval(0.0 if count > 1 else total, total / count, total),) * count
    middles = [total / count * sum(1 / place for place in range(rank, count + 1)) for rank in range(1, count + 1)]
    lows = [total / count, *[0.0] * (count - 1)]
    parts: Sequence[tuple[float, float]] = tuple(zip(lows, middles, strict=True))
    return tuple(Interval(low, middle, total / rank) for rank, (low, middle) in enumerate(parts, 1))
