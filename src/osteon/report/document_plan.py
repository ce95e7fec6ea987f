"""The part of a report that holds the plan: what to change, when to take what, what it reaches, and what to expect."""

from __future__ import annotations

from collections.abc import Iterator

from osteon.plan import Plan
from osteon.plan.records import Reached
from osteon.plan.summary import days_in_words, how_sure
from osteon.plan.text import span
from osteon.report.document import Block, Notice, Paragraph, Points, Section, Table

TITLES = {
    "ready": "The smallest change found that reaches the goals, within all limits:",
    "nothing to change": "Nothing to change: what is done today reaches the goals.",
    "impossible": "No plan does all that is asked. This one comes closest:",
    "ask your doctor": "No plan is given. Ask your doctor first.",
}


def planned(plan: Plan) -> Section:
    """The plan as a section."""
    if plan.stops:
        return Section("The plan", (Notice(TITLES[plan.status], tuple(map(str, plan.stops)), "stop"),))
    return Section("The plan", tuple(_blocks(plan)))


def _blocks(plan: Plan) -> Iterator[Block]:
    yield Paragraph(TITLES[plan.status])
    steps = [step.words for step in plan.steps] + [f"leave out {present.name}" for present in plan.left_out]
    if plan.minutes is not None and plan.minutes != plan.person.sun.minutes:
        steps.append(f"sun: {plan.minutes:g} minutes a day instead of {plan.person.sun.minutes:g}")
    if steps:
        yield Points(tuple(steps))
    if plan.conflict:
        yield Notice("What cannot hold together", (*plan.conflict.conditions, *plan.conflict.remedies), "warning")
    if plan.timetable:
        yield Table("When", ("time", "what", "how much", "on", "why"), tuple(_moments(plan)))
    if plan.reached:
        yield Table("What it reaches", ("goal", "now", "then", "sure of it then"), tuple(map(_goal, plan.reached)))
    if plan.effect:
        yield Points(plan.effect.sentences)
    if plan.notes:
        yield Notice("Good to know", plan.notes)


def _moments(plan: Plan) -> Iterator[tuple[str, ...]]:
    for moment in plan.timetable:
        yield (f"{moment.time} {moment.slot}", moment.name, moment.words, days_in_words(moment), moment.why)


def _goal(goal: Reached) -> tuple[str, ...]:
    return (goal.words, f"{span(goal.now)} {goal.unit}", f"{span(goal.then)} {goal.unit}", how_sure(goal.chance))
