"""Active osteoclasts: formation with RANK-RANKL complex, apoptosis with TGF-beta, survival with RANKL."""

from __future__ import annotations

from osteon.body.published.record import half_point, literal, printed, start
from osteon.engine.declare import Needs, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill


class Osteoclasts(Subsystem):
    """Formation and loss carry the TGF-beta scale of the print, in units of one model unit."""

    source = "petersonriggs2010"

    active_start = start(0.00115398, "unit", "OC", "active osteoclasts at the start")
    apoptosis = printed(0.029166666666666664, "1/h", "Da", "osteoclast apoptosis (0.7 per day)", vary=0.2)
    formation_floor = printed(0.388267, "1", "E0Meff", "floor of the RANK-RANKL effect on osteoclast formation")
    formation_max = printed(3.15667, "1", "EmaxMeffOC", "maximum of that effect above its floor")
    formation_steepness = printed(8.53065, "1", "kinOCgam", "Hill exponent of that effect")
    death_max = printed(1.9746, "unit", "EmaxPicOC", "maximum of the TGF-beta effect on osteoclast apoptosis")
    death_floor = printed(0.878215, "1", "FracPicOC", "floor of that effect as a share of Pic0")
    death_steepness = printed(1.0168, "1", "PicOCgam", "Hill exponent of that effect")
    survival_max = printed(3.80338, "1", "E0RANKL", "largest apoptosis multiplier, without RANKL occupancy")
    survival_min = printed(0.469779, "1", "EmaxL", "smallest apoptosis multiplier, at full occupancy")
    survival_steepness = printed(3.09023, "1", "LsurvOCgam", "Hill exponent of RANKL occupancy on survival")
    receptors = literal(10.0, "unit", "receptors that the complex is divided by to give occupancy", at="PiL")
    scale = literal(1.0, "unit", "the TGF-beta scale of the print as a pure number", at="kinOC2, KLSoc")

    complexes = Needs("osteoclast_signals.occupied", "unit")
    complexes_start = Needs("osteoclast_signals.occupied_start", "unit")
    binding = Needs("osteoclast_signals.receptor_binding", "1/(unit h)")
    parting = Needs("osteoclast_signals.receptor_parting", "1/h")
    ligand_start = Needs("osteoclast_signals.ligand_start", "unit")
    growth = Needs("transforming_growth_factor.active", "unit")
    growth_baseline = Needs("transforming_growth_factor.baseline", "unit")

    active = Pool("unit", start=active_start, symbol="OC", doc="active osteoclasts")

    @derived("unit", symbol="EC50MeffOC")
    def formation_half(self) -> Quantity:
        """Complex for half effect on formation, solved so that formation is 1 at baseline."""
        share = (1 - self.formation_floor) / self.formation_max
        return half_point(self.complexes_start, share=share, steepness=self.formation_steepness)

    @derived("unit", symbol="EC50PicOC")
    def death_half(self) -> Quantity:
        """Active TGF-beta for half effect on apoptosis, solved from the baseline."""
        share = (1 - self.death_floor) * self.growth_baseline / self.death_max
        return half_point(self.growth_baseline, share=share, steepness=self.death_steepness)

    @derived("1", symbol="EC50surv")
    def survival_half(self) -> Quantity:
        """Occupancy for half effect on survival, solved so that the multiplier is 1 at baseline."""
        share = (self.survival_max - 1) / (self.survival_max - self.survival_min)
        occupancy = (self.binding / self.parting * self.ligand_start).number
        return half_point(occupancy, share=share, steepness=self.survival_steepness)

    @value("1", symbol="OCfrac")
    def ratio(self) -> Quantity:
        """Active osteoclasts relative to the start."""
        return self.active / self.active_start

    @value("%", symbol="OCchange")
    def percent(self) -> Quantity:
        """Active osteoclasts as a percentage of the start."""
        return self.ratio

    @value("unit")
    def death_effect(self) -> Quantity:
        """Effect of active TGF-beta on apoptosis, Pic0 at baseline."""
        rise = hill(self.growth, half=self.death_half, steepness=self.death_steepness)
        return self.death_floor * self.growth_baseline + self.death_max * rise

    @value("1")
    def survival_effect(self) -> Quantity:
        """Apoptosis multiplier of RANKL occupancy, 1 at baseline."""
        occupancy = self.complexes / self.receptors
        fall = hill(occupancy, half=self.survival_half, steepness=self.survival_steepness)
        return self.survival_max - (self.survival_max - self.survival_min) * fall

    @flow(into=active)
    def formation(self) -> Quantity:
        """New active osteoclasts, more with RANK-RANKL complex."""
        rise = hill(self.complexes, half=self.formation_half, steepness=self.formation_steepness)
        effect = self.formation_floor + self.formation_max * rise
        return self.apoptosis * self.growth_baseline / self.scale * effect * self.active_start

    @flow(active)
    def death(self) -> Quantity:
        """Apoptosis of osteoclasts, more with active TGF-beta and less with RANKL."""
        return self.apoptosis * self.death_effect / self.scale * self.survival_effect * self.active
