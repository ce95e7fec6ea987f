"""A day's timetable: what interacts is kept apart, vitamins D and K go with fat, calcium in portions of 500 mg at most.

The times are usual ones (`data/plan_slots.csv`), as is the place of medicines in the day; a person's own times stand.
"""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from osteon.intake.food_content import NOTHING
from osteon.outcomes.interactions import Caution
from osteon.person import Person
from osteon.plan.menu import Choice, Present
from osteon.plan.records import Moment, Step
from osteon.substances import substances
from osteon.units import DATA

PORTION = 500.0
"""Most supplemental calcium at one time, mg: a smaller part of a larger amount is absorbed (design, part 1)."""
RICH = 150.0
"""Calcium in a portion of food, mg, from which it is kept apart from medicines as calcium is (a judgement)."""
OVERNIGHT = 6.0
"""Hours that must lie before a medicine that has to be taken on an empty stomach (a judgement)."""
ALL_WEEK = tuple(range(7))
SUNDAY = 6
FASTING = frozenset({"thyroid hormone", "bisphosphonate"})
"""Groups of medicines that are taken on waking, on an empty stomach."""
FAT_LOVING = frozenset({"vitamin D", "vitamin K1", "vitamin K2"})
STAYS = 5
"""How much rather a pill or food is moved than a medicine."""
MOST_TROUBLE = 1000
"""More than all steps down everybody's list of liked slots together."""
MEALS = ("breakfast", "lunch", "dinner")
TOO_MUCH = "more than 500 mg of calcium at once is taken up less well: take it in two portions"
CANNOT = "could not be kept apart as long as advised: ask your pharmacist when to take it"


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the day; `fat` ranks the meals by how much fat they usually have (a judgement)."""

    name: str
    time: str
    meal: bool
    fat: int

    @property
    def hour(self) -> float:
        """Hours since midnight."""
        hours, minutes = self.time.split(":")
        return int(hours) + int(minutes) / 60


@dataclass(frozen=True, slots=True)
class Taking:
    """One thing to be placed: words it answers to in interactions, its calcium, and the slots it likes, best first."""

    name: str
    words: str
    kind: str
    answers: frozenset[str]
    calcium: float
    likes: tuple[str, ...]
    days: tuple[int, ...] = ALL_WEEK
    every: int = 1
    why: str = ""
    apart: bool = False


@cache
def slots() -> dict[str, Slot]:
    """The times of a day, in their order.

    >>> [slot.time for slot in slots().values() if slot.meal]
    ['08:00', '12:30', '18:30']
    """
    with (DATA / "plan_slots.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["slot"]: Slot(row["slot"], row["time"], row["meal"] == "yes", int(row["fat"])) for row in rows}


def timetable_of(
    person: Person, steps: Sequence[Step], kept: Sequence[Present], cautions: Sequence[Caution]
) -> tuple[Moment, ...]:
    """When to take and eat what, in the order of the day.

    >>> from osteon.plan.menu import pill_choices
    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> choice = next(choice for choice in pill_choices(me) if choice.id == "carbonate-500")
    >>> [(moment.time, moment.words) for moment in timetable_of(me, [Step(choice, 2)], (), ())]
    [('12:30', 'one tablet'), ('18:30', 'one tablet')]
    """
    takings = [*_medicines(person), *_supplements(person, kept), *_pills(steps), *_foods(steps)]
    placed = _placed(takings, [caution for caution in cautions if caution.keep_apart_hours > 0])
    moments = [
        Moment(slots()[slot].time, slot, each.name, each.words, each.days, each.kind, each.why, each.every)
        for each, slot in placed
    ]
    order = {"medicine": 0, "pill": 1, "food": 2}
    merged = [
        replace(moment, words=f"{count} times: {moment.words}") if count > 1 else moment
        for moment, count in Counter(moments).items()
    ]
    return tuple(sorted(merged, key=lambda moment: (moment.time, order[moment.kind], moment.name)))


def _medicines(person: Person) -> Iterator[Taking]:
    for medicine in person.medicines:
        record = substances()[medicine.name]
        if record.route != "oral":
            continue
        fasting = record.group in FASTING
        why = "on an empty stomach, with water" if fasting else "at the time you were told; this one is assumed"
        days, every = _rhythm(medicine.interval_days)
        amount = f"{medicine.amount}" if medicine.amount else "as prescribed"
        likes = ("waking",) if fasting else ("breakfast", "dinner", "bedtime", "lunch")
        yield Taking(medicine.name, amount, "medicine", _answers(medicine.name), 0.0, likes, days, every, why)


def _supplements(person: Person, kept: Sequence[Present]) -> Iterator[Taking]:
    """What is taken today and stays; what the plan does not count (a joint product) stays too."""
    gone = _given_up(person, kept)
    for index, taken in enumerate(person.supplements):
        if index in gone or taken.interval_days is None:
            continue
        days, every = _rhythm(taken.interval_days)
        times = round(1 / taken.interval_days) if taken.interval_days < 1 else 1
        calcium = taken.amount.value if substances()[taken.substance].supplies == "calcium" else 0.0
        for _ in range(times):
            yield Taking(
                taken.substance,
                f"{taken.amount}, as today",
                "pill",
                _answers(taken.substance),
                min(calcium, PORTION),
                _likes((taken.substance,)),
                days,
                every,
                TOO_MUCH if calcium > PORTION else _why((taken.substance,)),
                times > 1,
            )


def _given_up(person: Person, kept: Sequence[Present]) -> set[int]:
    from osteon.plan.menu import current_pills

    staying = {index for present in kept if present.kind == "pill" for index in present.indexes}
    return {index for present in current_pills(person) for index in present.indexes} - staying


def _rhythm(interval: float | None) -> tuple[tuple[int, ...], int]:
    """Days of the week, and days between two times where that is neither a day nor a week."""
    if interval is None or interval <= 1:
        return ALL_WEEK, 1
    return ((SUNDAY,), 7) if interval == 7 else (ALL_WEEK, max(1, round(interval)))


def _pills(steps: Iterable[Step]) -> Iterator[Taking]:
    for step in steps:
        pill = step.choice.pill
        if pill is None:
            continue
        names = tuple(pill.supplies)
        calcium = sum(amount for name, amount in pill.supplies.items() if substances()[name].supplies == "calcium")
        answers = frozenset().union(*(_answers(name) for name in names))
        for _ in range(step.count):
            yield Taking(
                pill.name,
                f"one {pill.form}",
                "pill",
                answers,
                calcium,
                _likes(names),
                why=_why(names),
                apart=_is_mineral(names),
            )


def _is_mineral(names: Sequence[str]) -> bool:
    """Whether doses are spread over the day: minerals are taken up better in small portions."""
    return any(substances()[name].element_share is not None for name in names)


def _likes(names: Sequence[str]) -> tuple[str, ...]:
    """Slots for a pill, the best first: meals with fat for vitamins D and K, any meal for calcium, else the evening."""
    supplied = {substances()[name].supplies for name in names}
    if supplied & FAT_LOVING:
        return ("dinner", "lunch", "breakfast")
    if "calcium" in supplied:
        return (
            ("lunch", "dinner", "breakfast")
            if "calcium carbonate" in names
            else ("lunch", "dinner", "breakfast", "bedtime")
        )
    return ("dinner", "bedtime", "lunch", "breakfast", "afternoon")


def _why(names: Sequence[str]) -> str:
    supplied = {substances()[name].supplies for name in names}
    if supplied & FAT_LOVING:
        return "with the fat of a meal, which helps it in"
    if "calcium" in supplied:
        return "with a meal; at most 500 mg of calcium at a time is taken up well"
    return "with food, which is easier on the stomach"


def is_rich(choice: Choice) -> bool:
    """Whether a portion of a food holds so much calcium that it counts as calcium beside medicines.

    >>> from osteon.plan.menu import food_choices
    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> [choice.id for choice in food_choices(me) if is_rich(choice)][:2]
    ['cheddar-cheese', 'edam-cheese']
    """
    calcium = choice.amounts.get("calcium", NOTHING).middle / choice.a_day
    return calcium >= RICH or choice.group == "drink"


def _foods(steps: Iterable[Step]) -> Iterator[Taking]:
    offset = 0
    for step in steps:
        choice = step.choice
        if choice.kind != "food":
            continue
        rich = is_rich(choice)
        answers = frozenset({"calcium", choice.name}) if rich else frozenset({choice.name})
        first = "afternoon" if choice.meal == "snack" else choice.meal
        likes = (first, *(meal for meal in MEALS if meal != first)) if rich else (first,)
        if choice.replaces is not None:
            days, every = _rhythm(choice.interval)
            yield Taking(choice.name, choice.words, "food", answers, 0.0, likes, days, every)
            continue
        if choice.rhythm == "week":
            days = _spread(step.count, offset)
            offset += 1
            yield Taking(choice.name, choice.words, "food", answers, 0.0, likes, days)
            continue
        for each in range(step.count):
            own = likes[each % len(likes) :] + likes[: each % len(likes)] if rich else likes
            yield Taking(choice.name, choice.words, "food", answers, 0.0, own)


def _spread(count: int, offset: int) -> tuple[int, ...]:
    """So many days of the week, as far apart as can be.

    >>> _spread(2, 0), _spread(3, 1)
    ((0, 3), (1, 3, 5))
    """
    return tuple(sorted({(int(each * 7 / count) + offset) % 7 for each in range(count)}))


def _answers(name: str) -> frozenset[str]:
    return frozenset({name, substances()[name].supplies})


def _placed(takings: Sequence[Taking], cautions: Sequence[Caution]) -> list[tuple[Taking, str]]:
    """The slots that suit best while everything stays apart; without such, the liked ones, and that is said."""
    best = _best(takings, cautions, (), 0, MOST_TROUBLE)
    if best is not None:
        return list(zip(takings, best[1], strict=True))
    return [
        (replace(each, why=CANNOT) if _clashes(each, takings, cautions) else each, each.likes[0]) for each in takings
    ]


def _best(
    takings: Sequence[Taking], cautions: Sequence[Caution], chosen: tuple[str, ...], trouble: int, bound: int
) -> tuple[int, tuple[str, ...]] | None:
    """The way to place what is left with the least trouble below a bound; alike doses in one order only."""
    if len(chosen) == len(takings):
        return trouble, chosen
    mine, best = takings[len(chosen)], None
    weight = STAYS if mine.kind == "medicine" else 1
    for rank, slot in enumerate(mine.likes):
        so_far = trouble + weight * rank
        if so_far >= bound:
            break
        if _fits(mine, slot, takings, chosen, cautions):
            found = _best(takings, cautions, (*chosen, slot), so_far, bound)
            if found is not None:
                best, bound = found, found[0]
    return best


def _fits(
    mine: Taking, slot: str, takings: Sequence[Taking], chosen: Sequence[str], cautions: Sequence[Caution]
) -> bool:
    placed = list(zip(takings, chosen, strict=False))
    if mine.calcium and mine.calcium + sum(each.calcium for each, at in placed if at == slot) > PORTION:
        return False
    same = [at for each, at in placed if each == mine]
    if same and mine.likes.index(slot) < max(mine.likes.index(at) for at in same):
        return False
    if mine.apart and slot in same:
        return False
    return all(_apart(mine, slot, each, at, cautions) for each, at in placed)


def _apart(mine: Taking, slot: str, other: Taking, at: str, cautions: Sequence[Caution]) -> bool:
    for caution in cautions:
        for (one, first), (two, second) in itertools.permutations(((mine, slot), (other, at))):
            about = _named(one, caution.first) and _named(two, caution.second)
            if about and not _long_enough(slots()[first].hour, slots()[second].hour, caution):
                return False
    return True


def _named(each: Taking, words: Iterable[str]) -> bool:
    """Whether a caution is about this; a food rich in calcium counts where any calcium is named."""
    named = set(words)
    supplied = {substances()[word].supplies for word in named if word in substances()} - {""}
    return bool(each.answers & (named | supplied))


def _long_enough(first: float, second: float, caution: Caution) -> bool:
    """Whether the first is long enough before the next and after the last time of the second, day after day."""
    until_next, since_last = (second - first) % 24, (first - second) % 24
    if first == second:
        return False
    before = caution.hours_before or OVERNIGHT
    after = caution.hours_after or OVERNIGHT
    return until_next >= before and since_last >= after


def _clashes(mine: Taking, takings: Sequence[Taking], cautions: Sequence[Caution]) -> bool:
    return any(
        not _apart(mine, mine.likes[0], other, other.likes[0], cautions) for other in takings if other is not mine
    )
