"""How a dose in its printed unit becomes an amount in a pool of the published model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MONTH_HOURS = 672.0
"""The published month: 28 days."""
ESTROGEN_YEAR_HOURS = 8736.0
"""The published year for the menopause transition: 13 months of 28 days."""
FILTRATION_YEAR_HOURS = 8766.0
"""The published year for the decline of filtration: 365.25 days."""


@dataclass(frozen=True, slots=True)
class Dose:
    """Amounts for a compartment: multiply by `factor` and by the parameters named, and the pool's unit comes out.

    `unit` is the unit of AMT in event tables; `per` gives other printed units that stand for the same thing, each with
    the number it is multiplied by to become `unit`.
    """

    compartment: str
    unit: str
    factor: float
    parameters: tuple[str, ...]
    per: tuple[tuple[str, float], ...] = ()


DOSES: tuple[Dose, ...] = (
    Dose("TERISC", "pmol", 1.0, ("TERIF",), per=(("ug", 1e6 / 4117.8),)),
    Dose("DENSC", "mg", 1e6, ("DENF",)),
)
"""Doses that need more than their amount; every other compartment takes AMT in the pool's own unit."""


def pool_amount(compartment: str, amount: float, parameters: Mapping[str, float]) -> float:
    """What a dose adds to a pool, in the pool's unit; parameters by published symbol.

    >>> pool_amount("DENSC", 60.0, {"DENF": 0.729})
    43740000.0
    >>> pool_amount("B", 1200.08, {})
    1200.08
    """
    for dose in DOSES:
        if dose.compartment == compartment:
            for symbol in dose.parameters:
                amount *= parameters[symbol]
            return amount * dose.factor
    return amount
