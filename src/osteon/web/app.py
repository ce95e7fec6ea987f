"""The app as a web server: `create_app` joins routes, refusals and the door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from osteon.web import assets
from osteon.web.guard import Guard
from osteon.web.refusals import answer_errors, refusals_as_json
from osteon.web.routes import (
    compare,
    imports,
    jobs,
    live,
    meta,
    people,
    person,
    plan,
    population,
    report,
    trials,
    why,
    words,
)
from osteon.web.schemas.common import Refusal
from osteon.web.settings import Settings
from osteon.web.state import State

ROUTERS = (
    meta.router,
    person.router,
    words.router,
    live.router,
    compare.router,
    plan.router,
    report.router,
    people.router,
    imports.router,
    why.router,
    trials.router,
    population.router,
    jobs.router,
)
ABOUT = (
    "How vitamin D3, vitamin K2 and calcium work together in a body. For education and research; not a medical device. "
    "Everything stays on this machine."
)


REFUSALS: Mapping[int | str, str] = {
    400: "no JSON",
    401: "the token is missing",
    403: "another host name or site",
    408: "too slow",
    413: "too large",
    415: "another type than JSON",
    422: "what was given cannot be used; all problems",
    429: "busy",
    503: "a part that is not there",
}


class App(FastAPI):
    """The app; it is described when somebody asks for its description."""

    def openapi(self) -> dict[str, Any]:
        """The description of the API, worked out once."""
        if not self.openapi_schema:
            self.openapi_schema = refusals_as_json(super().openapi())
        return self.openapi_schema


def create_app(settings: Settings | None = None) -> FastAPI:
    """The app, ready to be served.

    >>> create_app().title
    'Osteon'
    """
    from osteon import __version__

    chosen = settings or Settings()
    app = App(
        title="Osteon",
        version=__version__,
        description=ABOUT,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        lifespan=_lifespan,
        responses={status: {"model": Refusal, "description": words} for status, words in REFUSALS.items()},
    )
    app.state.osteon = State(chosen)
    answer_errors(app)
    for router in ROUTERS:
        app.include_router(router)
    app.router.default = assets.Pages(chosen.static)
    app.add_middleware(Guard, settings=chosen)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    if app.state.osteon.closed:
        app.state.osteon = State(app.state.osteon.settings)
    yield
    app.state.osteon.close()
