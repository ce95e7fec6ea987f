"""Other plans for other preferences, and what each goal costs at the margin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from osteon.plan.build import PILLS_FIRST, SUN_FREE, Asked, Costs, Ground, problem_of
from osteon.plan.conflict import condition, smallest_conflict
from osteon.plan.menu import Present
from osteon.plan.records import Margin, Other, Step
from osteon.plan.robust import surely
from osteon.plan.search import cheapest, cheapest_of
from osteon.plan.solver import Problem, Solution, kept
from osteon.plan.sunshine import MOST
from osteon.plan.wishes import Wishes

LESS, MORE = 0.9, 1.1
"""Shares of a need that are tried to learn what it costs."""
LESS_SURE, MORE_SURE = 0.8, 0.95
"""Chances of vitamin D's level that are tried."""
SAME = "no change"
LOYALTY = 0.5
"""Points off for what the plan already has, where another plan is set beside it."""
NO_MORE_SUN = f"more minutes than today would come near a sunburn at midsummer, or be more than {MOST:g} around noon"


class Read(Protocol):
    """What a solution means."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Things to add."""

    @property
    def dropped(self) -> tuple[Present, ...]:
        """Things given up."""

    @property
    def kept(self) -> tuple[Present, ...]:
        """Things kept."""

    @property
    def minutes(self) -> float:
        """Sun, minutes a day."""


Reader = Callable[[Ground, Solution], Read]


def others_of(ground: Ground, wishes: Wishes, asked: Asked, plan: Solution, read: Reader) -> tuple[Other, ...]:
    """The plan with food only, with the fewest pills, and with more sun."""
    food_only = replace(wishes, most_pills=0)
    with_sun = replace(wishes, sun=True)
    found = [
        _other("food only", ground, food_only, Costs(), asked, plan, read),
    ]
    first = read(ground, plan)
    if pills_a_day(first):
        found.append(_other("fewest pills", ground, wishes, PILLS_FIRST, asked, plan, read))
    else:
        found.append(Other("fewest pills", first.steps, first.dropped, first.minutes, 0.0, same=True))
    if len(ground.minutes) > 1:
        found.append(_other("with sun", ground, with_sun, SUN_FREE, asked, plan, read))
    else:
        found.append(Other("with sun", (), (), None, 0.0, NO_MORE_SUN))
    return tuple(found)


def _other(
    name: str, ground: Ground, wishes: Wishes, costs: Costs, asked: Asked, plan: Solution, read: Reader
) -> Other:
    problem, solution = cheapest(ground, wishes, costs, asked)
    if solution is None:
        groups = [condition(ground, wishes, group) for group in smallest_conflict(problem)]
        return Other(name, (), (), None, 0.0, "not possible together: " + "; ".join(groups))
    draft, first = read(ground, solution), read(ground, plan)
    same = (draft.steps, draft.dropped, draft.minutes) == (first.steps, first.dropped, first.minutes)
    return Other(name, draft.steps, draft.dropped, draft.minutes, pills_a_day(draft), same=same)


def pills_a_day(draft: Read) -> float:
    """Pills a day, those that are kept included."""
    new = sum(step.count for step in draft.steps if step.choice.kind == "pill")
    return float(new + sum(present.pills for present in draft.kept))


def margins_of(ground: Ground, wishes: Wishes, asked: Asked, plan: Solution, read: Reader) -> tuple[Margin, ...]:
    """What each goal costs: the plan's change where a little less of it, or a little more, is asked."""
    found = []
    for goal in wishes.goals:
        name = goal.nutrient
        if goal.is_level:
            trials = [
                (f"{100 * chance:.0f} of 100 sure", replace(asked, chance=chance)) for chance in (LESS_SURE, MORE_SURE)
            ]
        else:
            trials = [(f"{share - 1:+.0%}", replace(asked, factors={name: share})) for share in (LESS, MORE)]
        for (words, trial), tighter in zip(trials, (False, True), strict=True):
            if tighter or not _met_anyway(ground, name):
                found.append(_margin(name, words, ground, wishes, trial, plan, read, tighter=tighter))
    return tuple(found)


def _met_anyway(ground: Ground, nutrient: str) -> bool:
    """Whether today's food alone meets a need, so that asking for less saves nothing."""
    return any(
        need.goal.nutrient == nutrient and surely(ground.eaten[need.counted]) >= need.amount for need in ground.needs
    )


def _margin(
    nutrient: str,
    words: str,
    ground: Ground,
    wishes: Wishes,
    asked: Asked,
    plan: Solution,
    read: Reader,
    *,
    tighter: bool,
) -> Margin:
    """One trial; a plan that already keeps tighter rows is still the cheapest."""
    problem = problem_of(ground, wishes, asked=asked)
    fits = all(kept(row, plan.values) for row in problem.rows)
    if fits and tighter:
        return Margin(nutrient, words, 0.0, SAME)
    solution = cheapest_of(_loyal(problem, plan), ground, wishes, plan.values if fits else None)
    if solution is None:
        return Margin(nutrient, words, None, "not possible")
    costs = {variable.name: variable.cost for variable in problem.variables}
    difference = sum(costs[name] * value for name, value in solution.values.items()) - plan.cost
    return Margin(nutrient, words, difference, _change(read(ground, plan), read(ground, solution)))


def _loyal(problem: Problem, plan: Solution) -> Problem:
    """The same, but that what the plan already has costs less, so that plans differ only where they must."""
    variables = tuple(
        replace(variable, cost=variable.cost - LOYALTY)
        if variable.name.startswith("u:") and plan.values[variable.name]
        else variable
        for variable in problem.variables
    )
    return Problem(variables, problem.rows)


def _change(first: Read, second: Read) -> str:
    """What the second plan has that the first has not, and the other way round."""
    before = {step.choice.key: step for step in first.steps}
    after = {step.choice.key: step for step in second.steps}
    parts = [f"add {after[key].words}" for key in after if key not in before]
    parts += [_count(before[key], after[key]) for key in after if key in before and after[key] != before[key]]
    parts += [f"leave out {before[key].choice.name}" for key in before if key not in after]
    parts += [f"give up {present.name}" for present in second.dropped if present not in first.dropped]
    parts += [f"keep {present.name}" for present in first.dropped if present not in second.dropped]
    if first.minutes != second.minutes:
        parts.append(f"{second.minutes:g} minutes of sun a day instead of {first.minutes:g}")
    return "; ".join(parts) or SAME


def _count(before: Step, after: Step) -> str:
    return f"{after.words} (instead of {before.count})"
