"""Vitamin K, its markers and the arteries, with stand-ins for the rest of the body; and menaquinones as intake."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.scipy_oracle import Oracle

import osteon.body
from osteon.body.artery import Artery
from osteon.body.inflammation import Inflammation
from osteon.body.matrix_gla import MatrixGla
from osteon.body.menaquinone import Menaquinone
from osteon.body.osteocalcin import Osteocalcin
from osteon.body.phylloquinone import Phylloquinone
from osteon.body.prothrombin import Prothrombin
from osteon.body.vitamin_k import VitaminK
from osteon.engine.declare import Input, Param, Subsystem, value
from osteon.engine.events import ADD, SET_PARAMETER, Line
from osteon.engine.model import build
from osteon.engine.quantity import Quantity
from osteon.engine.solver import Kernel, compile_model
from osteon.errors import InputError
from osteon.intake import menaquinones

YEAR = 365.25
Floats = NDArray[np.float64]


class Life(Subsystem):
    age_at_start = Input(60.0, "y", doc="age at the start")
    female = Input(1.0, "1", doc="1 for a woman")

    @value("y")
    def age(self) -> Quantity:
        """Age."""
        return self.age_at_start + self.time


class Kidney(Subsystem):
    filtration_at_start = Input(90.0, "mL/min", doc="filtration, which stays")

    @value("mL/min")
    def rate(self) -> Quantity:
        """Filtration."""
        return self.filtration_at_start


class VitaminD(Subsystem):
    calcidiol = Input(60.0, "nmol/L", doc="calcidiol")
    calcidiol_at_start = Input(60.0, "nmol/L", doc="calcidiol at the start")
    calcidiol_reference = Input(60.0, "nmol/L", doc="calcidiol of the reference")
    calcitriol = Input(110.0, "pmol/L", doc="calcitriol")
    calcitriol_reference = Input(110.0, "pmol/L", doc="calcitriol of the reference")


class BoneCells(Subsystem):
    formation = Input(1.0, "1", doc="bone formation")


class Gut(Subsystem):
    calcium_supplement = Input(0.0, "mmol/d", doc="supplemental calcium")


OURS = (Phylloquinone, Menaquinone, VitaminK, Prothrombin, Osteocalcin, MatrixGla, Artery, Inflammation)
STAND_INS = (Life, Kidney, VitaminD, BoneCells, Gut)
HAEMODIALYSIS = {"kidney__filtration_at_start": 5.0}
STAGE_4_AND_5 = {"kidney__filtration_at_start": 18.0}
ON_WARFARIN = {"vitamin_k__warfarin": 1.0}
K_POOR = {"phylloquinone__leaf_intake": 50.0, "phylloquinone__oil_intake": 20.0, "menaquinone__mk9_intake": 5.0}
MK7 = "menaquinone__mk7_supplement"


@cache
def kernel() -> Kernel:
    return compile_model(build((*STAND_INS, *OURS)))


@cache
def places() -> tuple[dict[str, int], dict[str, int]]:
    model = kernel().model
    pools = {entry.name: place for place, entry in enumerate(model.pools)}
    return pools, {entry.name: place for place, entry in enumerate(model.params)}


def parameters() -> list[tuple[str, Param]]:
    names = {subsystem.title() for subsystem in OURS}
    found = [(entry.name, entry.declaration) for entry in kernel().model.params if entry.name.split(".")[0] in names]
    return [(name, item) for name, item in found if isinstance(item, Param)]


class Course:
    """A run whose readouts and pools are looked up by name; `from_day_0` changes inputs once the run has started."""

    def __init__(
        self, days: list[float], from_day_0: dict[str, float] | None = None, doses: tuple[Line, ...] = (), **base: float
    ) -> None:
        row = kernel().defaults()
        for name, number in base.items():
            row[0, places()[1][name.replace("__", ".")]] = number
        changes = [
            Line(0.0, SET_PARAMETER, places()[1][name.replace("__", ".")], number, 0.0, 1)
            for name, number in (from_day_0 or {}).items()
        ]
        batch = kernel().run(row, np.array(days), events=(*changes, *doses))
        assert batch.ok.all(), "the run did not reach its end"
        self.states = batch.states[0]
        self.values = dict(zip(kernel().readouts, kernel().read(batch)[0].T, strict=True))

    def __getitem__(self, name: str) -> Floats:
        pools = places()[0]
        return self.states[:, pools[name]] if name in pools else self.values[name]

    def change(self, name: str) -> float:
        """Percent change from the first to the last time."""
        return float(100 * (self[name][-1] / self[name][0] - 1))


def test_every_parameter_names_a_known_source() -> None:
    folder = Path(osteon.body.__file__).parent / "sources"
    ours = set(tomllib.loads((folder / "vitamins.toml").read_text(encoding="utf-8")))
    bone = set(tomllib.loads((folder / "bone.toml").read_text(encoding="utf-8")))
    used = {item.source for _, item in parameters() if not isinstance(item, Input)}
    assert used - ours - bone == set()
    assert ours - used == set(), "sources that nothing uses"


def test_twelve_pools_are_enough() -> None:
    assert len(places()[0]) <= 12


@settings(max_examples=25)
@given(seed=st.integers(0, 2**31))
def test_no_pool_goes_negative_whatever_the_parameters_and_inputs(seed: int) -> None:
    generator = np.random.default_rng(seed)
    row = kernel().defaults()
    for name, item in parameters():
        if item.kind == "definition":
            continue
        spread = 0.8 if isinstance(item, Input) else item.know + item.vary
        shift = generator.standard_normal()
        drawn = item.value + shift * spread if item.spread == "normal" else item.value * np.exp(shift * spread)
        low = -np.inf if item.low is None else item.low
        row[0, places()[1][name]] = np.clip(drawn, low, np.inf if item.high is None else item.high)
    row[0, places()[1]["phylloquinone.leaf_with_fat"]] = generator.random()
    row[0, places()[1]["vitamin_k.warfarin"]] = generator.choice([0.0, 1.0, 2.0])
    row[0, places()[1]["kidney.filtration_at_start"]] = generator.uniform(3, 130)
    batch = kernel().run(row, np.linspace(0, 40 * YEAR, 9))
    assert batch.ok.all()
    assert np.isfinite(batch.states).all()
    assert (batch.states >= 0).all()
    clear = batch.states[0][:, places()[0]["artery.clear"]]
    assert (clear <= 1).all()
    assert (np.diff(batch.states[0][:, places()[0]["artery.score"]]) >= 0).all(), "calcification does not go back"


def test_the_default_diet_is_the_reference_and_at_rest() -> None:
    course = Course([0.0, 30.0])
    assert course["vitamin_k.supply"][0] == pytest.approx(
        kernel().model.defaults["vitamin_k.supply_reference"], rel=0.02
    )
    for name in places()[0]:
        if not name.startswith("artery."):
            assert course[name][1] == pytest.approx(course[name][0], rel=1e-4), name


@settings(max_examples=20)
@given(less=st.floats(0, 400), more=st.floats(5, 600), leaves=st.floats(0, 400))
def test_more_vitamin_k_never_raises_a_marker(less: float, more: float, leaves: float) -> None:
    few, many = (Course([0.0, 120.0], {MK7: dose}, phylloquinone__leaf_intake=leaves) for dose in (less, less + more))
    for marker in ("vitamin_k.ucoc_fraction", "vitamin_k.dp_ucmgp", "vitamin_k.pivka"):
        assert many[marker][1] < few[marker][1]


def test_the_compiled_course_is_that_of_an_independent_solver() -> None:
    days = np.array([0.0, 7.0, 90.0, 3 * YEAR])
    inputs = {"menaquinone.mk7_intake": 90.0, "vitamin_k.warfarin": 0.02, "kidney.filtration_at_start": 40.0}
    dose = (0.0, "menaquinone.mk7_gut", 360.0)
    expected = Oracle(kernel().model).run(days, params=inputs, doses=[dose])
    line = Line(0.0, ADD, places()[0][dose[1]], dose[2], 0.0, 1)
    course = Course(list(days), doses=(line,), **{name.replace(".", "__"): number for name, number in inputs.items()})
    assert course.states == pytest.approx(expected, rel=2e-4, abs=1e-6)


def test_a_natto_eater_starts_low_and_gains_less() -> None:
    usual, natto = (Course([0.0, 84.0], {MK7: 180.0}, menaquinone__mk7_intake=intake) for intake in (0.0, 175.0))
    assert natto["vitamin_k.ucoc_fraction"][0] < 0.6 * usual["vitamin_k.ucoc_fraction"][0]
    assert natto.change("vitamin_k.ucoc_fraction") > usual.change("vitamin_k.ucoc_fraction") + 10


# Change from baseline in percent: observed in trials, with a tolerance of one between-study SD (12 points) unless the
# figure was fitted (5 points). Both figures that miss are kept and marked.
FITTED, STUDIES = 5.0, 12.0
TRIALS = [
    ("dalmeijer2012", {MK7: 180.0}, 84, "osteocalcin.ratio", -60, FITTED, {}),
    ("dalmeijer2012", {MK7: 360.0}, 84, "osteocalcin.ratio", -74, FITTED, {}),
    ("dalmeijer2012", {MK7: 180.0}, 84, "vitamin_k.dp_ucmgp", -31, 6.0, {}),
    ("dalmeijer2012", {MK7: 360.0}, 84, "vitamin_k.dp_ucmgp", -46, FITTED, {}),
    ("knapen2013 (recalled)", {MK7: 180.0}, 365, "vitamin_k.ucoc_fraction", -51, STUDIES, {}),
    pytest.param(
        "knapen2015", {MK7: 180.0}, 1095, "vitamin_k.dp_ucmgp", -50, STUDIES, {},
        marks=pytest.mark.xfail(strict=True, reason="-50 % at 3 y, but -31 % at 12 weeks in dalmeijer2012"),
    ),
    ("westenfeld2012", {MK7: 45.0}, 42, "vitamin_k.dp_ucmgp", -17.9, STUDIES, HAEMODIALYSIS),
    ("westenfeld2012", {MK7: 135.0}, 42, "vitamin_k.dp_ucmgp", -36.7, STUDIES, HAEMODIALYSIS),
    pytest.param(
        "westenfeld2012", {MK7: 360.0}, 42, "vitamin_k.dp_ucmgp", -61.1, STUDIES, HAEMODIALYSIS,
        marks=pytest.mark.xfail(strict=True, reason="six weeks are too short for the lag read off phenprocoumon"),
    ),
    ("schlieper2011", {MK7: 135.0}, 42, "vitamin_k.dp_ucmgp", -27, STUDIES, HAEMODIALYSIS),
    pytest.param(
        "kurnatowska2016", {MK7: 90.0}, 270, "vitamin_k.dp_ucmgp", -10.7, STUDIES, STAGE_4_AND_5,
        marks=pytest.mark.xfail(strict=True, reason="the model's fall is larger; that trial gave vitamin D too"),
    ),
    pytest.param(
        "aoun2017", {MK7: 360.0}, 28, "vitamin_k.dp_ucmgp", -86, STUDIES, HAEMODIALYSIS,
        marks=pytest.mark.xfail(strict=True, reason="single arm, very high baseline: an outlier among its like"),
    ),
    ("koitaya2014", {"menaquinone__mk4_supplement": 1500.0}, 182, "vitamin_k.ucoc_fraction", -33, STUDIES, {}),
    ("binkley2002 (recalled)", {"phylloquinone__supplement": 1000.0}, 14, "osteocalcin.ratio", -62, 15.0, {}),
]  # fmt: skip


@pytest.mark.parametrize(("study", "dose", "day", "outcome", "observed", "tolerance", "people"), TRIALS)
def test_trials(
    study: str, dose: dict[str, float], day: float, outcome: str, observed: float, tolerance: float,
    people: dict[str, float],
) -> None:  # fmt: skip
    assert Course([0.0, day], dose, **people).change(outcome) == pytest.approx(observed, abs=tolerance), study


def test_plasma_mk7_follows_the_yogurt_trial_and_one_dose_peaks_at_breakfast_plus_six_hours() -> None:
    yogurt = Course([0.0, 84.0], {MK7: 56.0})
    assert yogurt["vitamin_k.plasma_mk7"] == pytest.approx([0.28, 1.94], rel=0.05)
    hours = np.arange(0, 73, 1.0)
    once = Course(list(hours / 24), doses=(Line(0.0, ADD, places()[0]["menaquinone.mk7_gut"], 420.0, 0.0, 1),))
    above = once["vitamin_k.plasma_mk7"] - 0.28
    assert 4 <= hours[np.argmax(above)] <= 8
    assert above[48] > 0.3, "still detectable at 48 h"


def test_a_capsule_a_day_and_its_mean_rate_agree_on_the_markers() -> None:
    capsules = (Line(0.0, ADD, places()[0]["menaquinone.mk7_gut"], 180.0, 1.0, 90),)
    each, mean = Course([0.0, 84.0], doses=capsules), Course([0.0, 84.0], {MK7: 180.0})
    for marker in ("vitamin_k.ucoc_fraction", "vitamin_k.dp_ucmgp"):
        assert each[marker][1] == pytest.approx(mean[marker][1], rel=0.01)


def test_the_liver_is_served_first_and_warfarin_takes_the_rest() -> None:
    leafless = {"phylloquinone__leaf_intake": 20.0, "phylloquinone__oil_intake": 8.0, "menaquinone__mk9_intake": 0.0}
    usual, poor = Course([0.0, 1.0]), Course([0.0, 1.0], **leafless)
    assert poor["vitamin_k.pivka"][0] > 2 * usual["vitamin_k.pivka"][0]
    assert poor["vitamin_k.delivered"][0] / usual["vitamin_k.delivered"][0] < 0.8 * (
        poor["vitamin_k.supply"][0] / usual["vitamin_k.supply"][0]
    )
    low_dose = Course([0.0, 70.0], {MK7: 45.0}, **ON_WARFARIN)
    assert low_dose.change("vitamin_k.pivka") == pytest.approx(-40, abs=FITTED), "theuwissen2013"
    assert abs(low_dose.change("vitamin_k.ucoc_fraction")) < 1
    assert abs(low_dose.change("vitamin_k.dp_ucmgp")) < 1


def test_warfarin_started_raises_the_markers_as_seen() -> None:
    start = Course([0.0, 30.0, 90.0], ON_WARFARIN)
    mgp = start["vitamin_k.dp_ucmgp"] / start["vitamin_k.dp_ucmgp"][0]
    assert mgp == pytest.approx([1, 1.90, 2.31], rel=0.12), "phenprocoumon_mgp"
    carboxylated = 1 - start["vitamin_k.ucoc_fraction"]
    assert carboxylated[2] / carboxylated[0] == pytest.approx(4.9 / 13.1, abs=0.06), "obrant1999"


@pytest.mark.parametrize(("filtration", "observed"), [(95.0, 363), (22.0, 885), (10.0, 1388), (5.0, 4.5 * 376)])
def test_dp_ucmgp_follows_the_kidney(filtration: float, observed: float) -> None:
    level = Course([0.0, 1.0], kidney__filtration_at_start=filtration)["vitamin_k.dp_ucmgp"][0]
    assert level == pytest.approx(observed, rel=0.15)


def test_vitamin_d_raises_dp_ucmgp_only_where_vitamin_k_is_short() -> None:
    rises = {}
    for name, diet in {"poor": K_POOR, "ample": {"menaquinone__mk7_intake": 300.0}}.items():
        with_d = Course([0.0, 182.0], {"vitamin_d__calcidiol": 85.0}, vitamin_d__calcidiol_at_start=45.0, **diet)
        rises[name] = with_d["vitamin_k.dp_ucmgp"][1] - with_d["vitamin_k.dp_ucmgp"][0]
    assert rises["poor"] == pytest.approx(92.8, abs=20), "vanballegooijen2019"
    assert rises["ample"] < 0.2 * rises["poor"]


def test_disputed_effects_have_intervals_that_include_zero() -> None:
    disputed = dict(parameters())
    for name in ("osteocalcin.spine_gain", "artery.wave_mgp", "artery.score_mgp", "inflammation.crp_vitamin_d"):
        item = disputed[name]
        assert item.spread == "normal"
        assert item.value - 2 * item.know < 0 < item.value + 2 * item.know, name
    assert disputed["artery.calcium_hypothesis"].value == 0


def test_the_bone_effect_is_zero_on_the_reference_diet_and_small_on_mk7() -> None:
    course = Course([0.0, 365.0], {MK7: 180.0})
    assert course["vitamin_k.bone_effect"][0] == pytest.approx(0, abs=2e-4)
    defaults = kernel().model.defaults
    a_year = course["vitamin_k.bone_effect"][1] * defaults["osteocalcin.spine_turnover"]
    assert a_year == pytest.approx(0.51 * defaults["osteocalcin.spine_gain"], rel=0.1)


def test_the_mk4_regimen_acts_only_in_osteoporosis() -> None:
    dose = {"menaquinone__mk4_supplement": 45_000.0}
    healthy, osteoporotic = (Course([0.0, 365.0], dose, osteocalcin__osteoporosis=flag) for flag in (0.0, 1.0))
    difference = osteoporotic["vitamin_k.bone_effect"][1] - healthy["vitamin_k.bone_effect"][1]
    assert difference * kernel().model.defaults["osteocalcin.spine_turnover"] == pytest.approx(1.0, rel=0.02)


PWV_BY_AGE = {25: 6.2, 35: 6.5, 45: 7.2, 55: 8.3, 65: 10.3, 75: 10.9}


def test_pulse_wave_velocity_follows_age() -> None:
    ages = np.array(list(PWV_BY_AGE))
    course = Course(list((ages - 20) * YEAR), life__age_at_start=20.0)
    assert course["artery.pwv_carotid_femoral"] == pytest.approx(list(PWV_BY_AGE.values()), abs=0.5)


def test_a_measured_stiffness_is_kept_and_kidney_failure_lifts_it() -> None:
    usual, stiff = (Course([0.0, 10 * YEAR], artery__stiffness=level) for level in (1.0, 1.3))
    ratio = stiff["artery.pwv_carotid_femoral"] / usual["artery.pwv_carotid_femoral"]
    assert ratio == pytest.approx([1.3, 1.3], rel=1e-3)
    failure = Course([0.0, 1.0], life__age_at_start=75.0, **HAEMODIALYSIS)["artery.pwv_carotid_femoral"][0]
    assert 12.0 < failure < 15.0, "valkyrie2020: medians 12.7 to 14.6"


@pytest.mark.parametrize("diet", [{}, K_POOR, {"menaquinone__mk7_intake": 300.0}])
def test_arteries_keep_their_course_as_long_as_the_diet_stays(diet: dict[str, float]) -> None:
    course, usual = Course([0.0, 10 * YEAR], **diet), Course([0.0, 10 * YEAR])
    for name in ("artery.pwv_carotid_femoral", "artery.cac_score"):
        assert course[name] == pytest.approx(usual[name], rel=1e-6)


def test_three_years_of_mk7_change_stiffness_by_the_shrunken_trial_figure() -> None:
    with_k, without = (Course([0.0, 3 * YEAR], {MK7: dose}) for dose in (180.0, 0.0))
    difference = with_k["artery.pwv_carotid_femoral"][1] - without["artery.pwv_carotid_femoral"][1]
    assert -0.25 < difference < -0.1
    assert -0.74 < difference < -0.02, "inside the interval of knapen2015"


PREVALENCE = [(0.5, 40, 0.10, 0.08), (0.0, 59, 0.76, 0.06), (1.0, 59, 0.50, 0.06), (1.0, 67, 0.62, 0.08),
              (0.0, 80, 0.96, 0.04), (1.0, 80, 0.86, 0.04)]  # fmt: skip


@pytest.mark.parametrize(("female", "age", "observed", "tolerance"), PREVALENCE)
def test_coronary_calcium_is_as_common_as_seen(female: float, age: float, observed: float, tolerance: float) -> None:
    sexes = (0.0, 1.0) if female == 0.5 else (female,)
    chance = [
        Course([0.0, (age - 20) * YEAR], life__age_at_start=20.0, life__female=sex)["artery.cac_chance"][1]
        for sex in sexes
    ]
    assert np.mean(chance) == pytest.approx(observed, abs=tolerance)


@pytest.mark.parametrize(("female", "observed"), [(0.0, 190), (1.0, 48)])
def test_the_mean_score_at_59_is_as_seen(female: float, observed: float) -> None:
    course = Course([0.0, 39.5 * YEAR], life__age_at_start=20.0, life__female=female)
    assert course["artery.cac_score"][1] == pytest.approx(observed, rel=0.25), "erbel2014, from its percentiles"


@pytest.mark.parametrize("female", [0.0, 1.0])
@pytest.mark.parametrize("age", [45.0, 60.0, 75.0])
def test_starting_at_an_age_agrees_with_growing_up_to_it(female: float, age: float) -> None:
    grown = Course([0.0, (age - 20) * YEAR], life__age_at_start=20.0, life__female=female)
    begun = Course([0.0, 1.0], life__age_at_start=age, life__female=female)
    assert begun["artery.cac_chance"][0] == pytest.approx(grown["artery.cac_chance"][1], abs=0.03)
    assert begun["artery.cac_score"][0] == pytest.approx(grown["artery.cac_score"][1], rel=0.35)


def test_a_measured_score_is_where_the_run_starts() -> None:
    none, some = (
        Course([0.0, YEAR], artery__score_known=1.0, artery__score_at_start=score, life__age_at_start=62.0)
        for score in (0.0, 150.0)
    )
    assert none["artery.cac_chance"][0] == 0
    assert 0.02 < none["artery.cac_chance"][1] < 0.09, "kronmal2007: 6.6 % a year, both sexes"
    assert some["artery.cac_score"][0] == 150
    assert 7 < some["artery.cac_score"][1] - 150 < 30, "kronmal2007: median +14 AU a year in women"


def test_supplemental_calcium_reaches_arteries_only_under_the_hypothesis() -> None:
    scores = [
        Course([0.0, 10 * YEAR], gut__calcium_supplement=dose, artery__calcium_hypothesis=strength)["artery.cac_score"][
            1
        ]
        for dose, strength in ((0.0, 0.2), (25.0, 0.0), (25.0, 0.2))
    ]
    assert scores[0] == scores[1] < scores[2]


def test_inflammation_moves_little_and_not_at_all_without_a_change() -> None:
    still, risen = Course([0.0, 365.0]), Course([0.0, 365.0], vitamin_d__calcidiol=100.0)
    assert still["inflammation.crp"][1] == pytest.approx(1.5)
    assert risen["inflammation.crp"][1] / 1.5 == pytest.approx(0.93, abs=0.02), "0.86 of the rise of -0.26 in 3 mg/L"
    assert still["inflammation.fracture_log_risk"][0] < 0.29


def test_menaquinones_keep_their_strength_and_agree_with_the_body() -> None:
    defaults = kernel().model.defaults
    assert menaquinones.STRENGTH[4] == defaults["vitamin_k.mk4_strength"]
    assert menaquinones.STRENGTH[9] == defaults["vitamin_k.mk9_strength"]


@given(intake=st.dictionaries(st.sampled_from([f"MK-{n}" for n in range(4, 14)]), st.floats(0, 2000)))
def test_menaquinones_as_followed_are_as_strong_as_they_were(intake: dict[str, float]) -> None:
    followed = menaquinones.as_followed(intake)
    given_strength = sum(menaquinones.strength(int(name[3:])) * amount for name, amount in intake.items())
    kept = followed.mk4 * 0.04 + followed.mk7 + followed.mk9 * 0.7
    assert kept == pytest.approx(given_strength)
    assert 0 <= followed.guessed <= sum(intake.values()) + 1e-9


def test_wrong_menaquinones_are_all_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        menaquinones.as_followed({"MK-14": 1.0, "MK-7": -3.0, "K3": 2.0})
    assert len(caught.value.problems) == 3
