"""Quantities and substances: what is read, what is converted, and what is refused with advice."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.substances import dose_problem, find_substance, parse_dose, substances
from osteon.units import Amount, parse_amount, parse_unit, plain_number

UNITS = (
    "kg",
    "g",
    "mg",
    "ug",
    "ng",
    "pg",
    "nmol/L",
    "pg/mL",
    "mg/d",
    "mL/min/1.73m2",
    "IU",
    "h",
    "cm",
    "mg/dL",
    "kcal/d",
)
FINITE = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("42 nmol/L", 42, "nmol/L"),
        ("1000 IU", 1000, "IU"),
        ("1,000 I.U.", 1000, "IU"),
        ("1 000 IU", 1000, "IU"),
        ("180 ug", 180, "ug"),
        ("180 µg", 180, "ug"),
        ("180 μg", 180, "ug"),
        ("180mcg", 180, "ug"),
        ("180 Micrograms", 180, "ug"),
        ("164 cm", 164, "cm"),
        ("5 ft 4 in", 64, "in"),
        ("5'4\"", 64, "in"),
        ("66 kg", 66, "kg"),
        ("11 st 4 lb", 158, "lb"),
        ("75 mL/min/1.73m2", 75, "mL/min/1.73m2"),
        ("75 ml/min/1.73 m²", 75, "mL/min/1.73m2"),
        ("700 mg/d", 700, "mg/d"),
        ("1200 mg/day", 1200, "mg/d"),
        ("1200 mg per day", 1200, "mg/d"),
        ("1200 mg daily", 1200, "mg/d"),
        ("12 h", 12, "h"),
        ("15 days", 15, "d"),
        ("1.05 g/cm^2", 1.05, "g/cm2"),
        ("−1.2 SD", -1.2, "SD"),
        (".5 mg", 0.5, "mg"),
        ("1e3 mg", 1000, "mg"),
        ("120 mg HA/cm3", 120, "mg/cm3"),
    ],
)
def test_quantities_are_read(text: str, value: float, unit: str) -> None:
    assert parse_amount(text) == Amount(value, unit)


@pytest.mark.parametrize(
    ("given_value", "says"),
    [
        (42, "no unit"),
        ("42", "no unit"),
        (True, "not a quantity"),
        (None, "not a quantity"),
        ("", "does not start with a number"),
        ("nan mg", "does not start with a number"),
        ("inf mg", "does not start with a number"),
        ("1e999 mg", "too large"),
        ("10-20 mg", "a range"),
        ("10 to 20 mg", "a range"),
        ("<30 nmol/L", "a bound"),
        ("1,5 ug", "decimal comma"),
        ("0,250 mg", "decimal comma"),
        ("1.000 IU", "write 1 or 1000"),
        ("5 mgg", "did you mean mg"),
        ("5 nmoll/L", "did you mean nmol"),
        ("5 mg/fortnigth", "mg/fortnigth"),
        ("5 " + "x" * 1000, "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(given_value: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse_amount(given_value)


@given(FINITE, st.sampled_from(UNITS))
def test_an_amount_reads_back_as_written(value: float, unit: str) -> None:
    amount = Amount(value, unit)
    assert parse_amount(str(amount)) == amount


@given(st.text(max_size=120))
@example("5 a" + " " * 70 + "b")
@example("1e")
@example("5 ft 4.5.6 in")
@example("٣ mg")
def test_any_text_is_read_or_refused(text: str) -> None:
    amount = None
    with contextlib.suppress(InputError):
        amount = parse_amount(text)
    assert amount is None or math.isfinite(amount.value)


@given(st.floats(1e-6, 1e6), st.sampled_from([("mg", "ug"), ("kg", "lb"), ("cm", "ft"), ("d", "h"), ("mg/d", "g/wk")]))
def test_conversion_there_and_back_changes_nothing(value: float, units: tuple[str, str]) -> None:
    there = Amount(value, units[0]).converted(units[1])
    assert there.to(units[0]) == pytest.approx(value, rel=1e-12)


@given(st.floats(1e-6, 1e6), st.sampled_from([row for row in substances().values() if row.molar_mass]))
def test_mass_and_moles_agree_for_every_substance(value: float, substance: object) -> None:
    row = find_substance(substance.name)  # type: ignore[attr-defined]
    moles = Amount(value, "mg").to("mmol", of=row)
    assert moles * row.molar_mass == pytest.approx(value, rel=1e-11)
    assert Amount(moles, "mmol").to("mg", of=row) == pytest.approx(value, rel=1e-11)


@pytest.mark.parametrize(
    ("amount", "unit", "substance", "expected"),
    [
        ("1000 IU", "ug", "vitamin D3", 25.0),
        ("25 ug", "IU", "vitamin D3", 1000.0),
        ("1000 IU/d", "ug/d", "vitamin D2", 25.0),
        ("1 mmol", "mg", "calcium carbonate", 40.078),
        ("30.974 mg", "mmol", "phosphorus", 1.0),
        ("40 IU", "nmol", "vitamin D3", 1e6 / 384.65 / 1000),
    ],
)
def test_substances_bridge_units(amount: str, unit: str, substance: str, expected: float) -> None:
    assert parse_amount(amount).to(unit, of=find_substance(substance)) == pytest.approx(expected, rel=1e-9)


def test_units_of_different_kinds_do_not_convert() -> None:
    with pytest.raises(InputError, match="mass"):
        Amount(1, "mg").to("cm")
    with pytest.raises(InputError, match="only for a named substance"):
        Amount(1, "pg/mL").to("pmol/L")
    with pytest.raises(InputError, match="MK-7 has no international unit"):
        find_substance("MK-7").in_own_unit(Amount(180, "IU"))


def test_units_have_one_spelling() -> None:
    assert parse_unit("MCG per Day") == parse_unit("ug/d")
    assert parse_unit("mL/min/1.73 m²").text == "mL/min/1.73m2"


@given(FINITE)
def test_plain_numbers_read_back_exactly(value: float) -> None:
    assert float(plain_number(value)) == value


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("cholecalciferol", "vitamin D3"),
        ("Ergocalciferol", "vitamin D2"),
        ("vitamin d", "vitamin D"),
        ("K2 MK7", "MK-7"),
        ("Vitamin D3 (cholecalciferol)", "vitamin D3"),
        ("menaquinone-4", "MK-4"),
        ("phytomenadione", "vitamin K1"),
        ("CALCIUM-CITRATE", "calcium citrate"),
        ("calcium aspartate", "calcium L-aspartate"),
        ("turmeric", "curcumin"),
        ("HCTZ", "hydrochlorothiazide"),
        ("zoledronic acid", "zoledronate"),
        ("conjugated oestrogens", "conjugated estrogens"),
    ],
)
def test_synonyms_lead_to_one_name(word: str, name: str) -> None:
    assert find_substance(word).name == name


CONTRACT_WORDS = """vitamin D3, vitamin D2, calcifediol, calcitriol, vitamin K1, MK-4, MK-7, MK-9, calcium carbonate,
calcium citrate, calcium L-aspartate, tricalcium phosphate, magnesium, magnesium citrate, zinc, zinc gluconate,
manganese, manganese gluconate, boron, curcumin, boswellia, glucosamine, MSM, denosumab, teriparatide, alendronate,
zoledronate, romosozumab, raloxifene, conjugated estrogens, estradiol, warfarin, prednisolone, hydrochlorothiazide,
levothyroxine"""


@pytest.mark.parametrize("word", [" ".join(word.split()) for word in CONTRACT_WORDS.split(",")])
def test_every_word_of_the_contract_is_known(word: str) -> None:
    assert find_substance(word).name == word


def test_a_form_in_brackets_is_not_passed_over() -> None:
    with pytest.raises(InputError, match="calcium carbonate"):
        find_substance("Calcium (as carbonate)")


def test_an_unknown_substance_gets_the_nearest_names() -> None:
    with pytest.raises(InputError, match="calcium carbonate"):
        find_substance("calcium carbonat")


def test_every_substance_is_complete() -> None:
    for row in substances().values():
        assert row.source, row.name
        assert row.kind in ("nutrient", "botanical", "medicine"), row.name
        assert parse_unit(row.unit).text == row.unit, row.name
        assert row.element_share is None or 0 < row.element_share <= 1, row.name
        assert row.supplies in substances() or not row.element_share, row.name


def test_each_word_stands_for_one_substance_only() -> None:
    from osteon.substances import folded

    owners: dict[str, set[str]] = {}
    for row in substances().values():
        for word in (row.name, *row.synonyms):
            owners.setdefault(folded(word), set()).add(row.name)
    assert {word: names for word, names in owners.items() if len(names) > 1} == {}


def test_elemental_shares_follow_from_molar_masses() -> None:
    carbonate, citrate = find_substance("calcium carbonate"), find_substance("calcium citrate")
    assert carbonate.element_share == pytest.approx(40.078 / 100.086, abs=1e-4)
    assert citrate.element_share == pytest.approx(3 * 40.078 / 498.432, abs=1e-4)
    assert carbonate.compound(500) == pytest.approx(1249, rel=1e-3)


@pytest.mark.parametrize(
    ("word", "amount", "days"),
    [
        ("vitamin D3", "10000 IU", 1.0),
        ("vitamin D3", "20000 IU", 1.0),
        ("vitamin D3", "50000 IU", 7.0),
        ("vitamin D3", "600000 IU", None),
        ("vitamin D3", "250 ug", 1.0),
        ("MK-4", "45 mg", 1.0),
        ("MK-7", "2000 ug", 7 / 3),
        ("denosumab", "60 mg", 182.0),
        ("calcium carbonate", "1500 mg", 1.0),
        ("vitamin D3", "0 IU", 1.0),
    ],
)
def test_doses_of_trials_are_believed(word: str, amount: str, days: float | None) -> None:
    assert dose_problem(find_substance(word), parse_dose(word, amount), days) == ""


@pytest.mark.parametrize(
    ("word", "amount", "days", "question"),
    [
        ("vitamin D3", "900 ug", 1.0, "was 900 IU meant?"),
        ("vitamin D3", "400 ug", 1.0, "was 400 IU meant?"),
        ("vitamin D3", "25000 ug", None, "was 25000 IU meant?"),
        ("vitamin D3", "36000 IU", 1.0, "36000 IU a day"),
        ("MK-7", "180 mg", 1.0, "was 180 ug meant?"),
        ("calcium citrate", "500 g", 1.0, "was 500 mg meant?"),
    ],
)
def test_slips_of_unit_are_asked_about(word: str, amount: str, days: float | None, question: str) -> None:
    assert question in dose_problem(find_substance(word), parse_dose(word, amount), days)


def test_a_negative_dose_is_refused() -> None:
    with pytest.raises(InputError, match="negative"):
        parse_dose("vitamin D3", "-1000 IU")
