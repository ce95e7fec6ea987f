"""What a person keeps to, told in their file: read, written back, and kept by every plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from osteon.errors import InputError
from osteon.person import Person
from osteon.plan import plan
from osteon.plan.tables import food_flags

VEGAN = Path(__file__).parents[1] / "examples" / "vegan_little_sun.toml"
ME = {"person": {"age": 34, "sex": "female", "latitude": 52.0}}


def with_diet(pattern: object) -> Person:
    return Person.from_dict({**ME, "diet": {"pattern": pattern}})


def test_words_for_one_way_of_eating_are_one() -> None:
    assert with_diet("Plant-based").diet.pattern == ("vegan",)
    assert with_diet(["vegan", "vegan diet", "gluten free"]).diet.pattern == ("vegan", "gluten-free")


def test_all_wrong_words_are_told_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        with_diet(["vegn", 7])
    told = str(caught.value)
    assert "vegan" in told
    assert "7" in told


def test_a_pattern_survives_writing() -> None:
    person = Person.from_toml(VEGAN)
    assert person.diet.pattern == ("vegan",)
    assert 'pattern = ["vegan"]' in person.to_toml()


def test_a_plan_keeps_to_it_without_being_asked() -> None:
    found = plan(Person.from_toml(VEGAN), alternatives=False, effect=False)
    assert found.status == "ready"
    foods = [step.choice.id for step in found.steps if step.choice.kind == "food"]
    assert not any(food_flags()[food].animal for food in foods)
    assert not any("wool" in (step.choice.pill.holds if step.choice.pill else ()) for step in found.steps)
