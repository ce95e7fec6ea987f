"""The rule of the folders: who may import whom, how large files and functions may be, and what stands at their top."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

import osteon

SOURCE = Path(osteon.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
ORDER = (
    "errors",
    "units",
    "substances",
    "places",
    "person",
    "intake",
    "engine",
    "body",
    "simulate",
    "outcomes",
    "evidence",
    "population",
    "twin",
    "plan",
    "report",
    "web",
    "cli",
)
"""Each may import what stands before it. What is not named here may stand anywhere, as long as nothing goes round."""
VOCABULARY = {"osteon.engine.declare", "osteon.engine.quantity", "osteon.errors"}
"""What a file of physiology may import; the list of editions may also build models."""
DOORS = ("__init__", "__main__")
FILE_LINES, FUNCTION_LINES = 400, 60
MUTABLE = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
MAKERS = ("dict", "list", "set", "defaultdict", "OrderedDict", "deque")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, wherever in it."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}, line {node.lineno}: imports go by full names"
            if node.module == "osteon":
                yield from (f"osteon.{alias.name}" for alias in node.names)
            elif node.module and node.module.startswith("osteon."):
                yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("osteon"))


def _name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def _part(path: Path) -> str:
    """The folder or file below the package that a file belongs to."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@cache
def _graph() -> dict[str, dict[str, str]]:
    """Each part with the parts it imports, and a file in which it does."""
    graph: dict[str, dict[str, str]] = {}
    for path in FILES:
        mine = graph.setdefault(_part(path), {})
        for module in _imports(path):
            name = module.split(".")[1] if "." in module else "__init__"
            if name != _part(path):
                mine[name] = f"{path.relative_to(SOURCE)} imports {module}"
    return {part: others for part, others in graph.items() if part not in DOORS}


def test_imports_follow_the_order() -> None:
    wrong = [
        text
        for part, others in _graph().items()
        for other, text in others.items()
        if part in ORDER and other in ORDER and ORDER.index(other) > ORDER.index(part)
    ]
    assert wrong == []


def test_nothing_goes_round() -> None:
    try:
        order = list(TopologicalSorter({part: set(others) for part, others in _graph().items()}).static_order())
    except CycleError as error:
        around = error.args[1][::-1]
        steps = [_graph()[part][other] for part, other in pairwise(around)]
        pytest.fail("imports go round: " + "; ".join(steps))
    assert order


def test_the_engine_knows_only_errors() -> None:
    assert set(_graph()["engine"]) <= {"errors"}


def test_the_body_knows_only_the_words_of_declaration() -> None:
    allowed = {SOURCE / "body" / "editions.py": {*VOCABULARY, "osteon.engine.model"}}
    wrong = [
        f"{path.relative_to(SOURCE)} imports {module}"
        for path in (SOURCE / "body").rglob("*.py")
        for module in _imports(path)
        if not module.startswith("osteon.body") and module not in allowed.get(path, VOCABULARY)
    ]
    assert wrong == []


def test_nothing_but_themselves_imports_the_faces() -> None:
    wrong = [
        text
        for part, others in _graph().items()
        for other, text in others.items()
        if other in ("cli", "web") and part not in ("cli", "web")
    ]
    assert wrong == []


def test_the_package_itself_is_imported_by_no_part() -> None:
    assert [others["__init__"] for others in _graph().values() if "__init__" in others] == []


def test_a_file_has_one_subject_and_so_an_end() -> None:
    long = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: lines for name, lines in long.items() if lines > FILE_LINES} == {}


def test_functions_are_short() -> None:
    long = {
        f"{_name(path)}: {node.name}": node.end_lineno - node.lineno + 1
        for path in FILES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    assert {name: lines for name, lines in long.items() if lines > FUNCTION_LINES} == {}


def test_nothing_global_is_changed() -> None:
    """What could be changed stands in capitals (and is not), or is private; no function takes hold of a global."""
    loose = [f"{_name(path)}: {name}" for path in FILES for name in _loose(_tree(path))]
    assert loose == []
    held = [_name(path) for path in FILES for node in ast.walk(_tree(path)) if isinstance(node, ast.Global)]
    assert held == []


def _loose(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_mutable(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            yield from (name for name in names if not (name.isupper() or name.startswith("_")))


def _is_mutable(value: ast.expr | None) -> bool:
    maker = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
    return isinstance(value, MUTABLE) or maker in MAKERS


def test_names_for_export_are_sorted() -> None:
    """Constants, then classes, then the rest, each by the alphabet and once."""
    for path in FILES:
        names = _exported(_tree(path))
        assert names == sorted(set(names), key=_export_order), _name(path)


def _exported(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(_is_export_list(target) for target in node.targets):
            return list(ast.literal_eval(node.value)) if isinstance(node.value, ast.List | ast.Tuple) else []
    return []


def _is_export_list(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "__all__"


def _export_order(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def test_everything_public_says_what_it_is() -> None:
    silent = [_name(path) for path in FILES if not ast.get_docstring(_tree(path))]
    silent += [
        f"{_name(path)}: {node.name}" for path in FILES for node in _public(_tree(path)) if not ast.get_docstring(node)
    ]
    assert silent == []


def _public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            inner = node.body if isinstance(node, ast.ClassDef) else []
            yield from (item for item in inner if isinstance(item, ast.FunctionDef) and not _is_hidden(item))


def _is_hidden(item: ast.FunctionDef) -> bool:
    overloaded = any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in item.decorator_list)
    return item.name.startswith("_") or overloaded
