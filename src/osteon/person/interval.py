"""How often something is taken: "day", "week", "12 h", "15 days" or "once", as days between two doses."""

from __future__ import annotations

from osteon.errors import InputError, nearest
from osteon.units import Amount, parse_amount

SHORTEST_DAYS = 1 / 24
LONGEST_DAYS = 20 * 365.25

_WORDS = {
    "once": "once",
    "day": "day",
    "daily": "day",
    "week": "week",
    "weekly": "week",
    "month": "month",
    "monthly": "month",
    "year": "year",
    "yearly": "year",
    "annually": "year",
    "fortnight": "14 d",
    "other day": "2 d",
    "every other day": "2 d",
    "twice a day": "12 h",
    "twice daily": "12 h",
    "three times a day": "8 h",
}


def parse_interval(given: object) -> str:
    """Read how often a dose is taken into its one spelling; raises InputError for anything else.

    >>> parse_interval("weekly"), parse_interval("12 hours"), parse_interval("once")
    ('week', '12 h', 'once')
    """
    if not isinstance(given, str):
        raise InputError(f"{given!r} does not say how often; write day, week, month, once, or like '12 h' or '15 days'")
    word = " ".join(given.lower().split())
    word = _WORDS.get(word) or _WORDS.get(word.removeprefix("every ").removeprefix("each ").removeprefix("per "), "")
    return word or _checked(given)


def _checked(given: str) -> str:
    text = given.strip().lower().removeprefix("every ")
    if not any(mark.isdigit() for mark in text):
        hint = nearest(given[:40], _WORDS) or "write day, week, month, once, or like '12 h' or '15 days'"
        raise InputError(f"unknown interval {given[:40]!r}; {hint}")
    amount = parse_amount(text, "15 days")
    days = amount.to("d")
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        raise InputError(f"an interval of {amount} is outside 1 hour to 20 years")
    return str(amount)


def interval_days(every: str) -> float | None:
    """Days between two doses of an interval in its one spelling; None for "once".

    >>> interval_days("week"), interval_days("12 h"), interval_days("once")
    (7.0, 0.5, None)
    """
    if every == "once":
        return None
    text = every if every[:1].isdigit() else f"1 {every}"
    return parse_amount(text).to("d")


def per_day(amount: Amount, every: str) -> float:
    """Mean of a repeated amount per day, in the amount's own unit; 0 for "once".

    >>> per_day(Amount(50, "ug"), "12 h")
    100.0
    """
    days = interval_days(every)
    return amount.value / days if days else 0.0
