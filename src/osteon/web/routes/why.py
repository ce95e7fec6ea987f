"""Why a figure is what it is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from osteon.errors import nearest
from osteon.web.jobs import Say
from osteon.web.refusals import RefusedError
from osteon.web.routes.jobs import begun
from osteon.web.schemas.common import Refusal
from osteon.web.schemas.jobs import JobBegun
from osteon.web.schemas.why import NextTests, SharesRequest, Why
from osteon.web.state import state_of

router = APIRouter(prefix="/api", tags=["why"], responses={status: {"model": Refusal} for status in (404, 422, 503)})


@router.get("/why/{name}")
async def why(name: Annotated[str, Path(max_length=100)], request: Request) -> Why:
    """Equation, parameters, sources, evidence and sensitivity of an outcome or of anything in the model."""

    def answer(_: int) -> Any:
        from osteon.readouts import readouts
        from osteon.web.why import why as found_why

        found = found_why(name)
        if found is None:
            hint = nearest(name, readouts()) or "give an outcome word, or a name such as calcidiol.clearance"
            raise RefusedError(404, "not_found", f"nothing is called so; {hint}")
        return found

    found: Why = await state_of(request).work.quick(answer)
    return found


@router.post("/shares", status_code=202)
def shares(asked: SharesRequest, request: Request) -> JobBegun:
    """Begin Shapley shares of a person's outcome (sun, diet, each pill, age); they come as the event `result`."""
    from osteon.person import Person

    table: Any = asked.person
    person = Person.from_dict(table)

    def answer(say: Say) -> str:
        from osteon.web.shares import shares_of

        return shares_of(person, asked, say).model_dump_json()

    return begun(request, "shares", answer)


@router.post("/next_test")
async def next_test(asked: SharesRequest, request: Request) -> NextTests:
    """Which test would tell most about an outcome of a person; some seconds."""

    def answer() -> NextTests:
        from osteon.web.shares import tests_of

        return tests_of(asked)

    return await state_of(request).work.long(answer)
