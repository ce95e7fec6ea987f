"""The [diet] table of a person file that a log comes to: totals where known, foods for what they leave open."""

from __future__ import annotations

from typing import Any

from osteon.intake.logs.records import SURE, FoodLog
from osteon.substances import find_substance

STATED = (
    *("energy", "protein", "fat", "calcium", "phosphorus", "magnesium", "zinc", "manganese", "sodium"),
    *("vitamin D", "vitamin K1"),
)
"""Nutrients that are given as totals; vitamin K2 and others that apps do not count are left to the foods."""
MOST_UNKNOWN = 0.05
"""Of so much of the energy a nutrient may be unknown; a total with more would count what is not known as nothing."""
LEAST_GRAMS = 1.0


def diet_of(log: FoodLog) -> dict[str, Any]:
    """The [diet] table: mean totals a day, and the foods that were recognised with their mean grams a day.

    Totals stand before foods in a person file, so foods only tell what no total does, such as vitamin K2.
    """
    nutrients = {name: f"{_rounded(log.mean[name].middle)} {find_substance(name).unit}/d" for name in stated(log)}
    helpings = [{"food": food, "amount": f"{_rounded(mass)} g", "every": "day"} for food, mass in _foods(log).items()]
    return {"nutrients": nutrients} | ({"foods": helpings} if helpings else {})


def stated(log: FoodLog) -> list[str]:
    """The nutrients that are known well enough to be given as totals."""
    return [name for name in STATED if log.mean[name].unknown_share <= MOST_UNKNOWN and _believed(log, name)]


def _believed(log: FoodLog, name: str) -> bool:
    ceiling = find_substance(name).daily_ceiling
    middle = log.mean[name].middle
    return (ceiling is None or middle <= ceiling) and (middle > 0 or name != "energy")


def _foods(log: FoodLog) -> dict[str, float]:
    """Mean grams a day of each food that was recognised, by the name or id that finds it again."""
    mass: dict[str, float] = {}
    for eaten in log.entries:
        if eaten.food and eaten.grams and eaten.confidence in SURE:
            key = eaten.food.id if ":" in eaten.food.id else eaten.food.name
            mass[key] = mass.get(key, 0.0) + eaten.grams / len(log.days)
    ordered = sorted(mass, key=lambda key: (-mass[key], key))
    return {key: mass[key] for key in ordered if mass[key] >= LEAST_GRAMS}


def _rounded(value: float) -> str:
    return f"{float(f'{value:.3g}'):g}" if value < 1000 else f"{value:.0f}"


def diet_text(log: FoodLog) -> str:
    """The same as text for a person file, with what the totals rest on."""
    table = diet_of(log)
    lines = ["[diet]", f"# Mean of {len(log.days)} days of {log.app}; interval, and standard deviation from day to day"]
    lines += [f"#   {name}: {_doubt(log, name)}" for name in table["nutrients"]]
    left = [name for name in STATED if name not in table["nutrients"]]
    if left:
        lines.append(f"# Not known well enough to be given: {', '.join(left)}; the foods and the usual diet tell these")
    inner = ", ".join(f'{_key(name)} = "{amount}"' for name, amount in table["nutrients"].items())
    lines.append(f"nutrients = {{ {inner} }}")
    if "foods" in table:
        rows = (
            f'  {{ food = {_quoted(each["food"])}, amount = "{each["amount"]}", every = "day" }},'
            for each in table["foods"]
        )
        lines += ["foods = [", *rows, "]"]
    return "\n".join(lines) + "\n"


def _doubt(log: FoodLog, name: str) -> str:
    interval, unit = log.mean[name], find_substance(name).unit
    high = "?" if interval.high == float("inf") else _rounded(interval.high)
    return f"{_rounded(interval.middle)} {unit} ({_rounded(interval.low)} to {high}), sd {_rounded(log.spread[name])}"


def _key(name: str) -> str:
    return name if name.isalpha() else f'"{name}"'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
