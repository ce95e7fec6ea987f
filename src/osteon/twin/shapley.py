"""Fair shares of a difference among what makes it up: Shapley values, exact or by antithetic permutations.

A share is the mean, over all orders in which factors could be added, of what the factor changes when its turn comes; so
shares add up to the whole difference. Source: Shapley 1953; Mitchell, Cooper, Frank, Holmes 2022, J Mach Learn Res
23:1-46 (antithetic sampling of permutations).
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Worth = Callable[[int], FloatArray]
"""What a coalition is worth, by draw; factor i is in it where bit i is set."""

MOST_EXACT = 10
PAIRS = 24
"""Permutations, each with its reverse, where there are more factors than can be told exactly."""


def shares(worth: Worth, factors: int, *, pairs: int = PAIRS, seed: int = 1) -> FloatArray:
    """(factors, draws) shares of the difference between all factors and none.

    >>> shares(lambda mask: np.array([3.0 * (mask == 3)]), 2).tolist()
    [[1.5], [1.5]]
    """
    if factors == 0:
        return np.zeros((0, len(worth(0))))
    known: dict[int, FloatArray] = {}

    def once(mask: int) -> FloatArray:
        if mask not in known:
            known[mask] = worth(mask)
        return known[mask]

    return _exact(once, factors) if factors <= MOST_EXACT else _sampled(once, factors, pairs, seed)


def _exact(worth: Worth, factors: int) -> FloatArray:
    total = np.zeros((factors, len(worth(0))))
    for mask in range(1 << factors):
        size = mask.bit_count()
        for factor in range(factors):
            if not mask >> factor & 1:
                weight = factorial(size) * factorial(factors - size - 1) / factorial(factors)
                total[factor] += weight * (worth(mask | 1 << factor) - worth(mask))
    return total


def _sampled(worth: Worth, factors: int, pairs: int, seed: int) -> FloatArray:
    stream = np.random.Generator(np.random.Philox(key=[seed, 19]))
    total = np.zeros((factors, len(worth(0))))
    for _ in range(pairs):
        order = stream.permutation(factors)
        for turn in (order, order[::-1]):
            mask = 0
            for factor in turn.tolist():
                total[factor] += worth(mask | 1 << factor) - worth(mask)
                mask |= 1 << factor
    return total / (2 * pairs)
