"""The subsystems of Osteon's own edition."""

from __future__ import annotations

from osteon.body.artery import Artery
from osteon.body.bone_cells import BoneCells
from osteon.body.bone_density import BoneDensity
from osteon.body.bone_mineral import BoneMineral
from osteon.body.calcidiol import Calcidiol
from osteon.body.calcitriol import Calcitriol
from osteon.body.calcium import Calcium
from osteon.body.drugs import DRUGS
from osteon.body.gut import Gut
from osteon.body.inflammation import Inflammation
from osteon.body.kidney import Kidney
from osteon.body.life import Life
from osteon.body.magnesium import Magnesium
from osteon.body.matrix_gla import MatrixGla
from osteon.body.menaquinone import Menaquinone
from osteon.body.osteoblasts import Osteoblasts
from osteon.body.osteocalcin import Osteocalcin
from osteon.body.osteoclasts import Osteoclasts
from osteon.body.parathyroid import Parathyroid
from osteon.body.phosphate import Phosphate
from osteon.body.phylloquinone import Phylloquinone
from osteon.body.prothrombin import Prothrombin
from osteon.body.skeleton import Skeleton
from osteon.body.skin import Skin
from osteon.body.vitamin_d import VitaminD
from osteon.body.vitamin_k import VitaminK
from osteon.engine.declare import Subsystem

MINERALS: tuple[type[Subsystem], ...] = (
    Kidney,
    Skin,
    VitaminD,
    Calcidiol,
    Calcitriol,
    Gut,
    Calcium,
    Phosphate,
    Parathyroid,
    Magnesium,
)
BONE: tuple[type[Subsystem], ...] = (
    Life,
    Skeleton,
    Osteoclasts,
    Osteoblasts,
    BoneCells,
    BoneMineral,
    BoneDensity,
    *DRUGS,
)
VITAMIN_K: tuple[type[Subsystem], ...] = (
    Phylloquinone,
    Menaquinone,
    VitaminK,
    Prothrombin,
    Osteocalcin,
    MatrixGla,
    Artery,
    Inflammation,
)
SUBSYSTEMS: tuple[type[Subsystem], ...] = (*MINERALS, *BONE, *VITAMIN_K)
