"""One person through time: each input changes what it should, labs narrow the draws, a seed gives the same run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from osteon.conditioning import Measured, select
from osteon.draws import Spread, draw_parameters
from osteon.errors import InputError
from osteon.inputs import inputs_of, routes
from osteon.person import Person
from osteon.readouts import readouts
from osteon.safety import hard_stops
from osteon.simulate import Trajectory, own_kernel, simulate, time_grid
from osteon.substances import substances

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.toml"))
PERSON = {"age": 57, "sex": "female", "height": "164 cm", "mass": "66 kg", "latitude": 52.1, "menopause_age": 50.5}
DIET = {"calcium": "700 mg/d", "phosphorus": "1200 mg/d", "vitamin D": "4 ug/d"}


def person(*, nutrients: dict[str, str] | None = None, **changes: object) -> Person:
    table: dict[str, object] = {
        "person": {**PERSON, **{k: v for k, v in changes.items() if k not in ("sun", "supplement", "labs")}},
        "diet": {"nutrients": {**DIET, **(nutrients or {})}},
        "sun": changes.get("sun", {"minutes": 10, "exposed": 0.2}),
        "supplement": changes.get("supplement", []),
    }
    if "labs" in changes:
        table["labs"] = changes["labs"]
    return Person.from_dict(table)


def pill(nutrient: str, amount: str, **more: object) -> dict[str, object]:
    return {"nutrient": nutrient, "amount": amount, "every": "day", **more}


def run(who: Person, years: float = 2.0, draws: int = 16) -> Trajectory:
    return simulate(who, years, draws=draws)


@pytest.fixture(scope="module")
def usual() -> Trajectory:
    return run(person())


def end(trajectory: Trajectory, outcome: str) -> float:
    return float(np.median(trajectory.outcomes[outcome][:, -1]))


@pytest.mark.parametrize(
    ("changes", "outcome", "sign"),
    [
        ({"supplement": [pill("vitamin D3", "1000 IU")]}, "25ohd_serum", 1),
        ({"supplement": [pill("vitamin D3", "1000 IU")]}, "pth_intact", -1),
        ({"supplement": [pill("vitamin D2", "1000 IU")]}, "25ohd_serum", 1),
        ({"supplement": [pill("calcifediol", "10 ug")]}, "25ohd_serum", 1),
        ({"sun": {"minutes": 60, "exposed": 0.4}}, "25ohd_serum", 1),
        ({"mass": "110 kg"}, "25ohd_serum", -1),
        ({"supplement": [pill("calcium carbonate", "500 mg")]}, "calcium_absorbed", 1),
        ({"supplement": [pill("calcium carbonate", "500 mg")]}, "calcium_eaten", 1),
        ({"supplement": [pill("calcium carbonate", "500 mg")]}, "bmd_total_hip", 1),
        ({"nutrients": {"calcium": "300 mg/d"}}, "calcium_absorbed", -1),
        ({"nutrients": {"calcium": "300 mg/d"}}, "pth_intact", 1),
        ({"supplement": [pill("MK-7", "180 ug")]}, "ucoc_fraction", -1),
        ({"supplement": [pill("MK-7", "180 ug")]}, "dp_ucmgp", -1),
        ({"supplement": [pill("MK-7", "180 ug")]}, "plasma_mk7", 1),
        ({"medicines": ["warfarin"]}, "ucoc_fraction", 1),
        ({"age": 77}, "bmd_femoral_neck", -1),
        ({"age": 77}, "pwv_carotid_femoral", 1),
        ({"egfr": "25 mL/min/1.73m2"}, "pth_intact", 1),
        ({"egfr": "25 mL/min/1.73m2"}, "1_25ohd_serum", -1),
        ({"egfr": "25 mL/min/1.73m2"}, "dp_ucmgp", 1),
        ({"medicines": [{"name": "denosumab", "amount": "60 mg", "every": "182 days"}]}, "ctx", -1),
        ({"medicines": [{"name": "denosumab", "amount": "60 mg", "every": "182 days"}]}, "bmd_lumbar_spine", 1),
        ({"medicines": ["alendronate"]}, "bmd_total_hip", 1),
    ],
)
def test_each_input_changes_what_it_should(
    usual: Trajectory, changes: dict[str, object], outcome: str, sign: int
) -> None:
    other = run(person(**changes))  # type: ignore[arg-type]
    assert sign * (end(other, outcome) - end(usual, outcome)) > 1e-4 * abs(end(usual, outcome))


def test_menopause_speeds_loss_when_it_comes() -> None:
    now, later = (run(person(age=51, menopause_age=age)).outcomes for age in (50.5, 57.0))
    lost = [
        np.median(outcomes["bmd_lumbar_spine"][:, -1] / outcomes["bmd_lumbar_spine"][:, 0]) for outcomes in (now, later)
    ]
    assert lost[0] < lost[1] - 0.01
    assert np.median(now["ctx"][:, -1]) > np.median(later["ctx"][:, -1])


def test_men_differ_from_women(usual: Trajectory) -> None:
    table = {key: value for key, value in PERSON.items() if key != "menopause_age"}
    man = run(Person.from_dict({"person": {**table, "sex": "male"}, "diet": {"nutrients": DIET}}))
    assert end(man, "bmd_femoral_neck") > end(usual, "bmd_femoral_neck")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_runs_and_stays_within_physiology(path: Path) -> None:
    trajectory = run(Person.from_toml(path), years=5)
    for word, draws in trajectory.outcomes.items():
        assert np.isfinite(draws).all(), word
        assert (draws >= 0).all(), word
    assert 1.9 < end(trajectory, "calcium_serum") < 2.7
    assert 5 < end(trajectory, "25ohd_serum") < 250


def test_the_calcium_budget_closes(usual: Trajectory) -> None:
    mean = {word: draws.mean() for word, draws in usual.outcomes.items()}
    assert mean["calcium_eaten"] == pytest.approx(700, rel=1e-6)
    stool = mean["calcium_eaten"] - mean["calcium_absorbed"] + mean["calcium_secreted"]
    assert mean["calcium_stool"] == pytest.approx(stool, rel=1e-6)


def test_filtration_is_as_measured_on_day_0_and_usual_for_the_age_where_it_is_not() -> None:
    measured = run(person(egfr="38 mL/min/1.73m2")).outcomes["egfr"][:, 0]
    assert np.allclose(measured, 38, rtol=1e-3)
    old, young = (run(person(age=age, menopause_age=50)).outcomes["egfr"][:, 0].mean() for age in (80, 30))
    assert 45 < old < young - 20


def test_seasons_turn_over_in_the_south() -> None:
    north, south = (
        run(person(latitude=latitude), years=1).outcomes["25ohd_serum"].mean(axis=0) for latitude in (50, -40)
    )
    summer, winter = 33, 7
    assert north[summer] > north[winter]
    assert south[summer] < south[winter]


def test_the_same_seed_gives_the_same_numbers_on_any_number_of_threads(usual: Trajectory) -> None:
    other = simulate(person(), 2.0, draws=16, threads=1)
    for word, draws in usual.outcomes.items():
        assert np.array_equal(draws, other.outcomes[word]), word


def test_labs_narrow_and_move_the_draws(usual: Trajectory) -> None:
    labs = {"25(OH)D": [{"value": "80 nmol/L", "date": "2026-01-01"}]}
    told = run(person(labs=labs, start_date="2026-01-01"), draws=64)
    before = run(person(), draws=64)
    assert abs(np.median(told.outcomes["25ohd_serum"][:, 0]) - 80) < 16
    assert np.std(told.outcomes["25ohd_serum"][:, 0]) < np.std(before.outcomes["25ohd_serum"][:, 0])
    assert told.effective_draws < 64


def test_a_measured_density_is_met() -> None:
    labs = {"BMD lumbar spine": [{"value": "0.85 g/cm2", "date": "2026-01-01"}]}
    told = run(person(labs=labs, start_date="2026-01-01"))
    assert np.allclose(told.outcomes["bmd_lumbar_spine"][:, 0], 0.85, rtol=0.01)


def _measured(word: str, value: str) -> dict[str, object]:
    return {word: {"value": value, "date": "2025-12-08"}}


def test_a_t_score_is_read_as_its_density() -> None:
    score = run(person(age=66, labs=_measured("T-score femoral neck", "-2.5 SD")))
    density = run(person(age=66, labs=_measured("BMD femoral neck", "0.558 g/cm2")))
    for course in (score, density):
        np.testing.assert_allclose(course.outcomes["bmd_femoral_neck"][:, 0], 0.558, rtol=0.02)
    assert end(score, "bmd_femoral_neck") == pytest.approx(end(density, "bmd_femoral_neck"), rel=0.01)


def test_who_is_thin_at_her_age_loses_faster() -> None:
    lost = []
    for density in ("0.80 g/cm2", "0.52 g/cm2"):
        course = run(person(age=66, labs=_measured("BMD femoral neck", density)), 5.0, 64).outcomes["bmd_femoral_neck"]
        lost.append(float(np.median(course[:, -1] / course[:, 0] - 1)))
    assert lost[1] < 1.2 * lost[0] < 0


def test_creatinine_tells_filtration_and_stops_where_kidneys_have_failed() -> None:
    usual = run(person(age=70)).outcomes["egfr"]
    weak = run(person(age=70, labs=_measured("creatinine", "180 umol/L"))).outcomes["egfr"]
    assert weak[:, 0].max() < 40 < usual[:, 0].min()
    assert hard_stops(person(age=70, labs=_measured("creatinine", "700 umol/L")))


def test_labs_that_no_part_of_the_model_reads_are_told() -> None:
    course = run(person(labs=_measured("zinc", "12 umol/L")))
    assert any("zinc" in note and "not used" in note for note in course.notes)


def test_impossible_labs_are_said_to_contradict() -> None:
    labs = {"25(OH)D": [{"value": "240 nmol/L", "date": "2026-01-01"}]}
    told = run(person(labs=labs, start_date="2026-01-01"))
    assert any("hard to reconcile" in note for note in told.notes)


def test_rare_doses_are_events_and_steady_ones_a_mean_rate() -> None:
    rare = inputs_of(person(supplement=[{"nutrient": "vitamin D3", "amount": "50000 IU", "every": "month"}]), 365)
    assert [bolus.pool for bolus in rare.boluses] == ["vitamin_d.d3_gut"]
    assert not any(change.name == "vitamin_d.d3_intake" for change in rare.changes)
    steady = inputs_of(person(supplement=[pill("vitamin D3", "1000 IU")]), 365)
    (change,) = [change for change in steady.changes if change.name == "vitamin_d.d3_intake"]
    habit = steady.values["vitamin_d.d3_intake"]
    assert change.value - habit == pytest.approx(25_000 / 384.65, rel=1e-6)


def test_foods_bring_what_is_in_them_and_their_doubt() -> None:
    natto = {"foods": [{"food": "natto", "amount": "40 g", "every": "day"}]}
    table = {"person": PERSON, "diet": {"nutrients": DIET, **natto}}
    eater = inputs_of(Person.from_dict(table), 365)
    assert eater.values["menaquinone.mk7_intake"] > 200
    low, high = eater.ranges["menaquinone.mk7_intake"]
    assert low < eater.values["menaquinone.mk7_intake"] < high


def test_a_supplement_that_stops_goes_back_to_habit() -> None:
    taken = [pill("calcium citrate", "500 mg", start=100, stop=200)]
    changes = [c for c in inputs_of(person(supplement=taken), 365).changes if c.name == "gut.calcium_supplement"]
    assert [(c.day, c.value > 0) for c in changes] == [(100.0, True), (200.0, False)]


def test_a_bolus_and_its_mean_rate_agree_on_what_stays() -> None:
    monthly = run(person(supplement=[{"nutrient": "vitamin D3", "amount": "30000 IU", "every": "30 days"}]))
    daily = run(person(supplement=[pill("vitamin D3", "1000 IU")]))
    late = slice(60, None)
    ratio = monthly.outcomes["25ohd_serum"][:, late].mean() / daily.outcomes["25ohd_serum"][:, late].mean()
    assert 0.85 < ratio < 1.15


def test_every_route_names_an_input_or_pool_of_the_model() -> None:
    model = own_kernel().model
    names = {entry.name for entry in (*model.params, *model.pools)}
    for substance, route in routes().items():
        assert substance in substances()
        assert {route["input"], route["pool"]} - {""} <= names, substance


def test_every_readout_reads_something_the_model_has() -> None:
    kernel = own_kernel()
    names = {*kernel.readouts, *(entry.name for entry in kernel.model.pools)}
    for record in readouts().values():
        assert set(record.parts) <= names, record.outcome


def test_draws_of_one_parameter_do_not_depend_on_the_others() -> None:
    model = own_kernel().model
    few, many = draw_parameters(model, 4, seed=3), draw_parameters(model, 4, seed=3, spread=Spread(vary=False))
    fixed = [i for i, entry in enumerate(model.params) if getattr(entry.declaration, "vary", 0) == 0]
    assert np.array_equal(few[:, fixed], many[:, fixed])
    inputs = [i for i, entry in enumerate(model.params) if getattr(entry.declaration, "kind", "") == "input"]
    assert np.ptp(few[:, inputs], axis=0).max() == 0


def test_selection_prefers_draws_that_agree() -> None:
    predicted = np.array([20.0, 40.0, 60.0, 41.0])
    kept = select({Measured("25ohd_serum", 0.0, 40.0, 0.12): predicted}, 100, seed=1)
    assert set(kept.rows) <= {1, 3}
    assert 1.0 <= kept.effective <= 2.1


@pytest.mark.parametrize("years", [0, -1, 101, float("nan")])
def test_years_outside_what_can_be_simulated_are_refused(years: float) -> None:
    with pytest.raises(InputError, match="years"):
        simulate(person(), years)


def test_the_grid_begins_at_the_start_and_ends_at_the_end() -> None:
    for years in (0.1, 1.0, 2.5, 10.0, 43.0):
        days = time_grid(years)
        assert days[0] == 0
        assert days[-1] == pytest.approx(years * 365.25)
        assert (np.diff(days) > 0).all()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"medicines": ["acenocoumarol"]}, "vitamin K antagonist"),
        ({"conditions": ["hypercalcaemia"]}, "high blood calcium"),
        ({"conditions": ["kidney stones"]}, "kidney stones"),
        ({"egfr": "10 mL/min/1.73m2"}, "kidney failure"),
        ({"conditions": ["pregnancy"], "age": 30, "menopause_age": 50}, "pregnancy"),
        ({"age": 16, "menopause_age": 50}, "under 18"),
    ],
)
def test_hard_stops_end_in_ask_your_doctor(changes: dict[str, object], what: str) -> None:
    stops = hard_stops(person(**changes))  # type: ignore[arg-type]
    assert any(what in str(stop) and "ask your doctor" in str(stop) for stop in stops)
    assert not hard_stops(person())
