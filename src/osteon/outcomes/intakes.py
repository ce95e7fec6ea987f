"""Reference intakes and upper limits by age, sex and stage of life, of NASEM and EFSA (`data/reference_intakes.csv`).

Amounts are per day, in the nutrient's own unit of `osteon.substances`. A need is a recommended or adequate intake; a
limit is a tolerable upper intake level. Where a body has set none, it is None and `note` says so: that is not safety.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from osteon.errors import InputError, nearest
from osteon.outcomes.tables import Row, pick, read_table
from osteon.person import Person
from osteon.substances import find_substance

Body = Literal["NASEM", "EFSA"]
BODIES = ("NASEM", "EFSA")
STAGES = ("pregnancy", "breastfeeding")
NO_LIMIT = "no upper limit is set: too little is known, which is not the same as safe at any amount"
NO_NEED = "no required intake is set"


@dataclass(frozen=True, slots=True)
class ReferenceIntake:
    """What a body of experts says that a person needs of a nutrient, and what should not be passed, per day.

    `need_low` and `need_high` differ where the need depends on the diet (zinc on phytate). `limit_counts` is
    "supplements" where food does not count towards the limit (magnesium). `weak` marks figures that were recalled.
    """

    nutrient: str
    body: str
    need: float | None
    limit: float | None
    unit: str
    source: str
    limit_counts: Literal["all", "supplements"] = "all"
    need_word: str = ""
    limit_word: str = ""
    need_low: float | None = None
    need_high: float | None = None
    limit_source: str = ""
    weak: bool = False
    note: str = ""


def counted_as(word: str) -> str:
    """The nutrient of the reference intakes that a substance counts towards; "" where there is none.

    Medicines count towards none: calcitriol is the finished hormone, not an intake of vitamin D.

    >>> counted_as("MK-7"), counted_as("calcium citrate"), counted_as("vitamin D2"), counted_as("boswellia")
    ('vitamin K', 'calcium', 'vitamin D', '')
    >>> counted_as("calcitriol")
    ''
    """
    if word in nutrients():
        return word
    substance = find_substance(word)
    supplied = substance.supplies if substance.kind != "medicine" else ""
    whole = "vitamin K" if supplied in ("vitamin K1", "vitamin K2") else supplied
    return whole if whole in nutrients() else ""


@cache
def nutrients() -> tuple[str, ...]:
    """All nutrients with a reference intake.

    >>> "magnesium" in nutrients()
    True
    """
    return tuple(dict.fromkeys(row["nutrient"] for row in read_table("reference_intakes.csv")))


def reference_intake(nutrient: str, person: Person, body: Body = "NASEM") -> ReferenceIntake:
    """Need and limit of a nutrient for a person's age, sex and stage of life.

    Raises:
        InputError: no reference intake counts this word, or the body is not known.

    >>> woman = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> found = reference_intake("calcium", woman)
    >>> found.need, found.limit, found.unit
    (1200.0, 2000.0, 'mg')
    >>> magnesium = reference_intake("magnesium", woman)
    >>> magnesium.limit, magnesium.limit_counts
    (350.0, 'supplements')
    >>> reference_intake("vitamin K", woman).limit is None
    True
    """
    name = counted_as(nutrient)
    if not name:
        hint = nearest(nutrient, nutrients()) or f"there are {', '.join(nutrients())}"
        raise InputError(f"there is no reference intake of {nutrient}; {hint}")
    pick(body, BODIES, "body")
    rows = [row for row in _rows(name, body) if _fits(row, person)]
    need, limit = _first(rows, "need", person), _first(rows, "limit", person)
    return _joined(name, body, need, limit, rows)


@cache
def _rows(nutrient: str, body: str) -> tuple[Row, ...]:
    table = read_table("reference_intakes.csv")
    return tuple(row for row in table if row["nutrient"] == nutrient and row["body"] == body)


def _fits(row: Row, person: Person) -> bool:
    of_stage = not row["stage"] or row["stage"] in person.conditions
    return (
        of_stage and row["sex"] in ("both", person.sex) and int(row["age_min"]) <= person.age < int(row["age_max"]) + 1
    )


def _first(rows: list[Row], what: str, person: Person) -> Row | None:
    """The row of pregnancy or breastfeeding where there is one for this person, else that of the age."""
    found = [row for row in rows if row["what"] == what]
    found.sort(key=lambda row: STAGES.index(row["stage"]) if row["stage"] else len(STAGES))
    return found[0] if found else None


def _joined(name: str, body: str, need: Row | None, limit: Row | None, rows: list[Row]) -> ReferenceIntake:
    added = sum(float(row["value"]) for row in rows if row["what"] == "added need")
    needs = sorted(float(row["value"]) + added for row in rows if row["what"].startswith("need") and not row["stage"])
    middle = float(need["value"]) + added if need else None
    several = need is not None and not need["stage"] and len(needs) > 1
    notes = [row["note"] for row in (need, limit) if row and row["note"]]
    notes += [] if need else [NO_NEED]
    notes += [] if limit else [NO_LIMIT]
    return ReferenceIntake(
        nutrient=name,
        body=body,
        need=middle,
        limit=float(limit["value"]) if limit else None,
        unit=find_substance("vitamin K1" if name == "vitamin K" else name).unit,
        source=need["source"] if need else "",
        limit_counts="supplements" if limit and limit["counts"] == "supplements" else "all",
        need_word=need["word"] if need else "",
        limit_word=limit["word"] if limit else "",
        need_low=needs[0] if several else middle,
        need_high=needs[-1] if several else middle,
        limit_source=limit["source"] if limit else "",
        weak=any(row["read"] == "memory" for row in (need, limit) if row),
        note="; ".join(notes),
    )
