"""What a plan is expected to change: the person with it and without it, in the same draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.engine.events import SET_PARAMETER, Line
from osteon.engine.solver import Kernel, Settings
from osteon.inputs import Inputs, food_inputs, inputs_of
from osteon.intake.food_content import NOTHING, contents
from osteon.intake.food_diet import FROM_FOODS
from osteon.intake.food_table import foods
from osteon.person import Food as Helping
from osteon.person import Person, Supplement
from osteon.plan.build import Ground
from osteon.plan.menu import Present
from osteon.plan.records import Effect, Step
from osteon.readouts import readouts
from osteon.simulate import PRECISION, RUN_IN, YEAR, by_name, event_lines, own_kernel
from osteon.substances import substances
from osteon.units import Amount

FloatArray = NDArray[np.float64]

DRAWS = 64
YEARS = (1.0, 2.0, 5.0, 10.0)
WEEKS = 53
LEVEL = "25ohd_serum"
SHOWN = (LEVEL, "pth_intact", "bmd_lumbar_spine", "bmd_total_hip", "ucoc_fraction", "dp_ucmgp")
PERCENT = ("bmd_lumbar_spine", "bmd_total_hip")
"""Outcomes whose change is told in per cent of what they would be without the plan."""
SETTLED = 13
"""Weeks after which the first rise of 25(OH)D is over."""
HARDLY = 0.5
"""A change of bone density, %, that no scan can tell from nothing: below what scanners repeat to (about 1 %)."""


def effect_of(
    person: Person,
    ground: Ground,
    steps: Sequence[Step],
    gone: Sequence[Present],
    minutes: float,
    *,
    years: Sequence[float] = YEARS,
    draws: int = DRAWS,
    name: str = OWN,
) -> Effect:
    """25(OH)D by week and the change of bone and vitamin K markers over years, against carrying on as now."""
    kernel = own_kernel(name)
    every = max(1, len(ground.response.params) // draws)
    params = ground.response.params[::every]
    longest = _possible(person, years)
    days = np.unique(np.concatenate([np.arange(WEEKS) * 7.0, np.array(longest) * YEAR]))
    now = _run(kernel, person, person, params, days, ground.response.inputs, {})
    planned = planned_person(person, steps, gone, minutes)
    then = _run(kernel, person, planned, params, days, ground.response.inputs, food_change(person, steps, gone))
    changes = {word: _differences(days, then[word], now[word], longest, word in PERCENT) for word in SHOWN}
    levels = [_ends(run[LEVEL][:, :WEEKS]) for run in (now, then)]
    weeks = np.arange(min(WEEKS, len(days)), dtype=float)
    return Effect(weeks, levels[0], levels[1], MappingProxyType(changes), _sentences(changes, levels), len(params))


def _possible(person: Person, years: Sequence[float]) -> list[float]:
    """The years asked for that the person can be simulated for."""
    return [year for year in years if person.age + year <= 110.0] or [1.0]


def planned_person(person: Person, steps: Iterable[Step], gone: Iterable[Present], minutes: float) -> Person:
    """The person who takes the pills and the sun of a plan; what changes in the diet is told apart.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> planned_person(me, [], [], 15.0).sun.minutes
    15.0
    """
    out = {index for present in gone if present.kind == "pill" for index in present.indexes}
    own = tuple(taken for index, taken in enumerate(person.supplements) if index not in out)
    return replace(person, supplements=(*own, *new_supplements(steps)), sun=replace(person.sun, minutes=minutes))


def person_under(person: Person, steps: Sequence[Step], gone: Sequence[Present], minutes: float) -> Person:
    """The person who follows a plan, with its food in the diet: what a person file after the plan says.

    Totals that were stated are raised by what the plan's food brings and lowered by what is given up.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> person_under(me, [], [], 10.0).sun.minutes
    10.0
    """
    out = {present.index for present in gone if present.kind == "food"}
    listed = [helping for index, helping in enumerate(person.diet.foods) if index not in out]
    totals = dict(person.diet.nutrients)
    for name, amount in totals.items():
        counted = "vitamin K1" if name == "vitamin K" else name
        change = sum(step.count * step.choice.amounts.get(counted, NOTHING).middle for step in _foods(steps))
        change -= sum(present.amounts.get(counted, NOTHING).middle for present in gone if present.kind == "food")
        totals[name] = Amount(round(max(amount.value + change, 0.0), 1), amount.unit)
    eaten = replace(person.diet, nutrients=totals, foods=(*listed, *(_helping(step) for step in _foods(steps))))
    return replace(planned_person(person, steps, gone, minutes), diet=eaten)


def _foods(steps: Iterable[Step]) -> list[Step]:
    return [step for step in steps if step.choice.kind == "food"]


def _helping(step: Step) -> Helping:
    """A step as a food of a diet: what it comes to in a week or a day."""
    return Helping(step.choice.name, Amount(round(step.choice.grams * step.count, 1), "g"), step.choice.rhythm)


def new_supplements(steps: Iterable[Step]) -> tuple[Supplement, ...]:
    """The pills of a plan as supplements of a person file.

    >>> from osteon.plan.menu import pill_choices
    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> choice = next(choice for choice in pill_choices(me) if choice.id == "carbonate-500")
    >>> [(taken.substance, str(taken.amount), taken.every) for taken in new_supplements([Step(choice, 2)])]
    [('calcium carbonate', '500 mg', '12 h')]
    """
    words = {1: "day", 2: "12 h", 3: "8 h", 4: "6 h"}
    return tuple(
        Supplement(name, Amount(amount, substances()[name].unit), words[step.count], name=step.choice.name)
        for step in steps
        if step.choice.pill is not None
        for name, amount in step.choice.pill.supplies.items()
    )


def food_change(person: Person, steps: Iterable[Step], gone: Iterable[Present]) -> dict[str, float]:
    """How much more of each input of the model the plan's food brings, in the input's unit."""
    by_id = {food.id: food for food in foods().values()}
    total = dict.fromkeys(FROM_FOODS, 0.0)
    for step in steps:
        if step.choice.kind == "food":
            held = contents(by_id[step.choice.id], step.choice.grams * step.choice.a_day * step.count)
            for nutrient, inside in FROM_FOODS.items():
                total[nutrient] += held[inside].middle
    for present in gone:
        if present.kind == "food":
            for nutrient in FROM_FOODS:
                total[nutrient] -= present.amounts.get(nutrient, NOTHING).middle
    inputs = food_inputs()
    return {
        inputs[nutrient][0]: amount * inputs[nutrient][1] for nutrient, amount in total.items() if nutrient in inputs
    }


def _run(
    kernel: Kernel,
    person: Person,
    lived: Person,
    params: FloatArray,
    days: FloatArray,
    habits: Inputs,
    food: Mapping[str, float],
) -> dict[str, FloatArray]:
    """Outcomes by word, (draws, days), of a life from day 0 after the run-in on today's food."""
    inputs = inputs_of(lived, float(days[-1]))
    uniform = event_lines(kernel, inputs)
    lines = _own_lines(kernel, params, uniform, inputs, habits, food)
    if lived.sun.minutes != person.sun.minutes:
        lines = [[*mine, *more] for mine, more in zip(lines, _sun_lines(kernel, params, inputs, habits), strict=True)]
    settings = Settings(relative=PRECISION)
    batch = kernel.run(params, days + RUN_IN, events=lines, settings=settings, threads=2)
    values = by_name(kernel, batch, uniform)
    return {word: readouts()[word].of(values) for word in SHOWN}


def _own_lines(
    kernel: Kernel,
    params: FloatArray,
    uniform: Sequence[Line],
    inputs: Inputs,
    habits: Inputs,
    food: Mapping[str, float],
) -> list[list[Line]]:
    """Lines of each draw: what is taken comes on top of the draw's own habit, and of the food that the plan changes."""
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    eaten = {place[name]: name for name, _ in food_inputs().values()}
    changed = {line.target for line in uniform if line.kind == SET_PARAMETER}
    rows = []
    for row in params:
        mine = []
        for line in uniform:
            if line.kind == SET_PARAMETER and line.target in eaten:
                name = eaten[line.target]
                taken = line.amount - inputs.values.get(name, 0.0)
                mine.append(replace(line, amount=max(row[line.target] + food.get(name, 0.0) + taken, 0.0)))
            else:
                mine.append(line)
        for name, more in food.items():
            if place[name] not in changed and more:
                mine.append(Line(RUN_IN, SET_PARAMETER, place[name], max(float(row[place[name]]) + more, 0.0)))
        rows.append(mine)
    return rows


def _sun_lines(kernel: Kernel, params: FloatArray, inputs: Inputs, habits: Inputs) -> list[list[Line]]:
    """The skin's inputs at the planned minutes, each draw as far off what is told as it is today."""
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    names = [name for name in inputs.values if name.startswith("skin.") and name != "skin.day_of_year_at_start"]
    told = habits.values["skin.synthesis_mean"]
    mean = params[:, place["skin.synthesis_mean"]]
    ratios = mean / told if told > 0 else np.ones(len(params))
    return [
        [Line(RUN_IN, SET_PARAMETER, place[name], inputs.values[name] * float(ratio)) for name in names]
        for ratio in ratios
    ]


def _differences(
    days: FloatArray, then: FloatArray, now: FloatArray, years: Sequence[float], percent: bool
) -> tuple[tuple[float, tuple[float, float, float]], ...]:
    """Median and 90 % interval of the paired difference at each year, in the outcome's unit or in per cent."""
    found = []
    for year in years:
        at = int(np.argmin(np.abs(days - year * YEAR)))
        gap = then[:, at] - now[:, at]
        low, middle, high = np.percentile(100 * gap / now[:, at] if percent else gap, (5.0, 50.0, 95.0))
        found.append((float(year), (float(middle), float(low), float(high))))
    return tuple(found)


def _ends(draws: FloatArray) -> FloatArray:
    """Median, low and high of each week: (weeks, 3)."""
    return np.asarray(np.percentile(draws, (50.0, 5.0, 95.0), axis=0).T)


def _signed(value: float) -> str:
    text = f"{value:+.1f}"
    return "0.0" if float(text) == 0 else text


def _sentences(
    changes: Mapping[str, tuple[tuple[float, tuple[float, float, float]], ...]], levels: Sequence[FloatArray]
) -> tuple[str, ...]:
    """The two answers that matter, in plain words: the level in blood, and bone."""
    now, then = (float(level[SETTLED:, 0].min()) for level in levels)
    blood = f"25(OH)D at its lowest: about {then:.0f} nmol/L, against about {now:.0f} carrying on as now."
    if abs(then - now) < 2:
        blood = f"25(OH)D hardly changes: at its lowest about {then:.0f} nmol/L, as it would be anyway."
    year, (middle, low, high) = changes["bmd_lumbar_spine"][-1]
    span = f"{year:g} years" if year != 1 else "a year"
    change = f"{_signed(middle)} % ({_signed(low)} to {_signed(high)})"
    text = f"Bone density of the spine after {span}: {change} against carrying on as now"
    if abs(middle) < HARDLY:
        return blood, f"{text}. That is about zero: the plan fills gaps, and is not expected to build bone."
    if low <= 0 <= high:
        return blood, f"{text}. No effect at all is among what may happen: do not count on more bone."
    return blood, f"{text}."
