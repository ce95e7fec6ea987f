"""A report as plain content: sections of paragraphs, tables and pictures, the same for paper and for the browser."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; `quiet` ones explain what stands before them."""

    words: str
    quiet: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short texts."""

    points: tuple[str, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class Notice:
    """A text in a box; `tone` says how much it matters."""

    title: str
    points: tuple[str, ...]
    tone: Literal["stop", "warning", "plain"] = "plain"
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; the first column names the row."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing (SVG) with what it shows in words, for those who cannot see it."""

    svg: str
    alt: str
    caption: str = ""
    kind: Literal["picture"] = "picture"


Block = Paragraph | Points | Notice | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a report."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report."""

    title: str
    about: str
    sections: tuple[Section, ...]

    def plain(self) -> dict[str, Any]:
        """Dictionaries, lists and text.

        >>> Document("Report", "", (Section("Who", (Paragraph("A woman of 57."),)),)).plain()["sections"][0]["title"]
        'Who'
        """
        return asdict(self)
