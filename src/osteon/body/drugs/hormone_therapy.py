"""Menopausal hormone therapy. A dose event adds mg to ``conjugated`` or ``estradiol``."""

from __future__ import annotations

from osteon.engine.declare import Input, Param, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity, hill


class HormoneTherapy(Subsystem):
    """Estrogen by mouth replaces a share of what the ovary no longer makes."""

    conjugated_rate = Input(0.0, "mg/d", doc="conjugated estrogens swallowed, mean rate")
    estradiol_rate = Input(0.0, "mg/d", doc="estradiol swallowed, mean rate")

    conjugated = Pool("mg", start=0.0, scale=1.0, doc="conjugated estrogens in the body, as mg swallowed")
    estradiol = Pool("mg", start=0.0, scale=1.0, doc="estradiol in the body, as mg swallowed")

    elimination_rate = Param(
        0.7,
        "1/d",
        doc="rate of loss of the effect: about a day",
        know=0.4,
        vary=0.3,
        kind="assumed",
        source="whi2003",
        note="only the ripple between daily tablets depends on it",
    )
    half_dose = Param(
        0.331,
        "mg/d",
        doc="daily conjugated estrogens that replace half of the missing estrogen",
        know=0.4,
        vary=0.4,
        kind="fitted",
        source="pepi1996",
        at="lumbar spine +3.8 to +5.0 %, hip +1.7 % in 3 y on 0.625 mg, -1.8 and -1.7 % on placebo",
        note="no dose response was readable",
    )
    potency = Param(
        0.625,
        "1",
        doc="mg of conjugated estrogens that act like 1 mg of estradiol by mouth",
        know=0.2,
        vary=0.2,
        kind="assumed",
        source="whi2003",
        note="common clinical equivalence, recalled",
    )

    @value("1")
    def replacement(self) -> Quantity:
        """Share of the missing estrogen that is replaced."""
        dose = self.elimination_rate * (self.conjugated + self.potency * self.estradiol)
        return hill(dose, half=self.half_dose, steepness=2)

    @flow(into=conjugated)
    def conjugated_dosing(self) -> Quantity:
        """Conjugated estrogens as a mean rate."""
        return self.conjugated_rate

    @flow(into=estradiol)
    def estradiol_dosing(self) -> Quantity:
        """Estradiol as a mean rate."""
        return self.estradiol_rate

    @flow(conjugated)
    def conjugated_loss(self) -> Quantity:
        """Loss of conjugated estrogens."""
        return self.elimination_rate * self.conjugated

    @flow(estradiol)
    def estradiol_loss(self) -> Quantity:
        """Loss of estradiol."""
        return self.elimination_rate * self.estradiol
