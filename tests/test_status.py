"""Words for values: bands without gaps, boundaries as the bodies define them, and what is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.outcomes.status import status, status_outcomes
from osteon.outcomes.tables import read_table

LEVELS = {"low", "usual", "high", "caution", "danger", "uncertain"}


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (24.9, "deficient"),
        (25.0, "deficient by some bodies"),
        (30.0, "insufficient"),
        (49.9, "insufficient"),
        (50.0, "sufficient"),
        (124.9, "sufficient"),
        (125.0, "high"),
        (250.0, "very high"),
        (375.0, "toxic range"),
    ],
)
def test_vitamin_d_bands(value: float, word: str) -> None:
    assert status("25ohd_serum", value).word == word


def test_vitamin_d_between_50_and_75_tells_of_the_disagreement() -> None:
    note = status("25ohd_serum", 60.0).note
    assert "2011" in note
    assert "2024 withdrew" in note


@pytest.mark.parametrize(
    ("score", "word"),
    [(-2.5, "osteoporosis"), (-2.49, "low bone mass"), (-1.01, "low bone mass"), (-1.0, "normal"), (0.5, "normal")],
)
def test_t_score_classes(score: float, word: str) -> None:
    assert status("t_score", score, age=70, sex="female").word == word
    assert status("t_score", score, age=70, sex="male").word == word


def test_t_score_classes_are_not_for_the_young() -> None:
    assert status("t_score", -2.6, age=35, sex="female").level == "uncertain"
    assert status("t_score", -2.6, age=49, sex="male").level == "uncertain"
    assert status("t_score", -2.6, age=45, sex="female", menopausal=True).word == "osteoporosis"


def test_turnover_intervals_by_age_and_menopause() -> None:
    assert status("ctx", 0.7, age=27, sex="male").level == "usual"
    assert status("ctx", 0.7, age=77, sex="male").level == "high"
    assert status("ctx", 0.8, age=45, sex="female").level == "high"
    assert status("ctx", 0.8, age=60, sex="female").level == "usual"
    assert status("p1np", 15.0, age=60, sex="female").level == "low"
    assert status("ctx", 0.7, age=52, sex="male").band == "0.085 to 0.705 ng/mL"


def test_vitamin_k_markers_have_no_accepted_cut_off() -> None:
    for outcome, value in (("ucoc_fraction", 0.25), ("ucoc_serum", 3.0), ("dp_ucmgp", 500.0)):
        here = status(outcome, value)
        assert here.level == "uncertain"
        assert "cut-off" in here.note or "no body" in here.note.lower()


def test_arteries() -> None:
    assert status("cac_score", 0.0).word == "no calcium seen"
    assert status("cac_score", 401.0).word == "extensive"
    stiff = status("pwv_carotid_femoral", 10.0, age=65)
    assert stiff.level == "high"
    assert "about 10.3 m/s" in stiff.note


@given(
    st.sampled_from(sorted(status_outcomes())),
    st.floats(0.0, 1.0),
    st.floats(18, 99),
    st.sampled_from(["female", "male"]),
)
def test_every_possible_value_has_one_word(outcome: str, value: float, age: float, sex: str) -> None:
    here = status(outcome, value, age=age, sex=sex)
    assert here.word
    assert here.level in LEVELS
    assert here.band


@given(st.floats(0.0, 2000.0))
def test_classes_leave_no_gap(value: float) -> None:
    for outcome in ("25ohd_serum", "cac_score", "dp_ucmgp", "pwv_carotid_femoral", "ucoc_serum"):
        assert status(outcome, value).level in LEVELS


@given(st.floats(-8.0, 8.0))
def test_scores_leave_no_gap(value: float) -> None:
    assert status("t_score", value, age=60, sex="male").word
    assert status("z_score", value).word


def test_problems_are_listed_together() -> None:
    with pytest.raises(InputError) as caught:
        status("ctx", float("nan"))
    assert len(caught.value.problems) == 3
    with pytest.raises(InputError, match="did you mean 25ohd_serum"):
        status("25ohd_serun", 40.0)
    with pytest.raises(InputError, match="check the unit"):
        status("ucoc_fraction", 25.0)


def test_every_band_has_a_known_source() -> None:
    sources = {row["key"] for row in read_table("outcome_sources.csv")}
    for row in read_table("status_bands.csv"):
        assert row["source"] in sources
        if row["kind"] == "class":
            assert row["level"] in LEVELS
            assert row["word"]
