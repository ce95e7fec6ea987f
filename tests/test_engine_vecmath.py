"""The inlined exp, log, softplus, cos and sin against extended precision, and what they do at the edges."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.engine_models import compiled, number

from osteon.engine import machine
from osteon.engine.declare import Input, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity, cos, exp, log, sin, softplus, sqrt

Floats = NDArray[np.float64]
LONG = np.longdouble
ROUNDING = 5e-17 if np.finfo(LONG).eps < 1e-18 else 2e-16
"""What the yardstick itself may be wrong by."""
EXACT, ABSOLUTE = 6e-16 + ROUNDING, 1e-15 + ROUNDING


class Functions(Subsystem):
    """Each function of an input, as a readout."""

    x = Input(1.0, "1", doc="argument")
    one = number(1.0, "1")
    day = number(1.0, "d")
    pool = Pool("1", start=1.0, doc="pool")

    @flow(pool)
    def loss(self) -> Quantity:
        """So that there is a rate."""
        return self.pool / self.day

    @value("1")
    def exp(self) -> Quantity:
        """Exponential."""
        return exp(self.x)

    @value("1")
    def log(self) -> Quantity:
        """Logarithm."""
        return log(self.x)

    @value("1")
    def cos(self) -> Quantity:
        """Cosine."""
        return cos(self.x)

    @value("1")
    def sin(self) -> Quantity:
        """Sine."""
        return sin(self.x)

    @value("1")
    def softplus(self) -> Quantity:
        """Bend."""
        return softplus(self.x, width=self.one)

    @value("1")
    def sqrt(self) -> Quantity:
        """Root."""
        return sqrt(self.x)


def _at(name: str, x: Floats, lanes: int | None = None) -> Floats:
    kernel = compiled(Functions, lanes=lanes)
    params = kernel.defaults(len(x))
    params[:, 0] = x
    found = kernel.at(np.zeros(len(x)), np.ones((len(x), 1)), params, np.arange(len(x)))
    return found[:, kernel.readouts.index(f"functions.{name}")]


def _spread(low: float, high: float) -> Floats:
    return np.random.default_rng(3).uniform(low, high, 50_000)


@pytest.mark.parametrize(
    ("name", "true", "x"),
    [
        ("exp", np.exp, _spread(-707, 709)),
        ("exp", np.exp, _spread(-1e-3, 1e-3)),
        ("log", np.log, np.exp(_spread(-700, 700))),
        ("log", np.log, 1 + _spread(-0.4, 0.6)),
        ("log", np.log, 1 + _spread(-1e-9, 1e-9)),
        ("softplus", lambda x: np.logaddexp(LONG(0), x), _spread(-700, 700)),
        ("softplus", lambda x: np.logaddexp(LONG(0), x), _spread(-4, 4)),
        ("sqrt", np.sqrt, np.exp(_spread(-700, 700))),
    ],
)
def test_the_last_digits_are_right(name: str, true: Callable[[NDArray[LONG]], NDArray[LONG]], x: Floats) -> None:
    wanted = true(x.astype(LONG))
    kept = np.abs(wanted) > 0
    off = np.abs(_at(name, x).astype(LONG) - wanted)[kept] / np.abs(wanted)[kept]
    assert float(off.max()) < EXACT


@pytest.mark.parametrize("size", [7.0, 1e3, 1e6])
@pytest.mark.parametrize(("name", "true"), [("cos", np.cos), ("sin", np.sin)])
def test_waves_keep_their_phase(name: str, true: Callable[[NDArray[LONG]], NDArray[LONG]], size: float) -> None:
    if "+fma" not in machine.processor()[1] and size > 1e3:
        pytest.skip("without fused multiplication the phase of a large angle is rounded once more")
    x = _spread(-size, size)
    assert float(np.abs(_at(name, x).astype(LONG) - true(x.astype(LONG))).max()) < ABSOLUTE


def test_edges() -> None:
    x = np.array([0.0, -1.0, np.inf, -np.inf, np.nan, -800.0, 800.0])
    exponential = _at("exp", x)
    assert exponential[[0, 1]].tolist() == [1.0, pytest.approx(math.exp(-1), rel=1e-15)]
    assert np.isfinite(exponential[[2, 3, 5, 6]]).all()
    assert (exponential[[3, 5]] > 0).all()
    logarithm = _at("log", x)
    assert logarithm[[0, 2]].tolist() == [-np.inf, np.inf]
    assert np.isnan(logarithm[[1, 3, 4, 5]]).all()
    assert _at("softplus", x)[[2, 6]].tolist() == [np.inf, 800.0]
    for name in ("exp", "log", "cos", "sin", "softplus", "sqrt"):
        assert math.isnan(_at(name, x)[4]), name


def test_the_bend_is_smooth_and_never_negative() -> None:
    x = np.linspace(-60, 60, 20_001)
    bend = _at("softplus", x)
    assert (bend > 0).all()
    assert (np.diff(bend) > 0).all()


@pytest.mark.parametrize("lanes", [2, 4, 8])
def test_every_width_gives_the_same_bits(lanes: int) -> None:
    x = _spread(-50, 50)[:999]
    for name in ("exp", "log", "cos", "sin", "softplus", "sqrt"):
        np.testing.assert_array_equal(_at(name, x, lanes), _at(name, x))
