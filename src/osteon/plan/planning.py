"""From a person and wishes to a plan: the smallest change that reaches the goals within the limits."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from osteon.intake.food_content import NOTHING
from osteon.intake.schedule import Dose, Schedule, schedule_of
from osteon.outcomes.interactions import Caution, interactions
from osteon.person import Person, Supplement
from osteon.plan.build import Asked, Ground, dangers, dropped, going_out, problem_of, units
from osteon.plan.check import Day, held, level_chance, reached
from osteon.plan.conflict import closest, conflict_of, nearest_chance, unsure
from osteon.plan.effect import effect_of
from osteon.plan.menu import Present, current_pills, food_choices, listed_foods, pill_choices, swap_choices
from osteon.plan.others import margins_of, others_of
from osteon.plan.records import LEFT_OUT, Plan, Status, Step
from osteon.plan.response import DRAWS, respond
from osteon.plan.robust import MET
from osteon.plan.search import cheapest
from osteon.plan.solver import Solution
from osteon.plan.sunshine import sun_choices
from osteon.plan.tables import food_flags
from osteon.plan.targets import limits, needs, today
from osteon.plan.timetable import RICH, is_rich, timetable_of
from osteon.plan.wishes import Wishes, read_wishes, with_pattern
from osteon.safety import hard_stops
from osteon.substances import substances

NO_K2 = (
    "Vitamin K2 is no goal of its own: no body of experts has set a need, and trials disagree on what it does for "
    'bone. To plan it all the same, ask for an amount, like --goal "MK-7=90 ug".'
)
WORKERS = 2
"""Threads for the effect, the alternatives and the margins, which do not wait for one another."""
ROUNDS = 4
"""How often a plan whose joint chance falls short is asked for more."""


@dataclass(frozen=True)
class Draft:
    """What one solution means: steps to add, things given up and kept, and minutes of sun."""

    steps: tuple[Step, ...]
    dropped: tuple[Present, ...]
    kept: tuple[Present, ...]
    minutes: float
    cost: float


def plan(
    person: Person,
    goals: Iterable[str] = (),
    *,
    wishes: Wishes | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    effect: bool = True,
    alternatives: bool = True,
) -> Plan:
    """Plan foods, supplements and sun for a person: as little change as reaches the goals and keeps every limit.

    Goals are words as `read_goal` reads them; `wishes`, from `read_wishes`, stand in their place and hold diet, pills,
    budget and sun too. A person with a reason to ask a doctor gets that reason and nothing else. The same person,
    wishes and seed give the same plan.

    Raises:
        InputError: goals that mean nothing, foods of the diet that are not known.
        SolveError: the person could not be simulated.

    >>> ill = Person.from_dict({"person": {"age": 57, "sex": "male", "latitude": 52.1, "medicines": ["warfarin"]}})
    >>> found = plan(ill)
    >>> found.status, len(found.steps)
    ('ask your doctor', 0)
    """
    chosen = with_pattern(wishes or read_wishes(goals), person)
    stops = hard_stops(person)
    if stops:
        return Plan(person, chosen, "ask your doctor", stops)
    chosen, left_out = _safe_goals(person, chosen)
    ground = ground_of(person, chosen, draws=draws, seed=seed, sun=chosen.sun or alternatives)
    found = _planned(person, ground, chosen, effect=effect, alternatives=alternatives)
    return replace(found, notes=(*left_out, *found.notes))


def _planned(person: Person, ground: Ground, chosen: Wishes, *, effect: bool, alternatives: bool) -> Plan:
    """The plan where it can be had, for less sure a level where it cannot, and else the closest one."""
    asked, solution, short = _solved(ground, chosen)
    conflict = unsure(MET - short) if solution is not None and short > 0 else None
    if solution is None:
        conflict = conflict_of(ground, chosen, problem_of(ground, chosen))
        asked, solution = _less_sure(ground, chosen)
    if solution is None:
        return replace(_closest(person, ground, chosen, effect=effect), conflict=conflict)
    with ThreadPoolExecutor(WORKERS) as workers:
        filled = workers.submit(_filled, person, ground, chosen, draft_of(ground, solution), effect=effect)
        more = (ground, chosen, asked, solution, draft_of)
        margins = workers.submit(margins_of, *more) if alternatives else None
        others = workers.submit(others_of, *more) if alternatives else None
        found = filled.result()
    status: Status = found.status if conflict is None else "impossible"
    found = replace(found, status=status, conflict=conflict)
    if margins is None or others is None:
        return found
    return replace(found, others=others.result(), margins=margins.result())


def _safe_goals(person: Person, wishes: Wishes) -> tuple[Wishes, tuple[str, ...]]:
    """The goals but for those whose nutrient is a danger to this person, and what is said of each that is left out."""
    warned = _warned(person)
    kept = tuple(goal for goal in wishes.goals if goal.nutrient not in warned)
    notes = [
        f"{name[:1].upper()}{name[1:]} {LEFT_OUT}. {warned[name].what} {warned[name].ask}"
        for name in (goal.nutrient for goal in wishes.goals if goal.nutrient in warned)
    ]
    return replace(wishes, goals=kept), tuple(notes)


def _warned(person: Person) -> dict[str, Caution]:
    """Nutrients whose pills are a danger to this person, with the warning."""
    words = {"vitamin K1": "vitamin K", "vitamin K2": "MK-7"}
    found: dict[str, Caution] = {}
    for choice in pill_choices(person):
        for caution in dangers(choice):
            for name in {*caution.first, *caution.second} & set(choice.pill.supplies if choice.pill else ()):
                nutrient = substances()[name].supplies
                found.setdefault(words.get(nutrient, nutrient), caution)
    return found


def ground_of(person: Person, wishes: Wishes, *, draws: int = DRAWS, seed: int = 1, sun: bool = True) -> Ground:
    """Everything a programme is built from.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> len(ground_of(me, Wishes(), draws=8, sun=False).response.params)
    8
    """
    marks = frozenset(mark for avoided in wishes.avoided for mark in avoided.marks)
    minutes = sun_choices(person) if sun else (person.sun.minutes,)
    return Ground(
        respond(person, minutes[1:], draws=draws, seed=seed),
        today(person),
        (*food_choices(person, plant_based=bool(marks & {"meat", "milk"})), *swap_choices(person)),
        pill_choices(person),
        listed_foods(person),
        current_pills(person),
        needs(person, wishes),
        limits(person),
        minutes,
        frozenset(_warned(person)),
    )


def _solved(ground: Ground, wishes: Wishes) -> tuple[Asked, Solution | None, float]:
    """The cheapest plan whose vitamin D goal holds over draws of person and foods together, and by how much it may not.

    A plan that falls short is looked for again with more asked of the person's draws; the surest one found counts.
    """
    asked = Asked({})
    best: tuple[Asked, Solution | None, float] = (asked, None, 1.0)
    for _ in range(ROUNDS):
        solution = cheapest(ground, wishes, asked=asked)[1]
        if solution is None:
            break
        short = _shortfall(ground, wishes, draft_of(ground, solution))
        if short < best[2]:
            best = (asked, solution, short)
        if short <= 0:
            break
        asked = replace(asked, chance=min(asked.chance + short + 0.005, 0.995))
    return best


def _shortfall(ground: Ground, wishes: Wishes, draft: Draft) -> float:
    day = Day(ground, draft.steps, draft.dropped, draft.minutes)
    return max((MET - level_chance(day, goal) for goal in wishes.goals if goal.is_level), default=0.0)


def draft_of(ground: Ground, solution: Solution) -> Draft:
    """What the numbers of a solution mean.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> ground = ground_of(me, read_wishes(["MK-7=45 ug"]), draws=8, sun=False)
    >>> problem, solution = cheapest(ground, read_wishes(["MK-7=45 ug"]))
    >>> [step.words for step in draft_of(ground, solution).steps]
    ['MK-7 45 ug: one capsule a day']
    """
    values = solution.values
    steps = tuple(Step(choice, int(values[units(choice)])) for choice in ground.choices if values[units(choice)] > 0)
    everything = (*ground.listed, *ground.taken)
    gone = tuple(present for present in everything if values[dropped(present)] > 0)
    kept = tuple(present for present in everything if present not in gone)
    other = [minutes for minutes in ground.minutes[1:] if values[going_out(minutes)] > 0]
    return Draft(steps, gone, kept, other[0] if other else ground.minutes[0], solution.cost)


def _filled(
    person: Person, ground: Ground, wishes: Wishes, draft: Draft, *, effect: bool, status: Status | None = None
) -> Plan:
    now = Day(ground, (), (), ground.minutes[0])
    then = Day(ground, draft.steps, draft.dropped, draft.minutes)
    changed = bool(draft.steps or draft.dropped or draft.minutes != ground.minutes[0])
    cautions = interactions(person, regimen(person, draft))
    moments = timetable_of(person, draft.steps, draft.kept, interactions(person, _with_calcium(person, draft)))
    simulated = effect_of(person, ground, draft.steps, draft.dropped, draft.minutes) if effect and changed else None
    energy = [(step.count, step.choice.amounts.get("energy", NOTHING).middle) for step in draft.steps]
    lost = sum(present.amounts["energy"].middle for present in draft.dropped if present.kind == "food")
    prices = [wishes.prices.get(step.choice.id) for step in draft.steps]
    weekly = [
        price * step.count * (1.0 if step.choice.rhythm == "week" else 7.0)
        for price, step in zip(prices, draft.steps, strict=True)
        if price is not None
    ]
    return Plan(
        person,
        wishes,
        status or ("ready" if changed else "nothing to change"),
        steps=draft.steps,
        dropped=draft.dropped,
        kept=draft.kept,
        minutes=draft.minutes,
        reached=reached(person, now, then, wishes.goals, ground.needs),
        held=held(then, ground.limits),
        timetable=moments,
        effect=simulated,
        cautions=cautions,
        notes=_notes(person, ground, wishes, draft),
        cost=draft.cost,
        energy=sum(count * amount for count, amount in energy) - lost,
        money=sum(weekly) if len(weekly) == len(draft.steps) and weekly else None,
    )


def _less_sure(ground: Ground, wishes: Wishes) -> tuple[Asked, Solution | None]:
    """The plan for the best chance that any intake gives, where no intake gives the chance that is asked for."""
    asked = nearest_chance(ground, wishes)
    return asked, cheapest(ground, wishes, asked=asked)[1] if asked.chance < MET else None


def _closest(person: Person, ground: Ground, wishes: Wishes, *, effect: bool) -> Plan:
    """The plan that misses the goals by as little as sensible changes can do."""
    solution = closest(ground, wishes)
    if solution is None:
        return Plan(person, wishes, "impossible")
    return _filled(person, ground, wishes, draft_of(ground, solution), effect=effect, status="impossible")


def regimen(person: Person, draft: Draft) -> Schedule:
    """The doses of the person's own supplements that are kept and of the pills that the plan adds."""
    gone = {index for present in draft.dropped if present.kind == "pill" for index in present.indexes}
    own = schedule_of(replace(person, supplements=_but(person, gone))).doses
    new = [
        Dose(name, amount, 1.0 / step.count)
        for step in draft.steps
        if step.choice.pill is not None
        for name, amount in step.choice.pill.supplies.items()
    ]
    return Schedule((*own, *new))


def _with_calcium(person: Person, draft: Draft) -> Schedule:
    """The doses, and calcium where a food rich in it is added: it is kept apart from medicines as calcium is."""
    doses = regimen(person, draft).doses
    rich = any(step.choice.kind == "food" and is_rich(step.choice) for step in draft.steps)
    return Schedule((*doses, Dose("calcium", RICH, 1.0)) if rich else doses)


def _but(person: Person, gone: Iterable[int]) -> tuple[Supplement, ...]:
    out = set(gone)
    return tuple(taken for index, taken in enumerate(person.supplements) if index not in out)


def _notes(person: Person, ground: Ground, wishes: Wishes, draft: Draft) -> tuple[str, ...]:
    found: list[str] = list(ground.response.notes)
    if any(avoided.word == "vegan" for avoided in wishes.avoided):
        found.append("Vegan: look on the pack of fortified plant drinks for vitamin D2 or D3 from lichen.")
    taken = any("MK-7" in present.amounts for present in draft.kept if present.kind == "pill")
    if not taken and not any(goal.nutrient == "MK-7" for goal in wishes.goals):
        found.append(NO_K2)
    strange = [present.name for present in ground.listed if present.id not in food_flags()]
    if strange and wishes.avoided:
        found.append(f"Look on the pack for what you leave out, since Osteon does not know: {'; '.join(strange)}.")
    if any(step.choice.pill for step in draft.steps):
        found.append("Pill sizes are usual ones: take what your pharmacy has that comes closest, not more.")
    if not person.diet.nutrients and not person.diet.foods:
        found.append("What you eat is not told: the usual diet of your sex stands in its place, with its wide range.")
    return tuple(found)
