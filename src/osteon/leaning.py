"""What bone density says of all the numbers in which people differ: who is thin was built so, or loses fast.

How each number shows in density after a life led with it is found by differences; densities of a trial's people then
say how far each of their numbers is likely off the usual (the conditional mean of normal numbers). Without this all
thin people would have been born thin and would lose no faster than others.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from osteon.draws import moved
from osteon.engine.solver import Kernel, Settings
from osteon.outcomes.reference import SITES

FloatArray = NDArray[np.float64]

DENSITIES = tuple(f"bmd_{site}" for site in SITES)
YOUNG, OLD = 25, 95
STEP = 0.5
MEASURED = 0.015
"""Error of a measured density, relative (as repeated measurements differ)."""
MOST = 2.5
"""No number is moved by more of its own SDs than this."""


def lean(
    kernel: Kernel, rows: FloatArray, age: FloatArray, female: NDArray[np.bool_], off: Mapping[str, FloatArray]
) -> FloatArray:
    """Rows of parameters with every number where the person's density leads to expect it.

    `off` are natural logarithms of density over what the same people would have by nature, for those of `DENSITIES`
    that are known; `age` is in years. Rows, ages and densities are of the same people.
    """
    if not off:
        return rows
    gains = _gains(kernel, tuple(DENSITIES.index(word) for word in off))
    year = np.clip(np.round(age), YOUNG, OLD).astype(int) - YOUNG
    noise = np.einsum("nps,ns->np", gains[female.astype(int), year], np.column_stack(list(off.values())))
    return moved(kernel.model, rows, np.clip(noise, -MOST, MOST), "vary")


@lru_cache(maxsize=8)
def _gains(kernel: Kernel, sites: tuple[int, ...]) -> FloatArray:
    """SDs of each number for a unit of density at each site, (sex, years from `YOUNG`, parameters, sites)."""
    shown = _slopes(kernel)[:, :, sites, :]
    known = shown @ np.moveaxis(shown, -1, -2) + MEASURED**2 * np.eye(len(sites))
    return np.asarray(np.moveaxis(np.linalg.solve(known, shown), -1, -2))


def _slopes(kernel: Kernel) -> FloatArray:
    """Change of the logarithm of density for one SD of each number, (sex, years from `YOUNG`, sites, parameters)."""
    differs = [index for index, entry in enumerate(kernel.model.params) if getattr(entry.declaration, "vary", 0.0) > 0]
    noise = np.zeros((len(differs) + 1, len(kernel.model.params)))
    noise[np.arange(1, len(differs) + 1), differs] = STEP
    slopes = np.zeros((2, OLD - YOUNG + 1, len(SITES), len(kernel.model.params)))
    for sex in (0, 1):
        rows = moved(kernel.model, np.repeat(kernel.defaults(1), len(noise), axis=0), noise, "vary")
        logs = np.log(_densities(kernel, rows, float(sex)))
        slopes[sex][:, :, differs] = np.moveaxis((logs[1:] - logs[0]) / STEP, 0, -1)
    return slopes


def _densities(kernel: Kernel, rows: FloatArray, female: float) -> FloatArray:
    """Densities through life from the age of `YOUNG`, (people, years, sites)."""
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    rows[:, place["life.female"]], rows[:, place["life.age_at_start"]] = female, YOUNG
    days = 365.25 * np.arange(OLD - YOUNG + 1, dtype=np.float64)
    batch = kernel.run(rows, days, settings=Settings(relative=1e-4))
    names = [f"bone_density.{word}" for word in DENSITIES]
    return np.asarray(kernel.follow(days, batch.states, rows, names))
