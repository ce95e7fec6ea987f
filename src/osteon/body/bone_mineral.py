"""Calcium in bone, mmol: surface, and young and mature trabecular and cortical bone; turnover markers."""

from __future__ import annotations

from osteon.engine.declare import Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity


class BoneMineral(Subsystem):
    """New bone takes up part of its calcium at once and the rest as it matures; osteoclasts release all of it.

    Every outflow is a share of its pool, so calcium is conserved and no pool can fall below zero.
    """

    plasma = Needs("calcium.plasma", "mmol")
    calcium = Needs("calcium.relative", "1")
    female = Needs("life.female", "1")
    size = Needs("skeleton.size", "1")
    trabecular_peak = Needs("skeleton.trabecular_peak", "mmol")
    cortical_peak = Needs("skeleton.cortical_peak", "mmol")
    trabecular_start = Needs("skeleton.trabecular_start", "1")
    cortical_start = Needs("skeleton.cortical_start", "1")
    activity_at_start = Needs("osteoclasts.osteoclasts_at_start", "1")
    trabecular_turnover = Needs("bone_cells.trabecular_turnover", "1/d")
    cortical_turnover = Needs("bone_cells.cortical_turnover", "1/d")
    trabecular_resorption = Needs("bone_cells.trabecular_resorption", "1/d")
    cortical_resorption = Needs("bone_cells.cortical_resorption", "1/d")
    trabecular_formation = Needs("bone_cells.trabecular_formation", "1/d")
    cortical_formation = Needs("bone_cells.cortical_formation", "1/d")
    mineralisation = Needs("bone_cells.mineralisation", "1")
    resorption = Needs("bone_cells.resorption", "1")
    formation = Needs("bone_cells.formation", "1")
    hormone_drive = Needs("osteoclasts.hormone_drive", "1")

    primary = Param(
        0.761,
        "1",
        doc="calcium of newly laid bone relative to full mineralisation",
        know=0.1,
        vary=0.03,
        kind="fitted",
        source="parfitt1994",
        note="recalled as about 70 % within days to weeks",
        low=0.0,
        high=1.0,
    )
    maturation = Param(
        1.05,
        "1/y",
        doc="rate at which young bone becomes fully mineralised",
        know=0.4,
        vary=0.2,
        kind="fitted",
        source="parfitt1994",
        note="recalled half-time 1-5 y; fitted models use a few months",
    )
    surface_calcium = Param(
        100.0,
        "mmol",
        doc="calcium on bone surfaces that exchanges with blood, man of reference height",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="petersonriggs_open",
        at="exchangeable bone calcium, 100 mmol",
        symbol="Q",
    )
    exchange = Param(
        5.7,
        "mmol/d",
        doc="calcium exchanged between blood and bone surface in balance, man of reference height",
        know=0.4,
        vary=0.2,
        kind="assumed",
        source="endotext",
        at="figure 1: 12.5 mmol/d to and from bone",
        note="less the remodelling of 3.5-7 mmol/d",
    )
    surface_release = Param(
        0.25,
        "1",
        doc="weight of parathyroid hormone in the release from surfaces, against 1 without it",
        know=0.5,
        vary=0.2,
        kind="assumed",
        source="endotext",
        note="fast calcium release by parathyroid hormone is textbook knowledge; size assumed",
    )
    ctx_woman = Param(
        0.17,
        "ng/mL",
        doc="CTX at the reference, women",
        know=0.15,
        vary=0.5,
        kind="fitted",
        source="michelsen2013",
        at="abstract, premenopausal .05-.67: geometric middle",
    )
    ctx_man = Param(
        0.188,
        "ng/mL",
        doc="CTX at the reference, men",
        know=0.2,
        vary=0.5,
        kind="fitted",
        source="michelsen2013",
        at="abstract, .12-.83 at 25-29 y, .05-.58 at 75-79 y",
    )
    ctx_power = Param(
        1.16,
        "1",
        doc="power of resorption in CTX",
        know=0.1,
        vary=0.0,
        kind="fitted",
        source="jorg2022",
        at="code of the paper",
        symbol="q_CTX",
    )
    ctx_floor = Param(
        0.113,
        "1",
        doc="share of CTX that stays when osteoclasts stop",
        know=0.5,
        vary=0.2,
        kind="fitted",
        source="mcclung2006",
        note="lowest value on denosumab is 85 to 88 % below the start (recalled)",
        low=0.0,
        high=1.0,
    )
    p1np_woman = Param(
        35.9,
        "ng/mL",
        doc="P1NP at the reference, women",
        know=0.1,
        vary=0.35,
        kind="fitted",
        source="michelsen2013",
        at="abstract, premenopausal 19-76: geometric middle",
    )
    p1np_man = Param(
        34.7,
        "ng/mL",
        doc="P1NP at the reference, men",
        know=0.15,
        vary=0.35,
        kind="fitted",
        source="michelsen2013",
        at="abstract, 31-96 at 25-29 y, 16-68 at 75-79 y",
    )
    bsap_woman = Param(
        11.7,
        "ng/mL",
        doc="bone alkaline phosphatase at the reference, women",
        know=0.1,
        vary=0.35,
        kind="measured",
        source="michelsen2013",
        at="abstract, premenopausal 6.0-22.7: geometric middle",
    )
    bsap_man = Param(
        13.9,
        "ng/mL",
        doc="bone alkaline phosphatase at the reference, men",
        know=0.1,
        vary=0.35,
        kind="measured",
        source="michelsen2013",
        at="abstract, 7.4-27.7 and 7.6-24.4: geometric middle",
    )
    bsap_share = Param(
        0.6,
        "1",
        doc="share of bone alkaline phosphatase that follows bone formation",
        know=0.2,
        vary=0.1,
        kind="fitted",
        source="jorg2022",
        at="code of the paper: powers .92 against 1.45 for P1NP",
        low=0.0,
        high=1.0,
    )

    @derived("1")
    def trabecular_matrix_at_start(self) -> Quantity:
        """Trabecular matrix at the start relative to the calcium at peak."""
        return self._matrix(self.trabecular_start, self._young_share(self.trabecular_turnover))

    @derived("1")
    def cortical_matrix_at_start(self) -> Quantity:
        """Cortical matrix at the start relative to the calcium at peak."""
        return self._matrix(self.cortical_start, self._young_share(self.cortical_turnover))

    @derived("mmol")
    def trabecular_young_at_start(self) -> Quantity:
        """Calcium in young trabecular bone in balance at the start."""
        young = self._young_share(self.trabecular_turnover) * self.primary
        return young * self.trabecular_matrix_at_start * self.trabecular_peak

    @derived("mmol")
    def trabecular_mature_at_start(self) -> Quantity:
        """Calcium in mature trabecular bone in balance at the start."""
        mature = 1 - self._young_share(self.trabecular_turnover)
        return mature * self.trabecular_matrix_at_start * self.trabecular_peak

    @derived("mmol")
    def cortical_young_at_start(self) -> Quantity:
        """Calcium in young cortical bone in balance at the start."""
        young = self._young_share(self.cortical_turnover) * self.primary
        return young * self.cortical_matrix_at_start * self.cortical_peak

    @derived("mmol")
    def cortical_mature_at_start(self) -> Quantity:
        """Calcium in mature cortical bone in balance at the start."""
        mature = 1 - self._young_share(self.cortical_turnover)
        return mature * self.cortical_matrix_at_start * self.cortical_peak

    @derived("mmol")
    def surface_at_start(self) -> Quantity:
        """Calcium on bone surfaces for a skeleton of this size."""
        return self.surface_calcium * self.size

    surface = Pool("mmol", start=surface_at_start, scale=100.0, element="calcium", doc="exchangeable calcium on bone")
    trabecular_young = Pool(
        "mmol", start=trabecular_young_at_start, scale=700.0, element="calcium", doc="trabecular bone still maturing"
    )
    trabecular_mature = Pool(
        "mmol", start=trabecular_mature_at_start, scale=4000.0, element="calcium", doc="mature trabecular bone"
    )
    cortical_young = Pool(
        "mmol", start=cortical_young_at_start, scale=700.0, element="calcium", doc="cortical bone still maturing"
    )
    cortical_mature = Pool(
        "mmol", start=cortical_mature_at_start, scale=18000.0, element="calcium", doc="mature cortical bone"
    )

    @value("1")
    def trabecular(self) -> Quantity:
        """Trabecular calcium relative to peak."""
        return (self.trabecular_young + self.trabecular_mature) / self.trabecular_peak

    @value("1")
    def cortical(self) -> Quantity:
        """Cortical calcium relative to peak."""
        return (self.cortical_young + self.cortical_mature) / self.cortical_peak

    @value("mmol")
    def calcium_total(self) -> Quantity:
        """Calcium in the skeleton."""
        trabecular = self.trabecular_young + self.trabecular_mature
        return self.surface + trabecular + self.cortical_young + self.cortical_mature

    @value("1/d")
    def trabecular_opening(self) -> Quantity:
        """Trabecular matrix resorbed a day, share of peak."""
        matrix = self.trabecular_young / self.primary + self.trabecular_mature
        return self.trabecular_resorption * matrix / self.trabecular_peak

    @value("1/d")
    def cortical_opening(self) -> Quantity:
        """Cortical matrix resorbed a day, share of peak."""
        matrix = self.cortical_young / self.primary + self.cortical_mature
        return self.cortical_resorption * matrix / self.cortical_peak

    @flow(plasma, into=trabecular_young)
    def trabecular_primary(self) -> Quantity:
        """Calcium that new trabecular bone takes up at once."""
        return self.primary * self.trabecular_formation * self.trabecular_peak

    @flow(plasma, into=cortical_young)
    def cortical_primary(self) -> Quantity:
        """Calcium that new cortical bone takes up at once."""
        return self.primary * self.cortical_formation * self.cortical_peak

    @flow(trabecular_young, into=trabecular_mature)
    def trabecular_maturation(self) -> Quantity:
        """Young trabecular bone that becomes mature, with the calcium it has."""
        return self.maturation * self.mineralisation * self.trabecular_young

    @flow(cortical_young, into=cortical_mature)
    def cortical_maturation(self) -> Quantity:
        """Young cortical bone that becomes mature, with the calcium it has."""
        return self.maturation * self.mineralisation * self.cortical_young

    @flow(plasma, into=trabecular_mature)
    def trabecular_secondary(self) -> Quantity:
        """Calcium that maturing trabecular bone takes up."""
        return self.trabecular_maturation * (1 - self.primary) / self.primary

    @flow(plasma, into=cortical_mature)
    def cortical_secondary(self) -> Quantity:
        """Calcium that maturing cortical bone takes up."""
        return self.cortical_maturation * (1 - self.primary) / self.primary

    @flow(trabecular_young, into=plasma)
    def trabecular_young_release(self) -> Quantity:
        """Calcium that osteoclasts free from young trabecular bone."""
        return self.trabecular_resorption * self.trabecular_young

    @flow(trabecular_mature, into=plasma)
    def trabecular_mature_release(self) -> Quantity:
        """Calcium that osteoclasts free from mature trabecular bone."""
        return self.trabecular_resorption * self.trabecular_mature

    @flow(cortical_young, into=plasma)
    def cortical_young_release(self) -> Quantity:
        """Calcium that osteoclasts free from young cortical bone."""
        return self.cortical_resorption * self.cortical_young

    @flow(cortical_mature, into=plasma)
    def cortical_mature_release(self) -> Quantity:
        """Calcium that osteoclasts free from mature cortical bone."""
        return self.cortical_resorption * self.cortical_mature

    @flow(plasma, into=surface)
    def surface_uptake(self) -> Quantity:
        """Calcium that bone surfaces take from blood."""
        return self.exchange * self.size * self.calcium

    @flow(surface, into=plasma)
    def surface_return(self) -> Quantity:
        """Calcium that bone surfaces give back, more under parathyroid hormone."""
        drive = (1 + self.surface_release * self.hormone_drive) / (1 + self.surface_release)
        return self.exchange * drive * self.surface / self.surface_calcium

    @value("mmol/d")
    def calcium_release(self) -> Quantity:
        """Calcium that bone gives to blood, surface exchange included."""
        trabecular = self.trabecular_young_release + self.trabecular_mature_release
        return trabecular + self.cortical_young_release + self.cortical_mature_release + self.surface_return

    @value("mmol/d")
    def calcium_uptake(self) -> Quantity:
        """Calcium that bone takes from blood, surface exchange included."""
        primary = self.trabecular_primary + self.cortical_primary
        return primary + self.trabecular_secondary + self.cortical_secondary + self.surface_uptake

    @value("ng/mL")
    def ctx(self) -> Quantity:
        """Collagen fragment CTX in serum, fasting morning: follows resorption."""
        follows = self.ctx_floor + (1 - self.ctx_floor) * self.resorption**self.ctx_power
        return self._sex(self.ctx_woman, self.ctx_man) * follows

    @value("ng/mL")
    def p1np(self) -> Quantity:
        """Procollagen propeptide P1NP in serum: follows formation."""
        return self._sex(self.p1np_woman, self.p1np_man) * self.formation

    @value("ng/mL")
    def bsap(self) -> Quantity:
        """Bone alkaline phosphatase in serum: follows formation in part."""
        return self._sex(self.bsap_woman, self.bsap_man) * (1 + self.bsap_share * (self.formation - 1))

    def _sex(self, woman: Quantity, man: Quantity) -> Quantity:
        return self.female * woman + (1 - self.female) * man

    def _young_share(self, turnover: Quantity) -> Quantity:
        resorbed = turnover * self.activity_at_start
        return resorbed / (resorbed + self.maturation)

    def _matrix(self, calcium: Quantity, young: Quantity) -> Quantity:
        return calcium / (1 - (1 - self.primary) * young)
