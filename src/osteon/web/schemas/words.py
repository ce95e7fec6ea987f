"""What can be written in a person file, for forms that complete while one types; foods and places."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from osteon.web.schemas.common import Record, Request


class Taken(Record):
    """A substance that can be taken: what it supplies, its group, unit and usual dose."""

    name: str
    also: list[str]
    kind: str
    supplies: str
    group: str
    unit: str
    units: list[str]
    usual_dose: str
    read: bool = Field(description="whether the model reads it; what it does not read changes nothing in the curves")


class LabWord(Record):
    """A measurement: its outcome word, laboratories' words for it, its units, and the bounds of the possible."""

    outcome: str
    words: list[str]
    unit: str
    other_units: list[str]
    low: float
    high: float


class NutrientWord(Record):
    """A nutrient whose total a day can be given."""

    name: str
    unit: str


class SkinType(Record):
    """A skin type after Fitzpatrick."""

    type: int
    words: str


class Vocabulary(Record):
    """All words of a person file."""

    supplements: list[Taken]
    medicines: list[Taken]
    conditions: list[str]
    labs: list[LabWord]
    nutrients: list[NutrientWord]
    every: list[str]
    smoking: list[str]
    ethnicities: list[str]
    skin_types: list[SkinType]


class Sought(Request):
    """What is looked for, as typed so far."""

    text: Annotated[str, Field(max_length=200)]
    limit: Annotated[int, Field(ge=1, le=50)] = 10


class PlaceFound(Record):
    """A town."""

    label: str
    name: str
    country: str
    latitude: float
    longitude: float


class Places(Record):
    """Towns that begin so, the largest first."""

    places: list[PlaceFound]


class Portion(Record):
    """A household measure of a food."""

    name: str
    grams: float


class Content(Record):
    """What 100 g hold: the middle value, and the range in which tables and measurements differ."""

    nutrient: str
    unit: str
    low: float
    middle: float
    high: float


class FoodFound(Record):
    """A food, its portions, and what 100 g of it hold."""

    id: str
    name: str
    group: str
    source: str
    portions: list[Portion]
    contents: list[Content]


class Foods(Record):
    """Foods that fit, the best first."""

    foods: list[FoodFound]
