"""Calcitriol, 1,25(OH)2D, and the renal enzyme that makes it."""

from __future__ import annotations

from osteon.body.published.record import RELATIONS, literal, printed, start
from osteon.engine.declare import Needs, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill, where_greater


class Calcitriol(Subsystem):
    """The 1-alpha-hydroxylase rises with PTH and, above 1.2 mM, falls with phosphate (a kink, as published)."""

    source = "petersonriggs2010"

    amount_start = start(1260.0, "pmol", "B", "calcitriol at the start")
    start_ratio = literal(10.0, "h", "calcitriol per hydroxylase activity at the start", at="AOH_0", source=RELATIONS)
    loss_rate = printed(0.1, "1/h", "T69", "calcitriol loss")
    enzyme_loss = printed(0.05, "1/h", "T64", "1-alpha-hydroxylase loss")
    enzyme_formation = printed(6.3, "pmol/h/h", "T65", "1-alpha-hydroxylase formation at baseline", vary=0.2)
    hormone_half = printed(1.54865, "pM", "T67", "PTH for half effect on 1-alpha-hydroxylase")
    hormone_steepness = printed(0.111241, "1", "AlphOHgam", "Hill exponent of PTH on 1-alpha-hydroxylase")
    potency_exponent = printed(0.0, "1", "PO4inhPTHgam", "exponent of phosphate on PTH potency (0 is off)")
    phosphate_max = printed(1.52493, "1", "PhosEff0", "upper value of the phosphate effect")
    phosphate_half = printed(1.3021, "mM", "PhosEff50", "phosphate for half effect")
    phosphate_steepness = printed(8.25229, "1", "PhosEffGam", "Hill exponent of the phosphate effect")
    phosphate_kink = literal(1.2, "mM", "phosphate up to which there is no effect", at="PhosEffect")

    volume = Needs("plasma.volume", "L")
    hormone = Needs("parathyroid_gland.concentration", "pM")
    hormone_baseline = Needs("parathyroid_gland.baseline", "pM")
    phosphate = Needs("phosphate.concentration", "mM")

    @derived("pmol/h", symbol="AOH_0")
    def enzyme_start(self) -> Quantity:
        """1-alpha-hydroxylase activity at the start."""
        return self.amount_start / self.start_ratio

    @derived("pM")
    def baseline(self) -> Quantity:
        """Calcitriol concentration at the start (90 pM)."""
        return self.amount_start / self.volume

    amount = Pool("pmol", start=amount_start, symbol="B", doc="calcitriol in the extracellular fluid")
    enzyme = Pool(
        "pmol/h",
        start=enzyme_start,
        symbol="AOH",
        scale=100.0,
        doc="1-alpha-hydroxylase activity, as calcitriol made per hour",
    )

    @value("pM")
    def concentration(self) -> Quantity:
        """Calcitriol concentration of the extracellular fluid."""
        return self.amount / self.volume

    @value("1")
    def hormone_effect(self) -> Quantity:
        """Effect of PTH on the hydroxylase, 1 at baseline; phosphate could weaken it but is switched off."""
        potency = (self.phosphate / self.phosphate_kink) ** (self.potency_exponent / self.hormone_steepness)
        now = hill(self.hormone, half=self.hormone_half * potency, steepness=self.hormone_steepness)
        return now / hill(self.hormone_baseline, half=self.hormone_half, steepness=self.hormone_steepness)

    @value("1")
    def phosphate_effect(self) -> Quantity:
        """Effect of phosphate on the hydroxylase: 1 up to 1.2 mM, falling above it."""
        half, steepness = self.phosphate_half, self.phosphate_steepness
        fall = hill(self.phosphate, half=half, steepness=steepness)
        fall_at_kink = hill(self.phosphate_kink, half=half, steepness=steepness)
        effect = self.phosphate_max - (self.phosphate_max - 1) * fall / fall_at_kink
        return where_greater(self.phosphate, self.phosphate_kink, effect, effect.lift(1))

    @flow(into=enzyme)
    def enzyme_gain(self) -> Quantity:
        """Formation of 1-alpha-hydroxylase."""
        return self.enzyme_formation * self.hormone_effect * self.phosphate_effect

    @flow(enzyme)
    def enzyme_decay(self) -> Quantity:
        """Loss of 1-alpha-hydroxylase."""
        return self.enzyme_loss * self.enzyme

    @flow(into=amount)
    def production(self) -> Quantity:
        """Calcitriol made by the kidney."""
        return self.enzyme

    @flow(amount)
    def clearance(self) -> Quantity:
        """Loss of calcitriol."""
        return self.loss_rate * self.amount
