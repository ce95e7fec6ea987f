"""What the app says of itself."""

from __future__ import annotations

from osteon.web.schemas.common import Record
from osteon.web.schemas.person import Example


class SliderSpec(Record):
    """A slider: its ends, step and unit; `limit` is a tolerable upper intake beyond which it says so."""

    id: str
    words: str
    unit: str
    low: float
    high: float
    step: float


class Meta(Record):
    """Version, intended use, example persons, sliders, and which parts of Osteon are there."""

    version: str
    edition: str
    intended_use: str
    interval: str
    examples: list[Example]
    sliders: list[SliderSpec]
    parts: dict[str, bool]
    token_needed: bool


class Ready(Record):
    """Whether the model is loaded."""

    ready: bool
    milliseconds: float
