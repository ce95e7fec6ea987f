"""The part of a report that names the sources: of the model's parts behind each number, and of how it was tested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from osteon.body.editions import edition
from osteon.engine.declare import Param
from osteon.readouts import readouts
from osteon.report.document import Paragraph, Points, Section
from osteon.report.text import SECTIONS
from osteon.whereabouts import sources


def named(edition_name: str) -> Section:
    """The published sources behind the numbers shown, once each."""
    about = (
        "What stands behind the numbers shown. `osteon where NAME` gives the equation, parameters and sources of each; "
        "`osteon replay` holds the model against published trials, failures included."
    )
    return Section("Sources", (Paragraph(about, quiet=True), Points(tuple(_lines(_keys(edition_name))))))


def _keys(edition_name: str) -> set[str]:
    parts = {part.split(".")[0] for words in SECTIONS.values() for word in words for part in readouts()[word].parts}
    behind = [subsystem for subsystem in edition(edition_name).subsystems if subsystem.title() in parts]
    return {
        item.source
        for subsystem in behind
        for item in subsystem.declarations()
        if isinstance(item, Param) and item.source
    }


def _lines(keys: Iterable[str]) -> Iterator[str]:
    records = [sources()[key] for key in keys if key in sources() and sources()[key].get("doi")]
    for record in sorted(records, key=lambda record: (str(record.get("authors", "")), int(record.get("year", 0)))):
        yield _line(record)


def _line(record: Mapping[str, Any]) -> str:
    title, where = record.get("title", ""), record.get("where", "")
    return f"{record.get('authors', '')} ({record.get('year', '')}). {title}. {where}. doi {record['doi']}"
