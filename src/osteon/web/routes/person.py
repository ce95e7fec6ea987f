"""People in and out: checked, read from a file, written to one."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from osteon.errors import InputError
from osteon.person import Person
from osteon.person.reading import readable_part
from osteon.web.person_json import person_from_text, read_person
from osteon.web.schemas.common import Refusal
from osteon.web.schemas.person import AboutPerson, Checked, PersonText, ReadPerson, ToCheck
from osteon.web.speaking import problems_of, stops_of

router = APIRouter(prefix="/api/person", tags=["person"], responses={422: {"model": Refusal}})


@router.post("/check")
def check(asked: ToCheck) -> Checked:
    """Whether a person can be used: in full if so, else every problem, each with its place. Hard stops never wait."""
    try:
        read = read_person(Person.from_dict(asked.person))
    except InputError as error:
        part = readable_part(asked.person, date.today())
        return Checked(valid=False, problems=problems_of(error), read=None, stops=stops_of(part) if part else [])
    return Checked(valid=True, problems=[], read=read, stops=read.stops)


@router.post("/read")
def read(asked: PersonText) -> ReadPerson:
    """A person from the text of a person file, TOML or JSON; every problem at once if it cannot be used."""
    return read_person(person_from_text(asked.text, asked.name))


@router.post("/toml", response_class=PlainTextResponse, responses={200: {"content": {"text/plain": {}}}})
def toml(asked: AboutPerson) -> PlainTextResponse:
    """The person file of a person, to keep."""
    table: Any = asked.person
    headers = {"content-disposition": 'attachment; filename="person.toml"'}
    return PlainTextResponse(Person.from_dict(table).to_toml(), headers=headers)
