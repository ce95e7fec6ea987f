"""Files that are read: person files, food logs, laboratory results, supplement labels."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from osteon.web.schemas.common import Record, Request
from osteon.web.schemas.person import DietTable, LabTable, PersonFile, SupplementTable, Words

Kind = Literal["person", "food_log", "labs", "label"]


class ImportRequest(Request):
    """The text of a file: a person (TOML, JSON), food log (CSV of an app), results (FHIR, CSV) or label."""

    kind: Kind
    name: Words = "the file"
    text: Annotated[str, Field(max_length=5_000_000)]
    calcium: Annotated[str, Field(max_length=20)] = ""
    servings: Annotated[float, Field(gt=0, le=50)] | None = None


class Imported(Record):
    """What a file holds, as tables of a person file: set in, or beside what is there, those that are not null."""

    kind: Kind
    about: str
    person: PersonFile | None
    diet: DietTable | None
    labs: dict[str, list[LabTable]] | None
    supplement: list[SupplementTable] | None
    notes: list[str]
    left: list[str] = Field(description="what was in the file and is not used, and why")
