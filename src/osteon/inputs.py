"""From a person to the numbers and events that the body model reads: the only place where the two meet."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.body.kidney import Kidney
from osteon.engine.declare import Param, Subsystem
from osteon.intake.foods import diet_intake
from osteon.intake.menaquinones import as_followed
from osteon.intake.schedule import Dose, Schedule, schedule_of
from osteon.intake.sunlight import harmonics, year_of_synthesis
from osteon.person import Person
from osteon.substances import substances

FloatArray = NDArray[np.float64]

DATA = Path(__file__).parent / "data"
STEADY_WITHIN = 8.0
"""Doses closer together than this many days enter as their mean rate; rarer ones as single events."""
YOUNG = 25.0
MOST_UNKNOWN = 0.5
"""A nutrient of which more than this share of the diet says nothing is taken as not told."""
IU_PER_UG = 40.0
MEDICINE_GROUPS: Mapping[str, str] = {
    "vitamin K antagonist": "vitamin_k.warfarin",
    "thiazide diuretic": "calcium.thiazide",
    "proton pump inhibitor": "gut.acid_blocker",
}
"""Groups of medicines that act through an input of their own, whatever the dose."""


@dataclass(frozen=True, slots=True)
class Change:
    """An input takes another value on a day."""

    day: float
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Bolus:
    """An amount enters a pool on a day, in the pool's unit, and again every `interval` days, `count` times in all."""

    day: float
    pool: str
    amount: float
    interval: float = 0.0
    count: int = 1


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a person brings to the model: habits that hold always, and what changes from day 0 on.

    `values` are by the model's own input names and units; `ranges` hold low and high of those that food tables leave
    unsure; `unread` are substances taken that the model has no part for.
    """

    values: Mapping[str, float]
    changes: tuple[Change, ...] = ()
    boluses: tuple[Bolus, ...] = ()
    unread: tuple[str, ...] = ()
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def inputs_of(person: Person, days: float) -> Inputs:
    """What the model must know of a person for a run of so many days.

    >>> from osteon.person import Person
    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> inputs_of(me, 365).values["life.age_at_start"]
    57.0
    """
    schedule = schedule_of(person)
    food, ranges = _food(person)
    values = {**_body(person), **food, **sun_inputs(person), **_medicines(person)}
    changes, boluses = taken_inputs(schedule, values, days)
    return Inputs(values, tuple(changes), tuple(boluses), tuple(sorted(_unread(schedule))), ranges)


def _body(person: Person) -> dict[str, float]:
    values = {
        "life.age_at_start": float(person.age),
        "life.female": float(person.sex == "female"),
        "life.mass": person.mass_kg,
        "life.height": person.height_cm,
        "life.menopause_age": person.menopause_age or (50.0 if person.smoking == "current" else 51.5),
        "life.smoking": float(person.smoking == "current"),
        "life.alcohol": person.alcohol_g_per_day or 0.0,
        "life.exercise": min(1.0, (person.exercise_min_per_week or 0.0) / 300.0),
        "osteocalcin.osteoporosis": float("osteoporosis" in person.conditions),
    }
    values["kidney.filtration_at_start"] = usual_filtration(person.age) if person.egfr is None else person.egfr
    return values


def usual_filtration(age: float) -> float:
    """The filtration that is usual at an age, mL/min/1.73 m2: the kidney's own course from a healthy young adult.

    >>> usual_filtration(80) < usual_filtration(50) < usual_filtration(25)
    True
    """
    shares = [value_of(Kidney, name) for name in ("old_share", "middle_age", "spread")]
    return value_of(Kidney, "young") * float(filtration_course(age, *shares) / filtration_course(YOUNG, *shares))


def filtration_course(age: ArrayLike, old_share: ArrayLike, middle_age: ArrayLike, spread: ArrayLike) -> FloatArray:
    """The course of filtration with age that the kidney subsystem follows, relative."""
    lost = 1 / (1 + np.exp((np.asarray(age) - np.asarray(middle_age)) / np.asarray(spread)))
    return np.asarray(old_share + (1 - np.asarray(old_share)) * lost)


def value_of(subsystem: type[Subsystem], name: str) -> float:
    """The declared value of a subsystem's parameter."""
    declared = vars(subsystem)[name]
    assert isinstance(declared, Param)
    return declared.value


def _food(person: Person) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """Habitual intake from food, with the range of each; what is not known keeps the model's own default."""
    values: dict[str, float] = {}
    ranges: dict[str, tuple[float, float]] = {}
    day = diet_intake(person)
    for nutrient, (name, factor) in food_inputs().items():
        found = day.get(nutrient)
        if found is not None and found.unknown_share <= MOST_UNKNOWN:
            values[name] = found.middle * factor
            if found.low < found.high < math.inf:
                ranges[name] = (found.low * factor, found.high * factor)
    return values, ranges


@cache
def food_inputs() -> Mapping[str, tuple[str, float]]:
    """Which input each nutrient of a diet sets, and the factor from its own unit a day."""
    return {
        "calcium": ("gut.calcium_food", 1 / 40.078),
        "phosphorus": ("phosphate.phosphate_intake", 1 / 30.974),
        "magnesium": ("magnesium.magnesium_food", 1 / 24.305),
        "vitamin D3": ("vitamin_d.d3_intake", _nanomoles("vitamin D3")),
        "vitamin D2": ("vitamin_d.d2_intake", _nanomoles("vitamin D2")),
        "calcifediol": ("vitamin_d.calcifediol_intake", _nanomoles("calcifediol")),
        "vitamin K1 leaf": ("phylloquinone.leaf_intake", 1.0),
        "vitamin K1 oil": ("phylloquinone.oil_intake", 1.0),
        "MK-4": ("menaquinone.mk4_intake", 1.0),
        "MK-7": ("menaquinone.mk7_intake", 1.0),
        "MK-9": ("menaquinone.mk9_intake", 1.0),
    }


def sun_inputs(person: Person) -> dict[str, float]:
    """What the skin makes over the year, as its mean and waves in nmol/d, and the day of the year at the start.

    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}, "sun": {"minutes": 20}})
    >>> sun_inputs(me)["skin.synthesis_mean"] > 0
    True
    """
    daily = year_of_synthesis(
        person.latitude,
        person.skin_type,
        person.age,
        person.sun.minutes,
        person.sun.exposed,
        spf=person.sun.sunscreen_spf,
        hour=person.sun.hour,
        cloud=0.5 if person.sun.cloud is None else person.sun.cloud,
    )
    waves = harmonics(daily, order=3)
    scale = _nanomoles("vitamin D3") / IU_PER_UG
    values = {
        "skin.synthesis_mean": float(waves.mean) * scale,
        "skin.day_of_year_at_start": person.start_day_of_year - 1.0,
    }
    for order in (1, 2, 3):
        values[f"skin.cos{order}"] = float(waves.cosine[..., order - 1]) * scale
        values[f"skin.sin{order}"] = float(waves.sine[..., order - 1]) * scale
    return values


def _medicines(person: Person) -> dict[str, float]:
    return {name: float(person.takes(group)) for group, name in MEDICINE_GROUPS.items()}


def taken_inputs(schedule: Schedule, habit: Mapping[str, float], days: float) -> tuple[list[Change], list[Bolus]]:
    """Steady doses as changes of mean rates, rare ones as events."""
    steady: list[Dose] = []
    boluses: list[Bolus] = []
    for dose in schedule.doses:
        route = routes().get(dose.substance)
        rare = dose.interval_days is None or dose.interval_days > STEADY_WITHIN
        if route is not None and route["pool"] and (rare or not route["input"]):
            boluses.append(_bolus(dose, route, days))
        else:
            steady.append(dose)
    return [*_rates(steady, habit, days), *_calcium(steady, days)], boluses


def _bolus(dose: Dose, route: Mapping[str, str], days: float) -> Bolus:
    amount = dose.amount * _per_unit(dose.substance, route)
    if dose.interval_days is None:
        return Bolus(dose.start_day, route["pool"], amount)
    end = min(days, days if dose.stop_day is None else dose.stop_day)
    count = sum(1 for _ in dose.times(dose.start_day, end))
    return Bolus(dose.start_day, route["pool"], amount, dose.interval_days, max(count, 1))


def _rates(doses: Iterable[Dose], habit: Mapping[str, float], days: float) -> list[Change]:
    """Each input's total mean rate, at every day on which a dose of it starts or stops."""
    by_input: dict[str, list[tuple[Dose, float]]] = {}
    for dose in doses:
        for name, factor in _targets(dose):
            by_input.setdefault(name, []).append((dose, factor))
    changes = []
    for name, members in by_input.items():
        for day in _moments([dose for dose, _ in members], days):
            rate = sum(_rate(dose, day) * factor for dose, factor in members)
            changes.append(Change(day, name, habit.get(name, 0.0) + rate))
    return changes


def _targets(dose: Dose) -> list[tuple[str, float]]:
    """The inputs that a steady dose raises, with the factor from its own unit."""
    route = routes().get(dose.substance) or routes().get(substances()[dose.substance].supplies)
    if dose.substance.startswith("MK-"):
        followed = as_followed({dose.substance: 1.0})
        parts = {"mk4": followed.mk4, "mk7": followed.mk7, "mk9": followed.mk9}
        return [(f"menaquinone.{form}_supplement", share) for form, share in parts.items() if share]
    if route is None or not route["input"]:
        return []
    return [(route["input"], _per_unit(dose.substance, route))]


def _calcium(doses: Iterable[Dose], days: float) -> list[Change]:
    """Supplemental calcium: rate, portions, and the salt's factors weighted by amount."""
    taken = [dose for dose in doses if substances()[dose.substance].supplies == "calcium"]
    changes = []
    for day in _moments(taken, days):
        rates = {dose: _rate(dose, day) for dose in taken}
        total = sum(rates.values())
        portions = sum(1 / (dose.interval_days or days) for dose in taken if rates[dose])
        shares = [(dose, rate / total) for dose, rate in rates.items() if rate]
        changes += [Change(day, "gut.calcium_supplement", total / 40.078), Change(day, "gut.portions", portions or 1.0)]
        for name, column in (("gut.salt_factor", "factor"), ("gut.salt_needs_acid", "needs_acid")):
            if shares:
                value = sum(share * float(calcium_salt(dose.substance)[column]) for dose, share in shares)
                changes.append(Change(day, name, value))
        if shares:
            changes.append(Change(day, "gut.with_meal", sum(share * dose.with_meal for dose, share in shares)))
    return changes


def _moments(doses: Iterable[Dose], days: float) -> list[float]:
    """The days on which a steady dose begins or ends."""
    found = {dose.start_day for dose in doses} | {dose.covered_until for dose in doses}
    return sorted(day for day in found if day < days)


def _rate(dose: Dose, day: float) -> float:
    if dose.interval_days is None or not dose.start_day <= day < dose.covered_until:
        return 0.0
    return dose.amount / dose.interval_days


def _per_unit(substance: str, route: Mapping[str, str]) -> float:
    if route["unit"] == "nmol":
        return _nanomoles(substance)
    if route["unit"] == "mmol":
        return 1 / float(substances()[substance].molar_mass or 1.0)
    return 1.0


def _nanomoles(substance: str) -> float:
    """Nanomoles in a microgram."""
    return 1000.0 / float(substances()[substance].compound_mass or 1.0)


def _unread(schedule: Schedule) -> set[str]:
    """Substances that no part of the model reads."""
    return {dose.substance for dose in schedule.doses if not _is_read(dose)}


def _is_read(dose: Dose) -> bool:
    record = substances()[dose.substance]
    known = record.supplies == "calcium" or record.group in MEDICINE_GROUPS
    return known or bool(_targets(dose)) or dose.substance in routes()


def calcium_salt(substance: str) -> Mapping[str, str]:
    """How well a calcium salt is absorbed beside carbonate with a meal; as that where no figure is known.

    >>> calcium_salt("calcium carbonate")["factor"]
    '1.0'
    """
    return substance_table("calcium_salts").get(substance, {"factor": "1.0", "needs_acid": "0"})


def routes() -> Mapping[str, Mapping[str, str]]:
    """How each substance enters the body: as a mean rate (`input`), as an event (`pool`), or both."""
    return substance_table("routes")


@cache
def substance_table(name: str) -> Mapping[str, Mapping[str, str]]:
    """The rows of a table of substances, by substance.

    >>> substance_table("calcium_salts")["calcium carbonate"]["needs_acid"]
    '1'
    """
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["substance"]: row for row in csv.DictReader(file)}
