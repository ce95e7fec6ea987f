"""Numbers, spans of time and NAME=VALUE as users write them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from osteon.catalogue import PARAMETER, Catalogue, Item
from osteon.engine.declare import Param
from osteon.engine.unit import unit
from osteon.errors import DeclarationError, InputError

HOURS = {"h": 1.0, "d": 24.0, "w": 168.0, "y": 8760.0}
"""Hours of a unit of time; a year is 365 days, as in the published runs."""
LONGEST_HOURS = 1000 * HOURS["y"]
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_MONTHS = ("mo", "mon", "month", "months", "m")


def read_number(text: str) -> float:
    """A plain decimal number.

    Raises:
        InputError: it is none, or too large to hold.

    >>> read_number("2.5e-3")
    0.0025
    """
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise InputError(f"{text!r} is not a number; write it like 12, 0.5 or 1e-3")
    return number


def read_hours(text: str) -> float:
    """A span of time in hours: ``36h``, ``90d``, ``4w`` or ``3y``; a number alone is hours, a year 8760 h.

    Raises:
        InputError: not a span above 0 of at most 1000 years.

    >>> read_hours("3y"), read_hours("36")
    (26280.0, 36.0)
    """
    match = _NUMBER.match(text.strip())
    word = text.strip()[match.end() :].strip() if match else ""
    if word in _MONTHS:
        raise InputError(f"{text!r}: months differ in length; write 28d (the published dosing month), 30d or 30.4375d")
    if match is None or word not in ("", *HOURS):
        raise InputError(f"{text!r} is not a span of time; write it like 36h, 90d, 4w or 3y")
    hours = float(match[0]) * HOURS.get(word, 1.0)
    if not 0 < hours <= LONGEST_HOURS:
        raise InputError(f"{text!r}: a span must be above 0 and at most {LONGEST_HOURS / HOURS['y']:g} years")
    return hours


def read_assignments(texts: Sequence[str], catalogue: Catalogue, kind: str) -> dict[Item, float]:
    """The things that NAME=VALUE sets, in their own unit; VALUE may carry a unit that converts to it.

    Raises:
        InputError: with every problem of every text.

    >>> from osteon.catalogue import catalogue
    >>> {item.name: value for item, value in read_assignments(
    ...     ["OralCa=12 mmol/d"], catalogue("peterson-riggs-2010"), "parameter").items()}
    {'gut.intake_rate': 0.5}
    """
    found: dict[Item, float] = {}
    problems: list[str] = []
    for text in texts:
        try:
            item, value = _assignment(text, catalogue, kind)
            if item in found:
                problems.append(f"{text}: {item.name} is set twice")
            found[item] = value
        except InputError as error:
            problems += [f"{text}: {problem}" for problem in error.problems]
    if problems:
        raise InputError(problems, where=f"setting a {kind}")
    return found


def _assignment(text: str, catalogue: Catalogue, kind: str) -> tuple[Item, float]:
    name, equals, given = (part.strip() for part in text.partition("="))
    if not (name and equals and given):
        raise InputError("write it as NAME=VALUE")
    item = catalogue.one(name, [kind])
    number, _, words = given.partition(" ")
    value = read_number(number) * _factor(words.strip(), item)
    check_range(item, value)
    return item, value


def _factor(words: str, item: Item) -> float:
    if not words:
        return 1.0
    try:
        factor = unit(words).factor_to(unit(item.entry.unit))
    except DeclarationError as error:
        raise InputError(str(error)) from None
    if factor is None:
        raise InputError(f"{words} does not convert to {item.entry.unit}, the unit of {item.name}")
    return factor


def check_range(item: Item, value: float) -> None:
    """Refuse a value that a parameter cannot have, such as a share above 1.

    Raises:
        InputError: it lies outside the declared bounds.
    """
    declared = item.entry.declaration
    if item.what != PARAMETER or not isinstance(declared, Param):
        return
    if (declared.low is not None and value < declared.low) or (declared.high is not None and value > declared.high):
        low, high = ("" if bound is None else f"{bound:g}" for bound in (declared.low, declared.high))
        raise InputError(
            f"{value:g} is outside the bounds of {item.name}: {low or 'none'} to {high or 'none'} {declared.unit}"
        )


def gather(problems: list[str], read: Callable[[], float], default: float, before: str = "") -> float:
    """What `read` gives; where it raises, its problems are noted and the default is given instead."""
    try:
        return read()
    except InputError as error:
        problems += [f"{before}{problem}" for problem in error.problems]
        return default
