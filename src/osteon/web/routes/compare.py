"""Regimens side by side, and what the spread of a curve is made of."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from osteon.web.schemas.common import Refusal
from osteon.web.schemas.compare import CompareRequest, Comparison, SpreadApart, SpreadRequest
from osteon.web.state import state_of

router = APIRouter(
    prefix="/api", tags=["compare"], responses={status: {"model": Refusal} for status in (404, 422, 503)}
)


@router.post("/compare", response_model=Comparison)
async def compare(asked: CompareRequest, request: Request) -> Response:
    """Nothing, D3, K2, both, food only, the plan and one's own side by side, and the synergy of D3 and K2."""
    state = state_of(request)

    def answer(threads: int) -> str:
        from osteon.web.compare import compare as compared

        return compared(asked, state.bases, threads).model_dump_json()

    text = await (state.work.long(lambda: answer(2)) if asked.plans else state.work.quick(answer))
    return Response(text, media_type="application/json")


@router.post("/spread", response_model=SpreadApart)
async def spread(asked: SpreadRequest, request: Request) -> Response:
    """One curve with its spread taken apart: doubt of parameters, differences between people, rival hypotheses."""
    state = state_of(request)

    def answer() -> str:
        from osteon.web.spreading import spread_apart

        return spread_apart(asked, state.bases).model_dump_json()

    return Response(await state.work.long(answer), media_type="application/json")
