"""`osteon plan` as a user meets it: text, JSON, files, and wrong input."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from osteon.cli.group import osteon
from osteon.outcomes.totals import daily_totals
from osteon.person import Person

EXAMPLES = Path(__file__).parents[1] / "examples"
VEGAN = str(EXAMPLES / "vegan_little_sun.toml")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(osteon, ["plan", *arguments])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    folder = tmp_path_factory.mktemp("plan") / "mine"
    return call(VEGAN, "--diet", "vegan", "--out", str(folder)), folder


def test_the_text_tells_what_a_person_wants_to_know(written: tuple[Result, Path]) -> None:
    result, _ = written
    assert result.exit_code == 0, result.output
    for words in (
        "not a medical device",
        "What it reaches",
        "25(OH)D in blood of 50 to 125 nmol/L all year",
        "Limits, kept in 99 of 100",
        "What to expect",
        "Bone density of the spine after 10 years",
        "Other ways",
        "What each goal costs",
    ):
        assert words in result.output, words
    assert "\x1b" not in result.output
    assert max(map(len, result.output.splitlines())) <= 120


def test_files_are_for_their_owner_only(written: tuple[Result, Path]) -> None:
    _, folder = written
    assert sorted(path.name for path in folder.iterdir()) == [
        "person_with_plan.toml",
        "plan.ics",
        "plan.json",
        "plan.txt",
    ]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert (folder / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert json.loads((folder / "plan.json").read_text(encoding="utf-8"))["steps"]


def test_who_follows_the_plan_can_be_read_back_and_gets_what_it_says(written: tuple[Result, Path]) -> None:
    _, folder = written
    before, after = Person.from_toml(VEGAN), Person.from_toml(folder / "person_with_plan.toml")
    told = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    calcium = next(goal for goal in told["goals"] if goal["nutrient"] == "calcium")
    gained = daily_totals(after)["calcium"].middle - daily_totals(before)["calcium"].middle
    assert gained == pytest.approx(calcium["then"]["median"] - calcium["now"]["median"], rel=0.05)
    assert daily_totals(after)["vitamin D3"].middle > daily_totals(before)["vitamin D3"].middle


def test_json_is_complete_and_the_same_each_time(written: tuple[Result, Path]) -> None:
    _, folder = written
    again = call(VEGAN, "--diet", "vegan", "--json").output
    assert again == (folder / "plan.json").read_text(encoding="utf-8")
    told = json.loads(again)
    assert told["status"] in ("ready", "impossible")
    assert {goal["nutrient"] for goal in told["goals"]} == {"vitamin D", "calcium", "vitamin K", "magnesium"}
    assert len(told["effect"]["25ohd_serum"]["weeks"]) == 53
    for limit in told["limits"]:
        assert limit["most_with_99_percent"] <= limit["limit"] * 1.001


def test_a_hard_stop_ends_in_ask_your_doctor(tmp_path: Path) -> None:
    path = tmp_path / "ill.toml"
    path.write_text('[person]\nage = 70\nsex = "male"\nlatitude = 52.1\nmedicines = ["warfarin"]\n', encoding="utf-8")
    result = call(str(path))
    assert result.exit_code == 0
    assert "No plan: ask your doctor" in result.output
    assert "INR" in result.output
    assert "When" not in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--goal", "calcuim"), "calcium?"),
        (("--diet", "vegn", "--without", "xyzzy"), "2 problems"),
        (("--budget", "5"), "--prices"),
        (("--max-pills", "-2"), "0 to 30"),
        (("--body", "WHO"), "NASEM"),
        (("--prices", "nowhere.csv"), "cannot read prices"),
    ],
)
def test_wrong_input_is_told_without_a_traceback(arguments: tuple[str, ...], words: str) -> None:
    result = call(VEGAN, *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_person_file_that_is_not_there_is_told() -> None:
    result = call("nobody.toml")
    assert result.exit_code == 2
    assert "nobody.toml" in result.stderr


def test_help_shows_an_example() -> None:
    assert "--diet vegan" in call("--help").output
