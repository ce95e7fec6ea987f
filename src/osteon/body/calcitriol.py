"""Calcitriol (1,25(OH)2D), made by the kidney from calcidiol. Amounts in pmol."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill


class Calcitriol(Subsystem):
    """Parathyroid hormone drives its making; FGF23, calcium, a lack of calcidiol and a failing kidney slow it."""

    kidney = Needs("kidney.relative", "1")
    calcidiol = Needs("vitamin_d.calcidiol", "nmol/L")
    calcidiol_reference = Needs("vitamin_d.calcidiol_reference", "nmol/L")
    reference = Needs("vitamin_d.calcitriol_reference", "pmol/L")
    parathyroid_drive = Needs("parathyroid.relative", "1")
    fgf23 = Needs("phosphate.fgf23_relative", "1")
    calcium = Needs("calcium.relative", "1")

    calcitriol_intake = Input(0.0, "nmol/d", doc="calcitriol swallowed, mean rate")

    volume = Param(
        20.0,
        "L",
        doc="volume of calcitriol",
        know=0.3,
        vary=0.1,
        kind="assumed",
        source="bargerlux1998",
        note="chosen so that about 1 ug a day is made at 110 pmol/L",
    )
    clearing = Param(
        1.1,
        "1/d",
        doc="fractional loss of calcitriol",
        know=0.3,
        vary=0.15,
        kind="measured",
        source="jones2014",
        at="half-life of about 15 h, as cited",
        note="published ranges of the half-life are 5 to 15 h",
    )
    swallowed_share = Param(
        0.7,
        "1",
        doc="share of swallowed calcitriol that reaches blood",
        know=0.2,
        vary=0.1,
        kind="assumed",
        source="bargerlux1998",
        low=0.0,
        high=1.0,
        note="recalled bioavailability of 60 to 70 %",
    )
    substrate_half = Param(
        13,
        "nmol/L",
        doc="calcidiol at which 1-alpha-hydroxylase is half busy",
        know=0.4,
        vary=0.2,
        kind="fitted",
        source="nordin2010",
        at="secondary: calcitriol falls only below 20 nmol/L",
        note="burnettbowie2012: calcitriol +24 % as 25(OH)D rose from 18 to 43 ng/mL; bargerlux1998: none at any dose",
    )
    kidney_power = Param(
        0.6,
        "1",
        doc="how the making of calcitriol falls with filtration",
        know=0.3,
        vary=0.1,
        kind="fitted",
        source="kendrick2012",
        at="abstract: 20 (SD 11) pg/mL in stage 4 and 5 kidney disease",
    )
    parathyroid_floor = Param(
        0.35,
        "1",
        doc="relative making of calcitriol without parathyroid hormone",
        know=0.3,
        vary=0.1,
        kind="assumed",
        source="peterson2010",
        low=0.0,
        high=1.0,
        note="calcitriol is low to normal, not absent, in hypoparathyroidism",
    )
    parathyroid_half = Param(
        2.5,
        "1",
        doc="parathyroid hormone, relative to reference, at which its drive is half of what it can add",
        know=0.3,
        vary=0.1,
        kind="assumed",
        source="peterson2010",
        note="hyperparathyroidism raises calcitriol by about a third; no dose-response was read",
    )
    fgf23_half = Param(
        4.0,
        "1",
        doc="FGF23, relative to reference, that adds to 1 in halving the making of calcitriol",
        know=0.4,
        vary=0.1,
        kind="assumed",
        source="peterson2010",
        note="stands for the phosphate effect of the published model",
    )
    calcium_power = Param(
        4.0,
        "1",
        doc="steepness with which high calcium slows the making of calcitriol",
        know=0.4,
        vary=0.0,
        kind="assumed",
        source="peterson2010",
        note="a direct effect of calcium is well known, its size in people is not",
    )
    self_clearing = Param(
        0.5,
        "1",
        doc="how much calcitriol speeds its own loss",
        know=0.4,
        vary=0.1,
        kind="assumed",
        source="bargerlux1998",
        at="abstract: 0.5, 1 and 2 ug calcitriol a day raise it by 10, 46 and 60 pmol/L",
        note="chosen so that 1 ug a day gives about 45 pmol/L; 0.5 and 2 ug then give more than was seen",
    )
    calcidiol_affinity = Param(
        0.00017,
        "1",
        doc="activity of calcidiol relative to calcitriol, mole for mole in serum",
        know=0.5,
        vary=0.2,
        kind="fitted",
        source="aloia2014",
        at="abstract: absorption rises with 25(OH)D from 40 to 130 nmol/L at unchanged calcitriol",
    )
    displacement = Param(
        550,
        "nmol/L",
        doc="calcidiol at which its activity for each mole has doubled, because binding sites fill",
        know=0.6,
        vary=0.2,
        kind="assumed",
        source="tebben2016",
        note="the mechanism is reported, the size is a guess; hypercalcaemia is seen above 375 nmol/L",
    )

    @derived("pmol")
    def pool_at_start(self) -> Quantity:
        """Calcitriol in the body at the start."""
        return self.reference * self.volume

    pool = Pool("pmol", start=pool_at_start, doc="calcitriol in the body", symbol="B", scale=2000.0)

    @value("pmol/L", symbol="C8")
    def serum(self) -> Quantity:
        """1,25(OH)2D in serum."""
        return self.pool / self.volume

    @value("1")
    def activity(self) -> Quantity:
        """Vitamin D activity on gut, glands and bone, calcitriol and a little of calcidiol, relative to reference."""
        usual = self.reference + self._calcidiol_activity(self.calcidiol_reference)
        return (self.serum + self._calcidiol_activity(self.calcidiol)) / usual

    @value("1")
    def hydroxylase(self) -> Quantity:
        """Making of calcitriol relative to reference, from hormones, calcium, kidney and substrate."""
        hormones = self._parathyroid_effect() * (1 + self.fgf23_half) / (self.fgf23 + self.fgf23_half)
        calcium = 2 / (1 + self.calcium**self.calcium_power)
        return hormones * calcium * self._substrate_effect() * self.kidney**self.kidney_power

    @flow(into=pool)
    def activating(self) -> Quantity:
        """Calcitriol made by the kidney."""
        usual = self.clearing * self.reference * self.volume
        return usual * self.hydroxylase

    @flow(into=pool)
    def absorbing_calcitriol(self) -> Quantity:
        """Calcitriol absorbed from medicines."""
        return self.swallowed_share * self.calcitriol_intake

    @flow(pool)
    def inactivating(self) -> Quantity:
        """Calcitriol degraded, the faster the more there is of it."""
        speed = (1 + self.self_clearing * self.serum / self.reference) / (1 + self.self_clearing)
        return self.clearing * speed * self.pool

    def _parathyroid_effect(self) -> Quantity:
        drive = self.parathyroid_drive * (1 + self.parathyroid_half) / (self.parathyroid_drive + self.parathyroid_half)
        return self.parathyroid_floor + (1 - self.parathyroid_floor) * drive

    def _substrate_effect(self) -> Quantity:
        usual = hill(self.calcidiol_reference, half=self.substrate_half)
        return hill(self.calcidiol, half=self.substrate_half) / usual

    def _calcidiol_activity(self, calcidiol: Quantity) -> Quantity:
        return self.calcidiol_affinity * calcidiol * (1 + calcidiol / self.displacement)
