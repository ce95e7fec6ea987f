"""Answers that say no: one shape for all of them, with every problem of an input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from osteon.errors import EvidenceError, InputError, SolveError, StorageError
from osteon.web.schemas.common import Failure, Problem, Refusal
from osteon.web.speaking import problems_of

Kind = Literal["input", "not_found", "unavailable", "superseded", "forbidden", "too_large", "busy", "stopped", "fault"]
KINDS: Mapping[int, Kind] = {
    401: "forbidden",
    403: "forbidden",
    404: "not_found",
    408: "too_large",
    409: "superseded",
    413: "too_large",
}


class RefusedError(Exception):
    """A request that is answered with a refusal, raised anywhere below a route."""

    def __init__(self, status: int, kind: Kind, message: str) -> None:
        self.status = status
        self.kind: Kind = kind
        super().__init__(message)


def refusal(status: int, kind: Kind, message: str, problems: Iterable[Problem] = ()) -> JSONResponse:
    """The answer that says no."""
    body = Refusal(error=Failure(kind=kind, message=message, problems=list(problems)))
    return JSONResponse(body.model_dump(), status_code=status)


def answer_errors(app: FastAPI) -> None:
    """Turn what is raised below a route into refusals."""
    app.add_exception_handler(InputError, _input)
    app.add_exception_handler(RequestValidationError, _shape)
    app.add_exception_handler(SolveError, _stopped)
    app.add_exception_handler(StorageError, _storage)
    app.add_exception_handler(EvidenceError, _storage)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(HTTPException, _http)


async def _input(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, InputError)
    count = len(error.problems)
    words = error.problems[0] if count == 1 else f"{count} problems"
    return refusal(422, "input", words, problems_of(error))


async def _shape(_: Request, error: Exception) -> JSONResponse:
    """What does not have the shape of a request: where, and what was expected, without what was given."""
    assert isinstance(error, RequestValidationError)
    problems = [_misshapen(each) for each in error.errors()]
    words = problems[0].message if len(problems) == 1 else f"{len(problems)} problems"
    return refusal(422, "input", words, problems)


def _misshapen(found: dict[str, Any]) -> Problem:
    path = [piece for piece in found["loc"] if piece not in ("body", "query", "path")]
    field = ".".join(str(piece) for piece in path)
    return Problem(path=path, field=field, message=str(found["msg"]), line=None)


async def _stopped(_: Request, error: Exception) -> JSONResponse:
    return refusal(422, "stopped", f"the simulation could not be finished: {error}")


async def _storage(_: Request, error: Exception) -> JSONResponse:
    return refusal(503, "unavailable", str(error))


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusedError)
    return refusal(error.status, error.kind, str(error))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    answer = refusal(error.status_code, KINDS.get(error.status_code, "input"), str(error.detail))
    answer.headers.update(error.headers or {})
    if error.status_code == 405:
        answer.headers["allow"] = ", ".join(_methods(request))
    return answer


def _methods(request: Request) -> list[str]:
    """What may be done at an address."""
    paths = request.app.openapi()["paths"]
    asked = request.url.path
    fits = [paths[asked]] if asked in paths else [paths[path] for path in paths if compile_path(path)[0].match(asked)]
    return sorted({method.upper() for way in fits for method in way})


def refusals_as_json(openapi: dict[str, Any]) -> dict[str, Any]:
    """The description of the API with every refusal as JSON, whatever the address gives when all is well."""
    for way in openapi["paths"].values():
        for asked in way.values():
            for status, answer in asked["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    return openapi
