"""Matching by weights: means and SDs are reached, limits kept, the cost told, and what cannot be is refused."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from osteon.errors import InputError
from osteon.evidence.trial_parts import People as Wanted
from osteon.evidence.trial_parts import Spread
from osteon.outcomes.reference import t_score
from osteon.population.people import draw_people
from osteon.population.people_file import Extras, add_weights, load_population, save_people
from osteon.population.spec import Spec
from osteon.population.spec_read import read_spec
from osteon.population.weights import match
from osteon.population.weights_table import Limit, Target, chosen_targets, limits_of_table, targets_of_table

PEOPLE = draw_people(Spec(worlds=1), 0, 8000, 21)


def blocks(names: tuple[str, ...]) -> list[dict[str, np.ndarray]]:
    cuts = (0, 1000, 1001, 5000, 8000)
    return [{name: PEOPLE.columns[name][start:end] for name in names} for start, end in itertools.pairwise(cuts)]


def weighted(matching: object, name: str) -> tuple[float, float]:
    weight = matching.weights(PEOPLE.columns)  # type: ignore[attr-defined]
    known = np.isfinite(PEOPLE.columns[name])
    mean = np.average(PEOPLE.columns[name][known], weights=weight[known])
    return float(mean), float(np.sqrt(np.average((PEOPLE.columns[name][known] - mean) ** 2, weights=weight[known])))


@settings(max_examples=30)
@given(
    age=st.floats(35, 70),
    spread=st.floats(6, 16),
    bmi=st.floats(25, 34),
    women=st.floats(0.1, 0.9),
)
def test_weights_give_the_means_and_sds_asked_for(age: float, spread: float, bmi: float, women: float) -> None:
    assume(spread**2 < 0.5 * (age - 18) * (99 - age))
    found = match([Target("age", age, spread), Target("bmi", bmi), Target("female", women)], blocks)
    assert weighted(found, "age") == pytest.approx((age, spread), rel=1e-5)
    assert weighted(found, "bmi")[0] == pytest.approx(bmi, rel=1e-5)
    assert weighted(found, "female")[0] == pytest.approx(women, abs=1e-5)
    weight = found.weights(PEOPLE.columns)
    assert (weight >= 0).all()
    assert weight.mean() == pytest.approx(1.0)
    assert found.effective == pytest.approx(weight.sum() ** 2 / (weight**2).sum(), rel=1e-6)
    assert 1 <= found.effective <= found.kept <= found.count == 8000


def test_of_all_weights_with_these_means_they_differ_least_from_equal_ones() -> None:
    """Against a general optimiser on the entropy itself."""
    age = np.linspace(20.0, 80.0, 40)
    found = match([Target("age", 60.0)], lambda names: [{"age": age}])
    own = found.weights({"age": age}) / 40

    def entropy(share: np.ndarray) -> float:
        return float(np.sum(share * np.log(np.maximum(share, 1e-300) * 40)))

    rules = [
        {"type": "eq", "fun": lambda share: share.sum() - 1},
        {"type": "eq", "fun": lambda share: share @ age - 60.0},
    ]
    best = minimize(entropy, np.full(40, 1 / 40), bounds=[(0, 1)] * 40, constraints=rules, method="SLSQP")
    assert entropy(own) == pytest.approx(best.fun, abs=1e-5)


def test_equal_people_keep_equal_weights() -> None:
    found = match([Target("age", float(PEOPLE.age.mean()))], blocks)
    assert found.effective == pytest.approx(8000, rel=1e-6)


def test_the_further_the_table_the_fewer_effective_people() -> None:
    means = (50.0, 60.0, 70.0, 80.0)
    left = [match([Target("age", mean)], blocks).effective for mean in means]
    assert left == sorted(left, reverse=True)
    assert match([Target("age", 95.0)], blocks).poor


def test_limits_are_kept_and_whole_shares_become_limits() -> None:
    found = match([Target("age", 65.0), Target("female", 1.0)], blocks, limits=[Limit("age", 60.0, 75.0)])
    weight = found.weights(PEOPLE.columns)
    outside = (PEOPLE.age < 60) | (PEOPLE.age > 75) | ~PEOPLE.female
    assert (weight[outside] == 0).all()
    assert (weight[~outside] > 0).all()
    assert found.kept == int((~outside).sum())
    assert found.reached["female"]["mean_after"] == pytest.approx(1.0)


def test_men_do_not_count_in_what_only_women_have() -> None:
    found = match([Target("years_since_menopause", 10.0)], blocks)
    assert weighted(found, "years_since_menopause")[0] == pytest.approx(10.0, abs=1e-4)


@pytest.mark.parametrize(
    ("targets", "limits", "words"),
    [
        ([Target("age", 150.0), Target("bmi", 1.0)], [], "2 problems"),
        ([Target("age", 60.0, 60.0)], [], "does not fit"),
        ([Target("age", 60.0)], [Limit("age", 101.0)], "nobody"),
        ([], [], "nothing to match"),
        ([Target("age", 30.0), Target("years_since_menopause", 30.0), Target("female", 0.9)], [], "contradict"),
    ],
)
def test_what_no_weights_can_give_is_refused(targets: list[Target], limits: list[Limit], words: str) -> None:
    with pytest.raises(InputError, match=words):
        match(targets, blocks, limits=limits)


def test_a_table_says_what_can_be_matched_and_what_not() -> None:
    wanted = Wanted(
        age=Spread(60.0, 5.0, 50.0),
        female=0.5,
        intakes={"calcium": Spread(0.8, 0.2, unit="g/d")},
        baselines={"25ohd_serum": Spread(50.0)},
    )
    targets, left_out = targets_of_table(wanted, tuple(PEOPLE.columns))
    assert Target("calcium_intake", 800.0, 200.0) in targets
    assert left_out == ("25ohd_serum",)
    assert limits_of_table(Spec(people=wanted), tuple(PEOPLE.columns)) == (Limit("age", 50.0),)
    assert [target.column for target in chosen_targets(targets, ["age"])] == ["age"]
    with pytest.raises(InputError, match="calcium_intake"):
        chosen_targets(targets, ["calcium"])


@pytest.mark.parametrize("name", ["vital", "knapen2013", "trivedi2003", "kurnatowska2015"])
def test_published_trials_are_matched_with_people_to_spare(name: str) -> None:
    spec = read_spec(name)
    targets, left_out = targets_of_table(spec.people, tuple(PEOPLE.columns))
    wanted = [target for target in targets if target.column != "skin_type"]
    found = match(wanted, blocks, limits=limits_of_table(spec, tuple(PEOPLE.columns)), left_out=left_out)
    for target in wanted:
        assert found.reached[target.column]["mean_after"] == pytest.approx(target.mean, rel=1e-4, abs=1e-4)
    assert found.effective > 20


def test_a_weighted_file_holds_the_rule_and_the_cost(tmp_path: Path) -> None:
    save_people(Spec(), 3000, 1, tmp_path / "people.parquet")
    people = load_population(tmp_path / "people.parquet")
    found = match([Target("age", 60.0, 10.0)], people.blocks)
    add_weights(people, found.weights, found.columns, {"effective": found.effective}, tmp_path / "matched.parquet")
    matched = load_population(tmp_path / "matched.parquet")
    assert matched.matched == {"effective": found.effective}
    assert matched.spec == people.spec
    rows = matched.first_rows(("age", "weight"), 3000)
    assert np.average(rows["age"], weights=rows["weight"]) == pytest.approx(60.0, abs=1e-3)
    again = match([Target("age", 50.0)], matched.blocks)
    add_weights(matched, again.weights, again.columns, {}, tmp_path / "again.parquet")
    assert load_population(tmp_path / "again.parquet").names.count("weight") == 1


def test_baselines_are_matched_in_people_whose_status_is_known(tmp_path: Path) -> None:
    save_people(Spec(), 3000, 1, tmp_path / "people.parquet", extras=Extras(status=True))
    people = load_population(tmp_path / "people.parquet")
    for name, column, mean in (("vital", "25ohd_serum", 30.8 * 2.496), ("shapses2013", "25ohd_serum", 55.0)):
        spec = read_spec(name)
        targets, left_out = targets_of_table(spec.people, people.names)
        assert left_out == ()
        wanted = chosen_targets(targets, ["age", "25ohd_serum"])
        limits = limits_of_table(spec, people.names)
        found = match(wanted, people.blocks, limits=limits)
        assert found.reached[column]["mean_after"] == pytest.approx(mean, rel=1e-3)
    assert Limit("25ohd_serum", high=pytest.approx(70.0)) in limits  # type: ignore[arg-type]


def test_a_t_score_becomes_the_density_that_has_it() -> None:
    wanted = Wanted(age=Spread(min=50.0), baselines={"t_score_femoral_neck": Spread(-2.5, 0.5, max=-2.0)})
    (_, target), _ = targets_of_table(wanted, ("age", "female", "bmd_femoral_neck"))
    assert t_score("femoral_neck", np.array(target.mean)) == pytest.approx(-2.5)
    assert t_score("femoral_neck", np.array(target.mean + (target.sd or 0))) == pytest.approx(-2.0)
    (_, limit) = limits_of_table(Spec(people=wanted), ("age", "bmd_femoral_neck"))
    assert t_score("femoral_neck", np.array(limit.high)) == pytest.approx(-2.0)
