"""What bone mineral density is usual: by site, sex, age and ethnicity; T- and Z-scores and their inverses.

Figures stand in `data/reference_bmd.csv`, one a row, each with its source and weakness. They are of United States
surveys. The femoral neck by age is recalled from NHANES III and must be checked; the total hip of women from 30 to 80
is derived from the femoral neck. The surveys are cross-sections: people of different birth years, not one life.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from osteon.outcomes.interpolation import Curve, FloatArray
from osteon.outcomes.tables import SEXES, Row, is_female, pick, read_table

SITES = ("lumbar_spine", "femoral_neck", "total_hip")
TABLE = "reference_bmd.csv"


@dataclass(frozen=True, slots=True)
class PeakBoneMass:
    """Bone density at its highest: mean and spread between people (g/cm2) and the age it is reached (years)."""

    mean: float
    sd: float
    age: float


def _rows(what: str, site: str, sex: str) -> list[Row]:
    pick(site, SITES, "site")
    return [row for row in read_table(TABLE) if (row["what"], row["site"], row["sex"]) == (what, site, sex)]


@cache
def _curve(column: str, site: str, sex: str) -> Curve:
    rows = _rows("curve", site, sex)
    return Curve.through([float(row["age"]) for row in rows], [float(row[column]) for row in rows])


def _by_sex(column: str, site: str, sex: ArrayLike, age: ArrayLike) -> FloatArray:
    women, men = (_curve(column, site, name)(age) for name in SEXES)
    value: FloatArray = np.where(is_female(sex), women, men)
    return value


def ethnicities() -> tuple[str, ...]:
    """The ethnic groups for which a difference from white Americans was read.

    >>> ethnicities()
    ('white', 'black', 'mexican_american')
    """
    words = (row["what"].partition("ethnicity:")[2] for row in read_table(TABLE))
    return tuple(dict.fromkeys(word for word in words if word))


def ethnicity_factor(site: str, ethnicity: str) -> float:
    """Mean BMD of an ethnic group over that of white Americans of the same age and sex (ratio).

    Source: Looker 2012 (NHANES 2005-2008), abstract.

    >>> ethnicity_factor("lumbar_spine", "black")
    1.06
    """
    pick(ethnicity, ethnicities(), "ethnicity")
    return float(_rows(f"ethnicity:{ethnicity}", site, "both")[0]["mean"])


def mean_bmd(site: str, sex: ArrayLike, age: ArrayLike, ethnicity: str = "white") -> FloatArray:
    """Mean areal bone mineral density (g/cm2) at an age (years, 18 to 100; flat beyond); arguments are broadcast.

    >>> mean_bmd("femoral_neck", "female", [25, 65]).tolist()
    [0.858, 0.692]
    """
    return _by_sex("mean", site, sex, age) * ethnicity_factor(site, ethnicity)


def sd_bmd(site: str, sex: ArrayLike, age: ArrayLike) -> FloatArray:
    """Spread between people of one age and sex (standard deviation, g/cm2).

    >>> float(sd_bmd("femoral_neck", "female", 25))
    0.12
    """
    return _by_sex("sd", site, sex, age)


def know_bmd(site: str, sex: ArrayLike, age: ArrayLike) -> FloatArray:
    """How unsure the mean itself is (coefficient of variation), by the weakness of its source.

    >>> float(know_bmd("femoral_neck", "female", 55))
    0.04
    """
    return _by_sex("know", site, sex, age)


def peak_bmd(site: str, sex: str) -> PeakBoneMass:
    """Peak bone mass of white Americans at a site.

    >>> peak_bmd("total_hip", "male").mean
    1.067
    """
    is_female(sex)
    row = _rows("peak", site, sex)[0]
    return PeakBoneMass(float(row["mean"]), float(row["sd"]), float(row["age"]))


def young_reference(site: str, reference: str = "female") -> tuple[float, float]:
    """Mean and SD (g/cm2) of the young adults that T-scores refer to; women for both sexes unless asked otherwise.

    >>> young_reference("femoral_neck")
    (0.858, 0.12)
    """
    pick(reference, SEXES, "reference")
    row = _rows("t_reference", site, reference)[0]
    return float(row["mean"]), float(row["sd"])


def t_score(site: str, bmd: ArrayLike, reference: str = "female") -> FloatArray:
    """Standard deviations above the young adult mean.

    The World Health Organization and FRAX refer both sexes to white women of 20 to 29 years at the femoral neck.

    >>> round(float(t_score("femoral_neck", 0.558)), 3)
    -2.5
    """
    mean, sd = young_reference(site, reference)
    score: FloatArray = (np.asarray(bmd, dtype=np.float64) - mean) / sd
    return score


def bmd_from_t_score(site: str, score: ArrayLike, reference: str = "female") -> FloatArray:
    """The density (g/cm2) that has a T-score.

    >>> round(float(bmd_from_t_score("femoral_neck", -2.5)), 3)
    0.558
    """
    mean, sd = young_reference(site, reference)
    return mean + sd * np.asarray(score, dtype=np.float64)


def z_score(site: str, bmd: ArrayLike, sex: ArrayLike, age: ArrayLike, ethnicity: str = "white") -> FloatArray:
    """Standard deviations above the mean of people of the same age, sex and ethnicity.

    >>> float(z_score("femoral_neck", 0.692, "female", 65))
    0.0
    """
    here = np.asarray(bmd, dtype=np.float64)
    score: FloatArray = (here - mean_bmd(site, sex, age, ethnicity)) / sd_bmd(site, sex, age)
    return score


def bmd_from_z_score(
    site: str, score: ArrayLike, sex: ArrayLike, age: ArrayLike, ethnicity: str = "white"
) -> FloatArray:
    """The density (g/cm2) that has a Z-score at an age.

    >>> float(bmd_from_z_score("femoral_neck", 0.0, "female", 65))
    0.692
    """
    spread = sd_bmd(site, sex, age) * np.asarray(score, dtype=np.float64)
    return mean_bmd(site, sex, age, ethnicity) + spread
