"""The report to keep."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from osteon.web.schemas.common import Request
from osteon.web.schemas.person import PersonIn


class ReportRequest(Request):
    """Whose report, and as what."""

    person: PersonIn
    format: Literal["pdf", "html"] = "pdf"
    with_plan: bool = True
    years: Annotated[float, Field(gt=0, le=60)] = 10.0
