"""Vitamin D from the sun: laws that must hold, independent numbers, and the published anchors of its level."""

from __future__ import annotations

import csv
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.intake import sunlight as sun

SHARED = Path(__file__).parents[2] / "shared" / "data" / "sun"
KINDS = {"measured", "fitted", "assumed", "definition"}

latitudes = st.floats(-90, 90)
days = st.floats(1, 365)
skin_types = st.integers(1, 6)
adults = st.floats(18, 95)
shares = st.floats(0, 1)
spells = st.floats(0, 600)
quick = settings(max_examples=60)


def made(latitude: Any, day: Any, minutes: Any, skin_type: Any = 2, **others: Any) -> Any:
    return sun.sun_session(
        latitude, day, minutes, **{"skin_type": skin_type, "age": 40, "exposed": 0.25, **others}
    ).vitamin_d


# --- constants ---------------------------------------------------------------------------------------------------


def test_every_constant_is_a_complete_record() -> None:
    for constant in sun.sun_constants():
        assert constant.kind in KINDS, constant.name
        assert constant.unit, constant.name
        assert constant.source, constant.name
        assert constant.at, constant.name
        assert constant.note, constant.name
        if constant.kind == "definition":
            assert constant.know == constant.vary == 0, constant.name
        else:
            assert 0 < constant.know <= 1, constant.name
            assert 0 <= constant.vary <= 1, constant.name


def test_parameters_are_the_records_and_nothing_else() -> None:
    names = [constant.name for constant in sun.sun_constants()]
    assert [field.name for field in fields(sun.SunParameters)] == names
    assert sun.SunParameters.typical().shape == ()


@quick
@given(st.sampled_from([constant for constant in sun.sun_constants() if constant.kind != "definition"]))
def test_every_constant_that_can_be_drawn_has_an_effect(constant: sun.SunConstant) -> None:
    moved = replace(sun.SunParameters.typical(), **{constant.name: constant.value * 1.1})
    for skin_type in range(1, 7):
        here: dict[str, Any] = {
            "skin_type": skin_type,
            "age": 50,
            "exposed": 0.3,
            "spf": 8,
            "cloud": 0.6,
            "elevation": 1,
        }
        before = sun.sun_session(40, 150, 30, **here)
        after = sun.sun_session(40, 150, 30, **here, parameters=moved)
        if not np.array_equal([before.vitamin_d, before.redness], [after.vitamin_d, after.redness]):
            return
    pytest.fail(f"{constant.name} changes nothing")


# --- where the sun stands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("latitude", [-60.0, -23.44, 0.0, 23.44, 40.0, 52.0, 70.0])
def test_noon_heights_at_solstices_and_equinox(latitude: float) -> None:
    assert sun.sun_altitude(latitude, 172) == pytest.approx(90 - abs(latitude - 23.44), abs=0.05)
    assert sun.sun_altitude(latitude, 355) == pytest.approx(90 - abs(latitude + 23.44), abs=0.05)
    assert sun.sun_altitude(latitude, 79) == pytest.approx(90 - abs(latitude), abs=0.2)


# True zenith angles (no refraction) from pvlib 0.16.1 (NREL SPA), at local solar time, dates in 2023.
PVLIB_2023 = [
    (52.09, 172, 12, 28.653),
    (52.09, 355, 12, 75.529),
    (52.09, 79, 9, 64.429),
    (-33.9, 15, 14, 29.376),
    (0.0, 266, 12, 0.082),
    (69.65, 172, 0, 86.915),
    (40.0, 283, 10.5, 51.034),
    (64.1, 105, 16, 68.360),
]


@pytest.mark.parametrize(("latitude", "day", "hour", "zenith"), PVLIB_2023)
def test_zenith_angle_against_a_full_solar_position_algorithm(
    latitude: float, day: int, hour: float, zenith: float
) -> None:
    # 0.2 degrees: the sun's declination for one calendar date moves by that much within a leap cycle.
    assert np.degrees(np.arccos(sun.cos_zenith(latitude, day, hour))) == pytest.approx(zenith, abs=0.2)


@quick
@given(latitudes, days)
def test_the_sun_is_on_the_horizon_at_both_ends_of_the_half_day(latitude: float, day: float) -> None:
    half = float(sun.half_day(latitude, day))
    height = sun.cos_zenith(latitude, day, 12 - half)
    assert height == pytest.approx(sun.cos_zenith(latitude, day, 12 + half), abs=1e-9)
    if 0 < half < 12:
        assert height == pytest.approx(0, abs=1e-6)


# --- ozone and ultraviolet ---------------------------------------------------------------------------------------


def test_ozone_passes_through_the_measured_table() -> None:
    # NOAA SBUV zonal means for 52.5 N, January and July.
    middle = [365 / 24, 6.5 * 365 / 12]
    assert sun.ozone_column(52.5, np.array(middle) + 0.5) == pytest.approx([376.4, 334.1], abs=0.05)


@quick
@given(latitudes, st.floats(1, 365))
def test_ozone_is_plausible_periodic_and_smooth(latitude: float, day: float) -> None:
    column = sun.ozone_column(latitude, day)
    assert 100 < column < 480
    assert sun.ozone_column(latitude, day + 365) == pytest.approx(column, rel=1e-9)
    assert sun.ozone_column(latitude, day + 0.01) == pytest.approx(column, abs=0.1)
    assert sun.ozone_column(np.clip(latitude + 0.001, -90, 90), day) == pytest.approx(column, abs=0.1)


@pytest.mark.skipif(not SHARED.exists(), reason="the bulk ozone table is not in this checkout")
def test_shipped_ozone_is_the_bulk_table() -> None:
    with (SHARED / "ozone_zonal_monthly_sbuv_2000_2016.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    middle = np.array([(int(row["month"]) - 0.5) * 365 / 12 + 0.5 for row in rows])
    column = sun.ozone_column(np.array([float(row["lat"]) for row in rows]), middle)
    assert column == pytest.approx([float(row["ozone_du"]) for row in rows], abs=0.06)


# Vitamin D over erythema from SPECTRL2 spectra with the CIE spectra: ozone DU, zenith degrees, ratio.
SPECTRL2 = [
    (250, 0, 2.0413),
    (250, 60, 1.7041),
    (300, 40, 1.8824),
    (300, 70, 1.0828),
    (300, 80, 0.4250),
    (350, 60, 1.3345),
    (400, 75, 0.4642),
]


@pytest.mark.parametrize(("ozone", "zenith", "ratio"), SPECTRL2)
def test_vitamin_d_ratio_against_spectra(ozone: float, zenith: float, ratio: float) -> None:
    assert sun.vitamin_d_ratio(np.cos(np.radians(zenith)), ozone) == pytest.approx(ratio, abs=0.085)


def test_uv_index_range_at_lauder() -> None:
    # NIWA: about 1 at the winter solstice and about 10 at the summer solstice, clear noons at 45 S.
    noon = sun.uv_index(sun.cos_zenith(-45, [172, 355]), sun.ozone_column(-45, [172, 355]))
    assert 0.6 < noon[0] < 1.4
    assert 9 < noon[1] < 12


@quick
@given(st.floats(-1, 1), st.floats(100, 500))
def test_no_ultraviolet_without_sun_and_less_under_more_ozone(cosine: float, ozone: float) -> None:
    index = sun.uv_index(cosine, ozone)
    assert index >= 0
    assert (index == 0) == (cosine <= 0)
    assert sun.uv_index(cosine, ozone + 10) <= index
    assert sun.vitamin_d_ratio(cosine, ozone + 10) <= sun.vitamin_d_ratio(cosine, ozone)


def test_clouds_as_the_four_published_classes() -> None:
    # Clear, scattered, broken, overcast: the middles of the cover classes and the share they transmit (EPA).
    shown = sun.cloud_transmission(np.array([0.1, 0.45, 0.8, 1.0]))
    assert shown == pytest.approx([1.0, 0.89, 0.73, 0.31], abs=0.08)


@quick
@given(latitudes, days, st.floats(0, 24), st.floats(0, 1440))
def test_dose_quadrature_against_many_small_steps(latitude: float, day: float, hour: float, minutes: float) -> None:
    steps = 4000
    hours = hour + ((np.arange(steps) + 0.5) / steps - 0.5) * minutes / 60
    hours = hours[abs(hours - 12) <= 12]
    index = sun.uv_index(sun.cos_zenith(latitude, day, hours), sun.ozone_column(latitude, day))
    plain = 0.9 * index.sum() * minutes / 60 / steps
    assert sun.ultraviolet_dose(latitude, day, minutes, hour=hour).erythemal == pytest.approx(plain, rel=1e-3, abs=1e-3)


# --- skin: the laws ----------------------------------------------------------------------------------------------


@quick
@given(latitudes, days, st.floats(6, 18), spells, st.floats(0, 120))
def test_more_minutes_never_make_less(latitude: float, day: float, hour: float, minutes: float, more: float) -> None:
    less, longer = made(latitude, day, np.array([minutes, minutes + more]), hour=hour)
    # The quadrature of a whole day is good to a part in ten thousand.
    assert longer >= less * (1 - 1e-4) - 1e-6


@quick
@given(st.floats(0, 85), st.floats(0.1, 5), st.sampled_from([330.0, 345.0, 355.0, 5.0, 20.0, 35.0]), spells)
def test_a_higher_winter_latitude_never_makes_more(latitude: float, step: float, day: float, minutes: float) -> None:
    south, north = made(np.array([latitude, latitude + step]), day, minutes)
    assert north <= south + 1e-9


@quick
@given(latitudes, days, spells, shares, adults)
def test_order_of_skin_types_sunscreens_ages_clothes_and_clouds(
    latitude: float, day: float, minutes: float, share: float, age: float
) -> None:
    def falling(values: Any) -> bool:
        return bool((np.diff(values) <= 1e-9).all())

    here = (latitude, day, minutes)
    assert falling(made(*here, skin_type=np.arange(1, 7), age=age, exposed=share))
    assert falling(made(*here, spf=np.array([0, 1, 2, 15, 30, 50]), age=age, exposed=share))
    assert falling(made(*here, age=np.array([age, age + 5]), exposed=share))
    assert falling(made(*here, exposed=np.array([share, share / 2, 0])))
    assert falling(made(*here, cloud=np.array([0, share, 1])))


@quick
@given(st.floats(70, 90), st.sampled_from([1.0, 350.0, 360.0]), st.floats(0, 1440), skin_types)
def test_nothing_in_the_polar_night(latitude: float, day: float, minutes: float, skin_type: int) -> None:
    night = sun.sun_session(latitude, day, minutes, skin_type=skin_type, age=30, exposed=1)
    assert night.vitamin_d == night.redness == 0


@quick
@given(st.floats(0, 20), skin_types)
def test_skin_saturates_but_never_falls(dose: float, skin_type: int) -> None:
    once, twice = sun.vitamin_d_made(np.array([dose, 2 * dose]), skin_type)
    assert once <= twice <= 2 * once * (1 + 1e-12) + 1e-12


def test_minutes_to_redness_agree_with_the_session() -> None:
    index = sun.uv_index(sun.cos_zenith(52, 172), sun.ozone_column(52, 172))
    for skin_type in range(1, 7):
        minutes = sun.minutes_to_redness(index, skin_type)
        redness = sun.sun_session(52, 172, minutes, skin_type=skin_type, age=40, exposed=0.2).redness
        assert redness == pytest.approx(1, abs=0.06)


# --- a year and its waves ----------------------------------------------------------------------------------------


@quick
@given(
    st.lists(st.tuples(latitudes, skin_types, adults, spells, shares), min_size=1, max_size=5),
    st.floats(0, 1),
    st.floats(0, 50),
)
def test_many_people_at_once_are_the_same_people_one_by_one(
    people: list[tuple[Any, ...]], cloud: float, spf: float
) -> None:
    columns = [np.array(column) for column in zip(*people, strict=True)]
    together = sun.year_of_synthesis(*columns, cloud=cloud, spf=spf, days=12)
    for row, person in zip(together, people, strict=True):
        assert row == pytest.approx(sun.year_of_synthesis(*person, cloud=cloud, spf=spf, days=12), rel=1e-12, abs=1e-12)


def test_constants_can_differ_between_people() -> None:
    yields = np.array([[3000.0], [9000.0]])
    known = replace(sun.SunParameters.typical(), yield_per_dose=yields)
    year = sun.year_of_synthesis(np.array([10.0, 50.0, 60.0]), 3, 30, 15, 0.2, parameters=known)
    assert year.shape == (2, 3, 365)
    assert year[1] == pytest.approx(3 * year[0], rel=1e-12)


def test_a_crowd_worked_in_blocks_is_the_same_as_a_crowd_worked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    place = np.linspace(-60, 60, 50)
    whole = sun.year_of_synthesis(place, 2, 40, 15, 0.2)
    monkeypatch.setattr("osteon.intake.sun.season._BLOCK", 1000)
    assert np.array_equal(sun.year_of_synthesis(place, 2, 40, 15, 0.2), whole)


@quick
@given(latitudes, spells, st.integers(1, 4))
def test_waves_keep_the_yearly_mean_and_never_go_below_zero(latitude: float, minutes: float, order: int) -> None:
    year = sun.year_of_synthesis(latitude, 2, 40, minutes, 0.3)
    curve = sun.harmonics(year, order)
    assert curve.mean == pytest.approx(year.mean(), rel=1e-12)
    fine = curve.at(np.linspace(0, 365.25, 20001))
    assert fine[:-1].mean() == pytest.approx(year.mean(), rel=1e-9, abs=1e-12)
    assert fine.min() >= -1e-9 * (1 + curve.mean)


@quick
@given(st.lists(st.floats(0, 1e4), min_size=9, max_size=40), st.integers(1, 4))
def test_waves_of_any_input_keep_its_mean_and_stay_positive(daily: list[float], order: int) -> None:
    curve = sun.harmonics(daily, order)
    assert curve.mean == pytest.approx(np.mean(daily), rel=1e-12)
    assert curve.at(np.linspace(0, 365.25, 5000)).min() >= -1e-9 * (1 + curve.mean)


@pytest.mark.parametrize(
    ("latitude", "allowed"), [(0, 0.005), (40, 0.01), (52, 0.01), (60, 0.02), (65, 0.05), (70, 0.08)]
)
def test_three_waves_describe_the_year(latitude: float, allowed: float) -> None:
    year = sun.year_of_synthesis(latitude, 2, 40, 20, 0.25)
    shown = sun.harmonics(year).at((np.arange(365) + 0.5) * 365.25 / 365)
    assert np.sqrt(np.mean((shown - year) ** 2)) < allowed * year.mean()


def test_two_dozen_days_give_the_same_waves_as_all() -> None:
    place = np.linspace(-70, 70, 15)
    few, all_days = (sun.harmonics(sun.year_of_synthesis(place, 2, 40, 20, 0.25, days=count)) for count in (24, 365))
    assert few.mean == pytest.approx(all_days.mean, rel=1e-3)
    assert few.cosine == pytest.approx(all_days.cosine, abs=1e-3 * all_days.mean.max())


# --- advice and bad input ----------------------------------------------------------------------------------------


@quick
@given(st.floats(-60, 60), days, skin_types, st.floats(100, 2000))
def test_advice_brings_what_was_asked_for_at_the_least_redness(
    latitude: float, day: float, skin_type: int, target: float
) -> None:
    advice = sun.best_minutes(latitude, day, skin_type=skin_type, age=40, exposed=0.25, target=target)
    if advice.best is None:
        assert "No hour" in advice.warning
        return
    again = sun.sun_session(
        latitude, day, advice.best.minutes, hour=advice.best.hour, skin_type=skin_type, age=40, exposed=0.25
    )
    assert again.vitamin_d == pytest.approx(target, rel=0.02)
    assert again.redness == pytest.approx(advice.best.redness, rel=0.02)
    assert all(not choice.redness < advice.best.redness for choice in advice.choices)
    assert bool(advice.warning) == (advice.best.redness >= 0.5)


def test_the_best_hour_is_noon_and_a_long_noon_burns() -> None:
    advice = sun.best_minutes(40, 172, skin_type=1, age=70, exposed=0.15, target=1500)
    assert advice.best is not None
    assert advice.best.hour == 12
    assert advice.warning.startswith("Sunburn")


def test_bad_input_names_every_problem() -> None:
    with pytest.raises(InputError) as caught:
        sun.year_of_synthesis(np.array([52.0, 95.0]), 7, 40, -5, 25)
    assert len(caught.value.problems) == 4
    with pytest.raises(InputError) as caught:
        sun.sun_session(float("nan"), 1, 1, skin_type=1, age=1, exposed=0.1, cloud=3)
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError) as caught:
        sun.harmonics([1.0, -1.0], 9)
    assert len(caught.value.problems) == 3
