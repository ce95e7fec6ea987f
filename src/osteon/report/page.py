"""A report as one HTML file: no script, nothing fetched, fit for screen, paper and screen reader."""

from __future__ import annotations

from html import escape
from pathlib import Path

from osteon.person import Person
from osteon.report.build import document_of
from osteon.report.document import Block, Document, Notice, Paragraph, Picture, Points, Section, Table

STYLE = Path(__file__).parent / "report.css"


def html_report(person: Person, *, years: float = 10.0, with_plan: bool = True) -> str:
    """A person's report as an HTML page; the same input gives the same text.

    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> html_report(me, years=1, with_plan=False).startswith("<!doctype html>")
    True
    """
    return page_of(document_of(person, years=years, with_plan=with_plan))


def page_of(document: Document) -> str:
    """The HTML page of a report's content.

    >>> "<h1>Me &amp; you</h1>" in page_of(Document("Me & you", "", ()))
    True
    """
    style = STYLE.read_text(encoding="utf-8")
    body = "\n".join(_section(section, index) for index, section in enumerate(document.sections))
    links = "".join(
        f'<li><a href="#part-{index}">{escape(section.title)}</a></li>'
        for index, section in enumerate(document.sections)
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(document.title)}</title>
<style>
{style}</style>
</head>
<body>
<header><h1>{escape(document.title)}</h1><p>{escape(document.about)}</p></header>
<nav aria-label="Parts"><ol>{links}</ol></nav>
<main>
{body}
</main>
</body>
</html>
"""


def _section(section: Section, index: int) -> str:
    blocks = "\n".join(_block(block) for block in section.blocks)
    return f'<section id="part-{index}"><h2>{escape(section.title)}</h2>\n{blocks}\n</section>'


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            mark = ' class="quiet"' if block.quiet else ""
            return f"<p{mark}>{escape(block.words)}</p>"
        case Points():
            return f"<ul>{_items(block.points)}</ul>"
        case Notice():
            inner = (
                f"<p>{escape(block.points[0])}</p>" if len(block.points) == 1 else f"<ul>{_items(block.points)}</ul>"
            )
            return f'<aside class="{block.tone}"><h3>{escape(block.title)}</h3>{inner}</aside>'
        case Table():
            return _table(block)
        case Picture():
            return _picture(block)


def _items(points: tuple[str, ...]) -> str:
    return "".join(f"<li>{escape(point)}</li>" for point in points)


def _table(table: Table) -> str:
    title = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' if cell else "<td></td>" for cell in table.head)
    rows = "".join(_row(row) for row in table.rows)
    name = escape(table.title or "table")
    inner = f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="table" tabindex="0" role="group" aria-label="{name}">{inner}</div>'


def _row(row: tuple[str, ...]) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'


def _picture(picture: Picture) -> str:
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
    svg = picture.svg.replace("<svg ", f'<svg role="img" aria-label="{escape(picture.alt)}" ', 1)
    return f"<figure>{svg}{caption}</figure>"
