"""`osteon simulate` as a user meets it: tables, JSON, files, comparison and wrong input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from osteon.cli.group import osteon
from osteon.readouts import readouts

EXAMPLES = Path(__file__).parents[1] / "examples"
WITH = str(EXAMPLES / "menopause_d3_k2.toml")
WITHOUT = str(EXAMPLES / "menopause_no_pills.toml")
FEW = ("--draws", "8", "--years", "2")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(osteon, ["simulate", *arguments])


def test_the_table_tells_what_a_person_wants_to_know() -> None:
    result = call(WITH, *FEW)
    assert result.exit_code == 0, result.output
    for words in (
        "not a medical device",
        "25(OH)D",
        "T-score",
        "lowest in",
        "Where a day's calcium goes",
        "Of 1,000 people",
    ):
        assert words in result.output


def test_json_names_outcomes_by_the_contract() -> None:
    summary = json.loads(call(WITH, *FEW, "--json").output)
    assert {"25ohd_serum", "pth_intact", "ctx", "bmd_lumbar_spine", "ucoc_fraction", "dp_ucmgp"} <= set(
        summary["outcomes"]
    )
    assert set(summary["outcomes"]) == set(readouts())
    for outcome in summary["outcomes"].values():
        assert outcome["unit"]
        assert outcome["support"] in ("good", "fair", "weak", "given")
        assert all(point["low"] <= point["median"] <= point["high"] for point in outcome["points"])
    assert summary["edition"] == "2026.1"


def test_two_regimens_stand_side_by_side_with_their_difference() -> None:
    both = json.loads(call(WITH, "--compare", WITHOUT, *FEW, "--json").output)
    assert set(both) == {"menopause_d3_k2", "menopause_no_pills", "differences"}
    assert both["differences"]["25ohd_serum"][-1]["low"] > 0
    assert both["differences"]["ucoc_fraction"][-1]["high"] < 0
    table = call(WITH, "--compare", WITHOUT, *FEW).output
    assert "difference" in table


def test_files_are_written_whole(tmp_path: Path) -> None:
    result = call(WITH, *FEW, "--out", str(tmp_path / "results"))
    assert result.exit_code == 0, result.output
    names = {path.name for path in (tmp_path / "results").iterdir()}
    assert {"overview.png", "overview.svg", "trajectories.csv", "trajectories.parquet", "summary.json"} <= names
    assert not any(path.name != "results" for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.toml",), "no such file"),
        ((WITH, "--years", "400"), "outside what can be simulated"),
        ((WITH, "--years", "nan"), "outside what can be simulated"),
        ((WITH, "--draws", "0"), "outside 2 to"),
        ((WITH, "--edition", "2026.2"), "2026.1"),
        ((WITH, "--compare", "nowhere.toml"), "no such file"),
    ],
)
def test_wrong_input_gets_one_clear_message(arguments: tuple[str, ...], words: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('[person]\nage = 400\nsex = "femal"\nlatitude = 52\nhight = "1 m"\n', encoding="utf-8")
    problems = json.loads(call(str(path), "--json").stdout)["error"]["problems"]
    assert len(problems) == 3
    assert any("height" in problem for problem in problems)


def test_a_folder_that_cannot_be_used_writes_nothing(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("mine", encoding="utf-8")
    result = call(WITH, *FEW, "--out", str(place))
    assert result.exit_code == 6
    assert place.read_text(encoding="utf-8") == "mine"


def test_a_foreign_cache_is_refused_with_the_next_step(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    done = subprocess.run(
        [sys.executable, "-m", "osteon", "simulate", WITH, *FEW],
        env={"OSTEON_CACHE": str(cache), "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 6
    assert "chmod go-w" in done.stderr
    assert "Traceback" not in done.stderr
