"""Fits the compact tables of virtual people to public survey data, and writes them as data/population_*.csv.

Run as `python -m osteon.population.calibrate FOLDER`, with the folder of the person-level tables; what is in them, and
their licences, is in docs/population.md.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.outcomes.mortality import death_rate
from osteon.person.body import ETHNICITIES
from osteon.population.calibrate_fit import AGES, SCORES, SEXES, Form, Surveyed, fit_correlations, fit_form
from osteon.population.calibrate_survey import (
    ASKED,
    BODY,
    CODES,
    DENSE,
    EATEN,
    FRACTURES,
    NUTRIENTS,
    TOP_CODE,
    Rows,
    alcohol_values,
    body_people,
    body_values,
    dense_people,
    eaten_people,
    eaten_values,
    numbers_of,
    rows_in,
)
from osteon.units import DATA

FloatArray = NDArray[np.float64]
Flags = NDArray[np.bool_]
ADULT_AGES = (18, 35, 50, 65, 120)
OLDER_AGES = (50, 60, 70, 80, 120)


def main(folder: Path, target: Path = DATA) -> None:
    """Fit everything to the surveys in a folder and write the tables to another."""
    body, eaten, dense, asked = (rows_in(folder / name) for name in (BODY, EATEN, DENSE, ASKED))
    forms, counts = _body_forms(body)
    intake, intake_counts = _intake_forms(eaten)
    density = _density_form(dense)
    drunk = alcohol_values(eaten)
    alcohol = {"alcohol": fit_form(drunk, eaten_people(eaten), len(ETHNICITIES))}
    people = {**counts, **intake_counts, "density": len(dense), "alcohol": int((drunk > 0).sum())}
    _write_levels(target, {**forms, **intake, **alcohol, "density": density}, people)
    _write_shapes(target, {**forms, **intake, **alcohol})
    _write_offsets(target, {**forms, "density": density})
    _write_correlations(target, body, eaten, forms, intake)
    _write_shares(target, body, dense, asked, eaten)


def _body_forms(rows: Rows) -> tuple[dict[str, Form], dict[str, int]]:
    of, values = body_people(rows), body_values(rows)
    adults = of.weight > 0
    forms = {name: fit_form(np.where(adults, column, np.nan), of, len(ETHNICITIES)) for name, column in values.items()}
    return forms, {name: int(np.isfinite(column[adults]).sum()) for name, column in values.items()}


def _intake_forms(rows: Rows) -> tuple[dict[str, Form], dict[str, int]]:
    of = eaten_people(rows)
    found = {name: fit_form(amounts, of, len(ETHNICITIES)) for name, amounts in eaten_values(rows).items()}
    return found, dict.fromkeys(found, len(rows))


def _density_form(rows: Rows) -> Form:
    """Whole-body density at the height and body mass index that are usual at an age."""
    of = dense_people(rows)
    height, mass = numbers_of(rows, "height_m"), numbers_of(rows, "weight_kg")
    index = mass / height**2
    adult = of.weight > 0
    density = np.where(adult, numbers_of(rows, "bmd_total_body_g_cm2"), np.nan)
    scores = [fit_form(np.where(adult, each, np.nan), of, len(ETHNICITIES)).score for each in (height, index)]
    both = adult & np.isfinite(scores[0]) & np.isfinite(scores[1])
    plain = fit_form(density, of, len(ETHNICITIES))
    sizes = np.column_stack([np.where(both, score, 0.0) for score in scores])
    root = np.sqrt(of.weight * both)
    rest = np.where(both, plain.score * plain.spread.mean(), 0.0)
    slopes = np.linalg.lstsq(sizes * root[:, None], rest * root, rcond=None)[0]
    return fit_form(density * np.exp(-sizes @ slopes), of, len(ETHNICITIES))


def _write_levels(target: Path, forms: Mapping[str, Form], people: Mapping[str, int]) -> None:
    rows = [
        [name, sex, f"{age:g}", _short(np.exp(form.middle[row, place])), _short(form.spread[row, place]), people[name]]
        for name, form in forms.items()
        for row, sex in enumerate(SEXES)
        for place, age in enumerate(AGES)
    ]
    head = ["quantity", "sex", "age", "middle", "spread", "people", "source"]
    _write(target, "levels", head, [[*row, _source(str(row[0]))] for row in rows])


def _write_shapes(target: Path, forms: Mapping[str, Form]) -> None:
    rows = [
        [name, sex, *(_short(value) for value in form.shape[row])]
        for name, form in forms.items()
        for row, sex in enumerate(SEXES)
    ]
    _write(target, "shapes", ["quantity", "sex", *(f"{score:g}" for score in SCORES)], rows)


def _write_offsets(target: Path, forms: Mapping[str, Form]) -> None:
    rows = [
        [name, word, _short(form.offset[index]), _source(name)]
        for name, form in forms.items()
        for index, word in enumerate(ETHNICITIES)
        if form.offset[index] != 1.0
    ]
    _write(target, "offsets", ["quantity", "ethnicity", "factor", "source"], rows)


def _write_correlations(
    target: Path, body: Rows, eaten: Rows, forms: Mapping[str, Form], intake: Mapping[str, Form]
) -> None:
    """Each pair from the survey that has both; pairs that no survey has are left out, and taken as unrelated."""
    first = fit_correlations([form.score for form in forms.values()], body_people(body).weight)
    of = eaten_people(eaten)
    height = numbers_of(eaten, "Standing_Height_cm")
    index = numbers_of(eaten, "Weight_kg") / (height / 100) ** 2
    sizes = [fit_form(values, of, len(ETHNICITIES)).score for values in (height, index)]
    second = fit_correlations([*sizes, *(form.score for form in intake.values())], of.weight)
    rows = [*_pairs(list(forms), first, BODY)]
    rows += [row for row in _pairs(["height", "bmi", *intake], second, EATEN) if row[1] != "bmi"]
    _write(target, "correlations", ["first", "second", "correlation", "source"], rows)


def _pairs(names: list[str], found: FloatArray, file: str) -> list[list[str]]:
    return [
        [names[column], names[row], _short(found[row, column]), _survey(file)]
        for row in range(len(names))
        for column in range(row)
    ]


def _write_shares(target: Path, body: Rows, dense: Rows, asked: Rows, eaten: Rows) -> None:
    of = body_people(body)
    rows = _age_shares(of)
    for low, high in ((18, 40), (40, 60), (60, 100)):
        inside = (of.age >= low) & (of.age < high)
        for word in dict.fromkeys(CODES.values()):
            share = of.weight[inside & (of.ethnicity == ETHNICITIES.index(word))].sum() / of.weight[inside].sum()
            rows.append(["ethnicity", word, "both", str(low), str(high), _short(share), _survey(BODY)])
    rows += [*_smokers(dense), *_broken(asked), *_drinkers(eaten)]
    _write(target, "shares", ["what", "value", "sex", "from", "to", "share", "source"], rows)


def _age_shares(of: Surveyed) -> list[list[str]]:
    """Adults by five-year groups; those past the survey's top code are spread as a life table has them."""
    adults, rows = of.age >= 18, []
    edges = [18, *range(20, 80, 5), 80]
    total = of.weight[adults].sum()
    for sex in SEXES:
        mine = adults & (of.female == (sex == "female"))
        for low, high in pairwise(edges):
            inside = mine & (of.age >= low) & (of.age < high)
            rows.append(["age", "", sex, str(low), str(high), _short(of.weight[inside].sum() / total), _survey(BODY)])
        old = _alive_past_top(sex)
        share = of.weight[mine & (of.age >= 80)].sum() / total
        for low, part in zip((80, 85, 90, 95), old, strict=True):
            text = f"{_survey(BODY)}; past 80 as the life table has them"
            rows.append(["age", "", sex, str(low), str(low + 5), _short(share * part), text])
    return rows


def _alive_past_top(sex: str) -> FloatArray:
    """Shares of people past the top code in four five-year groups, by the life table of the United States."""
    years = np.arange(TOP_CODE, 100.0) + 0.5
    alive = np.exp(-np.cumsum(death_rate(years, sex, "US"))).reshape(4, 5).sum(axis=1)
    return np.asarray(alive / alive.sum())


def _smokers(rows: Rows) -> list[list[str]]:
    told = np.array([bool(row["smoker"]) for row in rows])
    smokes = np.array([row["smoker"] == "yes" for row in rows])
    return _shares_of("smoker", dense_people(rows), smokes, ADULT_AGES, DENSE, told)


def _drinkers(rows: Rows) -> list[list[str]]:
    """The share of adults who drank any alcohol on the recalled days."""
    return _shares_of("alcohol", eaten_people(rows), alcohol_values(rows) > 0, ADULT_AGES, EATEN)


def _broken(rows: Rows) -> list[list[str]]:
    """The share of people of 50 and over who ever broke a hip, a wrist or their spine."""
    broken = np.array([any(row[column].startswith("1") for column in FRACTURES) for row in rows])
    return _shares_of("prior_fracture", body_people(rows), broken, OLDER_AGES, ASKED)


def _shares_of(
    quantity: str, of: Surveyed, holds: Flags, edges: Sequence[int], file: str, asked: Flags | None = None
) -> list[list[str]]:
    """The share of those asked for whom something holds, by sex and between the edges of age (years)."""
    found = []
    for sex in SEXES:
        for low, high in pairwise(edges):
            inside = (of.female == (sex == "female")) & (of.age >= low) & (of.age < high)
            inside &= True if asked is None else asked
            share = of.weight[inside & holds].sum() / of.weight[inside].sum()
            found.append([quantity, "", sex, str(low), str(high), _short(share), _survey(file)])
    return found


def _source(quantity: str) -> str:
    file = EATEN if quantity in (*NUTRIENTS, "alcohol") else DENSE if quantity == "density" else BODY
    return _survey(file)


def _survey(file: str) -> str:
    return {
        BODY: "NHANES 2017-2020",
        ASKED: "NHANES 2017-2020",
        EATEN: "NHANES recalls, cycle not stated",
        DENSE: "NHANES 1999-2004",
    }[file]


def _short(value: float) -> str:
    return f"{float(value):.4g}"


def _write(target: Path, name: str, head: list[str], rows: Sequence[Sequence[object]]) -> None:
    with (target / f"population_{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
