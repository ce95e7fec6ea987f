"""How likely a real trial is to find an effect, and how many people it needs; with the model's doubt taken in.

Equation: power = P(|Z + effect / sqrt(spread / n)| > 1.96), n people measured in each group.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.evidence.trial_parts import NORMAL_95
from osteon.population.trial_estimates import Estimate

FloatArray = NDArray[np.float64]

WANTED = (0.8, 0.9)
NORMAL_POWER = {0.8: 0.8416212335729143, 0.9: 1.2815515655446004}
NODES = 41
NINETY = 1.6448536269514722
MOST = 10**9
CURVE_POINTS = 41
CLEAR = 2.0
"""How many standard errors an effect must have for the size of a trial to be told."""


@dataclass(frozen=True, slots=True)
class Power:
    """The power of a trial by the number of people put into each group, and what it takes to reach 80 and 90 %.

    `middle` is for the effect found, `low` and `high` for the ends of the 90 % doubt about it, `assured` the mean over
    it. `needed` counts people of all groups, with those who leave; None where it takes more than a thousand million.
    """

    groups: int
    sizes: tuple[int, ...]
    middle: FloatArray
    low: FloatArray
    high: FloatArray
    assured: FloatArray
    needed: dict[str, int | None]
    planned: int | None = None
    at_planned: float | None = None
    assured_at_planned: float | None = None


def power_of(effect: ArrayLike, spread: float, people: ArrayLike) -> FloatArray:
    """The chance that a trial with so many measured people in each group finds an effect (two-sided, 5 %).

    >>> round(float(power_of(0.5, 2.0, 63)), 2)
    0.8
    """
    ratio = np.abs(np.asarray(effect, float)) / np.sqrt(spread / np.maximum(np.asarray(people, float), 1e-9))
    return np.asarray(normal_chance(ratio - NORMAL_95) + normal_chance(-ratio - NORMAL_95))


def normal_chance(z: ArrayLike) -> FloatArray:
    """The chance that a standard normal number lies below z."""
    flat = np.asarray(z, float)
    chances = [0.5 * math.erfc(-value / math.sqrt(2)) for value in flat.ravel().tolist()]
    return np.array(chances).reshape(flat.shape)


def people_needed(effect: float, spread: float, wanted: float) -> int | None:
    """Measured people in each group for a power of 0.8 or 0.9; None where it takes too many.

    >>> people_needed(0.5, 2.0, 0.8)
    63
    """
    if not (math.isfinite(effect) and math.isfinite(spread)) or abs(effect) < 1e-300:
        return None
    n = (NORMAL_95 + NORMAL_POWER[wanted]) ** 2 * spread / effect**2
    return math.ceil(n - 1e-9) if n < MOST else None


def power_curve(
    estimate: Estimate, *, groups: int, staying: float, planned: int | None = None, adjusted: bool = False
) -> Power | None:
    """The power of an estimate's contrast in a real trial; `staying` is the share of people measured in the end.

    None where the effect cannot be told from none among these virtual people.
    """
    effect, spread = (math.log(estimate.value), estimate.spread) if estimate.log else (estimate.value, estimate.spread)
    if adjusted and estimate.adjusted is not None and estimate.adjusted_spread is not None:
        effect, spread = estimate.adjusted, estimate.adjusted_spread
    found = {wanted: people_needed(effect, spread, wanted) for wanted in WANTED}
    if found[0.8] is None or spread <= 0 or abs(effect) < CLEAR * estimate.error:
        return None
    doubt = math.hypot(estimate.doubt or 0.0, estimate.error)
    sizes = _sizes(max(found[0.8] / staying, 2))
    stay = np.array(sizes) * staying
    ends = (max(abs(effect) - NINETY * doubt, 0.0), abs(effect) + NINETY * doubt)
    at = None if planned is None else planned / groups * staying
    return Power(
        groups,
        sizes,
        power_of(effect, spread, stay),
        power_of(ends[0], spread, stay),
        power_of(ends[1], spread, stay),
        _assured(effect, doubt, spread, stay),
        {f"{wanted:.0%}": None if n is None else math.ceil(n / staying) * groups for wanted, n in found.items()},
        planned,
        None if at is None else float(power_of(effect, spread, at)),
        None if at is None else float(_assured(effect, doubt, spread, np.array([at]))[0]),
    )


def _assured(effect: float, doubt: float, spread: float, people: FloatArray) -> FloatArray:
    """Power averaged over what the effect may be."""
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    powers: Sequence[FloatArray] = [power_of(effect + doubt * point, spread, people) for point in points]
    return np.asarray(np.tensordot(weights / weights.sum(), np.stack(powers), axes=1))


def _sizes(around: float) -> tuple[int, ...]:
    """Sizes of a group from a twentieth to eight times one that suffices, evenly on a log scale."""
    steps = np.geomspace(max(around / 20, 2), max(around * 8, 40), CURVE_POINTS)
    return tuple(sorted({math.ceil(size) for size in steps.tolist()}))
