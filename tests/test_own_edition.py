"""Osteon's own edition over whole lives: nothing negative, no calcium lost, no kinks, and the published faults gone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from osteon.draws import draw_parameters
from osteon.engine.declare import Input, Pool
from osteon.engine.solver import Batch, Kernel, Settings
from osteon.simulate import YEAR, own_kernel

FloatArray = NDArray[np.float64]
RANGES = {
    "life.female": (0.0, 1.0),
    "life.mass": (42.0, 130.0),
    "life.height": (148.0, 195.0),
    "life.menopause_age": (38.0, 58.0),
    "life.smoking": (0.0, 1.0),
    "life.alcohol": (0.0, 40.0),
    "life.exercise": (0.0, 1.0),
    "kidney.filtration_at_start": (80.0, 130.0),
    "kidney.disease_rate": (0.0, 0.1),
    "kidney.disease_share": (0.0, 0.9),
    "skin.synthesis_mean": (0.0, 80.0),
    "vitamin_d.d3_intake": (0.0, 260.0),
    "gut.calcium_food": (5.0, 45.0),
    "gut.calcium_supplement": (0.0, 25.0),
    "gut.acid_blocker": (0.0, 1.0),
    "calcium.thiazide": (0.0, 1.0),
    "phosphate.phosphate_intake": (20.0, 70.0),
    "magnesium.magnesium_food": (4.0, 20.0),
    "phylloquinone.leaf_intake": (0.0, 400.0),
    "menaquinone.mk7_intake": (0.0, 300.0),
    "vitamin_k.warfarin": (0.0, 1.0),
    "prednisolone.rate": (0.0, 5.0),
}


def lives(kernel: Kernel, people: int, seed: int) -> Batch:
    """Random people from 18 to 100, their parameters drawn from doubt and difference."""
    params = draw_parameters(kernel.model, people, seed=seed)
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    random = np.random.Generator(np.random.Philox(key=[seed, 99]))
    for name, (low, high) in RANGES.items():
        values = random.uniform(low, high, people)
        switch = (low, high) == (0.0, 1.0) and name != "life.exercise"
        params[:, place[name]] = np.round(values) if switch else values
    params[:, place["life.age_at_start"]] = 18.0
    times = np.linspace(0.0, 82 * YEAR, 24)
    return kernel.run(params, times, settings=Settings(relative=1e-4), threads=2)


def check_lives(kernel: Kernel, batch: Batch) -> None:
    stopped = {kernel.model.pools[i].name for i in batch.worst[~batch.ok]}
    assert not stopped, f"{(~batch.ok).sum()} people did not reach 100"
    declared = [entry.declaration for entry in kernel.model.pools]
    unsigned = [i for i, pool in enumerate(declared) if isinstance(pool, Pool) and not pool.signed]
    lowest = batch.states[..., unsigned].min(axis=(0, 1))
    assert (lowest >= 0).all(), [kernel.model.pools[unsigned[i]].name for i in np.flatnonzero(lowest < 0)]
    calcium = [i for i, pool in enumerate(declared) if isinstance(pool, Pool) and pool.element == "calcium"]
    total = batch.states[..., calcium].sum(axis=-1)
    moved = np.abs(batch.states[..., calcium]).sum(axis=-1)
    assert np.abs(total - total[:, :1]).max() / moved.max() < 1e-9
    assert (np.abs(total - total[:, :1]) <= 1e-9 * moved).all()


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return own_kernel()


def test_five_hundred_lives_keep_their_calcium(kernel: Kernel) -> None:
    check_lives(kernel, lives(kernel, 500, seed=1))


@pytest.mark.slow
def test_ten_thousand_lives_keep_their_calcium(kernel: Kernel) -> None:
    check_lives(kernel, lives(kernel, 10_000, seed=2))


def test_the_own_edition_has_no_kinks_and_no_jumps(kernel: Kernel) -> None:
    graph = kernel.model.trace().graph
    kinks = [
        node for i, node in enumerate(graph.nodes) if node.operation in ("select", "max", "min") and graph.moving[i]
    ]
    assert not kinks


def typical(kernel: Kernel, **inputs: float) -> dict[str, float]:
    """What the typical person comes to in 15 years; inputs by ``subsystem__name``."""
    names = {name.replace("__", "."): value for name, value in inputs.items()}
    params = kernel.defaults(1)
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    for name, value in names.items():
        params[:, place[name]] = value
    batch = kernel.run(params, [0.0, 15 * YEAR])
    assert batch.ok.all()
    read = kernel.read(batch)[0, -1]
    values = dict(zip(kernel.readouts, read.tolist(), strict=True))
    return values | {entry.name: batch.states[0, -1, i] for i, entry in enumerate(kernel.model.pools)}


def test_deficiency_gives_low_to_normal_calcium_and_high_hormone(kernel: Kernel) -> None:
    usual = typical(kernel)
    poor = typical(kernel, skin__synthesis_mean=0.5, vitamin_d__d3_intake=1.0, vitamin_d__calcidiol_at_start=12.0)
    assert poor["calcidiol.serum"] < 25
    assert 1.9 < poor["calcium.concentration"] < usual["calcium.concentration"]
    assert poor["parathyroid.hormone"] > 1.2 * usual["parathyroid.hormone"]


def test_failing_kidneys_give_low_to_normal_calcium_high_hormone_and_low_calcitriol(kernel: Kernel) -> None:
    usual = typical(kernel)
    failing = typical(kernel, kidney__filtration_at_start=22.0)
    assert 1.9 < failing["calcium.concentration"] <= usual["calcium.concentration"]
    assert failing["parathyroid.hormone"] > 2 * usual["parathyroid.hormone"]
    assert failing["calcitriol.serum"] < 0.8 * usual["calcitriol.serum"]


def test_a_person_may_start_anywhere(kernel: Kernel) -> None:
    starts = [typical(kernel, vitamin_d__calcidiol_at_start=start)["calcidiol.serum"] for start in (15.0, 50.0, 150.0)]
    assert np.ptp(starts) < 0.02 * np.mean(starts)


def test_ageing_kidneys_keep_some_filtration(kernel: Kernel) -> None:
    params = kernel.defaults(1)
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    params[:, place["life.age_at_start"]] = 18.0
    batch = kernel.run(params, np.linspace(0, 82 * YEAR, 30))
    rate = kernel.read(batch)[0, :, kernel.readouts.index("kidney.rate")]
    assert rate.min() > 20
    assert (np.diff(rate) <= 1e-9).all()


def test_every_input_has_a_default_that_can_be_simulated(kernel: Kernel) -> None:
    inputs = [entry for entry in kernel.model.params if isinstance(entry.declaration, Input)]
    assert len(inputs) > 40
    assert all(np.isfinite(kernel.model.defaults[entry.name]) for entry in inputs)
