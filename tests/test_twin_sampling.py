"""The arithmetic of twins against exact answers: weights, the normal approximation, walkers, information."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.twin.checks import chance_of_misfit
from osteon.twin.ensemble import walk
from osteon.twin.importance import pareto_tail, pick, weigh
from osteon.twin.laplace import Normal
from osteon.twin.new_results import unexplained

SIZE = 12


def linear(seed: int = 1, results: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Slopes over errors, and results over errors, of a problem with an exact answer."""
    stream = np.random.default_rng(seed)
    return stream.standard_normal((results, SIZE)), 2 * stream.standard_normal(results)


def exact(slopes: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    covariance = np.linalg.inv(np.eye(SIZE) + slopes.T @ slopes)
    return covariance @ slopes.T @ seen, covariance


def test_weights_of_equal_draws_are_equal() -> None:
    found = weigh(np.zeros(400))
    assert found.effective == pytest.approx(400)
    assert np.allclose(found.values, 1 / 400)


@given(st.floats(0.1, 1.5), st.integers(0, 10_000))
def test_weights_are_shares_and_worth_no_more_than_their_number(size: float, seed: int) -> None:
    logs = size * np.random.default_rng(seed).standard_normal(300)
    found = weigh(logs)
    assert found.values.sum() == pytest.approx(1)
    assert 1 <= found.effective <= 300 + 1e-9
    assert (found.values >= 0).all()


def test_smoothed_weights_give_means_that_are_known() -> None:
    draws = np.random.default_rng(3).standard_normal(4000)
    found = weigh(draws)
    assert float(np.sum(found.values * draws)) == pytest.approx(1, abs=0.08)
    assert found.usable
    assert not weigh(9 * draws).usable


def test_failed_draws_count_nothing() -> None:
    logs = np.array([0.0, -np.inf, 0.0, 0.0])
    assert weigh(logs).values[1] == 0
    assert weigh(np.full(5, -np.inf)).effective == 0


@pytest.mark.parametrize("shape", [-0.3, 0.2, 0.7, 1.2])
def test_the_tail_is_found_again(shape: float) -> None:
    chances = (np.arange(20_000) + 0.5) / 20_000
    found, scale = pareto_tail(1.5 / shape * ((1 - chances) ** -shape - 1))
    assert found == pytest.approx(shape, abs=0.06)
    assert scale == pytest.approx(1.5, rel=0.06)


def test_picks_follow_weights() -> None:
    weights = np.array([0.1, 0.2, 0.7])
    assert np.allclose(np.bincount(pick(weights, 1000)) / 1000, weights, atol=2e-3)


def test_the_normal_draws_what_linear_algebra_says() -> None:
    slopes, seen = linear()
    centre, covariance = exact(slopes, seen)
    stream = np.random.default_rng(2)
    noise = stream.standard_normal((40_000, SIZE)), stream.standard_normal((40_000, 3))
    drawn = Normal(centre, slopes, seen - slopes @ centre).draw(*noise)
    assert np.allclose(drawn.mean(axis=0), centre, atol=0.02)
    assert np.allclose(np.cov(drawn.T), covariance, atol=0.03)


def test_the_density_of_the_normal_is_its_own() -> None:
    slopes, seen = linear()
    centre, covariance = exact(slopes, seen)
    at = np.random.default_rng(4).standard_normal((5, SIZE))
    away = at - centre
    direct = -0.5 * np.sum(at**2, axis=1) + 0.5 * np.einsum("ij,jk,ik->i", away, np.linalg.inv(covariance), away)
    found = Normal(centre, slopes, seen).prior_over_this(at)
    assert np.allclose(found - found[0], direct - direct[0])


def test_a_result_left_out_is_held_against_what_the_others_say() -> None:
    slopes, seen = linear(results=4)
    best = exact(slopes, seen)[0]
    found = Normal(best, slopes, seen - slopes @ best)
    for row in range(4):
        others = np.arange(4) != row
        centre, covariance = exact(slopes[others], seen[others])
        spread = np.sqrt(1 + slopes[row] @ covariance @ slopes[row])
        assert found.left_out[row] == pytest.approx((seen[row] - slopes[row] @ centre) / spread)
    total = np.linalg.inv(np.eye(4) + slopes @ slopes.T)
    assert found.misfit == pytest.approx(seen @ total @ seen)


def test_told_directions_are_orthonormal_and_as_many_as_results() -> None:
    slopes, seen = linear()
    told = Normal(exact(slopes, seen)[0], slopes, seen).told
    assert told.shape == (SIZE, 3)
    assert np.allclose(told.T @ told, np.eye(3))


@pytest.mark.parametrize("offset", [0.0, 1.5])
def test_walkers_find_the_exact_posterior(offset: float) -> None:
    """Begun in the wrong place and with a normal approximation that is off, walkers come to what is exact."""
    slopes, seen = linear(results=2)
    centre, covariance = exact(slopes, seen)
    rough = Normal(centre + offset / SIZE, 0.8 * slopes, seen)

    def likelihood(scores: np.ndarray) -> np.ndarray:
        return np.asarray(-0.5 * np.sum((seen - scores @ slopes.T) ** 2, axis=1))

    start = np.random.default_rng(5).standard_normal((2000, SIZE)) + offset
    found = walk(start, likelihood(start), rough, likelihood, 120, 1)
    assert np.allclose(found.scores.mean(axis=0), centre, atol=0.09)
    assert np.allclose(np.cov(found.scores.T), covariance, atol=0.13)
    assert np.allclose(found.likelihoods, likelihood(found.scores))
    assert found.moves > 20


def test_walkers_do_not_step_where_a_draw_fails() -> None:
    slopes, seen = linear(results=2)

    def likelihood(scores: np.ndarray) -> np.ndarray:
        logs = -0.5 * np.sum((seen - scores @ slopes.T) ** 2, axis=1)
        return np.where(scores[:, 0] > 0, -np.inf, logs)

    start = -np.abs(np.random.default_rng(5).standard_normal((100, SIZE)))
    found = walk(start, likelihood(start), Normal(exact(slopes, seen)[0], slopes, seen), likelihood, 30, 1)
    assert (found.scores[:, 0] <= 0).all()


@pytest.mark.parametrize("error", [0.3, 1.0, 3.0])
def test_information_is_that_of_normals(error: float) -> None:
    stream = np.random.default_rng(7)
    target = stream.standard_normal(4000)
    results = target[:, None] + error * stream.standard_normal((4000, 8))
    assert unexplained(target, results[..., None]) == pytest.approx(error**2 / (1 + error**2), rel=0.06)


def test_a_test_of_nothing_tells_nothing() -> None:
    stream = np.random.default_rng(8)
    target = stream.standard_normal(256)
    assert unexplained(target, stream.standard_normal((256, 8, 3))) > 0.97
    assert unexplained(np.ones(256), stream.standard_normal((256, 8, 1))) == 1.0


@pytest.mark.parametrize(("misfit", "count", "chance"), [(3.841, 1, 0.05), (18.307, 10, 0.05), (23.209, 10, 0.01)])
def test_the_chance_of_a_misfit_is_that_of_chi_square(misfit: float, count: int, chance: float) -> None:
    assert chance_of_misfit(misfit, count) == pytest.approx(chance, abs=0.004)
