"""Helpings and days of food: weighed by portion, added up linearly, filled by what is usual, doubt never lost."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.intake.food_content import NOTHING
from osteon.intake.foods import (
    Food,
    Interval,
    contents,
    covered_share,
    diet_intake,
    find_food,
    foods,
    grams,
    intake,
    total,
    usual_diet,
)
from osteon.person import Person

ALL = list(foods().values())


def someone(**diet: object) -> Person:
    return Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}, "diet": diet})


@given(st.sampled_from(ALL), st.floats(0, 500), st.floats(0, 500))
def test_contents_are_linear_in_grams(food: Food, one: float, other: float) -> None:
    apart, together = total([contents(food, one), contents(food, other)]), contents(food, one + other)
    for name, interval in together.items():
        assert interval.low == pytest.approx(apart[name].low)
        assert interval.middle == pytest.approx(apart[name].middle)
        if one and other:
            assert interval.high == pytest.approx(apart[name].high)


@pytest.mark.slow
@given(st.lists(st.sampled_from(ALL), min_size=1, max_size=6))
def test_totals_do_not_depend_on_order_and_never_lose_doubt(eaten: list[Food]) -> None:
    there, back = total(map(contents, eaten)), total(map(contents, reversed(eaten)))
    for name, interval in there.items():
        assert interval.low <= interval.middle <= interval.high
        assert interval.middle == pytest.approx(back[name].middle)
        unknown = any(math.isinf(contents(food)[name].high) for food in eaten)
        assert math.isinf(interval.high) == unknown
        assert 0 <= interval.unknown_share <= 1


ENDS = st.tuples(*[st.floats(0, 1e6) for _ in range(6)]).map(lambda ends: Interval(*ends))


@given(ENDS, ENDS, ENDS, st.floats(0, 100))
def test_intervals_are_a_vector_space(one: Interval, two: Interval, three: Interval, factor: float) -> None:
    left, right = (one + two) + three, one + (two + three)
    scaled, apart = (one + two) * factor, one * factor + two * factor
    for name in ("low", "middle", "high", "energy", "filled", "unknown"):
        assert getattr(left, name) == pytest.approx(getattr(right, name))
        assert getattr(scaled, name) == pytest.approx(getattr(apart, name))
    assert one + NOTHING == one


@pytest.mark.parametrize(
    ("name", "amount", "weight"),
    [
        ("Gouda", "40 g", 40),
        ("Gouda", "1 slice", 28),
        ("egg", "2 eggs", 100.6),
        ("egg", "1 piece", 50.3),
        ("whole milk", "1 cup", 244),
        ("whole milk", "250 mL", 258),
        ("natto", "1 pack", 40),
        ("olive oil", "1 tbsp", 13.5),
        ("tea", "1 glass", 200),
    ],
)
def test_helpings_are_weighed(name: str, amount: str, weight: float) -> None:
    assert grams(find_food(name), amount) == pytest.approx(weight, rel=0.01)


def test_a_helping_that_cannot_be_weighed_tells_what_can() -> None:
    with pytest.raises(InputError, match="1 pack"):
        grams(find_food("natto"), "2 cans")


def test_intake_by_name_and_portion() -> None:
    assert intake("gouda", "1 slice")["calcium"].middle == pytest.approx(7.0 * 28)


def test_stated_totals_stand_and_foods_tell_the_rest() -> None:
    me = someone(
        nutrients={"calcium": "700 mg/d", "vitamin K1": "100 ug/d"}, foods=[{"food": "natto", "amount": "40 g"}]
    )
    day = diet_intake(me)
    assert day["calcium"] == Interval(700, 700, 700)
    assert day["vitamin K1 leaf"].middle + day["vitamin K1 oil"].middle == pytest.approx(100)
    assert day["MK-7"].low > 340
    assert day["magnesium"].middle > usual_diet(me)["magnesium"].middle * 0.9


def test_without_foods_only_what_is_stated_is_told() -> None:
    assert diet_intake(someone()) == {}
    assert set(diet_intake(someone(nutrients={"calcium": "700 mg/d"}))) == {"calcium"}


def test_stated_forms_of_vitamin_d_and_k2() -> None:
    day = diet_intake(someone(nutrients={"vitamin D": "5 ug/d", "vitamin K2": "57 ug/d"}))
    assert day["vitamin D3"].middle == 5
    assert day["MK-4"].middle + day["MK-7"].middle + day["MK-9"].middle == pytest.approx(57)
    followed = diet_intake(someone(nutrients={"MK-7": "20 ug/d", "MK-8": "10 ug/d"}))
    assert followed["MK-7"].middle == 20
    assert followed["MK-9"].middle == pytest.approx(12, rel=0.05)
    d2 = diet_intake(someone(nutrients={"vitamin D": "5 ug/d"}, foods=[{"food": "uv mushrooms", "amount": "10 g"}]))
    assert d2["vitamin D2"].middle + d2["vitamin D3"].middle == pytest.approx(5)
    assert d2["vitamin D2"].middle == pytest.approx(2.62)


def test_the_more_of_the_day_is_listed_the_less_is_assumed() -> None:
    helpings = [({"food": "Wholemeal bread", "amount": f"{mass} g", "every": "day"}) for mass in (50, 200, 400, 900)]
    people = [someone(foods=[helping]) for helping in helpings]
    shares = [covered_share(person) for person in people]
    assert all(less < more for less, more in pairwise(shares))
    assert shares[-1] == 1.0
    filled = [diet_intake(person)["calcium"].filled_share for person in people]
    assert all(more > less for more, less in pairwise(filled))
    assert filled[-1] == 0
    assert diet_intake(people[-1])["calcium"].middle == pytest.approx(9 * 163, rel=0.01)


def test_a_helping_a_week_counts_a_seventh() -> None:
    weekly = diet_intake(someone(foods=[{"food": "herring", "amount": "140 g", "every": "week"}]))
    daily = diet_intake(someone(foods=[{"food": "herring", "amount": "20 g", "every": "day"}]))
    for name, interval in weekly.items():
        assert interval.middle == pytest.approx(daily[name].middle)


def test_an_unknown_part_makes_a_total_open_upwards() -> None:
    day = diet_intake(someone(foods=[{"food": "miso", "amount": "20 g"}, {"food": "Gouda", "amount": "40 g"}]))
    assert math.isinf(day["MK-7"].high)
    assert 0 < day["MK-7"].unknown_share < 0.1
    assert math.isfinite(day["calcium"].high)


def test_the_lead_may_bring_its_own_usual_diet() -> None:
    me = someone(foods=[{"food": "Gouda", "amount": "40 g"}])
    own = diet_intake(me, {"calcium": Interval(800, 800, 800)})
    assert own["calcium"].middle == pytest.approx(280 + (1 - covered_share(me)) * 800)


def test_all_wrong_foods_of_a_person_are_told_at_once() -> None:
    wrong = [("guoda", "40 g"), ("cheese", "40 g"), ("natto", "2 cans"), ("Gouda", "40 g")]
    with pytest.raises(InputError) as told:
        diet_intake(someone(foods=[{"food": name, "amount": amount} for name, amount in wrong]))
    assert [problem[:8] for problem in told.value.problems] == ["foods #1", "foods #2", "foods #3"]
    assert "Gouda cheese" in told.value.problems[0]
