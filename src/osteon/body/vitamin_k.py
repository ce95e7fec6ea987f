"""Vitamin K supply from all forms, counted as MK-7, and its readouts: the liver comes first, the rest goes on."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Subsystem, derived, value
from osteon.engine.quantity import Quantity


class VitaminK(Subsystem):
    """What is used of each form, weighed by its strength, is the supply. The liver takes its need first; an antagonist
    stops the recycling on which the rest depends.
    """

    k1_food = Needs("phylloquinone.food", "ug/d")
    k1_used = Needs("phylloquinone.used", "ug/d")
    k1_concentration = Needs("phylloquinone.concentration", "ug/L")
    mk4_food = Needs("menaquinone.mk4_intake", "ug/d")
    mk4_used = Needs("menaquinone.using_mk4", "ug/d")
    mk7_food = Needs("menaquinone.mk7_food", "ug/d")
    mk7_background = Needs("menaquinone.mk7_background", "ug/d")
    mk7_used = Needs("menaquinone.using_mk7", "ug/d")
    mk7_concentration = Needs("menaquinone.plasma_mk7", "ug/L")
    mk9_food = Needs("menaquinone.mk9_intake", "ug/d")
    mk9_used = Needs("menaquinone.using_mk9", "ug/d")
    liver_need = Needs("prothrombin.need", "ug/d")
    prothrombin = Needs("prothrombin.undercarboxylated", "%")
    fraction = Needs("osteocalcin.undercarboxylated", "1")
    osteocalcin = Needs("osteocalcin.total", "ug/L")
    osteocalcin_effect = Needs("osteocalcin.bone_effect", "1")
    mgp = Needs("matrix_gla.dp_ucmgp", "pmol/L")

    warfarin = Input(0.0, "1", doc="vitamin K antagonist relative to a dose that holds the INR at 2 to 3")

    k1_strength = Param(
        0.25,
        "1",
        doc="strength of absorbed K1 relative to MK-7, by mass",
        know=0.4,
        vary=0.2,
        kind="fitted",
        source="schurgers2007",
        at="maker's summary: 25 ug MK-7 as 100 ug K1",
        note="agrees with K1 1 mg in binkley2002; plausible range 0.1 to 0.5",
    )
    mk4_strength = Param(
        0.04,
        "1",
        doc="strength of MK-4 relative to MK-7, by mass",
        know=0.4,
        vary=0.2,
        kind="fitted",
        source="koitaya2014",
        at="abstract: ucOC 2.8 against 4.2 ng/mL on 1.5 mg/d",
        note="1/25; agrees with 45 mg in jiang2014 and with no effect of 300 ug in nakamura2014",
    )
    mk9_strength = Param(
        0.7,
        "1",
        doc="strength of MK-9 relative to MK-7, by mass",
        know=0.5,
        vary=0.2,
        kind="assumed",
        source="schurgers2002",
        note="no dose-response was found for any menaquinone longer than MK-7",
    )
    supply_reference = Param(
        46.0,
        "ug/d",
        doc="supply of the Dutch diet on which the trials stand",
        know=0.3,
        vary=0.0,
        kind="fitted",
        source="gast2009",
        at="abstract: K1 212 and K2 29 ug/d",
        note="the default diet of this subsystem; which share of K1 came from leaves is assumed",
    )
    antagonist_strength = Param(
        100.0,
        "1",
        doc="by how much a usual antagonist dose slows the recycling of vitamin K",
        know=0.7,
        vary=0.4,
        kind="fitted",
        source="theuwissen2013",
        at="abstract: no effect of 45 ug MK-7 on ucOC",
    )

    @derived("ug/d")
    def supply_at_start(self) -> Quantity:
        """Supply at rest on the food inputs."""
        return self._supply(self.k1_food, self.mk4_food, self.mk7_food + self.mk7_background, self.mk9_food)

    @derived("1")
    def recycling(self) -> Quantity:
        """Share of vitamin K's recycling that an antagonist leaves."""
        return 1 / (1 + self.antagonist_strength * self.warfarin)

    @derived("ug/d")
    def delivered_reference(self) -> Quantity:
        """Supply that reaches other tissues than the liver on the reference diet."""
        return self._beyond_liver(self.supply_reference)

    @derived("ug/d")
    def delivered_at_start(self) -> Quantity:
        """Supply that reaches other tissues than the liver at the start."""
        return self.recycling * self._beyond_liver(self.supply_at_start)

    @value("ug/d")
    def supply(self) -> Quantity:
        """Vitamin K used, counted as MK-7."""
        return self._supply(self.k1_used, self.mk4_used, self.mk7_used, self.mk9_used)

    @value("ug/d")
    def delivered(self) -> Quantity:
        """Supply that reaches other tissues than the liver, after what an antagonist blocks."""
        return self.recycling * self._beyond_liver(self.supply)

    @value("ug/L")
    def plasma_k1(self) -> Quantity:
        """Vitamin K1 in plasma; 1 ug/L is 1 ng/mL."""
        return self.k1_concentration

    @value("ug/L")
    def plasma_mk7(self) -> Quantity:
        """MK-7 in plasma; 1 ug/L is 1 ng/mL."""
        return self.mk7_concentration

    @value("1")
    def ucoc_fraction(self) -> Quantity:
        """Under-carboxylated share of osteocalcin."""
        return self.fraction

    @value("ug/L")
    def osteocalcin_total(self) -> Quantity:
        """Osteocalcin in serum."""
        return self.osteocalcin

    @value("ug/L")
    def ucoc_serum(self) -> Quantity:
        """Under-carboxylated osteocalcin in serum."""
        return self.fraction * self.osteocalcin

    @value("pmol/L")
    def dp_ucmgp(self) -> Quantity:
        """Dephosphorylated, uncarboxylated matrix Gla protein in plasma."""
        return self.mgp

    @value("%")
    def pivka(self) -> Quantity:
        """Under-carboxylated share of prothrombin (PIVKA-II)."""
        return self.prothrombin

    @value("1")
    def bone_effect(self) -> Quantity:
        """What vitamin K adds to net bone formation, relative to formation; its interval includes zero."""
        return self.osteocalcin_effect

    def _supply(self, k1: Quantity, mk4: Quantity, mk7: Quantity, mk9: Quantity) -> Quantity:
        return self.k1_strength * k1 + self.mk4_strength * mk4 + mk7 + self.mk9_strength * mk9

    def _beyond_liver(self, supply: Quantity) -> Quantity:
        return supply**2 / (supply + self.liver_need)
