"""What a reader gets: the page, the text, the JSON and the messages of `osteon trial`."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.trial_support import TWO_ARMS

from osteon.cli.group import osteon as command_line
from osteon.finite import finite
from osteon.population.trial_design import load_planned
from osteon.population.trial_progress import Pace, words
from osteon.population.trial_run import run_trial
from osteon.population.trial_summary import summary_of
from osteon.report.trial_page import trial_page
from osteon.report.trial_text import figure_words, trial_text

EXAMPLES = Path(__file__).parents[1] / "examples" / "trials"


@pytest.fixture(scope="module")
def factorial() -> dict[str, Any]:
    run = run_trial(load_planned(EXAMPLES / "d3_k2_factorial.toml"), people=1024, seed=1, chunk=512)
    return dict(finite(summary_of(run)))


@pytest.fixture(scope="module")
def crossover() -> dict[str, Any]:
    run = run_trial(load_planned(EXAMPLES / "absorption_crossover.toml"), people=512, seed=1, chunk=512)
    return dict(finite(summary_of(run)))


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "br", "rect", "line", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("rect", "line", "path"):
            assert self.open.pop() == tag


class TestPage:
    @pytest.mark.parametrize("name", ["factorial", "crossover"])
    def test_it_is_whole_and_needs_nothing_else(self, name: str, request: pytest.FixtureRequest) -> None:
        page = trial_page(request.getfixturevalue(name))
        reader = Reader()
        reader.feed(page)
        assert reader.open == []
        assert reader.links == []
        assert "<script" not in page
        assert not re.search(r"nan|None|inf\b", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
        drawings = re.findall(r"<svg .*?</svg>", page, re.DOTALL)
        assert len(drawings) >= 4
        for drawing in drawings:
            assert ElementTree.fromstring(drawing).find("{http://www.w3.org/2000/svg}title") is not None

    def test_words_of_files_cannot_break_it(self, crossover: dict[str, Any]) -> None:
        evil = json.loads(json.dumps(crossover).replace("placebo", "<script>alert(1)</script>"))
        assert "<script" not in trial_page(evil)

    def test_the_flow_adds_up(self, factorial: dict[str, Any]) -> None:
        flow = factorial["flow"]
        assert flow["assessed"] == 1024 == flow["randomised"] + sum(flow["excluded"].values())
        assert flow["randomised"] == sum(group["randomised"] for group in flow["groups"])
        for group in flow["groups"]:
            fates = ("stayed_to_the_end", "left_the_trial", "died", "could_not_be_simulated")
            assert group["randomised"] == sum(group[fate] for fate in fates)


class TestFactorial:
    def test_interactions_are_told_with_their_intervals(self, factorial: dict[str, Any]) -> None:
        found = [each for each in factorial["factorial"] if each["interaction"]]
        assert {each["outcome"] for each in found} == {"bmd_lumbar_spine", "bmd_total_hip", "25ohd_serum", "dp_ucmgp"}
        for each in found:
            low, high = each["estimate"]["interval"]
            assert low < each["estimate"]["value"] < high

    def test_an_interaction_is_both_less_each_plus_neither(self, factorial: dict[str, Any]) -> None:
        course = factorial["courses"]["25ohd_serum"]
        effect = next(
            each
            for each in factorial["factorial"]
            if each["outcome"] == "25ohd_serum" and each["effect"].startswith("D3 (")
        )
        last = course["days"].index(365.25)
        rises = {group["group"]: group["mean"][last] - group["mean"][0] for group in course["groups"]}
        half = (rises["D3"] - rises["neither"] + rises["D3 + MK-7"] - rises["MK-7"]) / 2
        assert effect["estimate"]["value"] == pytest.approx(half, abs=3)


class TestCrossover:
    def test_what_the_washout_leaves_is_told(self, crossover: dict[str, Any]) -> None:
        left = {each["outcome"]: each for each in crossover["carry_over"]}
        assert left["25ohd_serum"]["value"] < -3 * left["25ohd_serum"]["error"] < 0

    def test_it_needs_fewer_people_than_parallel_groups(self, crossover: dict[str, Any]) -> None:
        absorbed = crossover["endpoints"][0]
        assert absorbed["outcome"] == "fractional_calcium_absorption"
        assert absorbed["estimate"]["sd_of"] == "SD of the difference within people"


class TestText:
    def test_it_says_what_matters(self, factorial: dict[str, Any]) -> None:
        text = trial_text(factorial, 3.0)
        for part in ("assessed 1,024", "D3 + MK-7 against neither", "a real trial needs", "not medical advice"):
            assert part in text
        assert max(len(line) for line in text.splitlines()) < 160
        assert " nan" not in text

    def test_fractures_are_told_as_events(self) -> None:
        ratio = {"measure": "ratio", "outcome": "fracture_hip", "name": "hip fracture", "day": 1095.75, "from_day": 0.0}
        words_ = figure_words(ratio | {"arm": "D", "versus": "placebo"})
        assert words_ == "hip fracture, ratio of risks at 3 years, D against placebo"

    def test_a_published_trial_is_shown_beside_what_was_observed(self) -> None:
        run = run_trial("francic2019", people=128, seed=1, chunk=128, worlds=8)
        assert "published" in trial_text(summary_of(run), 1.0)


class TestCommand:
    def test_json(self, tmp_path: Path) -> None:
        path = tmp_path / "small.toml"
        path.write_text(TWO_ARMS, encoding="utf-8")
        asked = ["trial", str(path), "--people", "96", "--years", "0.5", "--every", "2 months", "--json"]
        shown = CliRunner().invoke(command_line, [*asked, "--outcomes", "ctx"])
        assert shown.exit_code == 0, shown.output
        told = json.loads(shown.stdout)
        assert told["people"] == 96
        assert told["courses"]["ctx"]["days"] == pytest.approx([0, 60.875, 91.3125, 121.75, 182.625])

    @pytest.mark.parametrize(
        ("arguments", "words_"),
        [
            (["nosuch", "--people", "10"], "there is no trial 'nosuch'"),
            (["knapen2013", "--people", "0"], "--people 0 is outside 1"),
            (["knapen2013", "--people", "10", "--outcomes", "ctxx"], "did you mean ctx"),
            (["knapen2013", "--people", "10", "--every", "soon"], "is not a span of time"),
            (["knapen2013", "--people", "10", "--years", "-1"], "--years -1"),
        ],
    )
    def test_wrong_input_is_told_without_a_traceback(self, arguments: list[str], words_: str) -> None:
        shown = CliRunner().invoke(command_line, ["trial", *arguments])
        assert shown.exit_code == 2
        assert words_ in shown.output
        assert "Traceback" not in shown.output

    @pytest.mark.parametrize(("most", "people"), [(4, 64), (40, 16), (40, 3)])
    def test_few_people_or_nobody_is_no_fault(self, most: int, people: int, tmp_path: Path) -> None:
        path, out = tmp_path / "small.toml", tmp_path / "out"
        path.write_text(TWO_ARMS.replace("max = 90", f"max = {most}"), encoding="utf-8")
        asked = ["trial", str(path), "--people", str(people), "--chunk", "16", "--worlds", "1", "--out", str(out)]
        shown = CliRunner().invoke(command_line, asked)
        assert shown.exit_code == 0, shown.output
        assert "too few people were measured" in shown.output or people > 3
        assert ("nobody was let in" in shown.output) == (most == 4)
        assert (out / "report.html").exists()

    def test_help_shows_an_example(self) -> None:
        shown = CliRunner().invoke(command_line, ["trial", "--help"])
        assert "osteon trial examples/trials/d3_k2_factorial.toml" in shown.output


class TestProgress:
    def test_the_estimate_is_true_at_a_steady_pace(self) -> None:
        now = [0.0]
        pace = Pace(10_000, clock=lambda: now[0])
        for number in range(1, 100):
            now[0] = 2.0 * number
            state = pace.step(100, again=0.1)
            left = 2.0 * (100 - number) + 0.1 * 100
            assert state.left == pytest.approx(left, rel=1e-6)

    def test_the_second_look_is_told_by_its_own_pace(self) -> None:
        now = [0.0]
        pace = Pace(1000, clock=lambda: now[0])
        now[0] = 10.0
        pace.step(1000, again=2.0)
        assert pace.look(0.0, "quantiles").left == pytest.approx(2.0)
        now[0] = 15.0
        assert pace.look(0.25, "quantiles").left == pytest.approx(15.0)

    def test_it_follows_when_the_pace_changes(self) -> None:
        now = [0.0]
        pace = Pace(100_000, clock=lambda: now[0])
        for number in range(200):
            now[0] += 1.0 if number < 100 else 4.0
            state = pace.step(100)
        assert state.left == pytest.approx(4.0 * 800, rel=0.01)

    def test_what_an_earlier_run_did_does_not_count_as_pace(self) -> None:
        now = [0.0]
        pace = Pace(1000, clock=lambda: now[0])
        pace.skip(900)
        now[0] = 10.0
        assert pace.step(50).left == pytest.approx(10.0)
        assert "950 of 1,000 people" in words(pace.state())
