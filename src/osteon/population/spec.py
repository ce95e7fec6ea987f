"""Which virtual people are wanted: who may be in, what is known of their baseline, where they live and since when."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache

from osteon.body.editions import OWN
from osteon.errors import InputError
from osteon.evidence.replay_people import ADULT, USUAL_LATITUDE
from osteon.evidence.trial_parts import People as Wanted
from osteon.evidence.trial_parts import Spread, Trial
from osteon.population.joint import rows_of

WORLDS = 64
MOST_WORLDS = 4096
SURVEYED = "US"
"""The country of the surveys that people are drawn by."""
BACKWARDS = "min"
SIZES_AGREE = 0.1
POSSIBLE: Mapping[str, tuple[float, float]] = {
    "age": (ADULT, 100.0),
    "height": (120.0, 220.0),
    "mass": (25.0, 350.0),
    "bmi": (12.0, 80.0),
    "egfr": (4.0, 180.0),
    "skin_type": (1.0, 6.0),
}
"""Bounds within which virtual people are drawn, in the unit of each key."""


@cache
def women_share() -> float:
    """The share of women among the adults of the survey.

    >>> 0.5 < women_share() < 0.53
    True
    """
    rows = [row for row in rows_of("shares") if row["what"] == "age"]
    women = sum(float(row["share"]) for row in rows if row["sex"] == "female")
    return round(women / sum(float(row["share"]) for row in rows), 3)


@dataclass(frozen=True)
class Spec:
    """A population as it is asked for; what is left open is as in the adults that were surveyed.

    `people` holds limits (who may be in) and baselines (means and SDs). `latitude` is one for all; without it people
    live in the towns of `country`, as many in each as live there. `ethnicities` are shares by word, the empty word
    for not told; None is as surveyed. `usual_medicines` is how often medicines are taken relative to the survey: 1 for
    a population, 0 for a trial that names its own; `supplement_users` is the share who take vitamin D, None as
    surveyed. `worlds` is how many sets of typical values of the model's
    parameters there are: doubt that all people of a world share. One world holds the edition's own typical values.
    """

    name: str = "adults"
    people: Wanted = field(default_factory=lambda: Wanted(age=Spread(min=ADULT), female=women_share()))
    latitude: float | None = None
    country: str = SURVEYED
    start_month: int | None = None
    ethnicities: tuple[tuple[str, float], ...] | None = None
    usual_medicines: float = 1.0
    supplement_users: float | None = None
    edition: str = OWN
    worlds: int = WORLDS

    def __hash__(self) -> int:
        return hash((self.name, self.latitude, self.country, self.start_month, self.edition, self.worlds))


def spec_of_trial(trial: Trial, *, worlds: int = WORLDS) -> Spec:
    """The people of a trial, at its place and season.

    >>> from osteon.evidence.trial import load_trial
    >>> spec_of_trial(load_trial("knapen2013")).latitude
    50.8
    """
    age = trial.people.age
    grown = replace(trial.people, age=replace(age, min=max(ADULT, age.min or ADULT)))
    return Spec(
        name=trial.cohort or trial.id,
        people=grown,
        latitude=USUAL_LATITUDE if trial.latitude is None else trial.latitude,
        start_month=trial.start_month,
        ethnicities=(),
        usual_medicines=0.0,
        supplement_users=0.0,
        worlds=worlds,
    )


def checked(spec: Spec) -> Spec:
    """The spec itself, if means, SDs and limits can hold together.

    Raises:
        InputError: means outside limits, limits the wrong way round, sizes that no body has; all of them at once.

    >>> checked(Spec()).name
    'adults'
    """
    problems = problems_of(spec)
    if problems:
        raise InputError([f"{key}: {text}" for key, text in problems], spec.name)
    return spec


def problems_of(spec: Spec) -> list[tuple[str, str]]:
    """What cannot hold together in a spec: each key with what is wrong.

    >>> problems_of(Spec(people=Wanted(age=Spread(mean=50.0, max=40.0))))
    [('age', 'the mean 50 is above max 40')]
    """
    found = [(name, text) for name, spread in spreads_of(spec) for text in _wrong(spread)]
    return [*found, *_impossible(spec)]


def spreads_of(spec: Spec) -> Iterator[tuple[str, Spread]]:
    """Every mean, SD and limit that a spec gives, by its key.

    >>> [name for name, _ in spreads_of(Spec())]
    ['age']
    """
    people = spec.people
    for entry in fields(people):
        value = getattr(people, entry.name)
        if isinstance(value, Spread):
            yield entry.name, value
    yield from ((f"{name} intake", spread) for name, spread in people.intakes.items())
    yield from people.baselines.items()


def _wrong(spread: Spread) -> Iterator[str]:
    low = -math.inf if spread.min is None else spread.min
    high = math.inf if spread.max is None else spread.max
    if low > high:
        yield f"{BACKWARDS} {low:g} is above max {high:g}"
    elif spread.mean is not None and spread.mean < low:
        yield f"the mean {spread.mean:g} is below min {low:g}"
    elif spread.mean is not None and spread.mean > high:
        yield f"the mean {spread.mean:g} is above max {high:g}"


def _impossible(spec: Spec) -> Iterator[tuple[str, str]]:
    people = spec.people
    if people.mass and people.mass.mean and people.bmi and people.bmi.mean and people.height and people.height.mean:
        index = people.mass.mean / (people.height.mean / 100) ** 2
        if abs(index / people.bmi.mean - 1) > SIZES_AGREE:
            yield "bmi", f"{people.bmi.mean:g} does not fit the mass and height given, which make {index:.1f} kg/m2"
    if people.age.max is not None and people.age.max < ADULT:
        yield "age", f"at most {people.age.max:g}, but the model is of adults of {ADULT:g} and over"
    for name, (low, high) in POSSIBLE.items():
        spread = getattr(people, name)
        if spread and ((spread.min is not None and spread.min > high) or (spread.max is not None and spread.max < low)):
            yield name, f"nobody is within these limits; people are from {low:g} to {high:g}"
