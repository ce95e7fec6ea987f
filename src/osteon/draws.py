"""Draws of a model's parameters: how unsure we are of the typical value, and how much people differ."""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from osteon.engine.declare import Declaration, Param
from osteon.engine.model import Model
from osteon.posterior import Posterior

FloatArray = NDArray[np.float64]
DATA = Path(__file__).parent / "data"
NINETY = 1.6448536269514722
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Spread:
    """Which spreads to draw from: doubt about typical values (`know`), differences between people (`vary`), or both."""

    know: bool = True
    vary: bool = True


def draw_parameters(
    model: Model, count: int, *, seed: int, spread: Spread | None = None, posterior: Posterior | None = None
) -> FloatArray:
    """(count, parameters) draws in the parameters' own units; inputs stay at their defaults.

    Each parameter has random numbers of its own, keyed by the seed and its name, so that adding a parameter to the
    model leaves all other draws as they were. A posterior makes the doubt of fitted parameters joint, and as small as
    the fit left it.
    """
    wanted = spread or Spread()
    doubt, people = noise_of(model, count, seed)
    return parameters_of(model, doubt * wanted.know, people * wanted.vary, posterior)


def noise_of(model: Model, count: int, seed: int) -> FloatArray:
    """(2, count, parameters) standard normal numbers: for doubt, and for differences between people."""
    return np.stack([_noise(entry.name, count, seed) for entry in model.params], axis=-1)


def parameters_of(
    model: Model, doubt: FloatArray, people: FloatArray, posterior: Posterior | None = None
) -> FloatArray:
    """(count, parameters) in the parameters' own units from standard normal numbers of the same shape."""
    joint = doubt if posterior is None else posterior.joined(model, doubt)
    centre, know, vary, normal, low, high = _laws(model)
    steps = know * joint + vary * people
    values = np.where(normal, centre + steps, centre * np.exp(np.where(normal, 0.0, steps)))
    return np.asarray(np.clip(values, low, high))


def moved(model: Model, rows: FloatArray, noise: FloatArray, spread: Literal["know", "vary"]) -> FloatArray:
    """Rows moved by their noise: on the log scale, or as a normal distribution where the record says so.

    `rows` and `noise` are (sets, parameters); `spread` names the record's spread: "know" or "vary".
    """
    _, know, vary, normal, low, high = _laws(model)
    steps = (know if spread == "know" else vary) * noise
    values = np.where(normal, rows + steps, rows * np.exp(np.where(normal, 0.0, steps)))
    return np.where(steps != 0, np.clip(values, low, high), rows)


@dataclass(frozen=True, slots=True)
class Report:
    """How far what people say of a habit is off: its inputs, and a relative spread or the mean of what goes untold."""

    inputs: tuple[str, ...]
    spread: float
    mean: float


@cache
def reports() -> tuple[Report, ...]:
    """What is known of reporting, from `data/reporting.csv`.

    >>> [report.spread for report in reports() if "vitamin_d.d3_intake" in report.inputs]
    [0.3]
    """
    with (DATA / "reporting.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Report(tuple(row["inputs"].split("|")), float(row["spread"] or 0), float(row["mean"] or 0))
            for row in csv.DictReader(file)
        )


def reporting_noise(count: int, seed: int) -> list[tuple[tuple[str, ...], FloatArray]]:
    """How far what people say of their habits is off: inputs with factors for each draw, or amounts never counted."""
    found = []
    for report in reports():
        stream = np.random.Generator(np.random.Philox(key=[seed, zlib.crc32("|".join(report.inputs).encode())]))
        if report.spread:
            noise = np.exp(np.sqrt(np.log1p(report.spread**2)) * stream.standard_normal(count))
        else:
            noise = stream.exponential(report.mean, count)
        found.append((report.inputs, noise))
    return found


def within(low: float, middle: float, high: float, count: int, *, seed: int, name: str) -> FloatArray:
    """Draws around a middle value of which about 90 in 100 lie from low to high, more to the longer side.

    >>> draws = within(2.0, 5.0, 20.0, 4000, seed=1, name="MK-9")
    >>> bool(0.85 < np.mean((draws > 2) & (draws < 20)) < 0.95), bool(4.8 < np.median(draws) < 5.2)
    (True, True)
    """
    return spread_within(low, middle, high, range_scores(name, count, seed))


def range_scores(name: str, count: int, seed: int) -> FloatArray:
    """Standard normal numbers that say where in its range an input lies."""
    stream = np.random.Generator(np.random.Philox(key=[seed, zlib.crc32(f"range {name}".encode())]))
    return stream.standard_normal(count)


def spread_within(low: float, middle: float, high: float, scores: FloatArray) -> FloatArray:
    """The same from standard normal numbers; around a middle of nothing, half the draws are nothing.

    >>> spread_within(0.0, 0.0, 0.3, np.array([-1.0, 0.0, NINETY])).tolist()
    [0.0, 0.0, 0.3]
    """
    noise = scores / NINETY
    if middle <= 0:
        return np.asarray(high * np.maximum(noise, 0.0))
    floor = max(low, 0.05 * middle)
    side = np.where(noise < 0, middle / max(floor, TINY), high / max(middle, TINY))
    return np.asarray(middle * side**noise)


def _noise(name: str, count: int, seed: int) -> FloatArray:
    """Two rows of standard normal numbers: for doubt and for difference between people."""
    stream = np.random.Generator(np.random.Philox(key=[seed, zlib.crc32(name.encode())]))
    return stream.standard_normal((2, count))


def _laws(model: Model) -> tuple[NDArray[Any], ...]:
    """The law of every parameter of a model, a column each."""
    laws = [_law(entry.declaration, model.defaults[entry.name]) for entry in model.params]
    return tuple(np.array(column) for column in zip(*laws, strict=True))


def _law(param: Declaration, centre: float) -> tuple[float, float, float, bool, float, float]:
    """Centre, two spreads (of the logarithm unless normal), whether normal, and bounds; spreads of 0 where fixed."""
    if not isinstance(param, Param) or param.kind == "input" or not (param.know or param.vary):
        return centre, 0.0, 0.0, False, -np.inf, np.inf
    normal = param.spread == "normal"
    know, vary = (size if normal else float(np.sqrt(np.log1p(size**2))) for size in (param.know, param.vary))
    low, high = (-np.inf if param.low is None else param.low), (np.inf if param.high is None else param.high)
    return centre, know, vary, normal, low, high
