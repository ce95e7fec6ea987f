"""Long work: begun, watched, ended."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from osteon.web.schemas.common import Failure, Record, Request


class ReplayRequest(Request):
    """Which trials to replay (none named: all), and how thoroughly."""

    trials: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=400)] = Field(default_factory=list)
    people: Annotated[int, Field(ge=8, le=512)] = 64
    doubts: Annotated[int, Field(ge=0, le=64)] = 20


class JobBegun(Record):
    """Where to watch what was begun."""

    job: str
    kind: str
    events: str


class JobProgress(Record):
    """An event `progress`: how much is done."""

    done: int
    total: int
    words: str


class JobState(Record):
    """How far a job is; the result comes as an event."""

    job: str
    kind: str
    status: Literal["waiting", "running", "done", "failed", "stopped"]
    progress: JobProgress
    error: Failure | None
