"""Fits the compact tables of virtual people to public survey data, and writes them as data/population_*.csv.

Run as `python -m osteon.population.calibrate FOLDER`, with the folder of the person-level tables; what is in them, and
their licences, is in docs/population.md.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.outcomes.mortality import death_rate
from osteon.person.body import ETHNICITIES
from osteon.population.calibrate_fit import AGES, SCORES, SEXES, Form, Surveyed, fit_correlations, fit_form
from osteon.units import DATA

FloatArray = NDArray[np.float64]

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
Rows = list[dict[str, str]]


def main(folder: Path) -> None:
    """Fit everything and write the tables."""
    body, eaten, dense, asked = (_rows(folder / name) for name in (BODY, EATEN, DENSE, ASKED))
    forms, counts = _body_forms(body)
    intake, intake_counts = _intake_forms(eaten)
    density = _density_form(dense)
    people = {**counts, **intake_counts, "density": len(dense)}
    _write_levels({**forms, **intake, "density": density}, people)
    _write_shapes({**forms, **intake})
    _write_offsets({**forms, "density": density})
    _write_correlations(body, eaten, forms, intake)
    _write_shares(body, dense, asked)


def creatinine_filtration(creatinine: FloatArray, age: FloatArray, female: NDArray[np.bool_]) -> FloatArray:
    """Filtration from serum creatinine (mg/dL), mL/min/1.73 m2. Source: CKD-EPI 2021, without race (Inker 2021).

    >>> one = np.array([1.0])
    >>> round(float(creatinine_filtration(one, 60 * one, np.array([True]))[0]))
    64
    """
    share = creatinine / np.where(female, 0.7, 0.9)
    low = np.minimum(share, 1.0) ** np.where(female, -0.241, -0.302)
    return np.asarray(142 * low * np.maximum(share, 1.0) ** -1.2 * 0.9938**age * np.where(female, 1.012, 1.0))


def _rows(path: Path) -> Rows:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _numbers(rows: Rows, column: str) -> FloatArray:
    return np.array([float(row[column]) if row[column] else np.nan for row in rows])


def _surveyed(age: FloatArray, female: Sequence[bool], words: Sequence[str], weight: FloatArray) -> Surveyed:
    grown = np.where(age >= TOP_CODE, PAST_TOP, age)
    codes = np.array([ETHNICITIES.index(word) if word else -1 for word in words], dtype=np.int64)
    return Surveyed(grown, np.array(female), codes, np.where(age >= YOUNGEST, weight, 0.0))


def _body_people(rows: Rows) -> Surveyed:
    return _surveyed(
        _numbers(rows, "RIDAGEYR"),
        [row["RIAGENDR"] == "2" for row in rows],
        [CODES[int(row["RIDRETH3"])] for row in rows],
        _numbers(rows, "WTMECPRP"),
    )


def _body_values(rows: Rows) -> dict[str, FloatArray]:
    of = _body_people(rows)
    return {
        "height": _numbers(rows, "BMXHT"),
        "bmi": _numbers(rows, "BMXBMI"),
        "egfr": creatinine_filtration(_numbers(rows, "LBXSCR"), of.age, of.female),
    }


def _body_forms(rows: Rows) -> tuple[dict[str, Form], dict[str, int]]:
    of, values = _body_people(rows), _body_values(rows)
    adults = of.weight > 0
    forms = {name: fit_form(np.where(adults, column, np.nan), of, len(ETHNICITIES)) for name, column in values.items()}
    return forms, {name: int(np.isfinite(column[adults]).sum()) for name, column in values.items()}


def _eaten_people(rows: Rows) -> Surveyed:
    female = [row["Gender"] == "Female" for row in rows]
    return _surveyed(_numbers(rows, "Age_in_years_at_screening"), female, [""] * len(rows), np.ones(len(rows)))


def _intake_forms(rows: Rows) -> tuple[dict[str, Form], dict[str, int]]:
    of, found = _eaten_people(rows), {}
    for nutrient, (column, _) in NUTRIENTS.items():
        amounts = np.maximum(_numbers(rows, column), LEAST.get(nutrient, 0.0))
        found[nutrient] = fit_form(np.where(of.weight > 0, amounts, np.nan), of, len(ETHNICITIES))
    return found, dict.fromkeys(found, len(rows))


def _dense_people(rows: Rows) -> Surveyed:
    return _surveyed(
        _numbers(rows, "age"),
        [row["sex"] == "female" for row in rows],
        [WORDS[row["ethnicity"]] for row in rows],
        _numbers(rows, "pop_weight"),
    )


def _density_form(rows: Rows) -> Form:
    """Whole-body density at the height and body mass index that are usual at an age."""
    of = _dense_people(rows)
    height, mass = _numbers(rows, "height_m"), _numbers(rows, "weight_kg")
    index = mass / height**2
    adult = of.weight > 0
    density = np.where(adult, _numbers(rows, "bmd_total_body_g_cm2"), np.nan)
    scores = [fit_form(np.where(adult, each, np.nan), of, len(ETHNICITIES)).score for each in (height, index)]
    both = adult & np.isfinite(scores[0]) & np.isfinite(scores[1])
    plain = fit_form(density, of, len(ETHNICITIES))
    sizes = np.column_stack([np.where(both, score, 0.0) for score in scores])
    root = np.sqrt(of.weight * both)
    rest = np.where(both, plain.score * plain.spread.mean(), 0.0)
    slopes = np.linalg.lstsq(sizes * root[:, None], rest * root, rcond=None)[0]
    return fit_form(density * np.exp(-sizes @ slopes), of, len(ETHNICITIES))


def _write_levels(forms: Mapping[str, Form], people: Mapping[str, int]) -> None:
    rows = [
        [name, sex, f"{age:g}", _short(np.exp(form.middle[row, place])), _short(form.spread[row, place]), people[name]]
        for name, form in forms.items()
        for row, sex in enumerate(SEXES)
        for place, age in enumerate(AGES)
    ]
    head = ["quantity", "sex", "age", "middle", "spread", "people", "source"]
    _write("levels", head, [[*row, _source(str(row[0]))] for row in rows])


def _write_shapes(forms: Mapping[str, Form]) -> None:
    rows = [
        [name, sex, *(_short(value) for value in form.shape[row])]
        for name, form in forms.items()
        for row, sex in enumerate(SEXES)
    ]
    _write("shapes", ["quantity", "sex", *(f"{score:g}" for score in SCORES)], rows)


def _write_offsets(forms: Mapping[str, Form]) -> None:
    rows = [
        [name, word, _short(form.offset[index]), _source(name)]
        for name, form in forms.items()
        for index, word in enumerate(ETHNICITIES)
        if form.offset[index] != 1.0
    ]
    _write("offsets", ["quantity", "ethnicity", "factor", "source"], rows)


def _write_correlations(body: Rows, eaten: Rows, forms: Mapping[str, Form], intake: Mapping[str, Form]) -> None:
    """Each pair from the survey that has both; pairs that no survey has are left out, and taken as unrelated."""
    first = fit_correlations([form.score for form in forms.values()], _body_people(body).weight)
    of = _eaten_people(eaten)
    height = _numbers(eaten, "Standing_Height_cm")
    index = _numbers(eaten, "Weight_kg") / (height / 100) ** 2
    sizes = [fit_form(values, of, len(ETHNICITIES)).score for values in (height, index)]
    second = fit_correlations([*sizes, *(form.score for form in intake.values())], of.weight)
    rows = [*_pairs(list(forms), first, BODY)]
    rows += [row for row in _pairs(["height", "bmi", *intake], second, EATEN) if row[1] != "bmi"]
    _write("correlations", ["first", "second", "correlation", "source"], rows)


def _pairs(names: list[str], found: FloatArray, file: str) -> list[list[str]]:
    return [
        [names[column], names[row], _short(found[row, column]), _survey(file)]
        for row in range(len(names))
        for column in range(row)
    ]


def _write_shares(body: Rows, dense: Rows, asked: Rows) -> None:
    of = _body_people(body)
    rows = _age_shares(of)
    for low, high in ((18, 40), (40, 60), (60, 100)):
        inside = (of.age >= low) & (of.age < high)
        for word in dict.fromkeys(CODES.values()):
            share = of.weight[inside & (of.ethnicity == ETHNICITIES.index(word))].sum() / of.weight[inside].sum()
            rows.append(["ethnicity", word, "both", str(low), str(high), _short(share), _survey(BODY)])
    _write(
        "shares", ["what", "value", "sex", "from", "to", "share", "source"], [*rows, *_smokers(dense), *_broken(asked)]
    )


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
    of = _dense_people(rows)
    told = np.array([bool(row["smoker"]) for row in rows])
    smokes = np.array([row["smoker"] == "yes" for row in rows])
    found = []
    for sex in SEXES:
        for low, high in ((18, 35), (35, 50), (50, 65), (65, 120)):
            inside = told & (of.female == (sex == "female")) & (of.age >= low) & (of.age < high)
            share = of.weight[inside & smokes].sum() / of.weight[inside].sum()
            found.append(["smoker", "", sex, str(low), str(high), _short(share), _survey(DENSE)])
    return found


def _broken(rows: Rows) -> list[list[str]]:
    """The share of people of 50 and over who ever broke a hip, a wrist or their spine."""
    of = _body_people(rows)
    broken = np.array([any(row[column].startswith("1") for column in FRACTURES) for row in rows])
    found = []
    for sex in SEXES:
        for low, high in ((50, 60), (60, 70), (70, 80), (80, 120)):
            inside = (of.female == (sex == "female")) & (of.age >= low) & (of.age < high)
            share = of.weight[inside & broken].sum() / of.weight[inside].sum()
            found.append(["prior_fracture", "", sex, str(low), str(high), _short(share), _survey(ASKED)])
    return found


def _source(quantity: str) -> str:
    file = EATEN if quantity in NUTRIENTS else DENSE if quantity == "density" else BODY
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


def _write(name: str, head: list[str], rows: Sequence[Sequence[object]]) -> None:
    with (DATA / f"population_{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
