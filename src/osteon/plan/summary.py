"""What a plan says, as plain data: the one source of the JSON and of what the app is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osteon.outcomes.interactions import SEVERITIES, Caution
from osteon.plan.effect import LEVEL, PERCENT
from osteon.plan.records import Conflict, Effect, Held, Margin, Moment, Other, Plan, Reached, Step
from osteon.readouts import readouts
from osteon.safety import INTENDED_USE

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKS_TOLD = (0, 4, 8, 12, 26, 39, 52)


def plan_summary(plan: Plan) -> dict[str, Any]:
    """Everything that a plan says, ready for JSON.

    >>> from osteon.plan import plan as make
    >>> from osteon.person import Person
    >>> ill = Person.from_dict({"person": {"age": 57, "sex": "male", "latitude": 52.1, "medicines": ["warfarin"]}})
    >>> plan_summary(make(ill))["steps"]
    []
    """
    return {
        "intended_use": INTENDED_USE,
        "status": plan.status,
        "hard_stops": [str(stop) for stop in plan.stops],
        "goals": [_goal(goal) for goal in plan.reached],
        "steps": [_step(step) for step in plan.steps],
        "gives_up": [present.name for present in plan.dropped],
        "keeps": [present.name for present in plan.kept if present.kind == "pill"],
        "sun_minutes": plan.minutes,
        "sun_minutes_now": plan.person.sun.minutes,
        "pills_a_day": round(plan.pills, 3),
        "energy_kcal_a_day": round(plan.energy, 1),
        "money_a_week": plan.money,
        "limits": [_limit(limit) for limit in plan.held],
        "conflict": None if plan.conflict is None else _conflict(plan.conflict),
        "alternatives": [_other(other) for other in plan.others],
        "margins": [_margin(margin) for margin in plan.margins],
        "timetable": [_moment(moment) for moment in plan.timetable],
        "effect": None if plan.effect is None else _effect(plan.effect),
        "cautions": [_caution(caution) for caution in plan.cautions],
        "notes": list(plan.notes),
        "points": round(plan.cost, 3),
    }


def how_sure(chance: float) -> str:
    """A share of draws in words with its count.

    >>> how_sure(0.93)
    '93 of 100'
    """
    return f"{100 * chance:.0f} of 100"


def days_in_words(moment: Moment) -> str:
    """The days of a moment, such as "every day" or "Monday and Thursday".

    >>> days_in_words(Moment("18:30", "dinner", "kale", "a serving", (0, 3), "food"))
    'Monday, Thursday'
    """
    if moment.daily:
        return "every day" if moment.every == 1 else f"every {moment.every} days"
    return ", ".join(WEEKDAYS[day] for day in moment.days)


def _goal(goal: Reached) -> dict[str, Any]:
    return {
        "nutrient": goal.nutrient,
        "words": goal.words,
        "source": goal.source,
        "unit": goal.unit,
        "now": _ends(goal.now),
        "then": _ends(goal.then),
        "chance_now": goal.chance_now,
        "chance": goal.chance,
        "asked": goal.asked,
        "met": goal.met,
    }


def _limit(limit: Held) -> dict[str, Any]:
    return {
        "nutrient": limit.nutrient,
        "limit": limit.limit,
        "unit": limit.unit,
        "counts": "supplements" if limit.supplements_only else "all",
        "most_with_99_percent": limit.most,
        "chance_passed": limit.chance_passed,
        "source": limit.source,
    }


def _step(step: Step) -> dict[str, Any]:
    choice = step.choice
    return {
        "id": choice.id,
        "kind": choice.kind,
        "name": choice.name,
        "words": step.words,
        "portion": choice.words,
        "count": step.count,
        "per": choice.rhythm,
        "grams": choice.grams or None,
        "supplies": None if choice.pill is None else dict(choice.pill.supplies),
        "source": None if choice.pill is None else choice.pill.source,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    more = [list(conditions) for conditions in conflict.more]
    return {"conditions": list(conflict.conditions), "remedies": list(conflict.remedies), "more": more}


def _other(other: Other) -> dict[str, Any]:
    return {
        "name": other.name,
        "possible": not other.why_not,
        "same": other.same,
        "steps": [step.words for step in other.steps],
        "gives_up": [present.name for present in other.dropped],
        "sun_minutes": other.minutes,
        "pills_a_day": other.pills,
        "why_not": other.why_not or None,
    }


def _margin(margin: Margin) -> dict[str, Any]:
    points = None if margin.points is None else round(margin.points, 3)
    return {"nutrient": margin.nutrient, "asked": margin.asked, "points": points, "words": margin.words}


def _moment(moment: Moment) -> dict[str, Any]:
    return {
        "time": moment.time,
        "slot": moment.slot,
        "name": moment.name,
        "words": moment.words,
        "days": days_in_words(moment),
        "kind": moment.kind,
        "why": moment.why,
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "draws": effect.draws,
        "interval": "90 % of draws",
        LEVEL: {
            "unit": readouts()[LEVEL].unit,
            "weeks": [int(week) for week in effect.weeks],
            "now": [_ends(tuple(row)) for row in effect.level_now.tolist()],
            "plan": [_ends(tuple(row)) for row in effect.level.tolist()],
        },
        "changes": {
            word: {
                "name": readouts()[word].name,
                "unit": "%" if word in PERCENT else readouts()[word].unit,
                "support": readouts()[word].support,
                "points": [{"year": year, **_ends(ends)} for year, ends in points],
            }
            for word, points in effect.changes.items()
        },
        "sentences": list(effect.sentences),
    }


def _caution(caution: Caution) -> dict[str, Any]:
    return {
        "how_serious": SEVERITIES[caution.severity],
        "severity": caution.severity,
        "words": str(caution),
        "what": caution.what,
        "why": caution.why,
        "timing": caution.timing,
        "ask": caution.ask,
        "source": caution.source,
    }


def _ends(ends: tuple[float, ...]) -> Mapping[str, float]:
    middle, low, high = ends
    return {"median": middle, "low": low, "high": high}
