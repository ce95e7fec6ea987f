"""How often a person without risk factors breaks a bone: by age, sex and bone density (per year).

hip, limb:  h(age, T) = h(age, T = -1) x gradient(age) ^ -(T + 1)
vertebral:  h(age, Z) = h of the population(age) x gradient ^ -Z / (mean of gradient ^ -Z over people)

T is the present T-score of the femoral neck, not one of years ago; Z the Z-score of neck or lumbar spine. Tables at
T = -1 and the hip gradients are least-squares fits to the printed FRAX UK cells (`data/fracture_baseline.csv`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from osteon.outcomes.fracture.parameters import FractureParameters, Number
from osteon.outcomes.interpolation import Curve, FloatArray
from osteon.outcomes.tables import SEXES, read_table

TABLE_T = -1.0
PER_THOUSAND = 1000.0


@cache
def _curve(column: str, site: str, sex: str) -> Curve:
    rows = [
        row for row in read_table("fracture_baseline.csv") if (row["site"], row["sex"]) == (site, sex) and row[column]
    ]
    ages, logs = [float(row["age"]) for row in rows], [np.log(float(row[column])) for row in rows]
    return Curve.through(ages, logs)


def _log_table(column: str, site: str, age: ArrayLike, female: ArrayLike) -> FloatArray:
    women, men = (_curve(column, site, sex)(age) for sex in SEXES)
    value: FloatArray = np.where(female, women, men)
    return value


def hip_gradient(age: ArrayLike, female: ArrayLike, parameters: FractureParameters) -> FloatArray:
    """Hip risk per standard deviation (0.12 g/cm2) lower femoral neck density; it falls with age.

    >>> hip_gradient([50, 90], True, FractureParameters.typical()).round(1).tolist()
    [4.1, 1.8]
    """
    gradient: FloatArray = np.exp(_log_table("gradient", "hip", age, female) * parameters.hip_gradient_scale)
    return gradient


def hip_hazard(age: ArrayLike, female: ArrayLike, t: ArrayLike, parameters: FractureParameters) -> FloatArray:
    """Hip fractures per year at a femoral neck T-score."""
    per_year = np.exp(_log_table("per_1000", "hip", age, female)) / PER_THOUSAND * parameters.hip_level
    below = np.asarray(t, dtype=np.float64) - TABLE_T
    hazard: FloatArray = per_year * hip_gradient(age, female, parameters) ** -below
    return hazard


def limb_hazard(age: ArrayLike, female: ArrayLike, t: ArrayLike, parameters: FractureParameters) -> FloatArray:
    """Forearm and upper-arm fractures per year at a femoral neck T-score."""
    per_year = np.exp(_log_table("per_1000", "limb", age, female)) / PER_THOUSAND * parameters.limb_level
    below = np.asarray(t, dtype=np.float64) - TABLE_T
    hazard: FloatArray = per_year * parameters.limb_gradient**-below
    return hazard


def morphometric_hazard(
    age: ArrayLike, female: ArrayLike, z: ArrayLike, gradient: Number, parameters: FractureParameters
) -> FloatArray:
    """New vertebral fractures seen on radiographs per year, at a Z-score of the femoral neck or lumbar spine.

    The mean of gradient ^ -Z over people with normally spread Z is exp((ln gradient)^2 / 2).

    >>> one = morphometric_hazard(60.0, True, 0.0, 2.0, FractureParameters.typical())
    >>> round(1000 * float(one), 2)
    6.13
    """
    population = np.exp(_log_table("per_1000", "vertebral", age, female)) / PER_THOUSAND * parameters.vertebral_level
    steepness = np.log(gradient)
    hazard: FloatArray = population * np.exp(-steepness * np.asarray(z, dtype=np.float64) - steepness**2 / 2)
    return hazard
