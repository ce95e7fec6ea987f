"""From a Person back to the text of a person file that reads as the same person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from osteon.person.records import Food, Lab, Medicine, Person, Supplement
from osteon.units import Amount, plain_number

Writable = str | float | bool | date | Amount | None

_ESCAPES = {'"': '\\"', "\\": "\\\\"}


def write_person(person: Person) -> str:
    """The person file of a person.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> print(write_person(me).splitlines()[1])
    age = 57
    """
    parts = [_person(person), _labs(person), _diet(person), _sun(person), *map(_supplement, person.supplements)]
    return "\n".join(part for part in parts if part)


def _person(person: Person) -> str:
    who: dict[str, Writable] = {
        "name": person.name or None,
        "age": None if person.birth_date else person.age,
        "birth_date": person.birth_date,
        "start_date": person.start_date,
        "sex": person.sex,
        "height": Amount(person.height_cm, "cm"),
        "mass": Amount(person.mass_kg, "kg"),
        "place": person.place or None,
        "latitude": person.latitude,
        "longitude": person.longitude,
        "skin_type": person.skin_type,
        "ethnicity": person.ethnicity or None,
        "menopause_age": person.menopause_age,
        "egfr": _amount(person.egfr, "mL/min/1.73m2"),
        "smoking": person.smoking or None,
        "alcohol": _amount(person.alcohol_g_per_day, "g/d"),
        "exercise": _amount(person.exercise_min_per_week, "min/wk"),
        "parent_hip_fracture": person.parent_hip_fracture,
        "previous_fracture": person.previous_fracture,
    }
    lists = f"conditions = {_list(map(_value, sorted(person.conditions)))}\n"
    return f"[person]\n{_lines(who)}{lists}medicines = {_list(map(_medicine, person.medicines))}\n"


def _medicine(medicine: Medicine) -> str:
    if medicine == Medicine(medicine.name):
        return _value(medicine.name)
    entry: dict[str, Writable] = {
        "name": medicine.name,
        "amount": medicine.amount,
        "every": medicine.every if medicine.amount else None,
        "start": medicine.start or None,
        "stop": medicine.stop,
    }
    return _inline(entry)


def _labs(person: Person) -> str:
    rows = [f'"{name}" = {_list(map(_lab, labs))}\n' for name, labs in person.labs.items()]
    return "[labs]\n" + "".join(rows) if rows else ""


def _lab(lab: Lab) -> str:
    precision = None if lab.precision is None else Amount(lab.precision, "%")
    return _inline({"value": lab.value, "date": lab.date, "assay": lab.assay or None, "precision": precision})


def _diet(person: Person) -> str:
    nutrients = ", ".join(f"{_value(name)} = {_value(amount)}" for name, amount in person.diet.nutrients.items())
    totals = f"nutrients = {{ {nutrients} }}\n" if nutrients else ""
    foods = f"foods = {_list(map(_food, person.diet.foods))}\n" if person.diet.foods else ""
    pattern = f"pattern = {_list(map(_value, person.diet.pattern))}\n" if person.diet.pattern else ""
    return f"[diet]\n{pattern}{totals}{foods}" if pattern or totals or foods else ""


def _food(food: Food) -> str:
    return _inline({"food": food.name, "amount": food.amount, "every": food.every})


def _sun(person: Person) -> str:
    sun = person.sun
    keys: dict[str, Writable] = {
        "minutes": sun.minutes,
        "exposed": sun.exposed,
        "sunscreen_spf": sun.sunscreen_spf,
        "hour": sun.hour,
        "cloud": sun.cloud,
    }
    return f"[sun]\n{_lines(keys)}"


def _supplement(taken: Supplement) -> str:
    keys: dict[str, Writable] = {
        "name": taken.name or None,
        "nutrient": taken.substance,
        "amount": taken.amount,
        "at_least": taken.at_least,
        "at_most": taken.at_most,
        "untold": taken.untold or None,
        "every": taken.every,
        "start": taken.start or None,
        "stop": taken.stop,
        "with_meal": taken.with_meal,
    }
    return f"[[supplement]]\n{_lines(keys)}"


def _amount(value: float | None, unit: str) -> Amount | None:
    return None if value is None else Amount(value, unit)


def _lines(keys: dict[str, Writable]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in keys.items() if value is not None)


def _inline(keys: dict[str, Writable]) -> str:
    return "{ " + ", ".join(f"{key} = {_value(value)}" for key, value in keys.items() if value is not None) + " }"


def _list(entries: Iterable[str]) -> str:
    return f"[{', '.join(entries)}]"


def _value(value: Writable) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return plain_number(value)
    return '"' + "".join(_ESCAPES.get(mark, mark) for mark in str(value)) + '"'
