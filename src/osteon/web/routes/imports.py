"""Files that people bring along."""

from __future__ import annotations

from fastapi import APIRouter, Request

from osteon.web.schemas.imports import Imported, ImportRequest
from osteon.web.state import state_of

router = APIRouter(prefix="/api", tags=["imports"])


@router.post("/import")
async def read_file(asked: ImportRequest, request: Request) -> Imported:
    """A person file, food log, laboratory results or label as tables of a person file; all problems if it is broken."""

    def answer(_: int) -> Imported:
        from osteon.web.imports import imported

        return imported(asked)

    return await state_of(request).work.quick(answer)
