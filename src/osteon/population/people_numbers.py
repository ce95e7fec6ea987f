"""The random numbers of some people at one try, and how a spread of a spec turns them into values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.trial_parts import Spread
from osteon.population.joint import QUANTITIES, between, margins, mixing
from osteon.population.normal import normal_of
from osteon.population.people_laws import Law, law_of
from osteon.population.spec import POSSIBLE
from osteon.population.streams import evenly, raw

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Columns = dict[str, FloatArray]


@dataclass(frozen=True)
class Who:
    """What the joint distribution depends on: years, sex (True for women), and ethnicity as index."""

    age: FloatArray
    female: BoolArray
    ethnicity: NDArray[np.int64]


@dataclass(frozen=True)
class Draw:
    """The random numbers of some people at one try: `rows` are those wanted among `first` to `first + count - 1`."""

    seed: int
    first: int
    count: int
    turn: int
    rows: NDArray[np.int64]

    def score(self, stream: str) -> FloatArray:
        """A standard normal number for each of them."""
        return normal_of(self.chance(stream))

    def chance(self, stream: str) -> FloatArray:
        """A number between 0 and 1 for each of them."""
        return evenly(raw(self.seed, f"person {stream}", self.first, self.count, turn=self.turn)[self.rows])

    def scores(self) -> dict[str, FloatArray]:
        """Correlated normal scores of every quantity of the joint distribution."""
        plain = np.stack([self.score(name) for name in QUANTITIES])
        mixed = sum(mixing()[:, [column]] * plain[[column]] for column in range(len(QUANTITIES)))
        return dict(zip(QUANTITIES, np.asarray(mixed), strict=True))


def limited(wanted: Spread | None, quantity: str, score: FloatArray, who: Who, *, factor: float = 1.0) -> FloatArray:
    """A quantity of the joint distribution: by a spec's mean and SD, or as surveyed within a spec's limits.

    `factor` turns the unit of the spread into the quantity's own.

    >>> who = Who(np.array([60.0]), np.array([True]), np.array([0]))
    >>> round(float(limited(Spread(max=20.0), "bmi", np.array([8.0]), who)[0]), 6)
    20.0
    """
    if wanted is not None and wanted.mean is not None:
        return law_kept(possible(quantity, wanted), positive=True, factor=factor).at(score)
    form, bounds = margins()[quantity], POSSIBLE.get(quantity, (0.0, np.inf))
    low, high = (None, None) if wanted is None else (wanted.min, wanted.max)
    least = np.full(len(score), -np.inf) if low is None else form.score_of(low * factor, *_parts(who))
    most = np.full(len(score), np.inf) if high is None else form.score_of(high * factor, *_parts(who))
    squeezed = score if (low, high) == (None, None) else between(score, least, most)
    floor = max(bounds[0], or_else(low, 0.0) * factor)
    ceiling = min(bounds[1], or_else(high, np.inf) * factor)
    return np.asarray(np.clip(form.values(squeezed, *_parts(who)), floor, ceiling))


def _parts(who: Who) -> tuple[FloatArray, BoolArray, NDArray[np.int64]]:
    return who.age, who.female, who.ethnicity


def possible(name: str, spread: Spread) -> Spread:
    """A spread within what is possible in people.

    >>> possible("age", Spread(mean=80.0, min=75.0)).max
    100.0
    """
    if name not in POSSIBLE or spread.mean is None:
        return spread
    least, most = POSSIBLE[name]
    low, high = (or_else(spread.min, least), or_else(spread.max, most))
    return replace(spread, min=min(low, spread.mean), max=max(high, spread.mean))


def law_kept(spread: Spread, *, positive: bool, factor: float = 1.0) -> Law:
    """The law of a spread, worked out once a process.

    >>> law_kept(Spread(mean=60.0, sd=5.0), positive=False).sd
    5.0
    """
    return _law(spread, positive, factor)


@lru_cache(maxsize=512)
def _law(spread: Spread, positive: bool, factor: float) -> Law:
    return law_of(spread, positive=positive, factor=factor)


def or_else(value: float | None, other: float) -> float:
    """A value, or another one where there is none.

    >>> or_else(None, 2.0), or_else(0.0, 2.0)
    (2.0, 0.0)
    """
    return other if value is None else value
