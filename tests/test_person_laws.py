"""Laws of person files: what is written reads back the same, and no rubbish gets a traceback."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.person import Person
from osteon.person.files import key_lines
from osteon.person.vocabulary import find_measure

TODAY = date(2026, 11, 22)
GOOD_FILE = (Path(__file__).parents[1] / "examples" / "menopause_d3_k2.toml").read_text(encoding="utf-8")
BODY: dict[str, Any] = {"age": 57, "sex": "female", "height": "164 cm", "mass": "66 kg", "place": "Utrecht"}

DAYS = st.dates(date(2020, 1, 1), TODAY)
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30).filter(
    lambda word: bool(word.strip()) and word.isprintable()
)


def _quantity(low: float, high: float, unit: str) -> st.SearchStrategy[str]:
    return st.floats(low, high).map(lambda value: f"{value!r} {unit}")


LABS = st.dictionaries(
    st.sampled_from(["25(OH)D", "PTH", "creatinine", "dp-ucMGP", "T-score total hip"]),
    st.lists(DAYS, min_size=1, max_size=3),
    max_size=4,
).map(
    lambda table: {
        name: [
            {"value": f"{number + (-3 if 'T-score' in name else 20)} {find_measure(name).unit}", "date": day}
            for number, day in enumerate(days)
        ]
        for name, days in table.items()
    }
)
TAKEN = st.fixed_dictionaries(
    {
        "nutrient": st.sampled_from(["vitamin D3", "MK-7", "calcium citrate", "boron", "denosumab", "curcumin"]),
        "amount": st.floats(0, 20).map(lambda value: f"{value!r} mg") | st.just("1 ug"),
        "every": st.sampled_from(["week", "month", "15 days", "1.7 weeks", "6 months"]),
    },
    optional={
        "start": st.integers(0, 100),
        "stop": st.floats(101, 5000),
        "with_meal": st.booleans(),
        "name": WORDS,
    },
).map(lambda table: table | ({"amount": "3 ug"} if table["nutrient"] in ("vitamin D3", "MK-7") else {}))
FOODS = st.fixed_dictionaries(
    {"food": WORDS, "amount": _quantity(0.1, 500, "g") | st.just("2 slices")},
    optional={"every": st.sampled_from(["day", "week", "12 h"])},
)
PERSONS = st.fixed_dictionaries(
    {
        "person": st.fixed_dictionaries(
            {
                "age": st.floats(18, 120) | st.integers(18, 120),
                "sex": st.just("female"),
                "height": _quantity(150, 200, "cm") | st.just("5 ft 4 in"),
                "mass": _quantity(40, 150, "kg") | st.just("11 st 4 lb"),
                "place": st.sampled_from(["Utrecht", "Portland", "Portland, ME", "Sydney"]),
            },
            optional={
                "skin_type": st.integers(1, 6),
                "menopause_age": st.floats(30, 62),
                "egfr": _quantity(5, 120, "mL/min/1.73m2"),
                "conditions": st.lists(st.sampled_from(["CKD", "osteoporosis", "hip fracture"])),
                "medicines": st.lists(
                    st.sampled_from(["warfarin", {"name": "denosumab", "amount": "60 mg", "every": "6 months"}])
                ),
                "smoking": st.sampled_from(["never", "former", "current"]),
                "alcohol": _quantity(0, 50, "g/d"),
                "exercise": st.just("90 min/week"),
                "name": WORDS,
                "start_date": st.dates(date(1990, 1, 1), date(2100, 1, 1)),
                "parent_hip_fracture": st.booleans(),
            },
        )
    },
    optional={
        "labs": LABS,
        "diet": st.fixed_dictionaries(
            {},
            optional={
                "nutrients": st.fixed_dictionaries(
                    {}, optional={"calcium": _quantity(0, 3000, "mg/d"), "vitamin D": _quantity(0, 900, "IU/d")}
                ),
                "foods": st.lists(FOODS, max_size=3),
            },
        ),
        "sun": st.fixed_dictionaries(
            {},
            optional={
                "minutes": st.floats(0, 1440),
                "exposed": st.floats(0, 1),
                "sunscreen_spf": st.integers(0, 50),
                "hour": st.floats(0, 24),
                "cloud": st.floats(0, 1),
            },
        ),
        "supplement": st.lists(TAKEN, max_size=3),
    },
)


@given(PERSONS)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_writing_and_reading_gives_the_same_person(table: dict[str, Any]) -> None:
    person = Person.from_dict(table, today=TODAY)
    written = person.to_toml()
    again = Person.from_text(written, today=TODAY)
    assert again == person
    assert again.to_toml() == written
    assert again.assumed == () or all("diet" in line for line in again.assumed)


RUBBISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates() | st.times(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        *("age", "sex", "height", "mass", "place", "latitude", "birth_date", "start_date"),
        *("skin_type", "conditions", "medicines", "egfr", "alcohol", "name"),
    ]
)
TABLES = st.sampled_from(["labs", "diet", "sun", "supplement", "person"])


@given(st.dictionaries(KEYS, RUBBISH), st.dictionaries(TABLES, RUBBISH))
@settings(max_examples=200)
@example({"age": 10**400}, {})
@example({"height": "9" * 300 + " cm"}, {"labs": {"PTH": [{"value": 10**400, "date": 3}]}})
@example({"age": 10**5000}, {"sun": {"minutes": 10**5000}})
@example({}, {"diet": {"nutrients": {"calcium": "1e308 kg/s"}}, "supplement": [{"start": 10**400}]})
def test_rubbish_is_refused_without_a_traceback(body: dict[str, Any], tables: dict[str, Any]) -> None:
    with contextlib.suppress(InputError):
        Person.from_dict({"person": BODY | body} | tables, today=TODAY)


@given(st.data())
@settings(max_examples=200)
def test_a_damaged_file_is_refused_without_a_traceback(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD_FILE)))
    length = data.draw(st.integers(0, 30))
    damaged = GOOD_FILE[:start] + data.draw(st.text(max_size=10)) + GOOD_FILE[start + length :]
    with contextlib.suppress(InputError):
        Person.from_text(damaged, today=TODAY)


@given(st.text(alphabet="[]{}\"'=#. \nab1", max_size=200))
def test_lines_of_keys_are_found_in_any_text(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())
