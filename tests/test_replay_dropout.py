"""Dropout in replays: who stops goes back to their habits, and counts or not as the trial counted."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.engine.events import ADD, SET_PARAMETER
from osteon.evidence.replay_arms import Change, Plan, in_force, plan_of
from osteon.evidence.replay_draws import evenly
from osteon.evidence.replay_people import Cohort, cohort
from osteon.evidence.replay_predict import predict
from osteon.evidence.replay_stops import stopping_lines, stops_of, waiting, with_stops
from osteon.evidence.trial import Arm, Trial, load_all, load_trial, parse_trial
from osteon.simulate import own_kernel

PEOPLE = """
[trial]
id = "stopping"
latitude = 52
start_month = 11
analysis = "all"
[people]
age = { mean = 66, sd = 5, min = 55 }
female = 1
years_since_menopause = { min = 5 }
"25ohd_serum" = { mean = 45, sd = 15, unit = "nmol/L" }
[[arm]]
name = "nothing"
"""
ARM = """
[[arm]]
name = "arm"
dropout = {dropout}
{taken}
"""
ENDPOINT = """
[[endpoint]]
outcome = "{outcome}"
measure = "{measure}"
arm = "arm"
versus = "nothing"
day = {day}
observed = 1
se = 5
{more}
"""
MK7 = 'dose = [{ nutrient = "MK-7", amount = "180 ug" }]'
DAILY = 'dose = [{ nutrient = "vitamin D3", amount = "4000 IU" }]'
MONTHLY = 'dose = [{ nutrient = "vitamin D3", amount = "120000 IU", every = "30 days" }]'
DENOSUMAB = 'dose = [{ nutrient = "denosumab", amount = "60 mg", every = "183 days" }]'
SUN = 'sun = { sed = 2, exposed = 0.9, every = "day" }'
DIET = 'diet = { calcium = "2000 mg/d" }'
WARFARIN = 'medicines = ["warfarin"]'
STEPPED = """dose = [
  { nutrient = "vitamin D3", amount = "4000 IU", stop = 150 },
  { nutrient = "vitamin D3", amount = "1000 IU", start = 150 },
]"""


def study(dropout: float, taken: str, *endpoints: tuple[str, str, float, str]) -> str:
    rows = [ENDPOINT.format(outcome=word, measure=how, day=day, more=more) for word, how, day, more in endpoints]
    return PEOPLE + ARM.format(dropout=dropout, taken=taken) + "".join(rows)


def figures(trial: Trial | str, people: int = 24) -> list[float]:
    kernel = own_kernel()
    read = parse_trial(trial) if isinstance(trial, str) else trial
    return predict(kernel, read, kernel.defaults(1), people).figures[0].tolist()


def effect(dropout: float, taken: str, *endpoint: object) -> float:
    return figures(study(dropout, taken, endpoint))[0]  # type: ignore[arg-type]


def without_dropout(trial: Trial) -> Trial:
    return replace(trial, arms=tuple(replace(arm, dropout=0.0) for arm in trial.arms))


def drawn(dropout: float, day: float, count: int = 64) -> tuple[Cohort, Arm]:
    trial = parse_trial(study(dropout, MK7, ("plasma_mk7", "value", day, 'unit = "ng/mL"')))
    return cohort(trial, count), trial.arms[1]


class TestWhoStops:
    @given(st.floats(0, 0.99), st.integers(1, 4000), st.integers(2, 200))
    def test_the_share_is_met_as_near_as_whole_people_allow(self, dropout: float, day: int, count: int) -> None:
        stops = np.sort(stops_of(*drawn(dropout, day, count)))
        assert abs(np.isfinite(stops).sum() - dropout * count) <= 0.5 + 1e-6
        assert (stops > 0).all()
        assert stops[np.isfinite(stops)].max(initial=0.0) <= day

    @given(st.floats(0.3, 0.95), st.floats(0.1, 0.9))
    def test_people_stop_at_a_rate_that_does_not_change(self, dropout: float, part: float) -> None:
        stops = stops_of(*drawn(dropout, 1000, 400))
        still = float((stops > 1000 * part).mean())
        assert still == pytest.approx((1 - dropout) ** part, abs=1 / 400)

    def test_who_stops_depends_on_the_people_alone(self) -> None:
        people, arm = drawn(0.4, 365)
        alone = replace(people, trial=replace(people.trial, arms=(arm,)))
        assert np.array_equal(stops_of(people, arm), stops_of(alone, replace(arm, dose=())))

    def test_more_dropout_adds_stoppers_and_keeps_those_there_are(self) -> None:
        few, many = stops_of(*drawn(0.2, 365)), stops_of(*drawn(0.5, 365))
        assert set(np.flatnonzero(np.isfinite(few))) < set(np.flatnonzero(np.isfinite(many)))

    def test_an_arm_is_followed_to_its_own_last_day(self) -> None:
        trial = load_trial("whi_estrogen")
        assert trial.last_day_of("estrogen and progestin") < trial.last_day_of("estrogen") == trial.last_day

    def test_nothing_is_drawn_twice_for_the_same_use(self) -> None:
        first, second = evenly("a", "stopping", 64), evenly("b", "stopping", 64)
        assert sorted(first) == sorted(second)
        assert not np.array_equal(first, second)
        assert waiting(0.0, first).tolist() == [np.inf] * 64


class TestWhatStops:
    PLACE: ClassVar = {"rate": 0}

    def plan(self, stops: list[float]) -> Plan:
        changes = (Change(0.0, "rate", np.asarray(5.0)), Change(20.0, "rate", np.asarray(7.0)))
        return with_stops(Plan(changes, (), ()), np.array(stops))

    def test_inputs_are_back_on_the_habit_from_the_day_of_stopping(self) -> None:
        habits, plan = np.array([[1.0], [2.0]]), self.plan([10.0, np.inf])
        assert [in_force(habits, self.PLACE, plan, day)[:, 0].tolist() for day in (0, 10, 11, 30)] == [
            [5, 5],
            [5, 5],
            [1, 5],
            [1, 7],
        ]
        own = stopping_lines(plan, self.PLACE, habits, 0)
        assert [(line.day, line.kind, line.amount) for line in own] == [(10, SET_PARAMETER, 1)]
        assert [line.amount for line in stopping_lines(plan, self.PLACE, habits, 1)] == [7]

    def test_only_doses_before_the_day_of_stopping_are_given(self) -> None:
        kernel = own_kernel()
        people, arm = drawn(0.5, 365)
        given = plan_of(kernel, replace(arm, dose=parse_trial(study(0, MONTHLY)).arms[1].dose), people, _rows(), 365)
        for stop, count in ((0.5, 1), (30.0, 1), (30.1, 2), (95.0, 4)):
            lines = stopping_lines(with_stops(given, np.array([stop])), {}, _rows(), 0)
            assert [(line.kind, line.count) for line in lines] == [(ADD, count)]

    def test_a_plan_without_anything_to_stop_stays_as_it_is(self) -> None:
        empty = Plan((), (), ())
        assert with_stops(empty, np.array([3.0])) is empty
        full = self.plan([np.inf])
        assert full.stops is None

    @pytest.mark.parametrize(
        ("taken", "endpoint"),
        [
            (DAILY, ("25ohd_serum", "change", 300, 'unit = "nmol/L"')),
            (MONTHLY, ("25ohd_serum", "change", 300, 'unit = "nmol/L"')),
            (STEPPED, ("25ohd_serum", "change", 300, 'unit = "nmol/L"')),
            (SUN, ("25ohd_serum", "change", 300, 'unit = "nmol/L"')),
            (DIET, ("calcium_urine", "change", 300, 'unit = "mg/d"')),
            (WARFARIN, ("ucoc_fraction", "change", 300, 'unit = "%"')),
            (DENOSUMAB, ("bmd_lumbar_spine", "percent_change", 1095, "")),
            (MK7, ("dp_ucmgp", "percent_change", 300, "")),
        ],
    )
    def test_stopping_dilutes_every_kind_of_effect(self, taken: str, endpoint: tuple[str, str, float, str]) -> None:
        full, some, nearly = (effect(share, taken, *endpoint) for share in (0.0, 0.4, 0.999))
        assert full != 0
        assert 0.3 < some / full < 0.95
        assert abs(nearly / full) < 0.25

    def test_a_quick_outcome_is_diluted_by_just_the_share_that_stopped(self) -> None:
        rows = [("plasma_mk7", "value", day, 'unit = "ng/mL"') for day in (180.0, 360.0)]
        full = figures(study(0.0, MK7, *rows), 64)
        some = figures(study(0.5, MK7, *rows), 64)
        on = [0.5**0.5, 0.5]
        assert [part / whole for part, whole in zip(some, full, strict=True)] == pytest.approx(on, rel=0.08)

    def test_a_fracture_ratio_comes_nearer_to_one(self) -> None:
        full, some, more = (effect(share, DENOSUMAB, "fracture_hip", "ratio", 1095, "") for share in (0, 0.3, 0.7))
        assert full < some < more < 1

    def test_a_stopped_glucocorticoid_stops_breaking_bones(self) -> None:
        taken = 'dose = [{ nutrient = "prednisolone", amount = "20 mg" }]'
        full, some = (effect(share, taken, "fracture_hip", "ratio", 730, "") for share in (0, 0.6))
        assert 1 < some < full


class TestWhoCounts:
    MANY = (
        ("25ohd_serum", "change", 300.0, 'unit = "nmol/L"'),
        ("bmd_total_hip", "percent_change", 365.0, ""),
        ("fracture_hip", "ratio", 365.0, ""),
    )

    def test_completers_are_as_if_nobody_had_stopped(self) -> None:
        text = study(0.6, DAILY, *self.MANY)
        assert figures(text.replace('"all"', '"completers"')) == figures(study(0.0, DAILY, *self.MANY))

    def test_what_is_not_said_is_taken_as_completers(self) -> None:
        text = study(0.6, DAILY, *self.MANY).replace('analysis = "all"\n', "")
        assert figures(text) == figures(study(0.0, DAILY, *self.MANY))

    def test_an_endpoint_may_differ_from_its_trial(self) -> None:
        last = (*self.MANY[0][:3], 'unit = "nmol/L"\nanalysis = "completers"')
        both = figures(study(0.6, DAILY, self.MANY[0], last))
        assert both == [*figures(study(0.6, DAILY, self.MANY[0])), *figures(study(0.0, DAILY, last))]
        assert both[0] < 0.8 * both[1]

    def test_no_dropout_is_bit_for_bit_what_no_word_of_it_is(self) -> None:
        text = study(0.0, DAILY, *self.MANY)
        assert figures(text) == figures(text.replace("dropout = 0.0\n", ""))

    def test_arms_that_stop_alike_differ_by_nothing(self) -> None:
        text = study(0.5, MONTHLY, *self.MANY[:2])
        text = text.replace('name = "nothing"', f'name = "nothing"\ndropout = 0.5\n{MONTHLY}')
        assert figures(text) == [0.0, 0.0]

    def test_an_arm_without_dropout_does_not_feel_that_of_another(self) -> None:
        of_nothing = ("25ohd_serum", "change", 300.0, 'unit = "nmol/L"')
        texts = [study(share, DAILY, of_nothing) for share in (0.0, 0.5)]
        alone = [text.replace('arm = "arm"\nversus = "nothing"', 'arm = "nothing"') for text in texts]
        assert figures(alone[0]) == figures(alone[1])

    def test_several_sets_of_values_agree_with_one_at_a_time(self) -> None:
        kernel, trial = own_kernel(), parse_trial(study(0.5, MONTHLY, *self.MANY))
        centre = kernel.defaults(1)
        more = centre.copy()
        more[0, [entry.name for entry in kernel.model.params].index("calcidiol.clearance")] *= 1.3
        together = predict(kernel, trial, np.concatenate([centre, more]), 8).figures
        apart = [predict(kernel, trial, rows, 8).figures[0] for rows in (centre, more)]
        assert together == pytest.approx(np.array(apart))


class TestCuratedTrials:
    STOPPING = tuple(trial for trial in load_all() if any(arm.dropout for arm in trial.arms))

    @pytest.mark.parametrize("trial", STOPPING, ids=lambda trial: trial.id)
    def test_a_dropout_has_its_source(self, trial: Trial) -> None:
        assert "dropout" in trial.note

    @pytest.mark.parametrize("trial", STOPPING, ids=lambda trial: trial.id)
    def test_only_those_counted_with_everybody_are_changed(self, trial: Trial) -> None:
        before, after = figures(without_dropout(trial), 8), figures(trial, 8)
        for endpoint, was, is_now in zip(trial.endpoints, before, after, strict=True):
            names = {endpoint.arm, endpoint.versus}
            diluted = endpoint.analysis == "all" and any(
                arm.dropout and arm.dose for arm in trial.arms if arm.name in names
            )
            assert (was != is_now and not np.isnan(was)) is diluted


def _rows() -> np.ndarray:
    return own_kernel().defaults(1)
