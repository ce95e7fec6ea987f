"""Foods by name or id, in the core table first and then in the user's own database; which one answered is told."""

from __future__ import annotations

from osteon.intake.food_names import core_food, scored
from osteon.intake.food_store_foods import food_of, kin_of
from osteon.intake.food_store_records import KINDS, MARKS, Record, choices, in_order_of_trust
from osteon.intake.food_store_search import by_id, by_name, search_store
from osteon.intake.food_table import Food, foods

USED = "{given!r} is {id} of your own food database: {name} ({kind}, {day}); other databases may give other figures"


def imported(name: str) -> Food | None:
    """The food of the user's database with this id or exactly this name; None without one.

    >>> imported("fdc:0") is None
    True
    """
    records = _records(name)
    return food_of(records) if records else None


def _records(name: str) -> list[Record]:
    return by_id(name) if _is_id(name) else by_name(name)


def _is_id(name: str) -> bool:
    kind, colon, number = name.strip().lower().partition(":")
    return bool(colon) and kind in ("fdc", "ciqual", "off") and number.isalnum()


def food_of_id(id: str) -> Food | None:
    """The core food, or else the imported food, of an id such as "gouda-cheese" or "fdc:171241".

    >>> food_of_id("natto").name
    'Natto'
    """
    core = next((food for food in foods().values() if food.id == id.strip().lower()), None)
    return core or (imported(id) if _is_id(id) else None)


def note(name: str) -> str:
    """A sentence on which food of the user's database a name stands for; "" where the core table knows the name.

    >>> note("Gouda cheese")
    ''
    """
    if core_food(name) is not None:
        return ""
    records = in_order_of_trust(_records(name))
    if not records:
        return ""
    first = records[0]
    return USED.format(given=name, id=first.id, name=first.name, kind=KINDS[first.kind], day=_day(first))


def _day(record: Record) -> str:
    """The day of a record's release, as far as it is known."""
    from datetime import UTC, datetime

    if record.version.isdecimal():
        return datetime.fromtimestamp(int(record.version), UTC).date().isoformat()
    day = record.version[:10].replace("-00", "")
    return day if day.strip("0-") else "day not told"


def find_foods(text: str, limit: int = 10) -> list[Food]:
    """Foods that fit a text, of the core table and of the user's database, the best first; the core's on a tie.

    >>> find_foods("aged gouda", 1)[0].name
    'Gouda cheese'
    """
    own = [(found.score, 1, found.food) for found in search_store(text, limit)]
    core = [(score, 0, food) for score, food in scored(text, limit)]
    ordered = sorted([*core, *own], key=lambda each: (-each[0], each[1], len(each[2].name), each[2].name))
    return [food for _, _, food in ordered[: max(limit, 0)]]


def source_of(food: Food) -> str:
    """Which table a food comes from, in words.

    >>> source_of(foods()["Natto"])
    'core table of Osteon'
    """
    records = by_id(food.id) if _is_id(food.id) else []
    if not records:
        return "core table of Osteon"
    first = in_order_of_trust(records)[0]
    return f"{KINDS[first.kind]}, {_day(first)}"


def taken_for(food: Food) -> Food | None:
    """The core food that tells what the source of an imported one does not, such as its menaquinones; None without one.

    >>> taken_for(foods()["Natto"]) is None
    True
    """
    records = in_order_of_trust(by_id(food.id)) if _is_id(food.id) else []
    return kin_of(records, choices(records)) if records else None


def marks_of(food: Food) -> dict[str, str]:
    """How the figures of an imported food were come by: analytical, calculated, label or (not told) table."""
    records = by_id(food.id) if _is_id(food.id) else []
    return {name: MARKS[choice.mark] for name, choice in choices(records).items()}
