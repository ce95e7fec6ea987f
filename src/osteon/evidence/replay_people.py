"""Virtual people for a trial: who could have been in it, by its eligibility and baseline.

What a file does not say is filled with what is usual and listed in docs/evidence/replay.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.outcome_words import outcomes
from osteon.evidence.replay_draws import chosen, normals
from osteon.evidence.replay_read import T_SCORES
from osteon.evidence.trial_parts import People, Spread, Trial
from osteon.inputs import MEDICINE_GROUPS, inputs_of
from osteon.intake.sunlight import harmonics, year_of_synthesis
from osteon.outcomes.reference import bmd_from_t_score
from osteon.person import Diet, Person
from osteon.person.vocabulary import body_size
from osteon.substances import find_substance, substances
from osteon.units import Amount

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

ADULT = 18.0
"""The model is of adults; younger people of a trial are taken to be this old."""
USUAL_LATITUDE = 45.0
USUAL_MINUTES = 8.0
USUAL_EXPOSED = 0.25
USUAL_CLOUD = 0.5
USUAL_MENOPAUSE = (51.5, 3.0)
USUAL_FILTRATION = 107.0
NOBODY_LIVES_SOUTH_OF = -60.0
HOME_OF_EXPEDITIONS = -40.0
SPREADS: Mapping[str, float] = {"height": 0.04, "bmi": 0.17, "minutes": 0.6, "intake": 0.35, "egfr": 0.15}
"""Coefficients of variation where a file gives none (judgements)."""
NMOL_PER_IU = 0.065
DAYS_OF_SEASON = 24


@dataclass(frozen=True)
class Cohort:
    """The virtual people of one trial on day 0; every array has one number a person.

    `habits` are the model's inputs, `skin` the yearly course of vitamin D from skin at home (`away` at the trial's own
    place), `targets` the baselines to be matched, in each outcome's own unit.
    """

    trial: Trial
    count: int
    age: FloatArray
    female: BoolArray
    skin_type: FloatArray
    habits: Mapping[str, FloatArray]
    skin: Mapping[str, FloatArray]
    away: Mapping[str, FloatArray]
    targets: Mapping[str, FloatArray]
    told: frozenset[str]
    fractured: BoolArray
    smoker: BoolArray


def cohort(trial: Trial, count: int) -> Cohort:
    """Draw people for a trial; the same trial and count always give the same people.

    >>> from osteon.evidence.trial import load_trial
    >>> people = cohort(load_trial("vital"), 32)
    >>> round(float(people.age.mean()), 1), int(people.female.sum())
    (67.1, 16)
    """
    people, key = trial.people, trial.cohort or trial.id
    grown = replace(people.age, min=max(ADULT, people.age.min or ADULT))
    age = spread_over(grown, normals(key, "age", count), positive=False)
    female = chosen(key, "female", count, people.female)
    skin_type = np.asarray(np.round(np.clip(_given(people.skin_type, 2.0, 0.0, key, "skin", count), 1, 6)), float)
    latitude = USUAL_LATITUDE if trial.latitude is None else trial.latitude
    home = HOME_OF_EXPEDITIONS if latitude < NOBODY_LIVES_SOUTH_OF else latitude
    minutes = _given(people.sun_minutes, USUAL_MINUTES, SPREADS["minutes"], key, "minutes", count)
    smoker = chosen(key, "smoker", count, people.smokers or 0.0)
    habits = _body(people, age, female, key) | _start(trial, key, count) | _eaten(people, key, count)
    habits |= _taken(people, count) | {"life.smoking": smoker.astype(float)}
    return Cohort(
        trial,
        count,
        age,
        female,
        skin_type,
        habits,
        _skin(home, skin_type, age, minutes),
        _skin(latitude, skin_type, age, minutes),
        _targets(people, key, count),
        frozenset(people.intakes),
        chosen(key, "prior fracture", count, people.prior_fracture or 0.0),
        smoker,
    )


def spread_over(spread: Spread, noise: FloatArray, *, positive: bool) -> FloatArray:
    """Numbers with a spread's mean and SD within its limits; log-normal where only positive numbers make sense.

    >>> values = spread_over(Spread(mean=-3.0, sd=0.7, max=-2.5), np.array([-1.0, 0.0, 1.0]), positive=False)
    >>> round(float(values.mean()), 3), float(values.max())
    (-3.0, -2.5)
    """
    low = -math.inf if spread.min is None else spread.min
    high = math.inf if spread.max is None else spread.max
    if spread.mean is None:
        return _between(low, high, noise)
    if not spread.sd:
        return np.asarray(np.clip(np.full(len(noise), spread.mean), low, high))
    shift = 0.0
    for _ in range(20):
        values = np.clip(_around(spread.mean, spread.sd, noise, positive=positive) + shift, low, high)
        shift += spread.mean - float(values.mean())
    return np.asarray(values)


def _around(mean: float, sd: float, noise: FloatArray, *, positive: bool) -> FloatArray:
    if not positive or mean <= 0:
        return mean + sd * noise
    size = math.sqrt(math.log1p((sd / mean) ** 2))
    return np.asarray(mean * np.exp(size * noise - size**2 / 2))


def _between(low: float, high: float, noise: FloatArray) -> FloatArray:
    """Evenly between two limits, or at the only one given."""
    if math.isinf(low) or math.isinf(high):
        return np.full(len(noise), low if math.isinf(high) else high)
    ranks = (np.argsort(np.argsort(noise)) + 0.5) / len(noise)
    return np.asarray(low + (high - low) * ranks)


def _given(spread: Spread | None, usual: float, variation: float, key: str, stream: str, count: int) -> FloatArray:
    noise = normals(key, stream, count)
    if spread is None or (spread.mean is None and (spread.min is None or spread.max is None)):
        values = _around(usual, variation * usual, noise, positive=True)
        low, high = (spread.min, spread.max) if spread else (None, None)
        return np.asarray(np.clip(values, low, high)) if spread else values
    return spread_over(spread, noise, positive=True)


def _body(people: People, age: FloatArray, female: BoolArray, key: str) -> dict[str, FloatArray]:
    count = len(age)
    sizes = {sex: body_size(sex) for sex in ("female", "male")}
    usual = np.where(female, sizes["female"][0], sizes["male"][0])
    height = (
        spread_over(people.height, normals(key, "height", count), positive=True)
        if people.height
        else usual * np.exp(SPREADS["height"] * normals(key, "height", count))
    )
    index = np.mean([100**2 * sizes[sex][1] / sizes[sex][0] ** 2 for sex in sizes])
    bmi = _given(people.bmi, float(index), SPREADS["bmi"], key, "bmi", count)
    mass = bmi * (height / 100) ** 2
    if people.mass:
        mass = spread_over(people.mass, normals(key, "bmi", count), positive=True)
    filtration = _given(people.egfr, 1.0, SPREADS["egfr"], key, "egfr", count)
    if not people.egfr:
        filtration = filtration * USUAL_FILTRATION * _aging(age) / _aging(np.array(25.0))
    return {
        "life.age_at_start": age,
        "life.female": female.astype(float),
        "life.height": height,
        "life.mass": mass,
        "life.menopause_age": _menopause(people, age, key),
        "kidney.filtration_at_start": filtration,
        "osteocalcin.osteoporosis": np.full(count, float("osteoporosis" in people.conditions)),
    }


def _taken(people: People, count: int) -> dict[str, FloatArray]:
    """Medicines that everybody takes all along, so far as they act through an input of their own."""
    groups = {substances()[name].group for name in people.medicines}
    return {name: np.ones(count) for group, name in MEDICINE_GROUPS.items() if group in groups}


def _aging(age: FloatArray) -> FloatArray:
    """The kidney subsystem's own course of filtration with age, relative."""
    return np.asarray(0.4 + 0.6 / (1 + np.exp(-(75.0 - age) / 17.5)))


def _menopause(people: People, age: FloatArray, key: str) -> FloatArray:
    """Age at the last period, so that it fits the years since menopause that a file gives."""
    noise = normals(key, "menopause", len(age))
    natural = USUAL_MENOPAUSE[0] + USUAL_MENOPAUSE[1] * noise
    since = people.years_since_menopause
    if since is None:
        return natural
    if since.mean is not None or (since.min is not None and since.max is not None):
        return np.asarray(age - spread_over(since, noise, positive=False))
    low = -math.inf if since.min is None else since.min
    high = math.inf if since.max is None else since.max
    return np.asarray(age - np.clip(age - natural, low, high))


def _start(trial: Trial, key: str, count: int) -> dict[str, FloatArray]:
    """The day of the year: the middle of the month, or spread over the year where no month is given."""
    if trial.start_month is not None:
        return {"skin.day_of_year_at_start": np.full(count, (trial.start_month - 0.5) * 365.25 / 12)}
    ranks = np.argsort(np.argsort(normals(key, "season", count)))
    return {"skin.day_of_year_at_start": (ranks + 0.5) / count * 365.25}


def _eaten(people: People, key: str, count: int) -> dict[str, FloatArray]:
    habits = {
        "gut.calcium_food": _around(20.0, 20.0 * SPREADS["intake"], normals(key, "calcium", count), positive=True)
    }
    for nutrient, spread in people.intakes.items():
        variation = spread.sd or SPREADS["intake"] * (spread.mean or 0.0)
        noise = normals(key, nutrient, count)
        amounts = spread_over(Spread(spread.mean, variation, spread.min, spread.max), noise, positive=True)
        for name, factor in food_inputs(nutrient, spread.unit).items():
            habits[name] = amounts * factor
    return habits


@cache
def food_inputs(nutrient: str, unit: str) -> Mapping[str, float]:
    """The model's inputs for one `unit` of a nutrient eaten a day.

    >>> {name: round(value, 4) for name, value in food_inputs("calcium", "mg/d").items()}
    {'gut.calcium_food': 0.025}
    """
    substance = find_substance(nutrient, ("nutrient",))
    own = Amount(Amount(1.0, unit).to(f"{substance.unit}/d", of=substance), f"{substance.unit}/d")
    plain = Person(age=50, sex="female", height_cm=163, mass_kg=65, latitude=0.0)
    fed = Person(age=50, sex="female", height_cm=163, mass_kg=65, latitude=0.0, diet=Diet({substance.name: own}, ()))
    without = inputs_of(plain, 1.0).values
    return {name: value for name, value in inputs_of(fed, 1.0).values.items() if name not in without}


def _skin(latitude: float, skin_type: FloatArray, age: FloatArray, minutes: FloatArray) -> dict[str, FloatArray]:
    daily = year_of_synthesis(latitude, skin_type, age, minutes, USUAL_EXPOSED, cloud=USUAL_CLOUD, days=DAYS_OF_SEASON)
    waves = harmonics(daily, order=3)
    found = {"skin.synthesis_mean": waves.mean * NMOL_PER_IU}
    for order in (1, 2, 3):
        found[f"skin.cos{order}"] = waves.cosine[..., order - 1] * NMOL_PER_IU
        found[f"skin.sin{order}"] = waves.sine[..., order - 1] * NMOL_PER_IU
    return found


def _targets(people: People, key: str, count: int) -> dict[str, FloatArray]:
    """Baselines in each outcome's own unit; a T-score becomes the density that has it."""
    found = {}
    for word, spread in people.baselines.items():
        score = word in T_SCORES
        values = spread_over(spread, normals(key, word, count), positive=not score)
        known = outcomes().get(word)
        if score:
            found[f"bmd_{T_SCORES[word]}"] = bmd_from_t_score(T_SCORES[word], values)
        elif known is not None:
            found[word] = values * (known.factor_from(spread.unit) if spread.unit else 1.0)
    return found
