"""Run-in and matching of baselines: people live four years on their habits, then have the trial's levels on day 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Kernel, Settings
from osteon.evidence.baseline_rules import GOAL, HANDLES, SKIN, Sources, adjust, mark_osteoporosis, step_to
from osteon.evidence.replay_people import Cohort
from osteon.evidence.replay_read import levels
from osteon.leaning import DENSITIES, lean
from osteon.outcomes.reference import SITES

FloatArray = NDArray[np.float64]

YEAR = 365.25
RUN_IN = 4 * YEAR
PRECISION = 1e-3
ROUNDS = 3


@dataclass(frozen=True)
class Baseline:
    """People on day 0: their parameters as the arms begin, their states, and every outcome before any dose."""

    params: FloatArray
    states: FloatArray
    ok: NDArray[np.bool_]
    before: FloatArray


def places(kernel: Kernel) -> dict[str, int]:
    """Where each parameter stands in a row."""
    return {entry.name: index for index, entry in enumerate(kernel.model.params)}


def run_in(kernel: Kernel, people: Cohort, rows: FloatArray, typical: FloatArray, threads: int) -> Baseline:
    """Let (sets x people) rows live on their habits until day 0, matching the trial's baselines on the way.

    `typical` are the same people at the edition's typical values: by them the baselines are dealt out, so that who
    would be high by nature is high in the trial.
    """
    place, sets = places(kernel), len(rows) // people.count
    rows = _with_habits(rows, people, place, sets)
    dealt, natural = _dealt(kernel, people, _with_habits(typical.copy(), people, place, 1), threads)
    off = {word: np.tile(np.log(dealt[word] / natural[word]), sets) for word in DENSITIES if word in dealt}
    rows = lean(kernel, rows, np.tile(people.age, sets), np.tile(people.female, sets), off)
    matched = {word: np.tile(values, sets) for word, values in dealt.items()}
    goal, usual = np.array(matched.get("25ohd_serum", np.zeros(0))), Sources.of(rows, place, people.told)
    if "cac_score" in matched:
        rows[:, place["artery.score_known"]] = 1.0
        rows[:, place["artery.score_at_start"]] = matched["cac_score"]
    handled = {word for word in matched if word in HANDLES}
    for turn in range(ROUNDS + 1 if matched else 1):
        if goal.size:
            usual.hold(kernel, rows, place, goal)
        batch = kernel.run(rows, [RUN_IN], settings=Settings(relative=PRECISION), threads=threads)
        states = np.where(batch.ok[:, None], batch.states[:, 0], 1.0)
        before = kernel.at(np.full(len(rows), RUN_IN), states, rows, np.arange(len(rows)), threads)
        if turn == ROUNDS or not matched:
            break
        found = levels(kernel, before, states, [*handled, "25ohd_serum"])
        if goal.size:
            goal = np.clip(goal * step_to(matched["25ohd_serum"], found["25ohd_serum"]), *GOAL)
        for word in handled:
            adjust(rows, place, word, step_to(matched[word], found[word]), matched)
    return _day_zero(kernel, people, rows, place, Baseline(rows, states, batch.ok, before))


def _dealt(
    kernel: Kernel, people: Cohort, rows: FloatArray, threads: int
) -> tuple[dict[str, FloatArray], Mapping[str, FloatArray]]:
    """The baselines of a trial, each given to the person who has its rank by nature, and what they have by nature."""
    words = [word for word in people.targets if word in HANDLES or word == "25ohd_serum"]
    if not words:
        return {}, {}
    batch = kernel.run(rows, [RUN_IN], settings=Settings(relative=PRECISION), threads=threads)
    states = np.where(batch.ok[:, None], batch.states[:, 0], 1.0)
    read = kernel.at(np.full(len(rows), RUN_IN), states, rows, np.arange(len(rows)))
    natural = levels(kernel, read, states, words)
    return {word: np.sort(people.targets[word])[np.argsort(np.argsort(natural[word]))] for word in words}, natural


def _with_habits(rows: FloatArray, people: Cohort, place: Mapping[str, int], sets: int) -> FloatArray:
    for name, values in {**people.habits, **people.skin}.items():
        rows[:, place[name]] = np.tile(values, sets)
    rows[:, place["life.age_at_start"]] -= RUN_IN / YEAR
    rows[:, place["skin.day_of_year_at_start"]] -= RUN_IN % YEAR
    age = rows[:, place["life.age_at_start"]]
    rows[:, place["kidney.filtration_at_start"]] *= _aging(rows, place, age) / _aging(rows, place, age + RUN_IN / YEAR)
    return rows


def _aging(rows: FloatArray, place: Mapping[str, int], age: FloatArray) -> FloatArray:
    old, middle, width = (rows[:, place[f"kidney.{name}"]] for name in ("old_share", "middle_age", "spread"))
    return np.asarray(old + (1 - old) / (1 + np.exp(-(middle - age) / width)))


def _day_zero(kernel: Kernel, people: Cohort, rows: FloatArray, place: Mapping[str, int], found: Baseline) -> Baseline:
    """The same people with time set to 0 on day 0: age, season and kidney moved on, expeditions at their station."""
    params, sets = rows.copy(), len(rows) // people.count
    params[:, place["life.age_at_start"]] += RUN_IN / YEAR
    params[:, place["skin.day_of_year_at_start"]] += RUN_IN % YEAR
    params[:, place["kidney.filtration_at_start"]] = found.before[:, kernel.readouts.index("kidney.rate")]
    params[:, place["vitamin_d.calcidiol_at_start"]] = found.before[:, kernel.readouts.index("calcidiol.serum")]
    home = np.tile(people.skin["skin.synthesis_mean"], sets)
    factor = rows[:, place["skin.synthesis_mean"]] / np.maximum(home, 1e-9)
    for name in SKIN:
        params[:, place[name]] = factor * np.tile(people.away[name], sets)
    densities = [kernel.readouts.index(f"bone_density.bmd_{site}") for site in SITES]
    mark_osteoporosis(params, place, found.before[:, densities])
    return Baseline(params, found.states, found.ok, found.before)
