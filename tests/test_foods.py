"""The food table: sources, plausible figures, gaps that are never zero, and names that are found or asked about."""

import csv
import importlib.util
import json
import math
import sys
from contextlib import suppress
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from osteon.cli.foods import foods as command
from osteon.errors import InputError
from osteon.intake.food_content import PLAIN, VITAMERS, figure_of
from osteon.intake.food_names import words
from osteon.intake.food_table import COLUMNS, group_figures, k2_figures
from osteon.intake.foods import (
    Food,
    contents,
    find_food,
    foods,
    search,
    sources,
)
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
