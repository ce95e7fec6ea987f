"""People that were saved, on request only."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from osteon.web.schemas.common import Record, Request
from osteon.web.schemas.person import PersonFile, PersonIn


class SaveRequest(Request):
    """Save a person under a name; with `id`, in place of what was saved before."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    person: PersonIn
    id: Annotated[str, Field(max_length=64)] | None = None


class SavedLine(Record):
    """A saved person in the list."""

    id: str
    name: str
    saved_at: str = Field(description="when, in universal time")


class SavedPerson(SavedLine):
    """A saved person."""

    person: PersonFile


class SavedList(Record):
    """All saved people, the newest first, and the file they are in."""

    people: list[SavedLine]
    kept_in: str


class Export(Record):
    """All saved people, to keep elsewhere."""

    osteon: str
    people: list[SavedPerson]


class Erased(Record):
    """How many were erased."""

    erased: int
