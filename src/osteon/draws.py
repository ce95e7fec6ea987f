"""Draws of a model's parameters: how unsure we are of the typical value, and how much people differ."""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.engine.declare import Param
from osteon.engine.model import Model

FloatArray = NDArray[np.float64]
DATA = Path(__file__).parent / "data"
NINETY = 1.6448536269514722
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Spread:
    """Which spreads to draw from: doubt about typical values (`know`), differences between people (`vary`), or both."""

    know: bool = True
    vary: bool = True


def draw_parameters(model: Model, count: int, *, seed: int, spread: Spread | None = None) -> FloatArray:
    """(count, parameters) draws in the parameters' own units; inputs stay at their defaults.

    Each parameter has random numbers of its own, keyed by the seed and its name, so that adding a parameter to the
    model leaves all other draws as they were.
    """
    wanted = spread or Spread()
    columns = []
    for entry in model.params:
        param = entry.declaration
        assert isinstance(param, Param)
        columns.append(_column(param, model.defaults[entry.name], entry.name, count, seed, wanted))
    return np.column_stack(columns)


def reporting_noise(count: int, seed: int) -> list[tuple[tuple[str, ...], FloatArray]]:
    """How far what people say of their habits is off: inputs with factors for each draw, or amounts never counted."""
    found = []
    with (DATA / "reporting.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            stream = np.random.Generator(np.random.Philox(key=[seed, zlib.crc32(row["inputs"].encode())]))
            if row["spread"]:
                noise = np.exp(np.sqrt(np.log1p(float(row["spread"]) ** 2)) * stream.standard_normal(count))
            else:
                noise = stream.exponential(float(row["mean"]), count)
            found.append((tuple(row["inputs"].split("|")), noise))
    return found


def within(low: float, middle: float, high: float, count: int, *, seed: int, name: str) -> FloatArray:
    """Draws around a middle value of which about 90 in 100 lie from low to high, more to the longer side.

    >>> draws = within(2.0, 5.0, 20.0, 4000, seed=1, name="MK-9")
    >>> bool(0.85 < np.mean((draws > 2) & (draws < 20)) < 0.95), bool(4.8 < np.median(draws) < 5.2)
    (True, True)
    """
    stream = np.random.Generator(np.random.Philox(key=[seed, zlib.crc32(f"range {name}".encode())]))
    noise = stream.standard_normal(count) / NINETY
    floor = max(low, 0.05 * middle)
    side = np.where(noise < 0, middle / max(floor, TINY), high / max(middle, TINY))
    return np.asarray(middle * side**noise)


def _column(param: Param, centre: float, name: str, count: int, seed: int, spread: Spread) -> FloatArray:
    sizes = [param.know * spread.know, param.vary * spread.vary]
    if not any(sizes) or param.kind == "input":
        return np.full(count, centre)
    noise = np.random.Generator(np.random.Philox(key=[seed, zlib.crc32(name.encode())])).standard_normal((2, count))
    if param.spread == "normal":
        values = centre + sizes[0] * noise[0] + sizes[1] * noise[1]
    else:
        logs = [np.sqrt(np.log1p(size**2)) for size in sizes]
        values = centre * np.exp(logs[0] * noise[0] + logs[1] * noise[1])
    return np.asarray(np.clip(values, param.low, param.high) if (param.low, param.high) != (None, None) else values)
