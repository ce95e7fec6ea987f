"""The live view: the same numbers as `simulate`, bands of 64 draws, sliders that mean what they say."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web_support import Client, client, example

from osteon.person import Person
from osteon.simulate import YEAR, simulate
from osteon.web.live.sliders import moved
from osteon.web.schemas.live import Live, Sliders

CURVES = {
    *("25ohd_serum", "fractional_calcium_absorption", "pth_intact", "ucoc_fraction", "dp_ucmgp", "ctx", "p1np"),
    *("bmd_lumbar_spine", "bmd_femoral_neck", "bmd_total_hip", "pwv_carotid_femoral", "cac_score"),
    *("t_lumbar_spine", "t_femoral_neck", "t_total_hip"),
}
"""What the issue asks for."""


@pytest.fixture(scope="module")
def web() -> Iterator[Client]:
    with client() as found:
        yield found


def live(web: Client, sliders: dict[str, float] | None = None, name: str = "menopause_d3_k2", **more: Any) -> Live:
    answer = web.post("/api/live", {"person": example(name), "sliders": sliders or {}, **more})
    assert answer.status_code == 200, answer.text
    return Live.model_validate(answer.json())


def flow(answer: Live, name: str) -> float:
    return next(each.amount.middle for each in answer.flows if each.id == name)


def curve(answer: Live, name: str) -> Any:
    return next(each for each in answer.curves if each.id == name)


@pytest.mark.parametrize("name", ["menopause_d3_k2", "older_man_kidney", "vegan_little_sun", "young_man_winter"])
def test_every_curve_is_there_with_bands_of_64_draws_to_the_age_of_100(web: Client, name: str) -> None:
    answer = live(web, name=name)
    assert answer.draws == 64
    assert {each.id for each in answer.curves} >= CURVES
    for each in answer.curves:
        rows = np.array([each.p5, each.p25, each.p50, each.p75, each.p95])
        assert rows.shape == (5, len(each.x))
        assert np.isfinite(rows).all()
        assert (np.diff(rows, axis=0) >= -1e-9).all()
        assert (np.diff(each.x) > 0).all()
        if each.axis == "age":
            assert each.x[-1] == pytest.approx(100.0, abs=0.01)
        else:
            assert each.x[-1] >= 365
    for site in ("lumbar_spine", "femoral_neck", "total_hip"):
        reference = curve(answer, f"t_{site}").reference
        assert len(reference.middle) == len(curve(answer, f"t_{site}").x)
    assert [each.people for each in answer.fractures] == [1000, 1000]


def test_calcium_that_enters_is_calcium_that_leaves(web: Client) -> None:
    answer = live(web, {"calcium_mg": 600})
    eaten = flow(answer, "calcium_food") + flow(answer, "calcium_pills")
    assert flow(answer, "calcium_absorbed") + flow(answer, "calcium_passed") == pytest.approx(eaten, rel=0.03)
    lost = flow(answer, "calcium_secreted") + flow(answer, "calcium_urine") + flow(answer, "calcium_sweat")
    kept = flow(answer, "calcium_absorbed") - lost
    assert kept == pytest.approx(flow(answer, "bone_net"), abs=40)
    for each in answer.flows:
        if each.substance == "calcium":
            assert each.mmol == pytest.approx(each.amount.middle / 40.078, rel=1e-3)


@pytest.mark.parametrize("name", ["menopause_d3_k2", "older_man_kidney"])
def test_it_says_what_simulate_says(web: Client, name: str) -> None:
    """Coarser steps and a sun without seasons after two years change bone by less than a line is wide."""
    person = Person.from_dict(example(name))
    answer = live(web, name=name)
    run = simulate(person, 10.0, draws=4 * 64)
    run = replace(run, outcomes={word: draws[::4] for word, draws in run.outcomes.items()})
    for word, tolerance in (("bmd_femoral_neck", 0.003), ("bmd_lumbar_spine", 0.005), ("pwv_carotid_femoral", 0.005)):
        shown = curve(answer, word)
        at = int(np.argmin(np.abs(np.array(shown.x) - person.age - 10.0)))
        middle, low, high = (np.interp(10.0 * YEAR, run.days, row) for row in run.between(word))
        assert shown.p50[at] == pytest.approx(middle, rel=tolerance)
        assert shown.p5[at] == pytest.approx(low, rel=2 * tolerance)
        assert shown.p95[at] == pytest.approx(high, rel=2 * tolerance)
    year = curve(answer, "25ohd_serum")
    first = [place for place, day in enumerate(year.x) if day <= 365]
    middle = np.interp([year.x[place] for place in first], run.days, run.between("25ohd_serum")[0])
    assert [year.p50[place] for place in first] == pytest.approx(middle, rel=0.015)


@pytest.mark.parametrize("name", ["menopause_d3_k2", "older_man_kidney"])
def test_labs_leave_draws_enough(web: Client, name: str) -> None:
    assert live(web, name=name).effective_draws >= 60


def test_sliders_left_alone_change_nothing(web: Client) -> None:
    answer = live(web)
    assert answer.sliders.d3_iu == 1000
    assert answer.sliders.mk7_ug == 180
    for each in (*answer.flows, *answer.levels):
        assert each.amount == each.today
    same = live(web, answer.sliders.model_dump())
    assert curve(same, "bmd_femoral_neck").p50 == pytest.approx(curve(answer, "bmd_femoral_neck").p50, rel=1e-3)


def test_sliders_move_what_they_should(web: Client) -> None:
    low, high = live(web, {"d3_iu": 0, "mk7_ug": 0}), live(web, {"d3_iu": 4000, "mk7_ug": 360})
    assert curve(high, "25ohd_serum").p50[-1] > curve(low, "25ohd_serum").p50[-1] + 20
    assert curve(high, "dp_ucmgp").p50[-1] < curve(low, "dp_ucmgp").p50[-1] - 20
    assert flow(high, "d3_pills") == pytest.approx(100)
    sunny, dark = live(web, {"sun_minutes": 120}), live(web, {"sun_minutes": 0})
    assert flow(sunny, "d3_skin") > 5 * flow(dark, "d3_skin")
    assert curve(sunny, "25ohd_serum").p50[15] > curve(dark, "25ohd_serum").p50[15]
    older = live(web, {"age": 80})
    assert older.fractures[0].hip.middle > low.fractures[0].hip.middle
    assert curve(older, "t_femoral_neck").x[0] == 80


def test_sun_alone_keeps_what_people_misjudge(web: Client) -> None:
    answer = live(web, {"sun_minutes": 30}, name="vegan_little_sun")
    skin = next(each.amount for each in answer.flows if each.id == "d3_skin")
    assert skin.high > 1.5 * skin.low


def test_the_age_slider_meets_a_person_of_that_age(web: Client) -> None:
    person = example("young_man_winter")
    aged = {**person, "person": {**person["person"], "age": 60}}
    first = web.post("/api/live", {"person": person, "sliders": {"age": 60}}).json()
    second = web.post("/api/live", {"person": aged}).json()
    for name in ("t_femoral_neck", "pwv_carotid_femoral"):
        slid, born = (next(each for each in answer["curves"] if each["id"] == name) for answer in (first, second))
        # labs choose other draws; medians of 64 differ by a fifth of the 90 % band at three standard errors
        band = np.array(born["p95"]) - np.array(born["p5"])
        assert np.all(np.abs(np.array(slid["p50"]) - born["p50"]) <= 0.2 * band)


def test_doubt_and_people_are_told_apart(web: Client) -> None:
    def width(spread: str) -> float:
        shown = curve(live(web, spread=spread), "t_femoral_neck")
        return float(np.mean(np.array(shown.p95) - np.array(shown.p5)))

    both, doubt, people = (width(spread) for spread in ("both", "doubt", "people"))
    assert 0 < doubt < both * 1.2
    assert people > 0
    assert doubt != people


def test_a_hard_stop_comes_with_every_answer(web: Client) -> None:
    person = example()
    person["person"]["medicines"] = ["warfarin"]
    answer = web.post("/api/live", {"person": person, "sliders": {"mk7_ug": 180}}).json()
    assert [stop["what"] for stop in answer["stops"]] == ["a vitamin K antagonist"]
    assert "ask your doctor" in answer["stops"][0]["ask"]


def test_a_newer_turn_drops_older_ones(web: Client) -> None:
    live(web)
    body = {"person": example(), "session": "tab", "sliders": {}}
    assert web.post("/api/live", body | {"turn": 7}).status_code == 200
    old = web.post("/api/live", body | {"turn": 3})
    assert old.status_code == 409
    assert old.json()["error"]["kind"] == "superseded"
    other = web.post("/api/live", body | {"turn": 1, "session": "other tab"})
    assert other.status_code == 200
    crowd = [("/api/live", body | {"turn": turn, "sliders": {"d3_iu": turn}}) for turn in range(10, 30)]
    answers = web.many(crowd)
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert answers[-1].status_code == 200
    assert answers[-1].json()["sliders"]["d3_iu"] == 29
    assert sum(answer.status_code == 409 for answer in answers) >= 10


def test_everybody_gets_the_same_numbers_whoever_asks_besides(web: Client) -> None:
    alone = web.post("/api/live", {"person": example(), "sliders": {"d3_iu": 777}}).json()
    crowd = web.many([("/api/live", {"person": example(), "sliders": {"d3_iu": 777}}) for _ in range(4)])
    for answer in crowd:
        assert answer.json() | {"milliseconds": 0} == alone | {"milliseconds": 0}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    d3=st.floats(0, 10_000),
    mk7=st.floats(0, 500),
    calcium=st.floats(0, 2500),
    sun=st.floats(0, 240),
    age=st.floats(18, 95),
)
def test_any_place_of_the_sliders_is_answered(
    web: Client, d3: float, mk7: float, calcium: float, sun: float, age: float
) -> None:
    sliders = {"d3_iu": d3, "mk7_ug": mk7, "calcium_mg": calcium, "sun_minutes": sun, "age": age}
    answer = live(web, sliders)
    assert answer.sliders.d3_iu == pytest.approx(d3)
    for each in answer.curves:
        assert np.isfinite(each.p50).all()
    for each in answer.flows:
        if each.id != "bone_net":
            assert each.amount.low >= -1e-6, each.id


def test_calcium_comes_in_portions_of_at_most_500_mg() -> None:
    me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    for dose, portions in ((300.0, 1), (500.0, 1), (501.0, 2), (1200.0, 3)):
        (taken,) = moved(me, Sliders(calcium_mg=dose)).supplements
        assert taken.interval_days == pytest.approx(1 / portions)
        assert taken.amount.value * portions == pytest.approx(dose)


def test_what_is_kept_between_answers_is_bounded() -> None:
    from osteon.web.live.base import Bases

    bases = Bases(most=3)
    for number in range(10):
        bases.keep(f"key {number}", number)
    assert bases.kept("key 0") is None
    assert bases.kept("key 9") == 9


def test_waiting_is_bounded() -> None:
    from osteon.web.settings import Settings

    with client(Settings(waiting=2, workers=1)) as web:
        web.get("/api/ready")

        def slow() -> None:
            time.sleep(0.2)

        web.app.state.osteon.work._quick.submit(slow)
        answers = web.many([("/api/live", {"person": example()}) for _ in range(6)])
    kinds = [answer.status_code for answer in answers]
    assert kinds.count(429) == 4
    assert {answer.json()["error"]["kind"] for answer in answers if answer.status_code == 429} == {"busy"}


def test_a_monthly_dose_is_shown_as_its_mean(web: Client) -> None:
    person = example("vegan_little_sun")
    daily = person | {"supplement": [{"nutrient": "vitamin D3", "amount": "1000 IU", "every": "day"}]}
    rare = person | {"supplement": [{"nutrient": "vitamin D3", "amount": "30000 IU", "every": "30 days"}]}
    first, second = (web.post("/api/live", {"person": each}).json() for each in (daily, rare))
    assert any("mean a day" in note for note in second["notes"])
    for one, other in zip(first["flows"], second["flows"], strict=True):
        assert one["amount"]["middle"] == pytest.approx(other["amount"]["middle"], rel=0.02, abs=0.05)


def test_nothing_is_shown_of_a_child(web: Client) -> None:
    child = {"person": {"age": 9, "sex": "male", "latitude": 52.1, "height": "135 cm", "mass": "30 kg"}}
    for path in ("/api/live", "/api/compare"):
        answer = web.post(path, {"person": child})
        assert answer.status_code == 422
        assert "begins at 18" in answer.text
    assert web.post("/api/person/check", {"person": child}).json()["read"]["stops"][0]["what"] == "an age under 18"


def test_vitamins_that_enter_go_somewhere(web: Client) -> None:
    """Middles of draws need not add up exactly; fat takes up and gives back much more than passes through."""
    answer = live(web, {"d3_iu": 2000})
    swallowed = flow(answer, "d3_food") + flow(answer, "d3_pills")
    assert flow(answer, "d3_absorbed") + flow(answer, "d3_passed") == pytest.approx(swallowed, rel=0.05)
    assert flow(answer, "k_liver") + flow(answer, "k_delivered") == pytest.approx(flow(answer, "k_used"), rel=0.05)
    assert 0 < flow(answer, "calcitriol_made") < flow(answer, "calcidiol_made")
