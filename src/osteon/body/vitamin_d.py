"""Vitamin D3, D2 and calcifediol from gut and skin to calcidiol. Amounts in nmol."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill, sqrt


class VitaminD(Subsystem):
    """Parent vitamin D is stored in fat and 25-hydroxylated by a saturable and a linear path;
    calcidiol is cleared, faster where 24-hydroxylase has been induced.
    """

    mass = Needs("life.mass", "kg")
    kidney = Needs("kidney.relative", "1")
    synthesis = Needs("skin.synthesis", "nmol/d")
    made_calcitriol = Needs("calcitriol.serum", "pmol/L")
    vitamin_d_activity = Needs("calcitriol.activity", "1")

    d3_intake = Input(5.0 * 2.6, "nmol/d", doc="vitamin D3 eaten and swallowed, mean rate (400 IU is 26 nmol)")
    d2_intake = Input(0.0, "nmol/d", doc="vitamin D2 eaten and swallowed, mean rate")
    calcifediol_intake = Input(0.0, "nmol/d", doc="calcifediol (25-hydroxyvitamin D3) swallowed, mean rate")
    calcidiol_at_start = Input(50.0, "nmol/L", doc="serum 25(OH)D at the start")

    # kinetics of parent vitamin D
    uptake_rate = Param(
        1.5,
        "1/d",
        doc="speed at which swallowed vitamin D is absorbed or lost in the gut",
        know=0.4,
        vary=0.2,
        kind="assumed",
        source="ilahi2008",
        note="absorption through lymph is over within one to two days; only boluses notice it",
    )
    absorbed_share = Param(
        0.8,
        "1",
        doc="share of swallowed vitamin D2 or D3 that is absorbed",
        know=0.1,
        vary=0.12,
        kind="assumed",
        source="thompson1966",
        low=0.0,
        high=1.0,
        note="recalled as 62 to 91 % of a labelled dose in healthy people; the paper's figures were not read",
    )
    d3_volume = Param(
        15.5,
        "L",
        doc="central volume of vitamin D3",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="ocampo2016",
        at="abstract, relative to bioavailability",
    )
    fat_volume = Param(
        400.0,
        "L",
        doc="volume that body fat amounts to for vitamin D3, at 70 kg",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="didriksen2015",
        at="abstract: 6.6 mg stored after 3-5 y of 20,000 IU a week against about 1 mg on placebo",
        note="14.5 umol more for about 39 nmol/L more vitamin D3 in serum, the latter scaled from bargerlux1998",
    )
    fat_exchange = Param(
        3.0,
        "L/d",
        doc="clearance of vitamin D3 into fat and back, at 70 kg",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="martinaityte2017",
        at="secondary report: 122 to 84.5 nmol/L a year after stopping, placebo 71 to 73",
    )
    d3_loss = Param(
        3.6,
        "L/d",
        doc="clearance of vitamin D3 by ways other than 25-hydroxylation, at 70 kg",
        know=0.2,
        vary=0.25,
        kind="fitted",
        source="bargerlux1998",
        at="abstract: vitamin D3 rises by 13, 137 and 883 nmol/L on 1000, 10,000 and 50,000 IU a day",
    )
    hydroxylase_capacity = Param(
        26.0,
        "nmol/d",
        doc="most calcidiol that the saturable 25-hydroxylase can make",
        know=0.2,
        vary=0.3,
        kind="fitted",
        source="heaney2008",
        at="the saturable part of 25(OH)D against vitamin D3 times clearance",
    )
    hydroxylase_half = Param(
        2.0,
        "nmol/L",
        doc="vitamin D3 at which the saturable 25-hydroxylase is half busy",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="heaney2008",
        note="ocampo2016 estimates 6.39 nmol/L for a single path",
    )
    hydroxylase_linear = Param(
        0.22,
        "L/d",
        doc="clearance of vitamin D3 by 25-hydroxylation that does not saturate",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="bargerlux1998",
        at="abstract: +643 nmol/L in 8 weeks of 50,000 IU a day",
    )
    mass_reference = Param(
        70.0,
        "kg",
        doc="body mass to which volumes and clearances refer",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="definition",
    )
    mass_power = Param(
        0.7,
        "1",
        doc="how volumes and clearances of vitamin D and calcidiol grow with body mass",
        know=0.2,
        vary=0.0,
        kind="assumed",
        source="ekwaru2014",
        at="abstract: obese -19.8, overweight -8.0 nmol/L",
        note="dilution in proportion to mass (power 1) is the upper end",
    )
    # vitamin D2
    d2_affinity = Param(
        0.55,
        "1",
        doc="affinity of the saturable 25-hydroxylase for vitamin D2 relative to D3",
        know=0.25,
        vary=0.1,
        kind="fitted",
        source="tripkovic2017",
        at="abstract: 15-16 nmol/L less than with D3 at 15 ug a day",
    )
    d2_loss_ratio = Param(
        2.5,
        "1",
        doc="loss of vitamin D2 by other ways relative to D3",
        know=0.3,
        vary=0.1,
        kind="fitted",
        source="heaney2011",
        at="abstract: 25(OH)D +24 ng/mL on D2 against +45 ng/mL on D3, both 50,000 IU a week",
    )
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
    # calcidiol
    calcifediol_share = Param(
        0.85,
        "1",
        doc="share of swallowed calcifediol that reaches blood",
        know=0.1,
        vary=0.1,
        kind="fitted",
        source="bargerlux1998",
        at="abstract: +40, +76, +206 nmol/L after 4 weeks of 10, 20, 50 ug a day",
        low=0.0,
        high=1.0,
    )
    calcidiol_volume = Param(
        7.9,
        "L",
        doc="volume of calcidiol, at 70 kg",
        know=0.15,
        vary=0.15,
        kind="fitted",
        source="jones2014",
        at="abstract: half-life 15.1 (SD 3.1) d, with the clearance of hsu2021",
    )
    calcidiol_clearance = Param(
        0.20,
        "L/d",
        doc="clearance of calcidiol that does not depend on the kidney, at 70 kg",
        know=0.15,
        vary=0.2,
        kind="measured",
        source="hsu2021",
        at="abstract: 360 mL/d with normal filtration, 263 mL/d in kidney failure, 17 mL/d for each 10 mL/min",
    )
    calcidiol_renal_clearance = Param(
        0.18,
        "L/d",
        doc="clearance of calcidiol by healthy young kidneys, at 70 kg",
        know=0.15,
        vary=0.2,
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
    # 24,25-dihydroxyvitamin D
    ratio_24_base = Param(
        0.04,
        "1",
        doc="24,25(OH)2D to 25(OH)D ratio as calcidiol goes to zero, with healthy young kidneys",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="francic2019",
    )
    ratio_24_slope = Param(
        0.00047,
        "L/nmol",
        doc="rise of the 24,25(OH)2D to 25(OH)D ratio with calcidiol",
        know=0.3,
        vary=0.2,
        kind="measured",
        source="francic2019",
        at="abstract: ratio +0.015 for +32 nmol/L",
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
    calcidiol_reference = Param(
        60.0,
        "nmol/L",
        doc="calcidiol of the reference state",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="definition",
    )
    calcitriol_reference = Param(
        110.0,
        "pmol/L",
        doc="calcitriol at reference calcidiol, hormones and kidney",
        know=0.1,
        vary=0.2,
        kind="measured",
        source="metabolites2021",
        at="range 31-72 pg/mL",
    )

    @derived("1")
    def size(self) -> Quantity:
        """How volumes and clearances scale with body mass."""
        return (self.mass / self.mass_reference).number ** self.mass_power

    @derived("nmol/L")
    def d3_at_start(self) -> Quantity:
        """Vitamin D3 in serum that keeps the calcidiol of the start."""
        need = self.calcidiol_at_start * (self.calcidiol_clearance + self.calcidiol_renal_clearance) * self.size
        spare = self.hydroxylase_capacity + self.hydroxylase_linear * self.hydroxylase_half - need
        root = sqrt(spare * spare + 2 * (2 * self.hydroxylase_linear * need * self.hydroxylase_half))
        return (root - spare) / (2 * self.hydroxylase_linear)

    @derived("nmol")
    def gut_at_start(self) -> Quantity:
        """Vitamin D3 on its way through the gut at the start."""
        return self.d3_intake / self.uptake_rate

    @derived("nmol")
    def circulating_at_start(self) -> Quantity:
        """Vitamin D3 in the central volume at the start."""
        return self.d3_at_start * self.d3_volume

    @derived("nmol")
    def fat_at_start(self) -> Quantity:
        """Vitamin D3 in fat at the start, in balance with serum."""
        return self.d3_at_start * self.fat_volume * self.size

    @derived("nmol")
    def calcidiol_pool_at_start(self) -> Quantity:
        """Calcidiol in the body at the start, all of it from D3."""
        return self.calcidiol_at_start * self.calcidiol_volume * self.size

    @derived("1")
    def induction_at_start(self) -> Quantity:
        """Induction of 24-hydroxylase in balance with the calcidiol of the start."""
        return hill(self.calcidiol_at_start, half=self.induction_half, steepness=self.induction_steepness)

    d3_gut = Pool("nmol", start=gut_at_start, doc="vitamin D3 swallowed and not yet absorbed", scale=10.0)
    d3 = Pool("nmol", start=circulating_at_start, doc="vitamin D3 in blood and fast tissue", scale=50.0)
    d3_fat = Pool("nmol", start=fat_at_start, doc="vitamin D3 stored in fat", scale=1000.0)
    d2_gut = Pool("nmol", start=0.0, doc="vitamin D2 swallowed and not yet absorbed", scale=10.0)
    d2 = Pool("nmol", start=0.0, doc="vitamin D2 in the body", scale=50.0)
    calcifediol_gut = Pool("nmol", start=0.0, doc="calcifediol swallowed and not yet absorbed", scale=10.0)
    d3_calcidiol = Pool("nmol", start=calcidiol_pool_at_start, doc="25(OH)D3 in the body", scale=400.0)
    d2_calcidiol = Pool("nmol", start=0.0, doc="25(OH)D2 in the body", scale=100.0)
    induction = Pool("1", start=induction_at_start, doc="induction of 24-hydroxylase, 0 to 1", scale=0.1)

    @value("nmol/L")
    def serum_d3(self) -> Quantity:
        """Vitamin D3 (cholecalciferol) in serum."""
        return self.d3 / self.d3_volume

    @value("nmol/L")
    def calcidiol_d3(self) -> Quantity:
        """25(OH)D3 in serum."""
        return self.d3_calcidiol / (self.calcidiol_volume * self.size)

    @value("nmol/L")
    def calcidiol_d2(self) -> Quantity:
        """25(OH)D2 in serum."""
        return self.d2_calcidiol / (self.calcidiol_volume * self.size)

    @value("nmol/L")
    def calcidiol(self) -> Quantity:
        """25(OH)D, D2 and D3 together, in serum."""
        return self.calcidiol_d3 + self.calcidiol_d2

    @value("pmol/L", symbol="C8")
    def calcitriol(self) -> Quantity:
        """1,25(OH)2D in serum."""
        return self.made_calcitriol

    @value("1")
    def activity(self) -> Quantity:
        """Vitamin D activity on gut, glands and bone, relative to reference."""
        return self.vitamin_d_activity

    @value("nmol/L")
    def dihydroxy_24(self) -> Quantity:
        """24,25(OH)2D in serum, in step with calcidiol and kidney function."""
        share = 1 - self.ratio_24_kidney + self.ratio_24_kidney * self.kidney
        return self.calcidiol * (self.ratio_24_base + self.ratio_24_slope * self.calcidiol) * share

    @value("L/d")
    def calcidiol_clearing(self) -> Quantity:
        """Clearance of 25(OH)D3 from serum, at 70 kg."""
        usual = self.calcidiol_clearance + self.calcidiol_renal_clearance * self.kidney
        return usual * (1 + self.induction_strength * self.induction)

    @value("L/d")
    def d3_hydroxylating(self) -> Quantity:
        """Clearance of vitamin D3 by 25-hydroxylation; D2 competes for the saturable part."""
        return self.hydroxylase_capacity / self._busy() + self.hydroxylase_linear

    @value("L/d")
    def d2_hydroxylating(self) -> Quantity:
        """Clearance of vitamin D2 by 25-hydroxylation."""
        return self.d2_affinity * self.d3_hydroxylating

    @flow(into=d3_gut)
    def eating_d3(self) -> Quantity:
        """Vitamin D3 eaten."""
        return self.d3_intake

    @flow(d3_gut, into=d3)
    def absorbing_d3(self) -> Quantity:
        """Vitamin D3 absorbed."""
        return self.absorbed_share * self.uptake_rate * self.d3_gut

    @flow(d3_gut)
    def losing_d3_in_gut(self) -> Quantity:
        """Vitamin D3 that leaves with the stool."""
        return (1 - self.absorbed_share) * self.uptake_rate * self.d3_gut

    @flow(into=d3)
    def making_d3(self) -> Quantity:
        """Vitamin D3 that arrives from skin."""
        return self.synthesis

    @flow(d3, into=d3_fat)
    def storing_d3(self) -> Quantity:
        """Vitamin D3 taken up by fat."""
        return self.fat_exchange * self.size * self.serum_d3

    @flow(d3_fat, into=d3)
    def releasing_d3(self) -> Quantity:
        """Vitamin D3 released from fat."""
        return self.fat_exchange / self.fat_volume * self.d3_fat

    @flow(d3)
    def losing_d3(self) -> Quantity:
        """Vitamin D3 lost by ways other than 25-hydroxylation."""
        return self.d3_loss * self.size * self.serum_d3

    @flow(d3, into=d3_calcidiol)
    def hydroxylating_d3(self) -> Quantity:
        """25(OH)D3 made in the liver."""
        return self.d3_hydroxylating * self.serum_d3

    @flow(into=d2_gut)
    def eating_d2(self) -> Quantity:
        """Vitamin D2 eaten."""
        return self.d2_intake

    @flow(d2_gut, into=d2)
    def absorbing_d2(self) -> Quantity:
        """Vitamin D2 absorbed."""
        return self.absorbed_share * self.uptake_rate * self.d2_gut

    @flow(d2_gut)
    def losing_d2_in_gut(self) -> Quantity:
        """Vitamin D2 that leaves with the stool."""
        return (1 - self.absorbed_share) * self.uptake_rate * self.d2_gut

    @flow(d2)
    def losing_d2(self) -> Quantity:
        """Vitamin D2 lost by ways other than 25-hydroxylation."""
        return self.d2_loss_ratio * self.d3_loss * self.size * self.d2 / self.d3_volume

    @flow(d2, into=d2_calcidiol)
    def hydroxylating_d2(self) -> Quantity:
        """25(OH)D2 made in the liver."""
        return self.d2_hydroxylating * self.d2 / self.d3_volume

    @flow(into=calcifediol_gut)
    def eating_calcifediol(self) -> Quantity:
        """Calcifediol swallowed."""
        return self.calcifediol_intake

    @flow(calcifediol_gut, into=d3_calcidiol)
    def absorbing_calcifediol(self) -> Quantity:
        """Calcifediol absorbed."""
        return self.calcifediol_share * self.uptake_rate * self.calcifediol_gut

    @flow(calcifediol_gut)
    def losing_calcifediol_in_gut(self) -> Quantity:
        """Calcifediol that leaves with the stool."""
        return (1 - self.calcifediol_share) * self.uptake_rate * self.calcifediol_gut

    @flow(d3_calcidiol)
    def clearing_calcidiol(self) -> Quantity:
        """25(OH)D3 degraded, to 24,25(OH)2D among others."""
        return self.calcidiol_clearing / self.calcidiol_volume * self.d3_calcidiol

    @flow(d2_calcidiol)
    def clearing_calcidiol_d2(self) -> Quantity:
        """25(OH)D2 degraded."""
        return self.d2_clearance_ratio * self.calcidiol_clearing / self.calcidiol_volume * self.d2_calcidiol

    @flow(into=induction)
    def inducing(self) -> Quantity:
        """24-hydroxylase induced by high calcidiol."""
        target = hill(self.calcidiol, half=self.induction_half, steepness=self.induction_steepness)
        return self.induction_rate * target

    @flow(induction)
    def waning(self) -> Quantity:
        """24-hydroxylase returning to rest."""
        return self.induction_rate * self.induction

    def _busy(self) -> Quantity:
        return self.hydroxylase_half + self.serum_d3 + self.d2_affinity * self.d2 / self.d3_volume
