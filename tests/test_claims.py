"""Claims: every row has a source, figures that include no effect are not called supported, and doses are compared."""

from __future__ import annotations

import math
import re

import pytest

from osteon.intake.labels import read_label
from osteon.intervals import Interval
from osteon.outcomes.beyond_bone import RATIOS, WORDS, effects
from osteon.outcomes.claims import evidence_on, lacking, topics_of, verdicts
from osteon.outcomes.claims_facts import facts
from osteon.outcomes.claims_label import examine
from osteon.outcomes.tables import read_table
from osteon.person import Person
from osteon.substances import substances

ROWS = read_table("claims.csv")
TOPICS = {row["topic"] for row in read_table("claims_topics.csv")}
SUMS = {"vitamin D", "vitamin K", "vitamin K2"}


def of(amount: float) -> Interval:
    return Interval(amount, amount, amount)


UNKNOWN = Interval(0, 0, math.inf)


class TestTable:
    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
    def test_every_row_has_a_source_a_word_and_known_names(self, row: dict[str, str]) -> None:
        assert row["topic"] in TOPICS
        for exposure in row["exposure"].split(" + "):
            assert exposure in substances() or exposure in SUMS
        if row["figure"]:
            assert row["figure"] in effects()
            return
        assert row["finding"]
        assert row["citation"]
        assert row["word"] in WORDS
        assert row["read"] in ("text", "abstract", "memory", "none")
        assert not row["doi"] or re.fullmatch(r"10\.\d{4,}/\S+", row["doi"])
        assert bool(row["least"]) == bool(row["least_unit"])

    @pytest.mark.parametrize("row", [row for row in ROWS if row["low"]], ids=lambda row: row["key"])
    def test_an_interval_that_holds_no_effect_is_not_called_supported(self, row: dict[str, str]) -> None:
        low, value, high = (float(row[name]) for name in ("low", "value", "high"))
        assert low <= value <= high
        none = 1.0 if row["measure"] in RATIOS else 0.0
        if low < none < high:
            assert row["word"] in ("uncertain", "contested")

    def test_units_of_least_doses_are_those_of_the_exposure(self) -> None:
        for row in ROWS:
            if row["least"]:
                first = row["exposure"].split(" + ")[0]
                unit = "ug" if first in SUMS else substances()[first].unit
                assert row["least_unit"] == unit, row["key"]

    def test_keys_are_unique(self) -> None:
        assert len({row["key"] for row in ROWS}) == len(ROWS)


class TestTopics:
    @pytest.mark.parametrize(
        ("claim", "topics"),
        [
            ("Rebuilds bone density", ("bone density",)),
            ("92 % absorption", ("calcium absorption",)),
            ("K2 directs calcium", ("calcium to the right place",)),
            ("Keeps ARTERIES supple", ("arteries",)),
            ("Supports the immune system", ("immunity",)),
            ("Fewer fractures and falls", ("fracture", "muscles and falls")),
            ("Glowing skin", ()),
        ],
    )
    def test_claims_find_their_topics(self, claim: str, topics: tuple[str, ...]) -> None:
        assert topics_of(claim) == topics


class TestEvidence:
    def test_only_what_is_in_the_product_counts(self) -> None:
        assert {one.exposure for one in evidence_on("joints", {"MSM": UNKNOWN}, {})} == {"MSM"}
        assert evidence_on("joints", {"glucosamine": of(0)}, {}) == ()

    def test_two_together_need_both(self) -> None:
        keys = {one.key for one in evidence_on("fracture", {"calcium": of(1000)}, {})}
        assert "fracture_both" not in keys
        both = {one.key for one in evidence_on("fracture", {"calcium": of(1000), "vitamin D": of(20)}, {})}
        assert "fracture_both" in both

    @pytest.mark.parametrize(
        ("amount", "words"),
        [(of(1500), "as much as trials"), (of(500), "less than trials"), (Interval(100, 800, 2000), "may give less")],
    )
    def test_doses_are_held_against_those_of_trials(self, amount: Interval, words: str) -> None:
        (found,) = evidence_on("joints", {"glucosamine": amount}, {})
        assert words in found.dose

    def test_zinc_depends_on_what_is_eaten(self) -> None:
        low, ample = (evidence_on("bone density", {"zinc": of(12)}, {"zinc": eaten}) for eaten in (6.0, 12.0))
        assert [one.key for one in low] != [one.key for one in ample]

    def test_high_doses_bring_their_own_finding(self) -> None:
        keys = [{one.key for one in evidence_on("bone density", {"vitamin D": of(dose)}, {})} for dose in (25, 125)]
        assert "bone_vitamin_d_high" not in keys[0]
        assert "bone_vitamin_d_high" in keys[1]


class TestVerdicts:
    def test_a_marker_is_not_taken_for_the_thing(self) -> None:
        (found,) = verdicts(["directs calcium"], {"MK-7": of(180), "vitamin K2": of(180)})
        assert "a marker in blood only" in found.summary
        assert "supported" not in found.summary

    def test_absorption_of_92_percent_is_not_supported(self) -> None:
        day = {"calcium": of(200), "calcium L-aspartate": of(200)}
        (found,) = verdicts(["Calcium with 92 % absorption"], day)
        assert "not known: no usable trial was found" in found.summary
        assert "a seller's figure" in found.evidence[0].finding

    def test_a_claim_on_which_nothing_is_known_says_so(self) -> None:
        (strange,) = verdicts(["Glowing skin"], {"zinc": of(5)})
        assert "No evidence table" in strange.summary
        (empty,) = verdicts(["Rebuilds cartilage"], {"zinc": of(5)})
        assert "nothing in this product has a trial" in empty.summary

    def test_what_went_the_wrong_way_supports_nothing(self) -> None:
        (found,) = verdicts(["strong bones"], {"zinc": of(12)}, {"zinc": 12.0})
        assert "went the wrong way for zinc" in found.summary
        assert "at best" not in found.summary
        assert [one.wrong for one in found.evidence] == [True]
        (mixed,) = verdicts(["strong bones"], {"vitamin D": of(125)})
        assert "at best contested" in mixed.summary
        assert "went the wrong way for vitamin D" in mixed.summary

    def test_an_untold_dose_is_said_to_fall_short_perhaps(self) -> None:
        (found,) = verdicts(["eases joints"], {"glucosamine": UNKNOWN})
        assert "may not reach" in found.summary


class TestLacks:
    def test_a_bone_product_without_vitamins(self) -> None:
        assert [lack.nutrient for lack in lacking("Bone formula", {"calcium": of(200)})] == [
            "vitamin D",
            "vitamin K2",
            "magnesium",
        ]

    def test_nothing_is_missed_in_a_product_for_something_else(self) -> None:
        assert lacking("Sleep well", {"magnesium": of(100)}) == ()


class TestExamination:
    def product(self, **more: object) -> dict[str, object]:
        return {
            "label": {"name": "D3 forte", "claims": ["For bone"], "servings_per_day": 1, "with_meal": True},
            "ingredient": [{"name": "vitamin D3", "amount": "3500 IU"}, {"name": "MK-7", "amount": "90 ug"}],
        } | more

    def test_a_default_adult_is_said_to_be_one(self) -> None:
        found = examine(read_label(self.product()))
        assert found.anybody
        assert facts(found)["for"] == {"age": 50.0, "sex": "female", "assumed": True, "body": "NASEM"}

    def test_a_persons_own_products_count_towards_the_limit(self) -> None:
        table = {"person": {"age": 57, "sex": "male", "latitude": 52.1}}
        alone = examine(read_label(self.product()), Person.from_dict(table))
        table["supplement"] = [{"nutrient": "vitamin D3", "amount": "1000 IU", "every": "day"}]  # type: ignore[assignment]
        both = examine(read_label(self.product()), Person.from_dict(table))
        keys = [{caution.key for caution in found.cautions} for found in (alone, both)]
        assert "limit_vitamin_D" in keys[1]
        assert both.supplies[0].total.middle == alone.supplies[0].total.middle + 25

    def test_much_calcium_at_once_is_told(self) -> None:
        large, small = (
            facts(examine(read_label(self.product(ingredient=[{"name": "calcium", "amount": f"{amount} mg"}]))))[
                "notes"
            ]
            for amount in (600, 500)
        )
        assert any("600 mg of calcium at once" in note for note in large)
        assert not any("at once" in note for note in small)

    def test_all_forms_of_a_nutrient_count_together(self) -> None:
        forms = [{"name": "vitamin K1", "amount": "100 ug"}, {"name": "MK-7", "amount": "90 ug"}]
        found = examine(read_label(self.product(ingredient=forms)))
        assert {supply.counted.middle for supply in found.supplies} == {190}
        assert len({supply.total.middle for supply in found.supplies}) == 1

    def test_what_is_in_one_product_cannot_be_taken_apart(self) -> None:
        pair = [{"name": "zinc", "amount": "5 mg"}, {"name": "iron", "amount": "5 mg"}]
        found = examine(read_label(self.product(ingredient=pair)))
        (caution,) = found.cautions
        assert "cannot be taken apart" in caution.what
        assert caution.timing == ""

    def test_medicines_and_stops(self) -> None:
        me = Person.from_dict({"person": {"age": 57, "sex": "male", "latitude": 52.1, "medicines": ["warfarin"]}})
        told = facts(examine(read_label(self.product()), me))
        assert told["warnings"][0]["key"] == "antagonist_vitamin_k"
        assert told["hard_stops"]
        for warning in told["warnings"]:
            assert all(warning[name] for name in ("what", "why", "source", "ask"))

    def test_only_warnings_about_the_product_are_told(self) -> None:
        me = Person.from_dict({"person": {"age": 57, "sex": "male", "latitude": 52.1, "medicines": ["prednisolone"]}})
        assert examine(read_label(self.product()), me).cautions == ()

    def test_an_untold_amount_may_pass_a_limit(self) -> None:
        found = examine(read_label(self.product(ingredient=[{"name": "zinc"}])))
        (caution,) = found.cautions
        assert caution.key == "limit_zinc"
        assert "No upper bound is known" in caution.what
        assert facts(found)["supplies"][0]["amount"]["high"] is None
        assert facts(found)["not_told"][0]["name"] == "zinc"
