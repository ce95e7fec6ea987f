"""What a population looks like: means, spreads and quantiles, what goes together, and how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.outcome_words import outcomes
from osteon.evidence.replay_read import T_SCORES
from osteon.inputs import MEDICINE_GROUPS
from osteon.person.body import ETHNICITIES
from osteon.population.calibrate_fit import weighted_quantiles
from osteon.population.joint import rows_of
from osteon.population.people import draw_people
from osteon.population.people_allowed import rule
from osteon.population.people_eaten import column_of, general_name, per_unit
from osteon.population.people_file import BASELINE, WEIGHT, Population
from osteon.population.spec import SURVEYED, Spec, spreads_of
from osteon.readouts import readouts
from osteon.substances import substances

FloatArray = NDArray[np.float64]

MOST_DESCRIBED = 1_000_000
"""People that a description looks at; more do not change a quantile that is shown."""
SHARES = (0.05, 0.5, 0.95)
TOGETHER = ("age", "height", "bmi", "egfr", "energy_intake", "calcium_intake", "magnesium_intake", "vitamin_d3_intake")
"""Columns whose correlations are shown."""


@dataclass(frozen=True)
class Shown:
    """How a column is shown: its words, unit, digits behind the point, and what it rests on."""

    words: str
    unit: str
    digits: int
    support: str


@cache
def shown_columns() -> Mapping[str, Shown]:
    """Every column that has words of its own, from data/population_columns.csv.

    >>> shown_columns()["egfr"].unit
    'mL/min/1.73m2'
    """
    return {
        row["column"]: Shown(row["words"], row["unit"], int(row["digits"]), row["support"])
        for row in rows_of("columns")
    }


def shown_of(name: str) -> Shown:
    """How a column is shown; one that a spec added goes by its own name.

    >>> shown_of("baseline_25ohd_serum").unit
    'nmol/L'
    """
    if name in readouts():
        readout = readouts()[name]
        return Shown(readout.name, readout.unit, readout.digits, "simulated")
    outcome = outcomes().get(name.removeprefix(BASELINE)) if name.startswith(BASELINE) else None
    if outcome is not None:
        digits = readouts()[outcome.word].digits if outcome.word in readouts() else 1
        return Shown(f"baseline {outcome.word}", outcome.unit, digits, "asked for")
    return shown_columns().get(name, Shown(name.replace("_", " "), "", 1, "asked for"))


def describe_spec(spec: Spec, count: int, seed: int) -> dict[str, Any]:
    """What people of a spec look like, by drawing some.

    >>> found = describe_spec(Spec(), 500, 1)
    >>> found["people"], found["rule"]
    (500, ['age at least 18'])
    """
    people = draw_people(spec, 0, min(count, MOST_DESCRIBED), seed)
    columns = {**people.columns, **{f"{BASELINE}{word}": values for word, values in people.targets.items()}}
    ethnicity = columns.pop("ethnicity").astype(np.int64)
    return {**_made(spec, seed, count), **_described(spec, columns, ethnicity, np.ones(people.count))}


def describe_file(population: Population) -> dict[str, Any]:
    """What the people of a file look like, by their weights where they have any."""
    columns = population.first_rows(population.names, MOST_DESCRIBED)
    weight = columns.pop(WEIGHT, np.ones(len(columns["age"])))
    columns.pop("world", None)
    described = _described(population.spec, columns, population.ethnicities(MOST_DESCRIBED), weight)
    found = {**_made(population.spec, population.seed, population.count), **described}
    return found | ({"matched": dict(population.matched)} if population.matched else {})


def _made(spec: Spec, seed: int, count: int) -> dict[str, Any]:
    place = f"at {spec.latitude:g} degrees" if spec.latitude is not None else f"in the towns of {spec.country}"
    return {
        "name": spec.name,
        "people": count,
        "seed": seed,
        "edition": spec.edition,
        "worlds": spec.worlds,
        "place": place,
        "rule": list(rule(spec)),
        "notes": list(notes(spec)),
    }


def notes(spec: Spec) -> tuple[str, ...]:
    """What a reader should know of people of a spec: where they are not as surveyed.

    >>> notes(Spec())
    ()
    """
    found = []
    people = spec.people
    if spec.latitude is not None or spec.country != SURVEYED:
        told = [name for name in ("height", "bmi", "egfr") if getattr(people, name)]
        rest = [name for name in ("height", "bmi", "egfr", "intakes") if name not in told]
        found.append(f"as in the United States where the table says nothing: {', '.join(rest)}")
    if spec.ethnicities == () and people.skin_type is None:
        found.append("neither ethnicity nor skin type is told: skin type 2 for all")
    deaf = [name for name in people.medicines if substances()[name].group not in MEDICINE_GROUPS]
    deaf += [name for name in people.conditions if name != "osteoporosis"]
    if deaf:
        found.append(f"told, but nothing about these people follows from it: {', '.join(deaf)}")
    return tuple(found)


def _described(
    spec: Spec, columns: dict[str, FloatArray], codes: NDArray[np.int64], weight: FloatArray
) -> dict[str, Any]:
    told = codes >= 0
    shares = {
        word: float(weight[codes == index].sum() / weight.sum())
        for index, word in enumerate(ETHNICITIES)
        if (codes == index).any()
    }
    return {
        "described": len(weight),
        "effective": float(weight.sum() ** 2 / (weight**2).sum()),
        "columns": {name: _column(name, values, weight) for name, values in columns.items()},
        "ethnicity": shares | ({} if told.all() else {"not told": float(weight[~told].sum() / weight.sum())}),
        "correlations": _together(columns, weight),
        "asked": _asked(spec, columns, weight),
    }


def _column(name: str, values: FloatArray, weight: FloatArray) -> dict[str, Any]:
    known = np.isfinite(values) & (weight > 0)
    shown = shown_of(name)
    found: dict[str, Any] = {"unit": shown.unit, "support": shown.support}
    if not known.any():
        return found | {"mean": None, "sd": None, "p5": None, "p50": None, "p95": None}
    mean, sd = _moments(values[known], weight[known])
    low, middle, high = weighted_quantiles(values[known], weight[known], np.array(SHARES)).tolist()
    return found | {"mean": mean, "sd": sd, "p5": low, "p50": middle, "p95": high}


def _moments(values: FloatArray, weight: FloatArray) -> tuple[float, float]:
    mean = float(weight @ values / weight.sum())
    return mean, float(np.sqrt(weight @ (values - mean) ** 2 / weight.sum()))


def _together(columns: Mapping[str, FloatArray], weight: FloatArray) -> dict[str, dict[str, float]]:
    """Correlations of the logarithms, so that a few large numbers do not decide."""
    names = [name for name in TOGETHER if name in columns and np.ptp(columns[name]) > 0]
    logs = [np.log(np.maximum(columns[name], 1e-3)) for name in names]
    share = weight / weight.sum()
    apart = [each - share @ each for each in logs]
    sizes = [np.sqrt(share @ each**2) for each in apart]
    return {
        first: {
            second: float(share @ (apart[row] * apart[column]) / (sizes[row] * sizes[column]))
            for column, second in enumerate(names[:row])
        }
        for row, first in enumerate(names)
        if row
    }


def _asked(spec: Spec, columns: Mapping[str, FloatArray], weight: FloatArray) -> list[dict[str, Any]]:
    """Every mean that the spec gives beside what the people have, in the column's unit."""
    found = []
    for key, spread in spreads_of(spec):
        name, factor = _column_asked(key, spread.unit)
        if spread.mean is None or name not in columns:
            continue
        known = np.isfinite(columns[name]) & (weight > 0)
        mean, sd = _moments(columns[name][known], weight[known])
        asked = {"mean_asked": spread.mean * factor, "sd_asked": spread.sd * factor if spread.sd else None}
        found.append({"column": name, **asked, "mean": mean, "sd": sd})
    return found


def _column_asked(key: str, unit: str) -> tuple[str, float]:
    """The column that a key of a spec is about, and the factor from the spec's unit to the column's."""
    if key.endswith(" intake"):
        nutrient = key.removesuffix(" intake")
        return column_of(general_name(nutrient)), per_unit(nutrient, unit)
    if key in outcomes() and key not in T_SCORES:
        return BASELINE + key, outcomes()[key].factor_from(unit) if unit else 1.0
    return key, 1.0
