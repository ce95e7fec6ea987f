"""The planner: never over a limit, goals met or shown to be impossible, vegan plans vegan, the same plan twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteon.intake.food_table import foods
from osteon.outcomes.totals import daily_totals
from osteon.person import Person
from osteon.plan import Plan, plan, read_wishes
from osteon.plan.build import problem_of
from osteon.plan.conflict import smallest_conflict
from osteon.plan.effect import effect_of
from osteon.plan.planning import ground_of
from osteon.plan.robust import at_most
from osteon.plan.solver import possible
from osteon.plan.summary import plan_summary
from osteon.plan.tables import ANIMAL, food_flags, pills

DRAWS = 48
ANIMAL_GROUPS = {
    *("beef", "pork", "lamb and game", "poultry", "processed meat", "fish", "shellfish", "egg"),
    *("milk", "cheese", "cream and butter"),
}


def person_of(**changes: Any) -> Person:
    """A woman of 58 with a measured vitamin D, so that her own response is known well enough to plan with."""
    table: dict[str, Any] = {
        "person": {"age": 58, "sex": "female", "latitude": 52.1, "skin_type": 2, "start_date": "2026-01-01"},
        "labs": {"25(OH)D": [{"value": "44 nmol/L", "date": "2025-12-08"}]},
        "diet": {"nutrients": {"calcium": "700 mg/d", "magnesium": "280 mg/d", "vitamin K1": "80 ug/d"}},
    }
    for key, value in changes.items():
        table[key] = {**table[key], **value} if isinstance(table.get(key), dict) else value
    return Person.from_dict(table)


@st.composite
def requests(draw: st.DrawFn) -> tuple[Person, Any]:
    """People and wishes of many kinds."""
    diet = {
        "calcium": f"{draw(st.integers(200, 1800))} mg/d",
        "magnesium": f"{draw(st.integers(100, 500))} mg/d",
        "vitamin K1": f"{draw(st.integers(20, 300))} ug/d",
        "vitamin D": f"{draw(st.integers(0, 15))} ug/d",
    }
    person = person_of(
        person={"age": draw(st.integers(19, 88)), "sex": draw(st.sampled_from(["female", "male"]))},
        diet={"nutrients": diet} if draw(st.booleans()) else {},
        supplement=draw(
            st.sampled_from(
                [[], [{"nutrient": "vitamin D3", "amount": "2000 IU", "every": "day"}]],
            )
        ),
    )
    wishes = read_wishes(
        diet=draw(st.sampled_from([[], ["vegan"], ["vegetarian"], ["lactose-free"], ["gluten-free", "nut-free"]])),
        max_pills=draw(st.sampled_from([None, 0, 1, 3])),
    )
    return person, wishes


SMALL = settings(max_examples=12, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@SMALL
@given(requests())
def test_a_plan_keeps_its_promises(request: tuple[Person, Any]) -> None:
    person, wishes = request
    made = plan(person, wishes=wishes, draws=DRAWS, effect=False, alternatives=False)
    never_over_a_limit(made, person)
    nothing_left_out_is_proposed(made)
    if made.status == "impossible":
        ground = ground_of(person, wishes, draws=DRAWS, sun=False)
        problem = problem_of(ground, wishes)
        groups = smallest_conflict(problem)
        others = [group for group in problem.groups if group not in groups]
        assert not possible(problem, others)
        assert all(possible(problem, [*others, group]) for group in groups)
    else:
        assert all(goal.met for goal in made.reached)


def never_over_a_limit(made: Plan, person: Person) -> None:
    """No limit is passed in more than 1 of 100 draws, but where today's food does so already."""
    for limit in made.held:
        if limit.chance_passed > 0.01 + 1 / 2048:
            assert made.status == "impossible"
            assert limit.most <= at_most(daily_totals(person)[limit.nutrient]) * (1 + 1e-3)


def nothing_left_out_is_proposed(made: Plan) -> None:
    for step in made.steps:
        holds = step.choice.holds
        assert not any(avoided.hits(step.choice.id, holds) for avoided in made.wishes.avoided), step.words
    assert made.pills <= made.wishes.pills_allowed + 1e-9


@pytest.mark.slow
def test_the_same_plan_twice() -> None:
    first, second = (plan(person_of(), draws=DRAWS) for _ in range(2))
    assert plan_summary(first) == plan_summary(second)


def test_vegan_plans_have_no_animal_food() -> None:
    wishes = read_wishes(diet=["vegan"])
    for calcium in ("300 mg/d", "800 mg/d"):
        person = person_of(diet={"nutrients": {"calcium": calcium, "magnesium": "200 mg/d", "vitamin K1": "40 ug/d"}})
        made = plan(person, wishes=wishes, draws=DRAWS, effect=False)
        steps = [*made.steps, *(step for other in made.others for step in other.steps)]
        assert made.steps
        for step in steps:
            assert not step.choice.holds & ANIMAL, step.words
            assert step.choice.group not in ANIMAL_GROUPS


def test_vegans_give_up_the_animal_food_they_list() -> None:
    person = person_of(diet={"foods": [{"food": "Gouda cheese", "amount": "40 g", "every": "day"}]})
    made = plan(person, wishes=read_wishes(diet=["vegan"]), draws=DRAWS, effect=False, alternatives=False)
    assert "Gouda cheese, 40 g every day" in [present.name for present in made.dropped]


def test_a_food_of_ones_own_database_is_planned_with(monkeypatch: pytest.MonkeyPatch) -> None:
    from osteon.plan import menu

    own = replace(foods()["Gouda cheese"], id="imported", name="Farm cheese")
    known = menu.find_food
    monkeypatch.setattr(menu, "find_food", lambda name: own if name == "Farm cheese" else known(name))
    monkeypatch.setattr("osteon.intake.food_diet.find_food", menu.find_food)
    person = person_of(diet={"foods": [{"food": "Farm cheese", "amount": "40 g", "every": "day"}]})
    made = plan(person, wishes=read_wishes(diet=["vegan"]), draws=DRAWS, effect=False, alternatives=False)
    assert "Farm cheese, 40 g every day" in [present.name for present in made.dropped]
    assert any("Farm cheese" in note for note in made.notes)


def test_every_food_has_flags_and_animal_groups_are_animal() -> None:
    by_id = {food.id: food for food in foods().values()}
    assert set(food_flags()) == set(by_id)
    for name, flags in food_flags().items():
        if by_id[name].group in ANIMAL_GROUPS:
            assert flags.animal, name
    for word in (
        "milk",
        "yoghurt",
        "cheese",
        "egg",
        "butter",
        "cream",
        "beef",
        "pork",
        "chicken",
        "salmon",
        "fish",
        "ham",
    ):
        for name, flags in food_flags().items():
            if word in name.split("-") and not flags.animal:
                assert by_id[name].group in PLANTS_NAMED_SO, f"{name} sounds like {word}"


PLANTS_NAMED_SO = {"plant drink", "nut and seed", "legume", "sweet", "soy food", "leafy vegetable", "bread", "grain"}
"""Groups in which names such as soy yoghurt, coconut milk and peanut butter are those of plants."""


def test_proposed_foods_are_known_and_of_a_sensible_size() -> None:
    by_id = {food.id: food for food in foods().values()}
    for name, flags in food_flags().items():
        if flags.serving is None:
            continue
        serving, food = flags.serving, by_id[name]
        assert 5 <= serving.grams <= 250, name
        assert serving.meal in ("breakfast", "lunch", "dinner", "snack")
        assert serving.rhythm in ("day", "week")
        assert {"calcium", "energy", "sodium"} <= set(food.figures), name
        energy = food.figures["energy"].middle * serving.grams / 100
        assert energy <= 350, name


def test_pills_keep_calcium_to_half_a_gram_and_name_a_source() -> None:
    for pill in pills():
        calcium = [amount for name, amount in pill.supplies.items() if name.startswith("calcium")]
        assert sum(calcium) <= 500
        assert pill.source
        assert pill.most >= 1


@pytest.mark.parametrize(
    "changes",
    [
        {"person": {"medicines": ["warfarin"]}},
        {"person": {"conditions": ["kidney stones"]}},
        {"person": {"conditions": ["hypercalcaemia"]}},
        {"person": {"conditions": ["pregnancy"]}},
        {"person": {"egfr": "12 mL/min/1.73m2"}},
        {"person": {"age": 16, "height": "165 cm", "mass": "55 kg"}},
    ],
)
def test_a_hard_stop_ends_in_ask_your_doctor_and_in_nothing_else(changes: dict[str, Any]) -> None:
    made = plan(person_of(**changes))
    assert made.status == "ask your doctor"
    assert made.stops
    assert made.steps == made.timetable == made.others == made.margins == made.reached == ()


def test_what_is_a_danger_is_not_proposed_and_not_aimed_at() -> None:
    ill = person_of(person={"conditions": ["chronic kidney disease"], "egfr": "40 mL/min/1.73m2"})
    made = plan(ill, draws=DRAWS, effect=False)
    assert "magnesium" not in [goal.nutrient for goal in made.reached]
    assert any("Magnesium is left out" in note for note in made.notes)
    steps = [*made.steps, *(step for other in made.others for step in other.steps)]
    assert not [step for step in steps if step.choice.pill and "magnesium" in step.choice.amounts]


def test_a_dose_above_the_limit_is_given_up() -> None:
    person = person_of(supplement=[{"nutrient": "vitamin D3", "amount": "10000 IU", "every": "day"}])
    made = plan(person, draws=DRAWS, effect=False, alternatives=False)
    assert [present.id for present in made.dropped] == ["vitamin D3"]
    vitamin_d = next(limit for limit in made.held if limit.nutrient == "vitamin D")
    assert vitamin_d.most <= 100


def test_what_comes_in_one_product_is_given_up_together() -> None:
    drop = {"name": "a strong drop", "every": "day"}
    parts = [{"nutrient": "vitamin D3", "amount": "10000 IU", **drop}, {"nutrient": "MK-7", "amount": "90 ug", **drop}]
    made = plan(person_of(supplement=parts), draws=DRAWS, effect=False, alternatives=False)
    (gone,) = made.dropped
    assert gone.indexes == (0, 1)
    assert "MK-7" not in [moment.name for moment in made.timetable]


def test_a_limit_that_food_passes_is_said_and_passed_by_less() -> None:
    person = person_of(
        diet={"nutrients": {"calcium": "2300 mg/d", "magnesium": "400 mg/d", "vitamin K1": "120 ug/d"}},
        supplement=[{"nutrient": "calcium carbonate", "amount": "1000 mg", "every": "day"}],
    )
    made = plan(person, draws=DRAWS, effect=False)
    assert made.status == "impossible"
    assert made.conflict is not None
    assert "2,000 mg of calcium" in made.conflict.conditions[0]
    assert [present.id for present in made.dropped] == ["calcium carbonate"]
    assert not [step for step in made.steps if step.choice.pill and "calcium" in step.choice.amounts]


def test_nothing_to_change_where_the_goals_are_met() -> None:
    made = plan(person_of(), ["calcium=500 mg", "vitamin K=40 ug"], draws=DRAWS)
    assert made.status == "nothing to change"
    assert not made.steps
    assert made.effect is None


def test_doubt_about_foods_that_no_plan_can_mend_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteon.plan.planning.level_chance", lambda *_: 0.84)
    made = plan(person_of(), draws=DRAWS, effect=False, alternatives=False)
    assert made.status == "impossible"
    assert made.steps
    assert made.conflict is not None
    assert "84 of 100" in made.conflict.conditions[0]


def test_a_second_conflict_is_told_too() -> None:
    person = person_of(diet={"nutrients": {"calcium": "700 mg/d", "zinc": "30 mg/d"}})
    made = plan(person, wishes=read_wishes(["vitamin D", "calcium"], max_pills=0), draws=DRAWS, effect=False)
    assert made.conflict is not None
    told = [made.conflict.conditions, *made.conflict.more]
    assert any("zinc" in condition for conditions in told for condition in conditions)
    zinc = next(limit for limit in made.held if limit.nutrient == "zinc")
    assert zinc.most == pytest.approx(30)


def test_food_only_has_no_pills_and_says_what_it_cannot() -> None:
    made = plan(person_of(), wishes=read_wishes(max_pills=0), draws=DRAWS, effect=False)
    assert made.status == "impossible"
    assert made.pills == 0
    assert made.conflict is not None
    assert any("0 pills" in condition for condition in made.conflict.conditions)
    assert any("pills (then: " in remedy and "vitamin D3" in remedy for remedy in made.conflict.remedies)
    assert any("25(OH)D" in condition for condition in made.conflict.conditions)


def test_a_food_in_place_of_another_comes_before_a_new_habit() -> None:
    person = person_of(
        diet={
            "nutrients": {"calcium": "800 mg/d", "magnesium": "400 mg/d", "vitamin K1": "100 ug/d"},
            "foods": [{"food": "oat drink, unfortified", "amount": "200 mL", "every": "day"}],
        }
    )
    wishes = read_wishes(["calcium=1000 mg"], diet=["vegan"])
    made = plan(person, wishes=wishes, draws=DRAWS, effect=False, alternatives=False)
    assert [step.choice.replaces for step in made.steps] == [0]
    assert "in place of" in made.steps[0].words


def test_a_budget_is_kept_and_what_has_no_price_is_not_bought() -> None:
    prices = {"milk-semi-skimmed": 0.25, "d3-1000": 0.05, "kale-cooked": 0.6, "almonds": 0.5}
    wishes = read_wishes(["calcium=900 mg", "vitamin K"], budget=4.0, prices=prices)
    made = plan(person_of(), wishes=wishes, draws=DRAWS, effect=False, alternatives=False)
    assert made.steps
    assert made.money is not None
    assert made.money <= 4.0
    assert {step.choice.id for step in made.steps} <= set(prices)


def test_margins_and_alternatives_are_told() -> None:
    made = plan(person_of(), draws=DRAWS, effect=False)
    assert [other.name for other in made.others] == ["food only", "fewest pills", "with sun"]
    fewest = made.others[1]
    assert fewest.why_not or fewest.pills <= made.pills
    for margin in made.margins:
        if margin.asked == "+10%" and margin.points is not None:
            assert margin.points >= -1e-6
        if margin.asked == "-10%" and margin.points is not None:
            assert margin.points <= 0.5 + 1e-6


def test_what_was_planned_from_is_what_the_simulation_then_shows() -> None:
    """The window comes from steady years on a grid, the effect from events in time: two roads to one level."""
    made = plan(person_of(sun={"minutes": 10, "exposed": 0.2}), ["vitamin D"], draws=64, alternatives=False)
    assert made.effect is not None
    planned = made.reached[0].then[0]
    simulated = made.effect.level[13:, 0].min()
    assert simulated == pytest.approx(planned, rel=0.08)


def test_more_sun_alone_lifts_the_summer_not_the_first_day() -> None:
    person = person_of(sun={"minutes": 5, "exposed": 0.25})
    ground = ground_of(person, read_wishes(), draws=DRAWS)
    effect = effect_of(person, ground, (), (), 20.0, years=(1.0,))
    gain = effect.level[:, 0] - effect.level_now[:, 0]
    assert gain[0] == pytest.approx(0, abs=0.01)
    assert gain[35] > 2


def test_the_effect_is_paired_and_says_when_it_is_about_nothing() -> None:
    made = plan(person_of(), draws=DRAWS)
    effect = made.effect
    assert effect is not None
    assert effect.level.shape == effect.level_now.shape == (53, 3)
    assert np.allclose(effect.level[0], effect.level_now[0])
    gain = effect.level[26:, 0] - effect.level_now[26:, 0]
    assert (gain > 0).all()
    year, (middle, low, high) = effect.changes["bmd_lumbar_spine"][-1]
    assert low <= middle <= high
    assert year == 10
    if abs(middle) < 0.5:
        assert "about zero" in " ".join(effect.sentences)
    elif low < 0 < high:
        assert "No effect at all" in " ".join(effect.sentences)
