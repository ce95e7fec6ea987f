"""Calcidiol (25(OH)D) from vitamin D3 and D2, its clearance and 24,25(OH)2D. Amounts in nmol."""

from __future__ import annotations

from osteon.engine.declare import Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill


class Calcidiol(Subsystem):
    """Cleared by liver and kidney; high calcidiol speeds the kidney's 24-hydroxylase, at once and over months."""

    size = Needs("vitamin_d.size", "1")
    at_start = Needs("vitamin_d.calcidiol_at_start", "nmol/L")
    reference = Needs("vitamin_d.calcidiol_reference", "nmol/L")
    kidney = Needs("kidney.relative", "1")
    kidney_at_start = Needs("kidney.relative_at_start", "1")

    d2_clearance_ratio = Param(
        1.09,
        "1",
        doc="clearance of 25(OH)D2 relative to 25(OH)D3",
        know=0.05,
        vary=0.05,
        kind="measured",
        source="jones2014",
        at="abstract: half-lives 15.1 and 13.9 d",
    )
    volume = Param(
        7.9,
        "L",
        doc="volume of calcidiol, at 70 kg",
        know=0.15,
        vary=0.2,
        kind="fitted",
        source="jones2014",
        at="abstract: half-life 15.1 (SD 3.1) d, with the clearance of hsu2021",
    )
    clearance = Param(
        0.20,
        "L/d",
        doc="clearance of calcidiol that does not depend on the kidney, at 70 kg",
        know=0.15,
        vary=0.3,
        kind="measured",
        source="hsu2021",
        at="abstract: 360 mL/d with normal filtration, 263 mL/d in kidney failure, 17 mL/d for each 10 mL/min",
    )
    renal_clearance = Param(
        0.18,
        "L/d",
        doc="clearance of calcidiol by healthy young kidneys, at 70 kg",
        know=0.15,
        vary=0.3,
        kind="measured",
        source="hsu2021",
        at="abstract: 17 mL/d less for each 10 mL/min less filtration",
    )
    induction_strength = Param(
        1.0,
        "1",
        doc="how much full induction of 24-hydroxylase adds to the clearance of calcidiol",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="burt2019",
        at="abstract: 188 nmol/L at 3 months, 144 at 3 years on 10,000 IU a day",
        note="falling adherence is the other reading of the same data",
    )
    induction_half = Param(
        200.0,
        "nmol/L",
        doc="calcidiol at which 24-hydroxylase is half induced",
        know=0.25,
        vary=0.15,
        kind="fitted",
        source="burt2019",
    )
    induction_steepness = Param(
        4.0,
        "1",
        doc="steepness of the induction of 24-hydroxylase",
        know=0.25,
        vary=0.0,
        kind="fitted",
        source="hsu2021",
        at="abstract: clearance did not change with vitamin D3 supplements, so induction starts late",
    )
    induction_rate = Param(
        0.004, "1/d", doc="speed at which 24-hydroxylase adapts", know=0.5, vary=0.2, kind="fitted", source="burt2019"
    )
    hydroxylase_24_half = Param(
        60.0,
        "nmol/L",
        doc="calcidiol at which 24-hydroxylase, and with it the kidney's clearance, is at half of the most",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="francic2019",
        at="abstract: 24,25(OH)2D to 25(OH)D ratio +0.015 for +32 nmol/L",
        note="gives +22 % in that ratio from 60 to 92 nmol/L; deboer2014 gives +14 to 22 % from 50 to 75 nmol/L",
    )
    ratio_24 = Param(
        0.068,
        "1",
        doc="24,25(OH)2D to 25(OH)D ratio at reference calcidiol with healthy young kidneys",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="francic2019",
        note="assays differ: deboer2014 has 0.146 at 50 nmol/L",
    )
    ratio_24_kidney = Param(
        0.8,
        "1",
        doc="share of 24,25(OH)2D that goes with kidney function",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="deboer2014",
        at="abstract: 2.92 ng/mL at filtration above 90, 1.04 in kidney failure, at 25(OH)D of 20 ng/mL",
        low=0.0,
        high=1.0,
    )

    @derived("nmol")
    def pool_at_start(self) -> Quantity:
        """Calcidiol in the body at the start, all of it from D3."""
        return self.at_start * self.volume * self.size

    @derived("1")
    def induction_at_start(self) -> Quantity:
        """Induction of 24-hydroxylase in balance with the calcidiol of the start."""
        return hill(self.at_start, half=self.induction_half, steepness=self.induction_steepness)

    @derived("nmol/d")
    def cleared_at_start(self) -> Quantity:
        """Calcidiol cleared a day at the start."""
        clearance = self._clearance(self.at_start, self.kidney_at_start, self.induction_at_start)
        return clearance * self.size * self.at_start

    d3 = Pool("nmol", start=pool_at_start, doc="25(OH)D3 in the body", scale=400.0)
    d2 = Pool("nmol", start=0.0, doc="25(OH)D2 in the body", scale=100.0)
    induction = Pool("1", start=induction_at_start, doc="induction of 24-hydroxylase, 0 to 1", scale=0.1)

    @value("nmol/L")
    def serum_d2(self) -> Quantity:
        """25(OH)D2 in serum."""
        return self.d2 / (self.volume * self.size)

    @value("nmol/L")
    def serum(self) -> Quantity:
        """25(OH)D, D2 and D3 together, in serum."""
        return (self.d3 + self.d2) / (self.volume * self.size)

    @value("nmol/L")
    def dihydroxy_24(self) -> Quantity:
        """24,25(OH)2D in serum, in step with its making."""
        share = 1 - self.ratio_24_kidney + self.ratio_24_kidney * self.kidney
        return self.serum * self.ratio_24 * self._hydroxylase_24(self.serum) * share

    @value("L/d")
    def clearing(self) -> Quantity:
        """Clearance of 25(OH)D3 from serum, at 70 kg."""
        return self._clearance(self.serum, self.kidney, self.induction)

    @flow(d3)
    def losing(self) -> Quantity:
        """25(OH)D3 degraded, to 24,25(OH)2D among others."""
        return self.clearing / self.volume * self.d3

    @flow(d2)
    def losing_d2(self) -> Quantity:
        """25(OH)D2 degraded."""
        return self.d2_clearance_ratio * self.clearing / self.volume * self.d2

    @flow(into=induction)
    def inducing(self) -> Quantity:
        """24-hydroxylase induced by high calcidiol."""
        target = hill(self.serum, half=self.induction_half, steepness=self.induction_steepness)
        return self.induction_rate * target

    @flow(induction)
    def waning(self) -> Quantity:
        """24-hydroxylase returning to rest."""
        return self.induction_rate * self.induction

    def _clearance(self, calcidiol: Quantity, kidney: Quantity, induction: Quantity) -> Quantity:
        renal = self.renal_clearance * kidney * self._hydroxylase_24(calcidiol)
        return (self.clearance + renal) * (1 + self.induction_strength * induction)

    def _hydroxylase_24(self, calcidiol: Quantity) -> Quantity:
        usual = self.reference / (self.reference + self.hydroxylase_24_half)
        return calcidiol / (calcidiol + self.hydroxylase_24_half) / usual
