"""Places by name: 12,000 towns of 50,000 people and more, from GeoNames (CC BY 4.0, see NOTICE)."""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from osteon.errors import InputError, nearest
from osteon.substances import folded
from osteon.units import DATA

EARTH_RADIUS_KM = 6371.0
_MOST_PIECES = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A town: latitude north and longitude east in degrees, `country` as two ISO letters."""

    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    population: int
    also: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The shortest words that lead back to this town, such as "Utrecht, NL" or "Portland, ME, US".

        >>> find_place("Utrecht").label
        'Utrecht, NL'
        """
        short = f"{self.name}, {self.country}"
        return short if find_place(short) == self else f"{self.name}, {self.region}, {self.country}"

    def distance_km(self, latitude: float, longitude: float) -> float:
        """Great-circle distance to a point, in km.

        >>> 30 < find_place("Utrecht").distance_km(52.37, 4.90) < 40
        True
        """
        return distance_km(self.latitude, self.longitude, latitude, longitude)


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance between two points given in degrees, in km (haversine, a round earth).

    >>> round(distance_km(0, 0, 0, 90))
    10008
    """
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    east = math.radians(other_longitude - longitude)
    half = math.sin((other_north - north) / 2) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


@cache
def _towns() -> dict[str, tuple[Place, ...]]:
    """Every town under each of its folded names, the largest first."""
    table: dict[str, list[Place]] = {}
    with gzip.open(DATA / "cities.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            town = _place(row)
            for word in {folded(name) for name in (town.name, *town.also)}:
                table.setdefault(word, []).append(town)
    return {word: tuple(sorted(towns, key=lambda town: -town.population)) for word, towns in table.items()}


def towns_of(country: str) -> tuple[Place, ...]:
    """Every town of a country, by its name or two letters; raises InputError if it is not known.

    >>> towns_of("Iceland")[0].name
    'Reykjavík'
    """
    code = _countries().get(folded(country))
    if code is None:
        raise InputError(f"unknown country {country[:60]!r}; write its English name or its two ISO letters")
    return tuple({town: None for towns in _towns().values() for town in towns if town.country == code})


def _place(row: dict[str, str]) -> Place:
    also = tuple(name for name in row["also"].split("|") if name)
    north, east = float(row["latitude"]), float(row["longitude"])
    return Place(row["name"], row["country"], row["admin1"], north, east, int(row["population"]), also)


@cache
def _countries() -> dict[str, str]:
    """ISO code by folded country code, name and other names."""
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as lines:
        return {
            folded(word): row["code"]
            for row in csv.DictReader(lines)
            for word in (row["code"], row["name"], *row["also"].split("|"))
            if word
        }


@cache
def _regions() -> dict[tuple[str, str], str]:
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["country"], row["region"]): row["name"] for row in csv.DictReader(lines)}


def towns_named(text: str) -> tuple[Place, ...]:
    """All towns that "Paris", "Paris, US" or "Portland, ME, US" can mean, the largest first; empty if none.

    >>> [town.label for town in towns_named("Portland")]
    ['Portland, US', 'Portland, ME, US']
    """
    pieces = [piece.strip() for piece in text.split(",")]
    for count in range(min(len(pieces), _MOST_PIECES), 0, -1):
        named = _towns().get(folded("".join(pieces[:count])), ())
        found = tuple(town for town in named if all(_lies_in(town, piece) for piece in pieces[count:]))
        if found:
            return found
    return ()


def _lies_in(town: Place, piece: str) -> bool:
    word = folded(piece)
    region = _regions().get((town.country, town.region), town.region)
    return town.country == _countries().get(word) or word in (folded(town.region), folded(region))


def find_place(text: str) -> Place:
    """The largest town of that name; raises InputError with the nearest names.

    >>> place = find_place("helsinki, Finland")
    >>> place.name, place.latitude
    ('Helsinki', 60.17)
    """
    found = towns_named(text)
    if found:
        return found[0]
    raise InputError(f"unknown place {text[:60]!r}; {_hint(text)}")


def _hint(text: str) -> str:
    name, *rest = (piece.strip() for piece in text.split(","))
    elsewhere = _towns().get(folded(name), ())
    if elsewhere and rest:
        return f"known is {' or '.join(town.label for town in elsewhere[:3])}"
    close = nearest(name[:40], _similar(folded(name)[:40]))
    rest_of_advice = "give a town of 50,000 people or more nearby, or latitude and longitude"
    return f"{close} Else {rest_of_advice}" if close else rest_of_advice


def _similar(word: str) -> Iterable[str]:
    """Names worth comparing letter by letter: of about this length, sharing the first or the last two letters."""
    for key, towns in _towns().items():
        if abs(len(key) - len(word)) <= 3 and (key[:1] == word[:1] or key[-2:] == word[-2:]):
            yield towns[0].name


def complete(beginning: str, limit: int = 10) -> list[str]:
    """Labels of the largest towns whose name begins so, for a form that completes while one types.

    >>> complete("utr")
    ['Utrecht, NL', 'Utrera, ES']
    """
    word = folded(beginning)
    matches = {town for key, towns in _towns().items() if key.startswith(word) for town in towns} if word else set()
    return [town.label for town in sorted(matches, key=lambda town: (-town.population, town.name))[:limit]]
