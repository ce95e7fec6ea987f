"""Reading a log of Cronometer (servings, or the summary of days) or MyFitnessPal (meals) by its headings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from osteon.errors import InputError
from osteon.intake.food_lookup import note
from osteon.intake.food_store_records import cleaned
from osteon.intake.logs.columns import CALCIUM, Rows, counted, figures_of, read_rows
from osteon.intake.logs.matching import matched
from osteon.intake.logs.records import Eaten, FoodLog
from osteon.intake.logs.totals import day_totals, mean_day, spread_of

SERVINGS, SUMMARY, MEALS = "Cronometer, servings", "Cronometer, daily summary", "MyFitnessPal, meals"
HEADINGS: Mapping[str, tuple[str, ...]] = {
    SERVINGS: ("Day", "Food Name", "Amount"),
    MEALS: ("Date", "Meal", "Calories"),
    SUMMARY: ("Date", "Energy (kcal)"),
}
"""The columns that tell each kind of log, in the order in which they are tried."""
SUPPLEMENTS = frozenset({"supplements", "supplement", "dietary supplements"})
LITTLE_KCAL = 500.0
CALCIUM_UNKNOWN = (
    "the calcium column of MyFitnessPal has no unit, so calcium is taken as not known; "
    f"say what it is with --calcium {' or '.join(CALCIUM)}"
)


def read_food_log(path: str | Path, calcium: str = "") -> FoodLog:
    """Totals a day, mean and spread of a food log; `calcium` says what a calcium column without a unit means.

    Raises:
        InputError: the file is none of the known logs, or broken; or `calcium` is none of `columns.CALCIUM`.
    """
    if calcium and calcium not in CALCIUM:
        raise InputError(f"{calcium!r} is no unit of calcium; known are {', '.join(CALCIUM)}")
    rows = read_rows(Path(path))
    app = _app(rows, str(path))
    eaten, problems = _entries(rows, app, calcium)
    if problems:
        raise InputError(problems, str(path))
    kept, notes = _whole_days(rows, app, eaten)
    foods, empty = _with_food([each for each in kept if not each.supplement])
    notes += [f"{empty} days without any energy are left out; nothing was logged on them"] if empty else []
    if not foods:
        raise InputError("this log has no day with food; export more days", str(path))
    days = day_totals(foods)
    notes += _doubts(
        rows, app, foods, calcium, [day.day for day in days if day.contents["energy"].middle < LITTLE_KCAL]
    )
    supplements = tuple(each for each in kept if each.supplement)
    return FoodLog(app, tuple(days), tuple(foods), supplements, mean_day(days), spread_of(days), tuple(notes))


def _app(rows: Rows, where: str) -> str:
    found = next((app for app, wanted in HEADINGS.items() if set(wanted) <= set(rows.heads)), "")
    if not found:
        there = ", ".join(head[:30] for head in rows.heads[:8]) or "no heading at all"
        known = "; ".join(f"{app} ({', '.join(wanted)}, ..)" for app, wanted in HEADINGS.items())
        raise InputError(f"this is no food log that Osteon knows; it has {there}. Known are {known}", where)
    return found


def _entries(rows: Rows, app: str, calcium: str) -> tuple[list[Eaten], list[str]]:
    day = "Day" if app == SERVINGS else "Date"
    found: list[Eaten] = []
    problems: list[str] = []
    for number, row in enumerate(rows.rows, 2):
        told = row.get(day, "")
        if not any(mark.isdigit() for mark in told):
            if "total" not in told.lower() and len(problems) < 20:
                problems.append(f"line {number}: {told[:30]!r} is no day")
            continue
        if "total" not in row.get("Meal", "").lower():
            found.append(_eaten(row, app, day_of(told), calcium))
    return found, problems


def _eaten(row: Mapping[str, str], app: str, day: str, calcium: str) -> Eaten:
    figures = figures_of(row, calcium)
    if app != SERVINGS:
        return Eaten(day, cleaned(row.get("Meal", "")), "", "", figures)
    name, amount = cleaned(row.get("Food Name", "")), cleaned(row.get("Amount", ""))[:60]
    if row.get("Category", "").lower() in SUPPLEMENTS:
        return Eaten(day, cleaned(row.get("Group", "")), name, amount, figures, supplement=True)
    food, mass, sure = matched(name, amount, figures)
    return Eaten(day, cleaned(row.get("Group", "")), name, amount, figures, food, mass, sure)


def day_of(text: str) -> str:
    """A day as year-month-day where its order is plain; a day written with slashes is taken as month first.

    >>> day_of("2026-1-15"), day_of("9/29/2026"), day_of("29/9/2026")
    ('2026-01-15', '2026-09-29', '2026-09-29')
    """
    parts = text.split(maxsplit=1)[0].replace(".", "/").replace("-", "/").split("/")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts) or len(parts[0]) == 4:
        return "-".join(part.zfill(2) for part in parts)[:10]
    month, day = (parts[0], parts[1]) if int(parts[0]) <= 12 else (parts[1], parts[0])
    return f"{parts[2]}-{month.zfill(2)}-{day.zfill(2)}"


def _whole_days(rows: Rows, app: str, eaten: list[Eaten]) -> tuple[list[Eaten], list[str]]:
    """Days that the user marked as complete, where any are marked."""
    if app != SUMMARY or "Completed" not in rows.heads:
        return eaten, []
    done = {day_of(row["Date"]) for row in rows.rows if row.get("Completed", "").lower() in ("true", "yes", "1")}
    kept = [each for each in eaten if each.day in done]
    if not kept or len(kept) == len(eaten):
        return eaten, []
    return kept, [f"{len(eaten) - len(kept)} days that are not marked as completed are left out"]


def _with_food(eaten: list[Eaten]) -> tuple[list[Eaten], int]:
    """Lines of days on which anything with energy was eaten, and how many days are left out: apps export empty days."""
    energy: dict[str, float] = {}
    for each in eaten:
        known = each.figures.get("energy", 1.0 if each.food else 0.0)
        energy[each.day] = energy.get(each.day, 0.0) + known
    return [each for each in eaten if energy[each.day] > 0], sum(1 for known in energy.values() if known <= 0)


def _doubts(rows: Rows, app: str, foods: list[Eaten], calcium: str, meagre: list[str]) -> list[str]:
    notes = []
    if meagre:
        shown = ", ".join(meagre[:5]) + (" and more" if len(meagre) > 5 else "")
        notes.append(f"{len(meagre)} days have less than {LITTLE_KCAL:g} kcal and may be incomplete: {shown}")
    if "Calcium" in rows.heads and counted("Calcium", calcium) is None:
        notes.append(CALCIUM_UNKNOWN)
    if app != SERVINGS:
        notes.append("this log names no foods, so vitamin K2 and all that it does not count are not known")
    if app == SUMMARY:
        notes.append("a daily summary counts supplements that were logged as food; servings.csv tells them apart")
    if any("vitamin K1" in each.figures for each in foods):
        notes.append("the app's vitamin K is counted as K1; K2 is from the foods, with its wide intervals")
    used = {each.food.id for each in foods if each.food and ":" in each.food.id}
    return [*notes, *(told for told in map(note, sorted(used)) if told)]
