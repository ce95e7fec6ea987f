"""`osteon where`: places, equations, records, flows and readers of everything that is declared."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.golden_support import EDITION, FOLDER, read_records

from osteon.body.editions import names
from osteon.catalogue import PARAMETER, POOL, catalogue
from osteon.cli.group import osteon
from osteon.declared import place_of
from osteon.engine.unit import unit
from osteon.readings import TIME
from osteon.whereabouts import Whereabouts, sources

OWN = "2026.1"
EDITIONS = {key: Whereabouts(catalogue(key)) for key in (EDITION, OWN)}


def _call(*words: str) -> Result:
    return CliRunner().invoke(osteon, ["where", *words])


def _shown(*words: str) -> str:
    result = _call(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


def _facts(name: str, edition: str = EDITION) -> dict[str, Any]:
    [facts] = json.loads(_shown(name, "--edition", edition, "--json"))["found"]
    return dict(facts)


@pytest.mark.parametrize("key", EDITIONS)
def test_everything_stands_on_the_line_that_is_said(key: str) -> None:
    for item in EDITIONS[key].items.values():
        place = place_of(item.entry.declaration)
        line = place.file.read_text(encoding="utf-8").splitlines()[place.line - 1]
        assert re.match(rf"\s+(def )?{item.short}\b", line), (item.name, str(place), line)
        assert bool(place.equation) == hasattr(item.entry.declaration, "method")


@pytest.mark.parametrize("key", EDITIONS)
def test_everything_can_be_described_and_written_as_json(key: str) -> None:
    about = EDITIONS[key]
    for item in about.items.values():
        facts = about.describe(item)
        json.dumps(facts, allow_nan=False)
        assert facts["doc"], item.name
        if item.what == PARAMETER:
            assert facts["value"] == about.catalogue.model.defaults[item.name]
            assert facts["kind"] == "input" or "title" in facts["source"] or facts["kind"] == "definition", item.name


@pytest.mark.parametrize("key", EDITIONS)
def test_readers_are_those_whose_equation_names_what_is_read(key: str) -> None:
    about = EDITIONS[key]
    assert set(about.reads) <= set(about.items)
    for name, read in about.reads.items():
        for other in read:
            assert other == TIME or other in about.items, (name, other)
    for name in ("deep_release", "volume"):
        for item in about.catalogue.find(name, [PARAMETER]):
            readers = {facts["name"] for facts in about.describe(item)["read_by"]}
            inside = {reader for reader in readers if reader.partition(".")[0] == item.name.partition(".")[0]}
            assert all(
                f"self.{item.short}" in place_of(about.items[reader].entry.declaration).equation for reader in inside
            )


@pytest.mark.parametrize("key", EDITIONS)
def test_what_flows_in_less_what_flows_out_is_what_changes(key: str) -> None:
    about = EDITIONS[key]
    printed = {row["name"]: float(row["rate_at_t0_per_h"]) * 24 for row in read_records(FOLDER / "states.csv")}
    for item in about.catalogue.of(POOL):
        facts = about.describe(item)
        sides = [sum(_rate(flow, item.entry.unit) for flow in facts[side]) for side in ("inflows", "outflows")]
        assert facts["inflows"] or facts["outflows"], item.name
        if key == EDITION:
            size = max(map(abs, (*sides, printed[item.symbol]))) or 1.0
            single = 6e-8
            assert sides[0] - sides[1] == pytest.approx(printed[item.symbol], abs=single * size), item.name


def _rate(flow: dict[str, Any], wanted: str) -> float:
    factor = unit(flow["unit"]).factor_to(unit(f"{wanted}/d"))
    assert factor is not None
    return float(flow["at_start"]) * factor


def test_a_parameter_is_shown_with_its_record() -> None:
    shown = _shown("kout", "--edition", EDITION)
    assert "parathyroid_gland.hormone_loss (kout): parameter of edition peterson-riggs-2010" in shown
    assert re.search(r"parathyroid_gland\.py:\d+", shown)
    assert "7.14286 1/h (fitted)" in shown
    assert "[biomd613]" in shown
    assert "BIOMD0000000613" in shown
    assert "parathyroid_gland.clearance: flow" in shown


def test_a_pool_is_shown_with_its_flows_and_doses() -> None:
    shown = _shown("DENSC", "--edition", EDITION)
    assert "CMT 1 in event tables, AMT in mg; what enters is AMT x DENF x 1e+06 ng" in shown
    assert "return self.absorption_rate * self.depot" in shown
    facts = _facts("PTH")
    assert [flow["name"] for flow in facts["inflows"]] == ["parathyroid_gland.secretion", "teriparatide.absorption"]
    assert [flow["name"] for flow in facts["outflows"]] == ["parathyroid_gland.clearance"]
    assert [part["symbol"] for part in facts["reads"]] == ["PTH_0"]


def test_a_flow_is_shown_with_what_it_reads() -> None:
    facts = _facts("J14")
    assert (facts["leaves"], facts["enters"]) == (["bone_calcium.exchangeable"], ["plasma.calcium"])
    assert "self.exchange" in facts["equation"]
    assert {"FracJ14", "J14OCmax", "OC"} <= {part["symbol"] for part in facts["reads"]}
    assert facts["at_start"] == pytest.approx(88.0)
    assert EDITIONS[EDITION].at_start["osteoblasts.total"] == pytest.approx(0.00501324)


def test_an_equation_comes_with_the_methods_it_calls() -> None:
    helped = [
        item
        for item in EDITIONS[OWN].items.values()
        if re.search(r"self\._\w+\(", place_of(item.entry.declaration).equation)
    ]
    for item in helped:
        assert "def _" in place_of(item.entry.declaration).equation, item.name


def test_time_is_said_to_be_read() -> None:
    assert _facts("estrogen.age")["reads_time"]
    assert not _facts("CaC")["reads_time"]


def test_an_outcome_word_leads_to_its_value_and_its_trials() -> None:
    facts = _facts("25ohd_serum", OWN)
    words = {endpoint["outcome"] for endpoint in facts["evidence"]}
    assert "25ohd_serum" in words
    assert {"calibration", "holdout"} >= {endpoint["split"] for endpoint in facts["evidence"]}
    assert "vieth2001" in _shown("25ohd_serum")


def test_a_subsystem_lists_what_it_holds() -> None:
    facts = _facts("denosumab")
    held = {item["name"] for item in facts["items"]}
    assert held == {name for name in EDITIONS[EDITION].items if name.startswith("denosumab.")}
    assert "denosumab.depot (DENSC): pool" in _shown("denosumab", "--edition", EDITION)


def test_what_a_subsystem_needs_is_found_where_it_is_declared() -> None:
    assert _facts("kidney.hormone")["name"] == "parathyroid_gland.concentration"


def test_a_name_of_several_editions_says_so() -> None:
    assert f"Also in edition {EDITION}: denosumab.depot" in _shown("denosumab.depot")
    assert json.loads(_shown("denosumab.depot", "--json"))["editions"] == list(names())
    assert "Also in" not in _shown("denosumab.depot", "--edition", OWN)
    assert "Also in" not in _shown("kout")


def test_a_name_of_several_things_shows_them_all() -> None:
    shown = _shown("T43", "--edition", EDITION)
    assert "unread.t43 (T43): parameter" in shown
    assert "unread.t43_output (T43): value" in shown
    many = _shown("clearance", "--edition", EDITION)
    assert "ask by the full name" in many


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("kuot", "did you mean kout"), ("calcidol", "calcidiol"), ("xyzzy", "by subsystem"), ("", "by subsystem")],
)
def test_an_unknown_name_is_answered_with_the_nearest(name: str, wanted: str) -> None:
    result = _call(name)
    assert result.exit_code == 2
    assert wanted in result.stderr
    assert json.loads(_call(name, "--json").stdout)["error"]["exit_code"] == 2
    assert _call("kout", "--edition", "nowhere").exit_code == 2


def test_lines_fit_a_terminal_and_hold_no_control_characters() -> None:
    for name in ("PTH", "25ohd_serum", "gut", "calcium.plasma", "kout"):
        shown = _shown(name)
        assert "\x1b" not in shown
        assert max(map(len, shown.splitlines())) <= 140


def test_all_source_files_are_read() -> None:
    folder = Path(place_of(EDITIONS[OWN].catalogue.items[0].entry.declaration).file).parent
    keys = sum(
        len(re.findall(r"^\[\w+\]$", path.read_text(encoding="utf-8"), re.M))
        for path in folder.rglob("sources*/*.toml")
    )
    assert len(sources()) >= keys > 0
    assert "petersonriggs2010" in sources()
