"""Osteocalcin: made with bone, carboxylated by vitamin K, and what that may mean for bone."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill


class Osteocalcin(Subsystem):
    """The ratio of under-carboxylated to carboxylated osteocalcin falls along a hyperbola in the supply of vitamin K
    beyond the liver; the total follows bone formation, calcitriol and the kidney.
    """

    delivered = Needs("vitamin_k.delivered", "ug/d")
    delivered_reference = Needs("vitamin_k.delivered_reference", "ug/d")
    delivered_at_start = Needs("vitamin_k.delivered_at_start", "ug/d")
    recycling = Needs("vitamin_k.recycling", "1")
    mk4_used = Needs("menaquinone.using_mk4", "ug/d")
    filtration = Needs("kidney.rate", "mL/min")
    calcitriol = Needs("vitamin_d.calcitriol", "pmol/L")
    calcitriol_reference = Needs("vitamin_d.calcitriol_reference", "pmol/L")
    formation = Needs("bone_cells.formation", "1")

    osteoporosis = Input(0.0, "1", doc="1 for postmenopausal osteoporosis, where the MK-4 regimen was tried")

    ratio_reference = Param(
        0.43,
        "1",
        doc="under-carboxylated to carboxylated osteocalcin on the reference diet",
        know=0.5,
        vary=0.4,
        kind="assumed",
        source="dalmeijer2012",
        note="a fraction of 0.30; assays give 0.05 to 0.4, so compare changes only",
    )
    ratio_background = Param(
        0.04,
        "1",
        doc="share of the osteocalcin ratio that vitamin K cannot lower",
        know=0.8,
        vary=0.0,
        kind="fitted",
        source="dalmeijer2012",
        at="abstract: ratio -60 % and -74 %; Emax 0.96",
    )
    half_supply = Param(
        69.0,
        "ug/d",
        doc="supply outside the liver at which half of osteocalcin's sites are open",
        know=0.35,
        vary=0.4,
        kind="fitted",
        source="dalmeijer2012",
        at="abstract; ED50 of 107 ug on top of the diet",
    )
    lag = Param(
        8.0,
        "d",
        doc="time over which osteocalcin carboxylation follows the supply",
        know=0.5,
        vary=0.2,
        kind="assumed",
        source="nakamura2014",
        at="abstract: a week of 600 ug MK-4 lowers ucOC",
        note="koitaya2009 saw it at 2 weeks; binkley2002 (recalled) the whole effect of 1 mg K1 within 2 weeks",
    )
    antagonist_rise = Param(
        3.5,
        "1",
        doc="rise of the osteocalcin ratio under a full antagonist beyond that of no supply",
        know=0.5,
        vary=0.4,
        kind="fitted",
        source="obrant1999",
        at="abstract: carboxylated 4.9 against 13.1 ng/mL",
    )
    reference = Param(
        15.0,
        "ug/L",
        doc="osteocalcin in serum at reference bone formation",
        know=0.1,
        vary=0.35,
        kind="measured",
        source="ship_osteocalcin",
        at="7.3-29.7 in premenopausal women",
    )
    calcitriol_share = Param(
        0.2,
        "1",
        doc="how much of osteocalcin synthesis goes with calcitriol",
        know=0.7,
        vary=0.2,
        kind="assumed",
        source="vanballegooijen2017",
        low=0.0,
        high=1.0,
        note="the gene has a vitamin D response element; no human dose-response was read",
    )
    other_clearance = Param(
        50.0,
        "mL/min",
        doc="clearance of osteocalcin by other ways than the kidney",
        know=0.5,
        vary=0.2,
        kind="fitted",
        source="westenfeld2012",
        at="ucOC 8.4-fold in haemodialysis",
        note="the kidney clears all forms alike: the fraction does not follow filtration (TransplantLines)",
    )
    filtration_reference = Param(
        90.0,
        "mL/min",
        doc="filtration at which the marker references hold",
        know=0.05,
        vary=0.0,
        kind="assumed",
        source="groothof2022",
        at="abstract: 95.4 (SD 21.8) at 52 y",
        note="rounded down to the filtration of the older people in whom the markers were measured",
    )
    spine_gain = Param(
        0.15,
        "%/y",
        doc="change of spine density a year if all osteocalcin were carboxylated, at a nutritional dose",
        know=0.23,
        vary=0.0,
        spread="normal",
        kind="assumed",
        source="mott2019",
        note="interval -0.3 to +0.6, weighed from knapen2013 (less loss), emaus2010 and binkley2009 (none)",
    )
    mk4_gain = Param(
        1.0,
        "%/y",
        doc="change of spine density a year on 45 mg MK-4 in osteoporosis",
        know=0.33,
        vary=0.0,
        spread="normal",
        kind="fitted",
        source="zhou2022",
        note="interval 0.3 to 1.6, discounted for open trials (shiraki2000, mott2019); none without osteoporosis",
    )
    mk4_regimen = Param(
        45.0,
        "mg/d",
        doc="MK-4 dose of the osteoporosis regimen",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="shiraki2000",
    )
    spine_turnover = Param(
        10.5,
        "%/y",
        doc="share of the spine's mineral that is formed anew in a year, to make a yearly gain relative to formation",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="parfitt1994",
        note="chosen so that the spine of this edition gains `spine_gain` a year after menopause",
    )

    @derived("1")
    def ratio_at_start(self) -> Quantity:
        """Ratio at rest on the food inputs."""
        return self._ratio(self.delivered_at_start)

    ratio = Pool("1", start=ratio_at_start, doc="under-carboxylated to carboxylated osteocalcin", scale=0.3)

    @value("1")
    def undercarboxylated(self) -> Quantity:
        """Under-carboxylated share of osteocalcin."""
        return self.ratio / (1 + self.ratio)

    @value("ug/L")
    def total(self) -> Quantity:
        """Osteocalcin in serum."""
        drive = 2 * self.calcitriol / (self.calcitriol + self.calcitriol_reference)
        synthesis = self.formation * (1 - self.calcitriol_share + self.calcitriol_share * drive)
        usual = self.other_clearance + self.filtration_reference
        return self.reference * synthesis * usual / (self.other_clearance + self.filtration)

    @value("1")
    def bone_effect(self) -> Quantity:
        """What vitamin K adds to net bone formation, relative to formation; its interval includes zero."""
        usual = self.ratio_reference / (1 + self.ratio_reference)
        nutrition = self.spine_gain * (1 - self.undercarboxylated / usual)
        regimen = self.mk4_gain * self.osteoporosis * 2 * hill(self.mk4_used, half=self.mk4_regimen)
        return (nutrition + regimen) / self.spine_turnover

    @flow(into=ratio)
    def opening(self) -> Quantity:
        """Osteocalcin made with open sites."""
        return self._ratio(self.delivered) / self.lag

    @flow(ratio)
    def renewing(self) -> Quantity:
        """Osteocalcin replaced by newly made."""
        return self.ratio / self.lag

    def _ratio(self, delivered: Quantity) -> Quantity:
        open_sites = (self.half_supply + self.delivered_reference) / (self.half_supply + delivered)
        share = self.ratio_background + (1 - self.ratio_background) * open_sites
        return self.ratio_reference * share * (1 + self.antagonist_rise * (1 - self.recycling))
