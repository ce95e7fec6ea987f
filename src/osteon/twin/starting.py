"""What if I had started at 40: today's pills begun at another age, against now and never, in the same draws."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from osteon.inputs import inputs_of, usual_filtration
from osteon.person import Person
from osteon.readouts import readouts
from osteon.simulate import YEAR
from osteon.twin.records import Span, Twin

FloatArray = NDArray[np.float64]

START_AGE = 40.0
YOUNGEST_START = 18.0
LEAST_AHEAD = 10.0
"""Years that a start still to come is given to act."""


@dataclass(frozen=True, slots=True)
class Started:
    """An outcome at an age, had today's pills never been taken, from now on, or from another age on; `gained` is the
    last less the second, draw by draw.
    """

    start_age: float
    at_age: float
    never: Span
    from_now: Span
    from_then: Span
    gained: Span


def started(twin: Twin, outcome: str, years: float, start_age: float, count: int) -> Started | None:
    """The counterfactual of another age of starting; None for a person who takes no supplements.

    Food, sun and medicines stay as they are told; the age of starting is put a whole number of years from now, so that
    seasons agree.
    """
    person = twin.person
    if not person.supplements:
        return None
    gap = round(person.age - max(start_age, YOUNGEST_START))
    begin = _at_age(person, gap) if gap > 0 else person
    ahead = years if gap > 0 else max(years, LEAST_AHEAD - gap)
    now, then = (gap, 0) if gap > 0 else (0, -gap)
    plans = (replace(begin, supplements=()), _later(begin, now), _later(begin, then))
    day = (max(gap, 0) + ahead) * YEAR
    runs = [_outcome(twin, plan, outcome, day, count) for plan in plans]
    never, from_now, from_then = runs
    spans = (Span.of(values) for values in (never, from_now, from_then, from_then - from_now))
    return Started(float(person.age - gap), float(person.age + ahead), *spans)


def _at_age(person: Person, gap: int) -> Person:
    """The person so many years ago, with medicines that begin when they do."""
    younger = person.age - gap
    egfr = None if person.egfr is None else person.egfr * usual_filtration(younger) / usual_filtration(person.age)
    menopause = inputs_of(person, 1.0).values["life.menopause_age"] if person.sex == "female" else None
    medicines = tuple(
        replace(one, start=one.start + gap * YEAR, stop=None if one.stop is None else one.stop + gap * YEAR)
        for one in person.medicines
    )
    return replace(person, age=younger, birth_date=None, egfr=egfr, menopause_age=menopause, medicines=medicines)


def _later(person: Person, years: int) -> Person:
    """The same pills, all begun so many years later, and taken from then on without an end unless one was told."""
    moved = tuple(
        replace(one, start=one.start + years * YEAR, stop=None if one.stop is None else one.stop + years * YEAR)
        for one in person.supplements
    )
    return replace(person, supplements=moved)


def _outcome(twin: Twin, person: Person, outcome: str, day: float, count: int) -> FloatArray:
    course = twin.bench.follow(twin.scores[:count], [day], person)
    values = readouts()[outcome].of({name: found[:, -1] for name, found in course.values.items()})
    return np.where(course.ok, values, np.nan)
