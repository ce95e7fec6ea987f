"""The method does what its order promises, and stiff problems come out as an external solver has them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from tests.engine_models import Bloom, Organ, Robertson, Swing, Switch, VanDerPol, compiled

from osteon.engine.declare import Subsystem
from osteon.engine.loop.rosenbrock import GAMMA, STAGES, tables
from osteon.engine.run import Settings
from osteon.engine.solver import Kernel

Floats = NDArray[np.float64]


def _fixed(kernel: Kernel, steps: int, days: Floats) -> Floats:
    """States with steps of equal size: a tolerance nothing fails, and a longest step."""
    size = days[-1] / steps
    loose = Settings(relative=1e6, absolute=1e6, first_step=size, longest_step=size)
    batch = kernel.run(kernel.defaults(1), days, settings=loose)
    assert batch.steps[0] == pytest.approx(steps, abs=1)
    return np.asarray(batch.states[0])


def _orders(errors: list[float]) -> list[float]:
    return [float(np.log2(coarse / fine)) for coarse, fine in pairwise(errors)]


def test_halving_the_step_divides_the_error_by_thirty_two() -> None:
    kernel, days = compiled(Bloom), np.array([0.0, 4.0])
    errors = [abs(float(_fixed(kernel, steps, days)[-1, 0]) - np.exp(np.sin(4))) for steps in (16, 32, 64, 128)]
    assert all(4.6 < order < 5.6 for order in _orders(errors)), _orders(errors)


def test_the_order_holds_where_rates_depend_on_time() -> None:
    kernel, days = compiled(Organ), np.array([0.0, 30.0])
    exact = kernel.run(kernel.defaults(1), days, settings=Settings(relative=1e-12)).states[0, -1]
    errors = [float(np.abs(_fixed(kernel, steps, days)[-1] / exact - 1)[:2].max()) for steps in (80, 160, 320)]
    assert all(order > 4.4 for order in _orders(errors)), _orders(errors)


def test_dense_output_is_of_order_four_within_the_step() -> None:
    kernel = compiled(Swing)
    days = np.linspace(0, 4, 257)
    errors = []
    for steps in (8, 16, 32):
        states = _fixed(kernel, steps, days)
        errors.append(float(np.abs(states - np.stack([np.sin(days), np.cos(days)], axis=1)).max()))
    assert all(3.7 < order < 5.6 for order in _orders(errors)), _orders(errors)


def test_dense_output_meets_the_ends_of_steps() -> None:
    kernel = compiled(Organ)
    free = kernel.run(kernel.defaults(1), [40.0], settings=Settings(relative=1e-6))
    dense = kernel.run(kernel.defaults(1), np.linspace(0, 40, 4001), settings=Settings(relative=1e-6))
    np.testing.assert_array_equal(dense.steps, free.steps)
    jumps = np.abs(np.diff(dense.states[0, :, :2], n=2, axis=0))
    assert jumps.max() < 1e-3


@pytest.mark.parametrize("relative", [1e-3, 1e-5, 1e-7, 1e-9])
def test_errors_follow_the_tolerance(relative: float) -> None:
    kernel, days = compiled(Organ), np.linspace(0, 60, 61)
    exact = kernel.run(kernel.defaults(1), days, settings=Settings(relative=1e-13)).states
    found = kernel.run(kernel.defaults(1), days, settings=Settings(relative=relative)).states
    assert np.abs(found / np.maximum(exact, 1e-2) - exact / np.maximum(exact, 1e-2)).max() < 20 * relative


def _robertson(day: float, y: Floats) -> list[float]:
    del day
    slow, back, fast = 0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] ** 2
    return [back - slow, slow - back - fast, fast]


def _oscillator(day: float, y: Floats) -> list[float]:
    del day
    return [y[1], 100.0 * (1 - y[0] ** 2) * y[1] - y[0]]


@pytest.mark.parametrize(
    ("model", "rates", "days", "tolerance"),
    [
        (Robertson, _robertson, np.array([0.0, 0.4, 40.0, 4e3, 4e5]), 1e-7),
        # Its jumps magnify a difference in time by the speed of the jump.
        (VanDerPol, _oscillator, np.linspace(0, 200, 9), 1e-4),
    ],
)
def test_stiff_problems_come_out_as_from_radau(
    model: type[Subsystem], rates: Callable[[float, Floats], list[float]], days: Floats, tolerance: float
) -> None:
    kernel = compiled(model)
    start = kernel.run(kernel.defaults(1), [0.0]).states[0, 0]
    peer = solve_ivp(rates, (0.0, days[-1]), start, method="Radau", t_eval=days, rtol=1e-8, atol=1e-12).y.T
    fine = Settings(relative=1e-8, absolute=1e-4, longest_step=1e5)
    batch = kernel.run(kernel.defaults(1), days, settings=fine)
    assert batch.ok.all()
    assert (np.abs(batch.states[0] - peer) / np.abs(peer).max(axis=0)).max() < tolerance
    assert batch.steps[0] < 4000


def test_stiff_steps_grow_with_the_solution_not_with_the_stiffness() -> None:
    kernel = compiled(Robertson)
    batch = kernel.run(kernel.defaults(1), [4e8], settings=Settings(relative=1e-4, longest_step=1e9))
    assert batch.ok.all()
    assert batch.steps[0] < 150
    assert batch.final[0].sum() == pytest.approx(1.0, abs=1e-9)


def test_a_jump_of_the_rates_is_met_where_it_lies() -> None:
    kernel = compiled(Switch)
    days = np.linspace(0, 5, 51)
    for relative in (1e-4, 1e-6, 1e-8):
        states = kernel.run(kernel.defaults(1), days, settings=Settings(relative=relative)).states[0, :, 0]
        assert np.abs(states - np.minimum(days, 2)).max() < 30 * relative


def test_the_tables_fulfil_the_conditions_they_can_be_checked_by() -> None:
    """Stiffly accurate: the last stage stands at 1 and each stage's time is the sum that its increments give."""
    made = tables()
    position = made["position"].reshape(STAGES, STAGES)
    pull = made["pull"].reshape(STAGES, STAGES)
    # Back from increments u to slopes: Gamma^-1 = 1/gamma - C, A = position Gamma; row sums of A are the stage times.
    gamma = np.linalg.inv(np.eye(STAGES) / GAMMA - pull)
    alpha = position @ gamma
    np.testing.assert_allclose(alpha.sum(axis=1), made["moment"], atol=1e-12)
    np.testing.assert_allclose(gamma.sum(axis=1), made["lean"], atol=1e-12)
    assert made["moment"][-1] == 1.0
    weights = (position[-1] + np.eye(STAGES)[-1]) @ gamma
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)
    assert weights @ (alpha + gamma).sum(axis=1) == pytest.approx(1 / 2, abs=1e-12)
    for power in (2, 3, 4):
        assert weights @ made["moment"] ** power == pytest.approx(1 / (power + 1), abs=1e-12)
