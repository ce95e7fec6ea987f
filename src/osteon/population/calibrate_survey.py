"""Reads the surveys that virtual people are fitted to: who was asked, and what was measured or eaten."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.person.body import ETHNICITIES
from osteon.population.calibrate_fit import Surveyed

FloatArray = NDArray[np.float64]
Rows = list[dict[str, str]]

YOUNGEST = 16.0
TOP_CODE, PAST_TOP = 80.0, 84.0
"""The surveys write 80 for everybody of 80 and over; they are about 84 on average (a judgement)."""
BODY = "nhanes_2017_2020_serum_ca_p_alb_creat.csv.gz"
EATEN = "nhanes_intake_5581_adults.csv.gz"
DENSE = "nhanes_1999_2004_total_body_bmd.csv.gz"
ASKED = "nhanes_2017_2020_osq_fracture_questionnaire.csv.gz"
FRACTURES = ("OSQ010A", "OSQ010B", "OSQ010C")
"""Whether a hip, a wrist or the spine was ever broken: 1 is yes."""
NUTRIENTS: Mapping[str, tuple[str, str]] = {
    "energy": ("Energy_kcal", "kcal/d"),
    "protein": ("Protein_gm", "g/d"),
    "calcium": ("Calcium_mg", "mg/d"),
    "phosphorus": ("Phosphorus_mg", "mg/d"),
    "magnesium": ("Magnesium_mg", "mg/d"),
    "zinc": ("Zinc_mg", "mg/d"),
    "sodium": ("Sodium_mg", "mg/d"),
    "vitamin D3": ("Vitamin_D_D2_D3_mcg", "ug/d"),
    "vitamin K1": ("Vitamin_K_mcg", "ug/d"),
}
ALCOHOL = "Alcohol_gm"
LEAST: Mapping[str, float] = {"vitamin D3": 0.3, "vitamin K1": 5.0}
"""Amounts below which a recalled day counts as this much: nobody eats none of them all year (a judgement)."""
CODES = {1: "hispanic", 2: "hispanic", 3: "white", 4: "black", 6: "asian", 7: "mixed"}
WORDS = {
    "Non-Hispanic White": "white",
    "Non-Hispanic Black": "black",
    "Mexican American": "hispanic",
    "Other Hispanic": "hispanic",
    "Other/Multi": "mixed",
}


def creatinine_filtration(creatinine: FloatArray, age: FloatArray, female: NDArray[np.bool_]) -> FloatArray:
    """Filtration from serum creatinine (mg/dL), mL/min/1.73 m2. Source: CKD-EPI 2021, without race (Inker 2021).

    >>> one = np.array([1.0])
    >>> round(float(creatinine_filtration(one, 60 * one, np.array([True]))[0]))
    64
    """
    share = creatinine / np.where(female, 0.7, 0.9)
    low = np.minimum(share, 1.0) ** np.where(female, -0.241, -0.302)
    return np.asarray(142 * low * np.maximum(share, 1.0) ** -1.2 * 0.9938**age * np.where(female, 1.012, 1.0))


def rows_in(path: Path) -> Rows:
    """The rows of a packed table."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers_of(rows: Rows, column: str) -> FloatArray:
    """A column of numbers; nan where nothing stands."""
    return np.array([float(row[column]) if row[column] else np.nan for row in rows])


def _surveyed(age: FloatArray, female: Sequence[bool], words: Sequence[str], weight: FloatArray) -> Surveyed:
    grown = np.where(age >= TOP_CODE, PAST_TOP, age)
    codes = np.array([ETHNICITIES.index(word) if word else -1 for word in words], dtype=np.int64)
    return Surveyed(grown, np.array(female), codes, np.where(age >= YOUNGEST, weight, 0.0))


def body_people(rows: Rows, weight: str = "WTMECPRP") -> Surveyed:
    """Everybody of the body survey; the young have no weight."""
    return _surveyed(
        numbers_of(rows, "RIDAGEYR"),
        [row["RIAGENDR"] == "2" for row in rows],
        [CODES[int(row["RIDRETH3"])] for row in rows],
        numbers_of(rows, weight),
    )


def body_values(rows: Rows) -> dict[str, FloatArray]:
    """Height (cm), body mass index (kg/m2) and filtration (mL/min/1.73 m2) of everybody."""
    of = body_people(rows)
    return {
        "height": numbers_of(rows, "BMXHT"),
        "bmi": numbers_of(rows, "BMXBMI"),
        "egfr": creatinine_filtration(numbers_of(rows, "LBXSCR"), of.age, of.female),
    }


def eaten_people(rows: Rows) -> Surveyed:
    """Everybody who was asked what they ate; the young have no weight."""
    female = [row["Gender"] == "Female" for row in rows]
    return _surveyed(numbers_of(rows, "Age_in_years_at_screening"), female, [""] * len(rows), np.ones(len(rows)))


def eaten_values(rows: Rows) -> dict[str, FloatArray]:
    """Intakes of adults by nutrient on the recalled days, each in the unit of `NUTRIENTS`; nan for the young."""
    adults = eaten_people(rows).weight > 0
    return {
        nutrient: np.where(adults, np.maximum(numbers_of(rows, column), LEAST.get(nutrient, 0.0)), np.nan)
        for nutrient, (column, _) in NUTRIENTS.items()
    }


def alcohol_values(rows: Rows) -> FloatArray:
    """Alcohol of adults on the recalled days, g a day; nan for the young."""
    return np.where(eaten_people(rows).weight > 0, numbers_of(rows, ALCOHOL), np.nan)


def dense_people(rows: Rows) -> Surveyed:
    """Everybody whose whole-body density was measured; the young have no weight."""
    return _surveyed(
        numbers_of(rows, "age"),
        [row["sex"] == "female" for row in rows],
        [WORDS[row["ethnicity"]] for row in rows],
        numbers_of(rows, "pop_weight"),
    )
