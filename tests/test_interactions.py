"""The table of interactions: every row has what a person needs, and every medicine with a known one finds it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.intake.schedule import Dose, Schedule
from osteon.outcomes.interactions import CONDITION, SEVERITIES, interactions, table
from osteon.outcomes.tables import read_table
from osteon.person import Person
from osteon.person.vocabulary import find_condition
from osteon.safety import hard_stops
from osteon.substances import substances

EXPECTED = {
    "vitamin K antagonist": "antagonist_vitamin_k",
    "thiazide diuretic": "thiazide_calcium_d",
    "cardiac glycoside": "digoxin_calcium_d",
    "thyroid hormone": "levothyroxine_minerals",
    "bisphosphonate": "bisphosphonate_calcium_low",
    "mineral-bound antibiotic": "_minerals",
    "proton pump inhibitor": "acid_calcium_carbonate",
    "acid reducer": "acid_calcium_carbonate",
    "fat absorption blocker": "orlistat_vitamins",
    "bile acid binder": "binder_vitamins",
    "enzyme inducer": "inducer_vitamin_d",
    "anticonvulsant": "valproate_bone",
    "glucocorticoid": "glucocorticoid_bone",
    "lithium": "lithium_calcium",
    "antiresorptive antibody": "denosumab_stop",
    "active vitamin D": "active_d_products",
    "calcimimetic": "cinacalcet_low",
    "phosphate binder": "phosphate_binder_vitamins",
    "parathyroid hormone analogue": "teriparatide_calcium",
    "sclerostin antibody": "romosozumab_calcium",
    "strontium": "strontium_calcium",
    "alkali": "alkali_calcium",
    "loop diuretic": "loop_calcium",
    "aromatase inhibitor": "aromatase_bone",
    "androgen or oestrogen suppression": "suppression_bone",
    "glitazone": "glitazone_bone",
    "heparin": "heparin_bone",
    "direct oral anticoagulant": "direct_vitamin_k",
}
"""A row that each group of medicines must find in someone who takes the common products."""
PRODUCTS = [
    {"nutrient": "calcium carbonate", "amount": "500 mg", "every": "day"},
    {"nutrient": "magnesium citrate", "amount": "100 mg", "every": "day"},
    {"nutrient": "vitamin D3", "amount": "1000 IU", "every": "day"},
    {"nutrient": "MK-7", "amount": "90 ug", "every": "day"},
]

MEDICINES = [row.name for row in substances().values() if row.kind == "medicine"]


def person(
    medicines: list[Any], products: list[dict[str, Any]] | None = None, conditions: list[str] | None = None
) -> Person:
    who = {"age": 57, "sex": "female", "latitude": 52.1, "medicines": medicines, "conditions": conditions or []}
    return Person.from_dict({"person": who, "supplement": PRODUCTS if products is None else products})


class TestTable:
    def test_there_are_about_forty_or_more(self) -> None:
        assert len(table()) >= 40

    def test_every_row_says_what_why_source_and_what_to_ask(self) -> None:
        for row in read_table("interactions.csv"):
            for column in ("key", "a", "what", "why", "ask", "source"):
                assert row[column].strip(), (row["key"], column)
            assert row["severity"] in SEVERITIES
            assert row["read"] in ("text", "abstract", "memory")
            assert not row["doi"] or re.fullmatch(r"10\.\d{4,}/\S+", row["doi"])
            assert row["what"].endswith(".")
            assert row["ask"].endswith(".")

    def test_keys_are_unique(self) -> None:
        assert len(table()) == len(read_table("interactions.csv"))

    def test_timing_rows_have_hours_and_only_they(self) -> None:
        for row in table().values():
            assert bool(row.keep_apart_hours) == (row.severity == "timing"), row.key

    def test_every_word_is_one_of_a_person_file(self) -> None:
        known = {name for row in substances().values() for name in (row.name, row.supplies, row.group)}
        for row in table().values():
            for word in (*row.first, *row.second):
                if word.startswith(CONDITION):
                    assert find_condition(word.removeprefix(CONDITION)) == word.removeprefix(CONDITION)
                else:
                    assert word in known, (row.key, word)


class TestFinding:
    @pytest.mark.parametrize("group", EXPECTED)
    def test_every_medicine_of_a_group_finds_its_row(self, group: str) -> None:
        medicines = [row.name for row in substances().values() if row.kind == "medicine" and row.group == group]
        assert medicines
        for name in medicines:
            found = [caution for caution in interactions(person([name])) if EXPECTED[group] in caution.key]
            assert found, name
            assert all(name in caution.first + caution.second for caution in found)

    @pytest.mark.parametrize("name", [row.name for row in substances().values() if row.kind == "medicine"])
    def test_a_medicine_that_the_table_names_is_found_by_its_synonyms(self, name: str) -> None:
        rows = [row for row in table().values() if name in row.first + row.second]
        for word in substances()[name].synonyms if rows else ():
            keys = {caution.key for caution in interactions(person([word]))}
            assert {caution.key for caution in interactions(person([name]))} == keys

    def test_nothing_to_say_of_someone_without_medicines(self) -> None:
        products = [product for product in PRODUCTS if product["nutrient"] != "magnesium citrate"]
        assert interactions(person([], products)) == ()

    def test_a_schedule_stands_for_the_supplements(self) -> None:
        planned = Schedule((Dose("vitamin D3", 25),))
        keys = {caution.key for caution in interactions(person(["levothyroxine"]), planned)}
        assert "levothyroxine_minerals" not in keys

    def test_products_among_themselves(self) -> None:
        products = [
            {"nutrient": name, "amount": "20 mg", "every": "day"} for name in ("iron", "zinc", "calcium citrate")
        ]
        keys = {caution.key for caution in interactions(person([], products))}
        assert {"iron_calcium", "zinc_calcium", "zinc_iron"} <= keys

    def test_conditions(self) -> None:
        keys = {caution.key for caution in interactions(person([], conditions=["sarcoidosis", "CKD"]))}
        assert {"granuloma_vitamin_d", "kidney_magnesium", "kidney_calcium_d"} <= keys

    def test_a_low_filtration_counts_as_kidney_disease(self) -> None:
        who = {"age": 57, "sex": "female", "latitude": 52.1, "egfr": "45 mL/min/1.73m2"}
        found = interactions(Person.from_dict({"person": who, "supplement": PRODUCTS}))
        assert "kidney_magnesium" in {caution.key for caution in found}

    @pytest.mark.parametrize(
        "word", ["kidney failure", "renal failure", "dialysis", "ESRD", "kidney stones", "hypercalcemia", "pregnant"]
    )
    def test_every_word_for_a_hard_stop_stops(self, word: str) -> None:
        assert hard_stops(person([], conditions=[word]))

    @settings(deadline=None)
    @given(st.sets(st.sampled_from(MEDICINES), max_size=6), st.sets(st.sampled_from(MEDICINES), max_size=3))
    def test_taking_more_never_hides_a_warning(self, some: set[str], more: set[str]) -> None:
        fewer, all_of_them = (interactions(person(sorted(names))) for names in (some, some | more))
        assert {caution.key for caution in fewer} <= {caution.key for caution in all_of_them}
        for caution in all_of_them:
            assert caution.first
            assert not set(caution.first) & set(caution.second)

    def test_words_name_both_sides_and_the_hours(self) -> None:
        (found,) = [caution for caution in interactions(person(["ciprofloxacin"])) if caution.severity == "timing"]
        assert found.first == ("ciprofloxacin",)
        assert set(found.second) == {"calcium carbonate", "magnesium citrate"}
        assert "at least 2 hours before or at least 6 hours after" in found.timing
        assert found.keep_apart_hours == 6
        assert found.what in str(found)

    def test_the_gravest_comes_first(self) -> None:
        order = [caution.severity for caution in interactions(person(["warfarin", "levothyroxine", "omeprazole"]))]
        assert order == sorted(order, key=list(SEVERITIES).index)
        assert order[0] == "danger"
