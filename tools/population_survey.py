"""Virtual people beside the surveys they are fitted to, and the body model's outcomes in them beside others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Settings
from osteon.person.body import ETHNICITIES
from osteon.population.calibrate_fit import Surveyed, fit_correlations, fit_form, weighted_quantiles
from osteon.population.calibrate_survey import (
    BODY,
    DENSE,
    EATEN,
    PAST_TOP,
    body_people,
    body_values,
    dense_people,
    eaten_people,
    eaten_values,
    numbers_of,
    rows_in,
)
from osteon.population.joint import QUANTITIES, margins
from osteon.population.people import People, draw_people, parameter_rows
from osteon.population.people_eaten import column_of
from osteon.population.people_numbers import Draw
from osteon.population.spec import Spec
from osteon.readouts import outcomes_of
from osteon.simulate import RUN_IN, by_name, own_kernel

FloatArray = NDArray[np.float64]

GROUPS = ((18.0, 30.0), (30.0, 40.0), (40.0, 50.0), (50.0, 60.0), (60.0, 70.0), (70.0, 80.0), (80.0, 100.0))
MIDDLES = np.array([24.0, 35.0, 45.0, 55.0, 65.0, 75.0, 84.0])
SHARES = np.array([0.05, 0.5, 0.95])
PRECISION = 1e-3
MINERALS = "nhanes_2021_2023_serum_mg_ca_p.csv.gz"
MMOL_OF_MAGNESIUM = 10 / 24.305
"""From mg/dL to mmol/L."""


@dataclass(frozen=True)
class Sample:
    """People with values: surveyed or virtual alike."""

    of: Surveyed
    values: Mapping[str, FloatArray]

    def by_age(self, name: str, female: bool) -> FloatArray:
        """(ages, 3): the 5, 50 and 95 of 100 of each age group."""
        found = []
        for low, high in GROUPS:
            mine = (self.of.age >= low) & (self.of.age < high) & (self.of.female == female)
            mine &= np.isfinite(self.values[name]) & (self.of.weight > 0)
            found.append(weighted_quantiles(self.values[name][mine], self.of.weight[mine], SHARES))
        return np.array(found)

    def gap(self, other: Sample, name: str, female: bool) -> float:
        """The largest distance of the two cumulative curves of adults of one sex."""
        curves = []
        points = np.quantile(other.values[name][np.isfinite(other.values[name])], np.linspace(0.005, 0.995, 199))
        for each in (self, other):
            mine = np.isfinite(each.values[name]) & (each.of.female == female) & (each.of.age >= 18)
            weight, values = each.of.weight[mine], each.values[name][mine]
            order = np.argsort(values)
            below = np.concatenate([[0.0], np.cumsum(weight[order])]) / weight.sum()
            curves.append(below[np.searchsorted(values[order], points, side="right")])
        return float(np.abs(curves[0] - curves[1]).max())


def surveyed(folder: Path) -> dict[str, Sample]:
    """The surveys by what they measure: body, eaten (days), dense and minerals."""
    body, eaten, dense = (rows_in(folder / name) for name in (BODY, EATEN, DENSE))
    chemistry = {"calcium_serum": "LBDSCASI", "phosphate_serum": "LBDSPHSI"}
    values = body_values(body) | {word: numbers_of(body, column) for word, column in chemistry.items()}
    of = eaten_people(eaten)
    size = {"height": numbers_of(eaten, "Standing_Height_cm")}
    size["bmi"] = numbers_of(eaten, "Weight_kg") / (size["height"] / 100) ** 2
    mass, height = numbers_of(dense, "weight_kg"), numbers_of(dense, "height_m")
    whole = {"bmd_total_body": numbers_of(dense, "bmd_total_body_g_cm2"), "bmi": mass / height**2}
    minerals = rows_in(folder / MINERALS)
    magnesium = numbers_of(minerals, "LBXMAGN") * MMOL_OF_MAGNESIUM
    return {
        "minerals": Sample(body_people(minerals, "WTMEC2YR"), {"magnesium_serum": magnesium}),
        "body": Sample(body_people(body), values),
        "eaten": Sample(of, eaten_values(eaten) | size),
        "dense": Sample(dense_people(dense), whole),
    }


def virtual(count: int, seed: int) -> tuple[Sample, Sample]:
    """People as surveyed: their usual values, and their intakes as on days of the survey."""
    people = draw_people(Spec(), 0, count, seed)
    ethnicity = people.columns["ethnicity"].astype(np.int64)
    age = np.minimum(people.age, PAST_TOP)
    of = Surveyed(people.age, people.female, ethnicity, np.ones(count))
    names = {name: name if name in people.columns else column_of(name) for name in QUANTITIES}
    usual = {name: people.columns[column] for name, column in names.items()}
    scores = Draw(seed, 0, count, 0, np.arange(count)).scores()
    days = {name: margins(usual=False)[name].values(scores[name], age, people.female, ethnicity) for name in QUANTITIES}
    return Sample(of, usual), Sample(of, days)


def pairs(survey: Mapping[str, Sample], people: Sample) -> list[tuple[str, str, float, float]]:
    """Correlations of normal scores, each pair that a survey has: names, surveyed, virtual."""
    own = _correlations(people, QUANTITIES)
    found = []
    for part, names in (("body", QUANTITIES[:3]), ("eaten", ("height", "bmi", *QUANTITIES[3:]))):
        theirs = _correlations(survey[part], names)
        for row, first in enumerate(names):
            for column, second in enumerate(names[:row]):
                if part == "eaten" and row < 2:
                    continue
                mine = own[QUANTITIES.index(first), QUANTITIES.index(second)]
                found.append((second, first, float(theirs[row, column]), float(mine)))
    return found


def _correlations(sample: Sample, names: Sequence[str]) -> FloatArray:
    scores = [fit_form(sample.values[name], sample.of, len(ETHNICITIES)).score for name in names]
    return fit_correlations(scores, sample.of.weight)


def lived(people: People) -> tuple[dict[str, FloatArray], NDArray[np.bool_]]:
    """Outcomes of the body model in these people, after four years on their habits, and who got through."""
    kernel = own_kernel()
    rows = parameter_rows(kernel.model, people, before=RUN_IN)
    batch = kernel.run(rows, [RUN_IN], settings=Settings(relative=PRECISION), threads=2)
    return {word: values[:, 0] for word, values in outcomes_of(by_name(kernel, batch)).items()}, batch.ok
