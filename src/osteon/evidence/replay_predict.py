"""Predicted endpoint figures of trials, for any number of sets of typical values at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from osteon.engine.events import Line
from osteon.engine.solver import Kernel, Settings
from osteon.evidence.replay_arms import Plan, in_force, later_lines, plan_of, shared
from osteon.evidence.replay_baseline import PRECISION, Baseline, places, run_in
from osteon.evidence.replay_draws import people_noise, varied
from osteon.evidence.replay_fractures import Course, chances
from osteon.evidence.replay_people import Cohort, cohort
from osteon.evidence.replay_read import FRACTURES, levels, modelled
from osteon.evidence.replay_stops import dilutes, stopping_lines, stops_of, with_stops
from osteon.evidence.trial_parts import Arm, Endpoint, Trial
from osteon.inputs import calcium_salt
from osteon.outcomes.fracture import FractureParameters

FloatArray = NDArray[np.float64]

FRACTURE_POINTS = 9
MOST_ROWS = 6000


@dataclass(frozen=True)
class Predicted:
    """Figures of one trial, (sets, endpoints), in each endpoint's unit; not a number where nothing is predicted.

    `unread` are substances that no part of the model reads; `failed` is the share of simulated people who got stuck.
    """

    trial: Trial
    figures: FloatArray
    unread: tuple[str, ...]
    failed: float


@dataclass(frozen=True)
class _Arm:
    """An arm at the days asked for: outcomes by word (sets, people, days), and chances of a fracture (sets, days).

    Nobody stops in it, or those stop who do, as the endpoints need that are read from it.
    """

    days: FloatArray
    outcomes: dict[tuple[str, int], FloatArray]
    fractures: dict[str, FloatArray]


def predict(
    kernel: Kernel,
    trial: Trial,
    centres: FloatArray,
    count: int,
    *,
    fracture: FractureParameters | None = None,
    threads: int = 2,
) -> Predicted:
    """Predict every endpoint of a trial for each set of typical values (rows of `centres`, in the model's order).

    All sets see the same people, so that differences between sets are not noise. `fracture` may carry a leading axis
    of one row a set.
    """
    people = cohort(trial, count)
    noise = people_noise(kernel.model, trial.cohort or trial.id, count)
    parts = [
        _predict(kernel, people, noise, centres[rows], _sliced(fracture, rows, len(centres)), threads)
        for rows in _chunks(len(centres), max(1, MOST_ROWS // count))
    ]
    figures = np.concatenate([part.figures for part in parts])
    return Predicted(trial, figures, parts[0].unread, float(np.mean([part.failed for part in parts])))


def _chunks(count: int, size: int) -> list[slice]:
    return [slice(start, min(count, start + size)) for start in range(0, count, size)]


def _sliced(fracture: FractureParameters | None, rows: slice, count: int) -> FractureParameters:
    if fracture is None:
        return FractureParameters.typical()
    names = fracture.__dataclass_fields__
    whole = {name: np.asarray(getattr(fracture, name)) for name in names}
    return replace(
        fracture,
        **{name: value[rows] if value.ndim and len(value) == count else value for name, value in whole.items()},
    )


def _predict(
    kernel: Kernel,
    people: Cohort,
    noise: FloatArray,
    centres: FloatArray,
    fracture: FractureParameters,
    threads: int,
) -> Predicted:
    trial, sets = people.trial, len(centres)
    typical = varied(kernel.model, kernel.defaults(1), noise)
    start = run_in(kernel, people, varied(kernel.model, centres, noise), typical, threads)
    arms, unread, stuck = {}, set(), [1 - start.ok.mean()]
    for arm, diluted, mine in _followed(trial):
        plan = plan_of(kernel, arm, people, start.params, trial.last_day)
        if diluted:
            plan = with_stops(plan, np.tile(stops_of(people, arm), sets))
        unread |= set(plan.unread)
        arms[arm.name, diluted], failed = _follow(kernel, people, start, plan, fracture, sets, threads, mine)
        stuck.append(failed)
    figures = np.full((sets, len(trial.endpoints)), np.nan)
    for column, endpoint in enumerate(trial.endpoints):
        if modelled(endpoint):
            figures[:, column] = _figure(endpoint, trial, arms)
    return Predicted(trial, figures, tuple(sorted(unread)), float(max(stuck)))


def _followed(trial: Trial) -> list[tuple[Arm, bool, list[Endpoint]]]:
    """The arms to be lived through, each as if nobody stopped or with those who do, and what is read from it."""
    found = []
    for arm in trial.arms:
        about = [each for each in trial.endpoints if arm.name in (each.arm, each.versus)]
        for diluted in (False, True):
            found.append((arm, diluted, [each for each in about if dilutes(each, arm) is diluted]))
    return [each for each in found if each[2]]


def _follow(
    kernel: Kernel,
    people: Cohort,
    start: Baseline,
    plan: Plan,
    fracture: FractureParameters,
    sets: int,
    threads: int,
    mine: Sequence[Endpoint],
) -> tuple[_Arm, float]:
    place = places(kernel)
    days = _days(mine)
    events = _events(plan, place, start.params)
    first = in_force(start.params, place, plan, 0.0)
    settings = Settings(relative=PRECISION)
    batch = kernel.run(first, days[1:], initial=start.states, events=events, settings=settings, threads=threads)
    states = np.concatenate([start.states[:, None], batch.states], axis=1)
    ok = start.ok & batch.ok
    states = np.where(ok[:, None, None], states, start.states[:, None])
    read = [start.before]
    rows = np.arange(len(first))
    for index, day in enumerate(days[1:], 1):
        params = in_force(start.params, place, plan, float(day))
        read.append(kernel.at(np.full(len(rows), day), states[:, index], params, rows, threads))
    whole = np.stack(read, axis=1)
    whole[~ok] = np.nan
    shape = (sets, people.count, len(days))
    found: dict[tuple[str, int], FloatArray] = {}
    words = {each.outcome for each in mine if each.outcome not in FRACTURES}
    for word, values in levels(kernel, whole, states, sorted(words)).items():
        found[word, 0] = np.where(ok[:, None], values, np.nan).reshape(shape)
    for each in mine:
        if each.meal is not None:
            found[each.outcome, id(each)] = _meal(kernel, start, plan, states, days, each).reshape(shape)
    risks = _fractures(kernel, people, whole, days, plan, fracture, sets) if _breaks(mine) else {}
    return _Arm(days, found, risks), float(1 - ok.mean())


def _days(endpoints: Sequence[Endpoint]) -> FloatArray:
    days = {0.0} | {each.day for each in endpoints} | {each.from_day for each in endpoints}
    if _breaks(endpoints):
        last = max(each.day for each in endpoints if each.outcome in FRACTURES)
        days |= set(np.linspace(0, last, FRACTURE_POINTS).tolist())
    return np.array(sorted(days))


def _breaks(endpoints: Sequence[Endpoint]) -> bool:
    return any(each.outcome in FRACTURES for each in endpoints)


def _events(plan: Plan, place: dict[str, int], params: FloatArray) -> list[Line] | list[list[Line]]:
    """Lines shared by everybody, or of each person where inputs change later by a person's own amount or day."""
    rows = len(params)
    if plan.stops is not None:
        return [stopping_lines(plan, place, params, row) for row in range(rows)]
    later = [change for change in plan.changes if change.day > 0]
    if all(shared(change) for change in later):
        return later_lines(plan, place, 0)
    return [later_lines(plan, place, row) for row in range(rows)]


def _meal(
    kernel: Kernel, start: Baseline, plan: Plan, states: FloatArray, days: FloatArray, endpoint: Endpoint
) -> FloatArray:
    """Absorption of the endpoint's own test meal, % of its calcium."""
    assert endpoint.meal is not None
    place, meal = places(kernel), endpoint.meal
    column = kernel.readouts.index("gut.fraction_test")
    found = []
    for index, day in enumerate(days):
        params = in_force(start.params, place, plan, float(day)) if day else start.params.copy()
        params[:, place["gut.test_load"]] = meal.calcium.to("mg") / 40.078
        read = kernel.at(np.full(len(params), day), states[:, index], params, np.arange(len(params)))
        found.append(read[:, column])
    salt = float(calcium_salt(meal.form)["factor"])
    return 100 * salt * np.stack(found, axis=1)


def _fractures(
    kernel: Kernel,
    people: Cohort,
    whole: FloatArray,
    days: FloatArray,
    plan: Plan,
    fracture: FractureParameters,
    sets: int,
) -> dict[str, FloatArray]:
    def course(name: str) -> FloatArray:
        values = whole[..., kernel.readouts.index(name)]
        return np.asarray(values.reshape(sets, people.count, len(days)))

    resorption = course("bone_cells.resorption")
    drug = [float(np.max(change.values)) for change in plan.changes if change.name == "prednisolone.rate"]
    glucocorticoid = np.asarray(max(drug, default=0.0))
    if plan.stops is not None:
        glucocorticoid = glucocorticoid * (days <= plan.stops[: people.count, None])
    return chances(
        people,
        Course(
            days,
            course("bone_density.bmd_femoral_neck"),
            course("bone_density.bmd_lumbar_spine"),
            resorption / resorption[..., :1],
            glucocorticoid,
        ),
        fracture,
    )


def _figure(endpoint: Endpoint, trial: Trial, arms: dict[tuple[str, bool], _Arm]) -> FloatArray:
    """An endpoint's figure for each set, in its unit."""

    def followed(name: str) -> _Arm:
        return arms[name, dilutes(endpoint, trial.arm(name))]

    own = _of_arm(endpoint, followed(endpoint.arm))
    if endpoint.versus is None:
        figure = own
    else:
        other = _of_arm(endpoint, followed(endpoint.versus))
        figure = own / other if endpoint.measure in ("ratio", "ratio_of_change") else own - other
    factor = 1.0
    if endpoint.measure in ("value", "change") and endpoint.known is not None and endpoint.unit:
        factor = endpoint.known.factor_from(endpoint.unit)
    return np.asarray(figure / factor)


def _of_arm(endpoint: Endpoint, arm: _Arm) -> FloatArray:
    """The mean over an arm's people of the figure's own measure, for each set."""
    last, first = (int(np.argmin(np.abs(arm.days - day))) for day in (endpoint.day, endpoint.from_day))
    if endpoint.outcome in FRACTURES:
        chance = arm.fractures[FRACTURES[endpoint.outcome]]
        return np.asarray((chance[:, last] - chance[:, first]) * (100 if endpoint.measure == "value" else 1))
    key = (endpoint.outcome, id(endpoint) if endpoint.meal else 0)
    values = arm.outcomes[key]
    now, then = values[..., last], values[..., first]
    measured = {
        "value": now,
        "ratio": now,
        "change": now - then,
        "ratio_of_change": now - then,
        "percent_change": 100 * (now / then - 1),
    }[endpoint.measure]
    return np.asarray(np.nanmean(measured, axis=1))
