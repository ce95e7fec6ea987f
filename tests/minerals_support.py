"""The mineral subsystems with a constant life and a skeleton in balance, and runs of them by name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from osteon.body.own import MINERALS
from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, flow, value
from osteon.engine.events import ADD, Line
from osteon.engine.model import Model, build
from osteon.engine.quantity import Quantity
from osteon.engine.solver import Batch, Kernel, Settings, compile_model

Floats = NDArray[np.float64]
IU = 65.0 / 1000  # nmol of vitamin D3 in an international unit
MG = 1 / 40.08  # mmol of calcium in a milligram
PG = 9.43  # pg/mL of parathyroid hormone in a pmol/L


class Life(Subsystem):
    """A person who does not age unless asked to, so that steady states exist."""

    age_at_start = Input(50.0, "y", doc="age")
    mass = Input(70.0, "kg", doc="body mass")
    height = Input(168.0, "cm", doc="height")
    estrogen = Input(1.0, "1", doc="estrogen")
    ages = Input(0.0, "1", doc="1 for a person who grows older")

    @value("y")
    def age(self) -> Quantity:
        """Age."""
        return self.age_at_start + self.ages * self.time


class BoneMineral(Subsystem):
    """A skeleton in balance: a surface that buffers, and equal release and uptake."""

    plasma = Needs("calcium.plasma", "mmol")
    relative = Needs("calcium.relative", "1")
    exchange = Param(60.0, "mmol/d", doc="exchange", know=0, vary=0, kind="assumed", source="stand-in")
    turnover = Param(9.0, "mmol/d", doc="turnover", know=0, vary=0, kind="assumed", source="stand-in")
    held = Param(100.0, "mmol", doc="usual surface", know=0, vary=0, kind="assumed", source="stand-in")
    surface = Pool("mmol", start=held, doc="exchangeable surface calcium", element="calcium")

    @value("mmol/d")
    def calcium_release(self) -> Quantity:
        """Calcium released."""
        return self.turnover * self.relative

    @value("mmol/d")
    def calcium_uptake(self) -> Quantity:
        """Calcium taken up."""
        return self.turnover * self.relative

    @flow(plasma, into=surface)
    def binding(self) -> Quantity:
        """Calcium bound."""
        return self.exchange * self.relative

    @flow(surface, into=plasma)
    def leaving(self) -> Quantity:
        """Calcium set free."""
        return self.exchange * self.surface / self.held


@cache
def model() -> Model:
    return build((Life, *MINERALS, BoneMineral))


@cache
def kernel() -> Kernel:
    return compile_model(model())


@cache
def places() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    pools = {entry.name: place for place, entry in enumerate(model().pools)}
    params = {entry.name: place for place, entry in enumerate(model().params)}
    return pools, params, {name: place for place, name in enumerate(kernel().readouts)}


def row(**inputs: float) -> Floats:
    """Parameters of one person; `gut__meals` stands for `gut.meals`."""
    params = kernel().defaults()
    for name, number in inputs.items():
        params[0, places()[1][name.replace("__", ".")]] = number
    return params


class Course:
    """A run whose readouts and pools are looked up by name, one number a day asked for."""

    def __init__(
        self,
        params: Floats,
        days: Sequence[float],
        doses: Sequence[tuple[str, float]] = (),
        initial: Floats | None = None,
    ) -> None:
        events = [Line(0.0, ADD, places()[0][pool], amount) for pool, amount in doses]
        self.batch: Batch = kernel().run(params, days, initial=initial, events=events, settings=Settings(relative=1e-7))
        assert self.batch.ok.all()
        self.values = kernel().read(self.batch)[0]

    def __getitem__(self, name: str) -> Floats:
        if name in places()[2]:
            return np.asarray(self.values[:, places()[2][name]])
        return np.asarray(self.batch.states[0][:, places()[0][name]])

    def last(self, name: str) -> float:
        return float(self[name][-1])


def reading(params: Floats, states: Floats, name: str) -> float:
    """A readout at given states."""
    values = kernel().at(np.zeros(1), states[None, :], params, np.zeros(1, np.int64))
    return float(values[0, places()[2][name]])


def holding(calcidiol: float, **inputs: float) -> dict[str, float]:
    """Inputs of a person whose calcidiol is in balance at this level, whatever brings it."""
    bare = {"vitamin_d__calcidiol_at_start": calcidiol, "vitamin_d__d3_intake": 0.0, "skin__synthesis_mean": 0.0}
    inputs = {**bare, **inputs}
    return {**inputs, "vitamin_d__d3_unseen": Course(row(**inputs), [0.1]).last("vitamin_d.input_at_start")}


def settled(days: float = 1500.0, calcidiol: float = 60.0, **inputs: float) -> Course:
    """A person after a long time under constant inputs."""
    return Course(row(**holding(calcidiol, **inputs)), [days])


def rise(calcidiol: float, days: Sequence[float], **added: float) -> Floats:
    """Change of 25(OH)D in nmol/L after inputs are added to a person in balance."""
    return Course(row(**{**holding(calcidiol), **added}), days)["vitamin_d.calcidiol"] - calcidiol
