"""Does a lab contradict the model? Predictive chances of each result before, after and without it, and of all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteon.lab_results import Result
from osteon.population.normal import chance_below
from osteon.readouts import readouts
from osteon.twin.bench import Bench
from osteon.twin.laplace import Normal
from osteon.twin.records import Check, Span

FloatArray = NDArray[np.float64]

STRANGE = 0.01
"""Given the other results, one less likely than this contradicts them or the model."""
UNHEARD_OF = 0.001
"""Nor is a result believed that is less likely than this before any other is known."""
UNFITTED = 0.05
"""A result that stays less likely than this after it was fitted to was not taken in."""
LEAST = 1e-6
PEOPLE = 10_000


def checks_of(bench: Bench, normal: Normal, prior: FloatArray, scores: FloatArray) -> tuple[Check, ...]:
    """A check of every result, from what prior and fitted draws predict of it, and the others by the normal."""
    before, after = bench.predicted(prior), bench.predicted(scores)
    away = np.abs(normal.left_out)
    left_out = np.clip(2 * (1 - chance_below(away)), LEAST, 1.0)
    return tuple(_check(bench, row, prior, before, after, float(left_out[row])) for row in range(len(bench.results)))


def _check(bench: Bench, row: int, prior: FloatArray, before: FloatArray, after: FloatArray, left_out: float) -> Check:
    result, error, seen = bench.results[row], bench.within[row], bench.observed[row]
    if not bench.counted[row]:
        return _zero(result, before[:, row], float(bench.clear(prior, result.day).mean()))
    first, last = (_both_sides(seen, draws[:, row], error) for draws in (before, after))
    expected, fitted = (Span.of(np.exp(draws[:, row])) for draws in (before, after))
    warning = _words(result, expected, fitted, first, last, left_out)
    return Check(result, expected, fitted, first, last, left_out, warning)


def _both_sides(seen: float, predicted: FloatArray, error: float) -> float:
    """The chance of a result at least as far out on either side, over draws."""
    below = float(np.mean(chance_below((seen - predicted[np.isfinite(predicted)]) / error)))
    return min(1.0, max(LEAST, 2 * min(below, 1 - below)))


def _zero(result: Result, predicted: FloatArray, chance: float) -> Check:
    """A coronary score of zero: as likely as the model says of people of this age, and taken in as it is."""
    warning = ""
    if chance < STRANGE:
        people = f"{chance * PEOPLE:,.0f}"
        warning = (
            f"A coronary score of 0 on {result.date} contradicts the model: {people} of {PEOPLE:,} have none then."
        )
    return Check(result, Span.of(np.exp(predicted)), Span(0.0, 0.0, 0.0), chance, 1.0, chance, warning)


def _words(result: Result, expected: Span, fitted: Span, before: float, after: float, left_out: float) -> str:
    if left_out >= STRANGE and after >= UNFITTED and before >= UNHEARD_OF:
        return ""
    record = readouts()[result.outcome]
    digits = record.digits + 1
    share = min(before, left_out)
    people = "fewer than 1" if share * PEOPLE < 1 else f"about {share * PEOPLE:,.0f}"
    text = (
        f"{record.name} of {result.value:,.{digits}f} {record.unit} on {result.date} contradicts the model: "
        f"expected was {expected.middle:,.{digits}f} ({expected.low:,.{digits}f} to {expected.high:,.{digits}f}); "
        f"so far out come {people} of {PEOPLE:,} people with these habits and other labs. "
    )
    left = f"The fit still says {fitted.middle:,.{digits}f}. " if after < UNFITTED else ""
    return text + left + "Check the value, its unit and date, and what was taken then; do not rely on this fit."


def chance_of_misfit(misfit: float, count: int) -> float:
    """The chance of a misfit at least as large, of so many results: the chi-square distribution's upper tail.

    Source: Wilson and Hilferty 1931, by the cube root; good to about 0.002.

    >>> round(chance_of_misfit(18.307, 10), 3)
    0.05
    """
    if count == 0:
        return 1.0
    wide = 2 / (9 * count)
    root = (max(misfit, 0.0) / count) ** (1 / 3)
    return float(1 - chance_below(np.array([(root - (1 - wide)) / np.sqrt(wide)]))[0])
