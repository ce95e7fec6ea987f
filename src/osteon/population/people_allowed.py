"""Who may be in: every limit of a spec, held against the describing columns exactly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.trial_parts import Spread
from osteon.population.people_eaten import column_of, general_name, per_unit
from osteon.population.people_habits import habit
from osteon.population.spec import Spec

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

PLAIN = ("age", "height", "mass", "bmi", "egfr", "skin_type", "sun_minutes", "years_since_menopause")
"""Limits of a spec that are in a column's own unit."""


def allowed(spec: Spec, columns: Mapping[str, FloatArray]) -> BoolArray:
    """Who keeps every limit.

    >>> from osteon.evidence.trial_parts import People
    >>> allowed(Spec(people=People(age=Spread(min=50.0))), {"age": np.array([49.9, 50.0])}).tolist()
    [False, True]
    """
    count = len(columns["age"])
    return np.asarray(np.all([np.ones(count, dtype=bool), *kept_limits(spec, columns).values()], axis=0))


def kept_limits(spec: Spec, columns: Mapping[str, FloatArray]) -> dict[str, BoolArray]:
    """Who keeps each limit that a spec sets, by the limit in words.

    >>> from osteon.evidence.trial_parts import People
    >>> kept_limits(Spec(people=People(age=Spread(max=50.0))), {"age": np.array([49.0])})
    {'age at most 50': array([ True])}
    """
    found: dict[str, BoolArray] = {}
    for column, spread, factor in limits_of(spec):
        if column not in columns:
            continue
        values = columns[column]
        outside = np.isnan(values)
        for word, limit, sign in (("at least", spread.min, 1.0), ("at most", spread.max, -1.0)):
            if limit is not None:
                found[f"{column.replace('_', ' ')} {word} {limit:g}{_unit(spread)}"] = outside | (
                    sign * values >= sign * limit * factor
                )
    if "menopause_age" in columns:
        ages = columns["menopause_age"]
        earliest, latest = habit("menopause_earliest"), habit("menopause_latest")
        inside = (ages >= earliest) & (ages <= latest)
        found[f"menopause between {earliest:g} and {latest:g} years"] = np.isnan(ages) | inside
    return found


def limits_of(spec: Spec) -> list[tuple[str, Spread, float]]:
    """Each column that a spec limits, with its spread and the factor from the spread's unit to the column's.

    >>> limits_of(Spec())
    [('age', Spread(mean=None, sd=None, min=18.0, max=None, unit=''), 1.0)]
    """
    people = spec.people
    plain = [(name, getattr(people, name), 1.0) for name in PLAIN if getattr(people, name) is not None]
    eaten = [
        (column_of(general_name(name)), spread, per_unit(name, spread.unit)) for name, spread in people.intakes.items()
    ]
    return [each for each in [*plain, *eaten] if (each[1].min, each[1].max) != (None, None)]


def rule(spec: Spec) -> tuple[str, ...]:
    """The inclusion rule in words, as it is stored with a population.

    >>> rule(Spec())
    ('age at least 18',)
    """
    words = []
    baselines = [(f"baseline {word}", spread, 1.0) for word, spread in spec.people.baselines.items()]
    for column, spread, _ in [*limits_of(spec), *baselines]:
        for word, limit in (("at least", spread.min), ("at most", spread.max)):
            if limit is not None:
                shown = column if column.startswith("baseline") else column.replace("_", " ")
                words.append(f"{shown} {word} {limit:g}{_unit(spread)}")
    return tuple(words)


def why_nobody(spec: Spec, columns: Mapping[str, FloatArray], kept: int, tried: int) -> list[str]:
    """What to say when of `tried` people nobody, or hardly anybody, keeps all limits: how many keep each.

    >>> from osteon.evidence.trial_parts import People
    >>> spec = Spec(people=People(age=Spread(max=50.0)))
    >>> why_nobody(spec, {"age": np.array([60.0])}, 0, 1)[1]
    'age at most 50: 0 of 1 keep it'
    """
    count = len(columns["age"])
    each = {words: int(mask.sum()) for words, mask in kept_limits(spec, columns).items()}
    worst = sorted(each.items(), key=lambda item: item[1])
    found = f"of {tried:,} people tried {kept or 'nobody'} could be in"
    head = f"{found}: the limits contradict each other or the means given"
    return [head, *(f"{words}: {number:,} of {count:,} keep it" for words, number in worst if number < count)]


def _unit(spread: Spread) -> str:
    return f" {spread.unit}" if spread.unit and spread.unit != "1" else ""
