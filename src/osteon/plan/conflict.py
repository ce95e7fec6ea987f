"""Why there is no plan: the smallest set of conditions that cannot hold together, and the closest plan to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from osteon.plan.build import MORE_ENERGY, MORE_SODIUM, Asked, Ground, dangers, problem_of, units, window_of
from osteon.plan.goals import LEVEL_HIGH, LEVEL_LOW, level_of
from osteon.plan.records import Conflict, Step
from osteon.plan.robust import MET, at_most, surely
from osteon.plan.solver import ALWAYS, Problem, Row, Solution, Variable, possible, solve
from osteon.plan.wishes import Wishes

SHORT = 60.0
"""Points for missing the whole of a need: a new food is worth while where it closes a few hundredths of the gap."""
LEVEL_SCALE = 25.0
"""Micrograms of vitamin D3 a day outside the window that count as missing the whole of a need."""
FARTHEST = 0.02
"""How far below the best chance the closest window of vitamin D may lie."""
BLOOD_TEST = "a blood test of 25(OH)D narrows how your own level answers to a dose"
OPEN = ("pills", "without", "sun", "budget")
"""Conditions that are a person's own wish, of which it is told what giving them up would bring."""
SPARED = ("limit", "sodium", "energy", "danger", "sun", "without", "budget", "pills", "goal", "")
"""Kinds of conditions in the order in which a conflict tries to do without them."""


def smallest_conflict(problem: Problem) -> tuple[str, ...]:
    """Groups of rows that cannot hold together, of which none can be spared (deletion filter).

    What is least in a person's hands is spared first, if it can be, so that goals and wishes are what is told.

    >>> from osteon.plan.solver import Row, Variable
    >>> few = Row("pills", {"x": 1.0}, high=1.0)
    >>> rows = (Row("goal:x", {"x": 1.0}, low=2.0), few, Row("energy", {"x": 1.0}, high=9.0))
    >>> smallest_conflict(Problem((Variable("x", 9, 1.0),), rows))
    ('goal:x', 'pills')
    """
    needed = list(problem.groups)
    out: list[str] = []
    for group in sorted(problem.groups, key=lambda group: SPARED.index(group.partition(":")[0])):
        if not possible(problem, [*out, group]):
            out.append(group)
            needed.remove(group)
    return tuple(needed)


def conflict_of(ground: Ground, wishes: Wishes, problem: Problem) -> Conflict:
    """The smallest conflict in words, and which single condition would have to give way for a plan to be possible."""
    groups = smallest_conflict(problem)
    helpful = [group for group in groups if not group.startswith("limit:") and possible(problem, [group])]
    remedies = [_remedy(group) + _then(ground, problem, group) for group in helpful if group != "danger"]
    if any(_told_little(ground, group) for group in groups):
        remedies.append("tell what you eat in a day: the usual diet that stands in for it is too unsure to plan with")
    if "goal:vitamin D" in groups:
        remedies.append(BLOOD_TEST)
    sets = [groups, *_more(problem, groups)]
    first, *more = (tuple(condition(ground, wishes, group) for group in each) for each in sets)
    return Conflict(first, tuple(remedies), tuple(more))


def _more(problem: Problem, groups: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Further conflicts when the goals of those found are given up, until what is left can be had."""
    found: list[tuple[str, ...]] = []
    given_up = [group for group in groups if group.startswith("goal:")]
    while given_up and not possible(problem, given_up):
        rest = Problem(problem.variables, tuple(row for row in problem.rows if row.group not in given_up))
        found.append(smallest_conflict(rest))
        goals = [group for group in found[-1] if group.startswith("goal:")]
        if not goals:
            break
        given_up += goals
    return found


def unsure(chance: float) -> Conflict:
    """The conflict where doubt about foods and the person together leave 25(OH)D less sure than wished.

    >>> "87 of 100" in unsure(0.87).conditions[0]
    True
    """
    best = f"the best found is {100 * chance:.0f} of 100"
    text = f"25(OH)D from {LEVEL_LOW:g} to {LEVEL_HIGH:g} nmol/L all year with a chance of at least 90 %: {best}"
    return Conflict((f"{text}, as sure as foods and what is known of you are",), (BLOOD_TEST,))


def _then(ground: Ground, problem: Problem, group: str) -> str:
    """The plan that a wish stands in the way of, in words; nothing where a goal or limit does."""
    if group.partition(":")[0] not in OPEN:
        return ""
    solution = solve(replace(problem, rows=tuple(row for row in problem.rows if row.group != group)))
    if solution is None:
        return ""
    counts = [(choice, int(solution.values[units(choice)])) for choice in ground.choices]
    return " (then: " + "; ".join(Step(choice, count).words for choice, count in counts if count) + ")"


def condition(ground: Ground, wishes: Wishes, group: str) -> str:
    """A group of conditions in plain words."""
    kind, _, what = group.partition(":")
    writers: Mapping[str, str] = {
        "pills": f"at most {wishes.pills_allowed} pills a day",
        "budget": f"at most {wishes.budget or 0.0:g} a week to spend, on what a price is given of",
        "sun": "no other time in the sun than today",
        "energy": f"no more than {MORE_ENERGY:.0%} more energy a day",
        "sodium": f"no more than {MORE_SODIUM:g} mg more sodium a day",
    }
    if kind == "goal":
        return _goal(ground, wishes, what)
    if kind == "limit":
        return _limit(ground, what)
    if kind == "without":
        return f"what you leave out: {what}"
    if kind == "danger":
        warned = {caution.what for choice in ground.pills for caution in dangers(choice)}
        return f"no pill that is dangerous for you ({' '.join(sorted(warned))})"
    return writers[kind]


def closest(ground: Ground, wishes: Wishes) -> Solution | None:
    """The plan that comes closest: all limits and wishes kept, needs missed by little.

    A limit that today's habits already pass is passed no further, and by less where something can be given up.
    """
    problem = problem_of(ground, wishes, asked=nearest_chance(ground, wishes))
    passed = _passed(problem)
    given = [_given_way(row, passed) for row in problem.rows]
    rows = tuple(row for row, _ in given)
    missing = tuple({variable.name: variable for _, variable in given if variable}.values())
    return solve(Problem((*problem.variables, *missing), rows))


def _given_way(row: Row, passed: Iterable[str]) -> tuple[Row, Variable | None]:
    """A goal's row that may be missed at a price; a limit that today's habits pass may stay passed, but no further."""
    if row.group in passed:
        over = Variable(f"over:{row.group}", max(-row.high, 0.0), SHORT, whole=False)
        return replace(row, terms={**row.terms, over.name: -1.0}), over
    if not row.group.startswith("goal:"):
        return row, None
    level = row.group == "goal:vitamin D"
    sign = 1.0 if np.isfinite(row.low) else -1.0
    name = f"short:{row.group}:{sign:g}"
    missing = Variable(name, 1e3, SHORT / (LEVEL_SCALE if level else 1.0), whole=False)
    return replace(row, terms={**row.terms, name: sign}), missing


def nearest_chance(ground: Ground, wishes: Wishes) -> Asked:
    """The chance asked for, or where no intake gives it the best chance that some intake gives."""
    best = MET
    for goal in wishes.goals:
        if goal.is_level:
            minutes = ground.minutes if wishes.sun else ground.minutes[:1]
            windows = [window_of(ground.response, each, *level_of(goal), MET) for each in minutes]
            if all(window.empty for window in windows):
                best = max(window.chance for window in windows) - FARTHEST
    return Asked({}, best)


def _passed(problem: Problem) -> list[str]:
    """Limits that today's own habits already pass and that nothing in the plan can mend: at least no more is added."""
    return [group for group in problem.groups if group.startswith("limit:") and not possible(_only(problem, group))]


def _only(problem: Problem, group: str) -> Problem:
    return Problem(problem.variables, tuple(row for row in problem.rows if row.group in (group, ALWAYS)))


def _goal(ground: Ground, wishes: Wishes, nutrient: str) -> str:
    for need in ground.needs:
        if need.goal.nutrient == nutrient:
            today = ground.eaten[need.counted]
            return (
                f"at least {need.amount:,.0f} {need.unit} of {nutrient} a day in 9 of 10 cases ({need.source}); "
                f"today's food brings {today.middle:,.0f} {need.unit}, of which {surely(today):,.0f} can be counted on"
            )
    goal = next(goal for goal in wishes.goals if goal.is_level)
    low, high = level_of(goal)
    found = window_of(ground.response, ground.minutes[0], low, high, MET)
    text = f"25(OH)D from {low:g} to {high:g} nmol/L all year with a chance of at least 90 %"
    if found.empty:
        return f"{text}: the best that any intake gives is {100 * found.chance:.0f} of 100"
    return (
        f"{text}: that takes {max(found.low, 0):.0f} to {found.high:.0f} ug of vitamin D3 a day more than today's food"
    )


def _limit(ground: Ground, nutrient: str) -> str:
    for limit in ground.limits:
        if limit.nutrient == nutrient:
            source = " from supplements" if limit.supplements_only else ""
            top = at_most(ground.eaten[nutrient])
            has = "" if limit.supplements_only else f"; today's food may already bring {top:,.0f} {limit.unit}"
            return f"at most {limit.amount:,.0f} {limit.unit} of {nutrient}{source} a day ({limit.body}), surely{has}"
    return "25(OH)D not above 125 nmol/L in more than 1 of 10 cases"


def _told_little(ground: Ground, group: str) -> bool:
    """Whether the nutrient of a need stands on the usual diet, not on what the person told."""
    for need in ground.needs:
        if group == f"goal:{need.goal.nutrient}":
            held = ground.eaten[need.counted]
            return held.low < 0.8 * held.middle
    return False


def _remedy(group: str) -> str:
    kind, _, what = group.partition(":")
    words: Mapping[str, str] = {
        "pills": "allow more pills",
        "budget": "allow more money, or give prices of more foods",
        "sun": "allow more time in the sun (--sun)",
        "energy": "allow more energy, in place of other food",
        "sodium": "allow more salt, in place of other salty food",
        "without": f"allow some of: {what}",
        "goal": f"ask for less {what}, or leave that goal out",
    }
    return words[kind]


def remedies_of(groups: Iterable[str]) -> tuple[str, ...]:
    """What would have to give way, in words.

    >>> remedies_of(["pills"])
    ('allow more pills',)
    """
    return tuple(_remedy(group) for group in groups)
