"""People as JSON and back: the tables of a person file."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from osteon.errors import InputError
from osteon.outcomes.totals_limits import cautions
from osteon.person import Person
from osteon.web.schemas.person import Example, PersonFile, ReadPerson
from osteon.web.speaking import caution_words, stops_of

FOLDER = Path(__file__).parent / "examples"
FIRST = "menopause_d3_k2"
"""The example that the app opens with."""


def tables_of(person: Person) -> PersonFile:
    """A person as the tables of a person file."""
    return PersonFile.model_validate(plain(tomllib.loads(person.to_toml())))


def read_person(person: Person) -> ReadPerson:
    """A person in full, ready to be sent."""
    return ReadPerson(
        person=tables_of(person),
        toml=person.to_toml(),
        name=person.name,
        age=person.age,
        assumed=list(person.assumed),
        stops=stops_of(person),
        cautions=caution_words(cautions(person)),
    )


def person_from_text(text: str, where: str) -> Person:
    """A person from a person file as text: TOML, or JSON of the same tables.

    Raises:
        InputError: with every problem, and the lines of TOML.
    """
    if not text.lstrip().startswith("{"):
        return Person.from_text(text, where=where)
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not JSON: {str(error)[:200]}", where) from None
    return Person.from_dict(table, where=where)


def plain(thing: Any) -> Any:
    """The same with dates as text.

    >>> plain({"date": date(2026, 2, 10)})
    {'date': '2026-02-10'}
    """
    if isinstance(thing, dict):
        return {key: plain(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [plain(value) for value in thing]
    return thing.isoformat() if isinstance(thing, date | datetime) else thing


@cache
def examples() -> tuple[Example, ...]:
    """The example persons that come with Osteon, the one to open with first.

    >>> examples()[0].id
    'menopause_d3_k2'
    """
    found = [_example(path) for path in sorted(FOLDER.glob("*.toml"))]
    return tuple(sorted(found, key=lambda example: example.id != FIRST))


def example_person(name: str) -> Person:
    """An example person; KeyError if there is none of this name."""
    known = {example.id for example in examples()}
    if name not in known:
        raise KeyError(name)
    return Person.from_toml(FOLDER / f"{name}.toml")


def _example(path: Path) -> Example:
    lines = path.read_text(encoding="utf-8").splitlines()
    about = " ".join(
        line.lstrip("# ") for line in lines[: next(i for i, x in enumerate(lines) if not x.startswith("#"))]
    )
    title = path.stem.replace("_", " ").replace("d3 k2", "D3 and K2").capitalize().replace("d3 and k2", "D3 and K2")
    return Example(id=path.stem, title=title, about=about)
