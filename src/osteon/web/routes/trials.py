"""Published trials and their replays."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from osteon.web.routes.jobs import begun
from osteon.web.schemas.common import Refusal
from osteon.web.schemas.jobs import JobBegun, ReplayRequest
from osteon.web.schemas.trials import KeptScorecard, Scorecard, TrialPage, Trials
from osteon.web.state import state_of

router = APIRouter(
    prefix="/api/trials", tags=["trials"], responses={status: {"model": Refusal} for status in (404, 422, 503)}
)
Name = Annotated[str, Path(max_length=80)]


@router.get("")
def trials() -> Trials:
    """All trials that come with Osteon."""
    from osteon.web.trials import trial_list

    return trial_list()


@router.get("/scorecard")
async def scorecard(request: Request) -> KeptScorecard:
    """The scorecard of all trials as last replayed with this state of the model; null until a replay of all ran."""

    def answer(_: int) -> KeptScorecard:
        from osteon.web.kept_scorecard import kept_scorecard

        return KeptScorecard(scorecard=kept_scorecard())

    return await state_of(request).work.quick(answer)


@router.get("/{name}")
def trial(name: Name) -> TrialPage:
    """One trial: people, arms, figures."""
    from osteon.web.trials import trial_page

    return trial_page(name)


@router.post("/{name}/replay", response_model=Scorecard)
async def replay_one(name: Name, request: Request) -> Response:
    """Replay one trial: each endpoint as predicted and as observed."""

    def answer() -> str:
        from osteon.web.trials import scorecard, trial_of

        return scorecard(ReplayRequest(trials=[trial_of(name).id]), lambda *_: None).model_dump_json()

    return Response(await state_of(request).work.long(answer), media_type="application/json")


@router.post("/replay", status_code=202)
def replay_many(asked: ReplayRequest, request: Request) -> JobBegun:
    """Begin the replay of many trials; the scorecard comes as the event `result`."""
    from osteon.web.trials import scorecard, trial_of

    for name in asked.trials:
        trial_of(name)
    return begun(request, "replay", lambda say: scorecard(asked, say).model_dump_json())
