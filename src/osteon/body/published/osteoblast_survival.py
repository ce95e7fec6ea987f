"""What keeps osteoblasts alive: RUNX2, CREB and Bcl-2 under PTH, and active TGF-beta."""

from __future__ import annotations

from osteon.body.published.record import LATER, half_point, literal, printed, start
from osteon.engine.declare import Needs, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill, where_greater


class OsteoblastSurvival(Subsystem):
    """Bcl-2 lowers apoptosis only once it is above 105, with a jump there (as published)."""

    source = "petersonriggs2010"

    runx2_start = start(10.0, "unit", "RX2", "RUNX2 at the start")
    creb_start = start(10.0, "unit", "CREB", "CREB at the start")
    bcl2_start = start(100.0, "unit", "BCL2", "Bcl-2 at the start")
    runx2_loss = printed(0.693, "1/h", "RX2Kout0", "RUNX2 loss at baseline")
    runx2_loss_floor = printed(0.125, "1/h", "E0rx2Kout", "RUNX2 loss without PTH")
    runx2_loss_max = printed(5.0, "1/h", "EmaxPTHRX2x", "maximum of PTH on RUNX2 loss")
    creb_floor = printed(0.5, "1", "E0crebKin", "CREB production without PTH, relative")
    creb_max = printed(3.39745, "1", "EmaxPTHcreb", "maximum of PTH on CREB production")
    creb_loss = printed(0.00279513, "1/h", "crebKout", "CREB loss", vary=0.2)
    bcl2_gain = literal(0.693, "1/(unit h)", "Bcl-2 production per RUNX2 and CREB", at="bcl2Kin")
    bcl2_loss = printed(0.693, "1/h", "bcl2Kout", "Bcl-2 loss")
    effect_threshold = literal(105.0, "unit", "Bcl-2 above which apoptosis falls", at="RUNX2")
    effect_offset = literal(90.0, "unit", "what is taken from Bcl-2 above the threshold", at="RUNX2")
    effect_below = literal(10.0, "unit", "effect up to the threshold", at="RUNX2")
    effect_reference = printed(10.0, "unit", "RUNX20", "reference of the Bcl-2 effect")
    effect_share = printed(0.638114, "1", "RUNkbMaxFact", "maximum share of apoptosis that the Bcl-2 effect removes")
    effect_steepness = printed(3.81644, "1", "RUNkbGAM", "Hill exponent of the Bcl-2 effect", source=LATER)
    effect_factor = printed(1.01, "1", "E0RUNX2kbEffFACT", "factor on apoptosis without the Bcl-2 effect")
    apoptosis_baseline = printed(0.000605516, "1/h", "kb", "osteoblast apoptosis", vary=0.2)
    growth_high = printed(3.11842, "1", "MultPicOBkb", "apoptosis without TGF-beta, as a multiple of Pic0")
    growth_low = printed(0.764028, "1", "FracPic0kb", "apoptosis at full TGF-beta, as a share of Pic0")
    growth_steepness = printed(2.92375, "1", "PicOBgamkb", "Hill exponent of TGF-beta on apoptosis")
    slow_factor = printed(0.313186, "1", "Frackb", "slow per overall osteoblast apoptosis")
    estrogen_exponent = printed(
        1.16832e-05, "1", "E2scalePicB1", "exponent of estrogen on osteoblast apoptosis, nearly zero", source=LATER
    )

    hormone = Needs("parathyroid_gland.concentration", "pM")
    hormone_baseline = Needs("parathyroid_gland.baseline", "pM")
    growth = Needs("transforming_growth_factor.active", "unit")
    growth_baseline = Needs("transforming_growth_factor.baseline", "unit")
    estrogen = Needs("estrogen.level", "1")

    runx2 = Pool("unit", start=runx2_start, symbol="RX2", doc="RUNX2 of osteoblasts")
    creb = Pool("unit", start=creb_start, symbol="CREB", doc="CREB of osteoblasts")
    bcl2 = Pool("unit", start=bcl2_start, symbol="BCL2", doc="Bcl-2 of osteoblasts")

    @derived("pM", symbol="EC50PTHRX2x")
    def runx2_half(self) -> Quantity:
        """PTH for half effect on RUNX2 loss, solved from the baseline."""
        share = (self.runx2_loss - self.runx2_loss_floor) / self.runx2_loss_max
        return self.hormone_baseline * (1 / share - 1)

    @derived("pM", symbol="EC50PTHcreb")
    def creb_half(self) -> Quantity:
        """PTH for half effect on CREB production, solved from the baseline."""
        share = (1 - self.creb_floor) / self.creb_max
        return self.hormone_baseline * (1 / share - 1)

    @derived("1/h", symbol="E0RUNX2kbEff")
    def apoptosis_bare(self) -> Quantity:
        """Apoptosis without the Bcl-2 effect."""
        return self.effect_factor * self.apoptosis_baseline

    @derived("unit", symbol="RUNkb50")
    def effect_half(self) -> Quantity:
        """Half point of the Bcl-2 effect, solved so that apoptosis is at its baseline below the threshold."""
        share = (self.apoptosis_bare - self.apoptosis_baseline) / (self.apoptosis_bare * self.effect_share)
        return half_point(self.effect_reference, share=share, steepness=self.effect_steepness)

    @derived("unit", symbol="EC50PicOBkb")
    def growth_half(self) -> Quantity:
        """Active TGF-beta for half effect on apoptosis, solved from the baseline."""
        share = (self.growth_high - 1) / (self.growth_high - self.growth_low)
        return half_point(self.growth_baseline, share=share, steepness=self.growth_steepness)

    @value("1")
    def growth_effect(self) -> Quantity:
        """Effect of active TGF-beta and estrogen on apoptosis, 1 at baseline."""
        fall = hill(self.growth, half=self.growth_half, steepness=self.growth_steepness)
        effect = self.growth_high - (self.growth_high - self.growth_low) * fall
        return effect / self.estrogen**self.estrogen_exponent

    @value("unit", symbol="RUNX2")
    def rescue(self) -> Quantity:
        """What Bcl-2 does for survival: constant up to the threshold, with a jump there."""
        above = self.bcl2 - self.effect_offset
        return where_greater(self.bcl2, self.effect_threshold, above, self.effect_below)

    @value("1/h", symbol="kbprime")
    def apoptosis(self) -> Quantity:
        """Overall osteoblast apoptosis."""
        saved = self.effect_share * hill(self.rescue, half=self.effect_half, steepness=self.effect_steepness)
        return self.apoptosis_bare * (self.growth_effect - saved)

    @value("1/h", symbol="kbslow")
    def apoptosis_slow(self) -> Quantity:
        """Apoptosis of slow osteoblasts."""
        return self.slow_factor * self.apoptosis

    @flow(into=runx2)
    def runx2_production(self) -> Quantity:
        """RUNX2 made at a constant rate."""
        return self.runx2_loss * self.runx2_start

    @flow(runx2)
    def runx2_decay(self) -> Quantity:
        """Loss of RUNX2, faster with PTH."""
        return (self.runx2_loss_floor + self.runx2_loss_max * hill(self.hormone, half=self.runx2_half)) * self.runx2

    @flow(into=creb)
    def creb_production(self) -> Quantity:
        """CREB made, more with PTH."""
        effect = self.creb_floor + self.creb_max * hill(self.hormone, half=self.creb_half)
        return self.creb_loss * self.creb_start * effect

    @flow(creb)
    def creb_decay(self) -> Quantity:
        """Loss of CREB."""
        return self.creb_loss * self.creb

    @flow(into=bcl2)
    def bcl2_production(self) -> Quantity:
        """Bcl-2 made with RUNX2 and CREB together."""
        return self.bcl2_gain * self.runx2 * self.creb

    @flow(bcl2)
    def bcl2_decay(self) -> Quantity:
        """Loss of Bcl-2."""
        return self.bcl2_loss * self.bcl2
