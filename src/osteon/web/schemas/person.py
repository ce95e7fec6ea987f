"""A person as JSON: the tables of a person file, key by key; amounts are text with a unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, WrapValidator, model_serializer

from osteon.web.schemas.common import CautionWords, Problem, Record, Request, Stop

Amount = Annotated[str, Field(description='a number and a unit, such as "1000 IU" or "40 g"', max_length=200)]
Every = Annotated[str, Field(description='day, week, "12 h", "15 days", "once"', max_length=200)]
Day = Annotated[str, Field(description="a date, such as 2026-02-10", max_length=40)]
Words = Annotated[str, Field(max_length=200)]


DEEPEST = 12


class Table(Record):
    """A table of a person file; what is not told is left out of what is sent, since such a file has no nulls."""

    @model_serializer(mode="wrap")
    def _told(self, as_usual: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in as_usual(self).items() if value is not None}


class MedicineTable(Table):
    """A medicine with its dose."""

    name: Words
    amount: Amount | None = None
    every: Every = "day"
    start: float = 0.0
    stop: float | None = None


class PersonTable(Table):
    """The [person] table: who someone is, how large, where, and how healthy."""

    name: Words | None = None
    age: float | None = None
    birth_date: Day | None = None
    start_date: Day | None = None
    sex: Literal["female", "male"]
    height: Amount | None = None
    mass: Amount | None = None
    place: Words | None = None
    latitude: float | None = None
    longitude: float | None = None
    skin_type: int | None = None
    ethnicity: Words | None = None
    menopause_age: float | None = None
    egfr: Amount | None = None
    smoking: Literal["never", "former", "current"] | None = None
    alcohol: Amount | None = None
    exercise: Amount | None = None
    parent_hip_fracture: bool | None = None
    previous_fracture: bool | None = None
    conditions: list[Words] = Field(default_factory=list)
    medicines: list[Words | MedicineTable] = Field(default_factory=list)


class LabTable(Table):
    """One measurement."""

    value: Amount
    date: Day
    assay: Words | None = None
    precision: Amount | None = None


class FoodTable(Table):
    """A food that is eaten regularly."""

    food: Words
    amount: Amount
    every: Every = "day"


class DietTable(Table):
    """What is eaten: totals a day by nutrient, and foods; `pattern` is what is kept to, such as vegan."""

    nutrients: dict[str, Amount] = Field(default_factory=dict)
    foods: list[FoodTable] = Field(default_factory=list)
    pattern: list[str] = Field(default_factory=list)


class SunTable(Table):
    """Sun on the skin: minutes a day, shares of skin exposed and of cloud from 0 to 1."""

    minutes: float = 0.0
    exposed: float = 0.25
    sunscreen_spf: float = 0.0
    hour: float | None = None
    cloud: float | None = None


class SupplementTable(Table):
    """One supplement; minerals count as the element."""

    name: Words | None = None
    nutrient: Words
    amount: Amount
    at_least: Amount | None = None
    at_most: Amount | None = None
    untold: bool = False
    every: Every = "day"
    start: float = 0.0
    stop: float | None = None
    with_meal: bool = True


class PersonFile(Table):
    """A whole person file."""

    person: PersonTable
    labs: dict[str, list[LabTable]] = Field(default_factory=dict)
    diet: DietTable = Field(default_factory=DietTable)
    sun: SunTable = Field(default_factory=SunTable)
    supplement: list[SupplementTable] = Field(default_factory=list)


def _as_it_is(given: Any, _: Callable[[Any], Any]) -> Any:
    """Leave the checking to the reader of person files, which tells all problems in its own words."""
    if not isinstance(given, dict):
        raise ValueError("a person is an object with the tables of a person file")
    return _without_nulls(given)


def _without_nulls(thing: Any, depth: int = 0) -> Any:
    """The same without keys that hold null: a form sends them, a person file has none."""
    if depth > DEEPEST:
        raise ValueError("a person's tables are not nested so deeply")
    if isinstance(thing, dict):
        return {key: _without_nulls(value, depth + 1) for key, value in thing.items() if value is not None}
    return [_without_nulls(value, depth + 1) for value in thing] if isinstance(thing, list) else thing


PersonIn = Annotated[PersonFile, WrapValidator(_as_it_is)]
"""Described as a `PersonFile`; what arrives is the plain dictionary, for `Person.from_dict`."""


class AboutPerson(Request):
    """A request about one person."""

    person: PersonIn


class ToCheck(Request):
    """What a form or file holds so far, right or wrong."""

    person: Annotated[dict[str, Any], BeforeValidator(_without_nulls)]


class PersonText(Request):
    """A person file as text, TOML or JSON."""

    text: Annotated[str, Field(max_length=1_000_000)]
    name: Words = "the file"


class ReadPerson(Record):
    """A person that was read: in full and in order, with what was assumed, and what must come before any dose."""

    person: PersonFile
    toml: str
    name: str
    age: float
    assumed: list[str]
    stops: list[Stop]
    cautions: list[CautionWords]


class Checked(Record):
    """Whether a person can be used; all problems if not. `stops` holds for what can be read in either case."""

    valid: bool
    problems: list[Problem]
    read: ReadPerson | None
    stops: list[Stop]


class Example(Record):
    """An example person, to begin from."""

    id: str
    title: str
    about: str


class LoadedExample(Example):
    """An example person with everything about them."""

    read: ReadPerson
