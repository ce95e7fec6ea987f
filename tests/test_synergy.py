"""The interaction of two supplements is computed, not assumed."""

from __future__ import annotations

import numpy as np
import pytest

from osteon.person import Person, Supplement
from osteon.synergy import synergy
from osteon.units import parse_amount

PERSON = {"age": 60, "sex": "female", "height": "164 cm", "mass": "66 kg", "latitude": 52.1}
D3 = Supplement("vitamin D3", parse_amount("1000 IU"))
MK7 = Supplement("MK-7", parse_amount("180 ug"))
CALCIUM = Supplement("calcium carbonate", parse_amount("500 mg"))


@pytest.fixture(scope="module")
def person() -> Person:
    taken = [{"nutrient": "vitamin D3", "amount": "4000 IU", "every": "day"}]
    return Person.from_dict({"person": PERSON, "supplement": taken})


def test_the_interaction_is_what_is_left_of_both(person: Person) -> None:
    found = synergy(person, D3, MK7, 2, draws=8)
    for effect in found.effects.values():
        assert np.allclose(effect.both, effect.first + effect.second + effect.interaction, atol=1e-9)


def test_what_is_compared_is_left_out_of_all_arms(person: Person) -> None:
    found = synergy(person, D3, MK7, 1, draws=8)
    assert found.effects["25ohd_serum"].first[:, -1].min() > 5
    assert not found.arms["neither"].person.supplements


def test_things_that_share_a_saturable_step_interact() -> None:
    other = Supplement("calcifediol", parse_amount("10 ug"))
    person = Person.from_dict({"person": PERSON})
    effect = synergy(person, D3, other, 1, draws=8).effects["25ohd_serum"]
    assert abs(np.median(effect.interaction[:, -1])) > 1e-3


def test_nothing_interacts_with_nothing() -> None:
    nothing = Supplement("MK-7", parse_amount("0 ug"))
    person = Person.from_dict({"person": PERSON})
    found = synergy(person, CALCIUM, nothing, 1, draws=4)
    for word, effect in found.effects.items():
        size = np.abs(found.arms["neither"].outcomes[word]).max()
        assert np.abs(effect.interaction).max() < 2e-4 * size, word
