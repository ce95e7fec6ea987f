"""Laws that the mineral subsystems keep for any person: conservation, positivity, smoothness, stability, records."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.minerals_support import Floats, holding, kernel, model, places, row

import osteon.body
from osteon.engine.declare import Input, Param
from osteon.engine.solver import Settings

OURS = (
    "kidney",
    "skin",
    "vitamin_d",
    "calcidiol",
    "calcitriol",
    "gut",
    "calcium",
    "phosphate",
    "parathyroid",
    "magnesium",
)
PARAMS: dict[str, Param] = {
    entry.name: entry.declaration
    for entry in model().params
    if isinstance(entry.declaration, Param) and entry.name.split(".")[0] in OURS
}
WIDE: dict[str, tuple[float, float]] = {
    "kidney.filtration_at_start": (3.0, 150.0),
    "kidney.disease_rate": (0.0, 1.0),
    "kidney.disease_share": (0.0, 0.95),
    "skin.synthesis_mean": (0.0, 100.0),
    "skin.cos1": (-100.0, 100.0),
    "skin.sin2": (-50.0, 50.0),
    "skin.day_of_year_at_start": (0.0, 366.0),
    "vitamin_d.d3_intake": (0.0, 5000.0),
    "vitamin_d.d2_intake": (0.0, 2000.0),
    "vitamin_d.calcifediol_intake": (0.0, 500.0),
    "vitamin_d.calcidiol_at_start": (1.0, 500.0),
    "calcitriol.calcitriol_intake": (0.0, 10.0),
    "gut.calcium_food": (0.0, 100.0),
    "gut.calcium_supplement": (0.0, 100.0),
    "gut.meals": (1.0, 8.0),
    "gut.portions": (1.0, 5.0),
    "gut.with_meal": (0.0, 1.0),
    "gut.salt_factor": (0.1, 2.0),
    "gut.acid_blocker": (0.0, 1.0),
    "calcium.thiazide": (0.0, 1.0),
    "phosphate.phosphate_intake": (2.0, 120.0),
    "parathyroid.gland_share": (0.001, 20.0),
    "magnesium.magnesium_food": (0.1, 60.0),
    "magnesium.magnesium_supplement": (0.0, 60.0),
    "life.mass": (35.0, 200.0),
    "life.height": (130.0, 210.0),
    "life.age_at_start": (18.0, 100.0),
    "life.estrogen": (0.0, 1.5),
}


def people(count: int, seed: int) -> Floats:
    """People far from usual: wide inputs, every parameter within a factor of two or, for a share, anything allowed."""
    random = np.random.default_rng(seed)
    table = kernel().defaults(count)
    for name, place in places()[1].items():
        if name in WIDE:
            table[:, place] = random.uniform(*WIDE[name], count)
        elif name in PARAMS and not isinstance(PARAMS[name], Input) and PARAMS[name].kind != "definition":
            table[:, place] = _spread(PARAMS[name], random, count)
    return table


def _spread(param: Param, random: np.random.Generator, count: int) -> Floats:
    drawn = param.value * 2 ** random.uniform(-1, 1, count)
    if param.doc.startswith("calcium, relative"):
        drawn = param.value * random.uniform(0.95, 1.05, count)
    if param.doc.startswith("largest active transport"):
        drawn = 1 + (param.value - 1) * 2 ** random.uniform(-1, 1, count)
    low, high = param.low, param.high
    return np.clip(drawn, -np.inf if low is None else low, np.inf if high is None else 0.98 * high)


@settings(max_examples=12)
@given(st.integers(0, 2**31))
def test_no_pool_goes_negative_for_people_far_from_usual(seed):
    table = people(32, seed)
    batch = kernel().run(table, [0.5, 5.0, 50.0, 500.0, 3650.0], settings=Settings(relative=1e-6))
    assert batch.ok.all()
    for entry, states in zip(model().pools, np.moveaxis(batch.states, 2, 0), strict=True):
        if not entry.declaration.signed:
            assert states.min() >= -1e-9, entry.name
    assert np.isfinite(kernel().read(batch)).all()


@settings(max_examples=20)
@given(st.integers(0, 2**31))
def test_a_pool_that_is_empty_does_not_shrink(seed):
    table = people(16, seed)
    random = np.random.default_rng(seed + 1)
    start = kernel().run(table, [1.0]).states[:, 0, :] * 2 ** random.uniform(-3, 3, (16, len(model().pools)))
    for place, entry in enumerate(model().pools):
        if entry.declaration.signed:
            continue
        states = start.copy()
        states[:, place] = 0.0
        rates = kernel().rates(np.full(16, 10.0), states, table, np.arange(16))
        assert (rates[:, place] >= -1e-12).all(), entry.name
        assert np.isfinite(rates).all(), entry.name


@settings(max_examples=10)
@given(st.integers(0, 2**31))
def test_calcium_is_neither_made_nor_lost(seed):
    table = people(8, seed)
    batch = kernel().run(table, [0.0, 30.0, 365.0])
    calcium = [place for place, entry in enumerate(model().pools) if entry.declaration.element == "calcium"]
    totals = batch.states[:, :, calcium].sum(axis=2)
    moved = np.abs(batch.states[:, :, calcium]).max(axis=(1, 2))
    assert (np.abs(totals - totals[:, :1]).max(axis=1) <= 1e-9 * moved).all()
    assert {model().pools[place].name.split(".")[0] for place in calcium} == {"calcium", "gut", "bone_mineral"}


def test_calcium_flows_only_between_calcium_pools():
    kinds = {entry.name: entry.declaration.element for entry in model().pools}
    for entry in model().flows:
        ends = entry.declaration.ends
        names = [
            end.what if hasattr(end, "what") else f"{entry.name.split('.')[0]}.{end.name}"
            for end in (*ends.leaves, *ends.enters)
        ]
        elements = {kinds[name] for name in names}
        if "calcium" in elements:
            assert elements == {"calcium"}, entry.name
            assert ends.leaves, entry.name
            assert ends.enters, entry.name


def test_equations_have_no_kink():
    traced = model().trace()
    used = {traced.graph.nodes[node].operation for node in traced.graph.reachable(traced.rates)}
    assert not used & {"max", "min", "select"}


@pytest.mark.parametrize("calcidiol", [15.0, 60.0, 150.0])
@pytest.mark.parametrize("filtration", [25.0, 100.0])
def test_a_steady_state_exists_and_is_stable(calcidiol, filtration):
    params = row(**holding(calcidiol, kidney__filtration_at_start=filtration))
    end = kernel().run(params, [20_000.0], settings=Settings(relative=1e-9)).states[0, 0]
    pools = [place for place, entry in enumerate(model().pools) if not entry.declaration.ledger]
    rates = kernel().rates(np.zeros(1), end[None, :], params, np.zeros(1, np.int64))[0]
    assert np.abs(rates[pools] / (np.abs(end[pools]) + 1.0)).max() < 1e-6
    values = np.linalg.eigvals(_jacobian(end, params)[np.ix_(pools, pools)])
    assert values.real.max() < -1e-5


def _jacobian(states: Floats, params: Floats) -> Floats:
    columns = []
    for place in range(len(states)):
        step = 1e-6 * max(abs(states[place]), 1e-3)
        both = np.tile(states, (2, 1))
        both[0, place] += step
        both[1, place] -= step
        up, down = kernel().rates(np.zeros(2), both, params, np.zeros(2, np.int64))
        columns.append((up - down) / (2 * step))
    return np.array(columns).T


def test_every_parameter_has_a_listed_source_and_assumptions_say_why():
    path = Path(osteon.body.__file__).parent / "sources" / "minerals.toml"
    known = tomllib.loads(path.read_text(encoding="utf-8"))
    assert all({"authors", "year", "title", "where", "read"} <= set(record) for record in known.values())
    for name, param in PARAMS.items():
        assert param.source in {*known, "definition", "input"}, name
        if param.kind == "assumed":
            assert param.note, name
            assert param.know >= 0.05, name
        if param.kind in ("measured", "fitted", "assumed"):
            assert param.know > 0, name
    used = {param.source for param in PARAMS.values()} | {part.source for part in model().subsystems}
    assert set(known) <= used | set(_told(known)), "a source nobody uses"


def _told(known: dict[str, object]) -> list[str]:
    notes = " ".join(param.note + param.at for param in PARAMS.values())
    return [key for key in known if key in notes]
