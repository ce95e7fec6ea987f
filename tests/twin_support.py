"""People with labs for the tests of twins."""

from __future__ import annotations

from osteon.person import Person
from osteon.twin import Twin, fit

BODY = {
    "age": 57,
    "sex": "female",
    "height": "164 cm",
    "mass": "66 kg",
    "latitude": 52.1,
    "menopause_age": 50.5,
    "start_date": "2026-01-01",
}
DIET = {"nutrients": {"calcium": "700 mg/d", "phosphorus": "1200 mg/d", "vitamin D": "4 ug/d"}}


def person(labs: dict[str, object] | None = None, **changes: object) -> Person:
    """The woman of these tests, with labs; changes to her body, or whole tables such as sun and supplement."""
    tables = {key: changes.pop(key) for key in ("sun", "supplement", "diet") if key in changes}
    table: dict[str, object] = {
        "person": {**BODY, **changes},
        "diet": DIET,
        "sun": {"minutes": 10, "exposed": 0.2},
        **tables,
    }
    if labs:
        table["labs"] = labs
    return Person.from_dict(table)


def lab(value: str, date: str = "2025-12-20", **more: object) -> dict[str, object]:
    return {"value": value, "date": date, **more}


def quick(who: Person, **settings: int) -> Twin:
    """A twin of few draws, for what does not depend on their number."""
    return fit(who, **{"draws": 64, "library": 192, "sweeps": 4, **settings})
