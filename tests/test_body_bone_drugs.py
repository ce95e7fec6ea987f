"""Bone under medicines, against the trials listed in docs/physiology/bone.md."""

from __future__ import annotations

import numpy as np
import pytest
from tests.bone_support import CTX, HIP, NECK, P1NP, SPINE, YEAR, Course, change, denosumab, dose, patient


def test_denosumab_over_ten_years_on_one_spine() -> None:
    treated = patient([0.0, 3 / YEAR, 0.25, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0], denosumab(20), age=72.0)
    for year, hip in ((1.0, 3.2), (2.0, 4.4), (3.0, 5.0), (5.0, 7.0), (8.0, 8.3)):
        assert treated.percent(HIP, year) == pytest.approx(hip, abs=0.8)
    for year, spine in ((5.0, 13.7), (8.0, 18.4), (10.0, 21.7)):
        assert treated.percent(SPINE, year) == pytest.approx(spine, abs=1.2)
    assert treated.percent(CTX, 3 / YEAR) < -70
    assert treated.percent(CTX, 0.25) == pytest.approx(-87, abs=5)


def test_stopping_denosumab_loses_the_gain_within_a_year_and_turnover_overshoots() -> None:
    stopped = patient([0.0, 2.0, 2.5, 3.0, 4.0], denosumab(4), age=61.0)
    assert stopped.percent(SPINE, 3.0, since=2.0) == pytest.approx(-6.6, abs=1.5)
    assert stopped.percent(HIP, 3.0, since=2.0) == pytest.approx(-5.3, abs=1.5)
    assert stopped.percent(CTX, 2.5) == pytest.approx(63, abs=20)
    assert abs(stopped.percent(CTX, 4.0)) < 20


def test_zoledronate_after_denosumab_holds_more_of_the_gain() -> None:
    years = [0.0, 4.0, 5.0]
    bare = patient(years, denosumab(8), age=65.0)
    guarded = patient(years, denosumab(8), dose(4 * YEAR, "bisphosphonates.zoledronate", 5), age=65.0)
    assert bare.percent(SPINE, 5.0, since=4.0) < -5 < guarded.percent(SPINE, 5.0, since=4.0) < 0.5


def test_daily_teriparatide_builds_spine_more_than_hip() -> None:
    treated = patient([0.0, 0.25, 578 / YEAR], change(0, "teriparatide.rate", 20.0), age=69.0)
    assert treated.percent(SPINE, 578 / YEAR) == pytest.approx(9.7, abs=1.5)
    assert treated.percent(NECK, 578 / YEAR) == pytest.approx(2.8, abs=1.0)
    assert treated.percent(HIP, 578 / YEAR) == pytest.approx(2.6, abs=1.0)
    assert treated.percent(SPINE, 0.25) > 1.0


def test_injections_and_their_mean_rate_act_alike_on_bone() -> None:
    years = [0.0, 0.5, 1.0]
    mean = patient(years, change(0, "teriparatide.rate", 20.0))
    daily = patient(years, dose(0, "teriparatide.depot", 20.0, 1.0, 366))
    for name in (SPINE, HIP, "osteoclasts.osteoclasts", "osteoblasts.lining"):
        np.testing.assert_allclose(daily[name], mean[name], rtol=2e-3)


def test_continuous_hormone_loses_bone_cortical_first() -> None:
    years = [0.0, 3.0]
    usual, high = patient(years, supplied=1.0), patient(years, supplied=2.5)
    infused = patient(
        years, change(0, "teriparatide.rate", 20.0), change(0, "teriparatide.intermittency", 0.0), supplied=1.0
    )
    for course in (high, infused):
        assert course.percent(HIP, 3.0) < usual.percent(HIP, 3.0) - 1
    drop = {part: high.percent(f"bone_mineral.{part}", 3.0) for part in ("cortical", "trabecular")}
    plain = {part: usual.percent(f"bone_mineral.{part}", 3.0) for part in ("cortical", "trabecular")}
    turned_over = {"cortical": 3.6, "trabecular": 12.0}
    loss = {part: (drop[part] - plain[part]) / turned_over[part] for part in drop}
    assert loss["cortical"] < loss["trabecular"] < 0


def test_alendronate() -> None:
    years = [0.0, 1.0, 3.0]
    plain, treated = patient(years, age=65.0), patient(years, change(0, "bisphosphonates.alendronate_rate", 10), age=65)
    assert treated.percent(SPINE, 1.0) == pytest.approx(5.3, abs=1.2)
    assert treated.percent(SPINE, 3.0) - plain.percent(SPINE, 3.0) == pytest.approx(8.8, abs=1.5)
    assert treated.percent(NECK, 3.0) - plain.percent(NECK, 3.0) == pytest.approx(5.9, abs=1.5)


def test_yearly_zoledronate() -> None:
    years = [0.0, 3.0]
    plain = patient(years, age=73.0)
    treated = patient(years, dose(0, "bisphosphonates.zoledronate", 5, YEAR, 3), age=73.0)
    for site, gain in ((HIP, 6.0), (SPINE, 6.7), (NECK, 5.1)):
        assert treated.percent(site, 3.0) - plain.percent(site, 3.0) == pytest.approx(gain, abs=1.5)


def test_one_infusion_of_zoledronate_wears_off_sooner_after_a_smaller_dose() -> None:
    years = [0.0, 2.0, 5.0]
    plain = patient(years, age=64.0)
    left = []
    for amount in (1.0, 2.5, 5.0):
        treated = patient(years, dose(0, "bisphosphonates.zoledronate", amount), age=64.0)
        gain = [treated.percent(SPINE, year) - plain.percent(SPINE, year) for year in (2.0, 5.0)]
        assert 3.0 < gain[0] < 7.7
        left.append(gain[1])
    assert left == sorted(left)


def test_romosozumab_builds_in_a_burst_that_fades() -> None:
    years = [0.0, 14 / YEAR, 1.0, 2.0]
    treated = patient(years, dose(0, "romosozumab.depot", 210, YEAR / 12, 12), age=71.0)
    assert treated.percent(SPINE, 1.0) == pytest.approx(13.3, abs=1.5)
    assert treated.percent(HIP, 1.0) == pytest.approx(6.9, abs=1.0)
    assert treated.percent(P1NP, 14 / YEAR) == pytest.approx(145, abs=25)
    assert treated.percent(CTX, 14 / YEAR) == pytest.approx(-52, abs=10)
    assert treated.percent(P1NP, 1.0) < 40
    assert treated.percent(SPINE, 2.0, since=1.0) < 0


def test_estrogen_and_raloxifene_hold_bone_after_menopause() -> None:
    years = [0.0, 3.0, 5.0]
    plain = Course(years, life__age_at_start=56.0, life__menopause_age=51.0)
    for event, spine, hip in (
        (change(0, "hormone_therapy.conjugated_rate", 0.625), 6.2, 3.4),
        (change(0, "hormone_therapy.estradiol_rate", 1.0), 6.2, 3.4),
        (change(0, "raloxifene.rate", 60.0), 2.6, 2.1),
    ):
        treated = Course(years, (event,), life__age_at_start=56.0, life__menopause_age=51.0)
        assert treated.percent(SPINE, 3.0) - plain.percent(SPINE, 3.0) == pytest.approx(spine, abs=1.3)
        assert treated.percent(HIP, 3.0) - plain.percent(HIP, 3.0) == pytest.approx(hip, abs=1.3)


def test_prednisolone_costs_bone_with_dose() -> None:
    lost = [
        patient([0.0, 1.0], change(0, "prednisolone.rate", dose), age=57.0).percent(SPINE, 1.0) for dose in (8.7, 18.9)
    ]
    assert lost[0] == pytest.approx(-1.7, abs=0.7)
    assert lost[1] == pytest.approx(-3.6, abs=1.4)
