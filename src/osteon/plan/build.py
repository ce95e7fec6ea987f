"""The planner's programme: variables for foods, pills, sun and what is given up; rows for goals, limits and wishes."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from osteon.intake.food_content import NOTHING, Interval
from osteon.outcomes.interactions import Caution
from osteon.plan.goals import level_of
from osteon.plan.menu import Choice, Present
from osteon.plan.response import Response, Window
from osteon.plan.robust import MET, at_most, surely
from osteon.plan.solver import ALWAYS, Problem, Row, Variable
from osteon.plan.targets import Limit, Need
from osteon.plan.wishes import Wishes
from osteon.units import DATA

MORE_ENERGY = 0.10
"""How much of a day's energy a plan may add or take away (a judgement)."""
MORE_SODIUM = 250.0
"""How much sodium a plan may add, mg/d (a judgement)."""
MOST_NEW_FOODS = 6
"""How many foods a plan may add, so that it can be followed (a judgement)."""
SAFE_LEVEL = 125.0
"""25(OH)D, nmol/L, that no plan may lead above with more than one chance in ten, whatever the goals."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What each change from today counts, in points; judgements of how hard it is to keep up, food before pills."""

    new_food: float = 1.0
    known_food: float = 0.4
    rare_food: float = 1.0
    daily_portion: float = 0.5
    weekly_portion: float = 0.12
    kcal: float = 0.002
    swap: float = 0.8
    new_pill: float = 2.5
    second_nutrient: float = 1.0
    pill: float = 0.5
    drop_food: float = 3.0
    drop_pill: float = 0.6
    kept_pill: float = 0.0
    caution: float = 0.3
    ask_first: float = 1.5
    sun: float = 1.5
    sun_minute: float = 0.03


PILLS_FIRST = Costs(new_pill=0.0, second_nutrient=0.0, pill=12.0, kept_pill=12.0)
"""Points where the number of pills comes before everything else."""
SUN_FREE = Costs(sun=0.01, sun_minute=0.001)
"""Points where going out costs next to nothing."""


@dataclass(frozen=True, eq=False)
class Ground:
    """All that a programme is built from: the person's response and today, and what there is to choose."""

    response: Response
    eaten: Mapping[str, Interval]
    foods: tuple[Choice, ...]
    pills: tuple[Choice, ...]
    listed: tuple[Present, ...]
    taken: tuple[Present, ...]
    needs: tuple[Need, ...]
    limits: tuple[Limit, ...]
    minutes: tuple[float, ...]
    danger: frozenset[str] = frozenset()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Foods and pills."""
        return self.foods + self.pills


@dataclass(frozen=True, slots=True)
class Asked:
    """How hard each thing is asked for: factors on the needs by nutrient, and the chance of vitamin D's level."""

    factors: Mapping[str, float]
    chance: float = MET


PLAIN = Asked({})


def problem_of(ground: Ground, wishes: Wishes, costs: Costs | None = None, asked: Asked = PLAIN) -> Problem:
    """The whole programme for one person and set of wishes."""
    rows = [
        *_linking(ground),
        *_sense(ground),
        *(_need_row(ground, need, asked) for need in ground.needs),
        *(_limit_row(ground, limit) for limit in ground.limits if _known(ground, limit)),
        *_level_rows(ground, wishes, asked),
        *_wish_rows(ground, wishes),
    ]
    return Problem(tuple(_variables(ground, wishes, costs or Costs())), tuple(rows))


def units(choice: Choice) -> str:
    """Name of the variable that counts a choice's units."""
    return f"n:{choice.key}"


def used(choice: Choice) -> str:
    """Name of the variable that is 1 where a choice is used at all."""
    return f"u:{choice.key}"


def dropped(present: Present) -> str:
    """Name of the variable that is 1 where something of today is given up."""
    return f"d:{present.kind}:{present.index}"


def going_out(minutes: float) -> str:
    """Name of the variable that is 1 where the sun is so many minutes a day."""
    return f"s:{minutes:g}"


def _variables(ground: Ground, wishes: Wishes, costs: Costs) -> Iterable[Variable]:
    for choice in ground.choices:
        yield Variable(units(choice), choice.most, unit_cost(choice, costs))
        yield Variable(used(choice), 1, first_cost(choice, costs))
    for present in (*ground.listed, *ground.taken):
        cost = costs.drop_food if present.kind == "food" else costs.drop_pill - costs.kept_pill * present.pills
        yield Variable(dropped(present), 1, cost)
    for minutes in ground.minutes[1:]:
        yield Variable(going_out(minutes), 1, costs.sun + costs.sun_minute * abs(minutes - ground.minutes[0]))


def unit_cost(choice: Choice, costs: Costs) -> float:
    """Points for each unit of a choice."""
    if choice.kind == "pill":
        return costs.pill
    portion = costs.weekly_portion if choice.rhythm == "week" else costs.daily_portion
    if choice.replaces is not None:
        return costs.swap - costs.drop_food
    return portion + costs.kcal * choice.amounts["energy"].middle


def first_cost(choice: Choice, costs: Costs) -> float:
    """Points for using a choice at all."""
    if choice.kind == "pill":
        more = len(choice.pill.supplies) - 1 if choice.pill else 0
        warned = sum(costs.ask_first if each.severity == "important" else costs.caution for each in choice.cautions)
        return costs.new_pill + costs.second_nutrient * more + warned
    if choice.replaces is not None:
        return 0.0
    return (costs.known_food if choice.known else costs.new_food) + costs.rare_food * choice.rare


def _linking(ground: Ground) -> Iterable[Row]:
    """A choice's units only where it is used; one food in place of another; one amount of sun."""
    for choice in ground.choices:
        yield Row(ALWAYS, {units(choice): 1.0, used(choice): -float(choice.most)}, high=0.0)
    for present in ground.listed:
        swaps = {units(choice): 1.0 for choice in ground.foods if choice.replaces == present.index}
        if swaps:
            yield Row(ALWAYS, {**swaps, dropped(present): -1.0}, high=0.0)
    if ground.minutes[1:]:
        yield Row(ALWAYS, {going_out(minutes): 1.0 for minutes in ground.minutes[1:]}, high=1.0)


def _sense(ground: Ground) -> Iterable[Row]:
    """Portions of a kind of food, new foods, products for one nutrient, energy and sodium: what is sensible."""
    added = [choice for choice in ground.foods if choice.replaces is None]
    for groups, most in caps().items():
        terms = {units(choice): choice.a_day for choice in added if choice.group in groups}
        if terms:
            yield Row(ALWAYS, terms, high=most)
    yield Row(ALWAYS, {used(choice): 1.0 for choice in added}, high=MOST_NEW_FOODS)
    for nutrient in ("vitamin D", "calcium", "magnesium", "vitamin K1", "MK-7", "zinc"):
        terms = {used(choice): 1.0 for choice in ground.pills if nutrient in choice.amounts}
        if terms:
            yield Row(ALWAYS, terms, high=1.0)
    energy = ground.eaten["energy"].middle * MORE_ENERGY
    terms = {units(choice): choice.amounts["energy"].middle for choice in ground.foods}
    terms |= {dropped(present): -present.amounts["energy"].middle for present in ground.listed}
    yield Row("energy", terms, high=energy)
    salt = {units(choice): _ceiling(choice.amounts["sodium"]) for choice in ground.foods}
    salt |= {dropped(present): -surely(present.amounts["sodium"]) for present in ground.listed}
    yield Row("sodium", salt, high=MORE_SODIUM)


def _ceiling(interval: Interval) -> float:
    """The safe side of an amount; where nothing is known, the middle of what is."""
    top = at_most(interval)
    return top if math.isfinite(top) else interval.middle


@cache
def caps() -> Mapping[tuple[str, ...], float]:
    """How many portions a day of each kind of food a plan may add (`data/plan_caps.csv`, judgements).

    >>> caps()["fish",]
    0.43
    """
    with (DATA / "plan_caps.csv").open(encoding="utf-8", newline="") as lines:
        return {tuple(row["groups"].split("|")): float(row["a_day"]) for row in csv.DictReader(lines)}


def _need_row(ground: Ground, need: Need, asked: Asked) -> Row:
    """What can be counted on, of all that is eaten and taken, is at least the need."""
    name = need.counted
    wanted = need.amount * asked.factors.get(need.goal.nutrient, 1.0)
    terms = {units(choice): counted_on(choice, name) for choice in ground.choices}
    terms |= {dropped(present): -_loss(present, name) for present in (*ground.listed, *ground.taken)}
    has = surely(ground.eaten.get(name, NOTHING))
    has += sum(surely(present.amounts.get(name, NOTHING)) for present in ground.taken)
    return _scaled(Row(f"goal:{need.goal.nutrient}", terms, low=wanted - has), wanted)


def counted_on(choice: Choice, name: str) -> float:
    """What a unit of a choice surely brings of a nutrient; calcium that oxalate binds is not counted."""
    if name == "calcium" and choice.calcium_bound:
        return 0.0
    return surely(choice.amounts.get(name, NOTHING))


def _loss(present: Present, name: str) -> float:
    """What giving something up may take away, on the safe side; its middle where no bound is known."""
    held = present.amounts.get(name, NOTHING)
    top = at_most(held)
    return top if math.isfinite(top) else held.middle


def _known(ground: Ground, limit: Limit) -> bool:
    """Whether today's amount has a bound at all; without one no limit can be told."""
    return limit.supplements_only or math.isfinite(at_most(ground.eaten[limit.nutrient]))


def _limit_row(ground: Ground, limit: Limit) -> Row:
    """What must be counted, of all that is eaten and taken, is at most the limit."""
    name = limit.nutrient
    counted = ground.pills if limit.supplements_only else ground.choices
    terms = {units(choice): at_most(choice.amounts.get(name, NOTHING)) for choice in counted}
    terms = {key: value if math.isfinite(value) else limit.amount for key, value in terms.items()}
    gone = ground.taken if limit.supplements_only else (*ground.listed, *ground.taken)
    terms |= {dropped(present): -surely(present.amounts.get(name, NOTHING)) for present in gone}
    has = 0.0 if limit.supplements_only else at_most(ground.eaten[name])
    has += sum(_ceiling(present.amounts.get(name, NOTHING)) for present in ground.taken)
    return _scaled(Row(f"limit:{name}", terms, high=limit.amount - has), limit.amount)


def _scaled(row: Row, size: float) -> Row:
    terms = {name: value / size for name, value in row.terms.items() if value}
    return Row(row.group, terms, row.low / size, row.high / size)


def _level_rows(ground: Ground, wishes: Wishes, asked: Asked) -> Iterable[Row]:
    """The change of vitamin D3 stays in the window of the sun that is chosen; never above what is safe."""
    low, high = _change(ground, high=False), _change(ground, high=True)
    yield from _between("limit:25(OH)D", ground, high, "high", (-math.inf, SAFE_LEVEL, MET))
    for goal in wishes.goals:
        if goal.is_level:
            ends = (*level_of(goal), asked.chance)
            yield from _between("goal:vitamin D", ground, low, "low", ends)
            yield from _between("goal:vitamin D", ground, high, "high", ends)


def _between(
    group: str, ground: Ground, change: tuple[dict[str, float], float], side: str, level: tuple[float, float, float]
) -> Iterable[Row]:
    """One side of the window, whose end depends on the sun; a sun without any window is not open."""
    terms, has = dict(change[0]), change[1]
    ends = [_end(window_of(ground.response, minutes, *level), side, ground) for minutes in ground.minutes]
    for minutes, end in zip(ground.minutes[1:], ends[1:], strict=True):
        terms[going_out(minutes)] = ends[0] - end
    if side == "low":
        yield Row(group, terms, low=ends[0] - has)
    else:
        yield Row(group, terms, high=ends[0] - has)


def _end(window: Window, side: str, ground: Ground) -> float:
    """An end of a window in ug/d; one that nothing can reach where the window is empty."""
    far = 10 * float(ground.response.intakes[-1])
    if window.empty:
        return far if side == "low" else -far
    return window.low if side == "low" else window.high


@lru_cache(maxsize=128)
def window_of(response: Response, minutes: float, low: float, high: float, chance: float) -> Window:
    """The response's window for an amount of sun and a level, worked out once."""
    return response.window(minutes, low, high, chance)


def _change(ground: Ground, *, high: bool) -> tuple[dict[str, float], float]:
    """Vitamin D3 against today's food, ug/d, by variable, and of the supplements taken today; the low or high side."""
    strength = ground.response.strength
    terms = {units(choice): worth(choice.amounts, strength, high=high) for choice in ground.choices}
    for present in (*ground.listed, *ground.taken):
        terms[dropped(present)] = -worth(present.amounts, strength, high=not high)
    has = sum(worth(taken.amounts, strength, high=high) for taken in ground.taken)
    return {name: value for name, value in terms.items() if value}, has


def worth(amounts: Mapping[str, Interval], strength: Mapping[str, tuple[float, float, float]], *, high: bool) -> float:
    """What amounts count as in ug of vitamin D3, on the high or the low side.

    >>> from osteon.plan.menu import supplied
    >>> worth(supplied({"vitamin D3": 10.0}), {"vitamin D2": (0.2, 0.4, 0.6)}, high=True)
    10.0
    """
    total = 0.0
    for form, factors in {"vitamin D3": (1.0, 1.0, 1.0), **strength}.items():
        held = amounts.get(form, NOTHING)
        value = (at_most(held) if high else surely(held)) * (factors[2] if high else factors[0])
        total += value if math.isfinite(value) else held.middle * factors[2]
    return total


def _wish_rows(ground: Ground, wishes: Wishes) -> Iterable[Row]:
    """What is left out, how many pills, how much money, and whether the sun may change."""
    for avoided in wishes.avoided:
        group = f"without:{avoided.word}"
        out = {units(choice): 1.0 for choice in ground.choices if avoided.hits(choice.id, choice.holds)}
        if out:
            yield Row(group, out, high=0.0)
        for present in (*ground.listed, *ground.taken):
            if avoided.hits(present.id, present.holds):
                yield Row(group, {dropped(present): 1.0}, low=1.0)
    risky = {units(choice): 1.0 for choice in ground.choices if dangers(choice) or _as_a_pill(choice, ground.danger)}
    if risky:
        yield Row("danger", risky, high=0.0)
    pills = {units(choice): 1.0 for choice in ground.pills}
    pills |= {dropped(present): -present.pills for present in ground.taken}
    yield Row("pills", pills, high=wishes.pills_allowed - sum(present.pills for present in ground.taken))
    if wishes.budget is not None:
        yield Row("budget", _prices(ground, wishes), high=wishes.budget)
    if ground.minutes[1:] and not wishes.sun:
        yield Row("sun", {going_out(minutes): 1.0 for minutes in ground.minutes[1:]}, high=0.0)


def _as_a_pill(choice: Choice, danger: frozenset[str]) -> bool:
    """Whether a drink brings so much of a mineral that is dangerous as a pill that it counts as one."""
    return "magnesium" in danger and choice.group == "drink"


def dangers(choice: Choice) -> list[Caution]:
    """Warnings so grave that a plan does not propose the pill."""
    return [caution for caution in choice.cautions if caution.severity == "danger"]


def _prices(ground: Ground, wishes: Wishes) -> dict[str, float]:
    """What each choice costs a week; what has no price cannot be bought with a budget."""
    unpriced = 1e3 * (wishes.budget or 1.0)
    return {
        units(choice): wishes.prices.get(choice.id, unpriced) * (1.0 if choice.rhythm == "week" else 7.0)
        for choice in ground.choices
    }
