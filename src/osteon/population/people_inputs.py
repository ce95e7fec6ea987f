"""From describing columns to the inputs of the body model, by its own names and units."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.replay_people import food_inputs
from osteon.person.body import ETHNICITIES
from osteon.population.joint import factors, rows_of
from osteon.population.people_eaten import column_of, nutrients_of
from osteon.population.people_habits import habit
from osteon.population.people_sun import skin_inputs
from osteon.population.spec import Spec
from osteon.substances import find_substance

FloatArray = NDArray[np.float64]


def model_inputs(spec: Spec, columns: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """What the model must know of people on day 0, one number a person for each input.

    >>> from osteon.population.people import draw_people
    >>> people = draw_people(Spec(), 0, 3, seed=1)
    >>> bool((people.inputs["life.age_at_start"] == people.age).all())
    True
    """
    female = columns["female"] > 0
    found = {
        "life.age_at_start": columns["age"],
        "life.female": columns["female"],
        "life.height": columns["height"],
        "life.mass": columns["mass"],
        "life.menopause_age": np.nan_to_num(columns["menopause_age"], nan=habit("menopause_age")),
        "life.smoking": columns["smoker"],
        "life.alcohol": columns["alcohol"],
        "kidney.filtration_at_start": columns["egfr"],
        "skin.day_of_year_at_start": columns["day_of_year"],
        "vitamin_d.d3_unseen": columns["unseen_d3"],
        "osteocalcin.osteoporosis": np.full(len(female), float("osteoporosis" in spec.people.conditions)),
    }
    for medicine, name in dict.fromkeys((row["medicine"], row["input"]) for row in rows_of("medicines")):
        found[name] = columns[medicine]
    eaten = _eaten(spec, columns)
    (taken,) = food_inputs("vitamin D3", "ug/d").items()
    eaten[taken[0]] = eaten[taken[0]] + taken[1] * columns["supplement_d"]
    return found | eaten | _skin(columns) | _dense(columns)


def _eaten(spec: Spec, columns: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    found: dict[str, FloatArray] = {}
    for nutrient in nutrients_of(spec):
        unit = f"{find_substance(nutrient, ('nutrient',)).unit}/d"
        for name, factor in food_inputs(nutrient, unit).items():
            found[name] = columns[column_of(nutrient)] * factor
    return found


def _skin(columns: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    return skin_inputs(
        columns["latitude"],
        columns["skin_type"],
        columns["age"],
        columns["sun_minutes"],
        habit("sun_exposed"),
        habit("cloud"),
    )


def _dense(columns: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Peak density by ancestry, as whole-body density differs in the survey at the same age, sex and size."""
    factor = factors("density")[columns["ethnicity"].astype(np.intp)]
    return {"skeleton.spine_multiplier": factor, "skeleton.hip_multiplier": factor}


def words_of(ethnicity: FloatArray) -> list[str]:
    """The words for ethnicities by index; empty for not told.

    >>> words_of(np.array([0.0, -1.0]))
    ['white', '']
    """
    words = (*ETHNICITIES, "")
    return [words[int(index)] for index in ethnicity]
