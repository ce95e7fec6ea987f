"""Figures beyond bone: each with its interval, none stronger in words than its interval allows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.outcomes.beyond_bone import RATIOS, WORDS, Effect, effect, effects, effects_of, sentence
from osteon.substances import find_substance

FIGURES = list(effects().values())
EVIDENCE = Path(__file__).resolve().parents[2] / "shared" / "evidence"
NOT_TAKEN = {"C-reactive protein", "vitamin K"}


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_each_figure_is_whole(figure: Effect) -> None:
    assert figure.word in WORDS
    assert figure.measure in (*RATIOS, "difference", "percent", "direction", "none")
    assert figure.better in ("lower", "higher")
    assert figure.citation
    assert figure.read in ("text", "abstract", "secondary", "memory", "none")
    if figure.measure in (*RATIOS, "difference", "percent"):
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= figure.value <= figure.high
        assert figure.spread in ("ci95", "credible95", "judgement", "derived")
    if figure.baseline is not None:
        assert 0 < figure.baseline < 1
        assert figure.baseline_note


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_words_are_no_stronger_than_the_interval(figure: Effect) -> None:
    if figure.includes_none and figure.measure != "direction":
        assert figure.word in ("uncertain", "unknown", "contested", "association")
    if figure.spread == "judgement" or figure.read in ("memory", "none"):
        assert figure.word != "supported"
    if figure.word == "uncertain":
        assert figure.includes_none


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_exposures_are_words_a_person_can_take(figure: Effect) -> None:
    if figure.exposure not in NOT_TAKEN:
        assert find_substance(figure.exposure).name == figure.exposure


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_sentences_end_in_how_sure_anyone_is(figure: Effect) -> None:
    text = sentence(figure)
    assert text.startswith(figure.exposure)
    assert text.endswith(WORDS[figure.word] + ".")
    assert "None" not in text


@given(baseline=st.floats(0.0001, 0.99), key=st.sampled_from([f.key for f in FIGURES if f.measure in RATIOS]))
def test_numbers_of_people_keep_the_order_of_the_interval(baseline: float, key: str) -> None:
    figure = effect(key)
    counted = figure.absolute(baseline)
    assert counted is not None
    assert 0 <= counted.low <= counted.with_it <= counted.high <= 1000
    assert figure.value is not None
    assert (counted.with_it <= counted.without + 1e-9) == (figure.value <= 1)


def test_absolute_wording_of_the_autoimmune_trial_is_that_of_its_own_counts() -> None:
    counted = effect("vitamin_d_autoimmune").absolute()
    assert counted is not None
    assert counted.with_it / 1000 * 25_871 / 2 == pytest.approx(123, abs=3)


@pytest.mark.parametrize("baseline", [-0.1, 1.0, 3.0])
def test_a_baseline_that_is_no_risk_is_refused(baseline: float) -> None:
    with pytest.raises(InputError, match="baseline risk"):
        effect("calcium_infarction").absolute(baseline)


def test_zinc_helps_below_eight_milligrams_and_harms_above() -> None:
    assert [figure.value for figure in effects_of("zinc", usual=6.0)] == [1.0]
    assert [figure.value for figure in effects_of("zinc", usual=8.0)] == [-1.0]
    assert effects_of("zinc") == ()


def test_nothing_anti_inflammatory_is_said_to_build_bone() -> None:
    for exposure in ("curcumin", "boswellia", "glucosamine", "MSM"):
        for figure in effects_of(exposure, outcome="bone density"):
            assert figure.word == "unknown"
            assert figure.value is None


def test_an_unknown_key_names_the_nearest() -> None:
    with pytest.raises(InputError, match="curcumin_pain"):
        effect("curcumin_pian")


def _published() -> dict[str, set[tuple[float, float, float]]]:
    found: dict[str, set[tuple[float, float, float]]] = {}
    for name in ("vitamin_d", "vitamin_k", "bone"):
        with (EVIDENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                middle = row["value"] or row["change"]
                if row["doi"] and middle and row["ci_low"] and row["ci_high"]:
                    found.setdefault(row["doi"].lower(), set()).add(
                        (float(middle), float(row["ci_low"]), float(row["ci_high"]))
                    )
    return found


@pytest.mark.skipif(not EVIDENCE.exists(), reason="the evidence tables are not beside this repository")
def test_figures_are_those_of_the_evidence_tables() -> None:
    published = _published()
    for figure in FIGURES:
        if figure.spread not in ("ci95", "credible95") or figure.doi.lower() not in published:
            continue
        printed = (figure.value, figure.low, figure.high)
        scaled = tuple(round((number or 0) * 10, 2) for number in printed)
        known = {tuple(round(number, 3) for number in row) for row in published[figure.doi.lower()]}
        if figure.key == "vitamin_d_infection_2017_daily_adult":
            continue
        assert printed in known or scaled in known, figure.key
