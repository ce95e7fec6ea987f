"""Exponential tilting: of all weights that give wanted means, those that differ least from equal ones.

Equation: w proportional to exp(theta . f(x)); theta makes the weighted mean of f zero, f being a column's distance from
its mean and, where an SD is asked for, the squared distance from the mean less the variance.
Source: Hainmueller 2012 (entropy balancing).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from osteon.errors import InputError
from osteon.population.weights_table import Target

FloatArray = NDArray[np.float64]
Kept = Callable[[], Iterable[Mapping[str, FloatArray]]]

ROUNDS = 100
CLOSE = 1e-7
"""How near, in SDs, the weighted means must come."""
BARELY = 1e-3
"""How near they must have come where no step goes further."""
STEEPEST = 40.0
"""A tilt beyond which a target counts as out of reach."""


def scale_of(targets: Sequence[Target], before: Mapping[str, float]) -> FloatArray:
    """The size of each feature, from the columns' SDs before matching.

    >>> scale_of([Target("age", 60.0, 5.0)], {"age sd": 10.0}).tolist()
    [10.0, 100.0]
    """
    found: list[float] = []
    for target in targets:
        spread = before[f"{target.column} sd"]
        found += [spread] if target.sd is None else [spread, spread**2]
    return np.array(found)


def tilted(
    targets: tuple[Target, ...], scale: FloatArray, blocks: Kept
) -> tuple[FloatArray, tuple[float, float, float]]:
    """Theta, and the largest tilt, sum and sum of squares of the weights.

    By Newton's method on the logarithm of the summed weights: each step in one pass, halved until it goes down.

    Raises:
        InputError: the targets contradict each other in these people.

    >>> target = Target("age", 1.0)
    >>> tilted((target,), np.ones(1), lambda: [{"age": np.array([0.0, 2.0])}])[0].round(9).tolist()
    [0.0]
    """
    theta, step = np.zeros(len(scale)), 1.0
    value, slope, curve, sums = _pass(targets, scale, blocks, theta)
    for _ in range(ROUNDS):
        if not len(scale) or np.abs(slope).max() < CLOSE:
            return theta, sums
        move = np.linalg.solve(curve + 1e-12 * np.eye(len(scale)), slope)
        step = 1.0
        while step > 1e-6:
            trial = theta - step * move
            found = _pass(targets, scale, blocks, trial)
            if found[0] <= value - 1e-4 * step * float(slope @ move) or np.abs(found[1]).max() < CLOSE:
                break
            step /= 2
        theta, (value, slope, curve, sums) = trial, found
        if np.abs(theta).max() > STEEPEST:
            break
    if np.abs(slope).max() < BARELY:
        return theta, sums
    worst = _names(targets)[int(np.argmax(np.abs(slope)))]
    raise InputError(
        f"these targets contradict each other in these people, {worst} most of all; "
        "leave one out, or make a population that is nearer to the table",
        "matching",
    )


def _names(targets: Sequence[Target]) -> list[str]:
    found: list[str] = []
    for target in targets:
        words = target.column.replace("_", " ")
        found += [f"the mean of {words}"] if target.sd is None else [f"the mean of {words}", f"the SD of {words}"]
    return found


def _pass(
    targets: tuple[Target, ...], scale: FloatArray, blocks: Kept, theta: FloatArray
) -> tuple[float, FloatArray, FloatArray, tuple[float, float, float]]:
    """Logarithm of the summed weights with slope and curvature, and (largest tilt, sum, sum of squares)."""
    largest, total, square = -np.inf, 0.0, 0.0
    first, second = np.zeros(len(scale)), np.zeros((len(scale), len(scale)))
    for block in blocks():
        features = features_of(block, targets) / scale
        tilt = features @ theta
        top = max(largest, float(tilt.max()))
        shrink = np.exp(largest - top) if np.isfinite(largest) else 0.0
        weight = np.exp(tilt - top)
        total, square = total * shrink + weight.sum(), square * shrink**2 + (weight**2).sum()
        first = first * shrink + weight @ features
        second = second * shrink + (features * weight[:, None]).T @ features
        largest = top
    mean = first / total
    return largest + float(np.log(total)), mean, second / total - np.outer(mean, mean), (largest, total, square)


def features_of(columns: Mapping[str, FloatArray], targets: Sequence[Target]) -> FloatArray:
    """(people, features) whose weighted means shall be zero; people without a value count in none of that column's.

    >>> features_of({"age": np.array([59.0, 61.0])}, [Target("age", 60.0, 2.0)]).tolist()
    [[-1.0, -3.0], [1.0, -3.0]]
    """
    parts = []
    for target in targets:
        apart = np.nan_to_num(columns[target.column] - target.mean)
        parts.append(apart)
        if target.sd is not None:
            known = np.isfinite(columns[target.column])
            parts.append(np.where(known, apart**2 - target.sd**2, 0.0))
    return np.column_stack(parts) if parts else np.zeros((len(next(iter(columns.values()))), 0))
