"""What go.py decides before and after pip; pip itself is run by whoever runs these tests through it."""

import shutil
import subprocess
import sys
from pathlib import Path

import go
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of our own, in a folder with a space in its name."""
    root = tmp_path / "my osteon"
    root.mkdir()
    for name in ("pyproject.toml", "constraints.txt", "go.py"):
        shutil.copy(ROOT / name, root)
    programs = root / ".venv" / "bin"
    for name, place in {
        "ROOT": root,
        "VENV": root / ".venv",
        "PROGRAMS": programs,
        "PYTHON": programs / "python",
        "LOCK": root / "constraints.txt",
    }.items():
        monkeypatch.setattr(go, name, place)
    return root


def make(root: Path, made_in: str) -> None:
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (root / ".venv" / "made-in").write_text(made_in)


@pytest.mark.skipif(sys.platform == "win32", reason="the folder is laid out as on Linux and macOS")
class TestFolder:
    def test_a_whole_one_is_used(self, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        make(copy, str(copy))
        monkeypatch.setattr(go.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))
        assert go.usable()

    def test_none_half_made_or_moved_is_not(self, copy: Path) -> None:
        assert not go.usable()
        make(copy, "somewhere else")
        assert not go.usable()

    def test_one_whose_python_is_gone_is_not(self, copy: Path) -> None:
        make(copy, str(copy))
        (copy / ".venv" / "bin" / "python").unlink()
        assert not go.usable()
        (copy / ".venv" / "bin" / "python").symlink_to("/nowhere/python")
        assert not go.usable()

    def test_one_without_osteon_is_not(self, copy: Path) -> None:
        make(copy, str(copy))
        (copy / ".venv" / "bin" / "python").unlink()
        (copy / ".venv" / "bin" / "python").symlink_to(shutil.which("false") or "/bin/false")
        assert not go.usable()

    def test_pip_runs_once_and_again_when_the_needs_change(self, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        make(copy, str(copy))
        monkeypatch.setattr(go, "usable", lambda: True)
        monkeypatch.setattr(go, "install", asked.append)
        go.set_up()
        go.set_up()
        go.set_up("test")
        go.set_up()
        go.set_up("test")
        assert asked == [".", ".[test]"]
        with (copy / "constraints.txt").open("a") as file:
            file.write("other==1\n")
        go.set_up("test")
        go.set_up()
        assert asked == [".", ".[test]", ".[test]"]

    def test_a_folder_that_cannot_be_written_is_told(self, copy: Path) -> None:
        (copy / ".venv").write_text("a file where the folder belongs")
        with pytest.raises(SystemExit, match="folder that you may write to"):
            go.set_up()


class TestPip:
    @pytest.mark.parametrize(
        ("line", "shown"),
        [
            ("  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl (16.9 MB)", "numpy 2.4.6"),
            ("  Using cached llvmlite-0.50.0-cp311-cp311-manylinux_2_28_x86_64.whl (56 MB)", "llvmlite 0.50.0"),
            ("Processing /some/where/rich-15.0.0-py3-none-any.whl", "rich 15.0.0"),
            ("  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl.metadata (6 kB)", ""),
            ("Collecting numpy>=2.0 (from osteon==0.1.0)", ""),
        ],
    )
    def test_packages_are_named_as_they_come(self, line: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
        go.tell(line + "\n")
        assert capsys.readouterr().out.strip() == shown

    @pytest.mark.parametrize(
        ("said", "meaning"),
        [
            ("NewConnectionError: failed to establish a new connection", "registry was not reached"),
            ("OSError: [Errno 28] No space left on device", "disk is full"),
            ("something that nobody has seen before", "something that nobody has seen before"),
        ],
    )
    def test_a_failure_is_told_in_plain_words(
        self, copy: Path, monkeypatch: pytest.MonkeyPatch, said: str, meaning: str
    ) -> None:
        make(copy, str(copy))
        script = copy / "pip.py"
        script.write_text(f"print({said!r}); raise SystemExit(1)")
        monkeypatch.setattr(go, "surroundings", lambda: {"PYTHONPATH": str(copy)})
        with pytest.raises(SystemExit, match=meaning):
            go.install(".")
        assert said in (copy / ".venv" / "pip.log").read_text()


def test_what_is_set_outside_does_not_reach_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    inside = go.surroundings()
    assert "PYTHONPATH" not in inside
    assert inside["PIP_USER"] == "0"
    assert inside["PIP_CONSTRAINT"] == "constraints.txt"


def test_without_words_it_shows_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert go.main([]) == 0
    assert "python3 go.py test" in capsys.readouterr().out
