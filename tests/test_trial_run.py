"""Trials in virtual people from end to end: blind, reproducible, measured with error, readable as they lie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trial_support import TWO_ARMS, files_of

from osteon.evidence.trial_parts import Trial
from osteon.outcomes import reference
from osteon.outcomes.fracture import RiskFactors, fracture_risk
from osteon.population.trial_design import parse_planned
from osteon.population.trial_estimates import of_endpoint
from osteon.population.trial_fates import fates_of
from osteon.population.trial_figures import endpoints_of
from osteon.population.trial_job import make_job, setting_of
from osteon.population.trial_measuring import error_of, measured
from osteon.population.trial_result import TrialResult
from osteon.population.trial_run import run_trial
from osteon.population.trial_summary import summary_of

PEOPLE = 768


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run") / "out"


@pytest.fixture(scope="module")
def result(folder: Path) -> TrialResult:
    return run_trial(parse_planned(TWO_ARMS), people=PEOPLE, seed=7, chunk=256, out=folder, truth=True)


@pytest.fixture(scope="module")
def people(result: TrialResult, folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "people").set_index("person")


@pytest.fixture(scope="module")
def visits(result: TrialResult, folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "visits")


@pytest.fixture(scope="module")
def key(result: TrialResult, folder: Path) -> Mapping[str, str]:
    table = pd.read_csv(folder / "allocation.csv")
    return dict(zip(table["group"], table["arm"], strict=True))


class TestSame:
    def test_the_same_bits_with_any_number_of_threads(self, result: TrialResult, folder: Path, tmp_path: Path) -> None:
        again = tmp_path / "again"
        run_trial(parse_planned(TWO_ARMS), people=PEOPLE, seed=7, chunk=256, out=again, truth=True, threads=1)
        assert files_of(again) == files_of(folder)

    def test_a_person_is_the_same_in_any_chunk_and_among_any_number(
        self, people: pd.DataFrame, visits: pd.DataFrame, tmp_path: Path
    ) -> None:
        run_trial(parse_planned(TWO_ARMS), people=500, seed=7, chunk=100, out=tmp_path / "fewer", truth=True)
        fewer = pd.read_parquet(tmp_path / "fewer" / "people").set_index("person")
        pd.testing.assert_frame_equal(fewer, people.loc[:499], rtol=1e-6)
        mine = pd.read_parquet(tmp_path / "fewer" / "visits").sort_values(["person", "day"], ignore_index=True)
        theirs = visits[visits.person < 500].sort_values(["person", "day"], ignore_index=True)
        pd.testing.assert_frame_equal(mine, theirs, rtol=1e-6)

    def test_another_seed_gives_other_people(self, people: pd.DataFrame, tmp_path: Path) -> None:
        run_trial(parse_planned(TWO_ARMS), people=256, seed=8, chunk=256, out=tmp_path / "other")
        other = pd.read_parquet(tmp_path / "other" / "people").set_index("person")
        assert (other.age != people.age.loc[:255]).mean() > 0.99

    def test_following_people_in_turns_changes_no_bit(
        self, folder: Path, result: TrialResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """So that memory is bounded however many visits there are."""
        monkeypatch.setattr("osteon.population.trial_chunk.MOST_BYTES", 1)
        run_trial(parse_planned(TWO_ARMS), people=PEOPLE, seed=7, chunk=256, out=tmp_path / "turns", truth=True)
        assert files_of(tmp_path / "turns") == files_of(folder)


RATE = st.sampled_from([0.0, 0.3, 3.0])


@pytest.mark.slow
@given(RATE, RATE, st.sampled_from([0.0, 0.4]), st.sampled_from([0.0, 0.2]), st.booleans(), st.integers(0, 2**32))
@settings(max_examples=10)
def test_laws_of_any_trial(stop: float, leave: float, missed: float, spread: float, deaths: bool, seed: int) -> None:
    """Nobody is lost or seen after leaving, everybody who is in is seen at first, nothing is not a number."""
    text = TWO_ARMS.replace("stop_per_year = 0.2", f"stop_per_year = {stop}\ndeaths = {str(deaths).lower()}")
    text = text.replace("leave_per_year = 0.2", f"leave_per_year = {leave}").replace("= 0.1\nstop", f"= {spread}\nstop")
    text = text.replace("missed_visits = 0.1", f"missed_visits = {missed}")
    with TemporaryDirectory() as place:
        run = run_trial(parse_planned(text), people=96, seed=seed, chunk=64, worlds=8, out=Path(place) / "run")
        people = pd.read_parquet(Path(place) / "run" / "people").set_index("person")
        visits = pd.read_parquet(Path(place) / "run" / "visits")
    flow = summary_of(run)["flow"]
    assert flow["assessed"] == 96 == len(people) == flow["randomised"] + sum(flow["excluded"].values())
    inside = people[people.status == "randomised"]
    assert set(visits[visits.day == 0].person) == set(inside.index)
    assert (visits.person.map(people.left_day).fillna(np.inf) >= visits.day).all()
    assert visits[["25ohd_serum", "pth_intact"]].gt(0).all(axis=None)
    assert not visits.duplicated(["person", "day"]).any()
    gone = inside.ending.isin(["left the trial", "died"])
    assert (inside.left_day.notna() == gone).all()
    assert deaths or "died" not in set(inside.ending)


class TestBlind:
    def test_no_table_names_an_arm(self, people: pd.DataFrame, visits: pd.DataFrame, folder: Path) -> None:
        assert set(people.group.dropna()) == {"A", "B"}
        assert "group" not in visits.columns
        for path in [*folder.glob("people/*"), *folder.glob("visits/*")]:
            assert b"placebo" not in path.read_bytes()

    def test_nothing_but_what_is_taken_depends_on_the_group(
        self, people: pd.DataFrame, visits: pd.DataFrame, tmp_path: Path
    ) -> None:
        """The same trial with doses swapped: all that is drawn stays, in person and in measuring."""
        given = TWO_ARMS[TWO_ARMS.index("adherence = 0.9\n") : TWO_ARMS.index("[[eligible]]")]
        swapped = TWO_ARMS.replace(given, "").replace('name = "placebo"\n', f'name = "placebo"\n{given}')
        run_trial(parse_planned(swapped), people=PEOPLE, seed=7, chunk=256, out=tmp_path / "swapped", truth=True)
        other = pd.read_parquet(tmp_path / "swapped" / "people").set_index("person")
        kept = [name for name in people.columns if name != "adherence"]
        pd.testing.assert_frame_equal(other[kept], people[kept])
        theirs = pd.read_parquet(tmp_path / "swapped" / "visits")
        assert (theirs[["person", "day"]] == visits[["person", "day"]]).all(axis=None)
        for word in ("25ohd_serum", "pth_intact"):
            noise = np.log(visits[word] / visits[f"{word}_true"])
            assert np.allclose(noise, np.log(theirs[word] / theirs[f"{word}_true"]), atol=2e-6)
        assert not np.allclose(theirs["25ohd_serum_true"], visits["25ohd_serum_true"], rtol=0.05)

    def test_what_would_give_an_arm_away_is_written_only_as_truth(self, people: pd.DataFrame, tmp_path: Path) -> None:
        run_trial(parse_planned(TWO_ARMS), people=64, seed=7, chunk=64, out=tmp_path / "blind")
        blind = pd.read_parquet(tmp_path / "blind" / "people")
        assert set(people.reset_index().columns) - set(blind.columns) == {"adherence"}
        assert set(pd.read_parquet(tmp_path / "blind" / "visits").columns) == {
            "person",
            "day",
            "25ohd_serum",
            "pth_intact",
        }

    def test_letters_are_dealt_by_the_seed(self) -> None:
        planned = parse_planned(TWO_ARMS)
        codes = {setting_of(make_job(planned, people=10, seed=seed)).codes for seed in range(12)}
        assert codes == {("A", "B"), ("B", "A")}


class TestPeople:
    def test_groups_are_alike_before_the_trial(self, people: pd.DataFrame) -> None:
        inside = people[people.status == "randomised"]
        means = inside.groupby("group")[["age", "bmi", "baseline_25ohd_serum", "calcium_intake"]]
        gap = (means.mean().loc["A"] - means.mean().loc["B"]).abs()
        error = means.sem().pow(2).sum().pow(0.5)
        assert (gap < 3.3 * error).all()

    def test_nobody_is_in_who_is_not_eligible(self, people: pd.DataFrame) -> None:
        inside = people[people.status == "randomised"]
        out = people[people.status == "excluded: 25ohd_serum above 90 nmol/L"]
        assert inside.baseline_25ohd_serum.max() <= 90
        assert len(out) > 3
        assert out.baseline_25ohd_serum.min() > 90
        assert out.group.isna().all()

    def test_the_baseline_is_that_of_the_file(self, people: pd.DataFrame) -> None:
        assert people.baseline_25ohd_serum.mean() == pytest.approx(50, abs=3)
        assert people.baseline_25ohd_serum.std() == pytest.approx(18, abs=3.5)

    def test_adherence_has_its_mean_and_spread(self, people: pd.DataFrame, key: Mapping[str, str]) -> None:
        taking = people[people.group.map(key) == "D3"].adherence
        assert taking.mean() == pytest.approx(0.9, abs=0.02)
        assert taking.std() == pytest.approx(0.1, abs=0.02)
        assert taking.between(0, 1).all()

    def test_who_leaves_is_not_seen_again(self, people: pd.DataFrame, visits: pd.DataFrame) -> None:
        left = people.left_day.dropna()
        assert 0.05 < len(left) / (people.status == "randomised").sum() < 0.15
        last = visits.groupby("person").day.max()
        both = left.index.intersection(last.index)
        assert (last.loc[both] <= left.loc[both]).all()

    def test_visits_are_missed_as_often_as_said(self, people: pd.DataFrame, visits: pd.DataFrame) -> None:
        stayed = people[(people.status == "randomised") & people.left_day.isna()].index
        seen = visits[visits.person.isin(stayed)].groupby("day").person.count() / len(stayed)
        assert seen.iloc[0] == 1.0
        assert seen.iloc[1:].mean() == pytest.approx(0.9, abs=0.03)


class TestEffect:
    def test_d3_raises_25ohd_and_more_in_those_who_take_it(
        self, people: pd.DataFrame, visits: pd.DataFrame, key: Mapping[str, str]
    ) -> None:
        wide = visits.pivot(index="person", columns="day", values="25ohd_serum_true")
        rise = (wide[182.625] - wide[0.0]).dropna()
        arm = people.loc[rise.index].group.map(key)
        assert 15 < rise[arm == "D3"].mean() - rise[arm == "placebo"].mean() < 80
        taken = people.loc[rise.index].adherence[arm == "D3"]
        share = people.loc[taken.index]
        low = rise[taken.index][(taken < 0.8) & share.stopped_day.isna()]
        high = rise[taken.index][(taken > 0.95) & share.stopped_day.isna()]
        assert low.mean() < high.mean()

    def test_who_stops_falls_back(self, people: pd.DataFrame, visits: pd.DataFrame, key: Mapping[str, str]) -> None:
        wide = visits.pivot(index="person", columns="day", values="25ohd_serum_true")
        rise = (wide[182.625] - wide[0.0]).dropna()
        mine = people.loc[rise.index]
        taking = mine.group.map(key) == "D3"
        early = rise[taking & (mine.stopped_day < 60)]
        assert len(early) > 3
        assert early.mean() < rise[taking & mine.stopped_day.isna()].mean() - 8

    def test_the_summary_says_what_the_tables_say(
        self, result: TrialResult, people: pd.DataFrame, visits: pd.DataFrame, key: Mapping[str, str]
    ) -> None:
        endpoint = summary_of(result)["endpoints"][0]
        wide = visits.pivot(index="person", columns="day", values="25ohd_serum")
        rise = (wide[182.625] - wide[0.0]).dropna()
        arm = people.loc[rise.index].group.map(key)
        value = rise[arm == "D3"].mean() - rise[arm == "placebo"].mean()
        assert endpoint["estimate"]["value"] == pytest.approx(value, rel=1e-5)
        assert endpoint["estimate"]["people"] == len(rise)

    def test_quantiles_are_exact(
        self, result: TrialResult, people: pd.DataFrame, visits: pd.DataFrame, key: Mapping[str, str]
    ) -> None:
        group = visits.person.map(people.group).map(key)
        for number, name in enumerate(("placebo", "D3")):
            for place, day in enumerate(result.sums.setting.days):
                values = visits["pth_intact"][(group == name) & (visits.day == day)].to_numpy()
                exact = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95), method="inverted_cdf")
                assert (result.quantiles["pth_intact"][place, number] == exact).all()


class TestMeasuring:
    @pytest.mark.parametrize("word", ["25ohd_serum", "bmd_total_hip", "pth_intact"])
    def test_errors_have_their_size_and_no_bias(self, word: str) -> None:
        values = measured(word, np.full((20_000, 2), 3.0), (0.0, 90.0), seed=1, first=0) / 3.0
        error = error_of(word).error
        assert values.std() == pytest.approx(error, rel=0.03)
        assert values.mean() == pytest.approx(1.0, abs=4 * error / 200)
        assert abs(np.corrcoef(values.T)[0, 1]) < 0.03

    def test_every_measured_outcome_says_where_its_error_is_from(self) -> None:
        from osteon.measuring import all_errors

        for each in all_errors():
            assert each.part in ("within", "between", "both", "visit")
            assert each.kind in ("measured", "derived", "assumed")
            assert each.source or "judgement" in each.note


class TestFates:
    def test_deaths_follow_the_life_table(self) -> None:
        from osteon.outcomes.mortality import death_rate

        design = parse_planned(TWO_ARMS.replace("[design]", "[design]\ndeaths = true")).design
        age, women = np.full(40_000, 80.0), np.ones(40_000, bool)
        fates = fates_of(design, age, women, 365.25, seed=3, first=0)
        rate = death_rate(80.5, "female")
        assert (fates.ending == 2).mean() == pytest.approx(1 - np.exp(-rate), rel=0.12)


class TestFractures:
    @pytest.mark.slow
    def test_each_breaks_at_most_once_and_as_often_as_the_hazard_says(self) -> None:
        from osteon.population.trial_fractures import NECK, RESORPTION, SPINE, Bones, broken

        count, days = 50_000, np.linspace(0, 3652.5, 51)
        still = np.ones((count, 51))
        bones = Bones(
            np.full(count, 75.0),
            np.ones(count, bool),
            np.full(count, 25.0),
            np.zeros(count, bool),
            np.zeros(count, bool),
            "GB",
            {"fracture_hip": -np.log(np.random.default_rng(1).random(count))},
        )
        age = 75.0 + days / 365.25
        usual = reference.mean_bmd("femoral_neck", "female", age) / reference.mean_bmd("femoral_neck", "female", 75.0)
        course = {NECK: 0.6 * usual * still, SPINE: 0.85 * still, RESORPTION: still}
        found = broken(bones, np.arange(count), days, course)["fracture_hip"]
        assert set(np.unique(found)) == {0.0, 100.0}
        assert (np.diff(found, axis=1) >= 0).all()
        neck = 0.6 * usual[None]
        risk = fracture_risk(days / 365.25, 75.0, "female", neck, RiskFactors(bmi=25.0), competing_death=False)
        assert found.mean(axis=0)[-1] == pytest.approx(100 * risk.hip[0, -1], rel=0.05)

    def test_they_are_counted_in_a_trial(self, tmp_path: Path) -> None:
        text = TWO_ARMS.replace("mean = 62, sd = 5, min = 50, max = 75", "mean = 78, sd = 4, min = 70, max = 90")
        run = run_trial(
            parse_planned(text), people=1024, seed=1, outcomes=["fracture_major"], visits=[3652.5], out=tmp_path / "run"
        )
        table = pd.read_parquet(tmp_path / "run" / "visits")
        share = table[table.day == 3652.5].fracture_major.mean()
        assert 5 < share < 50
        assert table[table.day == 0].fracture_major.max() == 0
        course = summary_of(run)["courses"]["fracture_major"]
        assert course["groups"][0]["mean"][-1] == pytest.approx(share, abs=8)


class TestReadable:
    def test_pandas_joins_people_and_visits(self, people: pd.DataFrame, visits: pd.DataFrame) -> None:
        joined = visits.join(people[["group", "age"]], on="person")
        assert joined.group.notna().all()
        assert joined["25ohd_serum"].dtype == np.float32

    def test_duckdb_reads_the_folder_as_it_lies(self, result: TrialResult, folder: Path) -> None:
        duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
        rows = duckdb.sql(
            f"""SELECT arm, day, count(*), avg("25ohd_serum") FROM '{folder}/visits/*.parquet'
                JOIN '{folder}/people/*.parquet' USING (person) JOIN '{folder}/allocation.csv' USING ("group")
                GROUP BY ALL ORDER BY arm, day"""
        ).fetchall()
        course = result.sums.course["25ohd_serum"]
        for number, name in ((1, "D3"), (0, "placebo")):
            mine = [row for row in rows if row[0] == name]
            assert [row[2] for row in mine] == course[:, number, 0].astype(int).tolist()
            assert [row[3] for row in mine] == pytest.approx((course[:, number, 1] / course[:, number, 0]).tolist())

    def test_the_summary_is_written_as_json(self, result: TrialResult, folder: Path) -> None:
        told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        assert told["flow"]["assessed"] == PEOPLE
        assert isinstance(result.sums.setting.planned.trial, Trial)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["francic2019", "dawsonhughes1997", "freedom", "burt2019"])
def test_it_agrees_with_the_replay_of_the_same_trial(name: str) -> None:
    """Other people, another road from the file to the numbers: what is found is the same within what chance allows."""
    from osteon.evidence.replay import chosen_trials, replay

    card = {each.endpoint: each.predicted for each in replay(chosen_trials([name]), doubts=0).scored}
    run = run_trial(name, people=3000, seed=1, worlds=1)
    endpoints = endpoints_of(run.sums.setting)
    assert len(endpoints) >= 2
    for endpoint in endpoints:
        estimate, expected = of_endpoint(run.sums, endpoint), card[endpoint]
        assert expected is not None
        assert estimate.value == pytest.approx(expected, rel=0.06, abs=4 * estimate.error + 0.05)
