"""The house rules: public names, a quick import, true documents, few dependencies, no registry host anywhere."""

import ast
import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import osteon
from osteon.cli.group import osteon as command_line
from osteon.person import Person

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HEAVY = {"numpy", "llvmlite", "matplotlib", "pyarrow", "rich", "scipy", "typst"}
MOST_PUBLIC_NAMES = 25
LIGHT_IMPORT = 60
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js.",
    "deb." + "debian",
    "anaconda" + ".org",
    "conda" + "-forge",
    "crates" + ".io",
    "rubygems" + ".org",
    "proxy." + "golang",
    "maven" + ".org",
    "docker" + ".io",
    "ghcr" + ".io",
    "huggingface" + ".co",
    "--index" + "-url",
]


def fenced(text: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def committed() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    yield from (ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


class TestPublicNames:
    def test_few_sorted_and_all_there(self) -> None:
        words = [name for name in osteon.__all__ if not name.startswith("_")]
        assert len(words) <= MOST_PUBLIC_NAMES
        assert osteon.__all__ == sorted(osteon.__all__)
        assert all(getattr(osteon, name) is not None for name in osteon.__all__)
        assert set(osteon.__all__) <= set(dir(osteon))

    def test_type_checkers_see_the_same_names(self) -> None:
        tree = ast.parse((SOURCE / "osteon" / "__init__.py").read_text(encoding="utf-8"))
        block = next(node for node in tree.body if isinstance(node, ast.If))
        seen = {
            alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
        }
        assert seen == osteon._HOMES
        assert sorted([*seen, "__version__"]) == osteon.__all__

    def test_simulate_stays_a_function_when_its_module_is_imported(self) -> None:
        script = "import osteon.simulate, osteon; assert osteon.simulate is osteon.simulate.__globals__['simulate']"
        subprocess.run([sys.executable, "-c", script], check=True)

    def test_an_unknown_name_is_refused(self) -> None:
        with pytest.raises(AttributeError, match="no attribute 'Persn'"):
            _ = osteon.Persn  # type: ignore[attr-defined]


class TestLightImport:
    @pytest.mark.parametrize("module", ["osteon", "osteon.cli"])
    def test_imports_nothing_heavy(self, module: str) -> None:
        script = (
            f"import sys, json; old = set(sys.modules); import {module}; print(json.dumps([*sys.modules.keys() - old]))"
        )
        shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert not {name.partition(".")[0] for name in json.loads(shown.stdout)} & HEAVY

    def test_imports_few_modules(self) -> None:
        script = "import sys; old = len(sys.modules); import osteon; print(len(sys.modules) - old)"
        shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert int(shown.stdout) <= LIGHT_IMPORT


def test_no_registry_host_is_named() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in committed()
        for content in [path.read_bytes().lower()]
        for host in HOSTS
        if host.encode() in content
    ]
    assert not found


class TestDocuments:
    @pytest.mark.parametrize("path", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]), ids=lambda p: p.stem)
    def test_links_lead_somewhere(self, path: Path) -> None:
        links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
        inside = [link for link in links if not re.match(r"[a-z]+:", link)]
        assert not [link for link in inside if not (path.parent / link).exists()]

    def test_commands_of_the_readme_exist(self) -> None:
        lines = [shlex.split(line) for block in fenced(README, "console") for line in block.strip().splitlines()]
        ours = [line[2:] for line in lines if line[:2] == ["python3", "go.py"]]
        assert len(ours) == len(lines) >= 4
        context = click.Context(command_line)
        for name, *words in ours:
            if name == "test":
                continue
            command = command_line.get_command(context, name)
            assert command is not None, name
            command.make_context(name, list(words), parent=context)
            assert all((ROOT / word).exists() for word in words if word.startswith("examples/"))

    def test_the_table_of_commands_is_whole(self) -> None:
        listed = set(re.findall(r"^\| `(\w+)", README, re.MULTILINE))
        assert listed <= set(command_line.list_commands(click.Context(command_line)))

    def test_the_person_of_the_readme_reads(self) -> None:
        (block,) = fenced(README, "toml")
        assert Person.from_dict(tomllib.loads(block)).age == 57

    def test_the_python_of_the_readme_runs(self) -> None:
        (block,) = fenced(README, "python")
        shown = subprocess.run([sys.executable, "-c", block], cwd=ROOT, capture_output=True, text=True, check=True)
        assert re.fullmatch(r"25\(OH\)D in ten years: \d+ \(\d+ to \d+\) nmol/L\n", shown.stdout)

    def test_one_version_everywhere(self) -> None:
        version = osteon.__version__
        assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
        assert re.search(rf"^version: {re.escape(version)}$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
        assert PROJECT["project"]["dynamic"] == ["version"]

    def test_the_citation_has_what_its_format_asks_for(self) -> None:
        text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
        keys = re.findall(r"^([a-z-]+):", text, re.MULTILINE)
        assert {"cff-version", "message", "title", "authors"} <= set(keys)
        assert len(keys) == len(set(keys))
        assert all(re.match(r" *(- )?([a-z-]+:( .+)?|[\w ]+)$", line) for line in text.splitlines() if line)

    def test_decisions_are_numbered_and_give_their_price(self) -> None:
        files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
        numbers = [path.name[:4] for path in files]
        assert len(set(numbers)) == len(numbers)
        for path in files:
            text = path.read_text(encoding="utf-8")
            title = re.match(rf"# 0*{int(path.name[:4])}\b", text)
            assert title, path.name
            parts = re.findall(r"^(?:## |\*\*)(Context|Choice|Price)\b", text, re.MULTILINE)
            assert parts == ["Context", "Choice", "Price"], path.name


class TestDependencies:
    def test_every_one_is_imported(self) -> None:
        text = "\n".join(path.read_text(encoding="utf-8") for path in (SOURCE / "osteon").rglob("*.py"))
        used = set(re.findall(r"^ *(?:from|import) (\w+)", text, re.MULTILINE))
        assert not set(wanted(PROJECT["project"]["dependencies"])) - used

    def test_the_lock_gives_a_name_and_a_number_and_nothing_else(self) -> None:
        lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        locked = [line for line in lines if line and not line.startswith("#")]
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9.]+", line) for line in locked)
        names = [line.partition("==")[0].lower().replace("_", "-") for line in locked]
        assert len(names) == len(set(names))
        asked = PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]
        asked += [line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra]
        assert not {name.lower() for name in wanted(asked)} - set(names)


def wanted(requirements: list[str]) -> list[str]:
    return [re.split(r"[<>=!~\[; ]", line)[0] for line in requirements]


def test_ci_runs_the_tests_of_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    assert "python3 go.py test" in script.read_text(encoding="utf-8")
    assert "python3 go.py test\n" in "".join(fenced(README, "console"))
    ast.parse((ROOT / "go.py").read_text(encoding="utf-8"), feature_version=(3, 6))
