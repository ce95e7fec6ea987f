"""People whose truth is known: drawn from the prior, with noisy labs simulated, to test whether twins are calibrated.

Where a twin is right, the truth lies in its 90 % interval 90 times of 100, and the rank of the truth among the draws is
as often low as high. Source: Talts, Betancourt, Simpson, Vehtari, Gelman 2018, Validating Bayesian inference algorithms
with simulation-based calibration, arXiv 1804.06788.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.readouts import outcomes_of
from osteon.simulate import YEAR
from osteon.twin.bench import Bench
from osteon.twin.fitting import fit_bench
from osteon.twin.records import Span

FloatArray = NDArray[np.float64]

TRUTHS, SEED = 1000, 7919
"""How many truths are drawn at once, and from which seed: one that no fit to them uses."""
SAME = 1e-3
"""Relative width of the prior below which people do not differ."""


@dataclass(frozen=True, slots=True)
class Known:
    """One outcome of one synthetic person: its true value, the twin's interval, the prior's, and the truth's rank among
    the draws (0 to 1).
    """

    outcome: str
    when: str
    truth: float
    fitted: Span
    prior: Span
    rank: float

    @property
    def inside(self) -> bool:
        """Whether the truth lies in the twin's 90 % interval."""
        return self.fitted.low <= self.truth <= self.fitted.high


def with_noisy_labs(bench: Bench, truth: FloatArray, seed: int) -> Bench:
    """The same bench with results as a person of these scores (1, size) might have got them on the same days."""
    noise = np.random.Generator(np.random.Philox(key=[seed, 17])).standard_normal(len(bench.results))
    logs = bench.predicted(truth)[0] + noise * bench.within
    results = tuple(replace(result, value=float(np.exp(log))) for result, log in zip(bench.results, logs, strict=True))
    return replace(bench, results=results)


def trial(bench: Bench, outcomes: Sequence[str], seed: int, years: float = 10.0, **settings: Any) -> tuple[Known, ...]:
    """One synthetic person fitted: what the twin says of outcomes now and after some years, and the truth.

    `settings` are those of `fit_bench`. Outcomes in which people of this bench do not differ are left out.
    """
    truth = bench.space.draw(TRUTHS, SEED)[seed % TRUTHS][None]
    days = np.array([0.0, years * YEAR])
    twin = fit_bench(with_noisy_labs(bench, truth, seed), seed=seed, **settings)
    true = outcomes_of(twin.bench.follow(truth, days).values)
    before, after = (twin.trajectory(years, prior=prior, days=days).outcomes for prior in (True, False))
    found = (_known(word, true, before, after, at) for word in outcomes for at in range(2))
    return tuple(known for known in found if known.prior.width > SAME * abs(known.truth))


def _known(
    word: str,
    true: Mapping[str, FloatArray],
    before: Mapping[str, FloatArray],
    after: Mapping[str, FloatArray],
    at: int,
) -> Known:
    value, draws = float(true[word][0, at]), after[word][:, at]
    rank = float((np.sum(draws < value) + 0.5) / (len(draws) + 1))
    return Known(word, ("now", "later")[at], value, Span.of(draws), Span.of(before[word][:, at]), rank)


def trials(
    benches: Sequence[Bench], outcomes: Sequence[str], count: int, years: float = 10.0, **settings: Any
) -> Iterator[tuple[Known, ...]]:
    """So many synthetic people in turn, of each bench alike."""
    for number in range(count):
        yield trial(benches[number % len(benches)], outcomes, number + 1, years, **settings)


def rank_chance(ranks: Sequence[float], bins: int = 10) -> float:
    """The chance of ranks at least as uneven if twins were right: chi-square over equal bins.

    >>> rank_chance([(i + 0.5) / 200 for i in range(200)]) > 0.99
    True
    """
    from osteon.twin.checks import chance_of_misfit

    counts, _ = np.histogram(ranks, bins=bins, range=(0.0, 1.0))
    expected = len(ranks) / bins
    return chance_of_misfit(float(np.sum((counts - expected) ** 2 / expected)), bins - 1)
