"""What every subsystem and parameter must keep, found by looking: who adds one adds no test here."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.contract_support import (
    OWN,
    Floats,
    is_published,
    kernel_of,
    model_of,
    params,
    people,
    source_files,
    states,
    subsystems,
)

from osteon.body.editions import edition, names
from osteon.engine.declare import Flow, Needs, Param, Pool, Subsystem
from osteon.engine.derivative import gradients
from osteon.engine.model import Model
from osteon.engine.plan import jacobian
from osteon.engine.reference import evaluate
from osteon.engine.solver import compile_model
from osteon.engine.steady import eigenvalues, steady
from osteon.engine.unit import unit

KINDS = ("measured", "fitted", "assumed", "definition", "input")
KINKS = ("select", "max", "min")
PEOPLE = 200

each_subsystem = pytest.mark.parametrize(
    "subsystem", subsystems(), ids=lambda item: f"{item.__module__}.{item.title()}"
)
each_edition = pytest.mark.parametrize("name", names())
each_own_edition = pytest.mark.parametrize("name", OWN)


def _wrong(item: Param, *, own: bool, known: set[str]) -> list[str]:
    """Everything that is wrong with a parameter's record."""
    made = item.kind in ("input", "definition")
    checks = {
        "a value that is finite": math.isfinite(item.value),
        "a kind that is known": item.kind in KINDS,
        "words that say what it is": bool(item.doc.strip()),
        "spreads of 0 or more": item.know >= 0 and item.vary >= 0,
        "a source of sources*.toml": made or item.source in known,
        "a note, as it is assumed": item.kind != "assumed" or bool(item.note.strip()),
        "a spread of knowledge": made or not own or item.know > 0 or _is_own_multiplier(item),
        "a value above 0, as its spread is log-normal": item.spread == "normal" or item.value > 0 or not item.vary,
        "a value within its bounds": (item.low is None or item.low <= item.value)
        and (item.high is None or item.value <= item.high),
    }
    unit(item.unit)
    return [f"{item.name} needs {what}" for what, kept in checks.items() if not kept]


def _is_own_multiplier(item: Param) -> bool:
    """How a person differs from others like them is 1 in the typical person by definition."""
    return item.unit == "1" and item.value == 1.0 and item.vary > 0


@each_subsystem
def test_every_parameter_is_a_whole_record(subsystem: type[Subsystem]) -> None:
    known = {key for records in source_files().values() for key in records}
    own = not is_published(subsystem)
    assert [text for item in params(subsystem) for text in _wrong(item, own=own, known=known)] == []


@each_subsystem
def test_every_declaration_says_what_it_is(subsystem: type[Subsystem]) -> None:
    assert (subsystem.__doc__ or "").strip()
    silent = [
        item.name for item in subsystem.declarations() if not isinstance(item, Needs) and not vars(item).get("doc")
    ]
    assert silent == []


@each_subsystem
def test_every_subsystem_belongs_to_an_edition(subsystem: type[Subsystem]) -> None:
    assert any(subsystem in edition(name).subsystems for name in names())


def test_a_source_key_means_one_source() -> None:
    found: dict[str, set[tuple[object, ...]]] = {}
    for records in source_files().values():
        for key, record in records.items():
            found.setdefault(key, set()).add((record.get("year"), record.get("doi", record.get("where"))))
    assert {key: records for key, records in found.items() if len(records) > 1} == {}


@each_edition
def test_units_close_and_needs_are_met(name: str) -> None:
    model = model_of(name)
    traced = model.trace()
    assert len(traced.rates) == len(model.pools)
    assert set(traced.values) >= {entry.name for entry in model.values}


@each_edition
def test_starts_rates_and_values_are_finite(name: str) -> None:
    kernel = kernel_of(name)
    table = kernel.defaults(1)
    batch = kernel.run(table, [0.0, 1.0])
    assert batch.ok.all()
    assert np.isfinite(batch.states).all()
    bad = [
        item for item, value in zip(kernel.readouts, kernel.read(batch)[0, 0], strict=True) if not np.isfinite(value)
    ]
    assert bad == []


@each_edition
def test_slopes_are_those_of_the_complex_step(name: str) -> None:
    model, kernel = model_of(name), kernel_of(name)
    table = kernel.defaults(3) if name not in OWN else people(name, 3, seed=1)
    at = states(name, table, seed=2)
    for person in range(3):
        exact = kernel.jacobian(np.full(1, 40.0), at[[person]], table[[person]], np.zeros(1, np.int64))[0]
        stepped = _complex_step(model, 40.0, at[person], table[person])
        sizes = np.abs(stepped).max(axis=1, keepdims=True) + 1e-12
        off = np.abs(exact - stepped) / sizes
        row, column = np.unravel_index(off.argmax(), off.shape)
        assert off.max() < 1e-9, f"d({model.pools[row].name})/d({model.pools[column].name})"


def _complex_step(model: Model, day: float, state: Floats, row: Floats) -> Floats:
    traced = model.trace()
    step = 1e-30
    columns = [state[i] + 1j * step * (np.arange(len(state)) == i) for i in range(len(state))]
    found = evaluate(traced.graph, traced.rates, time=day, states=columns, params=row)
    return np.array([np.broadcast_to(np.imag(rate), len(state)) / step for rate in found])


@each_edition
def test_a_pool_that_no_rate_reads_is_a_ledger_or_only_shown(name: str) -> None:
    model = model_of(name)
    traced = model.trace()
    slopes = jacobian(traced.graph, gradients(traced.graph, traced.rates, ("state",)))
    read = {column for _, column in slopes}
    ledgers = {
        i for i, entry in enumerate(model.pools) if isinstance(entry.declaration, Pool) and entry.declaration.ledger
    }
    assert ledgers.isdisjoint(read), [model.pools[i].name for i in ledgers & read]


@each_own_edition
def test_nothing_kinks_or_jumps(name: str) -> None:
    traced = model_of(name).trace()
    for what, roots in [*zip((entry.name for entry in model_of(name).pools), [[r] for r in traced.rates], strict=True)]:
        kinks = [
            traced.graph.nodes[node].operation
            for node in traced.graph.reachable(roots)
            if traced.graph.nodes[node].operation in KINKS and traced.graph.moving[node]
        ]
        assert kinks == [], what
    for what, node in traced.values.items():
        kinks = [
            traced.graph.nodes[below].operation
            for below in traced.graph.reachable([node])
            if traced.graph.nodes[below].operation in KINKS and traced.graph.moving[below]
        ]
        assert kinks == [], what


@each_own_edition
def test_an_empty_pool_is_not_drawn_from(name: str) -> None:
    kernel = kernel_of(name)
    table = people(name, PEOPLE, seed=3)
    full = states(name, table, seed=4)
    owner, days = np.arange(PEOPLE), np.linspace(0, 3000, PEOPLE)
    for index, entry in enumerate(kernel.model.pools):
        if not getattr(entry.declaration, "signed", False):
            at = full.copy()
            at[:, index] = 0.0
            rates = kernel.rates(days, at, table, owner)[:, index]
            assert (rates >= 0).all(), f"{entry.name} falls by {rates.min()} {entry.unit} a day though it is empty"


@each_own_edition
def test_pools_stay_at_zero_or_above_from_any_start(name: str) -> None:
    kernel = kernel_of(name)
    table = people(name, PEOPLE, seed=5)
    batch = kernel.run(table, [0.0, 1.0, 30.0, 365.0, 3650.0], initial=states(name, table, seed=6, empty=0.15))
    bad = [f"person {p}: {kernel.model.pools[batch.worst[p]].name}" for p in np.flatnonzero(~batch.ok)]
    assert bad == []
    signed = np.array([bool(getattr(entry.declaration, "signed", False)) for entry in kernel.model.pools])
    assert (batch.states[:, :, ~signed] >= 0).all()


@each_own_edition
def test_calcium_is_neither_made_nor_lost(name: str) -> None:
    kernel = kernel_of(name)
    table = people(name, PEOPLE, seed=7)
    calcium = [
        i for i, entry in enumerate(kernel.model.pools) if getattr(entry.declaration, "element", "") == "calcium"
    ]
    assert calcium
    batch = kernel.run(table, np.linspace(0, 3650, 11))
    totals = batch.states[:, :, calcium].sum(axis=2)
    passed = np.abs(batch.states[:, :, calcium]).sum(axis=2).max(axis=1, keepdims=True)
    assert (np.abs(totals - totals[:, :1]) / passed).max() < 1e-9


@each_own_edition
def test_a_flow_of_calcium_leaves_and_enters_pools_of_calcium(name: str) -> None:
    model = model_of(name)
    pools = {entry.name: entry.declaration for entry in model.pools}
    open_ended = []
    for entry in model.flows:
        item = entry.declaration
        assert isinstance(item, Flow)
        ends = [
            {
                getattr(
                    pools.get(end.what if isinstance(end, Needs) else f"{end.owner.title()}.{end.name}"), "element", ""
                )
            }
            for end in (*item.ends.leaves, *item.ends.enters)
        ]
        if {"calcium"} in ends and (any(end != {"calcium"} for end in ends) or len(ends) < 2):
            open_ended.append(entry.name)
    assert open_ended == []


@each_edition
def test_order_and_company_change_no_bit(name: str) -> None:
    kernel = kernel_of(name)
    table = people(name, 11, seed=8) if name in OWN else kernel.defaults(11)
    order = np.random.default_rng(9).permutation(11)
    days = [0.0, 90.0, 400.0]
    whole = kernel.run(table, days).states
    np.testing.assert_array_equal(kernel.run(table[order], days, threads=2).states, whole[order])
    parts = [kernel.run(table[first : first + 4], days).states for first in (0, 4, 8)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)


@each_own_edition
def test_bodies_come_to_a_rest_that_is_stable(name: str) -> None:
    """With age and season held, and without what only grows (arterial calcium), everybody has a stable steady state."""
    kernel = compile_model(model_of(name).holding("artery.score"))
    found = steady(kernel, people(name, PEOPLE, seed=10))
    assert [why for why in found.why if why] == []
    assert eigenvalues(kernel, steady(kernel, kernel.defaults(1))).real.max() <= 1e-12
