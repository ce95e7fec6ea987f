"""Phosphate of extracellular fluid and cells, and FGF23. Amounts in mmol."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity


class Phosphate(Subsystem):
    """The gut absorbs most of what is eaten; the kidney holds serum phosphate, less of it under PTH and FGF23."""

    filtration = Needs("kidney.filtration", "L/d")
    kidney = Needs("kidney.relative", "1")
    parathyroid = Needs("parathyroid.relative", "1")
    activity = Needs("vitamin_d.activity", "1")
    released = Needs("bone_mineral.calcium_release", "mmol/d")
    deposited = Needs("bone_mineral.calcium_uptake", "mmol/d")

    phosphate_intake = Input(42.0, "mmol/d", doc="phosphorus eaten (42 mmol is 1300 mg)")

    volume = Param(
        14.0,
        "L",
        doc="volume of extracellular fluid",
        know=0.05,
        vary=0.12,
        kind="measured",
        source="peterson2010",
        symbol="V1",
    )
    reference = Param(
        1.2,
        "mmol/L",
        doc="serum phosphate of the reference state",
        know=0.03,
        vary=0.0,
        kind="measured",
        source="peterson2010",
        at="1.2 mmol/L; adult range 0.8 to 1.45",
    )
    absorbed_share = Param(
        0.65,
        "1",
        doc="share of phosphate absorbed at reference",
        know=0.1,
        vary=0.1,
        kind="measured",
        source="peterson2010",
        at="F12 = 0.7",
        low=0.0,
        high=1.0,
    )
    vitamin_d_share = Param(
        0.25,
        "1",
        doc="part of phosphate absorption that follows vitamin D activity",
        know=0.5,
        vary=0.0,
        kind="assumed",
        source="peterson2010",
        low=0.0,
        high=1.0,
        note="absorption is mostly passive; in kidney failure it falls by a fifth or so",
    )
    excreted_share = Param(
        0.15,
        "1",
        doc="share of filtered phosphate excreted at reference",
        know=0.1,
        vary=0.2,
        kind="fitted",
        source="peterson2010",
        note="closes the balance of absorbed phosphate at 1.2 mmol/L",
    )
    phosphate_power = Param(
        3.0,
        "1",
        doc="steepness with which excretion rises with serum phosphate",
        know=0.3,
        vary=0.0,
        kind="fitted",
        source="vervloet2011",
        at="abstract: 1.11 to 1.32 mmol/L and 21.6 to 28.8 mmol/d between diets",
    )
    hormone_power = Param(
        0.4,
        "1",
        doc="how excretion rises with parathyroid hormone",
        know=0.4,
        vary=0.0,
        kind="assumed",
        source="peterson2010",
        note="the published model leaves this effect out",
    )
    fgf23_power = Param(
        0.4,
        "1",
        doc="how excretion rises with FGF23",
        know=0.4,
        vary=0.0,
        kind="assumed",
        source="vervloet2011",
        note="direction as in the abstract; the size closes the balance in kidney disease",
    )
    bone_ratio = Param(
        0.464,
        "1",
        doc="phosphate for each calcium of bone mineral",
        know=0.02,
        vary=0.0,
        kind="measured",
        source="peterson2010",
        at="0.464 in J41 and J42",
    )
    into_cells = Param(
        51.8,
        "L/h",
        doc="clearance of phosphate into cells",
        know=0.3,
        vary=0.0,
        kind="fitted",
        source="peterson2010",
        symbol="T49",
    )
    from_cells = Param(
        0.019268,
        "1/h",
        doc="fractional release of phosphate from cells",
        know=0.3,
        vary=0.0,
        kind="fitted",
        source="peterson2010",
        symbol="T55",
    )
    fgf23_reference = Param(
        43.0,
        "pg/mL",
        doc="intact FGF23 of the reference state",
        know=0.3,
        vary=0.35,
        kind="measured",
        source="burnettbowie2012",
        at="abstract: 43 (SD 17) pg/mL in young adults",
        note="assays differ widely",
    )
    fgf23_phosphate = Param(
        1.0,
        "1",
        doc="how FGF23 rises with serum phosphate",
        know=0.5,
        vary=0.0,
        kind="fitted",
        source="vervloet2011",
        at="abstract: 33 to 37 ng/L for 1.11 to 1.32 mmol/L",
    )
    fgf23_vitamin_d = Param(
        0.7,
        "1",
        doc="how FGF23 rises with vitamin D activity",
        know=0.4,
        vary=0.0,
        kind="fitted",
        source="burnettbowie2012",
        at="abstract: 43 to 74 pg/mL as 25(OH)D rose from 18 to 43 ng/mL",
    )
    fgf23_kidney = Param(
        1.5,
        "1",
        doc="how FGF23 rises as filtration falls",
        know=0.3,
        vary=0.0,
        kind="fitted",
        source="isakova2011",
        note="recalled: about threefold at 30 mL/min",
    )
    fgf23_rate = Param(
        0.3,
        "1/d",
        doc="speed at which FGF23 follows",
        know=0.5,
        vary=0.0,
        kind="assumed",
        source="vervloet2011",
        at="abstract: changes show within a day or two",
        note="the speed itself was not read",
    )

    @derived("mmol")
    def plasma_at_start(self) -> Quantity:
        """Phosphate of extracellular fluid at the reference concentration."""
        return self.reference * self.volume

    @derived("mmol")
    def cells_at_start(self) -> Quantity:
        """Exchangeable phosphate of cells in balance with serum."""
        return self.reference * self.into_cells / self.from_cells

    plasma = Pool("mmol", start=plasma_at_start, doc="phosphate of extracellular fluid", symbol="ECCPhos")
    cells = Pool("mmol", start=cells_at_start, doc="exchangeable phosphate in cells", symbol="IntraPO", scale=3000.0)
    fgf23_relative = Pool("1", start=1.0, doc="FGF23 relative to reference", scale=1.0)

    @value("mmol/L", symbol="C2")
    def concentration(self) -> Quantity:
        """Phosphate in serum."""
        return self.plasma / self.volume

    @value("1")
    def relative(self) -> Quantity:
        """Serum phosphate relative to reference."""
        return self.concentration / self.reference

    @value("pg/mL")
    def fgf23(self) -> Quantity:
        """Intact FGF23 in plasma."""
        return self.fgf23_reference * self.fgf23_relative

    @value("1")
    def share_excreted(self) -> Quantity:
        """Share of filtered phosphate that is excreted."""
        hormones = self.parathyroid**self.hormone_power * self.fgf23_relative**self.fgf23_power
        steep = self.excreted_share / (1 - self.excreted_share) * hormones * self.relative**self.phosphate_power
        return steep / (1 + steep)

    @flow(into=plasma)
    def absorbing(self) -> Quantity:
        """Phosphate absorbed."""
        drive = 1 - self.vitamin_d_share + self.vitamin_d_share * 2 * self.activity / (1 + self.activity)
        return self.phosphate_intake * self.absorbed_share * drive

    @flow(plasma)
    def excreting(self) -> Quantity:
        """Phosphate lost in urine."""
        return self.filtration * self.concentration * self.share_excreted

    @flow(plasma, into=cells)
    def entering_cells(self) -> Quantity:
        """Phosphate taken up by cells."""
        return self.into_cells * self.concentration

    @flow(cells, into=plasma)
    def leaving_cells(self) -> Quantity:
        """Phosphate released by cells."""
        return self.from_cells * self.cells

    @flow(into=plasma)
    def releasing(self) -> Quantity:
        """Phosphate released with bone calcium."""
        return self.bone_ratio * self.released

    @flow(plasma)
    def depositing(self) -> Quantity:
        """Phosphate deposited with bone calcium, which stops as serum phosphate does."""
        return self.bone_ratio * self.deposited * 2 * self.relative / (1 + self.relative)

    @flow(into=fgf23_relative)
    def raising_fgf23(self) -> Quantity:
        """FGF23 made by bone under phosphate, vitamin D and a failing kidney."""
        kidney = self.kidney**self.fgf23_kidney
        drive = self.relative**self.fgf23_phosphate * self.activity**self.fgf23_vitamin_d
        return self.fgf23_rate * drive / kidney

    @flow(fgf23_relative)
    def clearing_fgf23(self) -> Quantity:
        """FGF23 degraded."""
        return self.fgf23_rate * self.fgf23_relative
