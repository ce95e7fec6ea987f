"""A run that is killed, short of disk, damaged or doubled: it goes on or says why not, and loses and mixes nothing."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.trial_support import TWO_ARMS, files_of

import osteon.population.manifest as manifest
from osteon.cli.group import osteon as command_line
from osteon.errors import InputError, StorageError
from osteon.population.manifest import NAME, opened
from osteon.population.trial_design import parse_planned
from osteon.population.trial_run import run_trial

PEOPLE, CHUNK = 480, 32
ARGUMENTS = ["--people", str(PEOPLE), "--chunk", str(CHUNK), "--seed", "5"]


@pytest.fixture(scope="module")
def trial_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trial") / "small.toml"
    path.write_text(TWO_ARMS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(trial_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing disturbed."""
    out = tmp_path_factory.mktemp("whole") / "run"
    done = subprocess.run(command(trial_file, out), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def command(trial_file: Path, out: Path) -> list[str]:
    program = [sys.executable, "-c", "from osteon.cli import main; main()"]
    return [*program, "trial", str(trial_file), *ARGUMENTS, "--out", str(out)]


def parts(out: Path) -> int:
    return len(list(out.glob("visits/part-*.parquet")))


def kept(out: Path) -> Iterator[dict[str, Any]]:
    for line in (out / NAME).read_text(encoding="utf-8").splitlines()[1:]:
        yield json.loads(line)


def run_again(trial_file: Path, out: Path) -> str:
    done = subprocess.run(command(trial_file, out), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_and_ends_with_the_same_bits(
    trial_file: Path, whole: Path, tmp_path: Path
) -> None:
    out, kills = tmp_path / "run", 0
    for wanted in (1, 6, 11):
        running = subprocess.Popen(command(trial_file, out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 120
        while parts(out) < wanted and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.001)
        running.send_signal(signal.SIGKILL)
        _, said = running.communicate()
        kills += running.returncode == -signal.SIGKILL
        assert running.returncode in (0, -signal.SIGKILL), said.decode()
    assert kills >= 2
    before = sum(1 for _ in kept(out))
    run_again(trial_file, out)
    assert before > 0
    assert files_of(out) == files_of(whole)
    assert not list(out.rglob("*.unfinished"))


@pytest.mark.slow
def test_killed_a_dozen_times_at_random(trial_file: Path, whole: Path, tmp_path: Path) -> None:
    out, chance = tmp_path / "run", random.Random(7)
    for _ in range(12):
        running = subprocess.Popen(command(trial_file, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            running.wait(chance.uniform(0.4, 2.5))
        running.kill()
        running.wait()
    run_again(trial_file, out)
    assert files_of(out) == files_of(whole)


def test_a_finished_run_is_only_summed_up_again(trial_file: Path, whole: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in whole.glob("visits/*")}
    run_again(trial_file, whole)
    assert {path: path.stat().st_mtime_ns for path in whole.glob("visits/*")} == before


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(whole, tmp_path / "copy"))


class TestDamage:
    def test_a_corrupt_part_is_found_told_and_made_again(self, trial_file: Path, whole: Path, copy: Path) -> None:
        victim = copy / "visits" / "part-004.parquet"
        content = bytearray(victim.read_bytes())
        content[len(content) // 2] ^= 1
        victim.write_bytes(content)
        said = run_again(trial_file, copy)
        assert "visits/part-004.parquet: damaged or gone; chunk 4 is made again" in said
        assert files_of(copy) == files_of(whole)

    def test_a_lost_part_is_made_again(self, trial_file: Path, whole: Path, copy: Path) -> None:
        (copy / "people" / "part-002.parquet").unlink()
        assert "chunk 2 is made again" in run_again(trial_file, copy)
        assert files_of(copy) == files_of(whole)

    @pytest.mark.parametrize("cut", [1, 30, 200])
    def test_a_manifest_whose_last_line_was_cut_short(
        self, trial_file: Path, whole: Path, copy: Path, cut: int
    ) -> None:
        path = copy / NAME
        path.write_bytes(path.read_bytes()[:-cut])
        run_again(trial_file, copy)
        assert files_of(copy) == files_of(whole)

    def test_files_that_a_killed_run_left_are_taken_away(self, trial_file: Path, whole: Path, copy: Path) -> None:
        (copy / "visits" / ".part-003.parquet.unfinished").write_bytes(b"half")
        run_again(trial_file, copy)
        assert files_of(copy) == files_of(whole)


class TestRefused:
    def test_two_runs_in_one_folder(self, trial_file: Path, tmp_path: Path) -> None:
        out = tmp_path / "run"
        with opened(out, {"a": 1}):
            done = subprocess.run(command(trial_file, out), capture_output=True, text=True, check=False)
        assert done.returncode == StorageError.exit_code
        assert f"another run (process {os.getpid()}) is in this folder" in done.stderr

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"seed": 6}, "seed is 5 there and 6 here"),
            ({"people": 481}, "people is 480 there and 481 here"),
            ({"text": TWO_ARMS.replace("2000 IU", "2001 IU")}, "the trial file is another one"),
        ],
    )
    def test_another_run_in_the_same_folder(self, copy: Path, change: dict[str, Any], words: str) -> None:
        asked: dict[str, Any] = {"seed": 5, "people": PEOPLE, "text": TWO_ARMS} | change
        before = files_of(copy)
        with pytest.raises(InputError, match=words):
            run_trial(parse_planned(asked["text"]), people=asked["people"], seed=asked["seed"], chunk=CHUNK, out=copy)
        assert files_of(copy) == before

    def test_another_version_in_the_same_folder(self, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("osteon.population.trial_run.code_digest", lambda: "another")
        with pytest.raises(InputError, match="the version of Osteon is another one"):
            run_trial(parse_planned(TWO_ARMS), people=PEOPLE, seed=5, chunk=CHUNK, out=copy)

    def test_a_folder_with_something_else_in_it(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match=r"not empty \(thesis.txt\)"):
            run_trial(parse_planned(TWO_ARMS), people=PEOPLE, seed=5, chunk=CHUNK, out=tmp_path)
        assert [path.name for path in tmp_path.iterdir() if path.name != ".lock"] == ["thesis.txt"]


class TestFullDisk:
    def test_a_full_disk_loses_nothing_and_the_run_goes_on(
        self, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The fifth part meets the device that is always full; what the system answers is real."""
        out, real = tmp_path / "run", manifest.replace_file
        written = 0

        def fill_up(path: Path, content: bytes) -> None:
            nonlocal written
            written += path.suffix == ".parquet"
            if written > 9:
                with open("/dev/full", "wb") as full:
                    full.write(content)
            real(path, content)

        if not Path("/dev/full").exists():
            pytest.skip("this system has no /dev/full")
        monkeypatch.setattr(manifest, "replace_file", fill_up)
        with pytest.raises(StorageError, match="4 chunks are safe; free some space and run the same command again"):
            run_trial(parse_planned(TWO_ARMS), people=PEOPLE, seed=5, chunk=CHUNK, out=out, threads=1)
        assert sum(1 for _ in kept(out)) == 4
        monkeypatch.undo()
        run_trial(parse_planned(TWO_ARMS), people=PEOPLE, seed=5, chunk=CHUNK, out=out, threads=1)
        mine = files_of(out)
        assert mine == {name: digest for name, digest in files_of(whole).items() if name != "report.html"}

    def test_a_file_cut_short_by_the_system_is_not_left_behind(self, tmp_path: Path) -> None:
        """A limit on the size of files makes a real write fail half way."""
        script = (
            "import resource, signal, sys\n"
            "from pathlib import Path\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
            "from osteon.population.manifest import opened\n"
            "from osteon.errors import StorageError\n"
            "with opened(Path(sys.argv[1]), {'a': 1}) as folder:\n"
            "    folder.keep(0, {'people/a': b'x' * 1000})\n"
            "    try:\n"
            "        folder.keep(1, {'people/b': b'x' * 9000})\n"
            "    except StorageError as error:\n"
            "        print(error)\n"
        )
        out = tmp_path / "run"
        done = subprocess.run([sys.executable, "-c", script, str(out)], capture_output=True, text=True, check=False)
        assert "1 chunks are safe" in done.stdout, done.stderr
        assert sorted(files_of(out)) == ["manifest.jsonl", "people/a"]

    def test_the_command_says_it_plainly(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x", encoding="utf-8")
        shown = CliRunner().invoke(
            command_line, ["trial", "knapen2013", "--people", "32", "--out", str(tmp_path / "file" / "run")]
        )
        assert shown.exit_code == StorageError.exit_code
        assert "Traceback" not in shown.output
