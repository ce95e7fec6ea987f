"""Run-in and matching of baselines: people live four years on their habits, then have the trial's levels on day 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Kernel, Settings
from osteon.evidence.replay_people import Cohort
from osteon.evidence.replay_read import levels
from osteon.leaning import SITES, lean

FloatArray = NDArray[np.float64]

YEAR = 365.25
RUN_IN = 4 * YEAR
PRECISION = 1e-3
ROUNDS = 3
SUN_OF_MORE = 0.5
"""Share of the sun in what people with a high baseline get beyond usual habits; the rest comes all year (fortified
food, supplements). A judgement: with the sun alone, seasons would be twice as strong as populations show."""
SOME_SUN = 0.5
"""Yearly mean from skin, nmol a day, below which a place has no sun to explain a baseline by."""
SHARED = 0.6
"""How much of a person's deviation of spine density is shared by the hip, and the other way round (a judgement)."""
HANDLES: Mapping[str, tuple[str, ...]] = {
    "bmd_lumbar_spine": ("skeleton.spine_multiplier",),
    "bmd_total_hip": ("skeleton.hip_multiplier",),
    "bmd_femoral_neck": ("skeleton.hip_multiplier",),
    "pth_intact": ("parathyroid.gland_share",),
    "dp_ucmgp": ("matrix_gla.reference",),
    "ucoc_serum": ("osteocalcin.reference",),
    "osteocalcin_total": ("osteocalcin.reference",),
    "ucoc_fraction": ("osteocalcin.ratio_reference",),
    "pwv_carotid_femoral": ("artery.stiffness",),
    "cac_score": ("artery.score_at_start",),
}
"""The person's own number that scales a baseline; 25(OH)D is matched by the sun and unseen sources instead."""
WHO_SITES = ("lumbar_spine", "femoral_neck", "total_hip")
MEASURED_WITHIN = 0.15
"""Error of a measured T-score (a judgement: 1.5 % of density)."""
SKIN = ("skin.synthesis_mean", *(f"skin.{wave}{order}" for order in (1, 2, 3) for wave in ("cos", "sin")))


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
    off = {word: np.tile(np.log(dealt[word] / natural[word]), sets) for word in SITES if word in dealt}
    rows = lean(kernel, rows, np.tile(people.age, sets), np.tile(people.female, sets), off)
    matched = {word: np.tile(values, sets) for word, values in dealt.items()}
    goal = np.array(matched.get("25ohd_serum", np.zeros(0)))
    if "cac_score" in matched:
        rows[:, place["artery.score_known"]] = 1.0
        rows[:, place["artery.score_at_start"]] = matched["cac_score"]
    handled = {word for word in matched if word in HANDLES}
    for turn in range(ROUNDS + 1 if matched else 1):
        if goal.size:
            _feed(kernel, rows, goal, people, place)
        batch = kernel.run(rows, [RUN_IN], settings=Settings(relative=PRECISION), threads=threads)
        states = np.where(batch.ok[:, None], batch.states[:, 0], 1.0)
        before = kernel.at(np.full(len(rows), RUN_IN), states, rows, np.arange(len(rows)), threads)
        if turn == ROUNDS or not matched:
            break
        found = levels(kernel, before, states, [*handled, "25ohd_serum"])
        if goal.size:
            goal = np.clip(goal * _step(matched["25ohd_serum"], found["25ohd_serum"]), 3.0, 400.0)
        for word in handled:
            _adjust(rows, place, word, _step(matched[word], found[word]), matched)
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


def _feed(kernel: Kernel, rows: FloatArray, goal: FloatArray, people: Cohort, place: Mapping[str, int]) -> None:
    """Sun, food and unseen sources that hold 25(OH)D near `goal` over the year; the sun is what gives way."""
    rows[:, place["vitamin_d.calcidiol_at_start"]] = goal
    ones = np.ones((len(rows), len(kernel.model.pools)))
    read = kernel.at(np.zeros(len(rows)), ones, rows, np.arange(len(rows)))
    needed = read[:, kernel.readouts.index("vitamin_d.input_at_start")]
    sets = len(rows) // people.count
    absorbed = rows[:, place["vitamin_d.absorbed_share"]]
    food = np.full(len(rows), kernel.model.defaults["vitamin_d.d3_intake"])
    if "vitamin_d.d3_intake" in people.habits:
        food = np.tile(people.habits["vitamin_d.d3_intake"], sets)
    eaten = food if {"vitamin D", "vitamin D3"} & people.told else np.minimum(food, 0.8 * needed / absorbed)
    rows[:, place["vitamin_d.d3_intake"]] = eaten
    usual = np.tile(people.skin["skin.synthesis_mean"], sets)
    wanted = np.maximum(needed - eaten * absorbed, 0.0)
    more = np.minimum(wanted, usual + SUN_OF_MORE * (wanted - usual))
    made = np.where(usual > SOME_SUN, np.where(wanted > usual, more, wanted), 0.0)
    factor = made / np.maximum(usual, 1e-9)
    for name in SKIN:
        rows[:, place[name]] = factor * np.tile(people.skin[name], sets)
    rows[:, place["vitamin_d.d3_unseen"]] = np.maximum(needed - eaten * absorbed - made, 0.0)


def _step(wanted: FloatArray, found: FloatArray) -> FloatArray:
    return np.clip(wanted / np.maximum(found, 1e-9), 0.3, 3.0)


def _adjust(
    rows: FloatArray, place: Mapping[str, int], word: str, step: FloatArray, matched: Mapping[str, FloatArray]
) -> None:
    for name in HANDLES[word]:
        rows[:, place[name]] *= step
    if word.startswith("bmd_") and sum(other.startswith("bmd_") for other in matched) == 1:
        other = "skeleton.hip_multiplier" if word == "bmd_lumbar_spine" else "skeleton.spine_multiplier"
        rows[:, place[other]] = 1 + SHARED * (rows[:, place[HANDLES[word][0]]] - 1)


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
    _mark_osteoporosis(kernel, params, place, found)
    return Baseline(params, found.states, found.ok, found.before)


def _mark_osteoporosis(kernel: Kernel, params: FloatArray, place: Mapping[str, int], found: Baseline) -> None:
    """Women after menopause with a T-score of -2.5 or less at spine, neck or hip (the WHO definition).

    Density is measured with an error, so near the limit the word applies in part.
    """
    from osteon.outcomes.reference import t_score

    columns = {site: kernel.readouts.index(f"bone_density.bmd_{site}") for site in WHO_SITES}
    lowest = np.min([t_score(site, found.before[:, column]) for site, column in columns.items()], axis=0)
    after = params[:, place["life.age_at_start"]] > params[:, place["life.menopause_age"]]
    thin = 1 / (1 + np.exp((lowest + 2.5) / MEASURED_WITHIN))
    target = place["osteocalcin.osteoporosis"]
    params[:, target] = np.maximum(params[:, target], np.where(after & (params[:, place["life.female"]] > 0), thin, 0))
