"""What a trial run is: everything that its numbers depend on, small enough to be sent to a worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.errors import InputError
from osteon.evidence.replay_read import FRACTURES, modelled
from osteon.evidence.trial_parts import Endpoint, Meal
from osteon.population.spec import WORLDS, Spec, spec_of_trial
from osteon.population.streams import check_seed, uniforms
from osteon.population.trial_design import Planned, groups_of, parse_planned
from osteon.population.trial_doses import Stint
from osteon.population.trial_reading import check_words
from osteon.population.trial_spans import YEAR

FloatArray = NDArray[np.float64]

CHUNK = 2048
MOST_PEOPLE = 10**10
MOST_VALUES = 4000
"""Visits times outcomes, at most, so that a chunk fits into memory."""
STATUS_WORDS = ("25ohd_serum", "dp_ucmgp")
"""Measured in everybody at the first visit, whatever is asked for: vitamin D and vitamin K status."""


@dataclass(frozen=True)
class Job:
    """A run of a trial: its text, how many people, the seed, what is measured and when (days), people of a chunk.

    `truth` writes values without the error of measuring, and the share of doses taken, beside the measured ones.
    `worlds` is how many draws of what is not known of the model people are spread over; people of one world share its
    typical values.
    """

    text: str
    people: int
    seed: int
    outcomes: tuple[str, ...]
    visits: tuple[float, ...]
    chunk: int = CHUNK
    worlds: int = WORLDS
    edition: str = OWN
    truth: bool = False

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.people // self.chunk)

    def span(self, index: int) -> tuple[int, int]:
        """The first person of a chunk, and how many it has."""
        first = index * self.chunk
        return first, min(self.chunk, self.people - first)

    @property
    def header(self) -> dict[str, Any]:
        """All of it as plain data, the text by its digest."""
        told = {name: value for name, value in asdict(self).items() if name != "text"}
        told |= {"outcomes": list(self.outcomes), "visits": list(self.visits)}
        return {"trial": sha256(self.text.encode()).hexdigest(), **told}


@dataclass(frozen=True)
class Setting:
    """What a job's text says, read once: the trial, its groups, when each arm is taken, and test meals by outcome."""

    planned: Planned
    groups: tuple[str, ...]
    shares: tuple[int, ...]
    arms: tuple[tuple[str, ...], ...]
    days: tuple[float, ...]
    meals: Mapping[str, Meal]
    codes: tuple[str, ...]

    @property
    def last_day(self) -> float:
        """The last day of the trial."""
        return self.days[-1]

    def times(self, *, events: bool) -> FloatArray:
        """The days at which people are read: those of visits, and where events are counted, days between.

        Five a year, so that they do not fall on one phase of doses that are given every half year.
        """
        between = np.arange(0.0, self.last_day, YEAR / 5) if events else ()
        return np.union1d(self.days, between)

    def offset(self, period: int) -> float:
        """The day on which a period of a crossover begins."""
        return period * (self.planned.design.period + self.planned.design.washout)

    def stints(self, group: int) -> tuple[Stint, ...]:
        """Which arm a group takes from when to when."""
        trial, design = self.planned.trial, self.planned.design
        if design.kind != "crossover":
            return (Stint(trial.arm(self.arms[group][0]), 0.0, np.inf if not self.last_day else self.last_day + 1.0),)
        begins = [self.offset(period) for period in range(len(self.arms[group]))]
        return tuple(
            Stint(trial.arm(name), begin, begin + design.period)
            for name, begin in zip(self.arms[group], begins, strict=True)
        )


def make_job(
    planned: Planned,
    *,
    people: int,
    seed: int,
    outcomes: Sequence[str] = (),
    visits: Sequence[float] = (),
    chunk: int = CHUNK,
    worlds: int = WORLDS,
    edition: str = OWN,
    truth: bool = False,
) -> Job:
    """A job for a trial: outcomes and visits of its endpoints, and those that are named besides.

    Raises:
        InputError: all that cannot be used.

    >>> from osteon.population.trial_design import load_planned
    >>> make_job(load_planned("knapen2013"), people=100, seed=1).outcomes
    ('bmd_lumbar_spine', 'bmd_femoral_neck', 'bmd_total_hip', 'ucoc_serum')
    """
    own = [each.outcome for each in planned.trial.endpoints if measurable(each)]
    words = tuple(dict.fromkeys([*own, *outcomes, *_screened(planned)]))
    days = tuple(sorted({0.0, *planned.design.visits, *visits}))
    problems = _problems(people, seed, words, days, chunk, worlds, planned)
    if problems:
        raise InputError(problems, where="osteon trial")
    return Job(planned.text, people, seed, words, days, chunk, worlds, edition, truth)


def _screened(planned: Planned) -> list[str]:
    return [each.word for each in planned.design.eligible if each.measured]


def measurable(endpoint: Endpoint) -> bool:
    """Whether an endpoint can be read from people that are followed one by one."""
    return modelled(endpoint) or (endpoint.outcome in FRACTURES and endpoint.measure in ("value", "ratio"))


def _problems(
    people: int,
    seed: int,
    words: Sequence[str],
    days: Sequence[float],
    chunk: int,
    worlds: int,
    planned: Planned,
) -> list[str]:
    found = []
    if not 1 <= people <= MOST_PEOPLE:
        found.append(f"--people {people} is outside 1 to {MOST_PEOPLE:,}")
    if not 16 <= chunk <= 65_536:
        found.append(f"--chunk {chunk} is outside 16 to 65,536")
    if not 1 <= worlds <= 4096:
        found.append(f"--worlds {worlds} is outside 1 to 4,096")
    if planned.design.kind == "crossover" and days[-1] > planned.design.period:
        found.append(f"a visit on day {days[-1]:g} lies behind the end of a period of {planned.design.period:g} days")
    if not words:
        found.append("nothing is measured; give [[endpoint]] tables that the model has, or --outcomes")
    if len(words) * len(days) > MOST_VALUES:
        found.append(f"{len(words)} outcomes at {len(days)} visits are too many; leave some out")
    for check in (lambda: check_seed(seed), lambda: check_words(words)):
        try:
            check()
        except InputError as error:
            found += error.problems
    return found


@lru_cache(maxsize=4)
def setting_of(job: Job) -> Setting:
    """What a job's text says.

    >>> from osteon.population.trial_design import load_planned
    >>> setting_of(make_job(load_planned("knapen2013"), people=100, seed=1)).groups
    ('placebo', 'MK-7')
    """
    planned = parse_planned(job.text)
    trial, design = planned.trial, planned.design
    groups = groups_of(trial, design)
    periods = len(trial.arms) if design.kind == "crossover" else 1
    step = design.period + design.washout
    days = tuple(sorted({period * step + day for period in range(periods) for day in job.visits}))
    meals: dict[str, Meal | None] = {}
    for each in trial.endpoints:
        meals.setdefault(each.outcome, each.meal)
    letters = np.argsort(uniforms(job.seed, "trial code", 0, len(groups)), kind="stable")
    codes = [""] * len(groups)
    for letter, group in enumerate(letters.tolist()):
        codes[group] = chr(ord("A") + letter) if len(groups) <= 26 else f"G{letter + 1}"
    allocation = design.allocation or {}
    return Setting(
        planned,
        tuple(name for name, _ in groups),
        tuple(allocation.get(name, 1) for name, _ in groups),
        tuple(arms for _, arms in groups),
        days,
        {word: meal for word, meal in meals.items() if meal is not None},
        tuple(codes),
    )


def allocate(shares: Sequence[int], *, seed: int, first: int, count: int) -> NDArray[np.int64]:
    """The group of each person: permuted blocks of twice the shares, by the person's number.

    >>> allocate([1, 1], seed=1, first=0, count=8).reshape(2, 4).sum(axis=1).tolist()
    [2, 2]
    """
    slots = np.tile(np.repeat(np.arange(len(shares)), shares), 2)
    begin = first // len(slots)
    blocks = -(-(first + count) // len(slots)) - begin
    draws = uniforms(seed, "trial randomisation", begin * len(slots), blocks * len(slots))
    order = np.argsort(draws.reshape(blocks, len(slots)), axis=1, kind="stable")
    dealt = slots[order].ravel()
    skip = first - begin * len(slots)
    return np.asarray(dealt[skip : skip + count], np.int64)


@lru_cache(maxsize=4)
def spec_of(job: Job) -> Spec:
    """The population that a job's people are drawn from.

    >>> from osteon.population.trial_design import load_planned
    >>> spec_of(make_job(load_planned("knapen2013"), people=100, seed=1, worlds=8)).worlds
    8
    """
    spec = spec_of_trial(setting_of(job).planned.trial, worlds=job.worlds)
    return replace(spec, edition=job.edition)
