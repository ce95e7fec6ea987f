"""What drives each outcome: the screening finds what is known, and the committed table is what the model gives."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tools.sensitivity_page import PAGE, page

from osteon.body.editions import OWN, edition
from osteon.engine.declare import Input, Param
from osteon.errors import InputError
from osteon.person import Person
from osteon.posterior import Posterior, posterior_of
from osteon.sensitivity import (
    OUTCOMES,
    PEOPLE,
    REACH,
    TRAJECTORIES,
    Factor,
    design,
    drivers,
    evaluate_with,
    factors,
    screen,
    table,
    write,
)
from osteon.simulate import own_kernel

FloatArray = NDArray[np.float64]
AGAIN = "the model has changed; run: python -m osteon.sensitivity --write, then python -m tools.sensitivity_page"


@pytest.fixture
def sampler() -> None:
    pytest.importorskip("SALib", reason="SALib is in the extra `test`")


@pytest.mark.usefixtures("sampler")
class TestScreening:
    def test_a_straight_function_gives_its_slopes_and_no_bend(self) -> None:
        slopes = np.array([3.0, -1.0, 0.0, 0.5])
        sizes, bends = screen(list("abcd"), lambda points: np.column_stack([points @ slopes, points @ slopes[::-1]]), 4)
        assert sizes[:, 0] == pytest.approx(np.abs(slopes) * 2 * REACH, abs=1e-9)
        assert sizes[:, 1] == pytest.approx(np.abs(slopes[::-1]) * 2 * REACH, abs=1e-9)
        assert bends == pytest.approx(np.zeros((4, 2)), abs=1e-9)

    def test_a_product_is_bent_and_a_sum_is_not(self) -> None:
        sizes, bends = screen(list("abc"), lambda points: (points[:, :1] * points[:, 1:2]) + points[:, 2:], 30)
        assert (bends[:2] > 0.5 * sizes[:2]).all()
        assert bends[2] < 1e-9

    def test_the_g_function_is_ranked_as_its_coefficients_say(self) -> None:
        rigid = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])

        def g(points: FloatArray) -> FloatArray:
            share = (points + REACH) / (2 * REACH)
            return np.asarray(np.prod((np.abs(4 * share - 2) + rigid) / (1 + rigid), axis=1)[:, None])

        sizes, _ = screen(list("abcdef"), g, 40)
        assert np.argsort(-sizes[:, 0])[:4].tolist() == [0, 1, 2, 3]
        assert sizes[4:].max() < 0.05 * sizes.max()

    def test_the_design_is_the_same_each_time_and_moves_one_factor_at_a_time(self) -> None:
        first, again = design(list("abcde"), 6), design(list("abcde"), 6)
        assert (first == again).all()
        assert np.abs(first).max() == pytest.approx(REACH)
        moved = (np.diff(first.reshape(6, 6, 5), axis=1) != 0).sum(axis=2)
        assert (moved == 1).all()

    @pytest.mark.parametrize("person", PEOPLE)
    def test_the_committed_table_is_what_the_model_gives(self, person: str) -> None:
        """Effects of a few parameters worked out again, from the points at which they move and nothing else."""
        kernel = own_kernel()
        moved = factors(kernel.model, posterior_of(OWN))
        again = ["calcidiol.clearance", "gut.passive_share", "osteoclasts.supply_aging", "artery.growth"]
        points = design([factor.name for factor in moved]).reshape(TRAJECTORIES, len(moved) + 1, len(moved))
        evaluate = evaluate_with(kernel, Person.from_dict(dict(PEOPLE[person])), moved)
        for name in again:
            column = [factor.name for factor in moved].index(name)
            step = np.argmax(np.diff(points, axis=1)[:, :, column] != 0, axis=1)
            rows = np.arange(TRAJECTORIES)
            before, after = points[rows, step], points[rows, step + 1]
            width = (after - before)[:, column] / (2 * REACH)
            effects = np.abs((evaluate(after) - evaluate(before)) / width[:, None]).mean(axis=0)
            listed = {each.outcome: each.effect for each in table() if (each.person, each.parameter) == (person, name)}
            assert listed, AGAIN
            for word, effect in listed.items():
                assert effects[OUTCOMES.index(word)] == pytest.approx(effect, rel=2e-3), f"{name}, {word}: {AGAIN}"


def test_every_uncertain_parameter_is_a_factor_and_no_input_is() -> None:
    model = edition(OWN).model()
    names = {factor.name for factor in factors(model)}
    for entry in model.params:
        param = entry.declaration
        assert isinstance(param, Param)
        unsure = bool(param.know or param.vary) and not isinstance(param, Input)
        assert (entry.name in names) == unsure


@given(st.floats(0.01, 1), st.floats(0, 1), st.floats(-2, 2), st.booleans())
def test_a_factor_stays_at_its_centre_and_moves_with_both_spreads(
    know: float, vary: float, score: float, normal: bool
) -> None:
    factor = Factor("x", 0, 3.0, know, vary, normal, -np.inf, np.inf)
    assert factor.at(np.zeros(1))[0] == 3.0
    moved = float(factor.at(np.array([score]))[0])
    size = np.hypot(know, vary)
    assert (moved - 3.0 if normal else np.log(moved / 3.0)) == pytest.approx(score * size, abs=1e-9)
    assert 0 < factor.doubt <= 1


def test_a_fit_narrows_the_doubt_and_nothing_else() -> None:
    model = edition(OWN).model()
    name = "calcidiol.clearance"
    fitted = Posterior((name,), np.array([[0.25]]))
    before, after = (next(each for each in factors(model, fit) if each.name == name) for fit in (None, fitted))
    assert after.know == pytest.approx(0.25 * before.know)
    assert (after.vary, after.centre) == (before.vary, before.centre)


def test_a_factor_keeps_its_bounds() -> None:
    share = Factor("x", 0, 0.9, 0.5, 0.5, False, 0.0, 1.0)
    assert share.at(np.array([-REACH, REACH])).max() == 1.0


class TestTable:
    def test_ranks_shares_and_parameters(self) -> None:
        names = {factor.name for factor in factors(edition(OWN).model())}
        for person in PEOPLE:
            for word in OUTCOMES:
                found = drivers(person, word, 1000)
                assert [each.rank for each in found] == list(range(1, len(found) + 1))
                assert all(np.diff([each.effect for each in found]) <= 0)
                assert 0.5 < sum(each.share for each in found) <= 1.0
                assert {each.parameter for each in found} <= names, AGAIN
                assert all(0 <= each.doubt <= 1 for each in found)

    @pytest.mark.parametrize(
        ("person", "outcome", "hint"),
        [
            ("man of 70", "ctxx", "did you mean ctx"),
            ("child", "ctx", "woman at menopause"),
            ("man of 70", "", "there are"),
        ],
    )
    def test_an_unknown_name_is_answered_with_known_ones(self, person: str, outcome: str, hint: str) -> None:
        with pytest.raises(InputError, match="no sensitivity of ") as caught:
            drivers(person, outcome)
        assert hint in str(caught.value)

    def test_writing_and_reading_agree(self, tmp_path: Path) -> None:
        write(table()[:5], tmp_path / "some.csv")
        with (tmp_path / "some.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["parameter"] for row in rows] == [each.parameter for each in table()[:5]]
        assert [float(row["effect"]) for row in rows] == [each.effect for each in table()[:5]]

    def test_the_page_is_that_of_the_table(self) -> None:
        assert PAGE.read_text(encoding="utf-8") == page(), AGAIN


def test_sense_of_the_strongest_effects() -> None:
    """What must stand out whatever the figures: clearance for 25(OH)D, the person's own level for markers."""
    for person in PEOPLE:
        assert drivers(person, "25ohd_serum")[0].parameter.startswith(("calcidiol.", "vitamin_d."))
        assert drivers(person, "dp_ucmgp")[0].parameter == "matrix_gla.reference"
        assert not any(each.parameter.startswith("artery.") for each in drivers(person, "bmd_total_hip", 1000))
