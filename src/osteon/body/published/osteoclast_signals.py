"""RANK, its ligand RANKL, the decoy receptor osteoprotegerin (OPG), and their complexes."""

from __future__ import annotations

from osteon.body.published.record import printed, start
from osteon.engine.declare import Needs, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill


class OsteoclastSignals(Subsystem):
    """Both partners are consumed when a complex forms and returned when it parts; complexes are not lost."""

    source = "petersonriggs2010"

    ligand_start = start(0.4, "unit", "L", "free RANKL at the start")
    receptor_start = start(10.0, "unit", "RNK", "free RANK at the start")
    decoy_start = start(4.0, "unit", "O", "free OPG at the start")
    decoy_binding = printed(6.24e-06, "1/(unit h)", "k1", "OPG-RANKL association")
    decoy_parting = printed(0.112013, "1/h", "k2", "OPG-RANKL dissociation")
    receptor_binding = printed(6.24e-06, "1/(unit h)", "k3", "RANK-RANKL association")
    receptor_parting = printed(0.112013, "1/h", "k4", "RANK-RANKL dissociation")
    ligand_loss = printed(0.00293273, "1/h", "koutL", "RANKL loss", vary=0.2)
    ligand_osteoblast_exponent = printed(0.173833, "1", "OsteoEffectGam", "exponent of osteoblasts on RANKL production")
    ligand_hormone_max = printed(1.30721, "1", "EmaxLpth", "maximum of the PTH effect on RANKL production")
    receptor_loss = printed(0.00323667, "1/h", "koutRNK", "RANK loss", vary=0.2)
    receptor_growth_exponent = printed(0.151825, "1", "kinRNKgam", "exponent of active TGF-beta on RANK production")
    decoy_loss = printed(15.8885, "1/h", "kO", "OPG loss", vary=0.2)
    decoy_hormone_half = printed(3.85, "pM", "opgPTH50", "PTH for half effect on OPG production")

    hormone = Needs("parathyroid_gland.concentration", "pM")
    hormone_baseline = Needs("parathyroid_gland.baseline", "pM")
    osteoblast_ratio = Needs("osteoblasts.ratio", "1")
    responding_ratio = Needs("osteoblasts.responding_ratio", "1")
    growth_ratio = Needs("transforming_growth_factor.active_ratio", "1")

    @derived("unit", symbol="M_0")
    def occupied_start(self) -> Quantity:
        """RANK-RANKL complex at the start, in balance with its partners."""
        return self.receptor_binding * self.receptor_start * self.ligand_start / self.receptor_parting

    @derived("unit", symbol="N_0")
    def trapped_start(self) -> Quantity:
        """OPG-RANKL complex at the start, in balance with its partners."""
        return self.decoy_binding * self.decoy_start * self.ligand_start / self.decoy_parting

    ligand = Pool("unit", start=ligand_start, symbol="L", doc="free RANKL")
    receptor = Pool("unit", start=receptor_start, symbol="RNK", doc="free RANK")
    decoy = Pool("unit", start=decoy_start, symbol="O", doc="free osteoprotegerin (OPG)")
    occupied = Pool("unit", start=occupied_start, symbol="M", scale=2e-4, doc="RANK-RANKL complex")
    trapped = Pool("unit", start=trapped_start, symbol="N", scale=1e-4, doc="OPG-RANKL complex")

    @flow(into=ligand)
    def ligand_production(self) -> Quantity:
        """RANKL made by osteoblasts, more with PTH."""
        osteoblasts = self.osteoblast_ratio**self.ligand_osteoblast_exponent
        half = self.hormone_baseline * (self.ligand_hormone_max - 1) * osteoblasts
        hormone = self.ligand_hormone_max * hill(self.hormone, half=half)
        return self.ligand_loss * self.ligand_start * osteoblasts * hormone

    @flow(ligand)
    def ligand_decay(self) -> Quantity:
        """Loss of free RANKL."""
        return self.ligand_loss * self.ligand

    @flow(into=receptor)
    def receptor_production(self) -> Quantity:
        """RANK made by osteoclast precursors, more with active TGF-beta."""
        return self.receptor_loss * self.receptor_start * self.growth_ratio**self.receptor_growth_exponent

    @flow(receptor)
    def receptor_decay(self) -> Quantity:
        """Loss of free RANK."""
        return self.receptor_loss * self.receptor

    @value("1")
    def decoy_drive(self) -> Quantity:
        """OPG production relative to baseline: rises with responding osteoblasts, falls with PTH."""
        ratio = self.responding_ratio
        return ratio * (self.hormone + self.decoy_hormone_half * ratio) / (2 * self.hormone)

    @flow(into=decoy)
    def decoy_production(self) -> Quantity:
        """OPG made by responding osteoblasts."""
        return self.decoy_loss * self.decoy_start * self.decoy_drive

    @flow(decoy)
    def decoy_decay(self) -> Quantity:
        """Loss of free OPG."""
        return self.decoy_loss * self.decoy

    @flow(ligand, receptor, into=occupied)
    def activation(self) -> Quantity:
        """RANKL binds RANK."""
        return self.receptor_binding * self.receptor * self.ligand

    @flow(occupied, into=(ligand, receptor))
    def deactivation(self) -> Quantity:
        """RANK and RANKL part."""
        return self.receptor_parting * self.occupied

    @flow(ligand, decoy, into=trapped)
    def trapping(self) -> Quantity:
        """OPG binds RANKL."""
        return self.decoy_binding * self.decoy * self.ligand

    @flow(trapped, into=(ligand, decoy))
    def untrapping(self) -> Quantity:
        """OPG and RANKL part."""
        return self.decoy_parting * self.trapped
