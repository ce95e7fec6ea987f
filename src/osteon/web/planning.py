"""A plan as it is sent."""

from __future__ import annotations

from osteon.plan import Plan, Wishes, plan, read_wishes
from osteon.plan.calendar import icalendar
from osteon.plan.effect import planned_person
from osteon.plan.summary import plan_summary
from osteon.web.live.answer import person_of
from osteon.web.live.base import Bases
from osteon.web.person_json import tables_of
from osteon.web.schemas.common import Stop
from osteon.web.schemas.plan import PlanAnswer, PlanRequest
from osteon.web.speaking import stops_of


def plan_answer(asked: PlanRequest, bases: Bases) -> PlanAnswer:
    """The plan of a person.

    Raises:
        InputError: the person cannot be read, or a wish means nothing; every problem.
    """
    person, _ = person_of(asked.person, bases)
    found = plan(person, wishes=wishes_of(asked), alternatives=asked.alternatives)
    return answer_of(found, stops_of(person))


def wishes_of(asked: PlanRequest) -> Wishes:
    """What is wished, read and checked."""
    return read_wishes(
        asked.goals, asked.diet, asked.without, max_pills=asked.max_pills, sun=asked.sun, body=asked.body
    )


def answer_of(found: Plan, stops: list[Stop]) -> PlanAnswer:
    """A plan, ready to be sent."""
    minutes = found.person.sun.minutes if found.minutes is None else found.minutes
    after = None if found.stops else planned_person(found.person, found.steps, found.dropped, minutes)
    return PlanAnswer(
        **plan_summary(found),
        stops=stops,
        person=None if after is None else tables_of(after),
        calendar=icalendar(found) if found.timetable else "",
    )
