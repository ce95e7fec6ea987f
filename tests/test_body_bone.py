"""Bone over a whole life and under drugs, with stand-ins for the minerals and vitamins that it reads."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import osteon.body
from osteon.body.bone_cells import BoneCells
from osteon.body.bone_density import BoneDensity
from osteon.body.bone_mineral import BoneMineral
from osteon.body.drugs import DRUGS
from osteon.body.life import Life
from osteon.body.osteoblasts import Osteoblasts
from osteon.body.osteoclasts import Osteoclasts
from osteon.body.skeleton import Skeleton
from osteon.engine.declare import Input, Param, Pool, Subsystem
from osteon.engine.events import ADD, SET_PARAMETER, Line
from osteon.engine.model import build
from osteon.engine.solver import Kernel, compile_model

YEAR = 365.25
Floats = NDArray[np.float64]


class Calcium(Subsystem):
    plasma = Pool("mmol", start=33.0, scale=33.0, doc="a plasma that never runs out", element="calcium", signed=True)
    relative = Input(1.0, "1", doc="serum calcium relative to normal")


class Parathyroid(Subsystem):
    relative = Input(1.0, "1", doc="parathyroid hormone relative to normal")


class VitaminD(Subsystem):
    activity = Input(1.0, "1", doc="vitamin D activity relative to normal")
    calcidiol = Input(60.0, "nmol/L", doc="serum 25(OH)D")


class VitaminK(Subsystem):
    bone_effect = Input(0.0, "1", doc="gain of refill")


BONE = (Life, Skeleton, Osteoclasts, Osteoblasts, BoneCells, BoneMineral, BoneDensity, *DRUGS)
STAND_INS = (Calcium, Parathyroid, VitaminD, VitaminK)


@cache
def kernel() -> Kernel:
    return compile_model(build((*BONE, *STAND_INS)))


@cache
def places() -> tuple[dict[str, int], dict[str, int]]:
    model = kernel().model
    pools = {entry.name: place for place, entry in enumerate(model.pools)}
    return pools, {entry.name: place for place, entry in enumerate(model.params)}


def dose(day: float, pool: str, amount: float, interval: float = 0.0, count: int = 1) -> Line:
    return Line(day, ADD, places()[0][pool], amount, interval, count)


def change(day: float, parameter: str, value: float) -> Line:
    return Line(day, SET_PARAMETER, places()[1][parameter], value)


class Course:
    """A run whose readouts and pools are looked up by name."""

    def __init__(self, years: list[float], events: tuple[Line, ...] = (), **inputs: float) -> None:
        row = kernel().defaults()
        for name, value in inputs.items():
            row[0, places()[1][name.replace("__", ".")]] = value
        batch = kernel().run(row, np.array(years) * YEAR, events=events)
        assert batch.ok.all(), "the run did not reach its end"
        self.states = batch.states[0]
        self.values = dict(zip(kernel().readouts, kernel().read(batch)[0].T, strict=True))

    def __getitem__(self, name: str) -> Floats:
        pools = places()[0]
        return self.states[:, pools[name]] if name in pools else self.values[name]

    def change(self, name: str) -> Floats:
        """Percent change from the first time."""
        return 100 * (self[name] / self[name][0] - 1)


def calcium_of(course: Course) -> Floats:
    names = [entry.name for entry in kernel().model.pools if getattr(entry.declaration, "element", "") == "calcium"]
    return sum((course[name] for name in names), start=np.zeros(len(course.states)))


def parameters() -> list[str]:
    return [entry.name for entry in kernel().model.params if entry.name.split(".")[0] not in STAND_IN_NAMES]


STAND_IN_NAMES = {stand_in.title() for stand_in in STAND_INS}


def test_every_parameter_names_a_known_source() -> None:
    folder = Path(osteon.body.__file__).parent / "sources"
    keys = set(tomllib.loads((folder / "bone.toml").read_text(encoding="utf-8")))
    used = {
        item.source
        for subsystem in BONE
        for item in subsystem.declarations()
        if isinstance(item, Param) and not isinstance(item, Input)
    }
    assert used - keys == set()
    assert keys - used == set(), "sources that nothing uses"


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_pool_goes_negative_and_calcium_is_kept_whatever_the_parameters(data: st.DataObject) -> None:
    model, row = kernel().model, kernel().defaults()
    seed = data.draw(st.integers(0, 2**31))
    generator = np.random.default_rng(seed)
    for place, entry in enumerate(model.params):
        item = entry.declaration
        if isinstance(item, Param) and item.kind not in ("input", "definition"):
            low = item.low if item.low is not None else 0.0
            high = item.high if item.high is not None else np.inf
            width = 2 * (item.know + item.vary)
            row[0, place] = np.clip(item.value * np.exp(generator.uniform(-width, width)), low, high)
    row[0, places()[1]["life.age_at_start"]] = 18.0
    row[0, places()[1]["life.female"]] = float(generator.integers(2))
    row[0, places()[1]["parathyroid.relative"]] = np.exp(generator.uniform(-1.5, 1.5))
    batch = kernel().run(row, np.linspace(0, 82, 42) * YEAR)
    assert batch.ok.all()
    kept = [place for place, entry in enumerate(model.pools) if entry.name != "calcium.plasma"]
    assert (batch.states[..., kept] >= -1e-9).all()
    total = sum(
        batch.states[0, :, place]
        for place, entry in enumerate(model.pools)
        if getattr(entry.declaration, "element", "") == "calcium"
    )
    np.testing.assert_allclose(total, total[0], rtol=1e-9)


def test_a_person_can_start_at_any_age_without_a_jump() -> None:
    for female, menopause in ((1.0, 50.0), (0.0, 50.0)):
        course = Course(
            [0.0, 0.1, 0.5, 1.0],
            life__age_at_start=70.0,
            life__female=female,
            life__menopause_age=menopause,
        )
        assert np.abs(course.change("bone_density.bmd_total_hip")).max() < 2.0
        assert np.abs(course.change("bone_cells.resorption")).max() < 5.0


def test_more_drug_means_more_density() -> None:
    plain = Course([0.0, 2.0], life__age_at_start=65.0)
    treated = Course([0.0, 2.0], (dose(0, "denosumab.depot", 60, 182.6, 4),), life__age_at_start=65.0)
    stopped = change(0, "bisphosphonates.zoledronate_rate", 5)
    assert treated["bone_density.bmd_total_hip"][1] > plain["bone_density.bmd_total_hip"][1]
    infused = Course([0.0, 2.0], (stopped,), life__age_at_start=65.0)
    assert infused["bone_density.bmd_total_hip"][1] > plain["bone_density.bmd_total_hip"][1]
