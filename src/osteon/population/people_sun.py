"""Vitamin D that skin makes over the year, for many people at once: looked up between tabulated latitudes and minutes.

What a spell makes is proportional to the skin bared and to the capacity at an age, so neither needs a table. Between
two points the yearly curve is a weighted mean of two curves, so it cannot go below zero either.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.replay_people import DAYS_OF_SEASON, HOME_OF_EXPEDITIONS, NMOL_PER_IU, NOBODY_LIVES_SOUTH_OF
from osteon.intake.sunlight import age_factor, harmonics, year_of_synthesis

FloatArray = NDArray[np.float64]

YOUNG = 20.0
SKIN_TYPES = 6
NAMES = ("skin.synthesis_mean", *(f"skin.{wave}{order}" for order in (1, 2, 3) for wave in ("cos", "sin")))
_STEPS = 33
LONGEST = 480.0
"""Minutes a day beyond which nothing is added."""


def skin_inputs(
    latitude: FloatArray, skin_type: FloatArray, age: FloatArray, minutes: FloatArray, exposed: float, cloud: float
) -> dict[str, FloatArray]:
    """The model's inputs for sun on the skin (nmol a day and waves), one number a person.

    People of an expedition to the far south bring what they made at home, at 40 degrees south.

    >>> one = np.array([1.0])
    >>> found = skin_inputs(52.1 * one, 2 * one, 40 * one, 8 * one, 0.25, 0.5)
    >>> 15 < float(found["skin.synthesis_mean"][0]) < 25
    True
    """
    home = np.where(latitude < NOBODY_LIVES_SOUTH_OF, HOME_OF_EXPEDITIONS, latitude)
    low = np.floor(home)
    rise = (home - low)[:, None]
    found = (1 - rise) * _at(low, skin_type, minutes, cloud) + rise * _at(np.ceil(home), skin_type, minutes, cloud)
    scaled = found * (exposed * age_factor(age))[:, None]
    return {name: np.ascontiguousarray(scaled[:, column]) for column, name in enumerate(NAMES)}


def _at(latitude: FloatArray, skin_type: FloatArray, minutes: FloatArray, cloud: float) -> FloatArray:
    """(people, waves) at whole degrees of latitude, for all skin bare at age 20."""
    spent = np.clip(minutes, 0.0, LONGEST)
    below = np.minimum((np.sqrt(spent / LONGEST) * (_STEPS - 1)).astype(np.intp), _STEPS - 2)
    share = ((spent - _minutes(below)) / (_minutes(below + 1) - _minutes(below)))[:, None]
    kind = skin_type.astype(np.intp) - 1
    found = np.empty((len(latitude), len(NAMES)))
    for degree in np.unique(latitude):
        mine = latitude == degree
        table = _table(float(degree), cloud)
        found[mine] = (1 - share[mine]) * table[kind[mine], below[mine]] + share[mine] * table[
            kind[mine], below[mine] + 1
        ]
    return found


def _minutes(step: NDArray[np.intp]) -> FloatArray:
    """The tabulated minutes, which lie closer where they are few."""
    return np.asarray(LONGEST * (step / (_STEPS - 1)) ** 2)


@lru_cache(maxsize=512)
def _table(latitude: float, cloud: float) -> FloatArray:
    """(skin types, minutes, waves) in nmol a day."""
    minutes = _minutes(np.arange(_STEPS))
    kinds = np.arange(1, SKIN_TYPES + 1)[:, None]
    daily = year_of_synthesis(latitude, kinds, YOUNG, minutes, 1.0, cloud=cloud, days=DAYS_OF_SEASON)
    waves = harmonics(daily, order=3)
    turns = [wave[..., order] for order in range(3) for wave in (waves.cosine, waves.sine)]
    return np.stack([waves.mean, *turns], axis=-1) * NMOL_PER_IU
