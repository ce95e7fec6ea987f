"""Rival hypotheses: sound data, names the model knows, spreads that add up, weights that follow the likelihood."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tools.hypotheses_page import PAGE, page, words

from osteon.body.editions import OWN, edition
from osteon.body.own import SUBSYSTEMS
from osteon.engine.declare import Param
from osteon.engine.model import Model
from osteon.engine.solver import compile_model
from osteon.errors import DeclarationError, InputError
from osteon.futures import futures
from osteon.hypotheses import Comparison, apply, compare, decompose, hypotheses, question_of
from osteon.hypotheses.__main__ import main
from osteon.hypotheses.comparing import crossed
from osteon.hypotheses.records import read
from osteon.person import Person
from osteon.readouts import readouts
from osteon.simulate import own_kernel

FloatArray = NDArray[np.float64]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
AGAIN = "the questions or the model have changed; run: python -m tools.hypotheses_page"
EVERY = [f"{question.name}.{each.name}" for question in hypotheses().values() for each in question.alternatives]
FACTS = {"age": 57, "sex": "female", "latitude": 52.1, "menopause_age": 51}
PILLS = [
    {"nutrient": "MK-7", "amount": "180 ug", "every": "day"},
    {"nutrient": "vitamin D3", "amount": "4000 IU", "every": "day"},
    {"nutrient": "calcium carbonate", "amount": "1000 mg", "every": "day"},
]


def person(pills: Sequence[dict[str, str]] = PILLS) -> Person:
    return Person.from_dict({"person": FACTS, "supplement": list(pills)})


@pytest.fixture(scope="module")
def usual() -> Model:
    return edition(OWN).model()


@pytest.fixture(scope="module")
def compared() -> dict[str, Comparison]:
    return {name: compare(person(), name, 5, doubts=4, people=4) for name in hypotheses()}


class TestData:
    @pytest.mark.parametrize("name", hypotheses())
    def test_a_question_is_whole(self, name: str) -> None:
        question = question_of(name)
        assert len(question.alternatives) >= 2
        assert sum(question.priors.values()) == pytest.approx(1)
        assert set(question.outcomes) <= set(readouts())
        for each in question.alternatives:
            assert each.says.endswith(".")
            assert each.evidence
            assert all(item.source and item.says for item in each.evidence)
            assert all(constant.doc and constant.source for constant in each.constants.values())

    @pytest.mark.parametrize("name", EVERY)
    def test_what_it_sets_and_replaces_is_in_the_model_and_within_bounds(self, usual: Model, name: str) -> None:
        question, _, answer = name.partition(".")
        params = {entry.name: entry.declaration for entry in usual.params}
        assert set(question_of(question).about) <= set(params)
        changed = apply(usual, [name])
        assert changed.trace().rates
        for key, value in question_of(question).alternative(answer).values.items():
            param = params[key]
            assert isinstance(param, Param)
            assert changed.defaults[key] == value
            assert value >= (-math.inf if param.low is None else param.low)
            assert value <= (math.inf if param.high is None else param.high)

    def test_constants_and_equations_are_used(self, usual: Model) -> None:
        for question in hypotheses().values():
            for each in question.alternatives:
                changed = apply(usual, [f"{question.name}.{each.name}"])
                assert set(changed.replacements) == set(each.equations)
                assert bool(each.constants) <= bool(each.equations)

    def test_a_broken_file_is_refused_with_every_problem(self) -> None:
        table = {
            "one": {
                "question": "?",
                "weights": "judgement",
                "outcomes": [],
                "alternative": [
                    {"name": "a", "says": "A.", "prior": 0.5, "equations": {"gut.fraction": "no such"}},
                    {"name": "b", "says": "B.", "prior": 0.4, "values": {"gut.meals": 1.0}},
                ],
            },
            "two": {"question": "?"},
        }
        with pytest.raises(DeclarationError) as caught:
            read(table)
        for part in ("add up to 0.9", "must change nothing", "no equation is called 'no such'", "two: "):
            assert part in str(caught.value)

    def test_the_page_says_what_the_data_say(self) -> None:
        text = PAGE.read_text(encoding="utf-8")
        assert [line for line in words() if line not in text] == [], AGAIN

    @pytest.mark.slow
    def test_the_figures_of_the_page_are_those_of_the_model(self) -> None:
        for there, made in zip_longest(
            PAGE.read_text(encoding="utf-8").splitlines(), page().splitlines(), fillvalue=""
        ):
            assert NUMBER.sub("#", there) == NUMBER.sub("#", made), AGAIN
            numbers = [float(each) for each in NUMBER.findall(made)]
            small = 0.01 * max(map(abs, numbers), default=0.0)
            assert [float(each) for each in NUMBER.findall(there)] == pytest.approx(numbers, rel=0.05, abs=small), AGAIN


class TestApply:
    def test_the_edition_as_it_stands_is_left_alone(self, usual: Model) -> None:
        for question in hypotheses().values():
            (same,) = (each for each in question.alternatives if each.changes_nothing)
            changed = apply(usual, [f"{question.name}.{same.name}"])
            assert (changed.defaults, dict(changed.replacements)) == (usual.defaults, {})

    def test_answers_to_different_questions_go_together(self, usual: Model) -> None:
        changed = apply(usual, ["k2_bone.none", "pth_response.threshold", "calcium_artery.on"])
        assert changed.defaults["osteocalcin.spine_gain"] == 0.0
        assert changed.defaults["artery.calcium_hypothesis"] == 0.24
        assert list(changed.replacements) == ["parathyroid.growing"]
        assert changed.trace().rates

    @pytest.mark.parametrize(
        ("names", "hint"),
        [
            (["k2_bone.wek"], "did you mean weak"),
            (["k2bone.weak"], "did you mean k2_bone"),
            (["k2_bone"], "there are none, weak, strong"),
            (["k2_bone.none", "k2_bone.weak"], "answered twice"),
            (["nothing.at", "all.is"], "2 problems"),
        ],
    )
    def test_unknown_and_double_answers_are_refused(self, usual: Model, names: list[str], hint: str) -> None:
        with pytest.raises(InputError, match=hint):
            apply(usual, names)

    def test_none_means_no_effect_of_vitamin_k_on_bone(self, usual: Model) -> None:
        kernel = compile_model(apply(usual, ["k2_bone.none"]))
        rows = kernel.defaults(1)
        with_k, without = (futures(kernel, person(pills), rows, [5.0]) for pills in (PILLS[:1], []))
        for word in ("bmd_lumbar_spine", "bmd_femoral_neck", "bmd_total_hip", "p1np"):
            assert with_k[word] == pytest.approx(without[word], rel=1e-6), word
        assert with_k["ucoc_fraction"][0, 0] < 0.8 * without["ucoc_fraction"][0, 0]

    @pytest.mark.slow
    def test_linear_hydroxylation_answers_in_proportion_and_the_others_do_not(self, usual: Model) -> None:
        def level(model: Model, dose: float) -> float:
            kernel = compile_model(model)
            rows = kernel.defaults(1)
            place = {entry.name: index for index, entry in enumerate(model.params)}
            rows[:, place["vitamin_d.calcidiol_at_start"]] = 30.0
            rows[:, place["calcidiol.induction_strength"]] = 0.0
            rows[:, place["calcidiol.renal_clearance"]] = 1e-9
            rows[:, place["vitamin_d.d3_intake"]] = dose
            batch = kernel.run(rows, [4000.0])
            return float(kernel.read(batch)[0, 0, kernel.readouts.index("calcidiol.serum")])

        both = apply(usual, [])
        linear, saturable = (apply(usual, [f"hydroxylation.{name}"]) for name in ("linear", "saturable"))
        rise = {
            name: (level(model, 160.0) - level(model, 80.0)) / (level(model, 80.0) - level(model, 40.0))
            for name, model in (("both", both), ("linear", linear), ("saturable", saturable))
        }
        assert rise["linear"] == pytest.approx(2.0, rel=1e-3)
        assert rise["both"] < 1.9
        assert rise["saturable"] < rise["both"]

    def test_all_three_paths_agree_at_the_reference(self, usual: Model) -> None:
        found = {}
        for name in ("both", "linear", "saturable"):
            kernel = compile_model(apply(usual, [f"hydroxylation.{name}"]))
            rows = kernel.defaults(1)
            place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
            rows[:, place["vitamin_d.calcidiol_at_start"]] = kernel.model.defaults["vitamin_d.calcidiol_reference"]
            rows[:, place["life.mass"]] = kernel.model.defaults["vitamin_d.mass_reference"]
            rows[:, place["kidney.filtration_at_start"]] = kernel.model.defaults["kidney.young"]
            read_out = kernel.read(kernel.run(rows, [0.0]))[0, 0]
            found[name] = float(read_out[kernel.readouts.index("vitamin_d.serum_d3")])
        assert found["linear"] == pytest.approx(found["both"], rel=0.03)
        assert found["saturable"] == pytest.approx(found["both"], rel=0.03)

    def test_a_threshold_leaves_the_hormone_flatter_above_it_than_a_graded_response(self, usual: Model) -> None:
        def fall(model: Model) -> float:
            kernel = compile_model(model)
            rows = kernel.defaults(2)
            place = {entry.name: index for index, entry in enumerate(model.params)}
            rows[:, place["vitamin_d.d3_intake"]] = [60.0, 180.0]
            rows[:, place["skin.synthesis_mean"]] = 0.0
            read_out = kernel.read(kernel.run(rows, [3000.0]))[:, 0]
            assert (read_out[:, kernel.readouts.index("calcidiol.serum")] > 55).all()
            hormone = read_out[:, kernel.readouts.index("parathyroid.hormone")]
            return float(1 - hormone[1] / hormone[0])

        assert 0 < fall(apply(usual, ["pth_response.threshold"])) < 0.9 * fall(usual)

    def test_calcium_reaches_the_artery_only_where_it_is_switched_on(self, usual: Model) -> None:
        growth = {}
        for name in ("off", "on"):
            kernel = compile_model(apply(usual, [f"calcium_artery.{name}"]))
            rows = kernel.defaults(1)
            taken, none = (futures(kernel, person(pills), rows, [10.0])["cac_score"] for pills in (PILLS[2:], []))
            growth[name] = float(taken[0, 0] / none[0, 0])
        assert growth["off"] == pytest.approx(1.0, abs=1e-6)
        assert growth["on"] > 1.05


def tables() -> st.SearchStrategy[FloatArray]:
    number = st.floats(-100, 100)
    shape = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
    return shape.flatmap(
        lambda size: st.lists(number, min_size=math.prod(size), max_size=math.prod(size)).map(
            lambda values: np.array(values).reshape(size)
        )
    )


class TestSpread:
    @given(tables(), st.lists(st.floats(0.01, 1), min_size=4, max_size=4))
    def test_squares_of_the_parts_add_up_to_the_square_of_the_whole(self, values: FloatArray, raw: list[float]) -> None:
        weights = np.array(raw[: len(values)]) / sum(raw[: len(values)])
        found = decompose(values, weights)
        parts = found.hypotheses**2 + found.doubt**2 + found.people**2 + found.rest**2
        assert parts == pytest.approx(found.total**2, rel=1e-9, abs=1e-9)
        flat = np.repeat(weights, values[0].size) / values[0].size
        middle = flat @ values.ravel()
        assert found.total**2 == pytest.approx(flat @ (values.ravel() - middle) ** 2, rel=1e-9, abs=1e-9)

    def test_each_part_answers_to_its_own_axis_only(self) -> None:
        a, d, p = np.meshgrid([0.0, 2.0], [0.0, 6.0], [0.0, 10.0], indexing="ij")
        half = np.array([0.5, 0.5])
        assert decompose(a, half).hypotheses == decompose(a, half).total == 1.0
        assert decompose(d, half).doubt == decompose(d, half).total == 3.0
        assert decompose(p, half).people == decompose(p, half).total == 5.0
        whole = decompose(a + d + p, half)
        assert (whole.hypotheses, whole.doubt, whole.people) == pytest.approx((1.0, 3.0, 5.0))
        assert whole.rest == pytest.approx(0.0, abs=1e-6)

    def test_a_hypothesis_without_weight_adds_no_disagreement(self) -> None:
        values = np.stack([np.zeros((2, 2)), np.full((2, 2), 9.0)])
        assert decompose(values, np.array([1.0, 0.0])).total == 0.0

    def test_draws_cross_every_doubt_with_every_person(self, usual: Model) -> None:
        rows = crossed(usual, ("osteocalcin.spine_gain",), 3, 4).reshape(3, 4, -1)
        place = {entry.name: index for index, entry in enumerate(usual.params)}
        only_doubt = rows[:, :, place["parathyroid.renal_share"]]
        assert (only_doubt == only_doubt[:, :1]).all()
        assert len(set(only_doubt[:, 0])) == 3
        ratio = rows[:, :, place["parathyroid.reference"]]
        assert ratio / ratio[:1] == pytest.approx(np.repeat((ratio / ratio[:1])[:, :1], 4, axis=1))
        disputed = rows[:, :, place["osteocalcin.spine_gain"]]
        assert (disputed == usual.defaults["osteocalcin.spine_gain"]).all()


class TestCompare:
    @pytest.mark.slow
    def test_each_question_parts_the_outcomes_it_is_about(self, compared: dict[str, Comparison]) -> None:
        for found in compared.values():
            for word in found.question.outcomes:
                outlook = found.levels[word]
                assert outlook.spread.hypotheses > 0, word
                assert outlook.spread.people > 0
                assert all(low <= middle <= high for middle, low, high in outlook.by_alternative.values())

    def test_vitamin_k_gains_are_in_order(self, compared: dict[str, Comparison]) -> None:
        for word in ("bmd_lumbar_spine", "bmd_femoral_neck", "bmd_total_hip"):
            middles = [each[0] for each in compared["k2_bone"].effects[word].by_alternative.values()]
            assert middles == sorted(middles)

    def test_a_question_leaves_alone_what_it_is_not_about(self, compared: dict[str, Comparison]) -> None:
        assert compared["calcium_artery"].levels["bmd_total_hip"].spread.hypotheses == pytest.approx(0, abs=1e-9)
        assert compared["k2_bone"].levels["25ohd_serum"].spread.hypotheses == pytest.approx(0, abs=1e-6)

    def test_supplements_change_little_beside_how_people_differ(self, compared: dict[str, Comparison]) -> None:
        found = compared["k2_bone"]
        assert found.effects["bmd_total_hip"].spread.people < found.levels["bmd_total_hip"].spread.people

    def test_weights_move_the_disagreement_and_nothing_of_each_alternative(self) -> None:
        sure = compare(person(), "k2_bone", 1, doubts=2, people=2, weights={"none": 1, "weak": 0, "strong": 0})
        usual = compare(person(), "k2_bone", 1, doubts=2, people=2)
        assert sure.levels["bmd_lumbar_spine"].spread.hypotheses == pytest.approx(0, abs=1e-12)
        assert sure.levels["ctx"].by_alternative == usual.levels["ctx"].by_alternative

    def test_without_supplements_there_is_no_effect_to_show(self) -> None:
        assert compare(person([]), "k2_bone", 1, doubts=2, people=2).effects == {}

    @pytest.mark.parametrize(
        "weights", [{"none": 1}, {"none": -1, "weak": 2, "strong": 0}, dict.fromkeys(["none", "weak", "strong"], 0)]
    )
    def test_weights_that_cannot_be_are_refused(self, weights: dict[str, float]) -> None:
        with pytest.raises(InputError, match="needs a weight of 0 or more for each of none, weak, strong"):
            compare(person(), "k2_bone", 1, weights=weights)

    @pytest.mark.parametrize(("years", "doubts"), [(0, 2), (1, 0)])
    def test_spans_and_draws_that_cannot_be_are_refused(self, years: float, doubts: int) -> None:
        with pytest.raises(InputError, match="years must be above 0"):
            compare(person(), "k2_bone", years, doubts=doubts)


def test_the_command_lists_weighs_and_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "hydroxylation: How does the liver" in capsys.readouterr().out
    assert main(["calcium"]) == 2
    assert "did you mean calcium_artery?" in capsys.readouterr().err


def test_no_alternative_is_part_of_the_edition() -> None:
    """The contested scenario is off where nothing is said."""
    assert own_kernel().model.defaults["artery.calcium_hypothesis"] == 0.0
    assert len(SUBSYSTEMS) == len(own_kernel().model.subsystems)
