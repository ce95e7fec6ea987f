"""A plan checked by draws: how sure its goals and limits are when every food and habit is as unsure as it is."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from osteon.draws import spread_within
from osteon.intake.food_content import NOTHING, Interval
from osteon.person import Person
from osteon.plan.build import Ground
from osteon.plan.goals import Goal, level_of, words_of
from osteon.plan.menu import Present
from osteon.plan.records import Held, Reached, Step
from osteon.plan.response import Response
from osteon.plan.robust import MET, at_most
from osteon.plan.targets import Limit, Need

FloatArray = NDArray[np.float64]

COUNT = 2048
SEED = 11


class Day:
    """A day's amounts in draws: today's food, what is kept, added and given up; each food has draws of its own."""

    def __init__(
        self, ground: Ground, steps: Iterable[Step], dropped: Iterable[Present], minutes: float, count: int = COUNT
    ) -> None:
        self.ground, self.minutes, self.count = ground, minutes, count
        self.steps, self.dropped = tuple(steps), tuple(dropped)
        self.kept = tuple(present for present in ground.taken if present not in self.dropped)

    def food(self, nutrient: str) -> FloatArray:
        """All that is eaten."""
        total = self._drawn(self.ground.eaten.get(nutrient, NOTHING), "today", nutrient)
        for present in self.dropped:
            if present.kind == "food":
                total = total - self._drawn(present.amounts.get(nutrient, NOTHING), present.id, nutrient)
        return total + self.added_food(nutrient)

    def added_food(self, nutrient: str, *, counted_on: bool = False) -> FloatArray:
        """What the plan adds as food; where calcium is bound by oxalate it is not counted on."""
        total = np.zeros(self.count)
        for step in self.steps:
            bound = counted_on and nutrient == "calcium" and step.choice.calcium_bound
            if step.choice.kind == "food" and not bound:
                held = step.choice.amounts.get(nutrient, NOTHING)
                total = total + step.count * self._drawn(held, step.choice.id, nutrient)
        return total

    def pills(self, nutrient: str) -> float:
        """All that is taken, as on the labels."""
        taken = sum(present.amounts.get(nutrient, NOTHING).middle for present in self.kept)
        return taken + sum(
            step.count * step.choice.amounts.get(nutrient, NOTHING).middle
            for step in self.steps
            if step.choice.kind == "pill"
        )

    def counted_on(self, nutrient: str) -> FloatArray:
        """What counts towards a need: food and pills, without calcium that oxalate binds in what the plan adds."""
        extra = self.added_food(nutrient) - self.added_food(nutrient, counted_on=True)
        return self.food(nutrient) - extra + self.pills(nutrient)

    def change(self, response: Response) -> FloatArray:
        """Vitamin D3 against today's food, ug/d, other forms at their strength."""
        total = np.zeros(self.count)
        for form in ("vitamin D3", *response.strength):
            lost = sum(
                (
                    self._drawn(present.amounts.get(form, NOTHING), present.id, form)
                    for present in self.dropped
                    if present.kind == "food"
                ),
                np.zeros(self.count),
            )
            amount = self.added_food(form) - lost + self.pills(form)
            total = total + amount * self._strength(response, form)
        return total

    def _strength(self, response: Response, form: str) -> FloatArray | float:
        if form not in response.strength:
            return 1.0
        low, middle, high = response.strength[form]
        return drawn(Interval(low, middle, high), self.count, f"strength {form}")

    def _drawn(self, held: Interval, food: str, nutrient: str) -> FloatArray:
        """Draws of an amount; where nothing bounds it, the middle of what is known."""
        if held.low == held.high or math.isinf(held.high):
            return np.full(self.count, held.middle)
        return drawn(held, self.count, f"{food} {nutrient}")


def drawn(held: Interval, count: int, name: str) -> FloatArray:
    """Draws of an amount, one from each of `count` equally likely parts, in an order of their own.

    >>> draws = drawn(Interval(200.0, 240.0, 288.0), 1000, "milk")
    >>> round(float(np.percentile(draws, 95)))
    288
    """
    stream = np.random.Generator(np.random.Philox(key=[SEED, zlib.crc32(name.encode())]))
    return _levels(held, count)[stream.permutation(count)]


@lru_cache(maxsize=512)
def _levels(held: Interval, count: int) -> FloatArray:
    return spread_within(held.low, held.middle, held.high, _scores(count))


@cache
def _scores(count: int) -> FloatArray:
    """Standard normal numbers from equally likely parts."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((part + 0.5) / count) for part in range(count)])


def level_chance(day: Day, goal: Goal) -> float:
    """Chance that 25(OH)D stays in the level all year, over the person's draws and the foods' draws together."""
    return float(_level(day, goal).mean())


def _level(day: Day, goal: Goal) -> NDArray[np.bool_]:
    response = day.ground.response
    low, high = level_of(goal)
    change = day.change(response)
    draws = len(response.params)
    rounds = [
        response.within(day.minutes, change[start : start + draws], low, high)
        for start in range(0, len(change) - draws + 1, draws)
    ]
    return np.concatenate(rounds)


def reached(person: Person, now: Day, then: Day, goals: Iterable[Goal], needs: Iterable[Need]) -> tuple[Reached, ...]:
    """How sure each goal is today and under the plan."""
    by_goal: Mapping[str, Need] = {need.goal.nutrient: need for need in needs}
    return tuple(
        _reached_level(person, now, then, goal)
        if goal.is_level
        else _reached_need(person, now, then, by_goal[goal.nutrient])
        for goal in goals
    )


def _reached_need(person: Person, now: Day, then: Day, need: Need) -> Reached:
    before, after = now.counted_on(need.counted), then.counted_on(need.counted)
    enough = need.amount * (1 - 1e-9)
    return Reached(
        need.goal.nutrient,
        words_of(need.goal, person, need.amount, need.unit),
        need.source,
        need.unit,
        _ends(before),
        _ends(after),
        float((before >= enough).mean()),
        float((after >= enough).mean()),
        MET,
    )


def _reached_level(person: Person, now: Day, then: Day, goal: Goal) -> Reached:
    lows = [_lowest(day) for day in (now, then)]
    chances = [level_chance(day, goal) for day in (now, then)]
    words = words_of(goal, person, None, "nmol/L")
    source = "own response" + (", level as asked" if goal.least else "")
    ends = _ends(lows[0]), _ends(lows[1])
    return Reached(goal.nutrient, words, source, "nmol/L", *ends, chances[0], chances[1], MET)


def _lowest(day: Day) -> FloatArray:
    """The year's lowest 25(OH)D in each draw."""
    response = day.ground.response
    change = float(np.median(day.change(response)))
    return response.lowest(day.minutes, change)


def held(day: Day, limits: Iterable[Limit]) -> tuple[Held, ...]:
    """How far each limit is from being passed under the plan; limits that nothing can be told of are left out."""
    found = []
    for limit in limits:
        unknown = math.isinf(at_most(day.ground.eaten[limit.nutrient]))
        if limit.supplements_only or not unknown:
            pills = day.pills(limit.nutrient)
            total = np.full(day.count, pills) if limit.supplements_only else day.food(limit.nutrient) + pills
            passed = float((total > limit.amount * (1 + 1e-9)).mean())
            most = float(np.percentile(total, 99.0))
            source = f"{limit.body}, {limit.source}" if limit.source else limit.body
            found.append(Held(limit.nutrient, limit.amount, limit.unit, source, most, passed, limit.supplements_only))
    return tuple(found)


def _ends(draws: FloatArray) -> tuple[float, float, float]:
    """Median and 90 % interval."""
    low, middle, high = (float(value) for value in np.percentile(draws, (5.0, 50.0, 95.0)))
    return middle, low, high
