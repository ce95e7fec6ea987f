"""A report as PDF: tagged for screen readers (PDF/UA-1), and the same bytes for the same input.

PDF/UA wants a glyph for every letter. A report with letters that no typeface here has is tagged too, but without that
standard's mark.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from osteon.person import Person
from osteon.report.build import document_of
from osteon.report.chart_png import FONTS
from osteon.report.document import Document

TEMPLATE = Path(__file__).parent / "report.typ"
STANDARD: Final = "ua-1"


def pdf_report(person: Person, *, years: float = 10.0, with_plan: bool = True) -> bytes:
    r"""A person's report as PDF.

    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> pdf_report(me, years=1, with_plan=False)[:5]
    b'%PDF-'
    """
    return pdf_of(document_of(person, years=years, with_plan=with_plan))


def pdf_of(document: Document) -> bytes:
    """The PDF of a report's content."""
    import typst

    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[FONTS])
    content = {"report": json.dumps(document.plain(), ensure_ascii=False)}
    try:
        made = _compiler(fonts, content).compile(format="pdf", pdf_standards=STANDARD, timestamp=0)
    except typst.TypstError:
        made = _compiler(fonts, content).compile(format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made


def _compiler(fonts: Any, content: dict[str, str]) -> Any:
    import typst

    return typst.Compiler(TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs=content)
