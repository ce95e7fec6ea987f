"""First fractures of people in a trial: a bone breaks when the hazard behind somebody has added up to their own draw.

Equation: broken by t where the hazard over 0 to t adds up to -log(u), u even between 0 and 1 by person and kind.
Hazards follow bone density and its gain since day 0, age, earlier fractures, smoking, weight and resorption
(osteon.outcomes.fracture), at the typical values of that model. Death does not compete here: who dies leaves the trial.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.replay_fractures import YEARS_SINCE_FRACTURE
from osteon.evidence.replay_read import FRACTURES
from osteon.outcomes.fracture import Hazards, RiskFactors, against_usual, fracture_hazards, treatment
from osteon.population.people import People
from osteon.population.streams import uniforms
from osteon.population.trial_spans import YEAR

FloatArray = NDArray[np.float64]

NECK, SPINE, RESORPTION = "bone_density.bmd_femoral_neck", "bone_density.bmd_lumbar_spine", "bone_cells.resorption"
NAMES = (NECK, SPINE, RESORPTION)
"""What is read of the model for fractures."""
BROKEN = 100.0
"""What is written of somebody who has broken a bone; others have 0, so that a mean is a percentage."""
BMI_LIMITS = (10.0, 80.0)


@dataclass(frozen=True)
class Bones:
    """What the fractures of some people depend on besides the course of their bones; one number a person.

    `patience` is, by outcome, the hazard that adds up until the bone breaks.
    """

    age: FloatArray
    female: NDArray[np.bool_]
    bmi: FloatArray
    smoker: NDArray[np.bool_]
    fractured: NDArray[np.bool_]
    country: str
    patience: Mapping[str, FloatArray]


def bones_of(people: People, words: Sequence[str], seed: int, country: str) -> Bones:
    """The bones of all people of a chunk, for the fractures named."""
    first, count = int(people.numbers[0]), people.count
    return Bones(
        age=np.asarray(people.age, float),
        female=np.asarray(people.female, bool),
        bmi=np.clip(np.asarray(people.columns["bmi"], float), *BMI_LIMITS),
        smoker=np.asarray(people.columns["smoker"]) > 0,
        fractured=np.asarray(people.columns["prior_fracture"]) > 0,
        country=country,
        patience={word: -np.log(uniforms(seed, f"trial {word}", first, count)) for word in words},
    )


def broken(
    bones: Bones, who: NDArray[np.int64], days: FloatArray, course: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """(people, days) for each kind of fracture: 100 from the day on by which a bone is broken, 0 before.

    `course` holds densities (g/cm2) and resorption of these people, (people, days), the first day being day 0.
    """
    years = days / YEAR
    since = np.where(bones.fractured[who], YEARS_SINCE_FRACTURE, np.inf)[:, None]
    sex = np.where(bones.female[who], "female", "male")[:, None]
    age = bones.age[who][:, None] + years
    factors = RiskFactors(
        years_since_fracture=since + years,
        smoker=bones.smoker[who][:, None],
        bmi=bones.bmi[who][:, None],
        **treatment(
            against_usual("femoral_neck", course[NECK], sex, age),
            against_usual("lumbar_spine", course[SPINE], sex, age),
            course[RESORPTION] / course[RESORPTION][:, :1],
        ),
    )
    hazards = fracture_hazards(age, sex, course[NECK], factors, spine_bmd=course[SPINE], country=bones.country)
    return {
        word: np.where(_added_up(hazards, word, years) >= patience[who][:, None], BROKEN, 0.0)
        for word, patience in bones.patience.items()
    }


def _added_up(hazards: Hazards, word: str, years: FloatArray) -> FloatArray:
    """The hazard of a kind of fracture added up from the first day."""
    kinds = {"hip": hazards.hip, "vertebral": hazards.vertebral_morphometric, "major": hazards.major}
    kinds["nonvertebral"] = hazards.hip + hazards.limb
    rate = kinds[FRACTURES[word]]
    steps = (rate[:, 1:] + rate[:, :-1]) / 2 * np.diff(years)
    return np.concatenate([np.zeros_like(rate[:, :1]), np.cumsum(steps, axis=1)], axis=1)
