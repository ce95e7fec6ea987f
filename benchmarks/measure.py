"""Timing a run at several tolerances, and reading the time at a wanted error off them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from people import Array, error

WANTED = 1e-4
"""The largest relative error at which solvers are compared."""


@dataclass(frozen=True, slots=True)
class Point:
    """A tolerance, the milliseconds a person it took, and the error it gave."""

    relative: float
    milliseconds: float
    error: float


def sweep(
    run: Callable[[float], Array], tolerances: Iterable[float], reference: Array, *, repeats: int = 1
) -> list[Point]:
    """Run at every tolerance; the time is the least of the repeats, since other work can only add to it."""
    return [timed(run, relative, reference, repeats) for relative in tolerances]


def timed(run: Callable[[float], Array], relative: float, reference: Array, repeats: int) -> Point:
    """One tolerance; `reference` has one row a person."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        states = run(relative)
        times.append(time.perf_counter() - begin)
    return Point(relative, 1e3 * min(times) / len(reference), error(states, reference))


def at_error(points: list[Point], wanted: float = WANTED, *, strict: bool = False) -> float:
    """Milliseconds at the wanted error, read off between two tolerances that enclose it, on logarithmic scales.

    Errors need not fall steadily. Taken is the first pair that encloses the wanted error, or with `strict` the last, so
    that no tighter tolerance gave a larger error. Infinity where the error is never reached.
    """
    good = [point.error <= wanted for point in points]
    if strict:
        first = next((index + 1 for index in reversed(range(len(good))) if not good[index]), 0)
    else:
        first = good.index(True) if any(good) else len(good)
    if first == len(good):
        return math.inf
    tight, loose = points[first], points[max(first - 1, 0)]
    if first == 0 or math.isinf(loose.error):
        return tight.milliseconds
    share = math.log(loose.error / wanted) / math.log(loose.error / tight.error)
    return float(loose.milliseconds * (tight.milliseconds / loose.milliseconds) ** share)
