"""Records that many answers share: figures with intervals, problems of an input, hard stops."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Support = Literal["good", "fair", "weak", "given"]
Severity = Literal["danger", "important", "timing", "know"]


class Record(BaseModel):
    """What is sent out: nothing but the fields declared."""

    model_config = ConfigDict(extra="forbid")


class Request(BaseModel):
    """What comes in: an unknown field is a problem, not silence; numbers are finite, types are kept."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True)


class Figure(Record):
    """A middle value and the interval that holds 90 of 100 draws."""

    middle: float
    low: float
    high: float


class Problem(Record):
    """One thing that is wrong with an input: where it is, as keys and entry numbers from 0, and what to do."""

    path: list[str | int] = Field(description="keys, and places in lists from 0; empty where it is the whole input")
    field: str = Field(description='the same in words, such as "supplement #1.amount"')
    message: str
    line: int | None = Field(description="line of the text that was read")


class Failure(Record):
    """Why a request could not be answered; `problems` lists all that is wrong with an input."""

    kind: Literal[
        "input", "not_found", "unavailable", "superseded", "forbidden", "too_large", "busy", "stopped", "fault"
    ]
    message: str
    problems: list[Problem]


class Refusal(Record):
    """The body of every answer that is not a success."""

    error: Failure


class Stop(Record):
    """A reason to ask a doctor, which comes before any dose."""

    what: str
    why: str
    ask: str
    source: str


class CautionWords(Record):
    """Two things that do not go well together: what, why, how grave, and what to do."""

    first: list[str]
    second: list[str]
    what: str
    why: str
    severity: Severity
    severity_words: str
    ask: str
    source: str
    timing: str
