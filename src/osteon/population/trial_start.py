"""Day 0 of a trial: people live four years on their habits, and are brought to the trial's baseline on the way.

By the rules of replays (evidence/baseline_rules.py), but each person by themselves, so that nobody depends on who else
is in the chunk: a baseline is drawn for each person, and the person's own number behind it gives way until it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Kernel, Settings
from osteon.evidence.baseline_rules import GOAL, HANDLES, Sources, adjust, mark_osteoporosis, step_to
from osteon.evidence.replay_baseline import PRECISION, RUN_IN, YEAR
from osteon.leaning import DENSITIES, lean
from osteon.outcomes.reference import SITES
from osteon.population.people import People, parameter_rows
from osteon.population.trial_reading import Reading

FloatArray = NDArray[np.float64]

ROUNDS = 2
"""Corrections of the baseline; two bring 25(OH)D within a few per cent of what was drawn."""
KIDNEY, CALCIDIOL = "kidney.rate", "calcidiol.serum"


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
        self.usual = Sources.of(rows, place, people.spec.people.intakes)

    def feed(self) -> None:
        """Bring 25(OH)D near the goal, if there is one."""
        if self.goal is not None:
            self.usual.hold(self.kernel, self.rows, self.place, self.goal)

    def correct(self, states: FloatArray, *, first: bool) -> None:
        """Move each person's own numbers by how far the baseline was missed; density first moves all it speaks of."""
        found = self.reading.read(np.array([RUN_IN]), states[:, None], self.rows)
        steps = {word: step_to(values, found[word][:, 0]) for word, values in self.wanted.items()}
        for word, step in steps.items():
            if word == "25ohd_serum" and self.goal is not None:
                self.goal = np.clip(self.goal * step, *GOAL)
            elif not (first and word in DENSITIES):
                adjust(self.rows, self.place, word, step, self.wanted)
        if first:
            self._lean({word: np.log(steps[word]) for word in DENSITIES if word in steps})

    def _lean(self, off: Mapping[str, FloatArray]) -> None:
        age = self.rows[:, self.place["life.age_at_start"]] + RUN_IN / YEAR
        self.rows[:] = lean(self.kernel, self.rows, age, self.rows[:, self.place["life.female"]] > 0, off)


def _day_zero(kernel: Kernel, rows: FloatArray, place: Mapping[str, int], states: FloatArray) -> FloatArray:
    """The same people with time set to 0 on day 0: age, season and kidney moved on."""
    densities = [f"bone_density.bmd_{site}" for site in SITES]
    found = kernel.follow(np.array([RUN_IN]), states[:, None], rows, [KIDNEY, CALCIDIOL, *densities])[:, 0]
    moved = rows.copy()
    moved[:, place["life.age_at_start"]] += RUN_IN / YEAR
    moved[:, place["skin.day_of_year_at_start"]] += RUN_IN % YEAR
    moved[:, place["kidney.filtration_at_start"]] = found[:, 0]
    moved[:, place["vitamin_d.calcidiol_at_start"]] = found[:, 1]
    mark_osteoporosis(moved, place, found[:, 2:])
    return moved
