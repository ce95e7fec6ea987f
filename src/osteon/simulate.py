"""One person through time: a run-in on today's habits, then the schedule, in many draws of what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN, edition
from osteon.conditioning import DENSITY_MULTIPLIERS, Measured, measured, select
from osteon.draws import Spread, draw_parameters, reporting_noise, within
from osteon.engine.events import ADD, SET_PARAMETER, Line
from osteon.engine.model import Entry
from osteon.engine.solver import STATUS, Batch, Kernel, Settings, compile_model
from osteon.errors import InputError, SolveError
from osteon.inputs import Inputs, filtration_course, inputs_of
from osteon.intake.food_diet import database_notes
from osteon.leaning import lean
from osteon.person import Person
from osteon.posterior import posterior_of
from osteon.readouts import outcomes_of, readouts

FloatArray = NDArray[np.float64]

YEAR = 365.25
RUN_IN = 4 * YEAR
"""Days lived on today's habits before day 0, so that stores and seasons have settled."""
LONGEST_YEARS = 100.0
OLDEST = 110.0
DRAWS = 128
PRECISION = 1e-4
FEW = 10.0
UNREAD = "{} is taken, but no part of the model reads it yet"
CONTRADICTION = "the labs are hard to reconcile with the model for this person: read the intervals with care"


@dataclass(frozen=True)
class Trajectory:
    """What may happen to a person: every outcome in every draw, (draws, days); day 0 is the start.

    `flows` are calcium rates in mmol/d; `effective_draws` says how many draws the person's labs leave.
    """

    person: Person
    edition: str
    days: FloatArray
    outcomes: Mapping[str, FloatArray]
    flows: Mapping[str, FloatArray]
    params: FloatArray
    effective_draws: float
    notes: tuple[str, ...] = ()

    @property
    def years(self) -> FloatArray:
        """Years since the start."""
        return self.days / YEAR

    @property
    def ages(self) -> FloatArray:
        """The person's age at each day."""
        return self.person.age + self.years

    def between(self, outcome: str, low: float = 5.0, high: float = 95.0) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Middle and interval (percentiles of the draws) of an outcome at each day.

        Raises:
            InputError: no outcome has this name.
        """
        if outcome not in self.outcomes:
            raise InputError(f"{outcome!r} is not an outcome; known are {', '.join(self.outcomes)}")
        middle, lower, upper = np.percentile(self.outcomes[outcome], (50.0, low, high), axis=0)
        return middle, lower, upper

    def at(self, outcome: str, day: float) -> FloatArray:
        """The draws of an outcome on the day of the grid nearest to the one asked for."""
        return np.asarray(self.outcomes[outcome][:, int(np.argmin(np.abs(self.days - day)))])


def simulate(
    person: Person, years: float = 10.0, *, draws: int = DRAWS, seed: int = 1, name: str = OWN, threads: int = 2
) -> Trajectory:
    """Simulate a person for so many years.

    The spread over draws holds both doubt about the model's parameters and the unknown ways in which this person
    differs from the typical one, so far as their labs do not tell.

    Raises:
        InputError: years outside what can be simulated.
        SolveError: no draw got through.

    >>> from osteon.person import Person
    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> run = simulate(me, 1, draws=8)
    >>> run.outcomes["25ohd_serum"].shape[0], float(run.days[0])
    (8, 0.0)
    """
    _check_years(person, years)
    kernel = own_kernel(name)
    inputs = inputs_of(person, years * YEAR)
    chosen = chosen_draws(kernel, person, inputs, draws, seed, threads, name)
    days = time_grid(years)
    lines = event_lines(kernel, inputs)
    settings = Settings(relative=PRECISION)
    batch = kernel.run(chosen.params, days + RUN_IN, events=lines, settings=settings, threads=threads)
    kept = those_through(kernel, batch)
    values = by_name(kernel, kept, lines)
    outcomes, flows = outcomes_of(values), {flow.name: values[flow.name] for flow in calcium_flows(kernel)}
    notes = (*chosen.notes, *person.assumed, *database_notes(person), *(UNREAD.format(word) for word in inputs.unread))
    return Trajectory(
        person, name, days, MappingProxyType(outcomes), MappingProxyType(flows), kept.params, chosen.effective, notes
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """Parameters of the draws that are simulated, and what they are worth."""

    params: FloatArray
    effective: float
    notes: tuple[str, ...]


def chosen_draws(
    kernel: Kernel,
    person: Person,
    inputs: Inputs,
    draws: int,
    seed: int,
    threads: int,
    name: str,
    spread: Spread | None = None,
) -> Chosen:
    """Draws of what is not known; where there are labs, more are drawn and those that agree with them are kept."""
    labs, unused = measured(person, RUN_IN - YEAR)
    posterior = posterior_of(name)
    if not labs:
        params = draw_parameters(kernel.model, draws, seed=seed, spread=spread, posterior=posterior)
        return Chosen(_with_inputs(kernel, params, inputs, seed), float(draws), unused)
    drawn = draw_parameters(kernel.model, 4 * draws, seed=seed, spread=spread, posterior=posterior)
    params = _with_inputs(kernel, drawn, inputs, seed)
    predicted = _predicted(kernel, params, labs, threads)
    scans = [lab for lab in labs if lab.outcome in DENSITY_MULTIPLIERS]
    if scans:
        params = _leaned(kernel, person, params, {lab: predicted[lab] for lab in scans})
        predicted = _predicted(kernel, params, labs, threads)
        _meet(kernel, params, {lab: predicted[lab] for lab in scans})
    kept = select(predicted, draws, seed)
    notes = (CONTRADICTION,) if kept.effective < FEW else ()
    return Chosen(params[kept.rows], min(kept.effective, draws), (*notes, *unused))


def _leaned(kernel: Kernel, person: Person, params: FloatArray, scans: Mapping[Measured, FloatArray]) -> FloatArray:
    """Draws with every number where the person's densities lead to expect it; a draw that got stuck stays."""
    off = {
        lab.outcome: np.log(lab.value / np.where(np.isfinite(found), found, lab.value)) for lab, found in scans.items()
    }
    age, female = np.full(len(params), person.age), np.full(len(params), person.sex == "female")
    return lean(kernel, params, age, female, off)


def _meet(kernel: Kernel, params: FloatArray, scans: Mapping[Measured, FloatArray]) -> None:
    """Set the size of each draw's own peak, in place, so that the measured densities are met."""
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    for lab, found in scans.items():
        factor = lab.value / found
        params[:, place[DENSITY_MULTIPLIERS[lab.outcome]]] = np.where(factor > 0, factor, 1.0)


def _predicted(
    kernel: Kernel, params: FloatArray, labs: Sequence[Measured], threads: int
) -> dict[Measured, FloatArray]:
    """What each draw would have had on the day of each lab result; beyond all bounds where it got stuck."""
    moments = np.array(sorted({lab.day for lab in labs}))
    batch = kernel.run(params, moments + RUN_IN, settings=Settings(relative=PRECISION), threads=threads)
    outcomes = outcomes_of(by_name(kernel, batch))
    values = {lab: outcomes[lab.outcome][:, int(np.searchsorted(moments, lab.day))] for lab in labs}
    return {lab: np.where(batch.ok, found, np.inf) for lab, found in values.items()}


@lru_cache(maxsize=4)
def own_kernel(name: str = OWN) -> Kernel:
    """The compiled form of an edition, made once a process."""
    return compile_model(edition(name).model())


def time_grid(years: float) -> FloatArray:
    """Days to show: each week of the first year, then each month up to ten years, then each quarter."""
    end = years * YEAR
    parts = [np.arange(0, min(end, YEAR), 7.0), np.arange(YEAR, min(end, 10 * YEAR), YEAR / 12)]
    parts += [np.arange(10 * YEAR, end, YEAR / 4), np.array([end])]
    return np.unique(np.concatenate(parts))


def _check_years(person: Person, years: float) -> None:
    longest = min(LONGEST_YEARS, OLDEST - person.age)
    if not 0 < years <= longest:
        raise InputError(
            f"--years {years:g} is outside what can be simulated: above 0, up to {longest:g} (age {OLDEST:g})"
        )


def _with_inputs(kernel: Kernel, params: FloatArray, inputs: Inputs, seed: int) -> FloatArray:
    """Habits laid over the draws, as unsure as people are of them; age and season as at the beginning of the run-in."""
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    for name, value in inputs.values.items():
        params[:, place[name]] = value
    for name, (low, high) in inputs.ranges.items():
        params[:, place[name]] = within(low, inputs.values[name], high, len(params), seed=seed, name=name)
    for names, noise in reporting_noise(len(params), seed):
        for name in names:
            column = params[:, place[name]]
            params[:, place[name]] = noise if name == "vitamin_d.d3_unseen" else column * noise
    return set_back(kernel, params)


def set_back(kernel: Kernel, params: FloatArray, run_in: float = RUN_IN) -> FloatArray:
    """Parameters of day 0 turned, in place, into those of the beginning of a run-in of so many days."""
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    kidney = [params[:, place[f"kidney.{name}"]] for name in ("old_share", "middle_age", "spread")]
    age = params[:, place["life.age_at_start"]]
    gained = filtration_course(age - run_in / YEAR, *kidney) / filtration_course(age, *kidney)
    params[:, place["kidney.filtration_at_start"]] *= gained
    params[:, place["life.age_at_start"]] -= run_in / YEAR
    params[:, place["skin.day_of_year_at_start"]] -= run_in % YEAR
    return params


def event_lines(kernel: Kernel, inputs: Inputs, run_in: float = RUN_IN) -> list[Line]:
    """The changes and single doses of a person's inputs as events of a run with its run-in, in days of the run."""
    params = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    pools = {entry.name: index for index, entry in enumerate(kernel.model.pools)}
    lines = [Line(change.day + run_in, SET_PARAMETER, params[change.name], change.value) for change in inputs.changes]
    lines += [
        Line(bolus.day + run_in, ADD, pools[bolus.pool], bolus.amount, bolus.interval, bolus.count)
        for bolus in inputs.boluses
    ]
    return lines


def those_through(kernel: Kernel, batch: Batch) -> Batch:
    """The draws that got through; an error if none did."""
    ok = batch.ok
    if not ok.any():
        pool = kernel.model.pools[batch.worst[0]].name
        day = float(batch.reached[0] - RUN_IN)
        names = [entry.name for entry in kernel.model.pools]
        state = dict(zip(names, batch.final[0].tolist(), strict=True))
        message = f"no draw got beyond day {day:g} ({STATUS[batch.status[0]]}); worst pool {pool}"
        raise SolveError(message, time=day, pool=pool, state=state)
    return replace(
        batch,
        states=batch.states[ok],
        params=batch.params[ok],
        status=batch.status[ok],
        steps=batch.steps[ok],
        refused=batch.refused[ok],
        reached=batch.reached[ok],
        final=batch.final[ok],
        worst=batch.worst[ok],
    )


def by_name(kernel: Kernel, batch: Batch, lines: Sequence[Line] = ()) -> dict[str, FloatArray]:
    """Every pool, value and flow of a batch by its name, (people, times), with the inputs in force at each time.

    A value at the moment of a change shows what holds before it, as the states do.
    """
    people, times, states = batch.states.shape
    moments = sorted({line.day for line in lines if line.kind == SET_PARAMETER})
    stages = np.searchsorted(moments, batch.times, side="left")
    params = np.concatenate(
        [in_force(batch.params, lines, [-1.0, *moments][stage]) for stage in range(len(moments) + 1)]
    )
    owner = np.arange(people)[:, None] + stages * people
    flat = batch.states.reshape(-1, states)
    read = kernel.at(np.tile(batch.times, people), flat, params, owner.ravel()).reshape(people, times, -1)
    values = {name: read[..., index] for index, name in enumerate(kernel.readouts)}
    return values | {entry.name: batch.states[..., index] for index, entry in enumerate(kernel.model.pools)}


def in_force(params: FloatArray, lines: Sequence[Line], day: float) -> FloatArray:
    """The parameters after all changes up to a day."""
    current = params.copy()
    for line in sorted(lines, key=lambda line: line.day):
        if line.kind == SET_PARAMETER and line.day <= day:
            current[:, line.target] = line.amount
    return current


def calcium_flows(kernel: Kernel) -> list[Entry]:
    """The flows of calcium between gut, blood, bone and the world."""
    parts = ("gut", "calcium", "bone_mineral")
    return [flow for flow in kernel.model.flows if flow.unit == "mmol/d" and flow.name.split(".")[0] in parts]


__all__ = ["DRAWS", "Trajectory", "own_kernel", "readouts", "simulate", "time_grid"]
