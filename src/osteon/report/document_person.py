"""The parts of a report that say who it is about and what comes in: facts told, intakes against needs and limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from osteon.intervals import Interval
from osteon.outcomes.intakes import ReferenceIntake, reference_intake
from osteon.outcomes.totals import daily_totals
from osteon.person import Person
from osteon.readouts import readouts
from osteon.report.document import Block, Notice, Paragraph, Section, Table
from osteon.report.warning_text import warning_lines

Summary = Mapping[str, Any]
SHOWN = ("calcium", "vitamin D", "vitamin K", "magnesium", "zinc")
"""Nutrients whose intake is set beside need and limit."""


def first_words(summary: Summary) -> Section:
    """What the report is for, and what must be asked before anything else."""
    blocks: list[Block] = [Notice("What this is", (summary["intended_use"],))]
    if summary["hard_stops"]:
        blocks.append(Notice("Ask your doctor first", tuple(summary["hard_stops"]), "stop"))
    if summary["warnings"]:
        blocks.append(Notice("Warnings", tuple(map(_warned, summary["warnings"])), "warning"))
    return Section("Before you read", tuple(blocks))


def _warned(one: Mapping[str, Any]) -> str:
    """A warning in one breath, without the mark that a list does not need."""
    words = " ".join(line.strip() for line in warning_lines([one]))
    return words.lstrip("!- ")


def who(person: Person, summary: Summary) -> Section:
    """The person as told, and what was assumed."""
    rows = tuple((name, words) for name, words in _facts(person, summary["person"]) if words)
    blocks: list[Block] = [Table("", ("", "told"), rows)]
    if summary["notes"]:
        blocks.append(Notice("Assumed or to be read with care", tuple(summary["notes"])))
    return Section("Who this is about", tuple(blocks))


def _facts(person: Person, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "age and sex", f"{told['age']:g} years, {told['sex']}"
    yield "size", f"{told['height_cm']:g} cm, {told['mass_kg']:g} kg (body mass index {person.body_mass_index:.1f})"
    yield "place", told["place"] or f"latitude {told['latitude']:g}"
    yield "skin type", f"{person.skin_type:g} of 6"
    sun = person.sun
    yield "sun", f"{sun.minutes:g} minutes a day with {100 * sun.exposed:.0f} % of the skin bare"
    yield "last period", f"at {person.menopause_age:g} years" if person.menopause_age else ""
    yield "conditions", ", ".join(sorted(person.conditions))
    yield "medicines", ", ".join(told["medicines"])
    yield "takes", "; ".join(told["supplements"]) or "no supplements"
    measured = [lab for labs in person.labs.values() for lab in labs]
    yield "measured", "; ".join(f"{_called(lab.outcome)} {lab.value} on {lab.date}" for lab in measured)


def _called(outcome: str) -> str:
    return readouts()[outcome].name if outcome in readouts() else outcome.replace("_", " ")


def intakes(person: Person) -> Section:
    """What comes in on a day, against need and upper limit."""
    day = daily_totals(person)
    rows = tuple(_intake(name, day.get(name), reference_intake(name, person)) for name in SHOWN)
    about = (
        "From food, fortified food and everything taken, a day. Needs and upper limits are those of the United States "
        "National Academies for this age and sex; where a limit counts supplements only, this is said."
    )
    return Section("What comes in", (Table("", ("", "a day", "need", "upper limit"), rows), Paragraph(about, True)))


def _intake(name: str, amount: Interval | None, reference: ReferenceIntake) -> tuple[str, ...]:
    need = f"{reference.need:,.0f} {reference.unit}" if reference.need else "none set"
    limit = f"{reference.limit:,.0f} {reference.unit}" if reference.limit else "none set"
    only = " (supplements only)" if reference.limit and reference.limit_counts == "supplements" else ""
    return (name, _amount(amount, reference.unit), need, limit + only)


def _amount(amount: Interval | None, unit: str) -> str:
    if amount is None or math.isinf(amount.low):
        return "not known"
    if math.isinf(amount.high):
        return f"at least {amount.low:,.0f} {unit}"
    if round(amount.low) == round(amount.high):
        return f"{amount.middle:,.0f} {unit}"
    return f"{amount.middle:,.0f} ({amount.low:,.0f} to {amount.high:,.0f}) {unit}"
