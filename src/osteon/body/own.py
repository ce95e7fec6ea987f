"""The subsystems of Osteon's own edition."""

from __future__ import annotations

from osteon.body.calcitriol import Calcitriol
from osteon.body.calcium import Calcium
from osteon.body.gut import Gut
from osteon.body.kidney import Kidney
from osteon.body.magnesium import Magnesium
from osteon.body.parathyroid import Parathyroid
from osteon.body.phosphate import Phosphate
from osteon.body.skin import Skin
from osteon.body.vitamin_d import VitaminD
from osteon.engine.declare import Subsystem

MINERALS: tuple[type[Subsystem], ...] = (
    Kidney,
    Skin,
    VitaminD,
    Calcitriol,
    Gut,
    Calcium,
    Phosphate,
    Parathyroid,
    Magnesium,
)
SUBSYSTEMS: tuple[type[Subsystem], ...] = (*MINERALS,)
