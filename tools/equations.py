"""The equations of a subsystem as lines of plain mathematics, made from the text of its methods."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from osteon.engine.declare import Subsystem
from osteon.errors import DeclarationError


@dataclass(frozen=True, slots=True)
class Equation:
    """One method: its result, what it names on the way, and the helpers of the same class that it calls."""

    result: str
    parts: tuple[str, ...]
    helpers: tuple[str, ...]


def equations(subsystem: type[Subsystem]) -> dict[str, Equation]:
    """The equation of every method in a subsystem's class body, by the method's name.

    Raises:
        DeclarationError: a method does something that is not an equation.

    >>> from osteon.body.parathyroid import Parathyroid
    >>> equations(Parathyroid)["shrinking"].result
    'shrinking = growth_rate · capacity'
    """
    return _of_class(Path(inspect.getfile(subsystem)), subsystem.__name__)


@cache
def _of_class(file: Path, name: str) -> dict[str, Equation]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    (body,) = (node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    return {node.name: equation(node) for node in body if isinstance(node, ast.FunctionDef)}


def equation(method: ast.FunctionDef) -> Equation:
    """The equation of one method.

    Raises:
        DeclarationError: the method does something that is not an equation.

    >>> text = "def half(self): return self.whole / 2"
    >>> equation(ast.parse(text).body[0]).result
    'half = whole / 2'
    """
    result, parts, plain = "", list[str](), _Plain()
    for statement in method.body:
        if isinstance(statement, ast.Assign):
            parts += _assigned(statement, plain)
        elif isinstance(statement, ast.Return) and statement.value is not None:
            result = f"{_heading(method)} = {_text(statement.value, plain)}"
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            raise DeclarationError(f"{method.name}, line {statement.lineno}: {ast.unparse(statement)} is no equation")
    return Equation(result, tuple(parts), tuple(dict.fromkeys(plain.helpers)))


def _heading(method: ast.FunctionDef) -> str:
    """What stands left of the equals sign; a helper, which begins with an underscore, shows what it is given."""
    given = [argument.arg for argument in method.args.args[1:]]
    private = method.name.startswith("_")
    return f"{method.name.lstrip('_')}({', '.join(given)})" if private else method.name


def _assigned(statement: ast.Assign, plain: _Plain) -> list[str]:
    target, value = statement.targets[0], statement.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return [
            f"{_text(name, plain)} = {_text(part, plain)}" for name, part in zip(target.elts, value.elts, strict=True)
        ]
    return [f"{_text(target, plain)} = {_text(value, plain)}"]


def _text(node: ast.expr, plain: _Plain) -> str:
    text = ast.unparse(plain.visit(node))
    return (
        text.replace(" ** ", "^")
        .replace(" * ", " · ")
        .replace("half=", "half = ")
        .replace("=", " = ")
        .replace("  ", " ")
    )


class _Plain(ast.NodeTransformer):
    """Leaves out what is Python and not mathematics: self, .number and .lift(...); notes helpers that are called."""

    def __init__(self) -> None:
        self.helpers: list[str] = []

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            if node.attr.startswith("_"):
                self.helpers.append(node.attr)
            return ast.Name(node.attr.lstrip("_"))
        if node.attr == "number":
            inner: ast.expr = self.visit(node.value)
            return inner
        raise DeclarationError(f"line {node.lineno}: {ast.unparse(node)} cannot be written as mathematics")

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "lift":
            return node.args[0]
        return self.generic_visit(node)
