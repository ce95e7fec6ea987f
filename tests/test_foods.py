"""The food table: sources, plausible figures, doubt that is never lost, names that are found, sums that are linear."""

import csv
import importlib.util
import json
import math
import sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from osteon.cli.foods import foods as command
from osteon.errors import InputError
from osteon.intake.food_content import NOTHING, PLAIN, VITAMERS, figure_of
from osteon.intake.food_names import words
from osteon.intake.food_table import COLUMNS, group_figures, k2_figures
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
    search,
    sources,
    total,
    usual_diet,
)
from osteon.person import Person
from osteon.units import DATA

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT.parent / "shared" / "data"
ALL = list(foods().values())
MOST = {
    "energy": 905,
    "protein": 90,
    "fat": 100,
    "calcium": 1600,
    "phosphorus": 1700,
    "magnesium": 1200,
    "zinc": 80,
    "manganese": 30,
    "boron": 3,
    "sodium": 40000,
    "vitamin D": 260,
    "calcifediol": 3,
    "vitamin K1": 1800,
    "MK-4": 400,
}
"""More than this in 100 g would be a slip; the extremes are oil, dried herbs, seaweed, cod liver oil and salt."""
NAMED = {
    "natto": "Natto",
    "Gouda": "Gouda cheese",
    "Gouda cheese": "Gouda cheese",
    "aged gouda": "Gouda cheese",
    "Brie": "Brie cheese",
    "Edam": "Edam cheese",
    "cheddar": "Cheddar cheese",
    "Camembert": "Camembert cheese",
    "Emmental": "Emmental cheese",
    "Parmesan": "Parmesan cheese",
    "sauerkraut": "Sauerkraut",
    "kimchi": "Kimchi",
    "grass-fed butter": "Butter from grass-fed cows",
    "grass-fed eggs": "Egg from pasture-raised hens",
    "butter": "Butter",
    "eggs": "Egg, whole, raw",
    "egg yolk": "Egg yolk",
    "salmon, cooked": "Salmon, farmed, cooked",
    "smoked salmon": "Salmon, smoked",
    "wild salmon": "Salmon, sockeye, cooked",
    "herring": "Herring, raw",
    "mackerel": "Mackerel, cooked",
    "sardines": "Sardines, canned in oil",
    "trout": "Trout, cooked",
    "eel": "Eel, cooked",
    "tuna": "Tuna, canned in water",
    "cod liver oil": "Cod liver oil",
    "UV mushrooms": "Mushroom, white, UV-treated, raw",
    "fortified milk": "Milk, 2% fat, with vitamin D (US)",
    "whole milk": "Milk, whole",
    "soy milk": "Soy drink, with calcium and vitamin D",
    "almond milk": "Almond drink, with calcium and vitamin D",
    "oat milk": "Oat drink, with calcium and vitamin D",
    "margarine": "Margarine, with vitamin D",
    "corn flakes": "Corn flakes, with vitamin D",
    "Kale, raw": "Kale, raw",
    "spinach": "Spinach, raw",
    "broccoli": "Broccoli, cooked",
    "Tofu, firm": "Tofu, firm, made with calcium",
    "chicken": "Chicken breast, cooked",
    "beef liver": "Beef liver, cooked",
    "quark": "Quark, low fat",
    "yoghurt": "Yoghurt, plain, whole milk",
    "olive oil": "Olive oil",
    "wholemeal bread": "Wholemeal bread",
    "almonds": "Almonds",
    "prunes": "Prunes",
}
MISSPELT = {
    "guoda": "Gouda cheese",
    "camenbert": "Camembert cheese",
    "mackrel": "Mackerel, cooked",
    "saurkraut": "Sauerkraut",
    "brocolli": "Broccoli, raw",
    "spinich": "Spinach, raw",
    "nato": "Natto",
    "kimchee": "Kimchi",
    "yoghrt": "Yoghurt, plain, whole milk",
    "salmn": "Salmon, raw",
}


def someone(**diet: object) -> Person:
    return Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}, "diet": diet})


def test_about_six_hundred_foods_in_a_small_file() -> None:
    assert 550 <= len(ALL) <= 650
    assert sum(path.stat().st_size for path in DATA.glob("food*.csv")) < 400_000
    assert len({food.id for food in ALL}) == len(ALL)


def test_each_name_leads_to_one_food() -> None:
    for food in ALL:
        for name in (food.name, *food.also):
            assert find_food(name) is food, name


def test_every_figure_has_a_known_source_and_a_plausible_range() -> None:
    for food in ALL:
        known = sources()
        for nutrient in (*PLAIN, *VITAMERS):
            figure = figure_of(food, nutrient)
            if figure is not None:
                assert 0 <= figure.low <= figure.middle <= figure.high, nutrient
                assert figure.source
                assert {source.partition(":")[0] for source in figure.source.split()} <= set(known), figure.source
        for nutrient, most in MOST.items():
            assert nutrient not in food.figures or food.figures[nutrient].middle <= most, nutrient
        assert {record.partition(":")[0] for record in food.records} <= {"ff", "sr", "fndds", "ciqual"}


def test_protein_and_fat_do_not_hold_more_energy_than_the_food() -> None:
    for food in ALL:
        held = [food.figures.get(name) for name in ("energy", "protein", "fat")]
        if all(held):
            energy, protein, fat = (figure.middle for figure in held if figure)
            assert 3.0 * protein + 8.4 * fat <= 1.12 * energy + 15


def test_an_empty_cell_is_not_known_and_never_zero() -> None:
    with (DATA / "foods.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            food = foods()[row["name"]]
            empty = {nutrient for column, (nutrient, _) in COLUMNS.items() if row[column] == ""}
            assert not empty & set(food.figures)
            for nutrient in empty & set(PLAIN):
                filled = (food.group, nutrient) in group_figures()
                assert filled or math.isinf(contents(food)[nutrient].high), (food.name, nutrient)


def test_menaquinones_are_nil_only_by_nature_and_else_bounded_or_not_known() -> None:
    for food in ALL:
        held = contents(food)
        for vitamer in VITAMERS:
            if held[vitamer].high == 0:
                measured = vitamer == "MK-4" and "MK-4" in food.figures
                assert measured or food.k2_class == "none", (food.name, vitamer)
        for vitamer in ("MK-10", "MK-11", "MK-12", "MK-13"):
            assert math.isinf(held[vitamer].high)
        classless = food.k2_class not in k2_figures()
        assert math.isinf(held["MK-9 followed"].high) == classless
        assert not classless or food.k2_class in ("unknown", "miso", "tempeh", "soy_sauce")


def test_every_class_of_the_menaquinone_table_has_a_food() -> None:
    assert set(k2_figures()) <= {food.k2_class for food in ALL}


def test_natto_and_cheese_hold_what_was_measured() -> None:
    assert figure_of(find_food("natto"), "MK-7")[:3] == (875, 939, 1000)  # type: ignore[index]
    edam = contents(find_food("Edam"))
    assert 30 < sum(edam[name].middle for name in VITAMERS) < 70
    assert edam["MK-9"].high > 200


def test_tables_that_disagree_stay_apart() -> None:
    kale = find_food("Kale, raw").figures["vitamin K1"]
    assert kale.source == "ff:323505"
    assert kale.middle == 390
    assert kale.high > 704


def test_vitamin_d_goes_to_the_form_that_a_food_holds() -> None:
    assert contents(find_food("herring"))["vitamin D2"].high == 0
    assert contents(find_food("herring"))["vitamin D3"].middle == 4.2
    assert contents(find_food("UV mushrooms"))["vitamin D3"].high == 0
    assert contents(find_food("soy milk"))["vitamin D2"].middle == pytest.approx(0.681)
    cereal = contents(find_food("corn flakes"))
    whole = cereal["vitamin D"]
    assert cereal["vitamin D2"].low == cereal["vitamin D3"].low == 0
    assert cereal["vitamin D2"].middle + cereal["vitamin D3"].middle == pytest.approx(whole.middle)


def test_parts_add_up_to_their_whole() -> None:
    for food in ALL:
        held = contents(food)
        for whole, parts in (
            ("vitamin D", ("vitamin D2", "vitamin D3")),
            ("vitamin K1", ("vitamin K1 leaf", "vitamin K1 oil")),
        ):
            assert sum(held[part].middle for part in parts) == pytest.approx(held[whole].middle)
            assert sum(held[part].low for part in parts) <= held[whole].low * (1 + 1e-12)
            assert math.isinf(held[whole].high) or sum(held[part].high for part in parts) >= held[whole].high * (
                1 - 1e-12
            )


@pytest.mark.parametrize(("wanted", "name"), NAMED.items())
def test_common_names_find_their_food(wanted: str, name: str) -> None:
    assert find_food(wanted).name == name
    assert name in [food.name for food in search(wanted, 5)]


@pytest.mark.parametrize(("wrong", "name"), MISSPELT.items())
def test_misspellings_are_answered_and_never_guessed(wrong: str, name: str) -> None:
    first_word = name.partition(",")[0]
    assert first_word in search(wrong, 1)[0].name
    with pytest.raises(InputError, match=first_word):
        find_food(wrong)


def test_a_name_of_many_foods_is_asked_about() -> None:
    with pytest.raises(InputError, match="say which"):
        find_food("cheese")


@given(st.sampled_from(ALL), st.randoms())
def test_case_order_accents_and_plurals_do_not_matter(food: Food, random: Random) -> None:
    pieces = food.name.replace(",", "").split()
    random.shuffle(pieces)
    assert words(find_food(" ".join(pieces).upper()).name) == words(food.name)
    assert words("Crème brûlées") == words("creme BRULEE")


@given(st.text(max_size=120))
def test_any_text_is_found_or_refused(text: str) -> None:
    assert len(search(text)) <= 10
    with suppress(InputError):
        assert find_food(text).name in foods()


@given(st.sampled_from(ALL), st.floats(0, 500), st.floats(0, 500))
def test_contents_are_linear_in_grams(food: Food, one: float, other: float) -> None:
    apart, together = total([contents(food, one), contents(food, other)]), contents(food, one + other)
    for name, interval in together.items():
        assert interval.low == pytest.approx(apart[name].low)
        assert interval.middle == pytest.approx(apart[name].middle)
        if one and other:
            assert interval.high == pytest.approx(apart[name].high)


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


def test_the_command_lists_foods_and_writes_json() -> None:
    shown = CliRunner().invoke(command, ["search", "goda"])
    assert shown.exit_code == 0
    assert "Gouda cheese" in shown.output
    told = json.loads(CliRunner().invoke(command, ["search", "natto", "--limit", "1", "--json"]).output)
    assert told["foods"][0]["contents"]["MK-7"]["middle"] == 939
    assert told["foods"][0]["contents"]["MK-10"] is None
    assert told["foods"][0]["contents"]["calcium"]["source"] == "sr:16113"


def test_the_command_says_when_nothing_fits() -> None:
    with pytest.raises(InputError, match="no food fits"):
        CliRunner().invoke(command, ["search", "qqqqq"], catch_exceptions=False)


def _builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_foods", ROOT / "tools" / "build_foods.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_foods"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not (TABLES / "foods.csv").exists(), reason="the large food tables are not beside the repository")
def test_the_builder_makes_the_committed_tables() -> None:
    for name, text in _builder().build(TABLES).items():
        assert (DATA / name).read_text(encoding="utf-8") == text, name
