"""Reference intakes, a day's totals, and warnings where totals pass a limit."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.intake.food_content import Interval
from osteon.outcomes.intakes import BODIES, counted_as, nutrients, reference_intake
from osteon.outcomes.tables import read_table
from osteon.outcomes.totals import daily_totals, food_totals, product_totals
from osteon.outcomes.totals_limits import cautions, over_limits
from osteon.person import Person
from osteon.substances import find_substance, substances

SHARED = Path(__file__).parents[2] / "shared" / "evidence" / "dri.csv"
NAMES = {"vitamin_d": "vitamin D", "vitamin_k": "vitamin K"}


def person(age: float = 57, sex: str = "female", **more: Any) -> Person:
    size = {} if age >= 18 else {"height": "130 cm", "mass": "30 kg"}
    who = {"age": age, "sex": sex, "latitude": 52.1, **size, **more.pop("who", {})}
    return Person.from_dict({"person": who, **more})


class TestReferenceIntakes:
    @pytest.mark.parametrize(
        ("nutrient", "age", "sex", "need", "limit"),
        [
            ("calcium", 57, "female", 1200, 2000),
            ("calcium", 57, "male", 1000, 2000),
            ("calcium", 16, "female", 1300, 3000),
            ("vitamin D", 70.9, "male", 15, 100),
            ("vitamin D", 71, "male", 20, 100),
            ("vitamin K", 40, "male", 120, None),
            ("zinc", 30, "female", 8, 40),
            ("boron", 30, "female", None, 20),
        ],
    )
    def test_nasem(self, nutrient: str, age: float, sex: str, need: float, limit: float) -> None:
        found = reference_intake(nutrient, person(age, sex))
        assert (found.need, found.limit) == (need, limit)

    def test_efsa(self) -> None:
        woman = person(57)
        assert reference_intake("calcium", woman, "EFSA").need == 950
        assert reference_intake("calcium", woman, "EFSA").limit == 2500
        assert reference_intake("vitamin D", woman, "EFSA").need == 15
        zinc = reference_intake("zinc", woman, "EFSA")
        assert (zinc.need_low, zinc.need, zinc.need_high) == (7.5, 9.3, 12.7)
        manganese = reference_intake("manganese", woman, "EFSA")
        assert (manganese.limit, manganese.limit_word) == (8, "safe level")

    def test_magnesium_limits_count_supplements_only(self) -> None:
        for body, limit in (("NASEM", 350), ("EFSA", 250)):
            found = reference_intake("magnesium", person(57), body)  # type: ignore[arg-type]
            assert (found.limit, found.limit_counts) == (limit, "supplements")
        others = {reference_intake(name, person(57)).limit_counts for name in nutrients() if name != "magnesium"}
        assert others == {"all"}

    def test_what_has_no_limit_says_so(self) -> None:
        for body in BODIES:
            found = reference_intake("vitamin K", person(57), body)  # type: ignore[arg-type]
            assert found.limit is None
            assert "no upper limit is set" in found.note

    def test_pregnancy_and_breastfeeding(self) -> None:
        for stage, need, zinc in (("pregnancy", 400, 11), ("breastfeeding", 360, 12)):
            young = person(17, who={"conditions": [stage], "height": "165 cm", "mass": "60 kg"})
            assert reference_intake("magnesium", young).need == need
            adult = person(30, who={"conditions": [stage]})
            assert reference_intake("zinc", adult).need == zinc
            assert reference_intake("zinc", adult).limit == 40
        pregnant = reference_intake("zinc", person(30, who={"conditions": ["pregnancy"]}), "EFSA")
        assert pregnant.need == pytest.approx(9.3 + 1.6)

    def test_every_row_has_a_source_and_says_how_it_was_read(self) -> None:
        for row in read_table("reference_intakes.csv"):
            assert row["source"]
            assert row["read"] in ("text", "memory", "abstract")
            assert row["read_at"] or row["read"] == "memory"

    @pytest.mark.parametrize("body", BODIES)
    @pytest.mark.parametrize("sex", ["female", "male"])
    def test_every_adult_age_has_a_need_below_the_limit(self, body: Any, sex: str) -> None:
        for age in range(18, 101):
            for nutrient in nutrients():
                found = reference_intake(nutrient, person(age, sex), body)
                assert found.need is not None or nutrient == "boron"
                assert found.unit == find_substance("vitamin K1" if nutrient == "vitamin K" else nutrient).unit
                if found.limit is not None and found.need is not None and found.limit_counts == "all":
                    assert found.need < found.limit

    def test_unknown_words_are_refused(self) -> None:
        with pytest.raises(InputError, match="no reference intake of boswellia"):
            reference_intake("boswellia", person())
        with pytest.raises(InputError, match="WHO"):
            reference_intake("calcium", person(), "WHO")  # type: ignore[arg-type]

    def test_forms_count_towards_their_nutrient(self) -> None:
        assert {counted_as(name) for name in ("MK-4", "MK-9", "vitamin K1")} == {"vitamin K"}
        assert {counted_as(name) for name in substances()} >= set(nutrients()) - {"vitamin K"}

    def test_agrees_with_the_shared_table(self) -> None:
        if not SHARED.exists():
            pytest.skip("the shared evidence tables are not here")
        with SHARED.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["life_stage"] not in ("pregnancy", "lactation")]
        for row in rows:
            who = person(float(row["age_min"]), {"F": "female", "M": "male"}[row["sex"]])
            found = reference_intake(NAMES.get(row["nutrient"], row["nutrient"]), who, row["body"])  # type: ignore[arg-type]
            if row["rda_or_ai"] and "phytate" not in row["kind"] and row["kind"] != "AR":
                assert found.need == float(row["rda_or_ai"]), row
            if row["ul"]:
                assert found.limit == float(row["ul"]), row


class TestTotals:
    def test_food_and_all_products_add_up(self) -> None:
        me = person(
            diet={"nutrients": {"calcium": "700 mg/d"}},
            supplement=[
                {"nutrient": "calcium citrate", "amount": "300 mg", "every": "12 h"},
                {"nutrient": "calcium carbonate", "amount": "200 mg", "every": "day"},
            ],
        )
        assert daily_totals(me)["calcium"] == Interval(1500.0, 1500.0, 1500.0)

    def test_fortified_food_counts(self) -> None:
        plain, fortified = (
            person(diet={"foods": [{"food": food, "amount": "500 mL", "every": "day"}]})
            for food in ("Soy drink, unfortified", "Soy drink, with calcium and vitamin D")
        )
        assert daily_totals(fortified)["calcium"].middle > daily_totals(plain)["calcium"].middle + 300
        assert daily_totals(fortified)["vitamin D"].middle > daily_totals(plain)["vitamin D"].middle

    def test_courses_count_on_their_days(self) -> None:
        taken = [{"nutrient": "vitamin D3", "amount": "7000 IU", "every": "week", "start": 10, "stop": 31}]
        me = person(supplement=taken)
        assert [product_totals(me, day=day).get("vitamin D", Interval(0, 0, 0)).middle for day in (0, 12, 40)] == [
            0,
            25,
            0,
        ]

    def test_a_stated_total_of_vitamin_d_stands(self) -> None:
        assert food_totals(person(diet={"nutrients": {"vitamin D": "5 ug/d"}}))["vitamin D"] == Interval(5, 5, 5)

    def test_what_is_not_known_of_foods_stays_unknown(self) -> None:
        assert math.isinf(daily_totals(person())["boron"].high)

    @settings(deadline=None)
    @given(st.floats(0, 1000), st.floats(0, 1000), st.sampled_from(["12 h", "day", "week", "3 d"]))
    def test_more_never_lowers_a_total(self, first: float, second: float, every: str) -> None:
        def total(amount: float) -> Interval:
            taken = [{"nutrient": "calcium citrate", "amount": f"{amount:.6f} mg", "every": every}]
            return daily_totals(person(supplement=taken))["calcium"]

        less, more = sorted((first, second))
        assert total(less).low <= total(more).low
        assert total(less).high <= total(more).high


class TestLimits:
    @pytest.mark.parametrize(
        ("nutrient", "amount", "key"),
        [
            ("vitamin D3", "4200 IU", "limit_vitamin_D"),
            ("calcium citrate", "1500 mg", "limit_calcium"),
            ("zinc citrate", "40 mg", "limit_zinc"),
            ("magnesium oxide", "360 mg", "limit_magnesium"),
            ("borax", "21 mg", "limit_boron"),
            ("manganese sulfate", "12 mg", "limit_manganese"),
        ],
    )
    def test_totals_over_limits_warn(self, nutrient: str, amount: str, key: str) -> None:
        taken = [{"nutrient": nutrient, "amount": amount, "every": "day"}]
        (found,) = over_limits(person(supplement=taken))
        assert found.key == key
        assert "over the limit" in found.what
        assert found.why
        assert found.source
        assert found.ask

    def test_magnesium_of_food_does_not_count(self) -> None:
        assert over_limits(person(diet={"nutrients": {"magnesium": "900 mg/d"}})) == ()

    def test_food_alone_can_pass_a_limit(self) -> None:
        (found,) = over_limits(person(diet={"nutrients": {"calcium": "2100 mg/d"}}))
        assert found.key == "limit_calcium"

    def test_each_body_has_its_own_limit(self) -> None:
        me = person(
            diet={"nutrients": {"zinc": "10 mg/d"}},
            supplement=[{"nutrient": "zinc", "amount": "20 mg", "every": "day"}],
        )
        assert over_limits(me) == ()
        assert [found.key for found in over_limits(me, body="EFSA")] == ["limit_zinc"]

    def test_a_later_course_is_looked_at(self) -> None:
        late = [{"nutrient": "vitamin D3", "amount": "8000 IU", "every": "day", "start": 100, "stop": 200}]
        assert [found.key for found in over_limits(person(supplement=late))] == ["limit_vitamin_D"]

    @settings(max_examples=40)
    @given(st.sampled_from(["vitamin D3", "calcium citrate", "zinc", "magnesium oxide", "boron"]), st.floats(1, 90))
    def test_more_of_a_product_never_hides_a_limit(self, nutrient: str, amount: float) -> None:
        def found(factor: float) -> set[str]:
            taken = [
                {
                    "nutrient": nutrient,
                    "amount": f"{amount * factor:.6f} {find_substance(nutrient).unit}",
                    "every": "day",
                }
            ]
            return {caution.key for caution in over_limits(person(supplement=taken))}

        assert found(1.0) <= found(1.1)

    def test_twice_the_limit_is_among_the_gravest(self) -> None:
        for amount, severity in (("7000 IU", "important"), ("9000 IU", "danger")):
            (found,) = over_limits(person(supplement=[{"nutrient": "vitamin D3", "amount": amount, "every": "day"}]))
            assert found.severity == severity

    def test_the_gravest_comes_first(self) -> None:
        me = person(
            who={"medicines": ["warfarin", "omeprazole"]},
            supplement=[
                {"nutrient": "vitamin D3", "amount": "5000 IU", "every": "day"},
                {"nutrient": "MK-7", "amount": "90 ug", "every": "day"},
            ],
        )
        assert [found.severity for found in cautions(me)][:2] == ["danger", "important"]
