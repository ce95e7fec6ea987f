"""How trials are read: designs, factors, eligibility; everything wrong is told at once, with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trial_support import TWO_ARMS

from osteon.errors import InputError
from osteon.evidence.trial import load_all
from osteon.population.trial_design import groups_of, load_planned, parse_planned
from osteon.population.trial_job import allocate, make_job, setting_of
from osteon.population.trial_spans import days_of

EXAMPLES = sorted((Path(__file__).parents[1] / "examples" / "trials").glob("*.toml"))
CROSSOVER = """
[trial]
id = "c"
[people]
age = 60
[design]
kind = "crossover"
period = "8 weeks"
washout = "4 weeks"
[[arm]]
name = "a"
[[arm]]
name = "b"
[[arm]]
name = "c"
[[endpoint]]
outcome = "25ohd_serum"
measure = "value"
arm = "b"
versus = "a"
day = 56
"""
FACTORIAL = """
[trial]
id = "f"
[people]
age = 60
[design]
kind = "factorial"
[[factor]]
name = "D3"
adherence = 0.9
dose = [{ nutrient = "vitamin D3", amount = "1000 IU" }]
[[factor]]
name = "K2"
dose = [{ nutrient = "MK-7", amount = "180 ug" }]
[[factor]]
name = "Ca"
diet = { calcium = "1200 mg/d" }
"""


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        parse_planned(text)
    return caught.value.problems


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_read_and_can_be_run(path: Path) -> None:
    job = make_job(load_planned(path), people=100, seed=1)
    assert job.outcomes
    assert setting_of(job).groups


def test_every_published_trial_can_be_planned_anew() -> None:
    for trial in load_all():
        planned = load_planned(trial.id)
        assert planned.trial == trial
        assert planned.design.kind == "parallel"


def test_factors_make_all_arms() -> None:
    planned = parse_planned(FACTORIAL)
    names = [arm.name for arm in planned.trial.arms]
    assert names == ["none", "D3", "K2", "Ca", "D3 + K2", "D3 + Ca", "K2 + Ca", "D3 + K2 + Ca"]
    assert planned.design.factors == ("D3", "K2", "Ca")
    whole = planned.trial.arm("D3 + K2 + Ca")
    assert [dose.substance for dose in whole.dose] == ["vitamin D3", "MK-7"]
    assert "calcium" in whole.diet
    assert whole.adherence == 0.9


def test_a_crossover_takes_everybody_through_every_arm() -> None:
    planned = parse_planned(CROSSOVER)
    groups = groups_of(planned.trial, planned.design)
    assert [arms for _, arms in groups] == [("a", "b", "c"), ("b", "c", "a"), ("c", "a", "b")]
    setting = setting_of(make_job(planned, people=30, seed=1))
    assert setting.days == (0.0, 56.0, 84.0, 140.0, 168.0, 224.0)
    assert [(stint.arm.name, stint.begin, stint.end) for stint in setting.stints(1)] == [
        ("b", 0.0, 56.0),
        ("c", 84.0, 140.0),
        ("a", 168.0, 224.0),
    ]


def test_an_endpoint_that_is_planned_needs_no_figure() -> None:
    assert parse_planned(CROSSOVER).trial.endpoints[0].observed is None


def test_all_problems_are_told_at_once() -> None:
    text = TWO_ARMS.replace("missed_visits", "mised_visits").replace("0.2\nleave", '"often"\nleave')
    text = text.replace('measure = "change"', 'measure = "chnge"').replace(
        'what = "25ohd_serum"', 'what = "25ohd_sera"'
    )
    found = " ".join(problems(text))
    for words in ("mised_visits", "'often' is not a number", "'chnge'", "'25ohd_sera' is not known"):
        assert words in found
    assert "line" in found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('kind = "crossover"', 'kind = "cross-over"', "did you mean crossover"),
        ('period = "8 weeks"', "", "period"),
        ('period = "8 weeks"', 'period = "4 weeks"', "day 56 of a period"),
        ('period = "8 weeks"', 'period = "eight weeks"', "is not a span of time"),
        ("[[arm]]", "[design.allocation]\nd = 2\n[[arm]]", "'d' is not a group"),
    ],
)
def test_mistakes_of_designs(old: str, new: str, words: str) -> None:
    assert words in " ".join(problems(CROSSOVER.replace(old, new, 1)))


def test_factors_and_arms_do_not_mix() -> None:
    assert "stands beside [[arm]]" in " ".join(problems(FACTORIAL + '[[arm]]\nname = "x"\n'))
    assert 'needs kind = "factorial"' in " ".join(problems(FACTORIAL.replace("factorial", "parallel")))


def test_units_of_criteria_are_checked_and_converted() -> None:
    eased = TWO_ARMS.replace('max = 90\nunit = "nmol/L"', 'max = 36\nunit = "ng/mL"')
    (criterion,) = parse_planned(eased).design.eligible
    assert criterion.high == pytest.approx(36 * 2.496, rel=1e-3)
    assert "does not fit" in " ".join(problems(TWO_ARMS.replace('max = 90\nunit = "nmol/L"', 'max = 90\nunit = "kg"')))


def test_jobs_refuse_what_cannot_be_run() -> None:
    planned = parse_planned(TWO_ARMS)
    with pytest.raises(InputError) as caught:
        make_job(planned, people=0, seed=-1, outcomes=["happiness", "inr"], chunk=1)
    found = " ".join(caught.value.problems)
    for words in ("--people 0", "seed -1", "'happiness'", "'inr'", "--chunk 1"):
        assert words in found


@given(
    st.integers(0, 5000), st.integers(1, 300), st.lists(st.integers(1, 4), min_size=2, max_size=5), st.integers(0, 9)
)
@settings(max_examples=60)
def test_groups_depend_on_the_person_alone_and_keep_their_shares(
    first: int, count: int, shares: list[int], seed: int
) -> None:
    block = 2 * sum(shares)
    whole = allocate(shares, seed=seed, first=0, count=first + count)
    assert (allocate(shares, seed=seed, first=first, count=count) == whole[first:]).all()
    full = whole[: len(whole) // block * block]
    for group, share in enumerate(shares):
        assert (full == group).sum() * block == len(full) * 2 * share


@pytest.mark.parametrize(("given_", "days"), [("1 year", 365.25), (30, 30.0), ("2 Weeks", 14.0), ("0.5 y", 182.625)])
def test_spans(given_: object, days: float) -> None:
    assert days_of(given_) == days
    assert np.isfinite(days)


@pytest.mark.parametrize("given_", ["soon", True, -1, "100 years", None])
def test_what_is_no_span(given_: object) -> None:
    with pytest.raises(InputError):
        days_of(given_)


def test_a_planned_trial_says_how_many_stop_a_year() -> None:
    text = FACTORIAL.replace("adherence = 0.9", "adherence = 0.9\ndropout = 0.2")
    assert any("stop_per_year" in problem and "replays only" in problem for problem in problems(text))
    assert load_planned("booth2008").trial.arms[0].dropout > 0
