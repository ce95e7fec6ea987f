"""What the published edition declares, and the laws its equations keep whatever the parameters."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.golden_support import EDITION, FOLDER, read_records

from osteon.body import editions
from osteon.body.published.dosing import DOSES, pool_amount
from osteon.engine.declare import Needs, Param, Pool
from osteon.engine.model import full_name
from osteon.engine.reference import evaluate
from osteon.errors import DeclarationError, InputError

MODEL = editions.edition(EDITION).model()
TRACED = MODEL.trace()
GRAPH = TRACED.graph
STATES = {row["name"]: row for row in read_records(FOLDER / "states.csv")}
PARAMETERS = {row["name"]: row for row in read_records(FOLDER / "parameters.csv")}
POOLS = {entry.symbol: index for index, entry in enumerate(MODEL.pools)}
PARAMS = {entry.symbol: index for index, entry in enumerate(MODEL.params) if entry.symbol}
CAPTURES = {"DENMOL", "T43", "DENCP", "PTHpm", "PTHc", "CAchange", "OBchange", "OCchange", "CaC", "BMDlsDENchange"}
CAPTURES |= {"OBtot", "OCfrac", "OBfrac"}
SAMPLED = {"kb", "koutL", "koutRNK", "kO", "Da", "crebKout", "T65", "OralCa", "DENCL", "DENKA"}
IDLE = {name for name, row in PARAMETERS.items() if row["used_in_equations"] == "no"}
DOSE_ONLY = {"DENF", "TERIF"}
FLOAT_IN_PEER = {"BMDls", "BMDlsDEN", "BMDfn"}


def _params(changes: Mapping[str, float] | None = None) -> list[float]:
    numbers = [MODEL.defaults[entry.name] for entry in MODEL.params]
    for symbol, factor in (changes or {}).items():
        numbers[PARAMS[symbol]] *= factor
    return numbers


def _at(roots: list[int], states: list[float], params: list[float], day: float = 0.0) -> list[float]:
    return [float(number) for number in evaluate(GRAPH, roots, time=day, states=states, params=params)]


def _start(params: list[float]) -> list[float]:
    return _at(TRACED.starts, [], params)


def _rates(states: list[float], params: list[float], day: float = 0.0) -> dict[str, float]:
    return dict(zip(POOLS, _at(TRACED.rates, states, params, day), strict=True))


def _value(name: str, states: list[float], params: list[float]) -> float:
    return _at([TRACED.values[name]], states, params)[0]


def test_states_parameters_and_readouts_have_the_published_symbols():
    assert set(POOLS) == set(STATES)
    assert set(PARAMETERS) <= set(PARAMS)
    assert {entry.symbol for entry in MODEL.values} >= CAPTURES
    symbols = [entry.symbol for entry in (*MODEL.pools, *MODEL.params) if entry.symbol]
    assert len(symbols) == len(set(symbols))


def test_parameters_have_the_published_values():
    wrong = {n: r["value"] for n, r in PARAMETERS.items() if _params()[PARAMS[n]] != float(r["value"])}
    assert wrong == {}


def test_a_value_is_credited_to_the_2010_model_exactly_where_it_has_that_value():
    for name, row in PARAMETERS.items():
        param = MODEL.params[PARAMS[name]].declaration
        assert isinstance(param, Param)
        same = row["value_in_2010_sbml"] != "" and float(row["value_in_2010_sbml"]) == float(row["value"])
        assert param.source == ("biomd613" if same else "golden_parameters"), name


def test_only_the_sampled_parameters_differ_between_people():
    varying = {entry.symbol for entry in MODEL.params if entry.declaration.vary}
    assert varying == SAMPLED
    assert all(entry.declaration.know == 0 for entry in MODEL.params)


def test_every_source_is_listed():
    path = Path(editions.__file__).with_name("sources.toml")
    known = tomllib.loads(path.read_text(encoding="utf-8"))
    used = {entry.declaration.source for entry in MODEL.params} | {part.source for part in MODEL.subsystems}
    assert used <= set(known)
    assert all({"authors", "year", "title", "where"} <= set(record) for record in known.values())


def test_initial_values_are_the_published_ones():
    for symbol, start in zip(POOLS, _start(_params()), strict=True):
        assert start == pytest.approx(float(STATES[symbol]["initial"]), rel=1e-15), symbol


def test_initial_rates_are_the_published_ones():
    params = _params()
    starts = _start(params)
    throughput = _throughput(starts, params)
    for symbol, rate in _rates(starts, params).items():
        allowed = (1e-7 if symbol in FLOAT_IN_PEER else 1e-14) * throughput[symbol]
        assert abs(rate - 24 * float(STATES[symbol]["rate_at_t0_per_h"])) <= allowed, symbol


def _throughput(states: list[float], params: list[float]) -> dict[str, float]:
    """All that goes through each pool a day: what the rounding of a rate is measured by."""
    totals = dict.fromkeys(POOLS, 0.0)
    symbols = {entry.name: entry.symbol for entry in MODEL.pools}
    for entry in MODEL.flows:
        ends = entry.declaration.ends
        for end in (*ends.leaves, *ends.enters):
            name = end.what if isinstance(end, Needs) else full_name(end.owner, end)
            totals[symbols[name]] += abs(_value(entry.name, states, params))
    return totals


def test_parameters_said_to_be_in_no_equation_are_in_none():
    reached = {GRAPH.nodes[node].payload for node in GRAPH.reachable(TRACED.rates) if _is_param(node)}
    read = {symbol for symbol, index in PARAMS.items() if index in reached}
    starts = {GRAPH.nodes[node].payload for node in GRAPH.reachable(TRACED.starts) if _is_param(node)}
    assert read.isdisjoint(IDLE)
    assert set(PARAMETERS) - IDLE - DOSE_ONLY <= read | {symbol for symbol, index in PARAMS.items() if index in starts}


def _is_param(node: int) -> bool:
    return GRAPH.nodes[node].operation == "param"


AT_REST = ["PTH", "PTmax", "S", "OC", "ROB1", "L", "RNK", "O", "RX2", "CREB", "BCL2", "TGFB", "TGFBact", "OBfast"]
AT_REST += ["OBslow", "M", "N", "AOH", "EST", "BMDls", "BMDlsDEN", "BMDfn", "HAp", "Q", "Qbone"]
CLOSED_FOR = [
    "kb",
    "koutL",
    "koutRNK",
    "kO",
    "Da",
    "crebKout",
    "OCtgfGAM",
    "koutTGFGam",
    "PicROBgam",
    "PicOBgam",
    "kinOCgam",
    "PicOCgam",
    "LsurvOCgam",
    "RX2Kout0",
    "EmaxPTHRX2x",
    "EmaxPTHcreb",
    "RUNkbGAM",
    "PicOBgamkb",
    "MultPicOBkb",
    "CtriolPTgam",
    "CtriolMax",
    "T59",
    "T58",
    "EmaxLpth",
    "kinRNKgam",
    "J14OCgam",
    "J14OCmax",
    "HApMRT",
    "k14a",
    "AlphOHgam",
    "MOCratioGam",
    "gamOB",
    "gamOCls",
    "koutBMDfnBAS",
    "Frackb",
    "FracOBfast",
]


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(CLOSED_FOR), st.floats(0.9, 1.1), max_size=8))
def test_baseline_rates_close_whatever_the_sensitivities(changes):
    params = _params(changes)
    starts = _start(params)
    rates = _rates(starts, params)
    size = dict(zip(POOLS, starts, strict=True))
    assert {name: rates[name] for name in AT_REST if not abs(rates[name]) <= 1e-9 * abs(size[name])} == {}


@st.composite
def _states(draw: st.DrawFn) -> list[float]:
    starts = _start(_params())
    factors = draw(st.lists(st.floats(0.5, 2.0), min_size=len(starts), max_size=len(starts)))
    return [start * factor if start else factor for start, factor in zip(starts, factors, strict=True)]


@settings(max_examples=50)
@given(_states())
def test_calcium_is_only_eaten_and_excreted(states):
    rates = _rates(states, _params())
    calcium = [entry.symbol for entry in MODEL.pools if _pool(entry.symbol).element == "calcium"]
    assert set(calcium) == {"T", "P", "Q", "Qbone", "UCA"}
    eaten = _value("gut.intake", states, _params())
    assert sum(rates[symbol] for symbol in calcium) == pytest.approx(eaten, rel=1e-9)


def _pool(symbol: str) -> Pool:
    pool = MODEL.pools[POOLS[symbol]].declaration
    assert isinstance(pool, Pool)
    return pool


@settings(max_examples=50)
@given(_states())
def test_binding_neither_makes_nor_destroys_partners(states):
    rates, flow = _rates(states, _params()), {}
    for name in ("receptor_production", "receptor_decay", "decoy_production", "decoy_decay"):
        flow[name] = _value(f"osteoclast_signals.{name}", states, _params())
    turnover = sum(abs(rate) for rate in flow.values())
    receptor = flow["receptor_production"] - flow["receptor_decay"]
    decoy = flow["decoy_production"] - flow["decoy_decay"]
    assert rates["RNK"] + rates["M"] == pytest.approx(receptor, abs=1e-12 * turnover)
    assert rates["O"] + rates["N"] == pytest.approx(decoy, abs=1e-12 * turnover)


def test_the_published_jump_and_kinks_are_there():
    states, params = _start(_params()), _params()
    states[POOLS["BCL2"]] = 105.0
    assert _value("osteoblast_survival.rescue", states, params) == 10.0
    states[POOLS["BCL2"]] = np.nextafter(105.0, 200.0)
    assert _value("osteoblast_survival.rescue", states, params) == pytest.approx(15.0)
    states[POOLS["ECCPhos"]] = 15.0
    assert _value("calcitriol.phosphate_effect", states, params) == 1.0
    states[POOLS["ECCPhos"]] = 20.0
    assert _value("calcitriol.phosphate_effect", states, params) < 1.0
    states[POOLS["ECCPhos"]] = 10.0
    assert _value("kidney.phosphate_excretion", states, params) == 0.0
    states[POOLS["P"]] = 20.0
    assert _value("kidney.calcium_excretion", states, params) == 0.0


def test_estrogen_falls_faster_from_the_onset_on():
    params = _params()
    params[PARAMS["ESTON"]] = 1.0
    onset = (params[PARAMS["ageDONE"]] - params[PARAMS["menoDUR"]] - params[PARAMS["ageENTER"]]) / 24
    name, states = TRACED.values["estrogen.menopause_effect"], _start(params)
    before, at, half, late = (
        _at([name], states, params, day)[0]
        for day in (onset - 1, onset, onset + params[PARAMS["menoDUR"]] / 48, onset + 1e7)
    )
    assert before == at == 1.0
    assert half == pytest.approx(1 - params[PARAMS["age50"]] / 2)
    assert late == pytest.approx(1 - params[PARAMS["age50"]], rel=1e-6)


def test_teriparatide_fills_its_side_compartment_without_losing_itself():
    states, params = _start(_params()), _params()
    still = _rates(states, params)
    states[POOLS["TERISC"]] = 5000.0
    rates = _rates(states, params)
    assert rates["PTH"] - still["PTH"] == pytest.approx(-rates["TERISC"])
    assert rates["TERICENT"] == pytest.approx(-rates["TERISC"])


def test_doses_become_amounts_of_their_pools():
    assert pool_amount("TERISC", 20 * dict(DOSES[0].per)["ug"], {"TERIF": 1.0}) == pytest.approx(4856.96, abs=0.01)
    assert pool_amount("DENSC", 60.0, {"DENF": 0.729}) == pytest.approx(43_740_000.0)
    assert {symbol for dose in DOSES for symbol in dose.parameters} <= set(PARAMS)
    assert {dose.compartment for dose in DOSES} <= set(POOLS)


def test_an_unknown_edition_names_the_nearest():
    with pytest.raises(InputError, match="did you mean peterson-riggs-2010"):
        editions.edition("peterson-rigs-2010")


def test_an_edition_file_is_laid_over(tmp_path, monkeypatch):
    monkeypatch.setattr(editions, "FOLDER", tmp_path)
    path = tmp_path / f"{EDITION}.json"
    path.write_text(json.dumps({"values": {"plasma.volume": 15.0}}))
    assert editions.edition(EDITION).model().defaults["plasma.volume"] == 15.0
    path.write_text(json.dumps({"values": {"plasma.volumes": 15.0}}))
    with pytest.raises(DeclarationError, match=r"plasma\.volume"):
        _ = editions.edition(EDITION).model().defaults
    path.write_text("[]")
    with pytest.raises(DeclarationError, match="values"):
        editions.edition(EDITION)


def test_naming_the_editions_imports_none_of_them():
    text = "import sys, osteon.body.editions as e; e.names(); print('osteon.body.published' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
