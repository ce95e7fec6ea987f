"""One curve and what its spread is made of: doubt, people, hypotheses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from osteon.hypotheses import Question, hypotheses
from osteon.hypotheses import compare as rivals
from osteon.outcomes.reference import young_reference
from osteon.report.summary import SITES
from osteon.simulate import own_kernel
from osteon.web.live.answer import person_of
from osteon.web.live.bands import figure_of
from osteon.web.live.base import Bases
from osteon.web.live.curves import curves
from osteon.web.live.future import future_of
from osteon.web.live.sliders import moved
from osteon.web.live.tables import lines
from osteon.web.refusals import RefusedError
from osteon.web.schemas.compare import AlternativeEnd, Disputed, Parts, SpreadApart, SpreadRequest
from osteon.web.schemas.live import Curve

DRAWS = 64
CROSSED = 8
"""Draws of doubt, and of people, under each alternative."""
SAYS = (
    "All: what is not known of typical values and of this person together. Doubt: only what is not known of typical "
    "values. People: only how people differ who have told the same. Labs narrow each of them. Hypotheses: what rival "
    "explanations lead to, without labs."
)


def spread_apart(asked: SpreadRequest, bases: Bases) -> SpreadApart:
    """A curve with its spread taken apart.

    Raises:
        RefusedError: no curve has this name.
    """
    known = {line.id: line for line in lines()}
    if asked.curve not in known:
        raise RefusedError(404, "not_found", f"there is no such curve; there are {', '.join(known)}")
    person, digest = person_of(asked.person, bases)
    changed = moved(person, asked.sliders)

    def drawn(spread: str) -> Curve:
        base = bases.get(person, digest, DRAWS, spread)
        return curves(future_of(own_kernel(), base, changed, asked.sliders.sun_minutes, 2), (asked.curve,))[0]

    both, doubt, people = (drawn(spread) for spread in ("both", "doubt", "people"))
    if asked.sliders.sun_minutes is not None:
        changed = replace(changed, sun=replace(changed.sun, minutes=asked.sliders.sun_minutes))
    outcome = known[asked.curve].readout.outcome
    scale = _scale(asked.curve, outcome)
    questions = [each for each in hypotheses().values() if outcome in each.outcomes]
    years = min(asked.years, 100.0 - person.age) if person.age < 98 else 2.0
    return SpreadApart.model_construct(
        curve=asked.curve,
        words=both.words,
        unit=both.unit,
        years=years,
        both=both,
        doubt=doubt,
        people=people,
        disputed=[_disputed(each, changed, outcome, years, scale) for each in questions],
        says=SAYS,
    )


def _scale(curve: str, outcome: str) -> tuple[float, float]:
    """Zero and size of a curve's own scale in the unit of its outcome: T-scores count in SDs of young adults."""
    return young_reference(SITES[outcome]) if curve.startswith("t_") else (0.0, 1.0)


def _disputed(question: Question, person: Any, outcome: str, years: float, scale: tuple[float, float]) -> Disputed:
    found = rivals(person, question.name, years, doubts=CROSSED, people=CROSSED)
    outlook = found.levels[outcome]
    spread, (zero, size) = outlook.spread, scale
    return Disputed.model_construct(
        question=question.name,
        words=question.question,
        alternatives=[
            AlternativeEnd.model_construct(
                name=each.name,
                says=each.says,
                weight=found.weights[each.name],
                end=figure_of(*((end - zero) / size for end in outlook.by_alternative[each.name])),
            )
            for each in question.alternatives
        ],
        parts=Parts(
            total=spread.total / size,
            hypotheses=spread.hypotheses / size,
            doubt=spread.doubt / size,
            people=spread.people / size,
            rest=spread.rest / size,
        ),
    )
