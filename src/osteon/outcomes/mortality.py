"""How likely death is at each age: period life tables, as rates that compete with fracture.

Tables (`data/life_table.csv`): United Kingdom 2018-2020 (Office for National Statistics, central death rates) and the
United States 2010 (Social Security Administration, yearly probabilities). They are of whole populations in those
years: no allowance is made for a person's own health, for low bone density (which goes with earlier death) or for
the excess deaths after a hip fracture.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from osteon.outcomes.interpolation import FloatArray
from osteon.outcomes.tables import is_female, pick, read_table

TABLES = ("GB", "US")
MIDDLE_OF_YEAR = 0.5


@cache
def _log_rates(country: str, sex: str) -> tuple[FloatArray, FloatArray]:
    rows = [row for row in read_table("life_table.csv") if row["country"] == country and row["sex"] == sex]
    ages = np.array([float(row["age"]) for row in rows]) + MIDDLE_OF_YEAR
    printed = np.array([float(row["printed"]) for row in rows])
    yearly = np.array([row["quantity"] == "probability" for row in rows])
    return ages, np.log(np.where(yearly, -np.log1p(-np.where(yearly, printed, 0.0)), printed))


def death_rate(age: ArrayLike, sex: ArrayLike, country: str = "GB") -> FloatArray:
    """Deaths per year of life at an age (years); `age` and `sex` are broadcast, `country` is GB or US.

    Straight lines on a log scale between the middles of the table's years; flat before 18.5 years and after its end.

    >>> death_rate([50.5, 80.5], "female").round(4).tolist()
    [0.0022, 0.0404]
    """
    pick(country, TABLES, "life table")
    years = np.asarray(age, dtype=np.float64)
    women, men = (np.interp(years, *_log_rates(country, sex)) for sex in ("female", "male"))
    rate: FloatArray = np.exp(np.where(is_female(sex), women, men))
    return rate


def life_expectancy(age: float, sex: str, country: str = "GB") -> float:
    """Mean years of life left at an age, at the death rates of the table's years.

    >>> round(life_expectancy(65, "female", "US"), 1)
    20.2
    """
    step = 0.02
    ages = np.arange(age, 120.0, step) + step / 2
    alive = np.exp(-np.cumsum(death_rate(ages, sex, country)) * step)
    return float(np.sum(alive) * step)
