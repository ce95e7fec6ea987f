"""What a table asks for: means and SDs of columns, and the limits within which people count at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.errors import InputError, nearest
from osteon.evidence.outcome_words import outcomes
from osteon.evidence.replay_read import T_SCORES
from osteon.evidence.trial_parts import People as Wanted
from osteon.evidence.trial_parts import Spread
from osteon.outcomes.reference import bmd_from_t_score
from osteon.population.people_allowed import PLAIN, limits_of
from osteon.population.people_eaten import column_of, general_name, per_unit
from osteon.population.people_numbers import or_else
from osteon.population.spec import Spec
from osteon.readouts import readouts

FloatArray = NDArray[np.float64]

SHARES = {"smokers": "smoker", "prior_fracture": "prior_fracture"}


@dataclass(frozen=True, slots=True)
class Target:
    """What a weighted column shall have: a mean and, if given, an SD, in the column's own unit."""

    column: str
    mean: float
    sd: float | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """Who counts at all: those between `low` and `high` in a column, and those without a value in it."""

    column: str
    low: float = -np.inf
    high: float = np.inf

    def keeps(self, columns: Mapping[str, FloatArray]) -> NDArray[np.bool_]:
        """Who is within.

        >>> Limit("age", low=60.0).keeps({"age": np.array([59.0, 61.0, np.nan])}).tolist()
        [False, True, True]
        """
        values = columns[self.column]
        return np.asarray(np.isnan(values) | ((values >= self.low) & (values <= self.high)))


def limits_of_table(spec: Spec, names: Sequence[str]) -> tuple[Limit, ...]:
    """The limits of a trial's table on these columns.

    >>> limits_of_table(Spec(), ["age"])
    (Limit(column='age', low=18.0, high=inf),)
    """
    plain = [
        Limit(column, or_else(spread.min, -np.inf) * factor, or_else(spread.max, np.inf) * factor)
        for column, spread, factor in limits_of(spec)
    ]
    found = [*plain, *(_baseline_limit(word, spread) for word, spread in spec.people.baselines.items())]
    return tuple(limit for limit in found if limit.column in names and (limit.low, limit.high) != (-np.inf, np.inf))


def targets_of_table(people: Wanted, names: Sequence[str]) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """What a trial's table asks for in these columns, and the words of it that no column holds.

    >>> targets, left_out = targets_of_table(Wanted(age=Spread(mean=60.0, sd=5.0), female=0.5), ["age", "female"])
    >>> [(target.column, target.mean, target.sd) for target in targets], left_out
    ([('age', 60.0, 5.0), ('female', 0.5, None)], ())
    """
    wanted = [(name, getattr(people, name), 1.0) for name in PLAIN]
    wanted += [
        (column_of(general_name(name)), spread, per_unit(name, spread.unit)) for name, spread in people.intakes.items()
    ]
    found = [_target(column, spread, factor) for column, spread, factor in wanted if spread and spread.mean is not None]
    found.append(Target("female", people.female))
    found += [Target(column, value) for key, column in SHARES.items() if (value := getattr(people, key)) is not None]
    baselines = {word: _baseline(word, spread) for word, spread in people.baselines.items() if spread.mean is not None}
    found += [target for target in baselines.values() if target.column in names]
    known = tuple(target for target in found if target.column in names)
    missing = [target.column for target in found if target.column not in names]
    return known, (*missing, *(word for word, target in baselines.items() if target.column not in names))


def chosen_targets(targets: Sequence[Target], only: Sequence[str]) -> tuple[Target, ...]:
    """Some of the targets, by their columns; raises InputError with the nearest names for others.

    >>> chosen_targets([Target("age", 60.0), Target("bmi", 25.0)], ["bmi"])[0].mean
    25.0
    """
    names = [target.column for target in targets]
    wrong = [name for name in only if name not in names]
    if wrong:
        hints = [
            f"{name!r} is not in the table; {nearest(name, names) or 'there are ' + ', '.join(names)}" for name in wrong
        ]
        raise InputError(hints, "--only")
    return tuple(target for target in targets if target.column in only)


def _baseline(word: str, spread: Spread) -> Target:
    """A baseline as a target of the column that holds this outcome."""
    assert spread.mean is not None
    column, mean = _level(word, spread.mean, spread.unit)
    _, above = _level(word, spread.mean + (spread.sd or 0.0), spread.unit)
    return Target(column, mean, above - mean if spread.sd else None)


def _baseline_limit(word: str, spread: Spread) -> Limit:
    low, high = (None if end is None else _level(word, end, spread.unit)[1] for end in (spread.min, spread.max))
    return Limit(_level(word, 0.0, spread.unit)[0], or_else(low, -np.inf), or_else(high, np.inf))


def _level(word: str, value: float, unit: str) -> tuple[str, float]:
    """The column of an outcome and a level of it in the column's unit; a T-score becomes the density that has it."""
    if word in T_SCORES:
        return f"bmd_{T_SCORES[word]}", float(bmd_from_t_score(T_SCORES[word], np.array(value)))
    if word not in readouts() or word not in outcomes():
        return word, value
    registered = outcomes()[word]
    factor = registered.factor_from(unit) if unit else 1.0
    return word, value * factor / registered.factor_from(readouts()[word].unit)


def _target(column: str, spread: Spread, factor: float) -> Target:
    assert spread.mean is not None
    return Target(column, spread.mean * factor, spread.sd * factor if spread.sd else None)
