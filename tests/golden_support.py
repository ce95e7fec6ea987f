"""What the golden tests share: reading the files and scenarios, and one integration behind one function."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import edition as edition_of
from osteon.body.published.dosing import pool_amount
from osteon.engine.events import ADD, Line
from osteon.engine.solver import Kernel, Settings, compile_model, single

Floats = NDArray[np.float64]
Table = dict[str, Floats]
EDITION = "peterson-riggs-2010"
FOLDER = Path(__file__).parent / "golden"
WHOLE = Path(__file__).parents[2] / "shared" / "golden"
RELATIVE = 1e-8
FULL_SIZE = {"BMDlsDENchange": 100.0}
"""A change from a start is judged by the size of what changes (100 %), since it may itself be next to nothing."""


@dataclass(frozen=True)
class Event:
    """An amount, in the pool's unit, put into a pool (paper's symbol) at an hour."""

    hour: float
    compartment: str
    amount: float


@dataclass(frozen=True)
class Scenario:
    """One golden file: what was changed, what was given, and how near a second program must come."""

    name: str
    params: Mapping[str, float]
    events: tuple[Event, ...]
    tolerance: float


def scenarios() -> list[Scenario]:
    """All scenarios of ``golden/scenarios.toml``."""
    records = tomllib.loads((FOLDER / "scenarios.toml").read_text(encoding="utf-8"))
    return [
        Scenario(name, record.get("set", {}), _doses(record.get("dose")), record["tolerance"])
        for name, record in records.items()
    ]


def read_table(path: Path) -> Table:
    """The columns of a CSV file of numbers, by name."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    numbers = np.array(rows[1:], dtype=float)
    return {name: numbers[:, column] for column, name in enumerate(rows[0])}


def read_records(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with words in it."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def integrate(edition: str, events: Sequence[Event], times: Floats, params: Mapping[str, float]) -> Table:
    """States and readouts by symbol at the given hours; a row at the hour of an event shows the state before it."""
    return {name: column[0] for name, column in integrate_people(edition, events, times, [params]).items()}


def integrate_people(
    edition: str, events: Sequence[Event], times: Floats, people: Sequence[Mapping[str, float]]
) -> Table:
    """As `integrate`, for several people with parameters of their own: each column is (people, times)."""
    kernel = kernel_of(edition)
    pools = [entry.symbol for entry in kernel.model.pools]
    places = {entry.symbol: index for index, entry in enumerate(kernel.model.params) if entry.symbol}
    params = kernel.defaults(len(people))
    for row, person in enumerate(people):
        for symbol, number in person.items():
            params[row, places[symbol]] = number
    lines = [Line(event.hour / 24, ADD, pools.index(event.compartment), event.amount) for event in events]
    batch = kernel.run(params, times / 24, events=lines, settings=Settings(relative=RELATIVE))
    assert batch.ok.all(), single(kernel, batch)
    symbols = {entry.name: entry.symbol for entry in kernel.model.values if entry.symbol}
    values = kernel.read(batch)
    readouts = {symbols[name]: values[..., i] for i, name in enumerate(kernel.readouts) if name in symbols}
    return {**readouts, **{symbol: batch.states[..., i] for i, symbol in enumerate(pools)}}


@lru_cache(maxsize=4)
def kernel_of(edition: str) -> Kernel:
    """The compiled edition, once a session."""
    return compile_model(edition_of(edition).model())


def differences(found: Mapping[str, Floats], golden: Table, columns: Sequence[str] = ()) -> dict[str, float]:
    """Each column's largest difference by the column's largest size in the golden file."""
    return {
        name: float(np.max(np.abs(found[name] - golden[name])) / _size(name, golden[name]))
        for name in columns or [name for name in golden if name not in ("time", "ID")]
    }


def _size(name: str, column: Floats) -> float:
    return FULL_SIZE.get(name, max(float(np.max(np.abs(column))), 1e-12))


def _doses(record: Mapping[str, Any] | None) -> tuple[Event, ...]:
    if record is None:
        return ()
    compartment = record["compartment"]
    amount = pool_amount(compartment, record["amount"], {"DENF": 0.729, "TERIF": 1.0})
    return tuple(Event(record["every_hours"] * turn, compartment, amount) for turn in range(record["count"]))
