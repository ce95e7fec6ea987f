"""Reads which people are wanted: a population file, a trial file, or the name of what comes with Osteon."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from osteon.body.editions import OWN
from osteon.errors import InputError, nearest
from osteon.evidence.replay_people import ADULT
from osteon.evidence.trial import FOLDER, load_trial
from osteon.evidence.trial_people import read_people
from osteon.evidence.trial_schema import read_trial
from osteon.person.body import ETHNICITIES
from osteon.person.fields import flag, number, one_of, text, whole
from osteon.person.files import KeyPath, key_lines, read_file, read_toml
from osteon.person.table import Problems, Table, shown
from osteon.places import towns_of
from osteon.population.spec import (
    BACKWARDS,
    MOST_WORLDS,
    SURVEYED,
    WORLDS,
    Spec,
    checked,
    problems_of,
    spec_of_trial,
    women_share,
)

ADULTS = "adults"
TRIAL_TABLES = ("trial", "people", "arm", "endpoint")
ALL_TOGETHER = 0.02
"""How far shares may be from making 1."""


def read_spec(name: str | Path) -> Spec:
    """The people a file asks for; `adults` and the ids of trials that come with Osteon stand for themselves.

    Raises:
        InputError: every problem of the file at once, or limits and means that contradict each other.

    >>> read_spec("adults").people.age.min, read_spec("knapen2013").people.female
    (18.0, 1.0)
    """
    path = Path(name)
    if str(name) == ADULTS:
        return Spec()
    if not path.suffix and not path.exists():
        return checked(spec_of_trial(load_trial(_known(str(name)))))
    return parse_spec(read_file(path), str(path))


def parse_spec(content: str, where: str = "population") -> Spec:
    r"""The people that the text of a population or trial file asks for.

    >>> parse_spec("[population]\nname = 'older women'\n[people]\nage = { min = 70 }\nfemale = 1.0").people.age.min
    70.0
    """
    tables, lines = read_toml(content, where), key_lines(content)
    if "trial" in tables:
        trial = read_trial({key: tables[key] for key in TRIAL_TABLES if key in tables}, where, lines)
        return checked(spec_of_trial(trial))
    return _population(tables, where, lines)


def _known(name: str) -> str:
    known = [ADULTS, *(file.stem for file in FOLDER.glob("*.toml"))]
    if name not in known:
        hint = nearest(name, known) or f"write {ADULTS!r}, the id of a trial, or a .toml file"
        raise InputError(f"there are no people called {name!r}; {hint}")
    return name


def _population(tables: Mapping[str, Any], where: str, lines: Mapping[KeyPath, int]) -> Spec:
    problems = Problems(where, lines)
    top = Table(tables, (), problems)
    head = Table(top.require("population", _as_is, {}, '[population] with name = "adults"'), ("population",), problems)
    given: Any = top.read("people", _as_is, {})
    usual = {"age": {"min": ADULT}, "female": women_share()}
    wanted = {**usual, **given} if isinstance(given, dict) else given
    people = read_people(Table(wanted, ("people",), problems), set())
    if (people.age.min or 0.0) < ADULT:
        problems.add(("people", "age"), f"the model is of adults: write min = {ADULT:g} or more in age")
    country = head.read("country", _country, SURVEYED)
    spec = Spec(
        name=head.read("name", text, Path(where).stem),
        people=people,
        latitude=head.read("latitude", number(-66, 72, example="52.1"), None),
        country=country,
        start_month=head.read("start_month", whole(1, 12), None),
        ethnicities=_ethnicities(head, country),
        usual_medicines=float(head.read("usual_medicines", flag, True)),
        supplement_users=head.read("supplement_users", number(0, 1, example="0.3"), None),
        edition=head.read("edition", one_of([OWN]), OWN),
        worlds=head.read("worlds", whole(1, MOST_WORLDS), WORLDS),
    )
    if "country" in head and "latitude" in head:
        head.wrong("latitude", "give latitude or country, not both")
    for key, told in problems_of(spec):
        if not told.startswith(BACKWARDS):
            problems.add(("people", key), told)
    head.finish({"age": "[people]", "female": "[people]", "bmi": "[people]"})
    top.finish({"age": "[people]", "female": "[people]", "name": "[population]", "country": "[population]"})
    problems.raise_any()
    return spec


def _ethnicities(head: Table, country: str) -> tuple[tuple[str, float], ...] | None:
    """Shares by word; as surveyed in the survey's own country, else not told."""
    elsewhere = "latitude" in head or country != SURVEYED
    return head.read("ethnicity", _shares, () if elsewhere else None)


def _shares(given: object) -> tuple[tuple[str, float], ...]:
    if isinstance(given, str):
        return ((one_of(ETHNICITIES)(given), 1.0),)
    if not isinstance(given, Mapping):
        raise InputError(f"{shown(given)} is no table of shares; write it like {{ white = 0.8, asian = 0.2 }}")
    share = number(0, 1, example="0.8")
    found = tuple((one_of(ETHNICITIES)(word), share(value)) for word, value in given.items())
    if abs(sum(value for _, value in found) - 1.0) > ALL_TOGETHER:
        raise InputError(f"the shares make {sum(value for _, value in found):g}, not 1")
    return found


def _country(given: object) -> str:
    return towns_of(text(given))[0].country


def _as_is(given: object) -> Any:
    return given


__all__ = ["ADULTS", "parse_spec", "read_spec"]
