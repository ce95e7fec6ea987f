"""Long work: watched and stopped."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import StreamingResponse

from osteon.web.jobs import Do, events
from osteon.web.refusals import RefusedError
from osteon.web.schemas.common import Refusal
from osteon.web.schemas.jobs import JobBegun, JobState
from osteon.web.schemas.population import PopulationResult
from osteon.web.schemas.trials import Scorecard
from osteon.web.schemas.why import Shares
from osteon.web.state import state_of

router = APIRouter(prefix="/api/jobs", tags=["jobs"], responses={404: {"model": Refusal}, 422: {"model": Refusal}})
Name = Annotated[str, Path(max_length=64)]


def begun(request: Request, kind: str, do: Do) -> JobBegun:
    """Begin long work, and say where to watch it."""
    job = state_of(request).jobs.begin(kind, do)
    return JobBegun(job=job.id, kind=kind, events=f"/api/jobs/{job.id}/events")


@router.get("/{name}")
def state(name: Name, request: Request) -> JobState:
    """How far a job is."""
    return state_of(request).jobs.get(name).state()


@router.get(
    "/{name}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def watch(name: Name, request: Request) -> StreamingResponse:
    """Events `progress` {done, total, words}, and at the end `result`, `failed` or `stopped`."""
    return StreamingResponse(events(state_of(request).jobs.get(name)), media_type="text/event-stream")


@router.get("/{name}/result", response_model=Scorecard | PopulationResult | Shares)
def result(name: Name, request: Request) -> Response:
    """The result of a job that is done, as its last event told it."""
    job = state_of(request).jobs.get(name)
    if job.status != "done":
        raise RefusedError(404, "not_found", f"the job is {job.status}: there is no result")
    return Response(job.result, media_type="application/json")


@router.delete("/{name}")
def stop(name: Name, request: Request) -> JobState:
    """Ask a job to stop."""
    job = state_of(request).jobs.get(name)
    job.stop.set()
    return job.state()
