"""Laws of events: doses, infusions, repeats and changes act when and as they are written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.engine_models import Tablet, compiled

from osteon.engine.events import ADD, ADD_RATE, SET_PARAMETER, SET_STATE, Line, infusion
from osteon.engine.run import Batch, Settings
from osteon.errors import InputError

Floats = NDArray[np.float64]
GUT, PLASMA, LOST = 0, 1, 2
UPTAKE, LOSS, BEGIN = 0, 1, 2
KA, KE, START = 3.0, 0.5, 2.0
FINE = Settings(relative=1e-9)
DAYS = np.linspace(0, 12, 49)
TOLERANCE = 2e-7

moments = st.floats(0, 11, allow_subnormal=False).map(lambda day: round(day, 6))
amounts = st.floats(0.01, 50)


def _go(lines: list[Line], days: Floats = DAYS) -> Batch:
    kernel = compiled(Tablet)
    batch = kernel.run(kernel.defaults(1), days, events=lines, settings=FINE)
    assert batch.ok.all()
    return batch


def _states(lines: list[Line], days: Floats = DAYS) -> Floats:
    return np.asarray(_go(lines, days).states[0])


def _dose(since: Floats, amount: float) -> tuple[Floats, Floats]:
    """Gut and plasma after a dose into the gut (linear, so it can be written down)."""
    after = np.maximum(since, 0)
    gut = np.where(since > 0, amount * np.exp(-KA * after), 0.0)
    plasma = np.where(since > 0, amount * KA / (KA - KE) * (np.exp(-KE * after) - np.exp(-KA * after)), 0.0)
    return gut, plasma


@given(st.lists(st.tuples(moments, amounts), max_size=4))
@settings(max_examples=40)
def test_doses_follow_the_written_solution(doses: list[tuple[float, float]]) -> None:
    states = _states([Line(day, ADD, GUT, amount) for day, amount in doses])
    gut, plasma = np.zeros(len(DAYS)), START * np.exp(-KE * DAYS)
    for day, amount in doses:
        more_gut, more_plasma = _dose(DAYS - day, amount)
        gut, plasma = gut + more_gut, plasma + more_plasma
    size = START + sum(amount for _, amount in doses)
    assert np.abs(states[:, GUT] - gut).max() < TOLERANCE * size
    assert np.abs(states[:, PLASMA] - plasma).max() < TOLERANCE * size
    np.testing.assert_allclose(
        states.sum(axis=1), START + sum(amount * (day < DAYS) for day, amount in doses), rtol=1e-9
    )


@given(moments, amounts)
@settings(max_examples=30)
def test_two_half_doses_at_one_time_are_one_dose(day: float, amount: float) -> None:
    whole = _states([Line(day, ADD, GUT, amount)])
    halves = _states([Line(day, ADD, GUT, amount / 2), Line(day, ADD, GUT, amount / 2)])
    np.testing.assert_allclose(halves, whole, rtol=0, atol=TOLERANCE * (amount + START))


@given(moments, amounts, st.floats(0.1, 5), st.integers(1, 6))
@settings(max_examples=30)
def test_a_repeated_line_is_the_list_of_its_turns(day: float, amount: float, interval: float, count: int) -> None:
    repeated = _states([Line(day, ADD, GUT, amount, interval, count)])
    listed = _states([Line(day + turn * interval, ADD, GUT, amount) for turn in range(count)])
    np.testing.assert_allclose(repeated, listed, rtol=0, atol=TOLERANCE * (count * amount + START))


@given(moments, st.floats(0.05, 5), amounts)
@settings(max_examples=30)
def test_an_infusion_is_its_rate(day: float, duration: float, amount: float) -> None:
    states = _states(list(infusion(day, PLASMA, amount, duration)))
    held = np.clip(DAYS - day, 0, duration)
    rate = amount / duration
    plasma = START * np.exp(-KE * DAYS) + rate / KE * (1 - np.exp(-KE * held)) * np.exp(
        -KE * np.clip(DAYS - day - duration, 0, None)
    )
    assert np.abs(states[:, PLASMA] - plasma).max() < TOLERANCE * (amount + START)
    np.testing.assert_allclose(states.sum(axis=1), START + rate * held, rtol=1e-8)


def test_repeated_infusions_overlap_as_sums() -> None:
    twice = _states(list(infusion(1.0, PLASMA, 4.0, 3.0, interval=2.0, count=2)))
    apart = _states([*infusion(1.0, PLASMA, 4.0, 3.0), *infusion(3.0, PLASMA, 4.0, 3.0)])
    np.testing.assert_allclose(twice, apart, atol=TOLERANCE * 10)
    assert twice[-1].sum() == pytest.approx(START + 8.0)


def test_an_output_at_the_time_of_an_event_shows_the_state_before() -> None:
    days = np.array([0.0, 2.0, 2.0, 3.0, 5.0])
    batch = _go([Line(0.0, ADD, GUT, 7.0), Line(2.0, ADD, LOST, 10.0), Line(5.0, SET_STATE, PLASMA, 99.0)], days)
    states = batch.states[0]
    assert states[0].tolist() == [0.0, START, 0.0]
    assert states[1, LOST] < 10
    np.testing.assert_array_equal(states[1], states[2])
    assert states[3, LOST] > 10
    assert states[4, PLASMA] < 10
    assert batch.final[0, PLASMA] == 99.0


def test_lines_of_one_moment_act_in_their_order() -> None:
    setting, adding = Line(2.0, SET_STATE, PLASMA, 1.0), Line(2.0, ADD, PLASMA, 3.0)
    after = np.array([2.0 + 1e-9])
    assert _states([setting, adding], after)[0, PLASMA] == pytest.approx(4.0)
    assert _states([adding, setting], after)[0, PLASMA] == pytest.approx(1.0)


def test_a_parameter_changes_from_its_moment_on() -> None:
    states = _states([Line(4.0, SET_PARAMETER, LOSS, 0.25), Line(8.0, SET_PARAMETER, LOSS, 0.0)])
    exponent = KE * np.clip(DAYS, 0, 4) + 0.25 * np.clip(DAYS - 4, 0, 4)
    assert np.abs(states[:, PLASMA] - START * np.exp(-exponent)).max() < TOLERANCE * START


def test_a_parameter_change_at_day_0_leaves_the_start_as_it_was() -> None:
    states = _states([Line(0.0, SET_PARAMETER, BEGIN, 50.0), Line(0.0, SET_PARAMETER, LOSS, 0.0)])
    np.testing.assert_allclose(states[:, PLASMA], START, rtol=1e-9)


def test_events_behind_the_end_do_nothing_and_at_the_end_act_in_the_final_state() -> None:
    batch = _go([Line(12.0, ADD, GUT, 5.0), Line(12.5, ADD, GUT, 100.0)])
    assert batch.states[0, -1, GUT] == 0.0
    assert batch.final[0, GUT] == 5.0
    assert batch.reached[0] == 12.0


def test_a_run_to_day_0_gives_the_start_and_its_events() -> None:
    batch = _go([Line(0.0, ADD, GUT, 5.0)], np.array([0.0]))
    assert batch.states[0, 0].tolist() == [0.0, START, 0.0]
    assert batch.final[0].tolist() == [5.0, START, 0.0]
    assert batch.steps[0] == 0


def test_turns_closer_together_than_time_can_tell_act_at_once() -> None:
    batch = _go([Line(1.0, ADD, LOST, 1.0, 1e-30, 5)], np.array([2.0]))
    assert batch.states[0, 0, LOST] == pytest.approx(5 + START * (1 - np.exp(-KE * 2)), rel=1e-6)


def test_a_thousand_turns_are_one_line() -> None:
    batch = _go([Line(0.0, ADD, LOST, 1.0, 0.01, 1000)], np.array([20.0]))
    assert batch.states[0, 0].sum() == pytest.approx(START + 1000)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"day": -1.0}, "0 or later"),
        ({"day": float("nan")}, "0 or later"),
        ({"day": float("inf")}, "day inf"),
        ({"count": 3}, "needs an interval"),
        ({"count": 0}, "at least once"),
        ({"amount": float("inf")}, "amount inf"),
        ({"kind": 9}, "kind 9"),
    ],
)
def test_wrong_lines_are_told(line: dict[str, float], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Line(**{"day": 0.0, "kind": ADD, "target": 0, "amount": 1.0, **line})  # type: ignore[arg-type]


def test_an_infusion_needs_a_duration() -> None:
    with pytest.raises(InputError, match="duration"):
        infusion(0.0, PLASMA, 1.0, 0.0)


def test_events_on_what_is_not_there_are_told_together() -> None:
    lines = [Line(0.0, ADD, 3, 1.0), Line(0.0, SET_PARAMETER, 8, 1.0), Line(0.0, ADD_RATE, -1, 1.0)]
    with pytest.raises(InputError) as caught:
        _go(lines)
    assert len(caught.value.problems) == 3
    assert "3 pools" in caught.value.problems[0]
    assert "3 parameters" in caught.value.problems[1]
