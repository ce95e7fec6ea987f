"""Shares are fair and add up; an explanation adds up to the difference from a stated reference."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin_support import lab, person, quick

from osteon.cli.group import osteon
from osteon.errors import InputError
from osteon.twin import explain
from osteon.twin.factors import factors_of, variant
from osteon.twin.shapley import shares

PILLS = [
    {"nutrient": "vitamin D3", "amount": "1000 IU", "every": "day"},
    {"nutrient": "MK-7", "amount": "180 ug", "every": "day"},
]
EXAMPLE = Path(__file__).parents[1] / "examples" / "menopause_d3_k2.toml"


def game(factors: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((1 << factors, 3))


@given(st.integers(0, 6), st.integers(0, 1000))
def test_shares_add_up_to_the_whole(factors: int, seed: int) -> None:
    worth = game(factors, seed)
    found = shares(lambda mask: worth[mask], factors)
    assert np.allclose(found.sum(axis=0), worth[-1] - worth[0])


@given(st.integers(11, 13), st.integers(0, 20))
@settings(max_examples=5)
def test_sampled_shares_add_up_too(factors: int, seed: int) -> None:
    worth = game(factors, seed)
    found = shares(lambda mask: worth[mask], factors, pairs=2)
    assert np.allclose(found.sum(axis=0), worth[-1] - worth[0])


def test_who_adds_nothing_gets_nothing_and_who_is_alone_gets_all() -> None:
    weights = np.array([3.0, 0.0, -1.0])
    found = shares(lambda mask: np.array([sum(w for i, w in enumerate(weights) if mask >> i & 1)]), 3)
    assert np.allclose(found[:, 0], weights)


def test_equal_parts_of_a_synergy_are_equal() -> None:
    found = shares(lambda mask: np.array([float(mask & 3 == 3)]), 3)
    assert np.allclose(found[:, 0], [0.5, 0.5, 0.0])


def test_sampling_comes_near_the_exact_shares() -> None:
    weights = np.linspace(-1, 2, 12)

    def worth(mask: int) -> np.ndarray:
        inside = np.array([mask >> i & 1 for i in range(12)])
        return np.array([inside @ weights + 0.5 * inside[0] * inside[11] + 0.2 * np.sin(inside.sum())])

    found = shares(worth, 12, pairs=60)[:, 0]
    rest = 0.2 * np.sin(12.0) / 12
    expected = weights + rest + 0.25 * np.isin(np.arange(12), (0, 11))
    assert np.allclose(found, expected, atol=0.12)


def test_factors_are_those_in_which_a_person_differs() -> None:
    who = person(supplement=PILLS, medicines=["omeprazole"], mass="80 kg")
    names = [factor.name for factor in factors_of(who, 10)]
    assert names == ["sun", "diet", "vitamin D3", "MK-7", "weight", "age", "menopause", "medicines"]
    bare = variant(who, factors_of(who, 10), 0)
    assert (bare.supplements, bare.medicines, bare.sun.minutes, bare.age) == ((), (), 0.0, 30.0)
    assert variant(who, factors_of(who, 10), 255) == who


def test_two_capsules_of_one_substance_are_two_factors() -> None:
    twice = [PILLS[0], {**PILLS[0], "amount": "400 IU"}, PILLS[0]]
    who = person(supplement=twice)
    factors = [factor for factor in factors_of(who, 10) if "vitamin D3" in factor.name]
    assert [factor.name for factor in factors] == ["vitamin D3 (1)", "vitamin D3 (2)", "vitamin D3 (3)"]
    assert len(factors[2].without(who).supplements) == 2


def test_an_explanation_adds_up_and_names_what_acts() -> None:
    who = person({"25(OH)D": lab("45 nmol/L")}, supplement=PILLS)
    found = explain(who, "25ohd_serum", years=2, draws=24, twin=quick(who))
    assert sum(row.share.mean for row in found.shares) == pytest.approx(found.difference.mean, abs=1e-9)
    assert found.yours.mean - found.reference.mean == pytest.approx(found.difference.mean, abs=1e-9)
    share = {row.factor: row.share for row in found.shares}
    assert found.shares[0].factor == "vitamin D3"
    assert share["vitamin D3"].low > 5
    assert share["sun"].mean > 1
    assert abs(share["MK-7"].mean) < 0.01
    assert found.exact


@pytest.mark.slow
def test_starting_earlier_is_held_against_now_and_never() -> None:
    who = person(supplement=PILLS)
    found = explain(who, "dp_ucmgp", years=2, start_age=40, draws=16, twin=quick(who))
    start = found.started
    assert start is not None
    assert (start.start_age, start.at_age) == (40.0, 59.0)
    assert start.from_now.middle < start.never.middle
    assert start.from_then.middle < start.never.middle
    later = explain(who, "dp_ucmgp", years=2, start_age=60, draws=16, twin=quick(who)).started
    assert later is not None
    assert (later.start_age, later.at_age) == (60.0, 70.0)


def test_who_takes_nothing_has_nothing_to_start() -> None:
    who = person()
    assert explain(who, "ctx", years=1, draws=16, twin=quick(who)).started is None


def test_bad_questions_are_answered_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="bmd_lumbar_spine"):
        explain(person(), "bmd_lumbar_spin")
    with pytest.raises(InputError, match="years"):
        explain(person(), "ctx", years=-1)


def test_the_command_writes_json_and_text(tmp_path: Path) -> None:
    path = tmp_path / "me.toml"
    path.write_text(person(supplement=PILLS[:1], sun={"minutes": 0}).to_toml(), encoding="utf-8")
    ran = CliRunner().invoke(osteon, ["explain", str(path), "25ohd_serum", "--years", "1", "--json"])
    assert ran.exit_code == 0, ran.output
    result = json.loads(ran.stdout)
    total = sum(row["share"]["mean"] for row in result["shares"])
    assert total == pytest.approx(result["difference"]["mean"])
    text = CliRunner().invoke(osteon, ["explain", str(path), "25ohd_serum", "--years", "1"])
    assert "What if I had started at 40?" in text.stdout
    assert "not a medical device" in text.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["25ohd"], "25ohd_serum"),
        (["25ohd_serum", "--start-age", "5"], "18 to 110"),
        (["25ohd_serum", "--years", "500"], "years"),
    ],
)
def test_the_command_says_what_is_wrong(words: list[str], said: str) -> None:
    ran = CliRunner().invoke(osteon, ["explain", str(EXAMPLE), *words])
    assert ran.exit_code == 2
    assert said in ran.output
    assert "Traceback" not in ran.output
