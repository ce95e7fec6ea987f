"""Editions: named, reproducible choices of subsystems and fitted values."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from osteon.engine.declare import Subsystem
from osteon.engine.model import Model, build
from osteon.errors import DeclarationError, InputError, nearest

FOLDER = Path(__file__).parent / "editions"


@dataclass(frozen=True, slots=True)
class Record:
    """Where an edition's subsystems are (``module:attribute``, imported when asked for) and how it is shown."""

    title: str
    subsystems: str
    symbols: bool


OWN = "2026.1"
"""Osteon's own edition, which everything uses unless another is named."""
RECORDS: dict[str, Record] = {
    OWN: Record(
        title="Osteon 2026.1: from sun, food and pills to bone and artery",
        subsystems="osteon.body.own:SUBSYSTEMS",
        symbols=False,
    ),
    "peterson-riggs-2010": Record(
        title="Peterson & Riggs 2010 with bone density, estrogen, denosumab, teriparatide and filtration decline",
        subsystems="osteon.body.published:SUBSYSTEMS",
        symbols=True,
    ),
}


@dataclass(frozen=True)
class Edition:
    """A model by name: subsystems, fitted values laid over them, and whether states go by the paper's symbols."""

    name: str
    title: str
    subsystems: tuple[type[Subsystem], ...]
    overlay: dict[str, float] = field(default_factory=dict)
    symbols: bool = False

    def model(self) -> Model:
        """The edition's model, ready to be traced."""
        return build(self.subsystems, self.overlay)


def names() -> tuple[str, ...]:
    """The names of all editions.

    >>> "peterson-riggs-2010" in names()
    True
    """
    return tuple(RECORDS)


def edition(name: str) -> Edition:
    """The edition of this name; its fitted values are read from ``editions/NAME.json`` where that file exists.

    Raises:
        InputError: no edition has this name.

    >>> len(edition("peterson-riggs-2010").model().pools)
    43
    """
    if name not in RECORDS:
        hint = nearest(name, RECORDS)
        raise InputError(f"no edition is called {name!r}; {hint or 'there are ' + ', '.join(RECORDS)}", where="edition")
    record = RECORDS[name]
    module, _, attribute = record.subsystems.partition(":")
    subsystems = getattr(importlib.import_module(module), attribute)
    return Edition(name, record.title, tuple(subsystems), _overlay(FOLDER / f"{name}.json"), record.symbols)


def _overlay(path: Path) -> dict[str, float]:
    """Fitted values of an edition file: the numbers under ``values``, by full parameter name."""
    if not path.exists():
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))["values"]
        return {str(name): float(value) for name, value in values.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeclarationError(
            f"{path}: an edition needs an object 'values' of numbers by parameter; {error}"
        ) from None
