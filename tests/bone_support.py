"""A bone model with stand-ins for the minerals and vitamins that it reads, and courses looked up by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from osteon.body.own import BONE
from osteon.engine.declare import Input, Needs, Pool, Subsystem, value
from osteon.engine.events import ADD, SET_PARAMETER, Line
from osteon.engine.model import build
from osteon.engine.quantity import Quantity, exp
from osteon.engine.solver import Kernel, compile_model

YEAR = 365.25
SPINE, NECK, HIP = (f"bone_density.bmd_{site}" for site in ("lumbar_spine", "femoral_neck", "total_hip"))
CTX, P1NP = "bone_mineral.ctx", "bone_mineral.p1np"
Floats = NDArray[np.float64]
USUAL_SIZE = {
    1.0: {"life__mass": 72.0, "life__height": 163.0},
    0.0: {"life__mass": 83.0, "life__height": 176.0},
}
"""Size by sex (1 for women) of the people of the reference tables: 27 kg/m2."""


class Calcium(Subsystem):
    plasma = Pool("mmol", start=33.0, scale=33.0, doc="a plasma that never runs out", element="calcium", signed=True)
    relative = Input(1.0, "1", doc="serum calcium relative to normal")


class Parathyroid(Subsystem):
    """The course of parathyroid hormone with age that this edition's minerals give on a usual diet."""

    age = Needs("life.age", "y")
    factor = Input(1.0, "1", doc="what a treatment or disease makes of it")
    young = Input(1.24, "1", doc="level in youth")
    rise = Input(0.055, "1", doc="size of its rise")
    onset = Input(25.0, "y", doc="age of its start")
    time_scale = Input(21.5, "y", doc="speed of its rise")

    @value("1")
    def relative(self) -> Quantity:
        """Parathyroid hormone relative to its reference."""
        return self.factor * (self.young + self.rise * exp((self.age - self.onset) / self.time_scale))


class VitaminD(Subsystem):
    activity = Input(1.0, "1", doc="vitamin D activity relative to normal")
    calcidiol = Input(55.0, "nmol/L", doc="serum 25(OH)D")


class VitaminK(Subsystem):
    bone_effect = Input(0.0, "1", doc="gain of refill")


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


def change(day: float, parameter: str, number: float) -> Line:
    return Line(day, SET_PARAMETER, places()[1][parameter], number)


class Course:
    """A run whose readouts and pools are looked up by name; inputs are spelt with two underscores for the dot."""

    def __init__(
        self,
        years: list[float],
        events: tuple[Line, ...] = (),
        given: Mapping[str, float] | None = None,
        **inputs: float,
    ) -> None:
        row = kernel().defaults()
        for name, number in {**(given or {}), **inputs}.items():
            row[0, places()[1][name.replace("__", ".")]] = number
        self.years = years
        batch = kernel().run(row, np.array(years) * YEAR, events=events)
        assert batch.ok.all(), "the run did not reach its end"
        self.states = batch.states[0]
        self.values = dict(zip(kernel().readouts, kernel().read(batch)[0].T, strict=True))

    def __getitem__(self, name: str) -> Floats:
        pools = places()[0]
        return np.asarray(self.states[:, pools[name]] if name in pools else self.values[name])

    def percent(self, name: str, year: float, since: float = 0.0) -> float:
        """Percent change between two of the times asked for."""
        course = self[name]
        return float(100 * (course[self.years.index(year)] / course[self.years.index(since)] - 1))


@cache
def life(female: float) -> Course:
    ages = [18 + year for year in (0, 7, 9, 17, 24, 27, 28.5, 32.5, 35.5, 37, 38.5, 42, 47, 57, 59, 62, 67, 82)]
    return Course([age - 18 for age in ages], (), USUAL_SIZE[female], life__age_at_start=18.0, life__female=female)


def at(female: float, name: str, age: float) -> float:
    course = life(female)
    return float(course[name][course.years.index(age - 18)])


def patient(years: list[float], *events: Line, age: float = 70.0, supplied: float = 0.85, **inputs: float) -> Course:
    """A woman with low bone density, 20 years after her last period; trials give calcium and vitamin D to everyone."""
    given = change(0, "parathyroid.factor", supplied)
    usual = {"skeleton__trabecular_at_start": 0.9, "skeleton__cortical_at_start": 0.92, "life__menopause_age": 50.0}
    return Course(years, (given, *events), {**usual, **inputs}, life__age_at_start=age)


def denosumab(count: int, start: float = 0.0) -> Line:
    return dose(start * YEAR, "denosumab.depot", 60, YEAR / 2, count)
