"""Which hand-written page describes a subsystem, and where on it stands what is left out."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from osteon.engine.declare import Subsystem
from osteon.errors import DeclarationError

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "docs" / "physiology"
HEAD_LINES = 8
"""A page names its files within so many lines."""
SHORTCOMINGS = re.compile(r"^## (.*(?:falls short|weak points|left out).*)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a hand-written page: its title and the link to it from docs/model."""

    title: str
    link: str


def left_out(subsystem: type[Subsystem]) -> Section:
    """The section that says what a subsystem leaves out.

    Raises:
        DeclarationError: no page names the subsystem's file, or the page says nothing of what it leaves out.

    >>> from osteon.body.gut import Gut
    >>> left_out(Gut).link
    '../physiology/gut-calcium.md#4-against-studies'
    """
    file = Path(inspect.getfile(subsystem))
    names = {f"{file.name}`", "drugs/`"} if file.parent.name == "drugs" else {f"{file.name}`"}
    for page, head, section in _written():
        if any(re.search(rf"[`/]{re.escape(name)}", head) for name in names):
            return Section(section.title, f"../physiology/{page}#{section.link}")
    raise DeclarationError(f"no page of docs/physiology names {file.name} in its first {HEAD_LINES} lines")


def place_in_repository(subsystem: type[Subsystem]) -> str:
    """The path of a subsystem's file from the top of the repository.

    >>> from osteon.body.gut import Gut
    >>> place_in_repository(Gut)
    'src/osteon/body/gut.py'
    """
    return Path(inspect.getfile(subsystem)).resolve().relative_to(ROOT.resolve()).as_posix()


@cache
def _written() -> tuple[tuple[str, str, Section], ...]:
    """Each page's name, its first lines, and the section on what it leaves out; the last section where none says so."""
    found = []
    for path in sorted(WRITTEN.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = text.splitlines()[0].removeprefix("# ")
        headings = SHORTCOMINGS.findall(text) or re.findall(r"^## (.*)$", text, re.MULTILINE)
        head = "\n".join(text.splitlines()[:HEAD_LINES])
        found.append((path.name, head, Section(f"{title}, {headings[-1]}", _anchor(headings[-1]))))
    return tuple(found)


def _anchor(heading: str) -> str:
    """A heading as a link goes to it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
