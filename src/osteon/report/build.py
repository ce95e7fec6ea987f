"""From a person to the content of their report: simulate, plan, and put into words."""

from __future__ import annotations

from dataclasses import replace

from osteon.body.editions import OWN
from osteon.person import Person
from osteon.plan import Wishes
from osteon.plan import plan as plan_for
from osteon.report.document import Document, Section
from osteon.report.document_model import compared, says
from osteon.report.document_person import first_words, intakes, who
from osteon.report.document_plan import planned
from osteon.report.document_sources import named
from osteon.report.summary import summary_of
from osteon.simulate import DRAWS, simulate


def document_of(
    person: Person,
    *,
    years: float = 10.0,
    draws: int = DRAWS,
    seed: int = 1,
    name: str = OWN,
    with_plan: bool = True,
    wishes: Wishes | None = None,
) -> Document:
    """The content of a person's report: who, what comes in, what the model says, the plan, and the sources.

    The same person, years, draws, seed and wishes give the same content.

    Raises:
        InputError: years outside what can be simulated.
        SolveError: the person could not be simulated.

    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> [section.title for section in document_of(me, years=1, draws=8, with_plan=False).sections][:2]
    ['Before you read', 'Who this is about']
    """
    run = simulate(person, years, draws=draws, seed=seed, name=name)
    summary = summary_of(run)
    sections: list[Section] = [first_words(summary), who(person, summary), intakes(person), *says(run, summary)]
    if person.supplements:
        bare = replace(person, supplements=())
        sections.append(compared(run, simulate(bare, years, draws=draws, seed=seed, name=name)))
    if with_plan:
        sections.append(planned(plan_for(person, wishes=wishes, alternatives=False)))
    sections.append(named(name))
    about = f"{_called(person)}, the next {years:g} years; Osteon edition {name}, {draws} draws, seed {seed}"
    return Document("Vitamin D, vitamin K, calcium and bone", about, tuple(sections))


def _called(person: Person) -> str:
    who = f"{'woman' if person.sex == 'female' else 'man'} of {person.age:g}"
    return f"{person.name} ({who})" if person.name else who.capitalize()
