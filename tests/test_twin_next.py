"""The next test, the kept edition and the command of a fit."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.twin_support import lab, person, quick

from osteon.cli.group import osteon
from osteon.errors import InputError, StorageError
from osteon.twin import Twin, next_test
from osteon.twin.edition import load, save
from osteon.twin.prices import checked_prices, known_tests
from osteon.twin.second_scan import TELLS

LABS: dict[str, object] = {"25(OH)D": lab("45 nmol/L"), "PTH": lab("60 pg/mL")}


@pytest.fixture(scope="module")
def twin() -> Twin:
    return quick(person(LABS), draws=256, library=512)


@pytest.mark.parametrize(
    ("outcome", "best"),
    [("bmd_total_hip", "DXA"), ("dp_ucmgp", "dp-ucMGP"), ("pwv_carotid_femoral", "PWV"), ("ctx", "CTX")],
)
def test_an_outcome_is_best_told_by_its_own_test(twin: Twin, outcome: str, best: str) -> None:
    found = next_test(twin, outcome, years=2)
    assert found.gains[0].test == best
    assert found.gains[0].narrower > 0.2
    assert all(0 <= gain.narrower < 1 and gain.bits >= 0 for gain in found.gains)


def test_prices_change_the_order(twin: Twin) -> None:
    free = next_test(twin, "ctx", years=2)
    dear = next_test(twin, "ctx", {"CTX": 5000, "P1NP": 20}, years=2)
    assert free.gains[0].test == "CTX"
    assert dear.gains[0].test == "P1NP"
    assert dear.gains[0].bits_per_100_euro == pytest.approx(5 * dear.gains[0].bits)
    assert {gain.test for gain in dear.gains} == {test.key for test in known_tests()}


def test_what_was_measured_already_tells_less_again(twin: Twin) -> None:
    bare = quick(person(), draws=256)
    gain = {
        key: {row.test: row.narrower for row in next_test(who, "25ohd_serum", years=1).gains}["25(OH)D"]
        for key, who in (("first", bare), ("again", twin))
    }
    assert gain["again"] < 0.5 * gain["first"]


def test_a_second_scan_soon_tells_next_to_nothing_because_of_its_precision() -> None:
    """Computed: the worse the precision, the longer the wait; at the usual one, two years for the hip."""
    worth = {}
    for precision in ("0.4 %", "1.5 %", "4 %"):
        who = person({"BMD total hip": lab("0.80 g/cm2", precision=precision)}, age=66, menopause_age=51)
        scan = next(s for s in next_test(quick(who, draws=256, library=512), "bmd_total_hip").scans if "hip" in s.site)
        assert scan.scans == 1
        assert np.all(np.diff([wait.narrower for wait in scan.waits]) > -0.02)
        worth[precision] = scan.worth or 99.0
        if precision == "1.5 %":
            assert scan.waits[0].narrower < TELLS
            assert "tells next to nothing" in scan.sentence()
            assert scan.least == pytest.approx(2.77 * 1.5)
    assert worth["0.4 %"] < worth["1.5 %"] < worth["4 %"]
    assert worth["1.5 %"] >= 2


def test_the_same_question_has_the_same_answer(twin: Twin) -> None:
    assert next_test(twin, "ctx", years=2) == next_test(twin, "ctx", years=2)


def test_prices_that_cannot_be_used_are_all_said() -> None:
    with pytest.raises(InputError) as error:
        checked_prices({"DXXA": 90, "PTH": -2, "CTX": "ten"})
    assert len(error.value.problems) == 3
    assert "DXA" in error.value.problems[0]


def test_an_edition_is_kept_for_its_owner_and_read_back(twin: Twin, tmp_path: Path) -> None:
    path = save(twin, tmp_path / "new" / "me.fit.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["values"]["calcidiol.clearance"] > 0
    again = load(path, twin.person)
    assert np.allclose(again.scores, twin.scores, atol=5.1e-4)
    before, after = (who.outcomes(1)["25ohd_serum"]["now"][1].middle for who in (twin, again))
    assert after == pytest.approx(before, rel=0.01)
    assert again.quality == twin.quality


def test_a_full_disk_loses_nothing(twin: Twin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(twin, tmp_path / "me.fit.json")
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("osteon.tablefile._private", full)
    with pytest.raises(StorageError, match="No space left"):
        save(twin, path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError):
        save(twin, tmp_path / "file" / "me.fit.json")


def test_an_edition_of_nothing_is_read_back_too(tmp_path: Path) -> None:
    who = person()
    assert load(save(quick(who), tmp_path / "me.json"), who).results == ()


def test_broken_editions_are_refused(twin: Twin, tmp_path: Path) -> None:
    path = save(twin, tmp_path / "me.fit.json")
    with pytest.raises(InputError, match="another person"):
        load(path, person())
    kept = json.loads(path.read_text(encoding="utf-8"))
    broken = tmp_path / "broken.json"
    for change in (
        {"posterior": {**kept["posterior"], "scores": "AAAA"}},
        {"posterior": {**kept["posterior"], "names": ["x"]}},
        {"quality": {"x": 1}},
        {"format": 99},
    ):
        broken.write_text(json.dumps({**kept, **change}), encoding="utf-8")
        with pytest.raises(InputError):
            load(broken, twin.person)
    for text in ("[1]", "{", ""):
        broken.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="no fit"):
            load(broken, twin.person)
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "none.json", twin.person)


def test_the_command_fits_keeps_and_uses_again(tmp_path: Path) -> None:
    path = tmp_path / "me.toml"
    path.write_text(person(LABS).to_toml(), encoding="utf-8")
    prices = tmp_path / "prices.toml"
    prices.write_text('"25(OH)D" = 25\nDXA = 90\n', encoding="utf-8")
    words = ["fit", str(path), "--draws", "32", "--years", "2", "--json"]
    ran = CliRunner().invoke(osteon, [*words, "--out", str(tmp_path / "kept")])
    assert ran.exit_code == 0, ran.output
    first = json.loads(ran.stdout)
    assert {row["outcome"] for row in first["labs"]} == {"25ohd_serum", "pth_intact"}
    assert 0 < first["labs"][0]["p_posterior"] <= 1
    used = ["fit", str(path), "--use", first["saved"], "--next-test", "bmd_total_hip", "--prices", str(prices)]
    again = CliRunner().invoke(osteon, [*used, "--years", "2", "--json"])
    assert again.exit_code == 0, again.output
    second = json.loads(again.stdout)
    assert second["next_test"]["tests"][0]["test"] == "DXA"
    now = [result["outcomes"]["25ohd_serum"]["now"]["posterior"]["middle"] for result in (first, second)]
    assert now[0] == pytest.approx(now[1], rel=0.01)
    text = CliRunner().invoke(osteon, used)
    assert text.exit_code == 0, text.output
    for words_said in ("Labs", "The next test", "scan of the total hip", "bits for 100 euro", "not a medical device"):
        assert words_said in text.stdout


def test_the_command_shows_contradictions_first(tmp_path: Path) -> None:
    path = tmp_path / "me.toml"
    path.write_text(person({"25(OH)D": lab("420 nmol/L")}).to_toml(), encoding="utf-8")
    ran = CliRunner().invoke(osteon, ["fit", str(path), "--draws", "32"])
    assert ran.exit_code == 0
    assert "contradict the model" in ran.stdout
    assert ran.stdout.index("contradict the model") < ran.stdout.index("Outcomes")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--prices", "x.toml"], "--next-test"),
        (["--next-test", "bmd_lumbar"], "bmd_lumbar_spine"),
        (["--draws", "1"], "draws"),
        (["--years", "0"], "years"),
        (["--years", "500"], "years"),
        (["--use", "none.json"], "no such file"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path: Path, words: list[str], said: str) -> None:
    path = tmp_path / "me.toml"
    path.write_text(person(LABS).to_toml(), encoding="utf-8")
    ran = CliRunner().invoke(osteon, ["fit", str(path), *words])
    assert ran.exit_code == 2
    assert said in ran.output
    assert "Traceback" not in ran.output
