"""The cheapest plan, looked for among the foods that bring most for their points, and among all where that fails."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, partial

from osteon.intake.food_content import NOTHING
from osteon.plan.build import (
    PLAIN,
    Asked,
    Costs,
    Ground,
    counted_on,
    first_cost,
    problem_of,
    unit_cost,
    units,
    used,
    window_of,
    worth,
)
from osteon.plan.goals import level_of
from osteon.plan.menu import Choice
from osteon.plan.robust import MET, surely
from osteon.plan.solver import Problem, Solution, solve
from osteon.plan.wishes import Wishes

KEPT = 16
"""Foods that are looked at for each goal that is not met yet; pills and swaps are always looked at."""


def cheapest(
    ground: Ground, wishes: Wishes, costs: Costs | None = None, asked: Asked = PLAIN
) -> tuple[Problem, Solution | None]:
    """The whole problem and its cheapest solution; None is given only where the whole problem has none."""
    problem = problem_of(ground, wishes, costs, asked)
    return problem, cheapest_of(problem, ground, wishes)


def cheapest_of(
    problem: Problem, ground: Ground, wishes: Wishes, start: Mapping[str, float] | None = None
) -> Solution | None:
    """The cheapest solution of a problem, beginning from known values where there are any."""
    passed_over = _passed_over(ground, wishes)
    variables = tuple(
        replace(variable, most=0.0)
        if variable.name in passed_over and not (start or {}).get(variable.name)
        else variable
        for variable in problem.variables
    )
    return solve(replace(problem, variables=variables), start) or solve(problem)


@lru_cache(maxsize=16)
def _passed_over(ground: Ground, wishes: Wishes) -> frozenset[str]:
    """Variables of the foods that bring little for their points towards every goal that today does not meet."""
    foods = [choice for choice in ground.foods if choice.replaces is None]
    kept = {choice.key for choice in foods if choice.known}
    for bring, wanted in _wanted(ground, wishes):
        open_to = [choice for choice in foods if bring(choice) > 0 and not _left_out(choice, wishes)]
        open_to.sort(key=lambda choice: -_efficiency(choice, bring(choice), wanted))
        kept |= {choice.key for choice in open_to[:KEPT]}
    return frozenset(name for choice in foods if choice.key not in kept for name in (units(choice), used(choice)))


def _wanted(ground: Ground, wishes: Wishes) -> Iterable[tuple[Callable[[Choice], float], float]]:
    """How much one unit of a choice brings towards each goal, and how much is lacking today."""
    for need in ground.needs:
        lacking = need.amount - surely(ground.eaten.get(need.counted, NOTHING))
        if lacking > 0:
            yield partial(_brings, need.counted), 1.1 * lacking
    for goal in wishes.goals:
        if goal.is_level:
            window = window_of(ground.response, ground.minutes[0], *level_of(goal), MET)
            strength = ground.response.strength
            lacking = window.low if not window.empty else window.best
            if lacking > 0:
                yield partial(_brings_d, strength), lacking


def _brings(nutrient: str, choice: Choice) -> float:
    return counted_on(choice, nutrient)


def _brings_d(strength: Mapping[str, tuple[float, float, float]], choice: Choice) -> float:
    return worth(choice.amounts, strength, high=False)


def _left_out(choice: Choice, wishes: Wishes) -> bool:
    unpriced = wishes.budget is not None and choice.id not in wishes.prices
    return unpriced or any(avoided.hits(choice.id, choice.holds) for avoided in wishes.avoided)


def _efficiency(choice: Choice, brought: float, wanted: float) -> float:
    """The share of what is lacking that a choice brings for each point."""
    count = min(choice.most, math.ceil(wanted / brought))
    share = min(1.0, count * brought / wanted)
    return share / (first_cost(choice, Costs()) + count * unit_cost(choice, Costs()))
