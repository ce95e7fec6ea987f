"""What makes a person differ from a stated reference: sun, diet, each pill, weight, age, menopause, medicines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from osteon.inputs import inputs_of
from osteon.person import Person
from osteon.person.records import Diet, Sun

REFERENCE_AGE = 30.0
REFERENCE_INDEX = 22.0
"""Body mass index of the reference, kg/m2: the middle of what is called normal weight."""
NEVER = 150.0
"""An age of menopause that is not reached."""
SOON = 2.0
"""Years ahead of menopause in which estrogen already falls."""


@dataclass(frozen=True)
class Factor:
    """One thing about a person, what stands in its place in the reference, and how to put that in."""

    name: str
    yours: str
    reference: str
    without: Callable[[Person], Person]


def factors_of(person: Person, years: float) -> tuple[Factor, ...]:
    """The factors in which the person differs from the reference over so many years ahead.

    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1, "mass": "66 kg"}})
    >>> [factor.name for factor in factors_of(me, 10)]
    ['weight', 'age', 'menopause']
    """
    told = inputs_of(person, 1.0)
    habits = [factor for factor in _habits(person) if inputs_of(factor.without(person), 1.0) != told]
    health = [
        factor
        for factor in _health(person)
        if factor.name == "medicines" or inputs_of(factor.without(person), 1.0) != told
    ]
    return (*habits, *_pills(person), *_body(person, years), *health)


def variant(person: Person, factors: tuple[Factor, ...], mask: int) -> Person:
    """The person with the factors of a coalition (bits of `mask`), and the reference's in place of the others."""
    for index, factor in enumerate(factors):
        if not mask >> index & 1:
            person = factor.without(person)
    return person


def _habits(person: Person) -> Iterator[Factor]:
    if person.sun.minutes > 0:
        yours = f"{person.sun.minutes:g} minutes a day on {100 * person.sun.exposed:.0f} % of the skin"
        yield Factor("sun", yours, "no sun on the skin", lambda who: replace(who, sun=Sun()))
    if person.diet != Diet():
        usual = "the diet that the model takes as usual where none is told"
        yield Factor("diet", "as told", usual, lambda who: replace(who, diet=Diet()))
    told = (person.smoking == "current", person.alcohol_g_per_day, person.exercise_min_per_week)
    if any(told):
        yield Factor("smoking, alcohol, exercise", "as told", "none of them", _without_habits)


def _without_habits(person: Person) -> Person:
    menopause = inputs_of(person, 1.0).values["life.menopause_age"] if person.sex == "female" else None
    return replace(person, smoking="never", alcohol_g_per_day=0.0, exercise_min_per_week=0.0, menopause_age=menopause)


def _pills(person: Person) -> Iterator[Factor]:
    for number, pill in enumerate(person.supplements):
        same = [other for other in person.supplements if other.substance == pill.substance]
        mark = f" ({number + 1})" if len(same) > 1 else ""
        yours = f"{pill.amount} every {pill.every}"
        yield Factor(f"{pill.substance}{mark}", yours, "not taken", _without_pill(pill))


def _without_pill(pill: object) -> Callable[[Person], Person]:
    def without(person: Person) -> Person:
        return replace(person, supplements=tuple(one for one in person.supplements if one is not pill))

    return without


def _body(person: Person, years: float) -> Iterator[Factor]:
    usual = REFERENCE_INDEX * (person.height_cm / 100) ** 2
    if abs(person.mass_kg - usual) > 0.5:
        reference = f"{usual:.0f} kg (body mass index {REFERENCE_INDEX:g})"
        yield Factor("weight", f"{person.mass_kg:g} kg", reference, lambda who: replace(who, mass_kg=usual))
    if abs(person.age - REFERENCE_AGE) > 0.5:
        younger = f"{REFERENCE_AGE:g} years"
        without = lambda who: replace(who, age=REFERENCE_AGE, birth_date=None)  # noqa: E731
        yield Factor("age", f"{person.age:g} years", younger, without)
    if person.sex == "female":
        at = inputs_of(person, 1.0).values["life.menopause_age"]
        if person.age + years > at - SOON:
            yield Factor("menopause", f"at {at:g} years", "not reached", lambda who: replace(who, menopause_age=NEVER))


def _health(person: Person) -> Iterator[Factor]:
    if person.medicines:
        names = ", ".join(medicine.name for medicine in person.medicines)
        yield Factor("medicines", names, "none", lambda who: replace(who, medicines=()))
    if person.egfr is not None:
        yours = f"filtration of {person.egfr:g} mL/min/1.73m2"
        yield Factor("kidneys", yours, "as usual at the age", lambda who: replace(who, egfr=None))
    if person.conditions:
        names = ", ".join(sorted(person.conditions))
        yield Factor("conditions", names, "none", lambda who: replace(who, conditions=frozenset()))
