"""Event tables: every problem with its line; doses, infusions, resets and steady states by what they must add up to."""

from __future__ import annotations

import math
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.golden_support import EDITION, FOLDER, Table, read_records

from osteon.catalogue import POOL, catalogue
from osteon.errors import InputError
from osteon.eventtable import Request, default_columns, parse_events, read_events, run_events

PUBLISHED = catalogue(EDITION)
DEPOT_LOSS = 0.00592
"""Denosumab leaves its depot at this rate (1/h) and nothing else enters or leaves: its course is known exactly."""


def _run(text: str, end: float, every: float | None, *columns: str) -> Table:
    """One person's columns; PKGUT loses nothing, so it counts what has been given."""
    return {name: column[0] for name, column in _run_people(text, end, every, *columns).items()}


def _run_people(text: str, end: float, every: float | None, *columns: str) -> dict[str, list[np.ndarray]]:
    subjects = parse_events(text, PUBLISHED)
    items = [PUBLISHED.one(name, [POOL]) for name in columns] or default_columns(PUBLISHED)
    pieces = list(run_events(Request(PUBLISHED, subjects, end, every, items)))
    assert not [piece.stopped for piece in pieces if piece.stopped]
    ids = np.array([name for piece in pieces for name in piece.ids])
    table = np.concatenate([np.column_stack([piece.hours, piece.values]) for piece in pieces])
    names = ["time", *(PUBLISHED.label(item) for item in items)]
    return {name: [table[ids == person.id, i] for person in subjects] for i, name in enumerate(names)}


STEP = st.sampled_from([0.1, 0.3, 1 / 3, 0.7, 1.0, 2.4, 8.0, 24.0])


@settings(max_examples=60)
@given(step=STEP, per_dose=st.integers(1, 4), first=st.integers(0, 20), more=st.integers(0, 30))
def test_a_row_at_the_time_of_a_dose_shows_the_state_before_it(
    step: float, per_dose: int, first: int, more: int
) -> None:
    text = f"ID,TIME,AMT,CMT,II,ADDL\n1,{first * step!r},5,PKGUT,{per_dose * step!r},{more}\n"
    found = _run(text, 90 * step, step, "PKGUT")
    given_before = [min(more + 1, max(0, math.ceil((row - first) / per_dose))) for row in range(len(found["time"]))]
    np.testing.assert_allclose(found["PKGUT"], 5.0 * np.array(given_before), rtol=1e-12)


@settings(max_examples=40)
@given(
    rows=st.lists(st.tuples(st.integers(0, 200), st.floats(0, 100), st.integers(1, 50), st.integers(0, 5)), max_size=8)
)
def test_repeated_doses_are_the_same_written_out(rows: list[tuple[int, float, int, int]]) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    short = [f"1,{hour},1,{amount!r},DENSC,{every},{more}" for hour, amount, every, more in rows]
    single = sorted((hour + every * turn, amount) for hour, amount, every, more in rows for turn in range(more + 1))
    long = [f"1,{hour},1,{amount!r},DENSC,0,0" for hour, amount in single]
    header = "ID,TIME,EVID,AMT,CMT,II,ADDL\n1,0,2,.,.,.,.\n"
    first, second = (_run(header + "\n".join(table), 600, 50, "DENSC", "DENCENT") for table in (short, long))
    for name in ("DENSC", "DENCENT"):
        np.testing.assert_allclose(first[name], second[name], rtol=1e-6, atol=1e-2)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.floats(0.1, 50), st.floats(0.5, 80), st.integers(0, 3)),
        min_size=1,
        max_size=4,
    )
)
def test_infusions_follow_their_exact_course(rows: list[tuple[int, float, float, int]]) -> None:
    rows, interval = sorted(rows, key=lambda row: row[0]), 30.0
    lines = [f"1,{hour},1,{rate * hours!r},DENSC,{rate!r},{interval},{more}" for hour, rate, hours, more in rows]
    found = _run("ID,TIME,EVID,AMT,CMT,RATE,II,ADDL\n" + "\n".join(lines), 300, 20, "DENSC")
    expected = np.zeros(len(found["time"]))
    for hour, rate, hours, more in rows:
        for turn in range(more + 1):
            expected += _infused(found["time"] - hour - turn * interval, rate * 0.729e6, hours)
    np.testing.assert_allclose(found["DENSC"], expected, rtol=1e-6, atol=1e-3 * max(row[1] for row in rows))


def _infused(since: np.ndarray, rate: float, hours: float) -> np.ndarray:
    during = np.clip(since, 0, hours)
    return (
        rate / DEPOT_LOSS * (1 - np.exp(-DEPOT_LOSS * during)) * np.exp(-DEPOT_LOSS * np.clip(since - hours, 0, None))
    )


def test_an_infusion_is_many_small_doses() -> None:
    parts = 480
    small = "\n".join(f"1,{24 * (part + 0.5) / parts!r},1,{4000 / parts!r},TERISC,0" for part in range(parts))
    many = _run("ID,TIME,EVID,AMT,CMT,RATE\n" + small, 48, 1)
    one = _run(f"ID,TIME,EVID,AMT,CMT,RATE\n1,0,1,4000,TERISC,{4000 / 24!r}", 48, 1)
    for name in ("TERISC", "PTH", "P", "B", "OC", "OBfast"):
        assert np.abs(many[name] - one[name]).max() < 2e-3 * np.abs(one[name]).max(), name


def test_rate_and_duration_say_the_same() -> None:
    rate = _run("ID,TIME,AMT,CMT,RATE\n1,3,60,DENSC,4", 48, 1, "DENSC")
    hours = _run("ID,TIME,AMT,CMT,DUR\n1,3,60,DENSC,15", 48, 1, "DENSC")
    np.testing.assert_allclose(rate["DENSC"], hours["DENSC"], rtol=1e-12)


RESET = "1,100,1,60,DENSC,0,0,0\n1,150,1,60,DENSC,3,24,9\n1,200,{evid},{amount},{pool},0,0,0"


def test_a_reset_goes_back_to_the_start_and_stops_what_was_given() -> None:
    header = "ID,TIME,EVID,AMT,CMT,RATE,II,ADDL\n"
    reset = _run(header + RESET.format(evid=3, amount=".", pool="."), 400, 10)
    fresh = _run("ID,TIME,EVID\n1,0,2", 200, 10)
    assert reset["DENSC"][20] > 0
    for name in (pool.symbol for pool in PUBLISHED.compartments):
        size = max(np.abs(fresh[name]).max(), 1e-12)
        np.testing.assert_allclose(reset[name][21:], fresh[name][1:], rtol=0, atol=1e-7 * size, err_msg=name)


def test_a_reset_with_a_dose_is_a_new_beginning() -> None:
    header = "ID,TIME,EVID,AMT,CMT,RATE,II,ADDL\n"
    reset = _run(header + RESET.format(evid=4, amount=30, pool="DENSC"), 400, 10)
    fresh = _run("ID,TIME,EVID,AMT,CMT\n1,0,1,30,DENSC", 200, 10)
    for name in ("DENSC", "DENCENT", "L", "OC", "BMDlsDEN"):
        np.testing.assert_allclose(reset[name][21:], fresh[name][1:], rtol=1e-6, err_msg=name)


def test_a_steady_state_is_where_long_repetition_ends() -> None:
    steady = _run("ID,TIME,EVID,AMT,CMT,II,SS,ADDL\n1,0,1,1,DENSC,24,1,9", 240, 24)
    long = _run("ID,TIME,EVID,AMT,CMT,II,ADDL\n1,0,1,1,DENSC,24,2000", 36240, 24)
    kept = math.exp(-24 * DEPOT_LOSS)
    np.testing.assert_allclose(steady["DENSC"], 0.729e6 * kept / (1 - kept), rtol=2e-6)
    for name in ("DENSC", "DENCENT", "DENPER"):
        np.testing.assert_allclose(steady[name], long[name][-11:], rtol=1e-4, err_msg=name)
    assert steady["UCA"][0] == 0.0


def test_a_steady_state_later_on_replaces_what_was() -> None:
    first = "ID,TIME,EVID,AMT,CMT,RATE,II,SS,ADDL\n"
    at_once = _run(first + "1,0,1,1,DENSC,0.2,24,1,0", 96, 24)
    later = _run(first + "1,0,1,60,DENSC,0,0,0,0\n1,48,1,1,DENSC,0.2,24,1,0", 144, 24)
    for name in ("DENSC", "DENCENT", "L"):
        np.testing.assert_allclose(later[name][3:], at_once[name][1:], rtol=1e-6)


def test_a_steady_state_that_is_never_reached_is_remarked_on() -> None:
    subjects = parse_events("ID,TIME,AMT,CMT,II,SS\n1,0,5,PKGUT,24,1", PUBLISHED)
    pieces = list(run_events(Request(PUBLISHED, subjects, 24.0, 24.0, [PUBLISHED.one("PKGUT", [POOL])])))
    assert pieces[0].values[:, 0] == pytest.approx([5000, 5005])
    assert "line 2, ID 1: after 1000 doses" in pieces[-1].remarks[0]


def test_there_is_no_steady_state_where_equations_depend_on_time() -> None:
    with pytest.raises(InputError, match=r"line 2, ID 1: SS is not possible.*estrogen\.level depend on time"):
        _run("ID,TIME,AMT,CMT,II,SS,ESTON\n1,0,1,DENSC,24,1,1", 240, 24)


def test_rows_that_ask_for_outputs_are_those_that_come_out() -> None:
    text = "ID,TIME,EVID,AMT,CMT\na,0.5,0,.,.\na,7,1,3,PKGUT\na,7,0,.,.\na,9,0,.,.\nb,0.25,0,.,."
    found = _run_people(text, 9, None, "PKGUT")
    assert [hours.tolist() for hours in found["time"]] == [[0.5, 7.0, 9.0], [0.25]]
    assert found["PKGUT"][0].tolist() == [0.0, 0.0, 3.0]
    both = _run_people(text, 9, 4, "PKGUT")
    assert [hours.tolist() for hours in both["time"]] == [[0, 0.5, 4, 7, 8, 9], [0, 0.25, 4, 8, 9]]


def test_amounts_are_in_the_printed_unit_of_their_pool() -> None:
    text = "ID,TIME,AMT,CMT,DENF,TERIF\n1,0,60,DENSC,.,0.5\n1,0,10,TERISC,.,.\n1,0,7,B,.,.\n1,0,10,DENSC,0.5,."
    found = _run(text, 1e-6, 1e-6, "DENSC", "TERISC", "B")
    assert found["DENSC"][1] == pytest.approx(60 * 0.729e6 + 10 * 0.5e6)
    assert found["TERISC"][1] == pytest.approx(5.0)
    assert found["B"][1] == pytest.approx(1267.0)
    assert [PUBLISHED.dose(PUBLISHED.compartment(name)).unit for name in ("DENSC", "TERISC", "B")] == [
        "mg",
        "pmol",
        "pmol",
    ]


def test_compartments_go_by_number_in_the_order_of_the_printed_list() -> None:
    printed = [row["name"] for row in read_records(FOLDER / "states.csv")]
    assert [PUBLISHED.compartment(str(number + 1)).symbol for number in range(len(printed))] == printed
    own = catalogue("2026.1")
    assert own.compartment("1").name == own.model.pools[0].name


def test_headers_and_names_in_any_case_and_without_evid() -> None:
    [subject] = parse_events(
        "id,Time,amt,cmt,KOUT\n1,0,.,.,7\n1,2,5,denosumab.depot,.\n1,3,4,densc,.\n1,4,0,.,8", PUBLISHED
    )
    assert [event.kind for event in subject.events] == [0, 1, 1, 0]
    assert {event.dosing.pool.symbol for event in subject.events if event.dosing} == {"DENSC"}
    assert [list(event.sets.values()) for event in subject.events] == [[7.0], [], [], [8.0]]


def test_a_table_without_times_is_a_table_of_people() -> None:
    subjects = parse_events("ID,kout,Da\n10,7,.\n11,8,0.03", PUBLISHED)
    assert [(subject.id, subject.observed, len(subject.events[0].sets)) for subject in subjects] == [
        ("10", (), 1),
        ("11", (), 2),
    ]


def _problems(text: str, edition: str = EDITION) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        parse_events(text, catalogue(edition))
    return caught.value.problems


DOSE = "ID,TIME,EVID,AMT,CMT,RATE,DUR,II,ADDL,SS\n1,"
BAD = {
    "": "there is no column TIME",
    "ID;TIME;AMT": "separated by commas",
    "ID,TIME": "no rows below",
    'ID,TIME\n1,"2': "line 2: this is not CSV",
    "ID,TIME,TIME\n1,2,3": "column TIME is there twice",
    "ID,TIME,kout,hormone_loss\n1,2,3,4": "two columns",
    "ID,TIME,,\n1,2,3,4": "column 3 has no name",
    "ID,TIME,AMMT\n1,0,3": "did you mean AMT",
    "ID,TIME,kuot\n1,0,3": "did you mean kout",
    "ID,TIME,P\n1,0,3": "it is the pool plasma.calcium",
    "ID,AMT,CMT\n1,3,B": "no column TIME",
    "ID,TIME\n1,0,3": "line 2: 3 cells, but the header has 2",
    "ID,TIME\n,0": "line 2: ID is missing",
    "ID,TIME\n1,.": "line 2: TIME is missing",
    "ID,TIME\n1,-1": "TIME -1 must be from 0",
    "ID,TIME\n1,1e9": "must be from 0 to",
    "ID,TIME\n1,00:30": "'00:30' is not a number",
    "ID,TIME\n1,5\n\n1,4": "line 4: TIME 4.0 comes after 5.0 on line 2",
    "ID,TIME\n1,5\n2,4\n1,6": "line 4: ID 1 comes again after ID 2",
    "ID,kout\n1,5\n1,4": "needs a column TIME",
    "ID,TIME,kout\n1,5,1_0": "kout '1_0' is not a number",
    "ID,TIME,kout\n1,5,inf": "kout 'inf' is not a number",
    f"{DOSE}0,7,,,,,,,": "EVID 7 is not a whole number from 0 to 4",
    f"{DOSE}0,0.5,,,,,,,": "EVID 0.5 is not a whole number",
    f"{DOSE}0,0,5,B,,,,,": "a dose has EVID 1 or 4",
    f"{DOSE}0,1,,B,,,,,": "needs AMT",
    f"{DOSE}0,1,-5,B,,,,,": "needs AMT",
    f"{DOSE}0,1,5,,,,,,": "needs CMT",
    f"{DOSE}0,1,5,DENSD,,,,,": "did you mean DENSC",
    f"{DOSE}0,1,5,44,,,,,": "44 is not a number from 1 to 43",
    f"{DOSE}0,1,5,0,,,,,": "0 is not a number from 1 to 43",
    f"{DOSE}0,1,5,kout,,,,,": "it is the parameter",
    f"{DOSE}0,1,5,B,-2,,,,": "rates that a model works out",
    f"{DOSE}0,1,0,B,2,,,,": "an infusion needs AMT above 0",
    f"{DOSE}0,1,8,B,2,5,,,": "AMT/RATE is 4 h",
    f"{DOSE}0,1,5,B,,,,3,": "ADDL and SS need II",
    f"{DOSE}0,1,5,B,,,-3,,": "ADDL and SS need II",
    f"{DOSE}0,1,5,B,,,24,1.5,": "ADDL 1.5 is not a whole number",
    f"{DOSE}0,1,5,B,,,24,-1,": "ADDL -1 is not a whole number",
    f"{DOSE}0,1,5,B,,,,,1": "ADDL and SS need II",
    f"{DOSE}0,1,5,B,,,24,,2": "use SS 1",
    f"{DOSE}0,1,50,B,1,,24,,1": "infusions no longer than II",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_table_is_explained(text: str) -> None:
    assert any(BAD[text] in problem for problem in _problems(text)), _problems(text)


def test_every_problem_is_listed_once_with_its_line() -> None:
    text = "ID,TIME,AMT,CMT,foo\n1,0,x,DENSC,1\n1,-3,5,DENSX,1\n2,0,5,DENSX,1\n2\n"
    problems = _problems(text)
    assert len(set(problems)) == len(problems)
    starts = [problem.split(":")[0] for problem in problems]
    assert sorted(set(starts)) == ["line 1", "line 2", "line 3", "line 4", "line 5"]
    assert len(_problems("ID,TIME\n" + "1,x\n" * 5000)) == 201


def test_a_share_stays_within_its_bounds() -> None:
    own = "2026.1"
    assert (
        "outside the bounds of vitamin_d.absorbed_share: 0 to 1"
        in _problems("ID,vitamin_d.absorbed_share\n1,1.5", own)[0]
    )


def test_a_name_that_several_things_have_is_asked_for_in_full() -> None:
    assert "give the full name" in _problems("ID,V1\n1,3", "2026.1")[0]


@pytest.mark.parametrize("content", [b"ID,TIME\n1,\xff", b"ID,TIME\n1,0\x00"])
def test_a_file_that_is_no_text_is_explained(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("tables") / "a.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"line 2"):
        read_events(path, PUBLISHED)


def test_a_file_may_begin_with_a_mark_of_its_encoding(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("tables") / "a.csv"
    path.write_bytes(b"\xef\xbb\xbfID,TIME\r\n1,0\r\n")
    assert read_events(path, PUBLISHED)[0].observed == (0.0,)
    with pytest.raises(InputError, match=r"no such file; there are a\.csv"):
        read_events(path.with_name("b.csv"), PUBLISHED)


@settings(max_examples=200)
@given(st.text(alphabet='IDTMEVA,.\n"0159-eCSkout; \t\x00', max_size=200))
def test_any_text_is_read_or_explained(text: str) -> None:
    with suppress(InputError):
        assert parse_events(text, PUBLISHED)
