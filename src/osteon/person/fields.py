"""Readers of single values: each takes what stands in the file and gives a checked value or raises InputError."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from osteon.errors import InputError, nearest
from osteon.person.table import shown
from osteon.units import Amount, Counted, parse_amount, plain_number

LONGEST_TEXT = 200


def number(low: float, high: float, unit: str = "", example: str = "") -> Callable[[object], float]:
    """A reader of a plain number between two bounds; with `unit`, a quantity such as "20 min" is read as well.

    >>> number(0, 1440, "min")("1 h")
    60.0
    """

    def read(given: object) -> float:
        if isinstance(given, str) and unit:
            given = parse_amount(given, f"20 {unit}").to(unit)
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise InputError(f"{shown(given)} is not a number; write it like {example or plain_number(low)}")
        return _within(given, low, high, unit)

    return read


def _within(given: int | float, low: float, high: float, unit: str) -> float:
    if not low <= given <= high:
        name = f" {unit}" if unit else ""
        raise InputError(f"{shown(given)} is outside {plain_number(low)} to {plain_number(high)}{name}")
    return float(given)


def whole(low: int, high: int) -> Callable[[object], int]:
    """A reader of a whole number between two bounds.

    >>> whole(1, 6)(2)
    2
    """

    def read(given: object) -> int:
        value = number(low, high, example=str(low))(given)
        if value != int(value):
            raise InputError(f"{given} is not a whole number from {low} to {high}")
        return int(value)

    return read


def flag(given: object) -> bool:
    """True or false, nothing else.

    >>> flag(True)
    True
    """
    if isinstance(given, bool):
        return given
    raise InputError(f"{shown(given)} is not true or false; write true or false without quotes")


def text(given: object) -> str:
    """A short line of text.

    >>> text("Anna")
    'Anna'
    """
    if not isinstance(given, str):
        raise InputError(f"{shown(given)} is not text; write it in quotes")
    if len(given) > LONGEST_TEXT or not given.strip() or not given.isprintable():
        raise InputError(f"{shown(given)} is not one line of 1 to {LONGEST_TEXT} characters")
    return given.strip()


def one_of(words: Iterable[str]) -> Callable[[object], str]:
    """A reader of one word from a list, blind to case.

    >>> one_of(("female", "male"))("Female")
    'female'
    """
    allowed = {word.casefold(): word for word in words}

    def read(given: object) -> str:
        word = allowed.get(text(given).casefold())
        if word is None:
            raise InputError(f"{shown(given)} is not known; {nearest(str(given), allowed.values()) or _list(allowed)}")
        return word

    return read


def _list(allowed: dict[str, str]) -> str:
    return f"write {', '.join(allowed.values())}"


def quantity(
    unit: str, low: float, high: float, example: str, *, others: Iterable[str] = (), of: Counted | None = None
) -> Callable[[object], float]:
    """A reader of a quantity with its unit, given as a number in `unit`; asks whether one of `others` was meant.

    >>> quantity("cm", 40, 260, "164 cm")("5 ft 4 in")
    162.56
    """

    def read(given: object) -> float:
        amount = parse_amount(given, example)
        value = _converted(amount, unit, example, of)
        if not low <= value <= high:
            bounds = f"{plain_number(low)} to {plain_number(high)} {unit}"
            raise InputError(f"{amount} is outside {bounds}{_question(amount, unit, (low, high), (unit, *others), of)}")
        return value

    return read


def _converted(amount: Amount, unit: str, example: str, of: Counted | None) -> float:
    try:
        return amount.to(unit, of=of)
    except InputError as error:
        raise InputError(f"{error.problems[0]}; write it like {example!r}") from None


def _question(amount: Amount, unit: str, bounds: tuple[float, float], units: Iterable[str], of: Counted | None) -> str:
    fits = [other for other in units if bounds[0] <= Amount(amount.value, other).to(unit, of=of) <= bounds[1]]
    meant = [f"{plain_number(amount.value)} {other}" for other in fits if other != amount.unit]
    return f"; was {' or '.join(meant)} meant?" if meant else ""


def day(earliest: date, latest: date, why: str = "in the future") -> Callable[[object], date]:
    """A reader of a date, written as 2026-02-10 with or without quotes; `why` says what a later date is.

    >>> day(date(1900, 1, 1), date(2030, 1, 1))("2026-02-10")
    datetime.date(2026, 2, 10)
    """

    def read(given: object) -> date:
        found = _date(given)
        if found > latest:
            raise InputError(f"{found} is {why}; the latest possible is {latest}")
        if found < earliest:
            raise InputError(f"{found} is too long ago; the earliest possible is {earliest}")
        return found

    return read


def _date(given: object) -> date:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        raise InputError(f"{shown(given)} is not a date; write year-month-day, like 2026-02-10") from None
