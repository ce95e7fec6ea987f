"""Reading the [person] table: who someone is, how large, where, and how healthy."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from osteon.errors import InputError
from osteon.person.fields import day, flag, number, one_of, quantity, text, whole
from osteon.person.table import Table, shown
from osteon.person.vocabulary import body_size, find_condition
from osteon.places import Place, find_place, towns_named
from osteon.units import parse_amount

OLDEST = 120
ADULT = 18
DAYS_PER_YEAR = 365.25
ETHNICITIES = ("white", "black", "asian", "south asian", "east asian", "hispanic", "middle eastern", "mixed", "other")
GRAMS_OF_ALCOHOL = {"unit of alcohol": 8.0, "drink": 14.0}
PLACE_AGREES_KM = 100.0
BODY_MASS_INDEX = (8.0, 110.0)
BROKEN_BONES = frozenset({"previous fracture", "vertebral fracture", "hip fracture"})


def read_body(me: Table, assumed: list[str], today: date) -> dict[str, Any]:
    """All of the [person] table but its medicines, by attribute of Person."""
    who = _who(me, assumed, today)
    health = _health(me)
    _must_fit(me, who, health)
    return who | _size(me, who, assumed) | _where(me, assumed) | _skin(me, assumed) | health | _habits(me)


def _who(me: Table, assumed: list[str], today: date) -> dict[str, Any]:
    start = me.read("start_date", day(date(1900, 1, 1), date(2200, 12, 31), "too far ahead"), None)
    born = me.read("birth_date", day(today - timedelta(days=OLDEST * DAYS_PER_YEAR), today), None)
    age = me.read("age", number(0, OLDEST, "y", "57"), None)
    if "age" in me and "birth_date" in me:
        me.wrong("birth_date", "give age or birth_date, not both")
    if "age" not in me and "birth_date" not in me:
        me.lacks("age", "is missing; write it like age = 57, or give birth_date")
    if born and "age" not in me:
        age = _age_on(start, born, me, assumed, today)
    sex = me.require("sex", one_of(("female", "male")), "female", 'sex = "female"')
    name = me.read("name", text, "")
    return {"age": 50.0 if age is None else age, "sex": sex, "name": name, "birth_date": born, "start_date": start}


def _age_on(start: date | None, born: date, me: Table, assumed: list[str], today: date) -> float:
    if start and start < born:
        me.wrong("start_date", f"{start} is before the birth_date {born}")
    if not start:
        assumed.append(f"age on {today}, counted from birth_date; give start_date to fix the day")
    return round(((start or today) - born).days / DAYS_PER_YEAR, 4)


def _size(me: Table, who: dict[str, Any], assumed: list[str]) -> dict[str, Any]:
    adult = who["age"] >= ADULT
    height = me.read(
        "height", quantity("cm", 100 if adult else 40, 260, "164 cm", others=("m", "mm", "in", "ft")), None
    )
    mass = me.read("mass", quantity("kg", 20 if adult else 1, 450, "66 kg", others=("lb", "g", "st")), None)
    usual_height, usual_mass, source = body_size(who["sex"])
    for key, unit, usual in (("height", "cm", usual_height), ("mass", "kg", usual_mass)):
        if key not in me and adult:
            assumed.append(f"{key} {usual} {unit}: not given, median of adults of this sex ({source})")
        elif key not in me:
            me.lacks(key, f'is missing; below {ADULT} years it must be given, like {key} = "{usual:.0f} {unit}"')
    size = {"height_cm": height or usual_height, "mass_kg": mass or usual_mass}
    index = size["mass_kg"] / (size["height_cm"] / 100) ** 2
    if height and mass and not BODY_MASS_INDEX[0] <= index <= BODY_MASS_INDEX[1]:
        me.wrong("mass", f"{mass:g} kg at {height:g} cm is a body mass index of {index:.1f} kg/m2; check both")
    return size


def _where(me: Table, assumed: list[str]) -> dict[str, Any]:
    place = me.read("place", _place, None)
    latitude = me.read("latitude", number(-90, 90, example="52.1"), None)
    longitude = me.read("longitude", number(-180, 180, example="5.1"), None)
    if not {"place", "latitude"} & set(me):
        me.lacks("place", 'is missing; write it like place = "Utrecht", or give latitude and longitude')
    if "longitude" in me and "latitude" not in me:
        me.wrong("latitude", "is missing beside longitude")
    if place and latitude is not None:
        _must_agree(me, place, latitude, place.longitude if longitude is None else longitude)
    elif place:
        _say_which(place, me, assumed)
    north, east = (place.latitude, place.longitude) if place else (0.0, 0.0)
    return {
        "place": place.label if place else "",
        "latitude": north if latitude is None else latitude,
        "longitude": east if longitude is None else longitude,
    }


def _place(given: object) -> Place:
    return find_place(text(given))


def _must_agree(me: Table, place: Place, latitude: float, longitude: float) -> None:
    apart = place.distance_km(latitude, longitude)
    if apart > PLACE_AGREES_KM:
        at = f"{place.label} at {place.latitude}, {place.longitude}"
        me.wrong("latitude", f"{latitude}, {longitude} is {apart:.0f} km from {at}; give one of the two")


def _say_which(place: Place, me: Table, assumed: list[str]) -> None:
    others = towns_named(me.read("place", text, ""))[1:3]
    if others:
        assumed.append(f"place {place.label}, the largest of that name; another is {others[0].label}")


def _skin(me: Table, assumed: list[str]) -> dict[str, Any]:
    if "skin_type" not in me:
        assumed.append("skin_type 2 (fair): not given")
    return {
        "skin_type": me.read("skin_type", whole(1, 6), 2),
        "ethnicity": me.read("ethnicity", one_of(ETHNICITIES), ""),
    }


def _health(me: Table) -> dict[str, Any]:
    conditions = frozenset(_conditions(me))
    broken = me.read("previous_fracture", flag, None)
    if broken is False and conditions & BROKEN_BONES:
        me.wrong("previous_fracture", f"is false, but conditions has {', '.join(sorted(conditions & BROKEN_BONES))}")
    kidney = "mL/min/1.73m2"
    return {
        "conditions": conditions,
        "previous_fracture": True if conditions & BROKEN_BONES else broken,
        "parent_hip_fracture": me.read("parent_hip_fracture", flag, None),
        "menopause_age": me.read("menopause_age", number(30, 62, "y", "50.5"), None),
        "egfr": me.read("egfr", quantity(kidney, 1, 250, f"75 {kidney}"), None),
    }


def _conditions(me: Table) -> list[str]:
    found: list[str] = []
    for path, given in me.entries("conditions"):
        try:
            found.append(find_condition(text(given)))
        except InputError as error:
            me.problems.add(path, error.problems[0])
    return found


def _habits(me: Table) -> dict[str, Any]:
    return {
        "smoking": me.read("smoking", one_of(("never", "former", "current")), ""),
        "alcohol_g_per_day": me.read("alcohol", _alcohol, None),
        "exercise_min_per_week": me.read("exercise", quantity("min/wk", 0, 6000, "150 min/week"), None),
    }


def _alcohol(given: object) -> float:
    """Grams of alcohol a day; a unit is 8 g (United Kingdom), a drink 14 g (United States)."""
    amount = parse_amount(given, "14 g/d")
    counted, _, per = amount.unit.partition("/")
    if counted in GRAMS_OF_ALCOHOL:
        given = f"{amount.value * GRAMS_OF_ALCOHOL[counted]!r} g/{per}"
    return quantity("g/d", 0, 400, "14 g/d")(given)


def _must_fit(me: Table, who: dict[str, Any], health: dict[str, Any]) -> None:
    if who["sex"] == "male" and "menopause_age" in me:
        me.wrong("menopause_age", "is given for a man; leave it out")
    womanly = health["conditions"] & {"pregnancy", "breastfeeding", "early menopause"}
    if who["sex"] == "male" and womanly:
        me.wrong("conditions", f"{', '.join(sorted(womanly))} is given for a man; leave it out, or check sex")
    menopause = health["menopause_age"]
    if "pregnancy" in health["conditions"] and menopause is not None and menopause < who["age"]:
        me.wrong("conditions", f"pregnancy does not fit a menopause at {shown(menopause)}; check both")
