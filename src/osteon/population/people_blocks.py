"""Draws people in blocks: whoever may not be in is drawn again, from the same streams at the next try."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from osteon.errors import InputError
from osteon.population.people_allowed import allowed, why_nobody
from osteon.population.people_draw import drawn
from osteon.population.people_inputs import model_inputs
from osteon.population.people_numbers import Columns, Draw
from osteon.population.spec import Spec

BLOCK = 4096
MOST_TURNS = 10_000
RAREST = 0.005
"""The share of tries that limits must leave, or drawing would take too long."""
ABSORBED = 0.8
"""Share of eaten vitamin D that is absorbed, for ranks only."""
PILOT = 1024
PILOT_SEED = 20_101_201
PILOT_TURNS = 8
ENOUGH_KEPT = 200


def block_of(spec: Spec, first: int, count: int, seed: int) -> Columns:
    """The describing columns of people `first` to `first + count - 1`, all of whom may be in.

    Raises:
        InputError: nobody can be in by the spec; it says which limits leave nobody.

    >>> bool(block_of(Spec(), 0, 9, seed=1)["age"].min() >= 18)
    True
    """
    _must_be_possible(spec)
    rows = np.arange(count)
    found = drawn(spec, Draw(seed, first, count, 0, rows))
    rows = rows[~allowed(spec, found)]
    for turn in range(1, MOST_TURNS):
        if not rows.size:
            return found
        again = drawn(spec, Draw(seed, first, count, turn, rows))
        for name, values in again.items():
            found[name][rows] = values
        rows = rows[~allowed(spec, again)]
    raise InputError(f"person {first + int(rows[0])} could not be drawn in {MOST_TURNS} tries", spec.name)


@lru_cache(maxsize=64)
def _must_be_possible(spec: Spec) -> None:
    """Refuse limits that leave nobody or hardly anybody: judged by people of a fixed seed, so by the spec alone."""
    kept = tried = 0
    for turn in range(PILOT_TURNS):
        columns = drawn(spec, Draw(PILOT_SEED, 0, PILOT, turn, np.arange(PILOT)))
        kept, tried = kept + int(allowed(spec, columns).sum()), tried + PILOT
        if kept >= ENOUGH_KEPT:
            return
    if kept < RAREST * tried:
        raise InputError(why_nobody(spec, columns, kept, tried), spec.name)


def log_supply(inputs: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """The logarithm of the vitamin D that people get from sun and food, nmol a day.

    >>> one = {name: np.array([1.0]) for name in
    ...     ("skin.synthesis_mean", "vitamin_d.d3_intake", "vitamin_d.d3_unseen")}
    >>> round(float(np.exp(log_supply(one))[0]), 1)
    3.6
    """
    eaten = ABSORBED * (inputs["vitamin_d.d3_intake"] + inputs["vitamin_d.d3_unseen"])
    return np.asarray(np.log(inputs["skin.synthesis_mean"] + eaten + 1.0))


@lru_cache(maxsize=64)
def usual_supply(spec: Spec) -> tuple[float, float]:
    """Mean and SD, over the people of a spec, of the logarithm of the vitamin D they get, nmol a day.

    >>> 3 < usual_supply(Spec())[0] < 5
    True
    """
    columns = block_of(spec, 0, PILOT, PILOT_SEED)
    supply = log_supply(model_inputs(spec, columns))
    return float(supply.mean()), float(supply.std())
