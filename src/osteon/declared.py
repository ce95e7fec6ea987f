"""Where a declaration stands in the source: file, line and the text of its equation."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from osteon.engine.declare import Declaration, Subsystem


@dataclass(frozen=True, slots=True)
class Place:
    """A file, the line a declaration begins on, and its equation: its method without head and docstring.

    Methods of the class that the equation calls stand below it with their heads.
    """

    file: Path
    line: int
    equation: str = ""

    def __str__(self) -> str:
        here = Path.cwd()
        return f"{self.file.relative_to(here) if self.file.is_relative_to(here) else self.file}:{self.line}"


def place_of(item: Declaration) -> Place:
    """Where a declaration stands.

    >>> from osteon.catalogue import catalogue
    >>> place = place_of(catalogue("peterson-riggs-2010").one("CaC", ["value"]).entry.declaration)
    >>> place.file.name, place.equation
    ('plasma.py', 'return self.calcium / self.volume')
    """
    inside = _places(Path(inspect.getfile(item.owner))).get(item.owner.__name__, {})
    return inside.get(item.name) or place_of_subsystem(item.owner)


def place_of_subsystem(subsystem: type[Subsystem]) -> Place:
    """Where a subsystem stands.

    >>> from osteon.body.published.plasma import Plasma
    >>> place_of_subsystem(Plasma).file.name
    'plasma.py'
    """
    return Place(Path(inspect.getfile(subsystem)), inspect.getsourcelines(subsystem)[1])


@lru_cache(maxsize=128)
def _places(file: Path) -> dict[str, dict[str, Place]]:
    """Everything that the class bodies of a file assign or define, by class and name."""
    text = file.read_text(encoding="utf-8")
    classes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef))
    return {node.name: _inside(node, file, text.splitlines()) for node in classes}


def _inside(body: ast.ClassDef, file: Path, lines: list[str]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for node in body.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = Place(file, node.lineno, _equation(node, body, lines))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: Place(file, node.lineno) for target in targets if isinstance(target, ast.Name)}
    return found


def _equation(node: ast.FunctionDef, body: ast.ClassDef, lines: list[str]) -> str:
    """What a method says, and below it the methods of the class that it calls."""
    calls = (part.func for part in ast.walk(node) if isinstance(part, ast.Call))
    called = {function.attr for function in calls if isinstance(function, ast.Attribute)}
    below = [
        f"def {part.name}({ast.unparse(part.args)}):\n" + textwrap.indent(_text(part.body, lines), "    ")
        for part in body.body
        if isinstance(part, ast.FunctionDef) and part.name in called
    ]
    return "\n".join([_text(node.body, lines), *below])


def _text(statements: list[ast.stmt], lines: list[str]) -> str:
    """Statements as they are written, but for a docstring."""
    first = statements[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    rest = statements[1:] if documented else statements
    return textwrap.dedent("\n".join(lines[rest[0].lineno - 1 : rest[-1].end_lineno])) if rest else ""
