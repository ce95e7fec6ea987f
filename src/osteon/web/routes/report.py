"""The report to keep."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from osteon.web.refusals import RefusedError
from osteon.web.schemas.report import ReportRequest
from osteon.web.state import state_of

router = APIRouter(prefix="/api", tags=["report"])
KINDS: Mapping[str, tuple[str, str, str]] = {
    "pdf": ("pdf", "pdf_report", "application/pdf"),
    "html": ("page", "html_report", "text/html; charset=utf-8"),
}


@router.post(
    "/report",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}, "text/html": {}}, "description": "the report"}},
)
async def report(asked: ReportRequest, request: Request) -> Response:
    """A person's report as PDF or as one HTML file."""
    module, function, media = KINDS[asked.format]

    def answer() -> bytes:
        from osteon.person import Person

        table: Any = asked.person
        person = Person.from_dict(table)
        try:
            write = getattr(importlib.import_module(f"osteon.report.{module}"), function)
        except (ImportError, AttributeError):
            raise RefusedError(503, "unavailable", "reports are not in this copy of Osteon") from None
        made: str | bytes = write(person, years=asked.years)
        return made.encode() if isinstance(made, str) else made

    headers = {"content-disposition": f'attachment; filename="osteon-report.{asked.format}"'}
    return Response(await state_of(request).work.long(answer), media_type=media, headers=headers)
