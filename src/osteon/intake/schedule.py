"""When what is taken: doses of supplements and medicines as times and amounts, and as mean daily amounts.

Amounts are in each substance's own unit (`Substance.unit`; minerals are elemental), times in days from the start of the
simulation. A dose taken at intervals stands for its interval: the mean rate of a weekly dose is a seventh of it a day.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from osteon.errors import InputError
from osteon.person import Medicine, Person, Supplement, interval_days, parse_interval
from osteon.substances import find_substance, substances
from osteon.units import parse_amount

SAME_TIME = 1e-9


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount taken once (`interval_days` None) or every so many days, from `start_day` until before `stop_day`.

    `assumed` marks the usual dose of a medicine that was given by name only.
    """

    substance: str
    amount: float
    interval_days: float | None = 1.0
    start_day: float = 0.0
    stop_day: float | None = None
    with_meal: bool = True
    route: str = "oral"
    assumed: bool = False

    def __post_init__(self) -> None:
        if self.substance not in substances():
            find_substance(self.substance)
            raise InputError(f"{self.substance!r} is written {find_substance(self.substance).name!r} in a schedule")
        if not math.isfinite(self.amount) or self.amount < 0:
            raise InputError(f"{self.amount} of {self.substance} is no dose; give a number from 0")
        if self.interval_days is not None and not self.interval_days > 0:
            raise InputError(f"an interval of {self.interval_days} days is not above 0; write None for once")

    @property
    def unit(self) -> str:
        """The unit of `amount`, such as ug."""
        return substances()[self.substance].unit

    def times(self, begin: float = 0.0, end: float = math.inf) -> Iterator[float]:
        """The days on which a dose falls, on or after `begin` and before `end`.

        >>> list(Dose("vitamin D3", 25, interval_days=0.5).times(0, 2))
        [0.0, 0.5, 1.0, 1.5]
        """
        before = min(end, math.inf if self.stop_day is None else self.stop_day) - SAME_TIME
        step = self.interval_days or math.inf
        late = begin - SAME_TIME - self.start_day
        index = max(1, math.ceil(late / step)) if late > 0 else 0
        time = self.start_day + (index * step if index else 0.0)
        while time < before:
            yield time
            index += 1
            time = self.start_day + index * step

    def mean_daily(self, begin: float, end: float) -> float:
        """Mean amount per day from `begin` to `end`; a dose is spread over its interval, a single dose over the span.

        >>> Dose("MK-7", 180, interval_days=7).mean_daily(0, 365) == 180 / 7
        True
        """
        if self.interval_days is None:
            return self.amount * len(list(self.times(begin, end))) / (end - begin)
        covered = min(end, self.covered_until) - max(begin, self.start_day)
        return max(0.0, covered) / (end - begin) * (self.amount / self.interval_days)

    @property
    def covered_until(self) -> float:
        """The day on which the interval of the last dose has passed; infinite without a stop.

        >>> Dose("MK-7", 180, interval_days=7, stop_day=10).covered_until
        14.0
        """
        if self.stop_day is None or self.interval_days is None:
            return math.inf
        number = math.ceil((self.stop_day - SAME_TIME - self.start_day) / self.interval_days)
        return self.start_day + max(0, number) * self.interval_days

    def split(self, day: float) -> tuple[Dose | None, Dose | None]:
        """The doses before a day and those from it on; None where there are none.

        >>> [part.start_day for part in Dose("MK-7", 180, interval_days=7).split(10)]
        [0.0, 14.0]
        """
        stop = day if self.stop_day is None else min(day, self.stop_day)
        first, next_one = next(self.times(end=day), None), next(self.times(begin=day), None)
        before = None if first is None else replace(self, stop_day=stop)
        after = None if next_one is None else replace(self, start_day=next_one)
        return before, after


@dataclass(frozen=True, slots=True)
class Taken:
    """All of one substance that is taken at one moment in one way."""

    time: float
    substance: str
    amount: float
    with_meal: bool
    route: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """All doses of supplements and medicines; schedules add up with `+`.

    >>> night = Schedule((Dose("MK-7", 90), Dose("MK-7", 90)))
    >>> [(taken.time, taken.amount) for taken in night.events(0, 2)]
    [(0.0, 180.0), (1.0, 180.0)]
    """

    doses: tuple[Dose, ...] = ()

    def __add__(self, other: Schedule) -> Schedule:
        return Schedule(self.doses + other.doses)

    @property
    def substances(self) -> frozenset[str]:
        """Names of everything that is taken at some time."""
        return frozenset(dose.substance for dose in self.doses)

    def only(self, word: str) -> Schedule:
        """The doses of one substance, or of all that supply one nutrient, such as "calcium" or "vitamin K2".

        >>> Schedule((Dose("calcium citrate", 500), Dose("MK-7", 90))).only("calcium").substances
        frozenset({'calcium citrate'})
        """
        return Schedule(tuple(dose for dose in self.doses if word in (dose.substance, _supplied(dose))))

    def mean_daily(self, word: str, begin: float, end: float) -> float:
        """Mean amount per day of a substance or supplied nutrient over a span, in the substance's own unit.

        >>> Schedule((Dose("calcium citrate", 500, 0.5), Dose("calcium carbonate", 300))).mean_daily("calcium", 0, 30)
        1300.0
        """
        _must_last(begin, end)
        return math.fsum(dose.mean_daily(begin, end) for dose in self.only(word).doses)

    def total(self, word: str, begin: float, end: float) -> float:
        """Everything of a substance or supplied nutrient that is swallowed on or after `begin` and before `end`.

        >>> Schedule((Dose("vitamin D3", 1250, 7),)).total("vitamin D3", 0, 15)
        3750.0
        """
        return math.fsum(taken.amount for taken in self.only(word).events(begin, end))

    def events(self, begin: float, end: float) -> tuple[Taken, ...]:
        """Doses on or after `begin` and before `end` in order of time; equal ones at one moment are added up."""
        _must_last(begin, end)
        moments: dict[tuple[float, str, bool, str], list[float]] = {}
        for dose in self.doses:
            for time in dose.times(begin, end):
                key = (round(time, 9), dose.substance, dose.with_meal, dose.route)
                moments.setdefault(key, []).append(dose.amount)
        return tuple(Taken(*key[:2], math.fsum(amounts), *key[2:]) for key, amounts in sorted(moments.items()))

    def changes(self, begin: float, end: float) -> tuple[float, ...]:
        """The days inside a span on which a mean rate begins or ends, or a single dose falls.

        >>> Schedule((Dose("MK-7", 180, start_day=30, stop_day=90),)).changes(0, 365)
        (30.0, 90.0)
        """
        days = {dose.start_day for dose in self.doses} | {dose.covered_until for dose in self.doses}
        return tuple(sorted(float(day) for day in days if begin < day < end))

    def split(self, day: float) -> tuple[Schedule, Schedule]:
        """What is taken before a day, and from it on; both added up are this schedule again.

        >>> before, after = Schedule((Dose("MK-7", 180),)).split(10)
        >>> before.total("MK-7", 0, 20), after.total("MK-7", 0, 20)
        (1800.0, 1800.0)
        """
        parts = [dose.split(day) for dose in self.doses]
        return (
            Schedule(tuple(before for before, _ in parts if before)),
            Schedule(tuple(after for _, after in parts if after)),
        )


def schedule_of(person: Person) -> Schedule:
    """What a person takes. A medicine given by name only has its usual dose, marked `assumed`, where one is known.

    >>> body = {"age": 70, "sex": "female", "place": "Utrecht", "medicines": ["alendronate", "levothyroxine"]}
    >>> [(dose.substance, dose.amount, dose.assumed) for dose in schedule_of(Person.from_dict({"person": body})).doses]
    [('alendronate', 70.0, True)]
    """
    medicines = (_of_medicine(medicine) for medicine in person.medicines)
    return Schedule(tuple(map(of_supplement, person.supplements)) + tuple(dose for dose in medicines if dose))


def of_supplement(taken: Supplement) -> Dose:
    """The dose of one supplement, in its substance's own unit.

    >>> of_supplement(Supplement("vitamin D3", parse_amount("1000 IU"))).amount
    25.0
    """
    substance = substances()[taken.substance]
    return Dose(
        taken.substance,
        substance.in_own_unit(taken.amount),
        taken.interval_days,
        start_day=taken.start,
        stop_day=taken.stop,
        with_meal=taken.with_meal,
        route=substance.route,
    )


def _of_medicine(medicine: Medicine) -> Dose | None:
    substance = substances()[medicine.name]
    amount, every = medicine.amount, medicine.every
    if amount is None:
        if not substance.usual_dose:
            return None
        words = substance.usual_dose.split(" every ")
        amount, every = parse_amount(words[0]), parse_interval(words[1])
    return Dose(
        medicine.name,
        substance.in_own_unit(amount),
        interval_days(every),
        start_day=medicine.start,
        stop_day=medicine.stop,
        with_meal=False,
        route=substance.route,
        assumed=medicine.amount is None,
    )


def _supplied(dose: Dose) -> str:
    return substances()[dose.substance].supplies


def _must_last(begin: float, end: float) -> None:
    if not (math.isfinite(begin) and math.isfinite(end) and begin < end):
        raise InputError(f"a span from day {begin} to day {end} has no length; end must come after begin")
