"""Parts of the planner: wishes, intervals, response, solver, timetable and calendar."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from osteon.errors import InputError
from osteon.intake.food_content import Interval
from osteon.intake.schedule import Schedule
from osteon.outcomes.interactions import interactions
from osteon.person import Person, Sun
from osteon.plan import Plan, Wishes, plan, read_wishes
from osteon.plan.calendar import escaped, folded, icalendar
from osteon.plan.check import drawn
from osteon.plan.conflict import smallest_conflict
from osteon.plan.menu import current_pills, pill_choices, supplied
from osteon.plan.others import NO_MORE_SUN
from osteon.plan.prices import read_prices
from osteon.plan.records import Moment, Step
from osteon.plan.response import respond
from osteon.plan.robust import at_most, quantile, surely
from osteon.plan.solver import Problem, Row, Variable, kept, possible, solve
from osteon.plan.sunshine import MOST, sun_choices
from osteon.plan.timetable import PORTION, is_rich, slots, timetable_of

QUICK = settings(max_examples=60, derandomize=True)


def me(**changes: Any) -> Person:
    table: dict[str, Any] = {"person": {"age": 60, "sex": "female", "latitude": 52.1, **changes.pop("person", {})}}
    return Person.from_dict({**table, **changes})


# wishes


def test_all_wishes_that_mean_nothing_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read_wishes(["calcuim", "calcium=-3 mg", "MK-7"], ["vegn"], ["xyzzy"], max_pills=-1, budget=5.0, body="WHO")
    text = str(caught.value)
    for piece in ("calcium?", "above 0", "MK-7=45 ug", "vegan", "xyzzy", "0 to 30", "prices", "NASEM"):
        assert piece in text, piece
    assert len(caught.value.problems) == 8


def test_a_goal_given_twice_is_told() -> None:
    with pytest.raises(InputError, match="given twice"):
        read_wishes(["calcium", "Ca=900 mg"])


@pytest.mark.parametrize(
    ("word", "food"), [("milk", "gouda-cheese"), ("cheese", "gouda-cheese"), ("spinach", "spinach-cooked")]
)
def test_what_is_left_out_is_found_by_allergen_group_and_name(word: str, food: str) -> None:
    from osteon.plan.tables import food_flags

    (avoided,) = read_wishes(without=[word]).avoided
    assert avoided.hits(food, food_flags()[food].holds)


def test_prices_are_read_and_what_is_wrong_is_told_by_line(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("item,price\nGouda cheese,0.4\nd3-1000,0.05\n", encoding="utf-8")
    assert read_prices(path) == {"gouda-cheese": 0.4, "d3-1000": 0.05}
    path.write_text("item,price\nnothing like it,0.4\nd3-1000,free\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_prices(path)
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["line 2", "line 3"]
    path.write_text("food;cost\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns item and price"):
        read_prices(path)
    with pytest.raises(InputError, match="cannot read prices"):
        read_prices(tmp_path / "none.csv")


# intervals

AMOUNTS = st.tuples(*[st.integers(0, 50_000)] * 3).map(lambda ends: Interval(*(end / 100 for end in sorted(ends))))


@QUICK
@given(AMOUNTS)
def test_what_is_counted_on_is_below_what_must_be_counted(interval: Interval) -> None:
    assert 0 <= surely(interval) <= at_most(interval) * (1 + 1e-12)


@QUICK
@given(AMOUNTS.filter(lambda interval: interval.middle > 0))
def test_draws_of_an_amount_agree_with_its_quantiles(interval: Interval) -> None:
    draws = drawn(interval, 2000, "anything")
    assert (draws < surely(interval) * (1 - 1e-9)).mean() <= 0.101
    assert (draws > at_most(interval) * (1 + 1e-9)).mean() <= 0.0101


def test_an_amount_without_a_bound_is_never_enough_and_may_be_anything() -> None:
    unknown = Interval(0.0, 0.0, np.inf)
    assert surely(unknown) == 0
    assert at_most(unknown) == np.inf
    assert quantile(unknown, 0.5) == 0


# response


def test_the_window_keeps_nine_of_ten_draws_inside_and_no_more_would_fit() -> None:
    found = respond(me(labs={"25(OH)D": [{"value": "45 nmol/L", "date": "2026-01-01"}]}), draws=64)
    window = found.window(0.0, 50.0, 125.0, 0.9)
    assert not window.empty
    for change in (window.low, window.high, (window.low + window.high) / 2):
        assert found.within(0.0, change, 50.0, 125.0).mean() >= 0.9
    assert found.within(0.0, window.low - 0.5, 50.0, 125.0).mean() < 0.9
    assert found.window(0.0, 50.0, 125.0, 1.01).empty


def test_more_intake_never_lowers_the_level_and_sun_never_does() -> None:
    found = respond(me(sun={"minutes": 5}), (20.0,), draws=32)
    today, sunny = found.years
    for year in (today, sunny):
        assert (np.diff(year.lowest, axis=0) > -1e-6).all()
        assert (np.diff(year.highest, axis=0) > -1e-6).all()
        assert (year.highest >= year.lowest).all()
    assert (sunny.highest >= today.highest - 1e-6).all()


@given(st.floats(0, 1440), st.floats(-90, 90), st.floats(0, 200), st.integers(1, 6))
@example(1440, 80, 0, 2)
@example(240, 52.1, 200, 6)
def test_more_sun_is_proposed_within_the_hours_around_noon_only(
    minutes: float, latitude: float, spf: float, skin: int
) -> None:
    sun = Sun(minutes=minutes, exposed=0.2, sunscreen_spf=spf)
    today, *more = sun_choices(replace(me(), latitude=latitude, skin_type=skin, sun=sun))
    assert today == minutes
    assert all(minutes < each <= MOST for each in more)


def test_a_whole_day_outdoors_can_be_planned_from() -> None:
    found = plan(me(sun={"minutes": 1440, "exposed": 0}), wishes=read_wishes(["vitamin D"], sun=True), draws=8)
    assert found.minutes in (None, 1440)
    assert {other.name: other.why_not for other in found.others}["with sun"] == NO_MORE_SUN


def test_vitamin_d2_counts_for_less_and_calcifediol_for_more() -> None:
    strength = respond(me(), draws=32).strength
    assert strength["vitamin D2"][1] < 1 < strength["calcifediol"][1]
    assert all(low <= middle <= high for low, middle, high in strength.values())


# solver


@QUICK
@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(0, 4)), min_size=1, max_size=4),
    st.integers(0, 60),
)
def test_the_solver_finds_the_cheapest(items: list[tuple[int, int, int]], wanted: int) -> None:
    variables = tuple(Variable(f"x{i}", most, float(cost)) for i, (cost, _, most) in enumerate(items))
    row = Row("need", {f"x{i}": float(worth) for i, (_, worth, _) in enumerate(items)}, low=float(wanted))
    found = solve(Problem(variables, (row,)))
    ways = itertools.product(*(range(most + 1) for _, _, most in items))
    costs = [
        sum(n * cost for n, (cost, _, _) in zip(way, items, strict=True))
        for way in ways
        if sum(n * worth for n, (_, worth, _) in zip(way, items, strict=True)) >= wanted
    ]
    if not costs:
        assert found is None
        return
    assert found is not None
    assert kept(row, found.values)
    assert found.cost == pytest.approx(min(costs))


@QUICK
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=2, max_size=6))
def test_a_conflict_cannot_hold_and_cannot_spare_any(ends: list[tuple[int, int]]) -> None:
    rows = tuple(
        Row(f"goal:{i}", {"x": 1.0, "y": -1.0}, low=float(min(pair)), high=float(max(pair)))
        for i, pair in enumerate(ends)
    )
    problem = Problem((Variable("x", 9, 1.0), Variable("y", 9, 1.0)), rows)
    if possible(problem):
        return
    groups = smallest_conflict(problem)
    others = [group for group in problem.groups if group not in groups]
    assert not possible(problem, others)
    assert all(possible(problem, [*others, group]) for group in groups)


# timetable

CHOICES = {choice.id: choice for choice in pill_choices(me())}
MEDICINES = ("levothyroxine", "alendronate", "ciprofloxacin", "levofloxacin", "omeprazole", "digoxin", "orlistat")


def moments_of(person: Person, counts: dict[str, int]) -> tuple[Moment, ...]:
    from osteon.plan.planning import Draft, regimen

    steps = tuple(Step(CHOICES[name], count) for name, count in counts.items() if count)
    kept_pills = current_pills(person)
    draft = Draft(steps, (), kept_pills, 0.0, 0.0)
    schedule = regimen(person, draft)
    assert isinstance(schedule, Schedule)
    return timetable_of(person, steps, kept_pills, interactions(person, schedule))


@QUICK
@given(
    st.sampled_from(MEDICINES),
    st.integers(0, 2),
    st.integers(0, 1),
    st.integers(0, 1),
)
def test_what_interacts_is_kept_apart_and_calcium_comes_in_portions(
    medicine: str, calcium: int, magnesium: int, vitamin: int
) -> None:
    counts = {"carbonate-500": calcium, "magnesium-citrate-100": magnesium, "d3-1000": vitamin}
    moments = moments_of(me(person={"medicines": [medicine]}), counts)
    at = {moment.name: slots()[moment.slot].hour for moment in moments if moment.kind == "medicine"}
    for moment in moments:
        if moment.kind != "pill":
            continue
        hour = slots()[moment.slot].hour
        gap = min((hour - at[medicine]) % 24, (at[medicine] - hour) % 24)
        mineral = "calcium" in moment.name or "magnesium" in moment.name
        if medicine == "levothyroxine" and mineral:
            assert gap >= 4
        if medicine in ("ciprofloxacin", "levofloxacin") and mineral:
            assert gap >= 2
        if medicine == "orlistat" and "vitamin D3" in moment.name:
            assert gap >= 2
        if "vitamin D3" in moment.name or "carbonate" in moment.name:
            assert slots()[moment.slot].meal
    by_slot: dict[str, float] = {}
    for moment in moments:
        if "carbonate" in moment.name:
            assert "times" not in moment.words
            by_slot[moment.slot] = by_slot.get(moment.slot, 0.0) + 500.0
    assert all(amount <= PORTION for amount in by_slot.values())
    assert len(by_slot) == calcium


def test_food_rich_in_calcium_is_kept_from_a_medicine_that_calcium_holds_back() -> None:
    from osteon.plan import plan

    table = {"labs": {"25(OH)D": [{"value": "70 nmol/L", "date": "2026-01-01"}]}}
    diet = {"nutrients": {"calcium": "900 mg/d", "vitamin D": "10 ug/d"}}
    person = me(person={"medicines": ["levothyroxine"]}, diet=diet, **table)
    made = plan(person, wishes=read_wishes(["calcium"], max_pills=0), draws=16, effect=False, alternatives=False)
    at = {moment.name: slots()[moment.slot].hour for moment in made.timetable}
    rich = [step.choice for step in made.steps if is_rich(step.choice)]
    assert rich
    assert all(at[choice.name] - at["levothyroxine"] >= 4 for choice in rich)


def test_medicines_that_clash_with_each_other_are_set_apart_too() -> None:
    moments = moments_of(me(person={"medicines": ["cholestyramine", "digoxin", "ramipril"]}), {"d3-1000": 1})
    hours = {moment.name: slots()[moment.slot].hour for moment in moments}
    assert hours["ramipril"] == 8
    assert (hours["cholestyramine"] - hours["digoxin"]) % 24 >= 1
    assert not [moment for moment in moments if "could not be kept apart" in moment.why]


def test_what_cannot_be_kept_apart_is_said() -> None:
    person = me(person={"medicines": [{"name": "moxifloxacin", "amount": "400 mg", "every": "day"}, "levothyroxine"]})
    moments = moments_of(person, {"carbonate-500": 2, "zinc-10": 1})
    assert moments
    told = [moment for moment in moments if "ask your pharmacist" in moment.why]
    apart = all(moment.kind == "medicine" or moment.slot != "breakfast" for moment in moments)
    assert told or apart


def test_vitamins_are_taken_at_once_and_minerals_spread() -> None:
    (vitamin,) = moments_of(me(), {"d3-800": 2})
    assert vitamin.words == "2 times: one tablet"
    assert len({moment.slot for moment in moments_of(me(), {"magnesium-citrate-100": 2})}) == 2


def test_what_is_taken_today_stays_in_the_timetable() -> None:
    person = me(supplement=[{"nutrient": "vitamin D3", "amount": "5600 IU", "every": "week"}])
    (moment,) = moments_of(person, {})
    assert (moment.name, moment.days, moment.slot) == ("vitamin D3", (6,), "dinner")


# calendar


def plan_with(*moments: Moment) -> Plan:
    return Plan(me(), Wishes(), "ready", timetable=moments)


def read_calendar(text: str) -> list[dict[str, str]]:
    """A strict little reader of RFC 5545: lines end in CRLF, folded ones are joined, events hold name and value."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    events: list[dict[str, str]] = []
    for line in lines:
        name, mark, value = line.partition(":")
        assert mark, line
        assert name == name.upper()
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and name not in ("END",):
            assert name not in events[-1]
            events[-1][name] = value
    return events


def test_the_calendar_is_read_back() -> None:
    weekly = Moment("18:30", "dinner", "kale; cooked, and\nsoft", "a serving\\80 g", (0, 3), "food", "ä" * 60)
    daily = Moment("08:00", "breakfast", "milk", "a glass", tuple(range(7)), "food")
    rare = Moment("12:30", "lunch", "vitamin D3", "one", tuple(range(7)), "pill", every=15)
    medicine = Moment("07:00", "waking", "levothyroxine", "as prescribed", tuple(range(7)), "medicine")
    text = icalendar(plan_with(weekly, daily, rare, medicine))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events = read_calendar(text)
    assert [event["RRULE"] for event in events] == [
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=15",
    ]
    assert events[0]["SUMMARY"] == "kale\\; cooked\\, and\\nsoft"
    assert events[0]["DTSTART"] == "20260105T183000"
    assert {"UID", "DTSTAMP", "DTSTART", "DURATION", "RRULE", "SUMMARY", "DESCRIPTION"} <= set(events[0])
    assert len({event["UID"] for event in events}) == 3
    assert "levothyroxine" not in text


def test_an_entry_keeps_its_identifier_when_the_rest_of_the_plan_changes() -> None:
    milk = Moment("08:00", "breakfast", "milk", "a glass", tuple(range(7)), "food")
    kale = Moment("18:30", "dinner", "kale", "a serving", (0, 3), "food")
    (alone,) = read_calendar(icalendar(plan_with(milk)))
    _, beside = read_calendar(icalendar(plan_with(replace(kale, time="07:30"), milk)))
    assert alone["UID"] == beside["UID"]


@QUICK
@given(st.text(max_size=300))
def test_folded_lines_join_to_the_same_text(text: str) -> None:
    line = "SUMMARY:" + escaped(text.encode("utf-8", "ignore").decode())
    pieces = list(folded(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])


def test_supplied_counts_salts_by_their_element() -> None:
    assert supplied({"magnesium citrate": 100.0})["magnesium"].middle == 100.0
    assert "glucosamine" not in supplied({"glucosamine": 1500.0})
