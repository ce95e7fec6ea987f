"""Population runs."""

from __future__ import annotations

from fastapi import APIRouter, Request

from osteon.web.jobs import Say
from osteon.web.routes.jobs import begun
from osteon.web.schemas.jobs import JobBegun
from osteon.web.schemas.population import PopulationRequest

router = APIRouter(prefix="/api", tags=["population"])


@router.post("/population", status_code=202)
def population(asked: PopulationRequest, request: Request) -> JobBegun:
    """Begin a population run; the result comes as the event `result`."""

    def answer(say: Say) -> str:
        from osteon.web.population import population as run

        return run(asked, say).model_dump_json()

    return begun(request, "population", answer)
