"""A plan as it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.plan import Plan, Wishes, plan, read_wishes
from osteon.plan.calendar import icalendar
from osteon.plan.effect import PERCENT, planned_person
from osteon.plan.menu import Present
from osteon.plan.records import Effect, Step
from osteon.readouts import readouts
from osteon.web.live.answer import person_of
from osteon.web.live.bands import short
from osteon.web.live.base import Bases, digest_of
from osteon.web.person_json import tables_of
from osteon.web.schemas.common import Figure, Stop
from osteon.web.schemas.plan import (
    ConflictWords,
    Goal,
    Had,
    Limit,
    MarginWords,
    OtherPlan,
    OutcomeChange,
    PlanAnswer,
    PlanEffect,
    PlanRequest,
    PlanStep,
    Time,
    YearChange,
)
from osteon.web.speaking import caution_words, stops_of

FloatArray = NDArray[np.float64]


def plan_answer(asked: PlanRequest, bases: Bases) -> PlanAnswer:
    """The plan of a person.

    Raises:
        InputError: the person cannot be read, or a wish means nothing; every problem.
    """
    table: Any = asked.person
    person = person_of(table, digest_of(table), bases)
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
        status=found.status,
        stops=stops,
        steps=[_step(step) for step in found.steps],
        dropped=_had(found.dropped),
        kept=_had(found.kept),
        minutes=found.minutes,
        pills=found.pills,
        energy=found.energy,
        goals=_goals(found),
        limits=[Limit(**{name: getattr(each, name) for name in Limit.model_fields}) for each in found.held],
        conflict=_conflict(found),
        others=[
            OtherPlan(
                name=each.name,
                steps=[_step(step) for step in each.steps],
                dropped=_had(each.dropped),
                minutes=each.minutes,
                pills=each.pills,
                why_not=each.why_not,
                same=each.same,
            )
            for each in found.others
        ],
        margins=[
            MarginWords(**{name: getattr(each, name) for name in MarginWords.model_fields}) for each in found.margins
        ],
        timetable=_timetable(found),
        effect=None if found.effect is None else _effect(found.effect),
        cautions=caution_words(found.cautions),
        notes=list(found.notes),
        person=None if after is None else tables_of(after),
        calendar=icalendar(found) if found.timetable else "",
    )


def _step(step: Step) -> PlanStep:
    choice = step.choice
    return PlanStep(
        id=choice.id, name=choice.name, words=step.words, kind=choice.kind, count=step.count, rhythm=choice.rhythm
    )


def _had(present: Iterable[Present]) -> list[Had]:
    return [Had(id=each.id, name=each.name, kind=each.kind) for each in present]


def _goals(found: Plan) -> list[Goal]:
    return [
        Goal(
            nutrient=each.nutrient,
            words=each.words,
            unit=each.unit,
            source=each.source,
            now=_figure(each.now),
            then=_figure(each.then),
            chance_now=each.chance_now,
            chance=each.chance,
            asked=each.asked,
            met=each.met,
        )
        for each in found.reached
    ]


def _conflict(found: Plan) -> ConflictWords | None:
    if found.conflict is None:
        return None
    return ConflictWords(conditions=list(found.conflict.conditions), remedies=list(found.conflict.remedies))


def _timetable(found: Plan) -> list[Time]:
    return [
        Time(
            time=each.time,
            slot=each.slot,
            name=each.name,
            words=each.words,
            days=list(each.days),
            kind=each.kind,
            why=each.why,
            every=each.every,
            daily=each.daily,
        )
        for each in found.timetable
    ]


def _effect(effect: Effect) -> PlanEffect:
    return PlanEffect(
        weeks=effect.weeks.tolist(),
        now=_level(effect.level_now),
        plan=_level(effect.level),
        changes=[
            OutcomeChange(
                outcome=word,
                words=readouts()[word].name,
                unit="%" if word in PERCENT else readouts()[word].unit,
                years=[YearChange(year=year, amount=_figure(ends)) for year, ends in years],
            )
            for word, years in effect.changes.items()
        ],
        sentences=list(effect.sentences),
        draws=effect.draws,
    )


def _level(rows: FloatArray) -> dict[str, list[float]]:
    """Median, low and high by week, as columns."""
    return {name: short(rows[:, column]) for name, column in (("p5", 1), ("p50", 0), ("p95", 2))}


def _figure(ends: tuple[float, float, float]) -> Figure:
    """Middle, low and high."""
    middle, low, high = (float(f"{end:.4g}") for end in ends)
    return Figure(middle=middle, low=min(low, high), high=max(low, high))
