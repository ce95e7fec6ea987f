"""Osteoblasts: responding precursors and two pools of active cells, fast and slow."""

from __future__ import annotations

from osteon.body.published.record import LATER, half_point, printed, start
from osteon.engine.declare import Needs, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill


class Osteoblasts(Subsystem):
    """Active TGF-beta speeds the formation of responding cells and brakes their way to active osteoblasts."""

    source = "petersonriggs2010"

    total_start = printed(0.00501324, "unit", "OBtot0", "osteoblasts at the start, fast and slow", source=LATER)
    fast_share = printed(0.797629, "1", "FracOBfast", "share of fast osteoblasts at the start")
    responding_start = start(0.00104122, "unit", "ROB1", "responding osteoblasts at the start")
    formation_max = printed(3.9745, "unit", "EmaxPicROB", "maximum of TGF-beta on responding-osteoblast formation")
    formation_steepness = printed(1.80968, "1", "PicROBgam", "Hill exponent of that effect")
    formation_floor = printed(0.883824, "1", "FracPicROB", "floor of that effect as a share of Pic0")
    brake_max = printed(0.251636, "unit", "EmaxPicOB", "maximum of the TGF-beta brake on maturation")
    brake_steepness = printed(0.122313, "1", "PicOBgam", "Hill exponent of that brake")
    brake_floor = printed(0.000244818, "1", "FracPicOB", "floor of that brake as a share of Pic0")
    estrogen_exponent = printed(
        0.16, "1", "robGAM", "exponent of estrogen on responding-osteoblast formation", source=LATER
    )

    turnover = Needs("osteoblast_survival.apoptosis_baseline", "1/h")
    apoptosis = Needs("osteoblast_survival.apoptosis", "1/h")
    apoptosis_slow = Needs("osteoblast_survival.apoptosis_slow", "1/h")
    slow_factor = Needs("osteoblast_survival.slow_factor", "1")
    growth = Needs("transforming_growth_factor.active", "unit")
    growth_baseline = Needs("transforming_growth_factor.baseline", "unit")
    estrogen = Needs("estrogen.level", "1")

    @derived("unit", symbol="OBfast_0")
    def fast_start(self) -> Quantity:
        """Fast osteoblasts at the start."""
        return self.total_start * self.fast_share

    @derived("unit", symbol="OBslow_0")
    def slow_start(self) -> Quantity:
        """Slow osteoblasts at the start."""
        return self.total_start * (1 - self.fast_share)

    responding = Pool("unit", start=responding_start, symbol="ROB1", doc="responding osteoblasts")
    fast = Pool("unit", start=fast_start, symbol="OBfast", scale=4e-3, doc="active osteoblasts of the fast pool")
    slow = Pool("unit", start=slow_start, symbol="OBslow", scale=1e-3, doc="active osteoblasts of the slow pool")

    @derived("unit", symbol="EC50PicROB")
    def formation_half(self) -> Quantity:
        """Active TGF-beta for half effect on formation, solved from the baseline."""
        share = (1 - self.formation_floor) * self.growth_baseline / self.formation_max
        return half_point(self.growth_baseline, share=share, steepness=self.formation_steepness)

    @derived("unit", symbol="EC50PicOB")
    def brake_half(self) -> Quantity:
        """Active TGF-beta for half brake on maturation, solved from the baseline."""
        share = (1 - self.brake_floor) * self.growth_baseline / self.brake_max
        return half_point(self.growth_baseline, share=share, steepness=self.brake_steepness)

    @value("unit", symbol="OBtot")
    def total(self) -> Quantity:
        """All active osteoblasts."""
        return self.fast + self.slow

    @value("1", symbol="OBfrac")
    def ratio(self) -> Quantity:
        """Active osteoblasts relative to the start."""
        return self.total / self.total_start

    @value("%", symbol="OBchange")
    def percent(self) -> Quantity:
        """Active osteoblasts as a percentage of the start."""
        return self.ratio

    @value("1")
    def responding_ratio(self) -> Quantity:
        """Responding osteoblasts relative to the start."""
        return self.responding / self.responding_start

    @value("1/h", symbol="KPT")
    def maturation_rate(self) -> Quantity:
        """Rate at which responding osteoblasts mature, slower with active TGF-beta."""
        rise = hill(self.growth, half=self.brake_half, steepness=self.brake_steepness)
        brake = self.brake_floor * self.growth_baseline + self.brake_max * rise
        return self.turnover * self.total_start * self.growth_baseline / self.responding_start / brake

    @value("1/h")
    def apoptosis_fast(self) -> Quantity:
        """Apoptosis of fast osteoblasts: what keeps the overall rate at its baseline, given the slow pool's."""
        slow = self.apoptosis_slow
        return (self.turnover * self.total_start + slow * self.fast_start - slow * self.total_start) / self.fast_start

    @flow(into=responding)
    def formation(self) -> Quantity:
        """New responding osteoblasts: more with active TGF-beta, and as estrogen falls."""
        rise = hill(self.growth, half=self.formation_half, steepness=self.formation_steepness)
        effect = self.formation_floor * self.growth_baseline + self.formation_max * rise
        baseline = self.turnover * self.total_start / self.growth_baseline
        return baseline * effect * self.estrogen ** (-self.estrogen_exponent)

    @flow(responding)
    def maturation(self) -> Quantity:
        """Responding osteoblasts that mature; the active pools count their own gain."""
        return self.maturation_rate * self.responding

    @flow(into=fast)
    def fast_gain(self) -> Quantity:
        """Gain of fast osteoblasts."""
        factor = self.apoptosis_fast / self.apoptosis
        return self.maturation_rate * self.responding * self.fast_share * factor

    @flow(fast)
    def fast_loss(self) -> Quantity:
        """Apoptosis of fast osteoblasts."""
        return self.apoptosis_fast * self.fast

    @flow(into=slow)
    def slow_gain(self) -> Quantity:
        """Gain of slow osteoblasts."""
        return self.maturation_rate * self.responding * (1 - self.fast_share) * self.slow_factor

    @flow(slow)
    def slow_loss(self) -> Quantity:
        """Apoptosis of slow osteoblasts."""
        return self.apoptosis_slow * self.slow
