"""A plan as text that can be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from osteon.outcomes.interactions import SEVERITIES
from osteon.plan.effect import LEVEL, PERCENT
from osteon.plan.others import SAME
from osteon.plan.records import LEFT_OUT, Effect, Plan, Reached
from osteon.plan.summary import WEEKS_TOLD, days_in_words, how_sure
from osteon.readouts import readouts
from osteon.safety import INTENDED_USE

WIDTH = 100
TABLE = "|"
"""Beginning of a line that stands as it is."""
TITLES = {
    "ready": "The plan: the smallest change found that reaches your goals",
    "nothing to change": "The plan: nothing to change. What you do today reaches your goals",
    "impossible": "There is no plan that does all you ask. This one comes closest",
    "ask your doctor": "No plan: ask your doctor",
}


UNSURE = "A plan for all you ask, but 25(OH)D cannot be made as sure as wished"


def plan_text(plan: Plan) -> str:
    """The whole plan in words.

    >>> from osteon.plan import plan as make
    >>> from osteon.person import Person
    >>> ill = Person.from_dict({"person": {"age": 57, "sex": "male", "latitude": 52.1, "medicines": ["warfarin"]}})
    >>> print(plan_text(make(ill)).splitlines()[3])
    No plan: ask your doctor
    """
    parts = [_wrapped(INTENDED_USE), "", *_headed(_title(plan), _core(plan))]
    if not plan.stops:
        parts += _headed("Ask or know first", _cautions(plan))
        parts += _headed("What it reaches", _reached(plan.reached))
        parts += _headed("Limits, kept in 99 of 100 cases or more", _limits(plan))
        parts += _headed("When", _when(plan))
        parts += _headed(
            "What to expect", _effect(plan.effect) if plan.effect else ["Nothing changes, so nothing new."]
        )
        parts += _headed("Other ways", _others(plan))
        parts += _headed("What each goal costs", _margins(plan))
        parts += _headed("Good to know", (f"- {note}" for note in plan.notes if LEFT_OUT not in note))
    return "\n".join(parts).rstrip() + "\n"


def _title(plan: Plan) -> str:
    if plan.conflict is None or plan.conflict.more or len(plan.conflict.conditions) > 1:
        return TITLES[plan.status]
    return UNSURE if plan.conflict.conditions[0].startswith("25(OH)D from") else TITLES[plan.status]


def _headed(title: str, lines: Iterable[str]) -> list[str]:
    body = [_wrapped(line) for line in lines]
    return [title, *body, ""] if body else []


def _wrapped(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip()) + (2 if line.lstrip().startswith("- ") else 0))
    if line.startswith(TABLE):
        return line.removeprefix(TABLE)
    return "\n".join(wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False)) if line else ""


def _core(plan: Plan) -> Iterator[str]:
    if plan.stops:
        yield from (f"- {stop}" for stop in plan.stops)
        return
    if plan.conflict is not None:
        yield "These cannot hold together, and none of them can be spared:"
        yield from (f"- {_upper(condition)}." for condition in plan.conflict.conditions)
        for more in plan.conflict.more:
            yield "Nor can these:"
            yield from (f"- {_upper(condition)}." for condition in more)
        if plan.conflict.remedies:
            yield "What would help: " + "; or ".join(plan.conflict.remedies) + "."
        yield "The closest plan:"
    yield from (f"- {step.words}" for step in plan.steps)
    yield from (f"- Leave out: {present.name}" for present in plan.left_out)
    yield from (f"- Keep taking: {present.name}" for present in plan.kept if present.kind == "pill")
    if plan.minutes is not None and plan.minutes != plan.person.sun.minutes:
        yield f"- Sun: {plan.minutes:g} minutes a day around noon, in place of {plan.person.sun.minutes:g}"
    yield from _totals(plan)


def _totals(plan: Plan) -> Iterator[str]:
    parts = [f"{plan.pills:.2g} {'pill' if plan.pills == 1 else 'pills'} a day in all"]
    if plan.energy >= 1:
        parts.append(f"{plan.energy:.0f} kcal a day added: leave out as much of something else")
    if plan.energy <= -1:
        parts.append(f"{-plan.energy:.0f} kcal a day taken away: eat as much of something else that you do eat")
    if plan.money is not None:
        parts.append(f"costs {plan.money:.2f} a week at your prices")
    yield "; ".join(parts) + "."
    yield from (note for note in plan.notes if LEFT_OUT in note)


def _reached(goals: Iterable[Reached]) -> Iterator[str]:
    for goal in goals:
        mark = "" if goal.met else "  NOT MET"
        what = " (the year's lowest)" if goal.nutrient == "vitamin D" else ""
        yield f"- {_upper(goal.words)} ({goal.source}){mark}"
        yield (
            f"    now {span(goal.now)} {goal.unit}{what}, sure in {how_sure(goal.chance_now)}; "
            f"then {span(goal.then)} {goal.unit}, sure in {how_sure(goal.chance)}"
        )


def span(ends: tuple[float, float, float]) -> str:
    """Middle and interval in whole numbers; the middle alone where they are the same.

    >>> span((1060.2, 1051.0, 1070.0)), span((8.1, 8.0, 8.2))
    ('1,060 (1,051 to 1,070)', '8')
    """
    middle, low, high = ends
    if round(low) == round(high):
        return f"{middle:,.0f}"
    return f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"


def _limits(plan: Plan) -> Iterator[str]:
    for limit in plan.held:
        of = "from pills" if limit.supplements_only else "from all sources"
        over = "" if limit.most <= limit.limit * 1.000001 else "  PASSED by today's food already"
        yield f"- {limit.nutrient} {of}: at most {limit.most:,.0f} of {limit.limit:,.0f} {limit.unit} a day{over}"


def _when(plan: Plan) -> Iterator[str]:
    for moment in plan.timetable:
        why = f" ({moment.why})" if moment.why else ""
        days = "" if moment.daily and moment.every == 1 else f", {days_in_words(moment)}"
        yield f"  {moment.time} {moment.slot}: {moment.name}, {moment.words}{days}{why}"
    if plan.timetable:
        yield "Meals are at usual times: keep your own, and take medicines when you were told to."


def _effect(effect: Effect) -> Iterator[str]:
    yield from effect.sentences
    yield ""
    weeks = [week for week in WEEKS_TOLD if week < len(effect.weeks)]
    yield f"{TABLE}  25(OH)D, nmol/L   " + "".join(f"week {week}".rjust(16) for week in weeks[:5])
    for name, level in (("with the plan", effect.level), ("as now", effect.level_now)):
        yield f"{TABLE}  {name:<18}" + "".join(_cell(tuple(level[week].tolist())).rjust(16) for week in weeks[:5])
    yield ""
    for word, points in effect.changes.items():
        if word == LEVEL:
            continue
        record = readouts()[word]
        unit = "%" if word in PERCENT else "percentage points" if record.unit == "%" else record.unit
        told = "; ".join(
            f"{_signed(ends[0])} ({_signed(ends[1])} to {_signed(ends[2])}) after {year:g} y"
            for year, ends in points
            if year in (1.0, points[-1][0])
        )
        yield f"- {record.name}, {unit}, against carrying on as now: {told}. Evidence: {record.support}."
    yield f"In brackets: where 90 of 100 draws lie ({effect.draws} draws, the same with and without the plan)."


def _cell(ends: tuple[float, ...]) -> str:
    return f"{ends[0]:.0f} ({ends[1]:.0f}-{ends[2]:.0f})"


def _signed(value: float) -> str:
    digits = 0 if abs(value) >= 10 else 1
    text = f"{value:+.{digits}f}"
    return text.lstrip("+-") if not text.strip("+-0.") else text


def _cautions(plan: Plan) -> Iterator[str]:
    for caution in plan.cautions:
        yield f"- {SEVERITIES[caution.severity]}: {caution} (Source: {caution.source})"


def _others(plan: Plan) -> Iterator[str]:
    for other in plan.others:
        if other.why_not:
            yield f"- {other.name.capitalize()}: {other.why_not}."
        elif other.same:
            yield f"- {other.name.capitalize()}: the same plan."
        else:
            steps = [step.words for step in other.steps] + [f"leave out {present.name}" for present in other.dropped]
            if other.minutes != plan.minutes:
                steps.append(f"{other.minutes:g} minutes of sun a day")
            words = "; ".join(steps) or "nothing to add"
            yield f"- {other.name.capitalize()}: {words} ({other.pills:.2g} pills a day)."


def _margins(plan: Plan) -> Iterator[str]:
    for nutrient in dict.fromkeys(margin.nutrient for margin in plan.margins):
        mine = [margin for margin in plan.margins if margin.nutrient == nutrient]
        if all(margin.words == SAME for margin in mine):
            yield f"- {_upper(nutrient)}: nothing; a little less or more of it leaves the plan as it is."
            continue
        for margin in mine:
            yield f"- {_upper(nutrient)}, {_asked(margin.asked)}: {margin.words}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _asked(asked: str) -> str:
    return {"-10%": "a tenth less", "+10%": "a tenth more"}.get(asked, asked)
