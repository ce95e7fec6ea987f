"""The live view: sliders in, everything that moves out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from osteon.web.schemas.common import Refusal
from osteon.web.schemas.live import Live, LiveRequest
from osteon.web.state import state_of

router = APIRouter(
    prefix="/api",
    tags=["live"],
    responses={status: {"model": Refusal} for status in (409, 422, 503)},
)


@router.post("/live", response_model=Live)
async def live(asked: LiveRequest, request: Request) -> Response:
    """Flows, figures, curves and fractures of a person under the sliders."""
    state = state_of(request)

    def answer(threads: int) -> str:
        from osteon.web.live.answer import live_answer

        return live_answer(asked, state.bases, threads).model_dump_json()

    text = await state.work.quick(answer, asked.session, asked.turn)
    return Response(text, media_type="application/json")
