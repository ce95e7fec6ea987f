"""Places by name: what is found, how namesakes are told apart, and what is said when nothing is."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.places import Place, _towns, complete, distance_km, find_place, towns_named


def _all_towns() -> set[Place]:
    return {town for towns in _towns().values() for town in towns}


@pytest.mark.parametrize(
    ("text", "label", "latitude"),
    [
        ("Utrecht", "Utrecht, NL", 52.09),
        ("utrecht, nl", "Utrecht, NL", 52.09),
        ("Utrecht, The Netherlands", "Utrecht, NL", 52.09),
        ("Zurich", "Zürich, CH", 47.37),
        ("Den Haag", "The Hague, NL", 52.08),
        ("Cologne, Germany", "Köln, DE", 50.93),
        ("New York", "New York City, US", 40.71),
        ("Washington, D.C.", "Washington, US", 38.9),
        ("Portland, Maine", "Portland, ME, US", 43.66),
        ("Springfield, IL, USA", "Springfield, IL, US", 39.80),
        ("Sydney", "Sydney, AU", -33.87),
    ],
)
def test_places_are_found(text: str, label: str, latitude: float) -> None:
    place = find_place(text)
    assert place.label == label
    assert place.latitude == pytest.approx(latitude, abs=0.1)


def test_the_largest_namesake_wins() -> None:
    assert find_place("London").country == "GB"
    assert find_place("London, CA").country == "CA"
    populations = [town.population for town in towns_named("London")]
    assert populations == sorted(populations, reverse=True)
    assert len(populations) > 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Utrehct", "did you mean Utrecht"),
        ("Maastricht, Germany", "Maastricht, NL"),
        ("Xyzzyx", "latitude and longitude"),
        ("", "latitude and longitude"),
        ("," * 5000, "latitude and longitude"),
    ],
)
def test_an_unknown_place_gets_advice(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        find_place(text)


def test_every_label_leads_back_to_its_town() -> None:
    assert [town.label for town in _all_towns() if find_place(town.label) != town] == []


def test_every_town_lies_on_earth() -> None:
    assert len(_all_towns()) > 12_000
    assert all(-60 < town.latitude < 75 and -180 <= town.longitude <= 180 for town in _all_towns())


@given(st.text(max_size=60))
def test_any_text_finds_a_place_or_advice(text: str) -> None:
    with contextlib.suppress(InputError):
        assert find_place(text).population > 0


def test_completion_offers_the_largest_first() -> None:
    assert complete("amsterd")[0] == "Amsterdam, NL"
    assert complete("") == []
    assert len(complete("s", limit=5)) == 5


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_distance_is_symmetric_and_bounded(north: float, east: float, other_north: float, other_east: float) -> None:
    there = distance_km(north, east, other_north, other_east)
    assert 0 <= there <= 20016
    assert there == pytest.approx(distance_km(other_north, other_east, north, east), abs=1e-6)
