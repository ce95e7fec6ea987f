"""Quantiles of a stream: exact in the end, near before, and the same however people are cut into parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from osteon.population.trial_quantiles import Counts, exact_quantiles, grid_of, number_at, rest_of

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
NUMBERS = st.floats(-1e5, 1e5, width=32).filter(lambda x: x == 0 or abs(x) > 1e-5)
SAMPLES = arrays(np.float32, st.integers(1, 300), elements=NUMBERS)


def of(values: np.ndarray) -> np.ndarray:
    return np.quantile(values, SHARES, method="inverted_cdf")


@pytest.mark.slow
@given(SAMPLES)
@settings(max_examples=150)
def test_the_second_look_gives_exact_quantiles(values: np.ndarray) -> None:
    counts, cell = Counts(1), np.zeros(len(values), np.int64)
    counts.add(cell, values)
    assert (exact_quantiles(counts, lambda: [(cell, values)], SHARES)[0] == of(values)).all()


@given(SAMPLES)
@settings(max_examples=100)
def test_the_first_look_is_within_a_step(values: np.ndarray) -> None:
    counts = Counts(1)
    counts.add(np.zeros(len(values), np.int64), values)
    near, exact = counts.quantiles(SHARES)[0], of(values)
    assert (np.abs(near - exact) <= 2.0**-9 * np.abs(exact) + 2.0**-20).all()


@given(SAMPLES, st.lists(st.integers(0, 300), max_size=5), st.randoms())
@settings(max_examples=80)
def test_neither_parts_nor_their_order_matter(values: np.ndarray, cuts: list[int], chance: object) -> None:
    cell = np.arange(len(values)) % 3
    whole = Counts(3)
    whole.add(cell, values)
    pieces = np.split(np.arange(len(values)), sorted({min(cut, len(values)) for cut in cuts}))
    chance.shuffle(pieces)  # type: ignore[attr-defined]
    merged = Counts(3)
    for piece in pieces:
        part = Counts(3)
        part.add(cell[piece], values[piece])
        merged.merge(part)
    assert (merged.totals == whole.totals).all()
    assert np.array_equal(merged.quantiles(SHARES), whole.quantiles(SHARES), equal_nan=True)
    parts = [(cell[piece], values[piece]) for piece in pieces]
    exact = exact_quantiles(whole, lambda: [(cell, values)], SHARES)
    assert np.array_equal(exact_quantiles(merged, lambda: parts, SHARES), exact, equal_nan=True)


@given(arrays(np.float32, 50, elements=NUMBERS))
@settings(max_examples=60)
def test_the_grid_keeps_order_and_the_rest_gives_the_number_back(values: np.ndarray) -> None:
    places, rests = grid_of(values), rest_of(values)
    order = np.lexsort((rests, places))
    large = np.abs(values) > 2.0**-19
    assert (np.diff(values[order]) >= 0).all()
    assert (number_at(places, rests)[large] == values[large]).all()


def test_many_cells_are_looked_at_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteon.population.trial_quantiles.MOST_BYTES", 4 * 16_384 * len(SHARES) * 3)
    values, cell = np.random.default_rng(5).normal(60, 20, 4000).astype(np.float32), np.arange(4000) % 10
    counts, looks = Counts(10), []

    def parts() -> list[tuple[np.ndarray, np.ndarray]]:
        looks.append(1)
        return [(cell[:1500], values[:1500]), (cell[1500:], values[1500:])]

    for part in parts():
        counts.add(*part)
    exact = exact_quantiles(counts, parts, SHARES)
    assert len(looks) == 1 + 4
    for number in range(10):
        assert (exact[number] == of(values[cell == number])).all()


def test_empty_cells_have_no_quantiles() -> None:
    counts = Counts(2)
    counts.add(np.zeros(3, np.int64), np.array([1, 2, 3], np.float32))
    assert np.isnan(counts.quantiles([0.5])[1, 0])
    part = (np.zeros(3, np.int64), np.array([1, 2, 3], np.float32))
    assert np.isnan(exact_quantiles(counts, lambda: [part], [0.5])[1, 0])


@pytest.mark.parametrize("limit", [40.0, 60.0, 90.0])
def test_shares_above_a_limit(limit: float) -> None:
    values = np.random.default_rng(1).normal(60, 15, 20_000).astype(np.float32)
    counts = Counts(1)
    counts.add(np.zeros(len(values), np.int64), values)
    assert counts.above(0, np.array([limit]))[0] == pytest.approx((values > limit).mean(), abs=0.004)


def test_memory_does_not_grow_with_people() -> None:
    counts, draws = Counts(4), np.random.default_rng(2)
    sizes = []
    for _ in range(20):
        values = draws.normal(60, 20, 5000).astype(np.float32)
        counts.add(np.arange(5000) % 4, values)
        sizes.append(counts.counts.nbytes)
    assert sizes[-1] <= 4 * 8 * 40_000
    assert sizes[-1] <= 4 * sizes[0]
