"""`osteon run`: event tables through the published edition, against the peer's trajectories and an external solver."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner, Result
from tests.golden_support import EDITION, FOLDER, Scenario, Table, differences, read_records, read_table, scenarios
from tests.scipy_oracle import Oracle

import osteon as package
from osteon.body.editions import edition
from osteon.cli.group import osteon
from osteon.tablefile import replaced

SCENARIOS = scenarios()
SOURCE = Path(package.__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE)}


def _call(*words: object) -> Result:
    return CliRunner().invoke(osteon, ["run", "--edition", EDITION, *map(str, words)])


def _run(*words: object) -> Table:
    result = _call(*words)
    assert result.exit_code == 0, result.output
    return _parse(result.stdout)


def _parse(text: str) -> Table:
    rows = list(csv.reader(io.StringIO(text)))
    numbers = np.array(rows[1:], dtype=float)
    return {name: numbers[:, place] for place, name in enumerate(rows[0])}


def _events(folder: Path, text: str) -> Path:
    path = folder / "events.csv"
    path.write_text(text.replace(" ", ""), encoding="utf-8")
    return path


def _scenario_table(scenario: Scenario, hours: np.ndarray) -> str:
    """The doses as one repeating row, and a row that asks for an output at each hour."""
    rows = [(hour, 0, "", "", "", "") for hour in hours]
    if scenario.events:
        first, count = scenario.events[0], len(scenario.events)
        every = scenario.events[1].hour - first.hour
        amount = first.amount / {"DENSC": 0.729e6}.get(first.compartment, 1.0)
        rows.insert(1, (first.hour, 1, amount, first.compartment, every, count - 1))
    lines = [",".join(map(str, ("A-1", *row))) for row in sorted(rows, key=lambda row: float(row[0]))]
    return "\n".join(["ID,TIME,EVID,AMT,CMT,II,ADDL", *lines])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_golden_scenario_comes_out_as_the_peer_has_it(scenario: Scenario, tmp_path: Path) -> None:
    golden = read_table(FOLDER / f"{scenario.name}.csv")
    events = _events(tmp_path, _scenario_table(scenario, golden["time"]))
    out = tmp_path / "out.csv"
    sets = [f"--set={symbol}={number}" for symbol, number in scenario.params.items()]
    result = _call("--events", events, "--out", out, *sets)
    assert result.exit_code == 0, result.output
    found = {name: np.array([row[name] for row in read_records(out)][:]) for name in ("ID", *golden)}
    assert set(found.pop("ID")) == {"A-1"}
    numbers = {name: column.astype(float) for name, column in found.items()}
    np.testing.assert_array_equal(numbers["time"], golden["time"])
    off = differences(numbers, golden)
    assert {name: size for name, size in off.items() if not size <= scenario.tolerance} == {}


def test_the_sampled_people_end_where_the_peers_do(tmp_path: Path) -> None:
    golden = read_table(FOLDER / "population1000_3y_none.csv")
    path = tmp_path / "all.parquet"
    assert (
        _call("--events", FOLDER / "population1000.csv", "--end", "3y", "--every", "3y", "--out", path).exit_code == 0
    )
    table = parquet.read_table(path).to_pydict()
    last = {name: np.array(column)[1::2] for name, column in table.items()}
    np.testing.assert_array_equal(last["ID"], golden["ID"])
    assert max(differences(last, golden).values()) <= 1e-4


def test_a_program_of_its_own_writes_the_same_bytes(tmp_path: Path) -> None:
    words = ["run", "--edition", EDITION, "--end", "20d", "--every", "5d"]
    text = subprocess.run(
        [sys.executable, "-m", "osteon", *words], env=ENVIRONMENT, capture_output=True, text=True, check=True
    ).stdout
    assert text == CliRunner().invoke(osteon, words).stdout
    assert _parse(text)["time"].tolist() == [0, 120, 240, 360, 480]


def _piecewise(stretches: list[tuple[float, Mapping[str, float]]], every: float) -> np.ndarray:
    """States by an external solver at equal hours, with parameters (by symbol) that hold for so many hours in turn."""
    model = edition(EDITION).model()
    oracle, symbols = Oracle(model), {entry.symbol: entry.name for entry in model.params}
    rows: list[np.ndarray] = []
    for number, (length, params) in enumerate(stretches):
        values = {**model.defaults, **{symbols[symbol]: value for symbol, value in params.items()}}
        constants = oracle.hoist(0.0, [values[entry.name] for entry in model.params], [])
        state = rows[-1] if number else np.array(oracle.starts(0.0, [], constants))
        path = oracle._stretch(constants, state, np.arange(0, length + 1, every) / 24, 1e-11)
        rows += list(path if number == 0 else path[1:])
    return np.array(rows)


def test_parameters_that_change_on_the_way_follow_an_external_solver(tmp_path: Path) -> None:
    events = _events(
        tmp_path, "id,time,evid,kout,OralCa\n1,0,2,7.5,.\n1,240,2,14,0.7\n1,480,2,,\n1,600,0,7.142857142857143,0.7"
    )
    found = _run("--events", events, "--end", 960, "--every", 24)
    stretches = [(240.0, {"kout": 7.5}), (360.0, {"kout": 14.0, "OralCa": 0.7})]
    stretches += [(360.0, {"kout": 7.142857142857143, "OralCa": 0.7})]
    states = _piecewise(stretches, 24.0)
    model = edition(EDITION).model()
    golden = {entry.symbol: column for entry, column in zip(model.pools, states.T, strict=True)}
    assert max(differences(found, golden).values()) < 1e-6


def test_readouts_use_the_parameters_of_their_moment(tmp_path: Path) -> None:
    events = _events(tmp_path, "ID,TIME,EVID,V1\n1,0,2,14\n1,48,2,7")
    found = _run("--events", events, "--end", 96, "--every", 24)
    volume = np.array([14, 14, 14, 7, 7])
    np.testing.assert_allclose(found["CaC"], found["P"] / volume, rtol=1e-12)


def test_people_of_a_table_are_the_same_as_alone(tmp_path: Path) -> None:
    events = _events(
        tmp_path, "ID,TIME,EVID,AMT,CMT,kout\n7,0,1,60,DENSC,.\n9,0,2,.,.,10\nx1,5,1,4857,TERISC,9\nx1,30,3,.,.,8"
    )
    together = _call("--events", events, "--end", "30d", "--every", "1d", "--threads", 2)
    rows = list(csv.DictReader(io.StringIO(together.stdout)))
    parts = {"7": "7,0,1,60,DENSC,.", "9": "9,0,2,.,.,10", "x1": "x1,5,1,4857,TERISC,9\nx1,30,3,.,.,8"}
    for person, text in parts.items():
        own = _events(tmp_path, "ID,TIME,EVID,AMT,CMT,kout\n" + text)
        alone = list(csv.DictReader(io.StringIO(_call("--events", own, "--end", "30d", "--every", "1d").stdout)))
        assert alone == [row for row in rows if row["ID"] == person]


def test_setting_by_option_by_column_by_name_and_with_a_unit_are_the_same(tmp_path: Path) -> None:
    events = _events(tmp_path, "ID,OralCa\n1,0.5")
    span = ("--end", "10d", "--every", "5d")
    first = _run("--set", "OralCa=12 mmol/d", *span)
    for words in (["--set", "OralCa=0.5"], ["--set", "gut.intake_rate=0.5 mmol/h"], ["--events", events]):
        again = _run(*words, *span)
        np.testing.assert_allclose(again["P"], first["P"], rtol=1e-12)


def test_a_start_of_its_own_is_not_the_reference() -> None:
    hourly = ("--end", "1d", "--every", "1h")
    found, moved = _run("--initial", "P=33.5", *hourly), _run("--set", "P_0=33.5", *hourly)
    assert (found["P"][0], moved["P"][0], found["PTH"][0]) == (33.5, 33.5, 53.9)
    assert found["PTH"].min() < 50 < 53.5 < moved["PTH"].min()


def test_outputs_are_what_is_asked_for_under_the_names_used() -> None:
    found = _run("--end", "2d", "--outputs", "plasma.calcium,PTHpm, J14 ,kidney.calcium_excretion")
    assert list(found) == ["ID", "time", "plasma.calcium", "PTHpm", "J14", "kidney.calcium_excretion"]
    assert found["J14"][0] == pytest.approx(88.0)


def test_all_columns_come_in_the_order_of_the_compartments() -> None:
    names = list(_run("--end", "1d"))
    states = [row["name"] for row in read_records(FOLDER / "states.csv")]
    assert names[: len(states) + 2] == ["ID", "time", *states]
    assert len(set(names)) == len(names)


def test_parquet_holds_what_csv_holds(tmp_path: Path) -> None:
    words = ("--end", "40d", "--every", "7h")
    printed = _run(*words)
    assert _call(*words, "--out", tmp_path / "all.parquet").exit_code == 0
    table = parquet.read_table(tmp_path / "all.parquet")
    assert str(table.schema.field("ID").type) == "int64"
    for name, column in printed.items():
        np.testing.assert_array_equal(np.array(table[name]), column, err_msg=name)


def test_json_holds_the_rows_or_says_where_they_are(tmp_path: Path) -> None:
    words = ("--end", "2d", "--outputs", "PTH,CaC", "--json")
    shown = json.loads(_call(*words).stdout)
    assert shown["columns"] == ["ID", "time", "PTH", "CaC"]
    assert [row[:2] for row in shown["data"]] == [["1", 0.0], ["1", 24.0], ["1", 48.0]]
    written = json.loads(_call(*words, "--out", tmp_path / "a.csv").stdout)
    assert "data" not in written
    assert (written["rows"], written["people"], written["stopped"]) == (3, 1, [])


def test_the_tolerance_matters_and_threads_do_not() -> None:
    span = ("--end", "100d", "--every", "50d", "--set", "kout=9")
    fine, rough = _run(*span), _run(*span, "--rtol", "1e-4")
    off = differences({**rough}, {name: column for name, column in fine.items() if name not in ("ID", "time")})
    assert 1e-9 < max(off.values()) < 1e-2
    assert _call(*span, "--threads", 1).stdout == _call(*span, "--threads", 3).stdout


def test_a_person_who_stops_keeps_the_rows_before(tmp_path: Path) -> None:
    events = _events(tmp_path, "ID,TIME,EVID,AMT,CMT,kout,T69\n1,0,2,.,.,.,.\n2,100,2,.,.,7,0.1\n2,120,2,.,.,7,-50")
    out = tmp_path / "out.csv"
    result = _call("--events", events, "--end", "20d", "--every", "1d", "--out", out, "--json")
    assert result.exit_code == 4, result.output
    assert "ID 2 stopped after" in result.stderr
    rows = read_records(out)
    assert sum(row["ID"] == "1" for row in rows) == 21
    hours = [float(row["time"]) for row in rows if row["ID"] == "2"]
    assert hours == [24.0 * day for day in range(len(hours))]
    assert 120 <= hours[-1] < 240
    [stopped] = json.loads(result.stdout)["stopped"]
    assert stopped["ID"] == "2"
    assert stopped["hour"] > hours[-1]


PROBLEMS = {
    "no end": ([], "say how long to run"),
    "month": (["--end", "3mo"], "months differ in length"),
    "span": (["--end", "3q"], "not a span of time"),
    "backwards": (["--end", "-3d"], "above 0"),
    "too long": (["--end", "9999y"], "1000 years"),
    "too many rows": (["--end", "100y", "--every", "0.1h"], "1000000 is the most"),
    "edition": (["--end", "1d", "--edition", "peterson-rigs-2010"], "did you mean peterson-riggs-2010"),
    "parameter": (["--end", "1d", "--set", "kuot=3"], "did you mean kout"),
    "pool as parameter": (["--end", "1d", "--set", "PTH=3"], "it is the pool parathyroid_gland.hormone"),
    "parameter as pool": (["--end", "1d", "--initial", "kout=3"], "it is the parameter"),
    "ambiguous": (["--end", "1d", "--set", "loss_rate=3", "--set", "clearance=3"], "give the full name"),
    "no value": (["--end", "1d", "--set", "kout"], "NAME=VALUE"),
    "value": (["--end", "1d", "--set", "kout=7,1"], "'7,1' is not a number"),
    "not finite": (["--end", "1d", "--set", "kout=nan"], "'nan' is not a number"),
    "too large": (["--end", "1d", "--set", "kout=1e999"], "'1e999' is not a number"),
    "twice": (["--end", "1d", "--set", "kout=7", "--set", "parathyroid_gland.hormone_loss=7"], "set twice"),
    "unit": (["--end", "1d", "--set", "kout=7 mmol"], "does not convert to 1/h"),
    "no unit": (["--end", "1d", "--set", "kout=7 parsec"], "not a unit"),
    "output": (["--end", "1d", "--outputs", "PHT"], "did you mean PTH"),
    "output twice": (["--end", "1d", "--outputs", "PTH,PTH"], "named twice"),
    "no output": (["--end", "1d", "--outputs", ","], "no name is given"),
    "tolerance": (["--end", "1d", "--rtol", "0"], "outside 1e-13"),
    "threads": (["--end", "1d", "--threads", "0"], "1<=x<=1024"),
    "ending": (["--end", "1d", "--out", "a.xlsx"], "ends in .csv or .parquet"),
    "events": (["--end", "1d", "--events", "nowhere.csv"], "no such file"),
    "not an option": (["--end", "1d", "--ouputs", "PTH"], "--outputs"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_bad_options_are_explained(name: str) -> None:
    words, wanted = PROBLEMS[name]
    result = _call(*words)
    assert result.exit_code == 2
    assert wanted in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_all_problems_are_listed_at_once_and_in_json(tmp_path: Path) -> None:
    events = _events(tmp_path, "ID,TIME,AMT,CMT\n1,0,x,DENSC\n1,5,3,DENSX")
    result = _call("--events", events, "--set", "kuot=1", "--rtol", 3, "--outputs", "PHT", "--end", "3mo", "--json")
    error = json.loads(result.stdout)["error"]
    assert (result.exit_code, error["exit_code"], error["kind"]) == (2, 2, "InputError")
    text = "\n".join(error["problems"])
    assert all(word in text for word in ("kuot", "--rtol", "PHT", "3mo", "line 2: AMT", "line 3: CMT 'DENSX'"))


def test_a_name_of_another_edition_says_which() -> None:
    result = CliRunner().invoke(osteon, ["run", "--end", "1d", "--outputs", "BMDlsDEN"])
    assert result.exit_code == 2
    assert f"--edition {EDITION}" in result.stderr


def test_an_output_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    assert _call("--end", "1d", "--out", tmp_path / "nowhere" / "a.csv").exit_code == 6
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    assert _call("--end", "1d", "--out", folder).exit_code == 2


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files as Linux does")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    out.write_text("what was there")
    limited = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); from osteon.cli import main; main()"
    )
    words = ["run", "--edition", EDITION, "--end", "900d", "--out", str(out)]
    _call("--end", "1d")
    result = subprocess.run(
        [sys.executable, "-c", limited, *words], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 6
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr
    assert out.read_text() == "what was there"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_an_interrupted_table_is_not_left_half_written(tmp_path: Path) -> None:
    def interrupted() -> None:
        with replaced(tmp_path / "a.csv") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_stops_reading_is_no_error() -> None:
    words = [sys.executable, "-m", "osteon", "run", "--edition", EDITION, "--end", "3y"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, env=ENVIRONMENT, stdout=pipe, stderr=pipe) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline().startswith(b"ID,time,")
        program.stdout.close()
        assert program.stderr.read() == b""


def test_help_shows_an_example_and_imports_nothing_heavy() -> None:
    listed = CliRunner().invoke(osteon, ["--help"])
    names = osteon.list_commands(None)
    assert "run" in names
    for name in names:
        assert f"  {name} " in listed.output
        shown = CliRunner().invoke(osteon, [name, "--help"])
        assert shown.exit_code == 0
        assert f"osteon {name}" in shown.output.partition("xample")[2], name
        parts = getattr(osteon.get_command(None, name), "commands", {})
        texts = [CliRunner().invoke(osteon, [name, part, "--help"]).output for part in parts] or [shown.output]
        assert name == "serve" or all("--json" in text for text in texts), name
    text = "import sys\nfrom osteon.cli import main\nsys.argv = ['osteon', '--help']\n"
    text += "try: main()\nexcept SystemExit: pass\n"
    text += "print('heavy', sorted({'numpy', 'pyarrow', 'rich', 'llvmlite', 'pydantic'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", text], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert found.stdout.endswith("heavy []\n")


@pytest.mark.slow
def test_the_examples_of_the_document_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[1] / "docs" / "commands.md").read_text(encoding="utf-8")
    blocks = text.split("```")[1::2]
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("osteon ")]
    lines = [line for line in lines if "FoodData_Central" not in line]  # a download that is not here
    table = next(block for block in blocks if block.startswith("\nID,TIME"))
    (tmp_path / "doses.csv").write_text(table.strip(), encoding="utf-8")
    examples = Path(__file__).parents[1] / "examples"
    (tmp_path / "examples").symlink_to(examples)
    shutil.copy(examples / "vegan_little_sun.toml", tmp_path / "me.toml")
    monkeypatch.chdir(tmp_path)
    assert len(lines) > 5
    for line in lines:
        words = shlex.split(line.replace("results", f"results-{line.split()[1]}"))
        result = CliRunner().invoke(osteon, words[1:])
        assert result.exit_code == 0, (line, result.output)
    assert read_records(tmp_path / "run.csv")[-1]["ID"] == "2"


def test_the_document_numbers_the_compartments_as_they_are() -> None:
    text = (Path(__file__).parents[1] / "docs" / "commands.md").read_text(encoding="utf-8")
    named = dict(
        re.findall(r"\b(\d+) ([A-Z]\w*)[,.]", text.partition("Numbers of pools")[2].partition("own edition")[0])
    )
    assert named == {str(n + 1): row["name"] for n, row in enumerate(read_records(FOLDER / "states.csv"))}


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    result = CliRunner().invoke(osteon, ["rum"])
    assert result.exit_code == 2
    assert "did you mean run?" in result.output
