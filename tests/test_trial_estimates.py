"""Estimates against SciPy and least squares, power against trials that are run, doubt against what was put in."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from osteon.population.trial_estimates import contrast, student, within_people
from osteon.population.trial_power import normal_chance, people_needed, power_curve, power_of

FloatArray = NDArray[np.float64]


def moments(y: FloatArray, b: FloatArray, world: NDArray[np.int64], worlds: int) -> FloatArray:
    parts = (None, y, y**2, b, b**2, y * b)
    return np.stack([np.bincount(world, weights, worlds) for weights in parts], axis=-1)


def two_arms(
    n: int, *, effect: float = 1.0, slope: float = 0.0, worlds: int = 1, doubt: float = 0.0, seed: int = 1
) -> tuple[FloatArray, list[FloatArray], list[FloatArray]]:
    draws = np.random.default_rng(seed)
    shift = draws.normal(0, doubt, worlds)
    world = np.arange(n) % worlds
    found, ys, bs = [], [], []
    for arm in (0, 1):
        b = draws.normal(50, 10, n)
        y = draws.normal(0, 2, n) + slope * b + arm * (effect + shift[world])
        found.append(moments(y, b, world, worlds))
        ys.append(y)
        bs.append(b)
    return np.stack(found), ys, bs


@pytest.mark.parametrize("n", [5, 12, 400])
def test_a_difference_has_the_interval_of_a_t_test(n: int) -> None:
    sums, (control, treated), _ = two_arms(n)
    found = contrast(sums, [-1, 1])
    expected = stats.ttest_ind(treated, control).confidence_interval()
    assert found.value == pytest.approx(treated.mean() - control.mean())
    assert found.interval == pytest.approx((expected.low, expected.high), rel=0.01)


def test_adjusting_for_the_baseline_is_what_least_squares_gives() -> None:
    sums, (control, treated), (before, then) = two_arms(300, slope=0.3)
    found = contrast(sums, [-1, 1])
    y, b, arm = np.concatenate([control, treated]), np.concatenate([before, then]), np.repeat([0.0, 1.0], 300)
    design = np.column_stack([np.ones(600), arm, b])
    solution, left, *_ = np.linalg.lstsq(design, y, rcond=None)
    error = math.sqrt(float(left[0]) / 597 * np.linalg.inv(design.T @ design)[1, 1])
    assert found.adjusted == pytest.approx(solution[1])
    assert found.adjusted_interval is not None
    assert (found.adjusted_interval[1] - solution[1]) / student(597) == pytest.approx(error, rel=0.01)
    assert found.adjusted_spread is not None
    assert found.adjusted_spread < 0.5 * found.spread


@pytest.mark.parametrize("doubt", [0.0, 0.5, 2.0])
def test_the_doubt_that_was_put_in_is_found_again(doubt: float) -> None:
    found = [contrast(two_arms(6400, worlds=64, doubt=doubt, seed=seed)[0], [-1, 1]).doubt for seed in range(10)]
    assert np.mean(found) == pytest.approx(doubt, abs=0.1 * doubt + 0.12)


def test_few_worlds_tell_no_doubt() -> None:
    assert contrast(two_arms(400, worlds=4)[0], [-1, 1]).doubt is None


def test_few_people_in_many_worlds_have_the_interval_of_a_t_test() -> None:
    sums, (control, treated), _ = two_arms(60, worlds=64)
    expected = stats.ttest_ind(treated, control).confidence_interval()
    assert contrast(sums, [-1, 1]).interval == pytest.approx((expected.low, expected.high), rel=0.01)


@pytest.mark.parametrize("doubt", [0.0, 1.0])
def test_intervals_hold_the_effect_as_often_as_they_say(doubt: float) -> None:
    held = 0
    for seed in range(300):
        found = contrast(two_arms(640, worlds=64, doubt=doubt, seed=seed)[0], [-1, 1])
        interval = found.interval if doubt == 0 else found.with_doubt
        assert interval is not None
        truth = 1.0 if doubt == 0 else 1.0 + np.random.default_rng(10_000 + seed).normal(0, doubt)
        held += interval[0] <= truth <= interval[1]
    assert 0.91 <= held / 300 <= 0.985


def test_a_crossover_is_free_of_periods() -> None:
    """Everybody rises by 5 in the second period; the difference within people is 1, whoever began with what."""
    draws = np.random.default_rng(3)
    pairs = np.zeros((2, 1, 3))
    for group, sign in ((0, 1), (1, -1)):
        gap = draws.normal(1 + 5 * sign, 2, 500)
        pairs[group, 0] = [500, gap.sum(), (gap**2).sum()]
    found = within_people(pairs)
    assert found.interval[0] < 1.0 < found.interval[1]
    assert found.error == pytest.approx(2 / math.sqrt(1000), rel=0.1)


@given(st.floats(0.05, 2.0), st.floats(0.5, 50.0), st.sampled_from([0.8, 0.9]))
@settings(max_examples=60)
def test_so_many_people_give_so_much_power(effect: float, spread: float, wanted: float) -> None:
    n = people_needed(effect, spread, wanted)
    assert n is not None
    assert power_of(effect, spread, n) >= wanted - 1e-9
    assert n == 1 or power_of(effect, spread, n - 1) < wanted + 0.01


def test_power_is_the_share_of_real_trials_that_find_it() -> None:
    draws, n, runs = np.random.default_rng(4), 64, 2000
    found = stats.ttest_ind(draws.normal(0.5, 1, (runs, n)), draws.normal(0, 1, (runs, n)), axis=1).pvalue < 0.05
    assert found.mean() == pytest.approx(float(power_of(0.5, 2.0, n)), abs=0.035)


def test_a_power_curve_rises_and_counts_those_who_leave() -> None:
    estimate = contrast(two_arms(64_000, effect=0.3, worlds=64, doubt=0.05)[0], [-1, 1])
    power = power_curve(estimate, groups=2, staying=0.8, planned=200)
    assert power is not None
    assert (np.diff(power.middle) > 0).all()
    assert (power.low <= power.middle + 1e-12).all()
    assert (power.middle <= power.high + 1e-12).all()
    everybody = people_needed(estimate.value, estimate.spread, 0.8)
    assert everybody is not None
    assert power.needed["80%"] == 2 * math.ceil(everybody / 0.8)
    assert power.at_planned == pytest.approx(float(power_of(estimate.value, estimate.spread, 80)))
    assert power.assured_at_planned is not None


def test_no_size_is_told_where_there_is_no_effect() -> None:
    estimate = contrast(two_arms(200, effect=0.0, seed=8)[0], [-1, 1])
    assert abs(estimate.value) < 2 * estimate.error
    assert power_curve(estimate, groups=2, staying=1.0) is None


@given(st.floats(-6, 6))
def test_the_normal_distribution(z: float) -> None:
    assert float(normal_chance(z)) == pytest.approx(float(stats.norm.cdf(z)), abs=1e-12)


@pytest.mark.parametrize("freedom", [4, 10, 60, 10_000])
def test_students_distribution(freedom: int) -> None:
    assert student(freedom) == pytest.approx(float(stats.t.ppf(0.975, freedom)), rel=0.003)
