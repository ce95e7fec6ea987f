"""Kidney: filtration and its decline, calcium reabsorption, and loss of calcium and phosphate in urine."""

from __future__ import annotations

from osteon.body.published.record import LATER, RELATIONS, literal, printed
from osteon.engine.declare import Needs, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill, log, maximum


class Kidney(Subsystem):
    """Reabsorption of calcium rises with PTH and calcitriol and, in the later edition, falls with estrogen."""

    source = "petersonriggs2010"

    filtration_printed = literal(100.0, "mL/min", "glomerular filtration at the start, as printed", at="GFR_0")
    rounding = literal(16.667, "(mL/min)/(L/h)", "1000/60 as rounded in print", at="GFR_0")
    decline_time = printed(10.0, "y", "GFRtau", "time over which filtration falls by GFRdelta", source=LATER)
    decline = printed(0.0, "mL/min", "GFRdelta", "fall of filtration over GFRtau, not stopping there", source=LATER)
    calcium_filtered = literal(0.3, "1", "share of extracellular calcium that is filtered (0.6 x 0.5)", at="CaFilt")
    half_reabsorption = printed(1.57322, "mM", "Reabs50", "calcium for half of active reabsorption")
    baseline_loss = literal(0.149997, "mmol/h", "calcium loss at baseline that sets the reabsorption", at="ReabsMax")
    hormone_max = printed(1.06147, "1", "T16", "maximum of the PTH effect on calcium reabsorption")
    calcitriol_max = printed(2.0, "1", "T7", "maximum of the calcitriol effect on urinary calcium")
    calcitriol_half = printed(90.0, "pM", "T9", "calcitriol for half effect on urinary calcium")
    estrogen_low = literal(0.1, "1", "estrogen at which maxTmESTkid holds", at="kidney", source=RELATIONS)
    reabsorption_low = printed(
        0.923737, "1", "maxTmESTkid", "calcium reabsorption maximum at a tenth of baseline estrogen", source=LATER
    )
    phosphate_filtered = literal(0.88, "1", "share of extracellular phosphate that is filtered", at="J48a")
    phosphate_threshold = printed(1.142, "mM", "T46", "renal phosphate threshold")

    calcium = Needs("plasma.calcium_concentration", "mM")
    calcium_baseline = Needs("plasma.calcium_baseline", "mM")
    plasma_calcium = Needs("plasma.calcium", "mmol")
    phosphate = Needs("phosphate.concentration", "mM")
    plasma_phosphate = Needs("phosphate.extracellular", "mmol")
    hormone = Needs("parathyroid_gland.concentration", "pM")
    hormone_baseline = Needs("parathyroid_gland.baseline", "pM")
    calcitriol = Needs("calcitriol.concentration", "pM")
    estrogen = Needs("estrogen.level", "1")

    @derived("L/h", symbol="GFR_0")
    def filtration_start(self) -> Quantity:
        """Glomerular filtration at the start."""
        return self.filtration_printed / self.rounding

    filtration = Pool("L/h", start=filtration_start, symbol="GFR", scale=6.0, doc="glomerular filtration rate")
    urinary_calcium = Pool(
        "mmol",
        start=0.0,
        symbol="UCA",
        scale=100.0,
        element="calcium",
        ledger=True,
        doc="calcium lost in urine since the start",
    )

    @value("1")
    def estrogen_effect(self) -> Quantity:
        """Effect of estrogen on the maximum of calcium reabsorption, 1 at baseline."""
        slope = (1 - self.reabsorption_low) / (1 - self.estrogen_low)
        return 1 - slope + slope * self.estrogen

    @value("mmol/h")
    def reabsorption(self) -> Quantity:
        """Active calcium reabsorption; its maximum follows filtration so that the baseline loss is kept."""
        baseline = self.calcium_baseline
        needed = self.calcium_filtered * self.filtration * baseline - self.baseline_loss
        most = self.estrogen_effect * needed / hill(baseline, half=self.half_reabsorption)
        half_hormone = self.hormone_baseline * (self.hormone_max - 1)
        hormone_effect = self.hormone_max * hill(self.hormone, half=half_hormone)
        return most * hill(self.calcium, half=self.half_reabsorption) * hormone_effect

    @flow(plasma_calcium, into=urinary_calcium)
    def calcium_excretion(self) -> Quantity:
        """Calcium lost in urine: what is filtered and not reabsorbed, less with calcitriol, never below zero."""
        left = self.calcium_filtered * self.filtration * self.calcium - self.reabsorption
        brake = self.calcitriol_max * hill(self.calcitriol, half=self.calcitriol_half)
        return maximum((2 - brake) * left, 0)

    @flow(plasma_phosphate)
    def phosphate_excretion(self) -> Quantity:
        """Phosphate lost in urine above the renal threshold, never below zero."""
        filtered = self.phosphate_filtered * self.filtration
        return maximum(filtered * self.phosphate - filtered * self.phosphate_threshold, 0)

    @flow(filtration)
    def filtration_decline(self) -> Quantity:
        """Exponential decline of filtration, on past GFRtau at the same rate."""
        later = self.filtration_start - self.decline / self.rounding
        return self.filtration * log(self.filtration_start / later) / self.decline_time
