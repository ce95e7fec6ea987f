"""The files of a simulation: right, complete, the same each time, and all or none."""

import errno
import json
import os
import shutil
import struct
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv
import pyarrow.parquet
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.chart_runs import made_up

from osteon.errors import StorageError
from osteon.readouts import readouts
from osteon.report.charts import CHARTS
from osteon.report.files import warm_up, write_outputs
from osteon.report.tidy import COLUMNS, rounded, tidy_table

RUNS = [("with pills", made_up(2)), ("no pills, naïve", made_up(1, draws=7, shift=0.7))]
SUMMARY = {"years": 2, "notes": ["naïve"], "nested": {"value": 1.5, "none": None}}
NAMES = {
    "trajectories.parquet",
    "trajectories.csv",
    "summary.json",
    *(f"{chart}.{kind}" for chart in CHARTS for kind in ("svg", "png")),
}
OWN = {"overview.png": b"older picture", "notes.txt": b"mine"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Path, ...]]:
    folder = tmp_path_factory.mktemp("made") / "deep" / "out"
    return folder, write_outputs(folder, RUNS, SUMMARY)


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """A folder in which somebody has files already."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name, content in OWN.items():
        (folder / name).write_bytes(content)
    return folder


class TestFiles:
    def test_all_are_there_and_named(self, written: tuple[Path, tuple[Path, ...]]) -> None:
        folder, paths = written
        assert set(contents(folder)) == NAMES == {path.name for path in paths}
        assert all(path.parent == folder for path in paths)

    def test_the_summary_is_what_was_passed(self, written: tuple[Path, tuple[Path, ...]]) -> None:
        assert json.loads((written[0] / "summary.json").read_text(encoding="utf-8")) == SUMMARY

    def test_parquet_equals_csv(self, written: tuple[Path, tuple[Path, ...]]) -> None:
        parquet = pyarrow.parquet.read_table(written[0] / "trajectories.parquet")
        csv = pyarrow.csv.read_csv(written[0] / "trajectories.csv")
        assert parquet.column_names == csv.column_names == list(COLUMNS)
        for name in COLUMNS:
            assert parquet[name].to_pylist() == csv[name].to_pylist()

    def test_the_table_tells_of_each_run_outcome_and_day(self) -> None:
        rows = tidy_table(RUNS).to_pylist()
        assert len(rows) == sum(len(run.days) * len(run.outcomes) for _, run in RUNS)
        assert len({(row["run"], row["outcome"], row["day"]) for row in rows}) == len(rows)
        for name, run in RUNS:
            mine = [row for row in rows if (row["run"], row["outcome"]) == (name, "pth_intact")]
            middle, low, high = run.between("pth_intact")
            assert np.allclose([row["median"] for row in mine], middle, rtol=1e-5)
            assert np.allclose([row["low_5"] for row in mine], low, rtol=1e-5)
            assert np.allclose([row["high_95"] for row in mine], high, rtol=1e-5)
            assert np.allclose([row["age"] for row in mine], run.ages, rtol=1e-5)
        assert {(row["outcome"], row["name"], row["unit"]) for row in rows} == {
            (word, record.name, record.unit) for word, record in readouts().items()
        }

    @pytest.mark.parametrize("chart", CHARTS)
    def test_pictures_are_of_the_size_of_the_drawing(self, written: tuple[Path, tuple[Path, ...]], chart: str) -> None:
        picture = (written[0] / f"{chart}.png").read_bytes()
        assert picture.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", picture[16:24])
        assert abs(width - CHARTS[chart].width * 1.25) <= 1
        assert height > 400
        assert len(picture) > 20_000

    def test_the_same_input_gives_the_same_bytes(self, written: tuple[Path, tuple[Path, ...]], tmp_path: Path) -> None:
        write_outputs(tmp_path / "again", RUNS, SUMMARY)
        assert contents(tmp_path / "again") == contents(written[0])

    def test_files_of_others_are_left_alone(self, used: Path) -> None:
        write_outputs(used, RUNS[:1], SUMMARY)
        found = contents(used)
        assert set(found) == NAMES | set(OWN)
        assert found["notes.txt"] == b"mine"
        assert found["overview.png"] != OWN["overview.png"]

    def test_warming_up_loads_what_is_needed(self) -> None:
        warm_up().join(60)
        assert {"pyarrow.parquet", "typst", "osteon.report.charts"} <= set(sys.modules)

    @given(st.floats(-1e12, 1e12), st.integers(2, 9))
    @example(1.15, 2)
    @example(-1.25, 2)
    @example(999.9999999999999, 9)
    def test_rounding_keeps_so_many_digits(self, value: float, digits: int) -> None:
        """Of a number half-way between two, as 1.15 all but is, either will do; never one that is further off."""
        found = float(rounded(np.array([value]), digits)[0])
        assert found == pytest.approx(float(f"{found:.{digits - 1}e}"), rel=1e-12)
        if abs(value) < 1e-290:
            assert found == 0
            return
        half_a_unit = Decimal(5).scaleb(Decimal(value).adjusted() - digits)
        off = abs(Decimal(found) - Decimal(value))
        assert off <= half_a_unit + abs(Decimal(value)) * Decimal("1e-14")


class TestFailure:
    """Whatever fails, the folder is as it was, and the message says what to do."""

    def test_a_file_in_the_place_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("a file")
        with pytest.raises(StorageError, match="it is a file; choose another folder"):
            write_outputs(tmp_path / "out", RUNS[:1], SUMMARY)
        assert contents(tmp_path) == {"out": b"a file"}

    def test_a_file_on_the_way_to_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("a file")
        with pytest.raises(StorageError, match="a part of the path is a file"):
            write_outputs(tmp_path / "file" / "deep" / "out", RUNS[:1], SUMMARY)
        assert contents(tmp_path) == {"file": b"a file"}

    def test_a_folder_in_the_place_of_a_file(self, used: Path) -> None:
        (used / "overview.svg").mkdir()
        with pytest.raises(StorageError, match="a folder stands where a file must be written"):
            write_outputs(used, RUNS[:1], SUMMARY)
        (used / "overview.svg").rmdir()
        assert contents(used) == OWN

    @pytest.mark.parametrize("after", [0, 3, len(NAMES) - 1])
    @pytest.mark.parametrize("step", ["write", "copy", "replace"])
    def test_a_full_disk_at_any_moment(
        self, used: Path, monkeypatch: pytest.MonkeyPatch, after: int, step: str
    ) -> None:
        fail_after(monkeypatch, step, 0 if step == "copy" else after, OSError(errno.ENOSPC, "No space left on device"))
        with pytest.raises(StorageError, match="free some space") as raised:
            write_outputs(used, RUNS[:1], SUMMARY)
        monkeypatch.undo()
        assert "Nothing was written" in str(raised.value)
        assert str(used) in str(raised.value)
        assert contents(used) == OWN

    @pytest.mark.parametrize("step", ["write", "replace"])
    def test_a_folder_made_for_nothing_is_taken_away(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        fail_after(monkeypatch, step, 2, PermissionError(errno.EACCES, "Permission denied"))
        with pytest.raises(StorageError, match="choose a folder that you may write to"):
            write_outputs(tmp_path / "new" / "deep", RUNS[:1], SUMMARY)
        monkeypatch.undo()
        assert not list(tmp_path.iterdir())

    def test_an_interrupt_leaves_nothing_behind(self, used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        fail_after(monkeypatch, "replace", 4, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            write_outputs(used, RUNS[:1], SUMMARY)
        monkeypatch.undo()
        assert contents(used) == OWN

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
    def test_a_folder_that_may_not_be_written(self, used: Path) -> None:
        used.chmod(0o500)
        with pytest.raises(StorageError, match="choose a folder that you may write to"):
            write_outputs(used, RUNS[:1], SUMMARY)
        used.chmod(0o700)
        assert contents(used) == OWN


def fail_after(monkeypatch: pytest.MonkeyPatch, step: str, count: int, error: BaseException) -> None:
    """Let so many writes, copies or moves succeed, and the next one fail as the system would."""
    place, name = {"write": (Path, "write_bytes"), "copy": (shutil, "copy2"), "replace": (os, "replace")}[step]
    real, calls = getattr(place, name), iter(range(1000))

    def limited(*arguments: Any) -> Any:
        if next(calls) == count:
            raise error
        return real(*arguments)

    monkeypatch.setattr(place, name, limited)
