"""Parathyroid hormone: secreted as calcium falls, by glands that grow where vitamin D activity is low."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity, hill


class Parathyroid(Subsystem):
    """The hormone lives four minutes, so it is taken in balance with secretion; gland capacity takes weeks."""

    source = "maier1998"

    calcium = Needs("calcium.relative", "1")
    activity = Needs("vitamin_d.activity", "1")
    phosphate = Needs("phosphate.relative", "1")
    kidney = Needs("kidney.relative", "1")
    magnesium = Needs("magnesium.parathyroid_effect", "1")

    gland_share = Input(1.0, "1", doc="working gland tissue: 1 usual, near 0 after removal, above 1 for an adenoma")

    reference = Param(
        3.85,
        "pmol/L",
        doc="parathyroid hormone of the reference state (36 pg/mL)",
        know=0.1,
        vary=0.25,
        kind="measured",
        source="peterson2010",
        at="3.85 pmol/L",
    )
    set_point = Param(
        0.904,
        "1",
        doc="calcium, relative to usual, at which secretion is half of the greatest",
        know=0.01,
        vary=0.01,
        kind="measured",
        source="schwarz1994",
        at="abstract: ionised 1.13 (SD 0.04) mmol/L against a usual 1.25",
    )
    steepness = Param(
        14.5,
        "1",
        doc="steepness of secretion against calcium",
        know=0.15,
        vary=0.1,
        kind="fitted",
        source="brent1988",
        at="abstract: 23.2 at usual calcium, at most 97.5, at least 6.0 ng/L",
    )
    lowest = Param(
        0.0615,
        "1",
        doc="least secretion relative to the greatest",
        know=0.2,
        vary=0.2,
        kind="measured",
        source="brent1988",
        at="abstract: 6.0 of 97.5 ng/L",
    )
    renal_share = Param(
        0.52,
        "1",
        doc="share of hormone clearance that is lost with the kidneys",
        know=0.2,
        vary=0.0,
        kind="measured",
        source="papapoulos1977",
        at="abstract: 10.37 mL/kg/min in normal, 4.98 in kidney failure",
        low=0.0,
        high=1.0,
    )
    activity_half = Param(
        0.5,
        "1",
        doc="vitamin D activity that adds to 1 in halving gland capacity",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="cheng2003",
        at="abstract: 43.9, 38.6 and 32.7 pg/mL below 25, at 25-40 and above 40 nmol/L 25(OH)D",
    )
    phosphate_power = Param(
        1.0,
        "1",
        doc="how gland capacity rises with serum phosphate",
        know=0.5,
        vary=0.0,
        kind="assumed",
        source="peterson2010",
        note="the direction is known from phosphate loading; the size is a guess",
    )
    growth_rate = Param(
        0.02,
        "1/d",
        doc="speed at which gland capacity follows",
        know=0.5,
        vary=0.1,
        kind="assumed",
        source="peterson2010",
        note="the published model has 0.004/d; vitamin D trials see the fall of hormone within months",
    )

    usual = Param(
        1.0,
        "1",
        doc="calcium of the reference state, relative to itself",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="definition",
    )

    capacity = Pool("1", start=1.0, doc="capacity of the glands relative to reference", symbol="PTmax", scale=1.0)

    @value("1")
    def secretion(self) -> Quantity:
        """Secretion for each unit of gland capacity, relative to that at usual calcium."""
        return self._signal(self.calcium) / self._signal(self.usual)

    @value("1")
    def relative(self) -> Quantity:
        """Parathyroid hormone relative to reference."""
        clearance = 1 - self.renal_share + self.renal_share * self.kidney
        return self.gland_share * self.capacity * self.secretion * self.magnesium / clearance

    @value("pmol/L", symbol="PTHconc")
    def hormone(self) -> Quantity:
        """Intact parathyroid hormone in plasma; 1 pmol/L is 9.4 pg/mL."""
        return self.reference * self.relative

    @flow(into=capacity)
    def growing(self) -> Quantity:
        """Glands growing where vitamin D activity is low or phosphate high."""
        drive = (1 + self.activity_half) / (self.activity + self.activity_half)
        return self.growth_rate * drive * self.phosphate**self.phosphate_power

    @flow(capacity)
    def shrinking(self) -> Quantity:
        """Glands returning."""
        return self.growth_rate * self.capacity

    def _signal(self, calcium: Quantity) -> Quantity:
        return self.lowest + (1 - self.lowest) * hill(self.set_point, half=calcium, steepness=self.steepness)
