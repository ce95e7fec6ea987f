"""A food log as a page on a terminal and as facts for JSON."""

from __future__ import annotations

import math
from typing import Any

from osteon.cli.food_tables import columns, short
from osteon.intake.food_content import Interval
from osteon.intake.logs import Eaten, FoodLog, diet_of
from osteon.substances import find_substance

MOST_SHOWN = 25


def log_facts(log: FoodLog) -> dict[str, Any]:
    """The whole log for JSON: mean day, spread, days, entries with what they were taken for."""
    return {
        "app": log.app,
        "days": len(log.days),
        "mean": {name: _facts(interval, log.spread[name], name) for name, interval in log.mean.items()},
        "by_day": [
            {"day": day.day} | {name: _middle(found) for name, found in day.contents.items()} for day in log.days
        ],
        "entries": [_entry(eaten) for eaten in log.entries if eaten.name],
        "supplements": [{"name": eaten.name, "amount": eaten.amount, "day": eaten.day} for eaten in log.supplements],
        "unmatched": log.unmatched,
        "notes": log.notes,
        "diet": diet_of(log),
    }


def _facts(interval: Interval, spread: float, name: str) -> dict[str, Any]:
    return {
        "low": _round(interval.low),
        "middle": _middle(interval),
        "high": _round(interval.high),
        "sd_between_days": _round(spread),
        "unit": find_substance(name).unit,
        "share_filled": _round(interval.filled_share),
        "share_unknown": _round(interval.unknown_share),
    }


def _round(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None


def _middle(interval: Interval) -> float | None:
    """A middle; None where nothing at all is known."""
    return None if interval.unknown_share >= 1 else _round(interval.middle)


def _entry(eaten: Eaten) -> dict[str, Any]:
    return {
        "day": eaten.day,
        "name": eaten.name,
        "amount": eaten.amount,
        "food": eaten.food.name if eaten.food else None,
        "id": eaten.food.id if eaten.food else None,
        "grams": eaten.grams,
        "confidence": eaten.confidence,
    }


def log_page(log: FoodLog) -> list[str]:
    """The log in words: the mean day, what each food was taken for, and what is not known."""
    lines = [f"{log.app}: {len(log.days)} days, {log.days[0].day} to {log.days[-1].day}", "", *_table(log)]
    lines += ["", "Not known is told as a share of the day's energy; what is not known is not counted as nothing."]
    foods = _taken_for(log)
    if foods:
        lines += ["", "What foods were taken for; those of low confidence are shown and not used:"]
        lines += [*columns([["in the log", "taken for", "how sure"], *foods[:MOST_SHOWN]])]
        lines += [f"and {len(foods) - MOST_SHOWN} more (see --json)"] if len(foods) > MOST_SHOWN else []
    if log.unmatched:
        more = f" and {len(log.unmatched) - 10} more" if len(log.unmatched) > 10 else ""
        lines += ["", f"No food fits: {'; '.join(log.unmatched[:10])}{more}"]
    if log.supplements:
        names = ", ".join(sorted({eaten.name for eaten in log.supplements}))
        lines += ["", f"Supplements, not counted here; give each as a [[supplement]]: {names}"]
    return [*lines, *([""] if log.notes else []), *(f"Note: {note}" for note in log.notes)]


def _table(log: FoodLog) -> list[str]:
    rows = [["in a day", "mean", "range", "unit", "sd of days", "not known"]]
    for name, interval in log.mean.items():
        known = interval.unknown_share < 1
        cells = [_plain(interval.middle), f"{_plain(interval.low)} to {_plain(interval.high)}"] if known else ["?", "?"]
        share = f"{interval.unknown_share:.0%}" if interval.unknown_share else ""
        rows.append([name, *cells, find_substance(name).unit, _plain(log.spread[name]) if known else "?", share])
    return columns(rows)


def _plain(value: float) -> str:
    """A number with three digits, and never in powers of ten.

    >>> _plain(1063.2), _plain(0.78215), _plain(math.inf)
    ('1063', '0.782', '?')
    """
    if not math.isfinite(value):
        return "?"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _taken_for(log: FoodLog) -> list[list[str]]:
    seen: dict[str, list[str]] = {}
    for eaten in log.entries:
        if eaten.food:
            seen.setdefault(eaten.name, [short(eaten.name), short(eaten.food.name), eaten.confidence])
    order = {"low": 0, "moderate": 1, "high": 2}
    return sorted(seen.values(), key=lambda row: (order.get(row[2], 3), row[0]))
