"""Replays of trials: people as eligible, arms that differ only by what they take, and honest scores."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.cli.replay import replay as command
from osteon.errors import InputError
from osteon.evidence.replay import chosen_trials, replay, summary_of
from osteon.evidence.replay_draws import chosen, normals, scores, varied
from osteon.evidence.replay_people import cohort, food_inputs, spread_over
from osteon.evidence.replay_predict import predict
from osteon.evidence.replay_read import extra, modelled
from osteon.evidence.replay_score import has_direction, score, shortfalls, tally
from osteon.evidence.trial import Endpoint, Spread, load_all, load_trial, parse_trial
from osteon.outcomes.reference import t_score
from osteon.report.forest import forest_page
from osteon.report.scorecard import scorecard
from osteon.simulate import own_kernel

OUTSIDE = """
[trial]
id = "outside"
latitude = 52
start_month = 11
[people]
age = { mean = 66, sd = 5, min = 55 }
female = 1
years_since_menopause = { min = 5 }
"25ohd_serum" = { mean = 45, sd = 15, unit = "nmol/L" }
t_score_lumbar_spine = { mean = -2.0, sd = 0.6 }
[[arm]]
name = "nothing"
[[arm]]
name = "D3 a day"
dose = [{ nutrient = "vitamin D3", amount = "1000 IU", every = "day" }]
[[arm]]
name = "D3 a month"
dose = [{ nutrient = "vitamin D3", amount = "30000 IU", every = "30 days" }]
[[arm]]
name = "D3 twice"
dose = [{ nutrient = "vitamin D3", amount = "4000 IU", every = "day", stop = 90 }]
"""
CONTRACT = {"outcome", "arm", "versus", "day", "unit", "predicted", "predicted_interval", "observed", "ci95", "z"} | {
    "inside",
    "split",
}
ENDPOINT = """
[[endpoint]]
outcome = "{outcome}"
measure = "{measure}"
arm = "{arm}"
day = {day}
observed = {observed}
se = 5
unit = "{unit}"
"""


def outside(*endpoints: tuple[str, str, str, float]) -> str:
    rows = [
        ENDPOINT.format(outcome=outcome, measure=measure, arm=arm, day=day, observed=1, unit=unit)
        for outcome, measure, arm, day in endpoints
        for unit in ["%" if measure == "percent_change" else "nmol/L"]
    ]
    return OUTSIDE + "".join(rows)


def figures(text: str, people: int = 24) -> list[float]:
    kernel = own_kernel()
    return predict(kernel, parse_trial(text), kernel.defaults(1), people).figures[0].tolist()


@given(st.integers(2, 200))
def test_scores_have_mean_zero_and_variance_one(count: int) -> None:
    values = scores(count)
    assert abs(values.mean()) < 1e-12
    assert values.var() == pytest.approx(1)
    assert (np.diff(values) > 0).all()


@given(st.integers(1, 100), st.floats(0, 1))
def test_shares_are_as_near_as_whole_people_allow(count: int, share: float) -> None:
    assert abs(chosen("trial", "women", count, share).sum() - share * count) <= 0.5 + 1e-9


@settings(max_examples=50)
@given(st.floats(20, 80), st.floats(0.1, 10), st.floats(0.5, 3), st.floats(0.5, 3))
def test_spreads_keep_their_limits_and_mean(mean: float, sd: float, below: float, above: float) -> None:
    spread = Spread(mean, sd, mean - below * sd, mean + above * sd)
    values = spread_over(spread, normals("a", "b", 40), positive=True)
    assert spread.min is not None
    assert spread.max is not None
    assert spread.min <= values.min()
    assert values.max() <= spread.max
    assert values.mean() == pytest.approx(mean, rel=0.02)


def test_people_are_as_eligible() -> None:
    people = cohort(load_trial("knapen2013"), 48)
    assert people.age.min() >= 55
    assert people.age.max() <= 65
    assert people.age.mean() == pytest.approx(59.5, abs=0.1)
    assert (people.age - people.habits["life.menopause_age"]).min() >= 2 - 1e-9
    assert people.female.all()


def test_people_do_not_depend_on_the_arms() -> None:
    trial = load_trial("vital")
    other = replace(trial, arms=trial.arms[:1])
    first, second = cohort(trial, 16), cohort(other, 16)
    assert all(np.array_equal(first.habits[name], second.habits[name]) for name in first.habits)


def test_nobody_is_a_child() -> None:
    assert min(cohort(trial, 16).age.min() for trial in load_all()) >= 18


def test_varied_leaves_alone_what_does_not_differ() -> None:
    model = own_kernel().model
    centre = own_kernel().defaults(1)
    rows = varied(model, centre, np.ones((1, centre.shape[1])))
    fixed = [index for index, entry in enumerate(model.params) if not getattr(entry.declaration, "vary", 0)]
    assert np.array_equal(rows[0, fixed], centre[0, fixed])


def test_food_comes_in_the_units_of_the_model() -> None:
    grams, milligrams = food_inputs("calcium", "g/d"), food_inputs("calcium", "mg/d")
    assert grams["gut.calcium_food"] == pytest.approx(1000 * milligrams["gut.calcium_food"])


def test_baselines_are_matched() -> None:
    text = outside(("25ohd_serum", "value", "nothing", 0.01)) + ENDPOINT.format(
        outcome="bmd_lumbar_spine", measure="value", arm="nothing", day=0.01, observed=1, unit="g/cm2"
    )
    vitamin, spine = figures(text)
    assert vitamin == pytest.approx(45, rel=0.05)
    assert float(t_score("lumbar_spine", spine)) == pytest.approx(-2.0, abs=0.1)


def test_winter_lowers_and_doses_raise_and_a_stopped_dose_wanes() -> None:
    change = ("25ohd_serum", "change")
    nothing, daily, monthly, early, late = figures(
        outside(
            (*change, "nothing", 90),
            (*change, "D3 a day", 90),
            (*change, "D3 a month", 90),
            (*change, "D3 twice", 90),
            (*change, "D3 twice", 300),
        )
    )
    assert nothing < 0 < daily
    assert nothing < monthly
    assert early > daily > 0
    assert late < early


def test_an_arm_differs_from_itself_by_nothing() -> None:
    text = outside(("bmd_total_hip", "percent_change", "D3 a day", 365)).replace(
        "day = 365", 'versus = "copy"\nday = 365'
    )
    copied = text.replace(
        '[[arm]]\nname = "nothing"', '[[arm]]\nname = "copy"\ndose = [{ nutrient = "vitamin D3", amount = "1000 IU" }]'
    )
    assert figures(copied) == [0.0]


def test_the_same_replay_gives_the_same_numbers() -> None:
    trials = chosen_trials(["francic2019", "heaney1990"])
    assert replay(trials, people=8, doubts=3).scored == replay(trials, people=8, doubts=3).scored


def test_several_sets_of_values_agree_with_one_at_a_time() -> None:
    kernel, trial = own_kernel(), load_trial("francic2019")
    centre = kernel.defaults(1)
    more = centre.copy()
    more[0, [entry.name for entry in kernel.model.params].index("calcidiol.clearance")] *= 1.3
    together = predict(kernel, trial, np.concatenate([centre, more]), 8).figures
    apart = [predict(kernel, trial, rows, 8).figures[0] for rows in (centre, more)]
    assert together == pytest.approx(np.array(apart), nan_ok=True)
    assert together[0, 0] > together[1, 0]


def figure(**more: object) -> Endpoint:
    given: dict[str, object] = {"observed": 1.0, "se": 0.5, "unit": "%"}
    return Endpoint("bmd_total_hip", "percent_change", "D3", 365, **{**given, **more})  # type: ignore[arg-type]


TRIAL = parse_trial("[trial]\nid = 'x'\n[people]\nage = 60\n[[arm]]\nname = 'D3'")


def test_inside_is_the_published_interval() -> None:
    assert score(TRIAL, figure(), 1.9).inside
    outside_it = score(TRIAL, figure(), 2.0)
    assert not outside_it.inside
    assert outside_it.inside_with_heterogeneity
    assert not score(TRIAL, figure(), 9.0).inside_with_heterogeneity


@given(st.floats(-5, 5), st.floats(0.05, 3))
def test_heterogeneity_never_narrows(predicted: float, error: float) -> None:
    found = score(TRIAL, figure(se=error), predicted)
    assert found.z is not None
    assert found.z_with_heterogeneity is not None
    assert abs(found.z_with_heterogeneity) <= abs(found.z)
    assert found.inside_with_heterogeneity or not found.inside


def test_a_ratio_is_held_on_the_log_scale() -> None:
    seen = Endpoint("fracture_hip", "ratio", "D3", 365, versus="p", observed=0.5, ci95=(0.25, 1.0))
    low, high = score(TRIAL, seen, 0.25).z, score(TRIAL, seen, 1.0).z
    assert low is not None
    assert high is not None
    assert low == pytest.approx(-high)


@pytest.mark.parametrize(
    ("direction", "value", "right"),
    [("higher", 2, True), ("higher", 0.5, False), ("lower", -2, True), ("none", 0.5, True), ("none", -2, False)],
)
def test_directions(direction: str, value: float, right: bool) -> None:
    seen = figure(observed=None, se=None, direction=direction, tolerance=1.0)
    assert has_direction(seen, value) is right
    assert score(TRIAL, seen, value).inside is right


def test_weak_figures_and_missing_predictions_never_count() -> None:
    weak, missing = score(TRIAL, figure(weak=True), 1.0), score(TRIAL, figure(), None)
    counts = tally([weak, missing])
    assert (counts.counted, counts.inside, counts.not_modelled) == (0, None, 1)


def test_a_bad_split_falls_short_in_every_mark() -> None:
    bad = [score(TRIAL, figure(split="calibration"), 50.0) for _ in range(4)]
    assert len(shortfalls(bad)) == 4
    good = [score(TRIAL, figure(split="calibration"), 1.0) for _ in range(4)]
    assert shortfalls(good) == ()


def test_what_is_read_for_a_word_exists_in_the_model() -> None:
    names = {*own_kernel().readouts, *(entry.name for entry in own_kernel().model.pools)}
    assert {record["value"] for record in extra().values()} <= names


def test_what_is_not_modelled_is_said() -> None:
    assert not modelled(Endpoint("joint_pain", "change", "D", 30))
    assert not modelled(Endpoint("il6", "change", "D", 30))
    assert modelled(Endpoint("il6", "percent_change", "D", 30))


def test_an_unknown_trial_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="knapen2013"):
        chosen_trials(["knapen2031"])


def test_the_command_reads_a_file_from_outside(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mine.toml"
    path.write_text(outside(("25ohd_serum", "change", "D3 a day", 90)), encoding="utf-8")
    run = CliRunner().invoke(command, [str(path), "--people", "8", "--doubts", "4", "--json", "--out", str(tmp_path)])
    assert run.exit_code == 0, run.output
    endpoint = json.loads(run.output)["trials"][0]["endpoints"][0]
    assert set(endpoint) >= CONTRACT
    low, high = endpoint["predicted_interval"]
    assert low < endpoint["predicted"] < high
    page = (tmp_path / "replay.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "http" not in page
    assert json.loads((tmp_path / "replay.json").read_text(encoding="utf-8"))["edition"] == "2026.1"


def test_failures_are_printed() -> None:
    card = replay(chosen_trials(["shea2009", "wdte60n"]), people=8, doubts=0)
    text, page = scorecard(card), forest_page(card)
    assert "not modelled" in text
    assert "not modelled" in page
    assert summary_of(card)["groups"]["calibration"]["counted"] >= 1
