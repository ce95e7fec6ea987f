"""Rules by which people come to a trial's baselines, for replays and virtual trials alike.

Rows are people's parameters; `place` tells where each parameter stands in a row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.conditioning import DENSITY_MULTIPLIERS
from osteon.engine.solver import Kernel
from osteon.outcomes.reference import SITES, t_score

FloatArray = NDArray[np.float64]

SUN_OF_MORE = 0.5
"""Share of the sun in what people with a high baseline get beyond usual habits; the rest comes all year (fortified
food, supplements). A judgement: with the sun alone, seasons would be twice as strong as populations show."""
SOME_SUN = 0.5
"""Yearly mean from skin, nmol a day, below which a place has no sun to explain a baseline by."""
SHARED = 0.6
"""How much of a person's deviation of spine density is shared by the hip, and the other way round (a judgement)."""
HANDLES: Mapping[str, str] = {
    **DENSITY_MULTIPLIERS,
    "pth_intact": "parathyroid.gland_share",
    "dp_ucmgp": "matrix_gla.reference",
    "ucoc_serum": "osteocalcin.reference",
    "osteocalcin_total": "osteocalcin.reference",
    "ucoc_fraction": "osteocalcin.ratio_reference",
    "pwv_carotid_femoral": "artery.stiffness",
    "cac_score": "artery.score_at_start",
}
"""The person's own number that scales a baseline; 25(OH)D is matched by the sun and unseen sources instead."""
MEASURED_WITHIN = 0.15
"""Error of a measured T-score (a judgement: 1.5 % of density)."""
SKIN = ("skin.synthesis_mean", *(f"skin.{wave}{order}" for order in (1, 2, 3) for wave in ("cos", "sin")))
GOAL = (3.0, 400.0)
"""25(OH)D that sources are matched to, nmol/L."""
STEP = (0.3, 3.0)
"""Least and most by which one correction moves a number."""


@dataclass(frozen=True)
class Sources:
    """Where people's vitamin D usually comes from, a row each: food (nmol a day; `told` or not) and the sun."""

    food: FloatArray
    sun: Mapping[str, FloatArray]
    told: bool

    @classmethod
    def of(cls, rows: FloatArray, place: Mapping[str, int], intakes: Collection[str]) -> Sources:
        """The sources in rows of people of whom these intakes are told."""
        food, sun = rows[:, place["vitamin_d.d3_intake"]].copy(), {name: rows[:, place[name]].copy() for name in SKIN}
        return cls(food, sun, not {"vitamin D", "vitamin D3"}.isdisjoint(intakes))

    def hold(self, kernel: Kernel, rows: FloatArray, place: Mapping[str, int], goal: FloatArray) -> None:
        """Set sun, food and unseen sources that hold 25(OH)D near `goal` over the year; the sun is what gives way."""
        rows[:, place["vitamin_d.calcidiol_at_start"]] = goal
        ones = np.ones((len(rows), 1, len(kernel.model.pools)))
        needed = kernel.follow(np.zeros(1), ones, rows, ["vitamin_d.input_at_start"])[:, 0, 0]
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


def step_to(wanted: FloatArray, found: FloatArray) -> FloatArray:
    """The factor of a correction from what was found to what is wanted.

    >>> step_to(np.array([30.0, 50.0]), np.array([40.0, 1.0])).tolist()
    [0.75, 3.0]
    """
    return np.clip(wanted / np.maximum(found, 1e-9), *STEP)


def adjust(rows: FloatArray, place: Mapping[str, int], word: str, step: FloatArray, matched: Collection[str]) -> None:
    """Scale the numbers behind a baseline; if it is the only density that is `matched`, the other site goes along.

    >>> rows = np.ones((1, 2))
    >>> place = {"skeleton.spine_multiplier": 0, "skeleton.hip_multiplier": 1}
    >>> adjust(rows, place, "bmd_lumbar_spine", np.array([1.1]), ["bmd_lumbar_spine"])
    >>> rows.round(3).tolist()
    [[1.1, 1.06]]
    """
    mine = place[HANDLES[word]]
    rows[:, mine] *= step
    if word.startswith("bmd_") and sum(other.startswith("bmd_") for other in matched) == 1:
        other = "skeleton.hip_multiplier" if word == "bmd_lumbar_spine" else "skeleton.spine_multiplier"
        rows[:, place[other]] = 1 + SHARED * (rows[:, mine] - 1)


def mark_osteoporosis(rows: FloatArray, place: Mapping[str, int], densities: FloatArray) -> None:
    """Mark women after menopause with a T-score of -2.5 or less at spine, neck or hip (the WHO definition).

    `densities` are of `reference.SITES`, (people, sites). They are measured with an error, so near the limit the word
    applies in part.

    >>> names = ("life.age_at_start", "life.menopause_age", "life.female", "osteocalcin.osteoporosis")
    >>> rows, place = np.array([[70.0, 50, 1, 0], [40, 50, 1, 0]]), {name: index for index, name in enumerate(names)}
    >>> mark_osteoporosis(rows, place, np.full((2, 3), 0.4))
    >>> rows[:, 3].round(3).tolist()
    [1.0, 0.0]
    """
    lowest = np.min([t_score(site, densities[:, index]) for index, site in enumerate(SITES)], axis=0)
    after = rows[:, place["life.age_at_start"]] > rows[:, place["life.menopause_age"]]
    thin = 1 / (1 + np.exp((lowest + 2.5) / MEASURED_WITHIN))
    found = np.where(after & (rows[:, place["life.female"]] > 0), thin, 0.0)
    target = place["osteocalcin.osteoporosis"]
    rows[:, target] = np.maximum(rows[:, target], found)
