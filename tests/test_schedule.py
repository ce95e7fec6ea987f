"""Schedules: the algebra of doses, and what a person takes turned into them."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.intake.schedule import Dose, Schedule, schedule_of
from osteon.person import Person

NAMES = ("vitamin D3", "MK-7", "calcium carbonate", "calcium citrate", "denosumab")
INTERVALS = st.none() | st.sampled_from([1 / 3, 0.5, 1.0, 2.0, 7.0, 30.4375, 182.625]) | st.floats(0.1, 400)
DAYS = st.integers(0, 400).map(float) | st.floats(0, 400)


@st.composite
def doses(draw: st.DrawFn) -> Dose:
    start = draw(DAYS)
    stop = draw(st.none() | st.floats(0.01, 500).map(lambda length: start + length))
    return Dose(
        draw(st.sampled_from(NAMES)),
        draw(st.floats(0, 5000, allow_subnormal=False)),
        draw(INTERVALS),
        start_day=start,
        stop_day=stop,
    )


SCHEDULES = st.lists(doses(), max_size=4).map(lambda found: Schedule(tuple(found)))


@given(doses(), DAYS, st.floats(0.5, 600))
def test_two_half_doses_at_one_time_are_one_dose(dose: Dose, begin: float, length: float) -> None:
    from dataclasses import replace

    half = replace(dose, amount=dose.amount / 2)
    assert Schedule((half, half)).events(begin, begin + length) == Schedule((dose,)).events(begin, begin + length)


@given(SCHEDULES, DAYS, st.floats(0.5, 600))
def test_splitting_and_joining_gives_the_same_times(schedule: Schedule, day: float, end: float) -> None:
    before, after = schedule.split(day)
    assert all(taken.time < day for taken in before.events(0, day + end))
    assert all(taken.time >= day - 1e-8 for taken in after.events(0, day + end))
    joined, whole = (before + after).events(0, day + end), schedule.events(0, day + end)
    assert [taken.substance for taken in joined] == [taken.substance for taken in whole]
    assert [taken.time for taken in joined] == pytest.approx([taken.time for taken in whole], abs=1e-8)
    assert [taken.amount for taken in joined] == pytest.approx([taken.amount for taken in whole])


@given(SCHEDULES, DAYS, st.floats(1, 300), st.floats(1, 300))
def test_mean_rates_of_two_spans_add_up(schedule: Schedule, begin: float, first: float, second: float) -> None:
    middle, end = begin + first, begin + first + second
    for name in NAMES:
        whole = schedule.mean_daily(name, begin, end) * (end - begin)
        parts = schedule.mean_daily(name, begin, middle) * first + schedule.mean_daily(name, middle, end) * second
        assert parts == pytest.approx(whole, rel=1e-9, abs=1e-6)


@given(doses(), st.floats(1, 300))
def test_the_mean_rate_is_kept_by_splitting(dose: Dose, day: float) -> None:
    whole, (before, after) = Schedule((dose,)), Schedule((dose,)).split(day)
    end = 2000.0
    assert (before + after).mean_daily(dose.substance, 0, end) == pytest.approx(
        whole.mean_daily(dose.substance, 0, end), rel=1e-6, abs=1e-6
    )


@given(doses())
def test_what_is_spread_out_is_what_is_swallowed(dose: Dose) -> None:
    assume(dose.stop_day is not None)
    end = max(dose.covered_until if math.isfinite(dose.covered_until) else 0.0, 1000.0)
    schedule = Schedule((dose,))
    swallowed = schedule.total(dose.substance, 0, end + 1)
    assert schedule.mean_daily(dose.substance, 0, end + 1) * (end + 1) == pytest.approx(swallowed, rel=1e-6, abs=1e-6)


@given(doses(), st.integers(1, 60))
def test_whole_intervals_hold_one_dose_each(dose: Dose, number: int) -> None:
    assume(dose.interval_days is not None and dose.stop_day is None)
    end = dose.start_day + number * (dose.interval_days or 0)
    times = list(dose.times(0, end))
    assert len(times) == number
    assert times == sorted(set(times))


@given(SCHEDULES, SCHEDULES, st.floats(1, 500))
def test_adding_schedules_adds_amounts(one: Schedule, other: Schedule, end: float) -> None:
    for name in (*NAMES, "calcium", "vitamin D"):
        both = (one + other).total(name, 0, end)
        assert both == pytest.approx(one.total(name, 0, end) + other.total(name, 0, end))


@given(SCHEDULES)
def test_between_changes_the_mean_rate_is_constant(schedule: Schedule) -> None:
    days = (0.0, *schedule.changes(0, 1000), 1000.0)
    repeated = Schedule(tuple(dose for dose in schedule.doses if dose.interval_days))
    for begin, end in pairwise(days):
        if end - begin > 1e-3:
            middle = (begin + end) / 2
            for name in repeated.substances:
                early, late = repeated.mean_daily(name, begin, middle), repeated.mean_daily(name, middle, end)
                assert early == pytest.approx(late, rel=1e-6, abs=1e-6)


def test_thirds_of_days_do_not_drift() -> None:
    dose = Dose("MK-7", 60, interval_days=1 / 3)
    assert len(list(dose.times(0, 36525))) == 3 * 36525
    assert Schedule((dose,)).mean_daily("MK-7", 0, 36525) == pytest.approx(180)


def test_a_single_dose_falls_once() -> None:
    bolus = Schedule((Dose("vitamin D3", 15000, None, start_day=10),))
    assert [taken.time for taken in bolus.events(0, 365)] == [10]
    assert bolus.events(11, 365) == ()
    assert bolus.mean_daily("vitamin D3", 0, 100) == 150


def test_an_empty_schedule_gives_nothing() -> None:
    assert Schedule().events(0, 365) == ()
    assert Schedule().mean_daily("MK-7", 0, 365) == 0
    assert Schedule().split(5) == (Schedule(), Schedule())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Dose("MK-77", 180),
        lambda: Dose("mk7", 180),
        lambda: Dose("MK-7", -1),
        lambda: Dose("MK-7", float("nan")),
        lambda: Dose("MK-7", 180, interval_days=0),
        lambda: Schedule().events(5, 5),
        lambda: Schedule().mean_daily("MK-7", 0, math.inf),
    ],
)
def test_impossible_doses_and_spans_are_refused(wrong: object) -> None:
    with pytest.raises(InputError):
        wrong()  # type: ignore[operator]


def test_a_person_becomes_a_schedule() -> None:
    person = Person.from_dict(
        {
            "person": {
                "age": 70,
                "sex": "female",
                "place": "Utrecht",
                "medicines": [
                    "denosumab",
                    "levothyroxine",
                    {"name": "prednisolone", "amount": "5 mg", "every": "day", "stop": 30},
                ],
            },
            "supplement": [
                {"nutrient": "vitamin D3", "amount": "50000 IU", "every": "week", "start": 7, "with_meal": False},
                {"nutrient": "calcium citrate", "amount": "0.5 g", "every": "12 h"},
                {"nutrient": "calcium carbonate", "amount": "10 mmol", "every": "once"},
            ],
        }
    )
    schedule = schedule_of(person)
    by_name = {dose.substance: dose for dose in schedule.doses}
    assert by_name["vitamin D3"] == Dose("vitamin D3", 1250, 7, start_day=7, with_meal=False)
    assert by_name["calcium citrate"].amount == 500
    assert by_name["calcium carbonate"].amount == pytest.approx(400.78)
    assert (by_name["denosumab"].amount, by_name["denosumab"].assumed) == (60, True)
    assert (by_name["denosumab"].route, by_name["denosumab"].interval_days) == ("subcutaneous", 182.625)
    assert (by_name["prednisolone"].stop_day, by_name["prednisolone"].assumed) == (30, False)
    assert "levothyroxine" not in schedule.substances
    assert schedule.mean_daily("calcium", 0, 10) == pytest.approx(1000 + 40.078)
