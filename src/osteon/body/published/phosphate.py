"""Phosphate in gut, extracellular fluid and cells."""

from __future__ import annotations

from osteon.body.published.record import literal, printed, start
from osteon.engine.declare import Needs, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity


class Phosphate(Subsystem):
    """Phosphate follows calcium into and out of bone in a fixed ratio; the kidney's share is in Kidney."""

    source = "petersonriggs2010"

    gut_start = start(0.839, "mmol", "PhosGut", "gut phosphate at the start")
    extracellular_start = start(16.8, "mmol", "ECCPhos", "extracellular phosphate at the start")
    intracellular_start = start(3226.0, "mmol", "IntraPO", "intracellular phosphate at the start")
    intake_rate = printed(0.4375, "mmol/h", "OralPhos", "oral phosphate (10.5 mmol/day)")
    absorbed_share = printed(0.7, "1", "F12", "share of oral phosphate absorbed")
    absorption_rate = printed(0.365, "1/h", "T52", "gut phosphate absorption")
    cell_clearance = printed(51.8, "L/h", "T49", "extracellular to intracellular phosphate clearance")
    cell_release = printed(0.019268, "1/h", "T55", "intracellular to extracellular phosphate")
    per_calcium = literal(0.464, "1", "phosphate that moves with each calcium of bone", at="J41, J42")

    volume = Needs("plasma.volume", "L")
    bone_release = Needs("bone_calcium.release", "mmol/h")
    bone_uptake = Needs("bone_calcium.uptake", "mmol/h")

    gut = Pool("mmol", start=gut_start, symbol="PhosGut", element="phosphorus", doc="phosphate in the gut")
    extracellular = Pool(
        "mmol", start=extracellular_start, symbol="ECCPhos", element="phosphorus", doc="extracellular phosphate"
    )
    intracellular = Pool(
        "mmol", start=intracellular_start, symbol="IntraPO", element="phosphorus", doc="intracellular phosphate"
    )

    @value("mM")
    def concentration(self) -> Quantity:
        """Phosphate concentration of the extracellular fluid."""
        return self.extracellular / self.volume

    @flow(into=gut)
    def intake(self) -> Quantity:
        """Oral phosphate that becomes available for absorption."""
        return self.intake_rate * self.absorbed_share

    @flow(gut, into=extracellular)
    def absorption(self) -> Quantity:
        """Absorption of phosphate from the gut."""
        return self.absorption_rate * self.gut

    @flow(into=extracellular)
    def from_bone(self) -> Quantity:
        """Phosphate that leaves bone with its calcium; the bone's own phosphate is not counted."""
        return self.per_calcium * self.bone_release

    @flow(extracellular)
    def to_bone(self) -> Quantity:
        """Phosphate that enters bone with its calcium."""
        return self.per_calcium * self.bone_uptake

    @flow(extracellular, into=intracellular)
    def cell_uptake(self) -> Quantity:
        """Uptake of phosphate by cells."""
        return self.cell_clearance * self.concentration

    @flow(intracellular, into=extracellular)
    def cell_loss(self) -> Quantity:
        """Release of phosphate by cells."""
        return self.cell_release * self.intracellular
