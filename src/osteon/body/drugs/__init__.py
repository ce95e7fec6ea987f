"""Medicines that act on bone: each a small pool that a dose event fills, and the effect others read."""

from __future__ import annotations

from osteon.body.drugs.bisphosphonates import Bisphosphonates
from osteon.body.drugs.denosumab import Denosumab
from osteon.body.drugs.hormone_therapy import HormoneTherapy
from osteon.body.drugs.prednisolone import Prednisolone
from osteon.body.drugs.raloxifene import Raloxifene
from osteon.body.drugs.romosozumab import Romosozumab
from osteon.body.drugs.teriparatide import Teriparatide
from osteon.engine.declare import Subsystem

DRUGS: tuple[type[Subsystem], ...] = (
    Denosumab,
    Teriparatide,
    Bisphosphonates,
    Romosozumab,
    Raloxifene,
    HormoneTherapy,
    Prednisolone,
)
"""All bone drugs of Osteon's own edition."""
