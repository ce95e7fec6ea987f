"""Equations that alternatives put in the place of those of the edition, by name.

Each receives the subsystem whose equation it replaces and the alternative's constants.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from osteon.engine.declare import Needs, Subsystem
from osteon.engine.model import Replacement
from osteon.engine.quantity import Quantity, sqrt
from osteon.engine.unit import unit

Read = Callable[[str, str], Quantity]


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that only an alternative needs, as a record: value and unit, what it is, and where it is from."""

    value: float
    unit: str
    doc: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """What an equation reads: anything of the model by name and unit, and the alternative's constants."""

    subsystem: Subsystem
    constants: Mapping[str, Constant]

    def read(self, name: str, wanted: str) -> Quantity:
        """A pool, parameter or value of the model by its full name, in the unit wanted."""
        return self.subsystem.tracer.read(self.subsystem, Needs(name, wanted))

    def constant(self, name: str) -> Quantity:
        """One of the alternative's constants."""
        record, graph = self.constants[name], self.subsystem.tracer.time().graph
        return Quantity(graph, graph.const(record.value), unit(record.unit))


def replacement(name: str, constants: Mapping[str, Constant]) -> Replacement:
    """The equation of this name with its constants, in the form that `Model.with_flow` takes."""
    equation = EQUATIONS[name]
    return lambda subsystem: equation(Part(subsystem, constants))


def linear_hydroxylation(part: Part) -> Quantity:
    """A clearance of vitamin D3 by 25-hydroxylation that is the same at every level: the edition's at the reference."""
    return _clearance_at(part, _reference_level(part))


def linear_level(part: Part) -> Quantity:
    """Vitamin D3 that keeps the calcidiol of the start where 25-hydroxylation is linear."""
    return part.read("calcidiol.cleared_at_start", "nmol/d") / linear_hydroxylation(part)


def saturable_hydroxylation(part: Part) -> Quantity:
    """One saturable path, with the edition's clearance at the reference level; D2 competes for it."""
    half = part.constant("half")
    d2 = (
        part.read("vitamin_d.d2_affinity", "1")
        * part.read("vitamin_d.d2", "nmol")
        / part.read("vitamin_d.d3_volume", "L")
    )
    return _capacity(part) / (half + part.read("vitamin_d.serum_d3", "nmol/L") + d2)


def saturable_level(part: Part) -> Quantity:
    """Vitamin D3 that keeps the calcidiol of the start where one path saturates; bent so that it stays above zero.

    Close to what the path can make at most no level would do; the store then starts large and the run-in settles it.
    """
    cleared, capacity = part.read("calcidiol.cleared_at_start", "nmol/d"), _capacity(part)
    spare = capacity - cleared
    softly = (spare + sqrt(spare * spare + part.constant("margin") * capacity * capacity)) / 2
    return part.constant("half") * cleared / softly


def threshold_growth(part: Part) -> Quantity:
    """Glands that grow only below a level of 25(OH)D, and with phosphate as in the edition."""
    share = (part.read("vitamin_d.calcidiol", "nmol/L") / part.constant("threshold")).number
    below = 1 / (1 + share ** part.constant("steepness"))
    phosphate = part.read("phosphate.relative", "1") ** part.read("parathyroid.phosphate_power", "1")
    return part.read("parathyroid.growth_rate", "1/d") * (1 + part.constant("rise") * below) * phosphate


def _reference_level(part: Part) -> Quantity:
    """Vitamin D3 of someone of 70 kg with healthy kidneys at reference calcidiol, by the edition's two paths."""
    clearance = part.read("calcidiol.clearance", "L/d") + part.read("calcidiol.renal_clearance", "L/d")
    cleared = clearance * part.read("vitamin_d.calcidiol_reference", "nmol/L")
    capacity, half = (
        part.read("vitamin_d.hydroxylase_capacity", "nmol/d"),
        part.read("vitamin_d.hydroxylase_half", "nmol/L"),
    )
    product = part.read("vitamin_d.hydroxylase_linear", "L/d") * half
    spare = capacity + product - cleared
    return 2 * (half * cleared) / (spare + sqrt(spare * spare + 2 * (2 * product * cleared)))


def _clearance_at(part: Part, level: Quantity) -> Quantity:
    capacity, half = (
        part.read("vitamin_d.hydroxylase_capacity", "nmol/d"),
        part.read("vitamin_d.hydroxylase_half", "nmol/L"),
    )
    return capacity / (half + level) + part.read("vitamin_d.hydroxylase_linear", "L/d")


def _capacity(part: Part) -> Quantity:
    level = _reference_level(part)
    return _clearance_at(part, level) * (part.constant("half") + level)


EQUATIONS: Mapping[str, Callable[[Part], Quantity]] = {
    "linear hydroxylation": linear_hydroxylation,
    "linear level": linear_level,
    "saturable hydroxylation": saturable_hydroxylation,
    "saturable level": saturable_level,
    "threshold growth": threshold_growth,
}
