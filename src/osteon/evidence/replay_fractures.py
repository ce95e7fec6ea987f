"""Chance of a fracture in simulated people: bone density and resorption along the way, held against death."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.replay_people import Cohort
from osteon.outcomes.fracture import (
    FractureParameters,
    RiskFactors,
    against_usual,
    cumulative_incidence,
    fracture_hazards,
    treatment,
)
from osteon.outcomes.mortality import death_rate

FloatArray = NDArray[np.float64]

YEAR = 365.25
YEARS_SINCE_FRACTURE = 3.0
"""A prior fracture of an unknown date is taken to be this long ago (a judgement)."""


@dataclass(frozen=True)
class Course:
    """What fracture risk is read from, (sets, people, times): densities in g/cm2 and resorption relative to day 0."""

    days: FloatArray
    neck: FloatArray
    spine: FloatArray
    resorption: FloatArray
    glucocorticoid: FloatArray


def chances(people: Cohort, course: Course, parameters: FractureParameters) -> dict[str, FloatArray]:
    """Mean chance in the arm of a first fracture by each day: (sets, times) for each kind of fracture.

    What an arm does to bone is counted from day 0: density against what it would usually be by then, resorption as it
    was. What both arms are given (calcium) counts in both.
    """
    years = course.days / YEAR
    ages = people.age[:, None] + years
    sex = np.where(people.female, "female", "male")[:, None]
    since = np.where(people.fractured, YEARS_SINCE_FRACTURE, np.inf)[:, None]
    mass, height = people.habits["life.mass"], people.habits["life.height"]
    factors = RiskFactors(
        years_since_fracture=since + years,
        smoker=people.smoker[:, None],
        bmi=np.clip(mass / (height / 100) ** 2, 10, 80)[:, None],
        glucocorticoid=course.glucocorticoid,
        **treatment(
            against_usual("femoral_neck", course.neck, sex, ages),
            against_usual("lumbar_spine", course.spine, sex, ages),
            course.resorption,
        ),
    )
    rates = fracture_hazards(ages, sex, course.neck, factors, parameters=parameters, spine_bmd=course.spine)
    death = np.broadcast_to(death_rate(ages, sex), rates.hip.shape)
    hazards = {
        "hip": rates.hip,
        "vertebral": rates.vertebral_morphometric,
        "nonvertebral": rates.hip + rates.limb,
        "major": rates.major,
    }
    return {name: cumulative_incidence(years, hazard, death).mean(axis=1) for name, hazard in hazards.items()}


def doubted_parameters(typical: int, draws: int) -> FractureParameters:
    """Parameters with a leading axis: `typical` typical sets, then `draws` draws of what is not known."""
    usual = FractureParameters.typical()
    drawn = FractureParameters.draws(max(draws, 1))
    columns = {}
    for entry in fields(FractureParameters):
        value, values = getattr(usual, entry.name), np.asarray(getattr(drawn, entry.name))[:draws]
        columns[entry.name] = np.concatenate([np.full((typical, 1, 1), value), values])
    return FractureParameters(**columns)
