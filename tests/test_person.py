"""Person files: the contract is read, wrong files are told everything at once, and writing reads back the same."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from osteon.errors import InputError
from osteon.person import Person
from osteon.person.files import key_lines
from osteon.person.interval import interval_days, parse_interval, per_day
from osteon.person.vocabulary import conditions, find_condition, find_measure, measures
from osteon.substances import substances
from osteon.units import Amount, parse_unit

TODAY = date(2026, 11, 22)
EXAMPLES = Path(__file__).parents[1] / "examples"

CONTRACT = """
[person]
age = 57                      # or birth_date
sex = "female"                # female | male
height = "164 cm"
mass = "66 kg"
place = "Utrecht"             # or latitude/longitude
skin_type = 2                 # Fitzpatrick 1-6
menopause_age = 50.5          # optional
conditions = []
medicines = ["levothyroxine"]
[labs]                        # optional, dated, units required
"25(OH)D" = [{ value = "42 nmol/L", date = 2026-02-10 }]
[diet]                        # nutrients (totals), foods, or both
nutrients = { calcium = "700 mg/d", phosphorus = "1200 mg/d" }
foods = [{ food = "Gouda cheese", amount = "40 g", every = "day" }]
[sun]
minutes = 20                  # a day, around noon unless hour is given
exposed = 0.25                # share of skin
sunscreen_spf = 0
[[supplement]]
nutrient = "vitamin D3"
amount = "1000 IU"
every = "day"                 # day, week, "12 h", "15 days", "once"
start = 0                     # optional, day; stop likewise
with_meal = true
"""

BODY: dict[str, Any] = {"age": 57, "sex": "female", "height": "164 cm", "mass": "66 kg", "place": "Utrecht"}


def _person(**changes: Any) -> Person:
    kept = {key: value for key, value in (BODY | changes).items() if value is not None}
    return Person.from_dict({"person": kept}, today=TODAY)


def _problems(content: str | dict[str, Any]) -> str:
    read: Any = Person.from_text if isinstance(content, str) else Person.from_dict
    with pytest.raises(InputError) as caught:
        read(content, today=TODAY)
    return str(caught.value)


def _person_problems(**changes: Any) -> str:
    return _problems({"person": {key: value for key, value in (BODY | changes).items() if value is not None}})


def test_the_file_of_the_contract_is_read() -> None:
    person = Person.from_text(CONTRACT, today=TODAY)
    assert (person.age, person.sex, person.height_cm, person.mass_kg) == (57, "female", 164, 66)
    assert (person.place, person.latitude, person.longitude) == ("Utrecht, NL", 52.09, 5.12)
    assert (person.skin_type, person.menopause_age, person.egfr) == (2, 50.5, None)
    assert person.takes("levothyroxine")
    assert person.takes("thyroid hormone")
    assert not person.takes("warfarin")
    lab = person.latest("25ohd_serum")
    assert lab is not None
    assert (lab.value, lab.date) == (Amount(42, "nmol/L"), date(2026, 2, 10))
    assert person.diet.nutrients == {"calcium": Amount(700, "mg/d"), "phosphorus": Amount(1200, "mg/d")}
    assert (person.diet.foods[0].name, person.diet.foods[0].amount) == ("Gouda cheese", Amount(40, "g"))
    assert (person.sun.minutes, person.sun.exposed, person.sun.hour) == (20, 0.25, None)
    assert person.supplements[0].substance == "vitamin D3"
    assert person.supplements[0].amount == Amount(1000, "IU")
    assert person.start_day_of_year == 1
    assert person.assumed == ()


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.toml")), ids=lambda file: file.stem)
def test_examples_are_complete_and_read_back(file: Path) -> None:
    person = Person.from_toml(file, today=TODAY)
    assert person.assumed == ()
    assert Person.from_text(person.to_toml(), today=TODAY) == person


def test_the_pair_of_examples_differs_in_supplements_only() -> None:
    from dataclasses import replace

    taking = Person.from_toml(EXAMPLES / "menopause_d3_k2.toml", today=TODAY)
    without = Person.from_toml(EXAMPLES / "menopause_no_pills.toml", today=TODAY)
    assert {taken.substance for taken in taking.supplements} == {"vitamin D3", "MK-7"}
    assert replace(taking, supplements=()) == without


def test_what_is_not_given_is_said() -> None:
    person = Person.from_dict({"person": {"age": 40, "sex": "male", "latitude": 60}}, today=TODAY)
    told = "\n".join(person.assumed)
    for word in ("height 175", "mass 87.4", "skin_type 2", "diet", "sun"):
        assert word in told
    assert person.longitude == 0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"age": 400}, "400 is outside 0 to 120"),
        ({"age": -1}, "outside 0 to 120"),
        ({"age": "57"}, "57"),
        ({"age": True}, "not a number"),
        ({"age": float("nan")}, "outside"),
        ({"age": None}, "person.age: is missing"),
        ({"birth_date": date(1970, 1, 1)}, "not both"),
        ({"age": None, "birth_date": date(2027, 1, 1)}, "in the future"),
        ({"age": None, "birth_date": date(1850, 1, 1)}, "too long ago"),
        ({"age": None, "birth_date": "1970-13-01"}, "not a date"),
        ({"age": None, "birth_date": date(2020, 1, 1), "start_date": date(2019, 1, 1)}, "before the birth_date"),
        ({"sex": "femal"}, "did you mean female"),
        ({"sex": None}, "person.sex: is missing"),
        ({"height": 164}, "no unit"),
        ({"height": "164"}, "no unit"),
        ({"height": "1.64 cm"}, "was 1.64 m meant"),
        ({"height": "164 kg"}, "cannot become cm"),
        ({"mass": "66 g"}, "was 66 kg"),
        ({"mass": "-66 kg"}, "outside"),
        ({"height": "200 cm", "mass": "25 kg"}, "body mass index"),
        ({"place": "Utrehct"}, "did you mean Utrecht"),
        ({"place": None}, "person.place: is missing"),
        ({"place": None, "longitude": 5}, "person.latitude: is missing beside longitude"),
        ({"latitude": 91}, "outside -90 to 90"),
        ({"latitude": 10.0}, "km from Utrecht, NL"),
        ({"skin_type": 7}, "outside 1 to 6"),
        ({"skin_type": 2.5}, "not a whole number"),
        ({"menopause_age": 20}, "outside 30 to 62"),
        ({"sex": "male", "menopause_age": 50}, "given for a man"),
        ({"sex": "male", "conditions": ["pregnancy"]}, "given for a man"),
        ({"conditions": ["chronic kidny disease"]}, "did you mean chronic kidney disease"),
        ({"conditions": "osteoporosis"}, "is not a list"),
        ({"conditions": ["osteoporosis", 3]}, "conditions #2"),
        ({"conditions": ["hip fracture"], "previous_fracture": False}, "is false, but"),
        ({"egfr": 75}, "no unit"),
        ({"egfr": "75 mL/min"}, "write it like '75 mL/min/1.73m2'"),
        ({"medicines": ["levothyroxin"]}, "did you mean levothyroxine"),
        ({"medicines": ["vitamin D3"]}, r"[[supplement]]"),
        ({"medicines": [{"name": "denosumab", "amount": "60 g", "every": "6 months"}]}, "was 60 mg meant"),
        ({"medicines": [{"name": "denosumab", "amount": "60 mg"}]}, "every: is missing"),
        ({"smoking": "sometimes"}, "write never, former, current"),
        ({"alcohol": "14"}, "no unit"),
        ({"parent_hip_fracture": "no"}, "not true or false"),
        ({"agee": 3}, "person.agee: unknown key; did you mean age?"),
        ({"minutes": 3}, "it belongs in [sun]"),
        ({"name": "x\ny"}, "not one line"),
    ],
)
def test_each_mistake_in_the_person_table_is_told(changes: dict[str, Any], says: str) -> None:
    assert says in _person_problems(**changes)


def test_a_child_must_bring_its_size() -> None:
    assert "below 18" in _person_problems(age=7, height=None)
    assert _person(age=7, height="122 cm", mass="23 kg").mass_kg == 23


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('[labs]\n"25(OH)D" = [{ value = "42", date = 2026-02-10 }]', "no unit"),
        ('[labs]\n"25(OH)D" = "42 nmol/L"', "has no date"),
        ('[labs]\n"25(OH)D" = [{ value = "42 nmol/L" }]', "date (line 9): is missing"),
        ('[labs]\n"25(OH)D" = [{ value = "42 nmol/L", date = 2036-02-10 }]', "in the future"),
        ('[labs]\n"25(OH)D" = [{ value = "42 nmol/L", date = 1906-02-10 }]', "too long ago"),
        ('[labs]\n"25(OH)D" = [{ value = "42 mg/dL", date = 2026-02-10 }]', "42 ng/mL meant"),
        ('[labs]\ncalcium = [{ value = "9.4 mmol/L", date = 2026-02-10 }]', "was 9.4 mg/dL meant?"),
        ('[labs]\nPTHH = [{ value = "42 pg/mL", date = 2026-02-10 }]', "did you mean PTH"),
        ('[diet]\nnutrients = { calcium = "700 mg" }', "write it like '700 mg/d'"),
        ('[diet]\nnutrients = { calcium = "-700 mg/d" }', "negative"),
        ('[diet]\nnutrients = { calcium = "700 g/d" }', "was 700 mg/d meant?"),
        ('[diet]\nnutrients = { calcim = "700 mg/d" }', "did you mean calcium"),
        ('[diet]\nnutrients = { "calcium carbonate" = "700 mg/d" }', "write calcium here"),
        ('[diet]\nnutrients = { calcium = "700 mg/d", Calcium = "700 mg/d" }', "given twice"),
        ('[diet]\nfoods = [{ food = "Gouda", amount = 40 }]', "no unit"),
        ('[diet]\nfoods = [{ food = "Gouda", amount = "40 IU" }]', "no amount of food"),
        ('[diet]\nfoods = [{ food = "Gouda", amount = "40 kg" }]', "outside 0 to 10 kg"),
        ('[diet]\nfoods = ["Gouda"]', "not a table"),
        ("[sun]\nminutes = 2000", "outside 0 to 1440"),
        ("[sun]\nexposed = 25", "was 0.25 meant?"),
        ("[sun]\nminuts = 20", "did you mean minutes?"),
        ('[[supplement]]\nnutrient = "vitamin D3"\namount = "900 ug"\nevery = "day"', "was 900 IU meant?"),
        ('[[supplement]]\nnutrient = "MK-7"\namount = "180 IU"\nevery = "day"', "no international unit"),
        ('[[supplement]]\nnutrient = "MK-7"\namount = 180\nevery = "day"', "180 has no unit"),
        ('[[supplement]]\nnutrient = "MK-7"\namount = "180 ug"', "every (line 8): is missing"),
        ('[[supplement]]\nnutrient = "MK-7"\namount = "180 ug"\nevery = "dayly"', "did you mean daily"),
        (
            '[[supplement]]\nnutrient = "MK-7"\namount = "180 ug"\nevery = "day"\nstart = 5\nstop = 5',
            "not after the start",
        ),
        ('[[supplement]]\nnutrient = "vitamin K2"\namount = "180 ug"\nevery = "day"', "MK-4, MK-7"),
        ('[supplement]\nnutrient = "MK-7"', "not a list"),
        ("[model]\nx = 1", "unknown key"),
        ("[[suplement]]\nx = 1", "did you mean supplement?"),
    ],
)
def test_each_mistake_in_the_other_tables_is_told(table: str, says: str) -> None:
    head = '[person]\nage = 57\nsex = "female"\nheight = "164 cm"\nmass = "66 kg"\nplace = "Utrecht"\n\n'
    told = _problems(head + table)
    assert says in told
    assert "(line " in told


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    told = _problems('[person]\nage = 400\nsex = "femal"\nplace = "Utrecht"\nheigt = 3\n[sun]\nminutes = -1')
    lines = [line for line in told.splitlines() if "(line" in line]
    assert [line.split("(line ")[1].split(")")[0] for line in lines] == ["2", "3", "5", "7"]


def test_a_flood_of_problems_is_cut_and_quick() -> None:
    told = _problems({"person": BODY | {f"key{number}": 1 for number in range(20_000)}})
    assert "and 19950 more" in told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x =",
        "[person]\nage=1\n[person]",
        "person = 3",
        "[[person]]\nage = 3",
        "a = " + "[" * 5000,
        "x = " + "9" * 5000,
    ],
)
def test_what_is_no_person_file_is_an_input_error(text: str) -> None:
    assert _problems(text).startswith("person: ")


def test_a_syntax_error_names_its_line() -> None:
    assert "line 2" in _problems("[person]\nage == 3\n")


def test_files_that_cannot_be_read_are_input_errors(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'[person]\nname = "Ren\xe9"\n')
    (tmp_path / "large.toml").write_text("# " + "x" * 1_100_000)
    (tmp_path / "nul.toml").write_bytes(b"\x00\x01\x02")
    for name, says in (
        ("missing.toml", "there are large.toml"),
        ("latin.toml", "line 2 is not UTF-8"),
        ("large.toml", "larger than"),
        ("nul.toml", "not TOML"),
        (".", "a folder"),
        ("a\x00b", "cannot be read"),
    ):
        with pytest.raises(InputError, match=says):
            Person.from_toml(tmp_path / name)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "person.toml"
    file.write_bytes(b"\xef\xbb\xbf" + CONTRACT.encode())
    assert Person.from_toml(file, today=TODAY) == Person.from_text("\ufeff" + CONTRACT, today=TODAY)


def test_age_follows_from_birth_and_start() -> None:
    person = _person(age=None, birth_date=date(1966, 1, 1), start_date=date(2026, 1, 1))
    assert person.age == pytest.approx(60, abs=0.01)
    assert person.start_day_of_year == 1
    assert _person(start_date=date(2024, 12, 31)).start_day_of_year == 366
    assert any("counted from birth_date" in line for line in _person(age=None, birth_date=date(1966, 1, 1)).assumed)


def test_fractures_among_conditions_count() -> None:
    assert _person(conditions=["vertebral fracture"]).previous_fracture is True
    assert _person().previous_fracture is None


def test_a_measured_egfr_stands_in_for_a_missing_one() -> None:
    labs = {"eGFR": [{"value": "50 mL/min/1.73m2", "date": d} for d in (date(2026, 5, 1), date(2025, 5, 1))]}
    labs["eGFR"][0]["value"] = "45 mL/min/1.73m2"
    assert Person.from_dict({"person": BODY, "labs": labs}, today=TODAY).egfr == 45
    given_too = BODY | {"egfr": "60 mL/min/1.73m2"}
    assert Person.from_dict({"person": given_too, "labs": labs}, today=TODAY).egfr == 60


@pytest.mark.parametrize(
    ("name", "value", "outcome", "expected"),
    [
        ("25(OH)D", "16.83 ng/mL", "25ohd_serum", 42.0),
        ("PTH", "5 pmol/L", "pth_intact", 47.15),
        ("calcium", "9.4 mg/dL", "calcium_serum", 2.3454),
        ("phosphate", "3.5 mg/dL", "phosphate_serum", 1.13),
        ("magnesium", "2 mg/dL", "magnesium_serum", 0.8229),
        ("creatinine", "1 mg/dL", "creatinine_serum", 88.4),
        ("dp-ucMGP", "0.4 nmol/L", "dp_ucmgp", 400),
        ("T-score lumbar spine", -2.1, "t_score_lumbar_spine", -2.1),
        ("BMD lumbar spine", "950 mg/cm2", "bmd_lumbar_spine", 0.95),
        ("calcium_urine", "200 mg/24h", "calcium_urine", 4.99),
    ],
)
def test_laboratory_words_and_units(name: str, value: object, outcome: str, expected: float) -> None:
    labs = {name: [{"value": value, "date": "2026-01-05"}]}
    lab = Person.from_dict({"person": BODY, "labs": labs}, today=TODAY).labs[outcome][0]
    assert lab.value.value == pytest.approx(expected, rel=2e-3)
    assert lab.value.unit == measures()[outcome].unit


def test_vocabulary_has_no_word_with_two_meanings() -> None:
    words = [word for measure in measures().values() for word in (*measure.words, measure.name)]
    assert all(find_measure(word).name in measures() for word in words)
    assert all(find_measure(word) is measure for measure in measures().values() for word in measure.words)
    assert all(find_condition(name) == name for name in conditions().values())
    assert all(parse_unit(measure.unit).text == measure.unit for measure in measures().values())


@pytest.mark.parametrize(
    ("alcohol", "grams"),
    [("14 g/d", 14), ("7 units/week", 8), ("1 drink/day", 14), ("0 g/d", 0), ("98 g per week", 14)],
)
def test_alcohol_is_read_in_grams(alcohol: str, grams: float) -> None:
    assert _person(alcohol=alcohol).alcohol_g_per_day == pytest.approx(grams)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("day", 1),
        ("week", 7),
        ("12 h", 0.5),
        ("15 days", 15),
        ("once", None),
        ("6 months", 182.625),
        ("Every 2 weeks", 14),
    ],
)
def test_intervals(text: str, days: float | None) -> None:
    assert interval_days(parse_interval(text)) == days


def test_thirds_of_a_day_stay_exact() -> None:
    assert 3 * (interval_days(parse_interval("8 h")) or 0) == 1.0
    assert per_day(Amount(10, "g"), "once") == 0


def test_lines_of_entries_are_found() -> None:
    lines = key_lines(
        '[diet]\nfoods = [\n  { food = "a" },\n  { food = "b" },\n]\n[[supplement]]\n[[supplement]]\nx = 1'
    )
    assert lines["diet", "foods", 1] == 4
    assert lines["supplement", 1, "x"] == 8


def test_importing_person_is_light() -> None:
    heavy = {"numpy", "pydantic", "llvmlite", "tomllib", "asyncio"}
    code = f"import sys, osteon.person; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment())
    assert done.stdout.strip() == "[]"


def _environment() -> dict[str, str]:
    source = str(Path(sys.modules["osteon.person"].__file__ or "").parents[2])
    return {**os.environ, "PYTHONPATH": source}


def test_every_medicine_with_a_usual_dose_says_where_it_comes_from() -> None:
    assert all("usual dose" in row.source for row in substances().values() if row.usual_dose)
