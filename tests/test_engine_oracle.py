"""Compiled code against the same text run as plain Python on the NumPy interpreter."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_models import Drain, Explosion, Organ, Robertson, Root, Switch, Tablet, compiled, interpreted

from osteon.engine.declare import Subsystem
from osteon.engine.events import ADD, ADD_RATE, SET_PARAMETER, SET_STATE, Line
from osteon.engine.run import Batch, Settings

DAYS = np.linspace(0, 40, 33)
CLOSE = 1e-9


def _both(model: type[Subsystem], people: int, lines: list[Line], settings: Settings) -> tuple[Batch, Batch]:
    fast, slow = compiled(model), interpreted(model)
    params = fast.defaults(people) * np.linspace(0.7, 1.4, people)[:, None]
    first, second = (kernel.run(params, DAYS, events=lines, settings=settings) for kernel in (fast, slow))
    return first, second


def _events(model: type[Subsystem]) -> list[Line]:
    if model is not Organ:
        return []
    return [
        Line(0.0, ADD, 0, 1.5),
        Line(3.25, SET_PARAMETER, 0, 7.0),
        Line(10.0, ADD_RATE, 1, 0.5, 12.0, 2),
        Line(11.0, ADD_RATE, 1, -0.5, 12.0, 2),
        Line(20.0, SET_STATE, 1, 4.0),
        Line(40.0, ADD, 0, 1.0),
    ]


@pytest.mark.parametrize("model", [Organ, Tablet, Robertson, Switch, Explosion, Drain, Root])
def test_compiled_code_does_what_its_text_says(model: type[Subsystem]) -> None:
    # More people than lanes, so that lanes are refilled; 1e-3 so that steps are refused.
    fast, slow = _both(model, 5, _events(model), Settings(relative=1e-3))
    np.testing.assert_array_equal(fast.status, slow.status)
    if fast.ok.all():
        # What makes a step size differ in its last digit moves a result by far less than the tolerance.
        np.testing.assert_array_equal(fast.steps, slow.steps)
    size = np.maximum(np.nanmax(np.abs(slow.states), axis=(0, 1)), 1e-12)
    np.testing.assert_array_equal(np.isnan(fast.states), np.isnan(slow.states))
    assert np.nanmax(np.abs(fast.states - slow.states) / size) < CLOSE
    np.testing.assert_array_equal(fast.worst, slow.worst)


def test_steps_are_refused_and_lanes_refilled_where_the_two_are_compared() -> None:
    fast, _ = _both(Organ, 5, _events(Organ), Settings(relative=1e-3))
    assert fast.refused.sum() > 0
    assert len(fast.status) > interpreted(Organ).header.lanes


def test_readouts_and_rates_agree() -> None:
    fast, slow = compiled(Organ), interpreted(Organ)
    generator = np.random.default_rng(5)
    states = generator.uniform(0.1, 20.0, (11, 3))
    params, owner = fast.defaults(4) * generator.uniform(0.5, 2.0, (4, 9)), np.arange(11) % 4
    times = np.linspace(0, 100, 11)
    for name in ("at", "rates"):
        found, wanted = (getattr(kernel, name)(times, states, params, owner) for kernel in (fast, slow))
        np.testing.assert_allclose(found, wanted, rtol=1e-12)
