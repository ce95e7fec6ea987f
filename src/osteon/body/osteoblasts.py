"""Osteoblasts: how well resorbed sites are refilled, and bone that lining cells lay down. Pools are relative to 1."""

from __future__ import annotations

from osteon.engine.declare import Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, exp


class Osteoblasts(Subsystem):
    """Lining cells are recruited to modelling as sclerostin releases them; the reserve empties when they all are.

    Sclerostin and its binding by romosozumab are in balance at every moment. `refill` multiplies the share of every
    resorbed volume that osteoblasts fill again.
    """

    age = Needs("life.age", "y")
    age_at_start = Needs("life.age_at_start", "y")
    smoking = Needs("life.smoking", "1")
    alcohol = Needs("life.alcohol", "g/d")
    estrogen_lack = Needs("osteoclasts.estrogen_lack", "1")
    lack_at_start = Needs("osteoclasts.lack_at_start", "1")
    hormone_drive = Needs("osteoclasts.hormone_drive", "1")
    romosozumab = Needs("romosozumab.binding", "1")
    teriparatide_recruitment = Needs("teriparatide.recruitment", "1")
    prednisolone = Needs("prednisolone.dose", "mg/d")
    vitamin_k = Needs("vitamin_k.bone_effect", "1")

    recruitment_rate = Param(
        0.0972,
        "1/y",
        doc="share of lining cells recruited to modelling a year at the reference",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="cosman2016",
        at="abstract: lumbar spine +13.3 %, total hip +6.9 % in 12 months; P1NP +145 % at 2 weeks",
    )
    lining_loss = Param(
        0.0302,
        "1/y",
        doc="share of lining cells lost otherwise a year",
        know=0.6,
        vary=0.2,
        kind="fitted",
        source="cosman2016",
        note="decides how fast the response to a second course returns; hardly known",
    )
    sclerostin_half = Param(
        0.184,
        "1",
        doc="free sclerostin, relative to the reference, at half of the largest recruitment",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="cosman2016",
    )
    modelling_delay = Param(
        8.0,
        "d",
        doc="time from recruitment to the laying down of mineral",
        know=0.4,
        vary=0.2,
        kind="assumed",
        source="martinezreina2019",
        note="mineralisation lag of 12 d in that model; markers answer within two weeks",
    )
    wnt_opg = Param(
        0.0583,
        "1",
        doc="gain of OPG for a unit gain of recruitment",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="cosman2016",
        at="CTX -55 % at 2 weeks (recalled)",
    )
    hormone_formation = Param(
        0.094,
        "1",
        doc="gain of refill for a small gain of the drive by parathyroid hormone, twice that at most",
        know=0.4,
        vary=0.2,
        kind="fitted",
        source="tai2015",
        at="abstract: the gain by calcium does not grow after the first year",
    )
    estrogen_refill = Param(
        0.026,
        "1",
        doc="loss of refill when estrogen is gone",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="greendale2012",
        at="abstract: lumbar spine -10.6 %, femoral neck -9.1 % from 5 y before to 5 y after the last period",
    )
    withdrawal_refill = Param(
        0.675,
        "1",
        doc="further loss of refill when estrogen has just gone",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="greendale2012",
        at="abstract: spine -2.46 %/y from 1 y before to 2 y after the last period, about -1 %/y after that",
    )
    habituation_time = Param(
        0.9,
        "y",
        doc="time in which osteoblasts get used to a lack of estrogen",
        know=0.4,
        vary=0.2,
        kind="fitted",
        source="greendale2012",
        at="as withdrawal_refill",
    )
    aging = Param(
        0.00085,
        "1/y",
        doc="yearly loss of refill with age",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="looker1998",
        at="femoral neck by age (recalled)",
    )
    smoking_refill = Param(
        0.0249,
        "1",
        doc="loss of refill in smokers without estrogen",
        know=0.5,
        vary=0.3,
        kind="fitted",
        source="law1997",
        at="abstract: -2 % density in 10 y after menopause",
    )
    alcohol_refill = Param(
        0.0,
        "d/g",
        doc="loss of refill for each g a day of ethanol",
        know=0.0003,
        vary=0.0002,
        spread="normal",
        kind="assumed",
        source="alcohol2023",
        note="only fracture risk was read (+6 % for 14 g/d, less risk below 22 g/d); an effect on density is not shown",
    )
    steroid_refill = Param(
        0.00836,
        "d/mg",
        doc="loss of refill for each mg a day of prednisolone",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="lems2016",
        at="lumbar spine -1.7 % at 8.7 mg and -3.6 % at 18.9 mg a day in a year",
    )
    youth_gain = Param(
        1.91,
        "1",
        doc="extra modelling at 18 years",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="lu2016",
        at="abstract: total-body density peaks at 22.3 y in women, 26.9 y in men",
    )
    fading = Param(
        3.52, "y", doc="time scale on which the last growth fades", know=0.3, vary=0.2, kind="fitted", source="lu2016"
    )
    young = Param(
        18.0, "y", doc="age at which adult life starts here", know=0.0, vary=0.0, kind="definition", source="lu2016"
    )
    middle_age = Param(
        35.0, "y", doc="age of the reference", know=0.0, vary=0.0, kind="definition", source="osteon_course"
    )

    @derived("1")
    def modelling_at_start(self) -> Quantity:
        """Modelling at the start: the recruitment of usual life and the last growth."""
        return self._growth(self.age_at_start)

    @derived("1")
    def used_to_at_start(self) -> Quantity:
        """Osteoblasts are used to the lack of estrogen of the start."""
        return self.lack_at_start

    lining = Pool("1", start=1.0, scale=1.0, doc="lining cells that can be recruited")
    modelling = Pool("1", start=modelling_at_start, scale=1.0, doc="osteoblasts at work without prior resorption")
    habituation = Pool("1", start=used_to_at_start, scale=1.0, doc="lack of estrogen that osteoblasts are used to")

    @value("1")
    def sclerostin(self) -> Quantity:
        """Free sclerostin relative to the reference."""
        return 1 / self.romosozumab

    @value("1")
    def recruited(self) -> Quantity:
        """Recruitment of lining cells relative to the reference."""
        half = self.sclerostin_half**2
        release = (half + 1) / (half + self.sclerostin**2)
        return release * (1 + self.teriparatide_recruitment) * self.lining

    @value("1")
    def osteoprotegerin(self) -> Quantity:
        """OPG relative to the reference: made with the Wnt signal in lining cells."""
        return 1 + self.wnt_opg * (self.recruited / (1 + self.teriparatide_recruitment) - 1)

    @value("1")
    def refill(self) -> Quantity:
        """Bone laid down on a resorbed site relative to a healthy young adult; never negative."""
        withdrawal = self.withdrawal_refill * (self.estrogen_lack - self.habituation)
        estrogen = (self.estrogen_refill + self.smoking_refill * self.smoking) * self.estrogen_lack + withdrawal
        poisons = self.steroid_refill * self.prednisolone + self.alcohol_refill * self.alcohol
        decline = self.aging * (self.age - self.middle_age)
        hormone = 2 * self.hormone_formation * (self.hormone_drive - 1) / (self.hormone_drive + 1)
        return exp(hormone + self.vitamin_k - estrogen - poisons - decline)

    @flow(into=lining)
    def renewal(self) -> Quantity:
        """New lining cells."""
        return self.recruitment_rate + self.lining_loss

    @flow(lining)
    def recruitment(self) -> Quantity:
        """Lining cells recruited to modelling."""
        return self.recruitment_rate * self.recruited

    @flow(lining)
    def death(self) -> Quantity:
        """Lining cells lost otherwise."""
        return self.lining_loss * self.lining

    @flow(into=modelling)
    def onset(self) -> Quantity:
        """Recruited cells start to lay down bone; growth adds to it in youth."""
        return self.recruited * self._growth(self.age) / self.modelling_delay

    @flow(modelling)
    def completion(self) -> Quantity:
        """Cells that have finished."""
        return self.modelling / self.modelling_delay

    @flow(into=habituation)
    def habituating(self) -> Quantity:
        """Osteoblasts get used to the present lack of estrogen."""
        return self.estrogen_lack / self.habituation_time

    @flow(habituation)
    def dishabituating(self) -> Quantity:
        """They forget the former one."""
        return self.habituation / self.habituation_time

    def _growth(self, age: Quantity) -> Quantity:
        return 1 + self.youth_gain * exp((self.young - age) / self.fading)
