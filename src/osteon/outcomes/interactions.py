"""What does not go together, and what must be taken apart: medicines, supplements and conditions.

Each row of `data/interactions.csv` names two sides by words of a person file: a substance, a group of medicines, what a
salt supplies, or "condition NAME". A row without a second side is told to everyone who has the first. Rows recalled and
not read anew are marked so; "weak" in `note` says that little stands behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from osteon.intake.schedule import Schedule
from osteon.outcomes.tables import Row, read_table
from osteon.outcomes.totals import Product
from osteon.person import Person
from osteon.substances import substances

Severity = Literal["danger", "important", "timing", "know"]
SEVERITIES: dict[Severity, str] = {
    "danger": "Do not go on without your doctor",
    "important": "Ask first",
    "timing": "Take apart",
    "know": "Good to know",
}
"""Words for how serious a warning is, the gravest first."""
CONDITION = "condition "
KIDNEY_DISEASE = "chronic kidney disease"
KIDNEY_DISEASES = frozenset({KIDNEY_DISEASE, "kidney failure", "dialysis"})
WEAK_KIDNEYS = 60.0
"""mL/min/1.73 m2: a filtration that stays below is kidney disease (KDIGO); its warnings hold from there."""


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning: what happens, why, who says so and what to ask; `first` and `second` are what it was found in.

    `hours_before` and `hours_after` say how long `first` must be taken before or after `second`; None: not a matter of
    timing, or not possible on that side.
    """

    key: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    what: str
    why: str
    severity: Severity
    ask: str
    source: str
    doi: str = ""
    hours_before: float | None = None
    hours_after: float | None = None
    weak: bool = False

    @property
    def keep_apart_hours(self) -> float:
        """Hours that are enough on either side; 0 where timing does not matter.

        >>> table()["levothyroxine_minerals"].keep_apart_hours
        4.0
        """
        return max(self.hours_before or 0.0, self.hours_after or 0.0)

    @property
    def timing(self) -> str:
        """When to take which, in words; "" where timing does not matter."""
        sides = [
            f"at least {hours:g} {'hour' if hours == 1 else 'hours'} {side}"
            for hours, side in ((self.hours_before, "before"), (self.hours_after, "after"))
            if hours
        ]
        return f"Take {' and '.join(self.first)} {' or '.join(sides)} {' and '.join(self.second)}." if sides else ""

    def __str__(self) -> str:
        pair = " with ".join(", ".join(names) for names in (self.first, self.second) if names)
        return " ".join(part for part in (f"{pair}: {self.what}", self.timing, self.ask) if part)


@cache
def table() -> dict[str, Caution]:
    """All rows by key, with their selectors as `first` and `second`.

    >>> len(table()) >= 40
    True
    """
    return {row["key"]: _read(row, _words(row["a"]), _words(row["b"])) for row in read_table("interactions.csv")}


def interactions(person: Person, taken: Schedule | Iterable[Product] = ()) -> tuple[Caution, ...]:
    """The warnings for what a person takes and has, the gravest first.

    A schedule stands in place of the person's own supplements (medicines stay); labels are taken besides them.

    >>> me = Person.from_dict({"person": {"age": 57, "sex": "male", "latitude": 52.1, "medicines": ["levothyroxine"]},
    ...     "supplement": [{"nutrient": "calcium citrate", "amount": "500 mg", "every": "day"}]})
    >>> caution = interactions(me)[0]
    >>> caution.first, caution.second, caution.keep_apart_hours
    (('levothyroxine',), ('calcium citrate',), 4.0)
    """
    present = _present(person, taken)
    found = []
    for row in table().values():
        first = _matched(row.first, present)
        second = _matched(row.second, present) - first
        if first and (second or not row.second):
            found.append(replace(row, first=tuple(sorted(first)), second=tuple(sorted(second))))
    order = list(SEVERITIES)
    return tuple(sorted(found, key=lambda caution: order.index(caution.severity)))


def _present(person: Person, taken: Schedule | Iterable[Product]) -> dict[str, frozenset[str]]:
    """Everything that a person takes or has, each with the words it answers to."""
    if isinstance(taken, Schedule):
        names = set(taken.substances)
    else:
        names = {supplement.substance for supplement in person.supplements}
        names |= {word for label in taken for word in label.words}
    names |= {medicine.name for medicine in person.medicines}
    answers = {name: _answers_to(name) for name in names}
    answers |= {word: frozenset({CONDITION + word}) for word in person.conditions}
    if person.egfr is not None and person.egfr < WEAK_KIDNEYS and not KIDNEY_DISEASES & person.conditions:
        answers[f"kidney filtration below {WEAK_KIDNEYS:g}"] = frozenset({CONDITION + KIDNEY_DISEASE})
    return answers


def _answers_to(name: str) -> frozenset[str]:
    substance = substances().get(name)
    return frozenset({name, substance.supplies, substance.group} - {""}) if substance else frozenset({name})


def _matched(words: Iterable[str], present: dict[str, frozenset[str]]) -> set[str]:
    wanted = set(words)
    return {name for name, answers in present.items() if wanted & answers}


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("|") if word)


def _read(row: Row, first: tuple[str, ...], second: tuple[str, ...]) -> Caution:
    return Caution(
        key=row["key"],
        first=first,
        second=second,
        what=row["what"],
        why=row["why"],
        severity=row["severity"],  # type: ignore[arg-type]
        ask=row["ask"],
        source=row["source"],
        doi=row["doi"],
        hours_before=float(row["hours_before"]) if row["hours_before"] else None,
        hours_after=float(row["hours_after"]) if row["hours_after"] else None,
        weak=row["note"].startswith("weak"),
    )
