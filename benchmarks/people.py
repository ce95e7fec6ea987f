"""The people, doses and errors that every benchmark uses: three years of the published edition, monthly output."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import edition
from osteon.engine.declare import Pool
from osteon.engine.events import ADD, Line
from osteon.engine.model import Model
from osteon.engine.solver import Batch, Kernel, Settings, compile_model

Array = NDArray[np.float64]

EDITION = "peterson-riggs-2010"
DAYS = 26_280 / 24
MONTHS = np.linspace(0.0, DAYS, 37)
TIGHT = Settings(relative=1e-10, absolute=1e-3, step_limit=100_000_000)
GOLDEN = Path(os.environ.get("OSTEON_GOLDEN", Path(__file__).parents[2] / "shared" / "golden"))
VARIED = ("kb", "koutL", "koutRNK", "kO", "Da", "crebKout", "T65", "OralCa", "DENCL", "DENKA")
SPREAD = 0.2
"""Coefficient of variation of each varied parameter in the golden population: lognormal, the median the default."""


@cache
def model() -> Model:
    """The published edition."""
    return edition(EDITION).model()


@cache
def kernel() -> Kernel:
    """The published edition, compiled."""
    return compile_model(model())


@cache
def population() -> tuple[Array, str]:
    """The parameters of 1,000 people, one row each, and their origin: the golden file, or drawn by the same law."""
    params = kernel().defaults(1000)
    place = {entry.symbol: index for index, entry in enumerate(model().params)}
    path = GOLDEN / "population1000.csv"
    if path.exists():
        head, *rows = csv.reader(path.open(encoding="utf-8"))
        values = np.array(rows, float)
        for column, symbol in enumerate(head[1:], 1):
            params[:, place[symbol]] = values[:, column]
        return params, "golden/population1000.csv"
    draws = np.random.default_rng(20260).standard_normal((1000, len(VARIED)))
    for column, symbol in enumerate(VARIED):
        params[:, place[symbol]] *= np.exp(np.sqrt(np.log1p(SPREAD**2)) * draws[:, column])
    return params, "drawn (golden/population1000.csv is not here)"


@dataclass(frozen=True, slots=True)
class Task:
    """What is simulated: dose lines and the times of output, in days."""

    name: str
    lines: tuple[Line, ...]
    times: Array

    def tight(self, params: Array) -> Batch:
        """The run at relative tolerance 1e-10 that errors are measured against."""
        return kernel().run(params, self.times, events=self.lines, settings=TIGHT, threads=os.cpu_count() or 1)


def doses(symbol: str, amount: float, hours: float, count: int) -> tuple[Line, ...]:
    """An amount into the pool of this symbol every so many hours, from the start."""
    pool = next(index for index, entry in enumerate(model().pools) if entry.symbol == symbol)
    return (Line(0.0, ADD, pool, amount, hours / 24, count),)


@cache
def tasks() -> dict[str, Task]:
    """No dose; denosumab 60 mg (0.729 of it available, in ng) every 4032 h; teriparatide 20 ug (in pmol) every day."""
    return {
        "none": Task("none", (), MONTHS),
        "denosumab": Task("denosumab", doses("DENSC", 43_740_000.0, 4032, 7), MONTHS),
        "teriparatide": Task("teriparatide", doses("TERISC", 20e6 / 4117.8, 24, 1095), MONTHS),
        "30 years": Task("30 years", (), np.linspace(0.0, 30 * 365.0, 361)),
    }


def error(states: Array, reference: Array) -> float:
    """The largest difference over people, times and states, each over the largest size of that person's state."""
    size = np.abs(reference).max(axis=1, keepdims=True)
    share = np.abs(states - reference) / np.where(size > 0, size, 1.0)
    return float(np.inf if np.isnan(share).any() else share.max())


def scales() -> Array:
    """The typical size of each pool: what the solver weighs its absolute tolerance by."""
    sizes = []
    for entry in model().pools:
        pool = entry.declaration
        assert isinstance(pool, Pool)
        start = pool.start if isinstance(pool.start, float | int) else getattr(pool.start, "value", 0.0)
        sizes.append(pool.scale if pool.scale is not None else abs(float(start)) or 1.0)
    return np.array(sizes)
