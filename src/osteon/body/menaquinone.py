"""Menaquinones (vitamin K2): MK-4, MK-7 and the long ones counted as MK-9. Amounts are micrograms swallowed."""

from __future__ import annotations

from osteon.engine.declare import Input, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, log


class Menaquinone(Subsystem):
    """MK-4 is gone within hours, MK-7 stays for days. A run begins at rest on the food inputs; supplements come on top.
    MK-5 to MK-13 enter as MK-7 or MK-9 (`osteon.intake.menaquinones`).
    """

    mk4_intake = Input(8.0, "ug/d", doc="MK-4 eaten with meat, egg and butter")
    mk7_intake = Input(0.0, "ug/d", doc="MK-7 eaten with natto, and shorter menaquinones as MK-7")
    mk9_intake = Input(20.0, "ug/d", doc="MK-9 eaten with cheese and curd, and other long menaquinones as MK-9")
    mk4_supplement = Input(0.0, "ug/d", doc="MK-4 swallowed as a supplement or medicine")
    mk7_supplement = Input(0.0, "ug/d", doc="MK-7 swallowed as a supplement")
    mk9_supplement = Input(0.0, "ug/d", doc="MK-9 swallowed as a supplement")

    natto_release = Param(
        1.0,
        "1",
        doc="MK-7 of natto, absorbed relative to an oil capsule",
        know=0.3,
        vary=0.2,
        kind="assumed",
        source="schurgers2000",
        note="natto gave ten times the serum level of K1 from spinach; it was not compared with a capsule",
    )
    mk4_half_life = Param(
        1.5, "h", doc="half-life of MK-4", know=0.4, vary=0.2, kind="measured", source="schurgers2007", at="1 to 2 h"
    )
    mk7_uptake = Param(
        0.8,
        "1/h",
        doc="speed of absorption of MK-7",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="sato2012",
        at="abstract: peak 6 h after a dose with breakfast",
    )
    mk7_half_life = Param(
        68.0,
        "h",
        doc="half-life of MK-7 in plasma",
        know=0.15,
        vary=0.2,
        kind="measured",
        source="schurgers2007",
        at="secondary citation: about 3 days",
    )
    mk7_clearance = Param(
        34.0,
        "L/d",
        doc="apparent clearance of MK-7 from plasma",
        know=0.2,
        vary=0.5,
        kind="fitted",
        source="knapen2015yogurt",
        at="abstract: 0.28 to 1.94 ng/mL on 56 ug/d",
    )
    mk7_background = Param(
        9.5,
        "ug/d",
        doc="MK-7 that plasma holds without natto or supplement, as an intake",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="knapen2015yogurt",
        at="abstract: baseline 0.28 ng/mL",
        note="gut bacteria, foods not counted, or the assay; 0.37 ng/mL in British women (kaneki2001)",
    )
    mk9_half_life = Param(
        60.0,
        "h",
        doc="half-life of MK-9",
        know=0.3,
        vary=0.2,
        kind="assumed",
        source="schurgers2002",
        note="recalled, not read; stands for all menaquinones longer than MK-7",
    )

    @derived("ug/d")
    def mk7_food(self) -> Quantity:
        """MK-7 that food delivers, as if from a capsule."""
        return self.natto_release * self.mk7_intake

    @derived("1/d")
    def mk4_speed(self) -> Quantity:
        """Fractional use of MK-4."""
        return self._speed(self.mk4_half_life)

    @derived("1/d")
    def mk7_speed(self) -> Quantity:
        """Fractional use of MK-7."""
        return self._speed(self.mk7_half_life)

    @derived("1/d")
    def mk9_speed(self) -> Quantity:
        """Fractional use of MK-9."""
        return self._speed(self.mk9_half_life)

    @derived("ug")
    def mk4_at_start(self) -> Quantity:
        """MK-4 in the body at rest on the food inputs."""
        return self.mk4_intake / self.mk4_speed

    @derived("ug")
    def mk7_gut_at_start(self) -> Quantity:
        """MK-7 in the gut at rest on the food inputs."""
        return self.mk7_food / self.mk7_uptake

    @derived("ug")
    def mk7_at_start(self) -> Quantity:
        """MK-7 in plasma at rest on the food inputs."""
        return (self.mk7_food + self.mk7_background) / self.mk7_speed

    @derived("ug")
    def mk9_at_start(self) -> Quantity:
        """MK-9 in the body at rest on the food inputs."""
        return self.mk9_intake / self.mk9_speed

    mk4 = Pool("ug", start=mk4_at_start, doc="MK-4 in the body", scale=1.0)
    mk7_gut = Pool("ug", start=mk7_gut_at_start, doc="MK-7 not yet absorbed", scale=1.0)
    mk7 = Pool("ug", start=mk7_at_start, doc="MK-7 in plasma", scale=50.0)
    mk9 = Pool("ug", start=mk9_at_start, doc="MK-9 and other long menaquinones in the body", scale=50.0)

    @value("ug/L")
    def plasma_mk7(self) -> Quantity:
        """MK-7 in plasma; 1 ug/L is 1 ng/mL."""
        return self.mk7_speed * self.mk7 / self.mk7_clearance

    @flow(into=mk4)
    def taking_mk4(self) -> Quantity:
        """MK-4 eaten and swallowed."""
        return self.mk4_intake + self.mk4_supplement

    @flow(mk4)
    def using_mk4(self) -> Quantity:
        """MK-4 used and lost."""
        return self.mk4_speed * self.mk4

    @flow(into=mk7_gut)
    def taking_mk7(self) -> Quantity:
        """MK-7 eaten and swallowed."""
        return self.mk7_food + self.mk7_supplement

    @flow(mk7_gut, into=mk7)
    def absorbing_mk7(self) -> Quantity:
        """MK-7 absorbed."""
        return self.mk7_uptake * self.mk7_gut

    @flow(into=mk7)
    def finding_mk7(self) -> Quantity:
        """MK-7 that comes from neither natto nor supplements."""
        return self.mk7_background

    @flow(mk7)
    def using_mk7(self) -> Quantity:
        """MK-7 used and lost."""
        return self.mk7_speed * self.mk7

    @flow(into=mk9)
    def taking_mk9(self) -> Quantity:
        """MK-9 eaten and swallowed."""
        return self.mk9_intake + self.mk9_supplement

    @flow(mk9)
    def using_mk9(self) -> Quantity:
        """MK-9 used and lost."""
        return self.mk9_speed * self.mk9

    def _speed(self, half_life: Quantity) -> Quantity:
        return log(half_life.lift(2)) / half_life
