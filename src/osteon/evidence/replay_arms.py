"""What each arm of a trial does to the model: inputs from day 0, later changes of inputs, and single doses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from osteon.engine.events import ADD, SET_PARAMETER, Line
from osteon.engine.solver import Kernel
from osteon.evidence.replay_people import NMOL_PER_IU, Cohort, food_inputs
from osteon.evidence.trial_parts import Arm, Exposure
from osteon.inputs import MEDICINE_GROUPS, inputs_of
from osteon.intake.sunlight import vitamin_d_made
from osteon.person import Person
from osteon.substances import substances

FloatArray = NDArray[np.float64]

ABSOLUTE = frozenset({"gut.portions", "gut.salt_factor", "gut.salt_needs_acid", "gut.with_meal"})
"""Inputs that a dose sets; all others are added to the person's own habit."""


@dataclass(frozen=True)
class Change:
    """From `day` on, an input has these values (one a person, or one for all)."""

    day: float
    name: str
    values: FloatArray


@dataclass(frozen=True)
class Plan:
    """What an arm does: changes of inputs in order of time, single doses as event lines, and what is not read.

    `stops` is the day on which each person (row) stops all of it; none where nobody does.
    """

    changes: tuple[Change, ...]
    boluses: tuple[Line, ...]
    unread: tuple[str, ...]
    stops: FloatArray | None = None


def plan_of(kernel: Kernel, arm: Arm, people: Cohort, params: FloatArray, days: float) -> Plan:
    """The plan of an arm for people with these parameters (rows), up to a last day."""
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    pools = {entry.name: index for index, entry in enumerate(kernel.model.pools)}
    taken = inputs_of(_taker(arm), max(days, 1.0))
    base = _diet(arm)
    changes = [Change(0.0, name, np.asarray(value)) for name, value in base.items()]
    for change in taken.changes:
        habit = base.get(change.name, params[:, place[change.name]])
        values = np.asarray(change.value) if change.name in ABSOLUTE else habit + change.value
        changes.append(Change(change.day, change.name, np.asarray(values)))
    changes += _medicines(arm)
    if arm.sun is not None:
        changes += _sun(arm.sun, people, params[:, place["vitamin_d.d3_unseen"]])
    boluses = [
        Line(bolus.day, ADD, pools[bolus.pool], bolus.amount, bolus.interval, bolus.count) for bolus in taken.boluses
    ]
    return Plan(tuple(sorted(changes, key=lambda change: change.day)), tuple(boluses), taken.unread)


def in_force(params: FloatArray, place: Mapping[str, int], plan: Plan, day: float) -> FloatArray:
    """The rows of parameters that hold just before `day` (on day 0: those from day 0 on).

    Who has stopped is back on their habits, which are `params`.
    """
    rows = params.copy()
    for change in plan.changes:
        if change.day < max(day, 1e-9):
            rows[:, place[change.name]] = change.values
    if plan.stops is not None:
        rows[plan.stops < day] = params[plan.stops < day]
    return rows


def later_lines(plan: Plan, place: Mapping[str, int], row: int) -> list[Line]:
    """One person's event lines: changes after day 0, and single doses."""
    lines = [
        Line(
            change.day,
            SET_PARAMETER,
            place[change.name],
            float(change.values if shared(change) else change.values[row]),
        )
        for change in plan.changes
        if change.day > 0
    ]
    return [*lines, *plan.boluses]


def shared(change: Change) -> bool:
    """Whether a change is the same for everybody."""
    return change.values.ndim == 0


def _taker(arm: Arm) -> Person:
    """Somebody who takes what the arm takes, for the road from supplements to inputs."""
    doses = tuple(
        replace(dose, amount=type(dose.amount)(dose.amount.value * arm.adherence, dose.amount.unit))
        for dose in arm.dose
    )
    return Person(age=50, sex="female", height_cm=163, mass_kg=65, latitude=0.0, supplements=doses)


def _diet(arm: Arm) -> dict[str, float]:
    found: dict[str, float] = {}
    for nutrient, amount in arm.diet.items():
        for name, factor in food_inputs(nutrient, amount.unit).items():
            found[name] = amount.value * factor
    return found


def _medicines(arm: Arm) -> list[Change]:
    names = {*arm.medicines, *(dose.substance for dose in arm.dose)}
    groups = {substances()[name].group for name in names}
    return [Change(0.0, name, np.asarray(1.0)) for group, name in MEDICINE_GROUPS.items() if group in groups]


def _sun(sun: Exposure, people: Cohort, unseen: FloatArray) -> list[Change]:
    """A measured ultraviolet dose as a mean rate: 25(OH)D outlives the weeks between two exposures."""
    made = vitamin_d_made(sun.sed, people.skin_type, people.age, sun.exposed) * NMOL_PER_IU
    rate = np.tile(made / (sun.interval_days or 1.0), len(unseen) // people.count)
    stop = sun.stop if sun.interval_days else sun.start + 1.0
    changes = [Change(sun.start, "vitamin_d.d3_unseen", unseen + rate)]
    return changes if stop is None else [*changes, Change(stop, "vitamin_d.d3_unseen", unseen)]
