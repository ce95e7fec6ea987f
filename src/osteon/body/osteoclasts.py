"""Osteoclasts and the RANKL signal that makes them and keeps them alive. Pools are relative to 1."""

from __future__ import annotations

from osteon.engine.declare import Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, exp


class Osteoclasts(Subsystem):
    """Precursors wait, mature under RANKL and die as osteoclasts, sooner where RANKL is short.

    RANKL, OPG and denosumab are in balance at every moment. While RANKL is blocked precursors gather, which gives the
    rebound when denosumab is stopped. Reference: a healthy woman of about 35 years, where all pools are 1.
    """

    age = Needs("life.age", "y")
    age_at_start = Needs("life.age_at_start", "y")
    estrogen = Needs("life.estrogen", "1")
    estrogen_at_start = Needs("life.estrogen_at_start", "1")
    exercise = Needs("life.exercise", "1")
    body_mass_index = Needs("life.body_mass_index", "kg/m2")
    raloxifene = Needs("raloxifene.replacement", "1")
    hormone = Needs("parathyroid.relative", "1")
    vitamin_d = Needs("vitamin_d.activity", "1")
    calcidiol = Needs("vitamin_d.calcidiol", "nmol/L")
    osteoprotegerin = Needs("osteoblasts.osteoprotegerin", "1")
    denosumab = Needs("denosumab.binding", "1")
    teriparatide = Needs("teriparatide.catabolic", "1")
    prednisolone = Needs("prednisolone.dose", "mg/d")
    spared = Needs("bisphosphonates.spared", "1")

    precursor_time = Param(
        0.96,
        "y",
        doc="mean time an osteoclast precursor waits at the reference",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="bone2011",
        note="set by the rebound after denosumab, which is recalled",
    )
    matured_share = Param(
        0.804,
        "1",
        doc="share of precursors that mature rather than die at the reference",
        know=0.2,
        vary=0.15,
        kind="fitted",
        source="bone2011",
        note="as precursor_time",
        low=0.0,
        high=1.0,
    )
    free_share = Param(
        0.283,
        "1",
        doc="share of osteoclast formation that needs no RANKL signal",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="mcclung2006",
        note="set by the lowest resorption marker on denosumab (-85 to -88 %), recalled",
        low=0.0,
        high=1.0,
    )
    osteoclast_life = Param(
        8.77,
        "d",
        doc="mean life of an osteoclast at the reference",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="jorg2022",
        note="nuclei turn over at 8 % a day in a low-grade review; resorption lasts 2-4 weeks",
    )
    survival = Param(
        4.04,
        "1",
        doc="how much faster osteoclasts die without RANKL signal, less 1",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="mcclung2006",
        note="CTX has fallen by about 85 % three days after denosumab (recalled)",
    )
    rankl_half = Param(
        3.58,
        "1",
        doc="RANKL drive, relative to the reference, at which half of its receptors are taken",
        know=0.4,
        vary=0.0,
        kind="fitted",
        source="osteon_course",
    )
    usual_hormone = Param(
        1.24,
        "1",
        doc="parathyroid hormone in youth, relative to its reference, that cells start in balance with",
        know=0.1,
        vary=0.0,
        kind="fitted",
        source="osteon_course",
        note="course of this edition's minerals on a usual diet; only the start of a run depends on it",
    )
    usual_rise = Param(
        0.0876,
        "1",
        doc="usual rise of parathyroid hormone by the reference age",
        know=0.3,
        vary=0.0,
        kind="fitted",
        source="osteon_course",
        note="as usual_hormone",
    )
    usual_rise_time = Param(
        21.5,
        "y",
        doc="time in which that rise grows by a factor e",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="osteon_course",
        note="as usual_hormone",
    )
    hormone_half = Param(
        6.92,
        "1",
        doc="parathyroid hormone, relative to the reference, at half of its largest effect on RANKL",
        know=0.4,
        vary=0.2,
        kind="fitted",
        source="tai2015",
        at="abstract: calcium raises density by 0.7-1.8 % once",
    )
    calcitriol_gain = Param(
        0.1,
        "1",
        doc="gain of the RANKL drive when calcitriol doubles",
        know=0.6,
        vary=0.2,
        kind="assumed",
        source="osteon_course",
        note="direct bone effect in the living person is hardly known; spread wide",
    )
    calcidiol_excess = Param(
        1.0,
        "1",
        doc="largest extra RANKL drive by very high calcidiol",
        know=0.8,
        vary=0.3,
        kind="fitted",
        source="burt2019",
        at="abstract: radius density -3.9 and -7.5 mg HA/cm3 in 3 y of 4000 and 10,000 against 400 IU a day",
        note="one trial; no later dose-response",
    )
    calcidiol_half = Param(
        160.0,
        "nmol/L",
        doc="calcidiol at half of that; the fourth power makes it a matter of high doses",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="burt2019",
    )
    estrogen_half = Param(
        0.305,
        "1",
        doc="missing share of estrogen at which half of the largest conceivable effect is reached",
        know=0.5,
        vary=0.2,
        kind="fitted",
        source="greendale2012",
        at="abstract: spine loss starts a year before the last period, when estradiol has fallen little",
    )
    estrogen_supply = Param(
        0.235,
        "1",
        doc="gain of precursors when estrogen is gone",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="garnero1996",
        at="abstract: resorption markers +79 to +97 %, formation markers +37 to +52 % after menopause",
    )
    estrogen_rankl = Param(
        0.655,
        "1",
        doc="gain of the RANKL drive when estrogen is gone",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="garnero1996",
    )
    mass_protection = Param(
        0.968,
        "1",
        doc="power of body mass index by which the lack of estrogen is felt less",
        know=0.4,
        vary=0.0,
        kind="fitted",
        source="finkelstein2008",
        at="abstract: loss 35-55 % slower in the heaviest third",
    )
    reference_mass_index = Param(
        27.0,
        "kg/m2",
        doc="body mass index of the reference",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="finkelstein2008",
        note="about that of the women of SWAN and of the reference tables, 26 to 28 (recalled)",
    )
    youth_turnover = Param(
        0.655,
        "1",
        doc="extra turnover at 18 years",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="michelsen2013oc",
        at="osteocalcin of women 25-29 against 40-44 y: 19.4 to 14.7 ng/mL (geometric middle of the interval)",
    )
    youth_time = Param(
        6.26, "y", doc="time scale on which youth fades", know=0.3, vary=0.2, kind="fitted", source="lu2016"
    )
    adult_age = Param(
        18.0, "y", doc="age at which adult life starts here", know=0.0, vary=0.0, kind="definition", source="lu2016"
    )
    reference_age = Param(
        35.0, "y", doc="age of the reference", know=0.0, vary=0.0, kind="definition", source="osteon_course"
    )
    exercise_rankl = Param(
        0.112,
        "1",
        doc="fall of the RANKL drive with an exercise programme",
        know=0.4,
        vary=0.4,
        kind="fitted",
        source="howe2011",
        at="lumbar spine +0.85, femoral neck +1.03 % (recalled)",
    )
    supply_aging = Param(
        0.0063,
        "1/y",
        doc="yearly fall of new precursors with age",
        know=0.6,
        vary=0.3,
        kind="fitted",
        source="michelsen2013",
        at="abstract: CTX of men .12-.83 at 25-29 y and .05-.58 ng/mL at 75-79 y",
    )
    steroid_rankl = Param(
        0.0174,
        "d/mg",
        doc="gain of the RANKL drive for each mg a day of prednisolone",
        know=0.5,
        vary=0.3,
        kind="fitted",
        source="lems2016",
    )

    @derived("1")
    def lack_at_start(self) -> Quantity:
        """Share of estrogen action that bone misses at the age of the start, untreated."""
        return self._lack(self.estrogen_at_start)

    @derived("1")
    def hormone_drive_at_start(self) -> Quantity:
        """Drive of RANKL by the parathyroid hormone that is usual at the age of the start."""
        years = (self.age_at_start - self.reference_age) / self.usual_rise_time
        return self._hormone_drive(self.usual_hormone + self.usual_rise * exp(years))

    @derived("1")
    def receptors_at_start(self) -> Quantity:
        """Occupied RANKL receptors at the start, untreated."""
        return self._receptors(self.hormone_drive_at_start * (1 + self.estrogen_rankl * self.lack_at_start))

    @derived("1")
    def precursors_at_start(self) -> Quantity:
        """Precursors in balance with the hormones and age of the start."""
        matured = self.matured_share * self._maturation(self.receptors_at_start)
        return self._supply(self.lack_at_start, self.age_at_start) / (1 - self.matured_share + matured)

    @derived("1")
    def osteoclasts_at_start(self) -> Quantity:
        """Osteoclasts in balance with the hormones and age of the start."""
        made = self._maturation(self.receptors_at_start) * self.precursors_at_start
        return made / self._death(self.receptors_at_start)

    precursors = Pool("1", start=precursors_at_start, scale=1.0, doc="osteoclast precursors")
    osteoclasts = Pool("1", start=osteoclasts_at_start, scale=1.0, doc="osteoclasts at work")

    @value("1")
    def estrogen_lack(self) -> Quantity:
        """Share of estrogen action that bone misses: raloxifene fills part of it, body mass softens it."""
        return self._lack(self.estrogen + (1 - self.estrogen) * self.raloxifene)

    @value("1")
    def hormone_drive(self) -> Quantity:
        """Drive of RANKL by parathyroid hormone, 1 at the reference."""
        return self._hormone_drive(self.hormone)

    @value("1")
    def rankl(self) -> Quantity:
        """Free RANKL relative to the reference."""
        drive = self.hormone_drive * (1 + self.estrogen_rankl * self.estrogen_lack) * self._vitamin_d_drive()
        drugs = (1 + self.teriparatide) * (1 + self.steroid_rankl * self.prednisolone)
        restraint = self.osteoprotegerin * self.denosumab * (1 + self.exercise_rankl * self.exercise)
        return drive * drugs / restraint

    @value("1")
    def receptors(self) -> Quantity:
        """Occupied RANKL receptors relative to the reference."""
        return self._receptors(self.rankl)

    @value("1")
    def activity(self) -> Quantity:
        """Resorbing activity relative to the reference; bisphosphonates stop a share of it."""
        return self.osteoclasts * self.spared

    @flow(into=precursors)
    def recruitment(self) -> Quantity:
        """New precursors, more without estrogen and in youth."""
        return self._supply(self.estrogen_lack, self.age) / self.precursor_time

    @flow(precursors)
    def loss(self) -> Quantity:
        """Precursors that die without maturing."""
        return (1 - self.matured_share) * self.precursors / self.precursor_time

    @flow(precursors)
    def departure(self) -> Quantity:
        """Precursors that mature."""
        return self.matured_share * self._maturation(self.receptors) * self.precursors / self.precursor_time

    @flow(into=osteoclasts)
    def maturation(self) -> Quantity:
        """Osteoclasts formed from the precursors that mature."""
        return self._maturation(self.receptors) * self.precursors / self.osteoclast_life

    @flow(osteoclasts)
    def death(self) -> Quantity:
        """Osteoclasts that die."""
        return self._death(self.receptors) * self.osteoclasts / self.osteoclast_life

    def _lack(self, estrogen: Quantity) -> Quantity:
        missing = 1 - estrogen
        felt = (1 + self.estrogen_half) * missing / (self.estrogen_half + missing)
        return felt * (self.reference_mass_index / self.body_mass_index) ** self.mass_protection

    def _supply(self, lack: Quantity, age: Quantity) -> Quantity:
        youth = self._youth(age) / self._youth(self.reference_age)
        decline = exp(self.supply_aging * (self.reference_age - age))
        return (1 + self.estrogen_supply * lack) * youth * decline

    def _youth(self, age: Quantity) -> Quantity:
        return 1 + self.youth_turnover * exp((self.adult_age - age) / self.youth_time)

    def _hormone_drive(self, hormone: Quantity) -> Quantity:
        return (1 + self.hormone_half) * hormone / (self.hormone_half + hormone)

    def _receptors(self, rankl: Quantity) -> Quantity:
        return (1 + self.rankl_half) * rankl / (self.rankl_half + rankl)

    def _maturation(self, receptors: Quantity) -> Quantity:
        return self.free_share + (1 - self.free_share) * receptors

    def _death(self, receptors: Quantity) -> Quantity:
        return (1 + self.survival) / (1 + self.survival * receptors)

    def _vitamin_d_drive(self) -> Quantity:
        fourth_power = ((self.calcidiol / self.calcidiol_half) ** 2) ** 2
        excess = self.calcidiol_excess * fourth_power / (1 + fourth_power)
        return (1 + self.calcitriol_gain * (self.vitamin_d - 1)) * (1 + excess)
