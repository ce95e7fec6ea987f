"""The published calcium and bone model: Peterson & Riggs 2010, with its later additions.

The core is BIOMD0000000613; bone density, estrogen, denosumab, teriparatide and the decline of filtration come from the
later edition. Values and equations are those of the print, faults included: a reproduction has no doubt of its own, so
`know` is 0 everywhere and `vary` is 0.2 only for the ten parameters that the published virtual population samples.
Equations: docs/physiology/published-core.md.
"""

from __future__ import annotations

from osteon.body.published.bone_calcium import BoneCalcium
from osteon.body.published.bone_density import BoneDensity
from osteon.body.published.calcitriol import Calcitriol
from osteon.body.published.denosumab import Denosumab
from osteon.body.published.estrogen import Estrogen
from osteon.body.published.generic_drug import GenericDrug
from osteon.body.published.gut import Gut
from osteon.body.published.kidney import Kidney
from osteon.body.published.osteoblast_survival import OsteoblastSurvival
from osteon.body.published.osteoblasts import Osteoblasts
from osteon.body.published.osteoclast_signals import OsteoclastSignals
from osteon.body.published.osteoclasts import Osteoclasts
from osteon.body.published.parathyroid_gland import ParathyroidGland
from osteon.body.published.phosphate import Phosphate
from osteon.body.published.plasma import Plasma
from osteon.body.published.teriparatide import Teriparatide
from osteon.body.published.transforming_growth_factor import TransformingGrowthFactor
from osteon.body.published.unread import Unread
from osteon.engine.declare import Subsystem

SUBSYSTEMS: tuple[type[Subsystem], ...] = (
    Plasma,
    Gut,
    Phosphate,
    Kidney,
    ParathyroidGland,
    Calcitriol,
    BoneCalcium,
    OsteoclastSignals,
    Osteoclasts,
    Osteoblasts,
    TransformingGrowthFactor,
    OsteoblastSurvival,
    BoneDensity,
    Estrogen,
    Teriparatide,
    Denosumab,
    GenericDrug,
    Unread,
)

__all__ = ["SUBSYSTEMS"]
