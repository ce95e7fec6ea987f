"""Plans within limits."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from osteon.web.schemas.common import Refusal
from osteon.web.schemas.plan import PlanAnswer, PlanRequest
from osteon.web.state import state_of

router = APIRouter(prefix="/api", tags=["plan"], responses={status: {"model": Refusal} for status in (422, 503)})


@router.post("/plan", response_model=PlanAnswer)
async def plan(asked: PlanRequest, request: Request) -> Response:
    """The smallest change that reaches the goals within every limit, its timetable and effect; some seconds."""
    state = state_of(request)

    def answer() -> str:
        from osteon.web.planning import plan_answer

        return plan_answer(asked, state.bases).model_dump_json(by_alias=True)

    return Response(await state.work.long(answer), media_type="application/json")
