"""Whom a treatment does more for: effects in bands of the baseline, and trials of only those beyond a limit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.trial_parts import Endpoint
from osteon.population.trial_estimates import RATIOS, student
from osteon.population.trial_figures import Figure, Variable, variables
from osteon.population.trial_fold import Sums
from osteon.population.trial_power import normal_chance, people_needed

FloatArray = NDArray[np.float64]

FEWEST = 10
"""People in an arm below which a band is not estimated."""
CLEAR = 3.0
"""How many standard errors an effect must have for its sample size to be told."""


@dataclass(frozen=True, slots=True)
class Band:
    """The effect in people of one band, with its 95 % interval; None where too few are in it."""

    words: str
    people: int
    value: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Subgroup:
    """Effects by bands of a variable, and the chance of differences as large if there were none (Cochran's Q)."""

    variable: Variable
    bands: tuple[Band, ...]
    chance: float | None


@dataclass(frozen=True, slots=True)
class Enriched:
    """A trial that lets in only people below (or above) a limit: their share, effect, and people needed for 80 % power.

    `needed` counts people of both groups, `assessed` those who must be screened to find them.
    """

    limit: float
    share: float
    value: float
    interval: tuple[float, float]
    needed: int | None
    assessed: int | None


def subgroups(sums: Sums, endpoint: Endpoint) -> tuple[Subgroup, ...]:
    """The effect of an endpoint in each band of every variable."""
    return tuple(
        _subgroup(variable, found) for variable in variables() if (found := _arms(sums, endpoint, variable)) is not None
    )


def _arms(sums: Sums, endpoint: Endpoint, variable: Variable) -> FloatArray | None:
    """Sums by step of a variable in both arms, (2, steps, 3); None where there is nothing to compare."""
    key = (Figure.of(endpoint), variable.column)
    alone = endpoint.versus is None or sums.setting.planned.design.kind == "crossover"
    if alone or key not in sums.bands or endpoint.measure in RATIOS:
        return None
    assert endpoint.versus is not None
    return np.asarray(sums.bands[key][[sums.arms.index(endpoint.arm), sums.arms.index(endpoint.versus)]])


def _subgroup(variable: Variable, found: FloatArray) -> Subgroup:
    borders = [int(np.searchsorted(variable.edges, edge, side="left")) + 1 for edge in variable.bands]
    bounds = [0, *borders, found.shape[1]]
    bands, known = [], []
    for number, (low, high) in enumerate(pairwise(bounds)):
        inside = found[:, low:high].sum(axis=1)
        people = int(inside[:, 0].sum())
        if inside[:, 0].min() < FEWEST:
            bands.append(Band(variable.band_words(number), people, None, None))
            continue
        value, error = _difference(inside)
        step = student(people - 2) * error
        bands.append(Band(variable.band_words(number), people, value, (value - step, value + step)))
        known.append((value, error))
    return Subgroup(variable, tuple(bands), _same(known))


def _difference(inside: FloatArray) -> tuple[float, float]:
    count = inside[:, 0]
    means = inside[:, 1] / count
    variance = np.maximum(inside[:, 2] - count * means**2, 0.0) / np.maximum(count - 1, 1.0)
    return float(means[0] - means[1]), math.sqrt(float(np.sum(variance / count)))


def _same(known: list[tuple[float, float]]) -> float | None:
    """How likely effects would differ as much by chance: the upper tail of chi-square (Wilson and Hilferty)."""
    if len(known) < 2 or any(error <= 0 for _, error in known):
        return None
    values, weights = np.array([value for value, _ in known]), np.array([error**-2 for _, error in known])
    middle = float(np.sum(weights * values) / weights.sum())
    q, freedom = float(np.sum(weights * (values - middle) ** 2)), len(known) - 1
    z = ((q / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / math.sqrt(2 / (9 * freedom))
    return float(normal_chance(-z))


def enrichment(sums: Sums, endpoint: Endpoint, variable: Variable, staying: float) -> tuple[Enriched, ...]:
    """What letting in only people beyond each limit of a variable does to the effect and to the size of a trial."""
    found = _arms(sums, endpoint, variable)
    if found is None:
        return ()
    total = found[:, :, 0].sum()
    rows: list[Enriched] = []
    for step, limit in enumerate(variable.edges.tolist()):
        inside = (found[:, : step + 1] if variable.enrich == "below" else found[:, step + 1 :]).sum(axis=1)
        if inside[:, 0].min() < FEWEST:
            continue
        share = float(inside[:, 0].sum() / total)
        if share < 1.0:
            rows.append(_enriched(inside, limit, share, staying))
    return tuple(rows)


def _enriched(inside: FloatArray, limit: float, share: float, staying: float) -> Enriched:
    value, error = _difference(inside)
    spread = error**2 / float(np.mean(1 / inside[:, 0]))
    each = people_needed(value, spread, 0.8) if abs(value) > CLEAR * error else None
    needed = None if each is None else math.ceil(each / staying) * 2
    step = student(float(inside[:, 0].sum() - 2)) * error
    return Enriched(
        limit, share, value, (value - step, value + step), needed, None if needed is None else math.ceil(needed / share)
    )
