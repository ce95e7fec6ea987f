"""`osteon label`: what it prints and writes, for every example and for wrong input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from osteon.cli.group import osteon as command_line
from osteon.report.label_text import amount_text

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples" / "labels").glob("*.toml"))


def run(*words: object) -> Result:
    return CliRunner().invoke(command_line, ["label", *map(str, words)])


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    path = tmp_path / "me.toml"
    path.write_text(
        '[person]\nage = 72\nsex = "male"\nlatitude = 52.1\n'
        'medicines = ["warfarin", "levothyroxine", "hydrochlorothiazide", "alendronate"]\n'
        '[diet]\nnutrients = { calcium = "1100 mg/d" }\n',
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_told_whole(path: Path) -> None:
    shown = run(path)
    assert shown.exit_code == 0, shown.output
    for heading in ("What it supplies a day", "What it claims", "What it does not contain", "not a medical device"):
        assert heading in shown.output
    assert "a woman of 50" in shown.output
    assert "inf" not in shown.output.replace("inflamm", "").replace("infect", "")
    assert max(len(line) for line in shown.output.splitlines()) < 140


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_as_json(path: Path, patient: Path) -> None:
    told = json.loads(run(path, "--person", patient, "--body", "EFSA", "--json").stdout)
    assert told["for"] == {"age": 72.0, "sex": "male", "assumed": False, "body": "EFSA"}
    assert told["hard_stops"]
    assert told["supplies"]
    assert {"not_told", "claims", "lacks", "warnings", "notes"} <= set(told)


def test_undisclosed_amounts_are_loud() -> None:
    shown = run(ROOT / "examples" / "labels" / "bone_joint_aspartate.toml").output
    assert "NOT TOLD on the label" in shown
    assert "of glucosamine sulfate, MSM, Boswellia serrata extract" in shown


def test_a_bone_product_without_vitamins_is_said_to_be_one() -> None:
    shown = run(ROOT / "examples" / "labels" / "bone_aspartate.toml").output
    assert "No vitamin D, vitamin K2 and magnesium, though it is sold for bone density" in shown
    assert "92 % is a seller's" in shown


def test_warnings_for_the_person_come_with_hours_and_questions(patient: Path) -> None:
    shown = run(ROOT / "examples" / "labels" / "calcium_carbonate.toml", "--person", patient).output
    assert "at least 4 hours before or at least 4 hours after calcium carbonate" in shown
    assert "Take alendronate at least 1 hour before calcium carbonate" in shown
    assert "over the limit of 2,000 mg a day (NASEM)" in shown
    drop = run(ROOT / "examples" / "labels" / "d3_k2_drop.toml", "--person", patient).output
    assert drop.index("Ask your doctor first") < drop.index("What it supplies")
    assert "Do not go on without your doctor, warfarin with MK-7" in drop


def test_wrong_input_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('[label]\nname = "x"\n[[ingredient]]\nname = "zinc"\namount = "5"\n')
    shown = run(tmp_path / "bad.toml", "--json")
    assert shown.exit_code == 2
    assert "has no unit" in shown.stderr
    assert json.loads(shown.stdout)["error"]["exit_code"] == 2
    assert run(tmp_path / "none.toml").exit_code == 2
    assert run(EXAMPLES[0], "--body", "WHO").exit_code == 2
    assert run(EXAMPLES[0], "--person", tmp_path / "bad.toml").exit_code == 2


def test_a_simulation_of_labels_shows_warnings_and_what_was_assumed() -> None:
    path = str(ROOT / "examples" / "products_by_label.toml")
    shown = CliRunner().invoke(command_line, ["simulate", path, "--years", "1", "--draws", "2", "--json"])
    told = json.loads(shown.stdout)
    assert next(warning["key"] for warning in told["warnings"]) == "levothyroxine_minerals"
    assert told["person"]["supplements"][0] == "50 ug vitamin D3 every day"
    plain = CliRunner().invoke(command_line, ["simulate", path, "--years", "1", "--draws", "2"]).output
    assert "Take levothyroxine at least 4 hours before" in plain


def test_help_shows_an_example() -> None:
    assert "osteon label examples/labels" in run("--help").output


def test_amounts_in_words() -> None:
    from osteon.intervals import Interval

    assert amount_text(Interval(1200, 1200, 1200), "mg") == "1,200 mg"
    assert amount_text(Interval(1, 2, float("inf")), "mg") == "1 mg or more"
