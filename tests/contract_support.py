"""What the contract tests share: everything declared in the body, found by looking, and random people and states."""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import osteon.body
from osteon.body.editions import edition, names
from osteon.engine.declare import Input, Param, Subsystem
from osteon.engine.model import Model
from osteon.engine.solver import Kernel, compile_model

Floats = NDArray[np.float64]
BODY = Path(osteon.body.__file__).parent
PUBLISHED = "peterson-riggs-2010"
OWN = tuple(name for name in names() if name != PUBLISHED)
RANGES: dict[str, tuple[float, float]] = {
    "life.age_at_start": (18.0, 90.0),
    "life.mass": (40.0, 130.0),
    "life.height": (145.0, 195.0),
    "life.menopause_age": (40.0, 58.0),
    "kidney.filtration_at_start": (8.0, 130.0),
    "skin.day_of_year_at_start": (0.0, 365.0),
    "gut.meals": (1.0, 6.0),
    "gut.portions": (1.0, 4.0),
    "gut.test_load": (1.0, 25.0),
    "vitamin_d.calcidiol_at_start": (5.0, 250.0),
    "vitamin_d.d3_intake": (0.0, 1000.0),
    "gut.calcium_food": (0.0, 50.0),
    "gut.calcium_supplement": (0.0, 40.0),
    "parathyroid.gland_share": (0.05, 3.0),
    "menaquinone.mk7_supplement": (0.0, 400.0),
    "artery.score_at_start": (0.0, 2000.0),
}
"""What people may bring; other inputs run from nothing to twice what they are, and shares from 0 to 1."""
ZERO_ONE = ("1", "%")


@cache
def subsystems() -> tuple[type[Subsystem], ...]:
    """Every subsystem class of the body, in whichever module; a module that does not import fails whoever asks."""
    found: list[type[Subsystem]] = []
    for item in sorted(pkgutil.walk_packages(osteon.body.__path__, "osteon.body."), key=lambda item: item.name):
        module = importlib.import_module(item.name)
        found += [thing for thing in vars(module).values() if _declared_in(thing, item.name)]
    return tuple(found)


def is_published(subsystem: type[Subsystem]) -> bool:
    """Whether it belongs to a published edition, whose faults are the point."""
    return subsystem.__module__.startswith("osteon.body.published")


def params(subsystem: type[Subsystem]) -> list[Param]:
    """Its parameters and inputs."""
    return [item for item in subsystem.declarations() if isinstance(item, Param)]


@cache
def source_files() -> dict[str, dict[str, Any]]:
    """The records of every source file, by file name."""
    files = [BODY / "sources.toml", *sorted((BODY / "sources").glob("*.toml"))]
    return {file.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()}


@cache
def model_of(name: str) -> Model:
    """An edition's model."""
    return edition(name).model()


@cache
def kernel_of(name: str) -> Kernel:
    """An edition, compiled once a session."""
    return compile_model(model_of(name))


def people(name: str, count: int, seed: int) -> Floats:
    """Random people of an edition: parameters spread as people differ, inputs over all they may be."""
    generator = np.random.default_rng(seed)
    columns = []
    for entry in model_of(name).params:
        item = entry.declaration
        assert isinstance(item, Param)
        middle = model_of(name).defaults[entry.name]
        if isinstance(item, Input):
            columns.append(generator.uniform(*_range(entry.name, item), count))
        else:
            drawn = item.vary * generator.normal(size=count)
            columns.append(
                np.clip(middle + drawn if item.spread == "normal" else middle * np.exp(drawn), *_bounds(item))
            )
    table = np.array(columns).T
    places = {entry.name: index for index, entry in enumerate(model_of(name).params)}
    for switch in ("life.female", "artery.score_known"):
        if switch in places:
            table[:, places[switch]] = generator.integers(0, 2, count)
    return np.ascontiguousarray(table)


def states(name: str, table: Floats, seed: int, *, empty: float = 0.0) -> Floats:
    """States that people come to within ten years, each pool from another of them; some are empty, or nearly so."""
    generator = np.random.default_rng(seed)
    kernel = kernel_of(name)
    reached = kernel.run(table, [0.0, 365.0, 3650.0]).states
    found = np.where(np.isfinite(reached), reached, reached[:, :1]).transpose(2, 0, 1).reshape(reached.shape[2], -1)
    mixed = np.array([generator.choice(column, len(table)) for column in found]).T
    begins_empty = kernel.run(kernel.defaults(1), [0.0]).states[0, 0] == 0.0
    little = np.where(begins_empty, 0.0, 1e-3) * mixed
    return np.where(generator.random(mixed.shape) < empty, little, mixed)


def _bounds(item: Param) -> tuple[float, float]:
    return -np.inf if item.low is None else item.low, np.inf if item.high is None else item.high


def _range(name: str, item: Input) -> tuple[float, float]:
    if name in RANGES:
        return RANGES[name]
    return (0.0, 1.0) if item.unit in ZERO_ONE and item.value in (0.0, 1.0) else (0.0, 2 * item.value)


def _declared_in(thing: object, module: str) -> bool:
    return (
        isinstance(thing, type)
        and issubclass(thing, Subsystem)
        and thing is not Subsystem
        and thing.__module__ == module
    )
