"""Supplement labels: salts, what is told and what not, servings, wrong input, DSLD files, labels in person files."""

from __future__ import annotations

import json
import math
import re
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.intake.labels import Label, as_supplements, doubts, read_label
from osteon.intervals import Interval
from osteon.outcomes.totals import product_totals
from osteon.outcomes.totals_limits import over_limits
from osteon.person import Person
from osteon.person.labels.amounts import daily_values, shares_of_blend
from osteon.person.labels.salts import atoms, element_share, molar_mass, possible_share, salts
from osteon.substances import find_substance, substances

lasting = settings(deadline=None)
EXAMPLES = Path(__file__).parents[1] / "examples" / "labels"
SALTS = sorted(salts())


def label(*ingredients: dict[str, Any], **more: Any) -> Label:
    head = {"name": "a product", "with_meal": True, "servings_per_day": 1, **more.pop("label", {})}
    return read_label({"label": head, "ingredient": list(ingredients), **more})


def amount(**ingredient: Any) -> Interval:
    """The amount a day of a label of one ingredient."""
    (found,) = label(ingredient).daily().values()
    return found


class TestSalts:
    @pytest.mark.parametrize("salt", SALTS)
    def test_shares_are_those_of_the_table_of_substances(self, salt: str) -> None:
        substance = substances()[salt]
        assert substance.element_share is not None
        assert substance.compound_mass is not None
        assert salts()[salt].share == pytest.approx(substance.element_share, abs=6e-5)
        assert molar_mass(salts()[salt].formula) == pytest.approx(substance.compound_mass, abs=0.01)

    def test_every_salt_of_the_vocabulary_has_a_formula(self) -> None:
        known = {row.name for row in substances().values() if row.element_share and row.name != row.supplies}
        assert known == set(SALTS)

    @pytest.mark.parametrize("salt", SALTS)
    def test_shares_of_all_elements_add_up_to_the_salt(self, salt: str) -> None:
        formula = salts()[salt].formula
        assert sum(element_share(formula, element) for element in atoms(formula)) == pytest.approx(1)

    @pytest.mark.parametrize("salt", SALTS)
    def test_water_of_crystallisation_lowers_the_share(self, salt: str) -> None:
        formula, element = salts()[salt].formula, salts()[salt].element
        assert element_share(f"{formula}.2H2O", element) < element_share(formula, element)
        assert molar_mass(f"{formula}.2H2O") == pytest.approx(molar_mass(formula) + 2 * molar_mass("H2O"))

    @pytest.mark.parametrize("salt", SALTS)
    def test_what_a_word_may_stand_for_is_a_range_around_the_assumed(self, salt: str) -> None:
        share = possible_share(salt)
        assert 0 < share.low <= share.middle <= share.high < 1
        assert (share.low < share.high) == bool(salts()[salt].may_be)

    @lasting
    @given(st.sampled_from(SALTS), st.floats(0.001, 50))
    def test_elemental_and_compound_amounts_go_back_and_forth(self, salt: str, mass: float) -> None:
        element = salts()[salt].share * mass
        rounded = 5e-5 / salts()[salt].share
        assert substances()[salt].compound(element) == pytest.approx(mass, rel=1.1 * rounded)

    @pytest.mark.parametrize("wrong", ["", "Ca(", "Ca)", "calcium", "CaCO3..", "Ca-CO3", "3", "Xx2", ".H2O"])
    def test_what_is_no_formula_is_refused(self, wrong: str) -> None:
        with pytest.raises(InputError):
            molar_mass(wrong)


class TestAmounts:
    def test_calcium_as_a_salt_is_elemental(self) -> None:
        for name, form in (("calcium", "calcium carbonate"), ("Calcium (as calcium carbonate)", "")):
            told = {"name": name, "amount": "600 mg"} | ({"form": form} if form else {})
            assert amount(**told) == Interval(600, 600, 600)

    def test_a_salt_by_its_own_name_may_be_either(self) -> None:
        found = label({"name": "calcium L-aspartate", "amount": "500 mg"})
        calcium = found.daily()["calcium"]
        assert calcium.low == pytest.approx(500 * 40.078 / 304.268, rel=1e-3)
        assert calcium.middle == calcium.low
        assert calcium.high == 500
        assert "the label may mean calcium itself" in found.notes[0]

    @pytest.mark.parametrize(("meaning", "low", "high"), [("elemental", 500, 500), ("compound", 65.86, 117.07)])
    def test_the_file_can_say_which(self, meaning: str, low: float, high: float) -> None:
        found = amount(name="calcium L-aspartate", amount="500 mg", amount_is=meaning)
        assert (found.low, found.high) == (pytest.approx(low, rel=1e-3), pytest.approx(high, rel=1e-3))

    @pytest.mark.parametrize(("percent", "high"), [(5, 117.07), (38, 500)])
    def test_the_percent_of_the_daily_value_tells_which(self, percent: float, high: float) -> None:
        found = amount(name="calcium L-aspartate", amount="500 mg", percent_daily_value=percent)
        assert found.high == pytest.approx(high, rel=1e-3)

    def test_a_percent_that_contradicts_the_amount_widens_it_and_is_told(self) -> None:
        found = label({"name": "vitamin D3", "amount": "25 mcg", "percent_daily_value": 1000})
        assert found.daily()["vitamin D3"] == Interval(25, 25, 200)
        assert "contradicts itself" in found.notes[0]

    def test_a_percent_alone_is_an_amount(self) -> None:
        assert amount(name="zinc", percent_daily_value=100).middle == 11
        eu = label({"name": "zinc", "percent_daily_value": 100}, label={"daily_values": "EU"})
        assert eu.daily()["zinc"].middle == 10

    def test_a_label_that_rounds_its_percent_agrees(self) -> None:
        assert amount(name="calcium", form="calcium carbonate", amount="600 mg", percent_daily_value=46).high == 600

    @lasting
    @given(st.floats(1, 4000))
    def test_units_and_micrograms(self, units: float) -> None:
        found = amount(name="vitamin D3", amount=f"{units:.6f} IU")
        assert found.middle == pytest.approx(units / 40)
        again = amount(name="vitamin D3", amount=f"{found.middle:.9f} mcg")
        assert again.middle == pytest.approx(found.middle, rel=1e-6)

    @lasting
    @given(st.sampled_from(SALTS), st.floats(0.01, 20))
    def test_a_bare_salt_never_tells_more_than_it_weighs(self, salt: str, mass: float) -> None:
        found = amount(name=salt, amount=f"{mass!r} mg")
        assert 0 <= found.low <= found.middle <= found.high <= mass * (1 + 1e-6)

    def test_less_than_and_ranges(self) -> None:
        assert amount(name="zinc", amount="<5 mg") == Interval(0, 2.5, 5)
        assert amount(name="zinc", amount={"low": "5 mg", "high": "7 mg"}) == Interval(5, 6, 7)

    def test_turmeric_is_not_curcumin(self) -> None:
        root, extract = (amount(name=name, amount="1000 mg") for name in ("turmeric root", "curcumin"))
        assert root.middle == pytest.approx(30)
        assert (root.low, root.high) == (pytest.approx(5.8), pytest.approx(950))
        assert extract == Interval(1000, 1000, 1000)
        assert amount(name="turmeric extract", amount="500 mg", standardised="95 %").middle == pytest.approx(475)

    @pytest.mark.parametrize("word", ["undisclosed", "not told", "Proprietary"])
    def test_an_amount_that_is_not_told_is_unknown_not_zero(self, word: str) -> None:
        found = label({"name": "MSM", "amount": word})
        assert math.isinf(found.daily()["MSM"].high)
        assert [one.name for one in found.untold] == ["MSM"]
        assert math.isinf(amount(name="glucosamine").high)

    def test_a_unit_that_cannot_be_counted_is_unknown_and_told(self) -> None:
        found = label({"name": "vitamin A", "amount": "5000 IU"})
        assert math.isinf(found.daily()["vitamin A"].high)
        assert "cannot be counted" in found.notes[0]

    def test_what_osteon_does_not_know_is_told(self) -> None:
        found = label({"name": "pixie dust", "amount": "3 billion CFU"}, {"name": "zinc", "amount": "5 mg"})
        assert [one.name for one in found.strange] == ["pixie dust"]
        assert list(found.daily()) == ["zinc"]
        assert label({"name": "calcuim", "amount": "1 mg"}).strange[0].assumed == "; was calcium meant?"

    def test_a_vitamin_without_its_form_is_not_lost(self) -> None:
        found = label({"name": "Vitamin K", "amount": "80 mcg"})
        assert found.words == {"vitamin K1"}
        assert "the form is not told" in found.notes[0]
        assert label({"name": "Vitamin K (phylloquinone)", "amount": "80 mcg"}).notes == ()

    def test_iron_salts(self) -> None:
        assert amount(name="Iron (as ferrous fumarate)", amount="18 mg") == Interval(18, 18, 18)
        alone = amount(name="ferrous fumarate", amount="100 mg")
        assert (alone.low, alone.high) == (pytest.approx(32.87), 100)

    def test_parts_of_plants_are_read(self) -> None:
        for word in ("Boswellia serrata gum resin extract", "Organic Aloe Vera leaf gel", "Ginger root powder"):
            assert label({"name": word, "amount": "10 mg"}).strange == ()

    def test_daily_values_of_both_rules(self) -> None:
        assert daily_values(find_substance("vitamin D2"), "US") == (20, 10)
        assert daily_values(find_substance("vitamin D2"), "EU") == (5,)
        assert daily_values(find_substance("MSM"), "US") == ()

    def test_percents_of_labels_before_2020_do_not_contradict(self) -> None:
        old = label({"name": "vitamin D3", "amount": "800 IU", "percent_daily_value": 200})
        assert old.daily()["vitamin D3"] == Interval(20, 20, 20)
        assert old.notes == ()

    def test_a_salt_that_the_tables_do_not_know_is_counted_by_its_element(self) -> None:
        found = label({"name": "boron citrate", "amount": "60 mg"})
        assert (found.daily()["boron"].low, found.daily()["boron"].high) == (0, 60)
        assert "not in the tables" in found.notes[0]
        assert amount(name="Boron (as boron citrate)", amount="3 mg") == Interval(3, 3, 3)


class TestBlends:
    @lasting
    @given(st.floats(1, 5000), st.integers(1, 12), st.booleans())
    def test_parts_are_within_the_whole_and_their_middles_make_it_up(
        self, total: float, count: int, order: bool
    ) -> None:
        parts = shares_of_blend(total, count, descending=order)
        assert len(parts) == count
        assert sum(part.middle for part in parts) == pytest.approx(total)
        assert sum(part.low for part in parts) <= total * (1 + 1e-9)
        for part in parts:
            assert 0 <= part.low <= part.middle * (1 + 1e-12)
            assert part.middle <= part.high * (1 + 1e-12) <= total * (1 + 1e-9)

    @lasting
    @given(st.lists(st.floats(0, 100), min_size=1, max_size=8).filter(any))
    def test_any_true_division_in_order_lies_inside(self, masses: list[float]) -> None:
        ordered = sorted(masses, reverse=True)
        parts = shares_of_blend(sum(ordered), len(ordered), descending=True)
        for mass, part in zip(ordered, parts, strict=True):
            assert part.low - 1e-9 <= mass <= part.high + 1e-9

    def test_undisclosed_amounts_are_from_nothing_to_the_whole(self) -> None:
        blend = {"name": "mix", "amount": "750 mg", "ingredients": ["glucosamine", "MSM", "pixie dust"]}
        found = label(blend=[blend]).daily()
        assert found["glucosamine"] == Interval(0, 250, 750)
        assert set(found) == {"glucosamine", "MSM"}

    def test_what_is_told_leaves_less_for_the_rest(self) -> None:
        parts = [{"name": "glucosamine", "amount": "500 mg"}, "MSM"]
        found = label(blend=[{"name": "mix", "amount": "750 mg", "ingredients": parts}])
        assert found.daily()["MSM"] == Interval(250, 250, 250)
        assert found.daily()["glucosamine"].middle == 500

    def test_a_blend_that_tells_all_its_parts_leaves_nothing(self) -> None:
        blend = {"name": "mix", "amount": "750 mg", "ingredients": [{"name": "MSM", "amount": "750 mg"}]}
        assert label(blend=[blend]).daily() == {"MSM": Interval(750, 750, 750)}

    def test_without_a_total_nothing_bounds_it(self) -> None:
        found = label(blend=[{"name": "mix", "ingredients": ["glucosamine", "MSM"]}])
        assert all(math.isinf(interval.high) for interval in found.daily().values())

    def test_a_salt_in_a_blend_brings_its_element_only(self) -> None:
        found = label(blend=[{"name": "mix", "amount": "1 g", "ingredients": ["calcium carbonate", "MSM"]}])
        assert found.daily()["calcium"].high == pytest.approx(1000 * 0.4004, rel=1e-3)


class TestServings:
    @lasting
    @given(st.floats(0.05, 12), st.floats(0.1, 80))
    def test_a_day_is_servings_times_a_serving(self, servings: float, mass: float) -> None:
        found = label({"name": "zinc", "amount": f"{mass:.6f} mg"}, label={"servings_per_day": servings})
        assert found.daily()["zinc"].middle == pytest.approx(mass * servings, rel=1e-5)

    def test_a_range_of_servings_widens_the_day(self) -> None:
        found = label({"name": "zinc", "amount": "5 mg"}, label={"servings_per_day": {"low": 1, "high": 3}})
        assert found.daily()["zinc"] == Interval(5, 10, 15)

    def test_the_same_substance_twice_adds_up(self) -> None:
        found = label(
            {"name": "calcium", "form": "calcium carbonate", "amount": "300 mg"},
            {"name": "calcium", "form": "calcium citrate", "amount": "200 mg"},
        )
        assert found.daily()["calcium"].middle == 500

    def test_one_serving_is_assumed_and_told(self) -> None:
        found = read_label({"label": {"name": "x"}, "ingredient": [{"name": "zinc", "amount": "5 mg"}]})
        assert found.daily()["zinc"].middle == 5
        assert "one assumed" in found.notes[0]


class TestWrongInput:
    @pytest.mark.parametrize(
        ("ingredient", "told"),
        [
            ({"name": "zinc", "amount": "5"}, "has no unit"),
            ({"name": "zinc", "amount": "5 zonks"}, "unknown unit"),
            ({"name": "zinc", "amount": "-5 mg"}, "negative"),
            ({"name": "zinc", "amount": 5}, "not text"),
            ({"name": "zinc", "amount": {"low": "7 mg", "high": "5 mg"}}, "above high"),
            ({"name": "zinc", "amount": {"lo": "7 mg"}}, "is not a range"),
            ({"name": "zinc", "amont": "5 mg"}, "did you mean amount"),
            ({"amount": "5 mg"}, "name: is missing"),
            ({"name": "calcium", "form": "zinc citrate", "amount": "5 mg"}, "supplies zinc, not calcium"),
            ({"name": "vitamin D3", "amount": "5000 mg"}, "was 5000 IU meant"),
            ({"name": "zinc", "amount": "5 mg", "amount_is": "pure"}, "is not known"),
            ({"name": "turmeric", "amount": "5 mg", "standardised": "195 %"}, "outside 0 to 1"),
            ("zinc 5 mg", "is not a table"),
        ],
    )
    def test_each_is_refused_with_what_to_do(self, ingredient: Any, told: str) -> None:
        with pytest.raises(InputError, match=told):
            read_label({"label": {"name": "x"}, "ingredient": [ingredient]})

    def test_all_problems_come_at_once(self) -> None:
        wrong = {
            "label": {"nmae": "x", "servings_per_day": 900, "claims": [3]},
            "ingredient": [{"name": "zinc", "amount": "5"}],
            "blend": [{"name": "mix", "amount": "-2 mg"}],
            "ingredients": [],
        }
        with pytest.raises(InputError) as caught:
            read_label(wrong)
        text = str(caught.value)
        assert len(caught.value.problems) >= 7
        for part in (
            "label.nmae",
            "label.name",
            "outside 0.01 to 50",
            "has no unit",
            "no mass of a blend",
            "did you mean",
        ):
            assert part in text

    @pytest.mark.parametrize(
        "content", [{}, {"label": {"name": "x"}}, {"label": 3, "ingredient": []}, {"ingredient": 4}]
    )
    def test_hollow_labels_are_refused(self, content: dict[str, Any]) -> None:
        with pytest.raises(InputError):
            read_label(content)

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            ("a.toml", "[label", "this is not TOML"),
            ("a.toml", "[person]", "this is a person file"),
            ("a.json", "{", "not JSON"),
            ("a.json", "[1, 2]", "not a label"),
            ("a.json", "{}", "no ingredientRows"),
            ("a.json", '{"fullName": 3, "ingredientRows": {}}', "fullName is missing"),
            ("a.json", "[" * 100_000, "not JSON"),
            ("a.toml", "x" * 1_100_000, "larger than"),
        ],
    )
    def test_files_that_are_no_labels(self, tmp_path: Path, name: str, content: str, told: str) -> None:
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=told):
            read_label(tmp_path / name)

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no such file"):
            read_label(tmp_path / "nothing.toml")

    def test_the_line_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "a.toml").write_text('[label]\nname = "x"\n[[ingredient]]\nname = "zinc"\namount = "5"\n')
        with pytest.raises(InputError, match=r"ingredient #1.amount \(line 5\)"):
            read_label(tmp_path / "a.toml")

    @lasting
    @given(
        st.dictionaries(
            st.sampled_from(["label", "ingredient", "blend", "x"]),
            st.recursive(
                st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8) | st.just("5 mg"),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(
                            ["name", "form", "amount", "low", "high", "servings_per_day", "ingredients", "claims"]
                        ),
                        inner,
                        max_size=4,
                    )
                ),
                max_leaves=12,
            ),
        )
    )
    def test_whatever_stands_in_it_there_is_a_label_or_a_message(self, content: dict[str, Any]) -> None:
        with suppress(InputError):
            found = read_label(content)
            assert found.ingredients
            assert all(amount.low <= amount.high for amount in found.daily().values())

    def test_more_lines_than_a_label_has(self) -> None:
        with pytest.raises(InputError, match="more than a label has"):
            label(*({"name": "zinc", "amount": "1 mg"} for _ in range(301)))


def dsld_row(name: str, quantity: Any = None, unit: str = "NP", **more: Any) -> dict[str, Any]:
    given = {"servingSizeOrder": 1, "servingSizeQuantity": 2, "operator": "=", "quantity": quantity, "unit": unit}
    given["dailyValueTargetGroup"] = [{"name": "Adults", "percent": more.pop("percent", None)}]
    return {"order": 1, "name": name, "category": "mineral", "quantity": [given], "nestedRows": [], "forms": []} | more


DSLD = {
    "id": 1,
    "fullName": "Bone Complex",
    "brandName": "Nobody",
    "servingsPerContainer": "30",
    "servingSizes": [
        {
            "order": 1,
            "minQuantity": 1,
            "maxQuantity": 1,
            "minDailyServings": 1,
            "maxDailyServings": 1,
            "unit": "Tablet(s)",
        },
        {
            "order": 2,
            "minQuantity": 2,
            "maxQuantity": 2,
            "minDailyServings": 3,
            "maxDailyServings": 1,
            "unit": "Tablet(s)",
        },
    ],
    "statements": [
        {"type": "Formulation", "notes": "Supports bone health.\nGood for joints"},
        {"type": "FDA Disclaimer", "notes": "These statements have not been evaluated"},
        {"type": "Other", "notes": None},
    ],
    "ingredientRows": [
        dsld_row("Calcium", 500, "mg", percent=38, forms=[{"order": 1, "prefix": "as", "name": "Calcium Carbonate"}]),
        dsld_row("Vitamin D", 25, "mcg", forms=[{"order": 1, "prefix": "as", "name": "Cholecalciferol"}]),
        dsld_row("Magnesium", 0, "NP"),
        dsld_row("Total Carbohydrates", 1, "Gram(s)", category="carbohydrate"),
        dsld_row(
            "Joint Blend",
            0.6,
            "Gram(s)",
            category="blend",
            nestedRows=[dsld_row("Glucosamine Sulfate"), dsld_row("MSM"), dsld_row("Boswellia serrata extract")],
        ),
    ],
    "otheringredients": {"text": None, "ingredients": []},
    "targetGroups": [],
}


class TestDsld:
    @pytest.fixture
    def found(self, tmp_path: Path) -> Label:
        (tmp_path / "label.json").write_text(json.dumps(DSLD), encoding="utf-8")
        return read_label(tmp_path / "label.json")

    def test_amounts_forms_and_servings(self, found: Label) -> None:
        assert found.name == "Bone Complex"
        assert found.brand == "Nobody"
        assert found.serving == "2 Tablet(s)"
        assert (found.servings.low, found.servings.high) == (1, 3)
        assert found.daily()["calcium"] == Interval(500, 1000, 1500)
        assert found.daily()["vitamin D3"] == Interval(25, 50, 75)
        assert {"calcium carbonate", "vitamin D3"} <= found.words
        assert found.claims == ("Supports bone health", "Good for joints")

    def test_what_is_not_printed_is_unknown(self, found: Label) -> None:
        assert math.isinf(found.daily()["magnesium"].high)

    def test_a_blend_is_in_descending_order(self, found: Label) -> None:
        by_name = {one.name: one.amount for one in found.ingredients if one.blend}
        assert (by_name["Glucosamine Sulfate"].low, by_name["Glucosamine Sulfate"].high) == (200, 600)
        assert (by_name["MSM"].low, by_name["MSM"].high) == (0, 300)
        assert by_name["Boswellia serrata extract"].high == pytest.approx(200)

    def test_nested_rows_are_part_of_the_row_above(self) -> None:
        rows = [dsld_row("Calcium", 500, "mg", nestedRows=[dsld_row("Calcium", 300, "mg")])]
        assert read_label({"fullName": "x", "ingredientRows": rows}).daily()["calcium"].middle == 500

    def test_rows_below_a_heading_count(self) -> None:
        rows = [dsld_row("Minerals", None, nestedRows=[dsld_row("Zinc", 5, "mg")])]
        assert read_label({"fullName": "x", "ingredientRows": rows}).daily()["zinc"].middle == 5

    def test_the_quantity_of_the_adult_serving_is_taken(self) -> None:
        row = dsld_row("Zinc", 5, "mg")
        row["quantity"].insert(0, {"servingSizeQuantity": 1, "quantity": 2, "unit": "mg"})
        sizes = [{"maxQuantity": 1}, {"maxQuantity": 2}]
        found = read_label({"fullName": "x", "ingredientRows": [row], "servingSizes": sizes})
        assert found.daily()["zinc"].middle == 5

    def test_less_than_is_a_range(self) -> None:
        row = dsld_row("Zinc", 5, "mg")
        row["quantity"][0]["operator"] = "<"
        assert read_label({"fullName": "x", "ingredientRows": [row]}).daily()["zinc"].low == 0

    @lasting
    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["name", "quantity", "unit", "nestedRows", "forms", "category", "percent"]),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        )
    )
    def test_whatever_stands_in_the_rows_there_is_a_label_or_a_message(self, rows: Any) -> None:
        with suppress(InputError):
            found = read_label({"fullName": "x", "ingredientRows": rows, "servingSizes": rows, "statements": rows})
            assert found.ingredients


class TestSupplements:
    @pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
    def test_tables_of_every_example_are_read_by_a_person(self, path: Path) -> None:
        found = read_label(path)
        me = Person.from_dict(
            {
                "person": {"age": 57, "sex": "female", "latitude": 52.1},
                "supplement": list(as_supplements(found)),
            }
        )
        assert {taken.substance for taken in me.supplements} == found.words
        assert me == Person.from_text(me.to_toml())

    @lasting
    @given(st.floats(0.1, 12))
    def test_a_day_of_tables_is_a_day_of_the_label(self, servings: float) -> None:
        found = label({"name": "zinc", "amount": "5 mg"}, label={"servings_per_day": servings})
        me = Person.from_dict(
            {"person": {"age": 57, "sex": "female", "latitude": 52.1}, "supplement": list(as_supplements(found))}
        )
        (taken,) = me.supplements
        assert taken.interval_days is not None
        assert taken.amount.value / taken.interval_days == pytest.approx(5 * servings, rel=1e-4)

    def test_vitamin_k2_without_a_form_is_taken_as_mk7_and_told(self) -> None:
        found = label({"name": "vitamin K2", "amount": "100 mcg"})
        assert as_supplements(found)[0]["nutrient"] == "MK-7"
        assert "taken as MK-7" in doubts(found)[0]

    def test_doubts_tell_everything_that_single_amounts_hide(self) -> None:
        told = "\n".join(doubts(read_label(EXAMPLES / "bone_joint_aspartate.toml")))
        for part in ("65.9 mg to 500 mg of calcium", "MSM", "counted as 0, which it is not", "1 to 2 servings"):
            assert part in told
        assert doubts(read_label(EXAMPLES / "d3_k2_drop.toml")) == ()


def test_the_label_of_the_documents_reads() -> None:
    text = (EXAMPLES.parents[1] / "docs" / "labels.md").read_text(encoding="utf-8")
    blocks = [tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL)]
    (shown,) = [block for block in blocks if "label" in block]
    assert read_label(shown).daily()["calcium"].middle == 900


class TestInAPersonFile:
    def read(self, folder: Path, table: str) -> Person:
        (folder / "drop.toml").write_text((EXAMPLES / "d3_k2_drop.toml").read_text(encoding="utf-8"), encoding="utf-8")
        path = folder / "me.toml"
        path.write_text(
            f'[person]\nage = 57\nsex = "female"\nlatitude = 52.1\n[[supplement]]\n{table}', encoding="utf-8"
        )
        return Person.from_toml(path)

    def test_a_label_becomes_supplements(self, tmp_path: Path) -> None:
        me = self.read(tmp_path, 'label = "drop.toml"\nstart = 10\nwith_meal = false\n')
        assert [(taken.substance, str(taken.amount), taken.every) for taken in me.supplements] == [
            ("vitamin D3", "50 ug", "day"),
            ("MK-7", "100 ug", "day"),
        ]
        assert all(taken.start == 10 and not taken.with_meal for taken in me.supplements)
        assert {taken.name for taken in me.supplements} == {"D3 + K2 drops"}

    def test_what_a_label_leaves_open_stays_open(self, tmp_path: Path) -> None:
        (tmp_path / "joint.toml").write_text((EXAMPLES / "bone_joint_aspartate.toml").read_text(encoding="utf-8"))
        me = self.read(tmp_path, 'label = "joint.toml"\nservings = 2\nevery = "day"\n')
        calcium, glucosamine, *_ = me.supplements
        assert (str(calcium.at_least), str(calcium.at_most)) == ("131.72 mg", "1000 mg")
        assert glucosamine.untold
        totals = product_totals(me)
        assert (totals["calcium"].low, totals["calcium"].high) == (pytest.approx(131.72), 1000)
        assert math.isinf(totals["glucosamine"].high)
        assert Person.from_text(me.to_toml()) == me

    def test_an_untold_amount_may_pass_a_limit(self, tmp_path: Path) -> None:
        (tmp_path / "zinc.toml").write_text('[label]\nname = "z"\n[[ingredient]]\nname = "zinc"\n', encoding="utf-8")
        (found,) = over_limits(self.read(tmp_path, 'label = "zinc.toml"\n'))
        assert "No upper bound is known" in found.what

    @pytest.mark.parametrize(
        ("keys", "told"),
        [
            ('at_least = "9 mg"', "is not between"),
            ('at_most = "2 mg"', "is not between"),
            ('at_most = "9 mg"\nuntold = true', "beside at_most"),
            ('at_most = "9"', "has no unit"),
        ],
    )
    def test_bounds_that_do_not_fit_are_refused(self, tmp_path: Path, keys: str, told: str) -> None:
        with pytest.raises(InputError, match=told):
            self.read(tmp_path, f'nutrient = "zinc"\namount = "5 mg"\nevery = "day"\n{keys}\n')

    def test_servings_and_how_often(self, tmp_path: Path) -> None:
        me = self.read(tmp_path, 'label = "drop.toml"\nservings = 2\nevery = "week"\n')
        assert [(str(taken.amount), taken.every) for taken in me.supplements] == [
            ("100 ug", "week"),
            ("200 ug", "week"),
        ]

    def test_a_label_that_is_not_there_is_told_with_its_line(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"supplement #1.label \(line 6\): nothing.toml: there is no such file"):
            self.read(tmp_path, 'label = "nothing.toml"\n')

    def test_a_wrong_label_is_told_with_its_problems(self, tmp_path: Path) -> None:
        (tmp_path / "bad.toml").write_text('[label]\nname = "x"\n[[ingredient]]\nname = "zinc"\namount = "5"\n')
        with pytest.raises(InputError, match=r"bad.toml: ingredient #1.amount"):
            self.read(tmp_path, 'label = "bad.toml"\n')

    def test_other_keys_beside_a_label_are_unknown(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="unknown key"):
            self.read(tmp_path, 'label = "drop.toml"\namount = "5 mg"\n')

    def test_no_file_is_read_for_a_person_that_is_not_in_one(self) -> None:
        me = {"person": {"age": 57, "sex": "female", "latitude": 52.1}, "supplement": [{"label": "/etc/passwd"}]}
        with pytest.raises(InputError, match="on disk only"):
            Person.from_dict(me)
