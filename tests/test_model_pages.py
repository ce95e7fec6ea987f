"""The pages of docs/model say what the declarations say, for every subsystem, and lead to what is left out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from tools.equations import equation, equations
from tools.left_out import left_out
from tools.model_pages import FOLDER, pages, stale, write
from tools.tables import record, source_line

from osteon.body.own import SUBSYSTEMS
from osteon.catalogue import FLOW, VALUE, catalogue
from osteon.engine.declare import Input, Param, Pool, Subsystem
from osteon.errors import DeclarationError
from osteon.whereabouts import sources

AGAIN = "the declarations have changed; run: python -m tools.model_pages"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def test_the_committed_pages_are_those_of_the_declarations(made: dict[str, str]) -> None:
    there = {path.name: path.read_bytes() for path in FOLDER.glob("*.md")}
    assert sorted(there) == sorted(made), AGAIN
    assert [name for name, text in made.items() if there[name] != text.encode()] == [], AGAIN


@pytest.mark.parametrize("subsystem", SUBSYSTEMS, ids=lambda part: part.title())
def test_every_subsystem_has_a_page_that_names_all_it_declares(
    made: dict[str, str], subsystem: type[Subsystem]
) -> None:
    page = made[f"{subsystem.title()}.md"]
    assert page.startswith(f"# {subsystem.title()}\n")
    for item in subsystem.declarations():
        form = f"**{item.name}**" if hasattr(item, "method") else f"| `{item.name}` |"
        assert form in page, item.name
        if isinstance(item, Pool):
            assert f"d {item.name}/dt = " in page
        if isinstance(item, Param) and not isinstance(item, Input) and item.source != "definition":
            assert f"- **{item.source}**: " in page


def test_every_equation_is_written_out(made: dict[str, str]) -> None:
    for item in catalogue("2026.1").of(FLOW, VALUE):
        owner, _, name = item.name.partition(".")
        assert f"\n    {name} = " in made[f"{owner}.md"], item.name


def test_no_page_shows_python(made: dict[str, str]) -> None:
    shown = "\n".join(line for text in made.values() for line in text.splitlines() if line.startswith("    "))
    assert not re.search(r"\bself\b|\*\*|\.number|\.lift|\b_\w", shown)


def test_links_to_what_is_left_out_lead_to_a_heading(made: dict[str, str]) -> None:
    for subsystem in SUBSYSTEMS:
        link = left_out(subsystem).link
        file, _, anchor = link.partition("#")
        text = (FOLDER / file).read_text(encoding="utf-8")
        headings = [line[3:].lower() for line in text.splitlines() if line.startswith("## ")]
        anchors = [re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings]
        assert anchor in anchors, link
        assert link in made[f"{subsystem.title()}.md"]


def test_a_balance_holds_flows_that_other_subsystems_declare(made: dict[str, str]) -> None:
    balance = next(line for line in made["calcium.md"].splitlines() if line.startswith("d plasma/dt"))
    assert balance.startswith("d plasma/dt = gut.absorbing - gut.secreting")
    assert " - bone_mineral.trabecular_primary" in balance
    assert " - excreting" in balance


def method(text: str) -> ast.FunctionDef:
    (found,) = ast.parse(text).body
    assert isinstance(found, ast.FunctionDef)
    return found


def test_an_equation_is_read_as_mathematics() -> None:
    text = """def bent(self):
    'Bent.'
    first, second = self._half(self.rate), self.rate
    return hill((first / second).number ** 2, half=self.rate.lift(2))"""
    found = equation(method(text))
    assert found.result == "bent = hill((first / second)^2, half = 2)"
    assert found.parts == ("first = half(rate)", "second = rate")
    assert found.helpers == ("_half",)
    assert equation(method("def _half(self, of): return of / 2")).result == "half(of) = of / 2"


@pytest.mark.parametrize("line", ["for _ in x: pass", "if x: return y", "return self.rate.unit", "x += 1"])
def test_what_is_no_equation_is_refused(line: str) -> None:
    with pytest.raises(DeclarationError):
        equation(method(f"def odd(self):\n    {line}"))


def test_helpers_and_methods_of_one_name_are_kept_apart() -> None:
    from osteon.body.osteoclasts import Osteoclasts

    known = equations(Osteoclasts)
    assert known["maturation"].result != known["_maturation"].result


def test_a_fitted_value_is_shown_beside_the_declared_one() -> None:
    param = Param(2.0, "1/d", doc="a rate", know=0.1, vary=0.3, kind="fitted", source="x", low=0.0)
    assert record("rate", param, 2.5).startswith("| `rate` | 2.5 (declared 2) | 1/d | 0.1 | 0.3 | fitted | x |")
    assert "least 0" in record("rate", param, 2.0)


def test_a_source_without_a_record_is_refused() -> None:
    with pytest.raises(DeclarationError, match="no source is called 'nobody1900'"):
        source_line("nobody1900", sources())


def test_writing_mends_what_is_stale(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("a subsystem that is no more")
    (tmp_path / "gut.md").write_text("old")
    changed = write(tmp_path)
    assert {"gone.md", "gut.md", "README.md"} <= set(changed)
    assert not (tmp_path / "gone.md").exists()
    assert stale(tmp_path) == []
