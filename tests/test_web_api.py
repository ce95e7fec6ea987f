"""What the app answers besides the live view: people, words, reasons, comparisons, plans, trials, populations."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.web_support import EXAMPLES, Client, client, events, example

from osteon.outcomes.reference import t_score
from osteon.person import Person
from osteon.plan import plan, read_wishes
from osteon.plan.files import plan_json
from osteon.web.person_json import FOLDER as OWN_EXAMPLES
from osteon.web.schemas.compare import Comparison, SpreadApart
from osteon.web.schemas.meta import Meta
from osteon.web.schemas.person import ReadPerson
from osteon.web.schemas.plan import PlanAnswer
from osteon.web.schemas.population import PopulationResult
from osteon.web.schemas.trials import Scorecard
from osteon.web.settings import Settings


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with client(Settings(data=tmp_path_factory.mktemp("data") / "osteon")) as found:
        yield found


def result_of(web: Client, begun: Any) -> tuple[list[tuple[str, Any]], Any]:
    assert begun.status_code == 202, begun.text
    job = begun.json()
    told = events(web.get(job["events"]).text)
    answer = web.get(f"/api/jobs/{job['job']}/result")
    return told, answer.json()


def test_it_says_what_it_is(web: Client) -> None:
    meta = Meta.model_validate(web.get("/api/meta").json())
    assert "not a medical device" in meta.intended_use
    assert {slider.id for slider in meta.sliders} == {"d3_iu", "mk7_ug", "calcium_mg", "sun_minutes", "age"}
    assert meta.examples[0].id == "menopause_d3_k2"


def test_the_examples_are_those_of_the_repository() -> None:
    own = sorted(OWN_EXAMPLES.glob("*.toml"))
    assert len(own) >= 5
    for path in own:
        assert path.read_bytes() == (EXAMPLES / path.name).read_bytes()


@pytest.mark.parametrize("name", [path.stem for path in sorted(OWN_EXAMPLES.glob("*.toml"))])
def test_an_example_comes_in_full_and_goes_back_as_it_came(web: Client, name: str) -> None:
    read = ReadPerson.model_validate(web.get(f"/api/examples/{name}").json()["read"])
    person = Person.from_toml(EXAMPLES / f"{name}.toml")
    assert Person.from_text(read.toml) == person
    back = web.post("/api/person/toml", {"person": read.person.model_dump()})
    assert Person.from_text(back.text) == person


def test_all_problems_of_a_form_are_told_at_once_with_their_places(web: Client) -> None:
    person = {
        "person": {"age": 300, "sex": "femal", "place": "Utrehct", "height": "1.7", "conditions": ["osteoporos"]},
        "labs": {"25(OH)D": [{"value": "42", "date": "soon"}]},
        "supplement": [{"nutrient": "vitamin D3", "amount": "1000 IU", "every": "day"}, {"nutrient": "vitamin X"}],
    }
    answer = web.post("/api/person/check", {"person": person}).json()
    assert answer["valid"] is False
    fields = {problem["field"] for problem in answer["problems"]}
    assert fields >= {
        *("person.age", "person.sex", "person.place", "person.height", "person.conditions #1"),
        *('labs."25(OH)D" #1.value', 'labs."25(OH)D" #1.date', "supplement #2.nutrient", "supplement #2.amount"),
    }
    paths = [problem["path"] for problem in answer["problems"]]
    assert ["labs", "25(OH)D", 0, "value"] in paths
    assert ["supplement", 1, "nutrient"] in paths


@pytest.mark.parametrize(
    ("told", "stop"),
    [
        ({"medicines": [{"name": "warfarin", "amount": "5 bananas"}, "nonsense"]}, "a vitamin K antagonist"),
        ({"conditions": ["nonsense", "kidney stones"], "height": "1"}, "kidney stones"),
        ({"egfr": "9 mL/min/1.73m2", "sex": "robot"}, "kidney failure"),
        ({"age": 12, "place": "Nowhere at all"}, "an age under 18"),
    ],
)
def test_a_hard_stop_does_not_wait_until_all_else_is_mended(web: Client, told: dict[str, Any], stop: str) -> None:
    person = example()
    person["person"] |= {"mass": "heavy", **told}
    answer = web.post("/api/person/check", {"person": person}).json()
    assert answer["valid"] is False
    assert [each["what"] for each in answer["stops"]] == [stop]


def test_what_cannot_be_read_at_all_has_no_stops(web: Client) -> None:
    broken = example()
    broken["person"] |= {"age": "old", "egfr": "low", "medicines": "none"}
    for person in (broken, {}, {"person": []}):
        answer = web.post("/api/person/check", {"person": person}).json()
        assert answer["problems"]
        assert answer["stops"] == []


def test_empty_fields_of_a_form_are_as_if_left_out(web: Client) -> None:
    person = example()
    person["person"] |= {"egfr": None, "ethnicity": None}
    assert web.post("/api/person/check", {"person": person}).json()["valid"] is True


def test_a_broken_file_is_told_with_its_line(web: Client) -> None:
    answer = web.post(
        "/api/person/read", {"text": "[person]\nage = 57\nsex = 'f'\nplaec = 'Utrecht'", "name": "me.toml"}
    )
    assert answer.status_code == 422
    problems = {problem["field"]: problem["line"] for problem in answer.json()["error"]["problems"]}
    assert problems["person.sex"] == 3
    assert problems["person.plaec"] == 4
    for text in ("[person", '{"person": ', "", "\0", "[[[["):
        broken = web.post("/api/person/read", {"text": text})
        assert broken.status_code == 422
        assert broken.json()["error"]["problems"]


def test_words_places_and_foods(web: Client) -> None:
    words = web.get("/api/vocabulary").json()
    assert "vitamin D3" in {each["name"] for each in words["supplements"]}
    assert "warfarin" in {each["name"] for each in words["medicines"]}
    assert "25ohd_serum" in {each["outcome"] for each in words["labs"]}
    assert web.post("/api/places", {"text": "utrec"}).json()["places"][0]["label"] == "Utrecht, NL"
    assert web.post("/api/places", {"text": ""}).json()["places"] == []
    (gouda, *_) = web.post("/api/foods", {"text": "gouda"}).json()["foods"]
    assert gouda["name"] == "Gouda cheese"
    calcium = next(each for each in gouda["contents"] if each["nutrient"] == "calcium")
    assert calcium["low"] <= calcium["middle"] <= calcium["high"]


@pytest.mark.parametrize("name", ["25ohd_serum", "pwv_carotid_femoral", "calcidiol.clearance", "bone_mineral.ctx"])
def test_why_gives_equation_parameters_sources_and_evidence(web: Client, name: str) -> None:
    found = web.get(f"/api/why/{name}").json()
    assert found["parts"]
    assert any(part["equation"] for part in (*found["parts"], *found["flows"])) or found["parts"][0]["kind"]
    sources = [part["source"] for part in (*found["parts"], *found["inputs"]) if part["source"]]
    assert sources or found["flows"]
    if name == "25ohd_serum":
        assert {row["person"] for row in found["drivers"]} == {"woman at menopause", "man of 70"}
        assert found["tested"][0]["held_out"] > 0


def test_an_unknown_name_is_answered_with_the_nearest(web: Client) -> None:
    answer = web.get("/api/why/25ohd_serom")
    assert answer.status_code == 404
    assert "25ohd_serum" in answer.json()["error"]["message"]


def test_regimens_side_by_side_and_the_interaction_is_what_it_says(web: Client) -> None:
    body = {"person": example(), "more": [{"id": "mine", "words": "Mine", "sliders": {"d3_iu": 2000}}]}
    found = Comparison.model_validate(web.post("/api/compare", body).json())
    by_id = {each.id: each for each in found.regimens}
    assert list(by_id) == ["nothing", "d3", "k2", "both", "now", "food", "plan", "own mine"]
    assert by_id["plan"].available is False
    assert by_id["plan"].why_not
    level = {
        name: next(each for each in by_id[name].outcomes if each.outcome == "25ohd_serum")
        for name in ("nothing", "d3", "k2", "both")
    }
    assert level["d3"].against_nothing.direction == "higher"
    assert level["k2"].against_nothing.direction == "none"
    blood = next(each for each in found.synergy if each.outcome == "25ohd_serum")
    assert abs(blood.interaction.middle) < 0.01
    bone = next(each for each in found.synergy if each.outcome == "bmd_lumbar_spine")
    assert bone.direction == "unclear"
    assert by_id["now"].taken == by_id["both"].taken


def test_what_the_interval_of_a_difference_tells() -> None:
    from osteon.web.compare import direction_of
    from osteon.web.schemas.common import Figure

    cases = {(1, 2): "higher", (-2, -1): "lower", (-1, 1): "unclear", (0, 2): "unclear", (-1e-9, 1e-9): "none"}
    for (low, high), word in cases.items():
        assert direction_of(Figure(middle=(low + high) / 2, low=low, high=high)) == word


def test_a_spread_is_taken_apart(web: Client) -> None:
    answer = web.post("/api/spread", {"person": example("vegan_little_sun"), "curve": "bmd_lumbar_spine", "years": 5})
    found = SpreadApart.model_validate(answer.json())
    widths = [np.mean(np.array(each.p95) - np.array(each.p5)) for each in (found.both, found.doubt, found.people)]
    assert min(widths) > 0
    question = next(each for each in found.disputed if each.question == "k2_bone")
    assert [each.name for each in question.alternatives] == ["none", "weak", "strong"]
    assert sum(each.weight for each in question.alternatives) == pytest.approx(1)
    parts = question.parts
    whole = parts.hypotheses**2 + parts.doubt**2 + parts.people**2 + parts.rest**2
    assert whole == pytest.approx(parts.total**2, rel=0.05)
    assert web.post("/api/spread", {"person": example(), "curve": "nothing"}).status_code == 404


def test_rival_answers_for_a_t_score_are_t_scores(web: Client) -> None:
    asked = {"person": example("vegan_little_sun"), "years": 5}
    density, score = (
        SpreadApart.model_validate(web.post("/api/spread", {**asked, "curve": curve}).json()).disputed[0]
        for curve in ("bmd_femoral_neck", "t_femoral_neck")
    )
    for end, scored in zip(density.alternatives, score.alternatives, strict=True):
        assert scored.end.middle == pytest.approx(t_score("femoral_neck", end.end.middle), abs=0.01)
    assert score.parts.total == pytest.approx(density.parts.total / 0.12, rel=0.01)


def test_a_plan_and_a_hard_stop_before_any_dose(web: Client) -> None:
    body = {"person": example("vegan_little_sun"), "diet": ["vegan"], "alternatives": False}
    answer = web.post("/api/plan", body).json()
    found = PlanAnswer.model_validate(answer)
    assert found.status in ("ready", "impossible")
    assert found.timetable
    assert found.calendar.startswith("BEGIN:VCALENDAR")
    made = plan(Person.from_dict(example("vegan_little_sun")), wishes=read_wishes(diet=["vegan"]), alternatives=False)
    told = json.loads(plan_json(made))
    assert {name: answer[name] for name in told} == told
    ill = example()
    ill["person"]["medicines"] = ["warfarin"]
    stopped = PlanAnswer.model_validate(web.post("/api/plan", {"person": ill}).json())
    assert stopped.status == "ask your doctor"
    assert not stopped.steps
    assert stopped.stops
    assert stopped.person is None
    assert web.post("/api/plan", {"person": example(), "diet": ["pescatarien"]}).status_code == 422


@pytest.mark.slow
def test_plans_beside_regimens(web: Client) -> None:
    answer = web.post("/api/compare", {"person": example("vegan_little_sun"), "plans": True})
    by_id = {each["id"]: each for each in answer.json()["regimens"]}
    assert by_id["plan"]["available"]
    assert by_id["plan"]["taken"]
    eaten = {name: next(f for f in by_id[name]["flows"] if f["id"] == "calcium_food") for name in ("nothing", "food")}
    assert eaten["food"]["amount"]["middle"] > eaten["nothing"]["amount"]["middle"]


def test_trials_and_their_replay(web: Client) -> None:
    trials = web.get("/api/trials").json()["trials"]
    assert len(trials) > 100
    page = web.get("/api/trials/knapen2013").json()
    assert [arm["name"] for arm in page["arm_details"]] == ["placebo", "MK-7"]
    card = Scorecard.model_validate(web.post("/api/trials/knapen2013/replay", {}).json())
    assert {each.outcome for each in card.trials[0].endpoints} >= {"bmd_lumbar_spine"}


def test_many_trials_tell_how_far_they_are(web: Client) -> None:
    body = {"trials": ["knapen2013", "vital"], "people": 8, "doubts": 2}
    told, card = result_of(web, web.post("/api/trials/replay", body))
    assert [name for name, _ in told][-1] == "result"
    assert told[-2][1] == {"done": 2, "total": 2, "words": "done"}
    assert [trial["id"] for trial in card["trials"]] == ["knapen2013", "vital"]
    assert web.post("/api/trials/replay", {"trials": ["../../etc/passwd"]}).status_code == 404


def test_a_scorecard_of_all_trials_is_kept_until_something_changes(
    web: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from osteon.web import kept_scorecard

    monkeypatch.setattr(kept_scorecard, "folder", lambda: tmp_path)
    assert web.get("/api/trials/scorecard").json() == {"scorecard": None}
    card = Scorecard.model_validate(web.post("/api/trials/knapen2013/replay", {}).json())
    kept_scorecard.keep_scorecard(card)
    assert web.get("/api/trials/scorecard").json()["scorecard"]["trials"][0]["id"] == "knapen2013"
    monkeypatch.setattr(kept_scorecard, "kernel_key", lambda *_: "another model")
    assert web.get("/api/trials/scorecard").json() == {"scorecard": None}


def test_a_population_lives_twice(web: Client) -> None:
    body = {"people": 60, "years": 2, "age_from": 60, "age_to": 80, "d3_iu": 2000, "mk7_ug": 180}
    told, answer = result_of(web, web.post("/api/population", body))
    found = PopulationResult.model_validate(answer)
    assert told[-1][0] == "result"
    assert found.people + found.stuck == 60
    level = next(each for each in found.distributions if each.outcome == "25ohd_serum")
    assert level.difference.low > 0
    assert sum(level.histogram.now) == found.people
    for row in found.counted:
        assert row.later_interval[0] <= row.later_interval[1]
        assert row.fewer == pytest.approx(row.later - row.later_with, abs=0.1)
    assert 60 <= found.age.low <= found.age.high <= 80
    again = result_of(web, web.post("/api/population", body))[1]
    assert again | {"seconds": 0} == answer | {"seconds": 0}
    told, _ = result_of(web, web.post("/api/population", body | {"age_from": 80, "age_to": 60}))
    assert told[-1][0] == "failed"


def test_a_job_can_be_stopped(web: Client) -> None:
    job = web.post("/api/population", {"people": 20_000, "years": 30}).json()
    assert web.get(f"/api/jobs/{job['job']}").json()["status"] in ("waiting", "running")
    web.delete(f"/api/jobs/{job['job']}")
    assert events(web.get(job["events"]).text)[-1][0] == "stopped"
    assert web.get(f"/api/jobs/{job['job']}/result").status_code == 404


@pytest.mark.slow
def test_shares_add_up(web: Client) -> None:
    body = {"person": example("young_man_winter"), "outcome": "25ohd_serum", "years": 1}
    _, found = result_of(web, web.post("/api/shares", body))
    total = sum(each["amount"]["middle"] for each in found["shares"])
    assert total == pytest.approx(found["difference"]["middle"], abs=0.1)


LOG = (
    "Day,Group,Food Name,Amount,Energy (kcal),Calcium (mg),Vitamin D (IU),Protein (g)\n"
    '2026-01-02,Lunch,"Gouda cheese","40 g",142,280,8,10\n2026-01-02,Dinner,"Mystery stew","300 g",600,80,0,30\n'
)
BUNDLE = {
    "resourceType": "Bundle",
    "entry": [
        {
            "resource": {
                "resourceType": "Observation",
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": "62292-8"}], "text": "25-OH vitamin D"},
                "effectiveDateTime": "2026-02-10",
                "valueQuantity": {"value": 16.8, "unit": "ng/mL"},
            }
        }
    ],
}


def test_files_become_tables_of_a_person(web: Client) -> None:
    log = web.post("/api/import", {"kind": "food_log", "name": "servings.csv", "text": LOG}).json()
    assert log["diet"]["nutrients"]["calcium"] == "360 mg/d"
    assert any("Mystery stew" in words for words in log["left"])
    labs = web.post("/api/import", {"kind": "labs", "name": "labs.json", "text": json.dumps(BUNDLE)}).json()
    assert labs["labs"]["25ohd_serum"][0]["date"] == "2026-02-10"
    text = '[label]\nname = "drop"\n[[ingredient]]\nname = "MK-7"\namount = "90 ug"'
    label = web.post("/api/import", {"kind": "label", "text": text}).json()
    assert label["supplement"][0]["nutrient"] == "MK-7"
    person = example() | {"diet": log["diet"], "labs": labs["labs"], "supplement": label["supplement"]}
    assert web.post("/api/person/check", {"person": person}).json()["valid"]
    assert web.post("/api/person/read", {"text": json.dumps(person)}).status_code == 200


@pytest.mark.parametrize("path", sorted(OWN_EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_what_is_sent_of_a_person_can_be_read_again(web: Client, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    brought = web.post("/api/import", {"kind": "person", "text": text}).json()["person"]
    checked = web.post("/api/person/check", {"person": brought}).json()["read"]["person"]
    for sent in (brought, checked):
        read = web.post("/api/person/read", {"text": json.dumps(sent)})
        assert read.status_code == 200, read.text
        assert read.json()["person"] == brought


@pytest.mark.parametrize("kind", ["person", "food_log", "labs", "label"])
@pytest.mark.parametrize(
    "text", ["", "\0\1\2", "{", "[[[[", "a,b\n1,2", "<html></html>", "%PDF-1.7", "PK\3\4", "é" * 1000]
)
def test_broken_files_are_refused_with_a_reason(web: Client, kind: str, text: str) -> None:
    answer = web.post("/api/import", {"kind": kind, "name": "mine.csv", "text": text})
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]["message"]
    assert "/tmp" not in answer.text


def test_nothing_of_an_import_stays_on_the_disk(web: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    web.post("/api/import", {"kind": "food_log", "text": LOG})
    web.post("/api/import", {"kind": "labs", "text": "broken"})
    assert list(tmp_path.iterdir()) == []


def test_people_are_saved_only_on_request_privately_and_erased(tmp_path: Path) -> None:
    folder = tmp_path / "osteon"
    with client(Settings(data=folder)) as web:
        web.post("/api/live", {"person": example()})
        assert web.get("/api/people").json()["people"] == []
        assert not folder.exists()
        saved = web.post("/api/people", {"name": "Anna", "person": example()})
        assert saved.status_code == 201
        key = saved.json()["id"]
        if os.name == "posix":
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert stat.S_IMODE((folder / "people.sqlite").stat().st_mode) == 0o600
        assert b"Anna" in (folder / "people.sqlite").read_bytes()
        loaded = web.get(f"/api/people/{key}").json()
        assert Person.from_dict(loaded["person"]) == Person.from_dict(example())
        assert Person.from_text(web.get(f"/api/people/{key}/toml").text) == Person.from_dict(example())
        again = web.post("/api/people", {"name": "Anna B", "person": example(), "id": key})
        assert again.json()["id"] == key
        assert [each["name"] for each in web.get("/api/people/export").json()["people"]] == ["Anna B"]
        other = web.post("/api/people", {"name": "Bert", "person": example("young_man_winter")}).json()["id"]
        assert web.delete(f"/api/people/{key}").json() == {"erased": 1}
        assert b"Anna" not in (folder / "people.sqlite").read_bytes()
        assert web.get(f"/api/people/{key}").status_code == 404
        assert web.get(f"/api/people/{other}").status_code == 200
        assert web.delete("/api/people").json() == {"erased": 1}
        assert list(folder.iterdir()) == []


def test_only_people_that_can_be_used_are_saved(web: Client) -> None:
    assert web.post("/api/people", {"name": "Nobody", "person": {"person": {"age": 12}}}).status_code == 422
    assert web.get("/api/people").json()["people"] == []


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are of POSIX systems")
def test_a_file_of_somebody_elses_making_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "osteon"
    folder.mkdir()
    (folder / "people.sqlite").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").touch()
    with client(Settings(data=folder)) as web:
        answer = web.post("/api/people", {"name": "Anna", "person": example()})
    assert answer.status_code == 503
    assert (tmp_path / "elsewhere").read_bytes() == b""


@pytest.mark.parametrize(("kind", "beginning"), [("pdf", b"%PDF-"), ("html", b"<!doctype html>")])
def test_a_report_to_keep_is_the_same_each_time(web: Client, kind: str, beginning: bytes) -> None:
    body = {"person": example("young_man_winter"), "format": kind, "years": 1, "with_plan": False}
    first, second = (web.post("/api/report", body) for _ in range(2))
    assert first.content.startswith(beginning)
    assert first.content == second.content
    assert f"osteon-report.{kind}" in first.headers["content-disposition"]
