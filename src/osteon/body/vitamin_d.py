"""Vitamin D3, D2 and calcifediol from gut and skin to calcidiol. Amounts in nmol."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, sqrt


class VitaminD(Subsystem):
    """Parent vitamin D is stored in fat and 25-hydroxylated by a saturable and a linear path."""

    mass = Needs("life.mass", "kg")
    d3_calcidiol = Needs("calcidiol.d3", "nmol")
    d2_calcidiol = Needs("calcidiol.d2", "nmol")
    cleared_at_start = Needs("calcidiol.cleared_at_start", "nmol/d")
    made_calcidiol = Needs("calcidiol.serum", "nmol/L")
    made_calcidiol_d2 = Needs("calcidiol.serum_d2", "nmol/L")
    made_dihydroxy_24 = Needs("calcidiol.dihydroxy_24", "nmol/L")
    synthesis = Needs("skin.synthesis", "nmol/d")
    made_calcitriol = Needs("calcitriol.serum", "pmol/L")
    vitamin_d_activity = Needs("calcitriol.activity", "1")

    d3_intake = Input(5.0 * 2.6, "nmol/d", doc="vitamin D3 eaten and swallowed, mean rate (400 IU is 26 nmol)")
    d2_intake = Input(0.0, "nmol/d", doc="vitamin D2 eaten and swallowed, mean rate")
    calcifediol_intake = Input(0.0, "nmol/d", doc="calcifediol (25-hydroxyvitamin D3) swallowed, mean rate")
    d3_unseen = Input(0.0, "nmol/d", doc="vitamin D3 that enters blood from sources nobody counted")
    calcidiol_at_start = Input(50.0, "nmol/L", doc="serum 25(OH)D at the start")

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
        vary=0.18,
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
        310.0,
        "L",
        doc="volume that body fat amounts to for vitamin D3, at 70 kg",
        know=0.3,
        vary=0.4,
        kind="fitted",
        source="didriksen2015",
        at="abstract: 6.6 mg stored after 3-5 y of 20,000 IU a week against about 1 mg on placebo",
        note="6.6 mg is 17,150 nmol against about 3000 on placebo",
    )
    fat_exchange = Param(
        1.3,
        "L/d",
        doc="clearance of vitamin D3 into fat and back, at 70 kg",
        know=0.4,
        vary=0.4,
        kind="fitted",
        source="martinaityte2017",
        at="abstract: 122 to 84.5 nmol/L in the year after stopping, placebo 71 to 73; fat vitamin D -52 %",
        note="fitted with the other D3 kinetics to the arms of docs/physiology/vitamin-d.md",
    )
    d3_loss = Param(
        2.1,
        "L/d",
        doc="clearance of vitamin D3 by ways other than 25-hydroxylation, at 70 kg",
        know=0.2,
        vary=0.35,
        kind="fitted",
        source="bargerlux1998",
        at="abstract: vitamin D3 rises by 13, 137 and 883 nmol/L on 1000, 10,000 and 50,000 IU a day",
        note="fitted with the other D3 kinetics to the arms of docs/physiology/vitamin-d.md",
    )
    hydroxylase_capacity = Param(
        26.5,
        "nmol/d",
        doc="most calcidiol that the saturable 25-hydroxylase can make",
        know=0.2,
        vary=0.4,
        kind="fitted",
        source="heaney2008",
        at="the saturable part of 25(OH)D against vitamin D3 times clearance",
        note="fitted with the other D3 kinetics to the arms of docs/physiology/vitamin-d.md",
    )
    hydroxylase_half = Param(
        1.65,
        "nmol/L",
        doc="vitamin D3 at which the saturable 25-hydroxylase is half busy",
        know=0.4,
        vary=0.4,
        kind="fitted",
        source="heaney2008",
        note="ocampo2016 has 6.39 nmol/L for a single path",
    )
    hydroxylase_linear = Param(
        0.35,
        "L/d",
        doc="clearance of vitamin D3 by 25-hydroxylation that does not saturate",
        know=0.3,
        vary=0.5,
        kind="fitted",
        source="bargerlux1998",
        at="abstract: +643 nmol/L in 8 weeks of 50,000 IU a day",
        note="fitted with the other D3 kinetics to the arms of docs/physiology/vitamin-d.md",
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
        0.65,
        "1",
        doc="how volumes and clearances of vitamin D and calcidiol grow with body mass",
        know=0.2,
        vary=0.0,
        kind="assumed",
        source="ekwaru2014",
        at="abstract: obese -19.8, overweight -8.0 nmol/L",
        note="dilution in proportion to mass (power 1) is the upper end",
    )
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

    @derived("nmol")
    def gut_at_start(self) -> Quantity:
        """Vitamin D3 on its way through the gut at the start."""
        return self.d3_intake / self.uptake_rate

    @derived("nmol/L")
    def d3_at_start(self) -> Quantity:
        """Vitamin D3 in serum that keeps the calcidiol of the start."""
        spare = self.hydroxylase_capacity + self.hydroxylase_linear * self.hydroxylase_half - self.cleared_at_start
        product = self.hydroxylase_linear * self.hydroxylase_half * self.cleared_at_start
        root = sqrt(spare * spare + 2 * (2 * product))
        return 2 * (self.hydroxylase_half * self.cleared_at_start) / (spare + root)

    @derived("nmol/d")
    def input_at_start(self) -> Quantity:
        """Vitamin D3 that has to enter blood a day to keep the calcidiol of the start."""
        return self.cleared_at_start + self.d3_loss * self.size * self.d3_at_start

    @derived("nmol")
    def circulating_at_start(self) -> Quantity:
        """Vitamin D3 in the central volume at the start."""
        return self.d3_at_start * self.d3_volume

    @derived("nmol")
    def fat_at_start(self) -> Quantity:
        """Vitamin D3 in fat at the start, in balance with serum."""
        return self.d3_at_start * self.fat_volume * self.size

    d3_gut = Pool("nmol", start=gut_at_start, doc="vitamin D3 swallowed and not yet absorbed", scale=10.0)
    d3 = Pool("nmol", start=circulating_at_start, doc="vitamin D3 in blood and fast tissue", scale=50.0)
    d3_fat = Pool("nmol", start=fat_at_start, doc="vitamin D3 stored in fat", scale=1000.0)
    d2_gut = Pool("nmol", start=0.0, doc="vitamin D2 swallowed and not yet absorbed", scale=10.0)
    d2 = Pool("nmol", start=0.0, doc="vitamin D2 in the body", scale=50.0)
    calcifediol_gut = Pool("nmol", start=0.0, doc="calcifediol swallowed and not yet absorbed", scale=10.0)

    @value("nmol/L")
    def serum_d3(self) -> Quantity:
        """Vitamin D3 (cholecalciferol) in serum."""
        return self.d3 / self.d3_volume

    @value("nmol/L")
    def calcidiol_d2(self) -> Quantity:
        """25(OH)D2 in serum."""
        return self.made_calcidiol_d2

    @value("nmol/L")
    def calcidiol(self) -> Quantity:
        """25(OH)D, D2 and D3 together, in serum."""
        return self.made_calcidiol

    @value("nmol/L")
    def dihydroxy_24(self) -> Quantity:
        """24,25(OH)2D in serum."""
        return self.made_dihydroxy_24

    @value("pmol/L", symbol="C8")
    def calcitriol(self) -> Quantity:
        """1,25(OH)2D in serum."""
        return self.made_calcitriol

    @value("1")
    def activity(self) -> Quantity:
        """Vitamin D activity on gut, glands and bone, relative to reference."""
        return self.vitamin_d_activity

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
        """Vitamin D3 that arrives from skin and from sources nobody counted."""
        return self.synthesis + self.d3_unseen

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

    def _busy(self) -> Quantity:
        return self.hydroxylase_half + self.serum_d3 + self.d2_affinity * self.d2 / self.d3_volume
