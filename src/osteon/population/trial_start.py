"""Day 0 of a trial: people live four years on their habits, and are brought to the trial's baseline on the way.

As in replays (evidence/replay_baseline.py), but each person by themselves, so that nobody depends on who else is in the
chunk: a baseline is drawn for each person, and the person's own number behind it gives way until it is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Kernel, Settings
from osteon.evidence.replay_baseline import (
    HANDLES,
    MEASURED_WITHIN,
    PRECISION,
    RUN_IN,
    SHARED,
    SKIN,
    SOME_SUN,
    SUN_OF_MORE,
    WHO_SITES,
    YEAR,
)
from osteon.leaning import SITES, lean
from osteon.outcomes.reference import t_score
from osteon.population.people import People, parameter_rows
from osteon.population.trial_reading import Reading

FloatArray = NDArray[np.float64]

ROUNDS = 2
"""Corrections of the baseline; two bring 25(OH)D within a few per cent of what was drawn."""
KIDNEY, CALCIDIOL = "kidney.rate", "calcidiol.serum"
STEP = (0.3, 3.0)
GOAL = (3.0, 400.0)


@dataclass(frozen=True)
class Start:
    """People on day 0: rows of parameters as the trial begins, states, and who got there."""

    rows: FloatArray
    states: FloatArray
    ok: NDArray[np.bool_]


def start_of(kernel: Kernel, people: People, *, threads: int = 1) -> Start:
    """Let people live on their habits until day 0, matching the baselines of the trial."""
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    rows = parameter_rows(kernel.model, people, before=RUN_IN)
    wanted = {word: values for word, values in people.targets.items() if word in HANDLES or word == "25ohd_serum"}
    if "cac_score" in wanted:
        rows[:, place["artery.score_known"]] = 1.0
        rows[:, place["artery.score_at_start"]] = wanted["cac_score"]
    matching = _Matching(kernel, people, rows, place, wanted)
    settings = Settings(relative=PRECISION)
    for turn in range(ROUNDS + 1 if wanted else 1):
        matching.feed()
        batch = kernel.run(rows, [RUN_IN], settings=settings, threads=threads)
        states = np.where(batch.ok[:, None], batch.states[:, 0], 1.0)
        if turn < ROUNDS and wanted:
            matching.correct(states, first=turn == 0)
    return Start(_day_zero(kernel, rows, place, states), states, batch.ok)


class _Matching:
    """The numbers of each person that a baseline is reached by."""

    def __init__(
        self,
        kernel: Kernel,
        people: People,
        rows: FloatArray,
        place: Mapping[str, int],
        wanted: Mapping[str, FloatArray],
    ) -> None:
        self.kernel, self.rows, self.place, self.wanted = kernel, rows, place, wanted
        self.goal = wanted.get("25ohd_serum")
        self.reading = Reading.of(kernel, tuple(wanted))
        self.told = bool({"vitamin D", "vitamin D3"} & set(people.spec.people.intakes))
        self.food = rows[:, place["vitamin_d.d3_intake"]].copy()
        self.sun = {name: rows[:, place[name]].copy() for name in SKIN}

    def feed(self) -> None:
        """Sun, food and unseen sources that hold 25(OH)D near the goal over the year; the sun is what gives way."""
        if self.goal is None:
            return
        rows, place = self.rows, self.place
        rows[:, place["vitamin_d.calcidiol_at_start"]] = self.goal
        needed = self._needed()
        absorbed = rows[:, place["vitamin_d.absorbed_share"]]
        eaten = self.food if self.told else np.minimum(self.food, 0.8 * needed / absorbed)
        rows[:, place["vitamin_d.d3_intake"]] = eaten
        usual = self.sun["skin.synthesis_mean"]
        wanted = np.maximum(needed - eaten * absorbed, 0.0)
        more = np.minimum(wanted, usual + SUN_OF_MORE * (wanted - usual))
        made = np.where(usual > SOME_SUN, np.where(wanted > usual, more, wanted), 0.0)
        factor = made / np.maximum(usual, 1e-9)
        for name in SKIN:
            rows[:, place[name]] = factor * self.sun[name]
        rows[:, place["vitamin_d.d3_unseen"]] = np.maximum(needed - eaten * absorbed - made, 0.0)

    def _needed(self) -> FloatArray:
        """Vitamin D a day that holds the goal, nmol."""
        ones = np.ones((len(self.rows), 1, len(self.kernel.model.pools)))
        return self.kernel.follow(np.zeros(1), ones, self.rows, ["vitamin_d.input_at_start"])[:, 0, 0]

    def correct(self, states: FloatArray, *, first: bool) -> None:
        """Move each person's own numbers by how far the baseline was missed; density first moves all it speaks of."""
        found = self.reading.read(np.array([RUN_IN]), states[:, None], self.rows)
        steps = {
            word: np.clip(values / np.maximum(found[word][:, 0], 1e-9), *STEP) for word, values in self.wanted.items()
        }
        for word, step in steps.items():
            if word == "25ohd_serum" and self.goal is not None:
                self.goal = np.clip(self.goal * step, *GOAL)
            elif not (first and word in SITES):
                self._adjust(word, step)
        if first:
            self._lean({word: np.log(steps[word]) for word in SITES if word in steps})

    def _lean(self, off: Mapping[str, FloatArray]) -> None:
        age = self.rows[:, self.place["life.age_at_start"]] + RUN_IN / YEAR
        self.rows[:] = lean(self.kernel, self.rows, age, self.rows[:, self.place["life.female"]] > 0, off)

    def _adjust(self, word: str, step: FloatArray) -> None:
        rows, place = self.rows, self.place
        for name in HANDLES[word]:
            rows[:, place[name]] *= step
        if word.startswith("bmd_") and sum(other.startswith("bmd_") for other in self.wanted) == 1:
            other = "skeleton.hip_multiplier" if word == "bmd_lumbar_spine" else "skeleton.spine_multiplier"
            rows[:, place[other]] = 1 + SHARED * (rows[:, place[HANDLES[word][0]]] - 1)


def _day_zero(kernel: Kernel, rows: FloatArray, place: Mapping[str, int], states: FloatArray) -> FloatArray:
    """The same people with time set to 0 on day 0: age, season and kidney moved on."""
    densities = [f"bone_density.bmd_{site}" for site in WHO_SITES]
    found = kernel.follow(np.array([RUN_IN]), states[:, None], rows, [KIDNEY, CALCIDIOL, *densities])[:, 0]
    moved = rows.copy()
    moved[:, place["life.age_at_start"]] += RUN_IN / YEAR
    moved[:, place["skin.day_of_year_at_start"]] += RUN_IN % YEAR
    moved[:, place["kidney.filtration_at_start"]] = found[:, 0]
    moved[:, place["vitamin_d.calcidiol_at_start"]] = found[:, 1]
    moved[:, place["osteocalcin.osteoporosis"]] = _osteoporosis(moved, place, found[:, 2:])
    return moved


def _osteoporosis(rows: FloatArray, place: Mapping[str, int], densities: FloatArray) -> FloatArray:
    """Women after menopause with a T-score of -2.5 or less at spine, neck or hip; in part near the limit."""
    scores: Sequence[FloatArray] = [t_score(site, densities[:, index]) for index, site in enumerate(WHO_SITES)]
    after = rows[:, place["life.age_at_start"]] > rows[:, place["life.menopause_age"]]
    thin = 1 / (1 + np.exp((np.min(scores, axis=0) + 2.5) / MEASURED_WITHIN))
    woman = rows[:, place["life.female"]] > 0
    return np.asarray(np.maximum(rows[:, place["osteocalcin.osteoporosis"]], np.where(after & woman, thin, 0.0)))
