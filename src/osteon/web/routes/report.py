"""The report to keep."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from osteon.web.schemas.report import ReportRequest
from osteon.web.state import state_of

router = APIRouter(prefix="/api", tags=["report"])


@router.post(
    "/report",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}, "text/html": {}}, "description": "the report"}},
)
async def report(asked: ReportRequest, request: Request) -> Response:
    """A person's report as PDF or as one HTML file; some seconds."""
    media = "application/pdf" if asked.format == "pdf" else "text/html; charset=utf-8"
    headers = {"content-disposition": f'attachment; filename="osteon-report.{asked.format}"'}
    made = await state_of(request).work.long(lambda: _made(asked))
    return Response(made, media_type=media, headers=headers)


def _made(asked: ReportRequest) -> bytes:
    from osteon.person import Person
    from osteon.report.page import html_report
    from osteon.report.pdf import pdf_report

    table: Any = asked.person
    person = Person.from_dict(table)
    if asked.format == "pdf":
        return pdf_report(person, years=asked.years, with_plan=asked.with_plan)
    return html_report(person, years=asked.years, with_plan=asked.with_plan).encode()
