"""Parathyroid hormone (PTH), the gland's pool and its capacity."""

from __future__ import annotations

from osteon.body.published.record import RELATIONS, half_point, literal, printed, start
from osteon.engine.declare import Needs, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill, tanh


class ParathyroidGland(Subsystem):
    """Release falls with calcium; pool (hours to days) and capacity (months) set how much there is to release."""

    source = "petersonriggs2010"

    hormone_start = start(53.9, "pmol", "PTH", "parathyroid hormone at the start")
    pool_start = start(0.5, "1", "S", "gland pool at the start")
    capacity_start = start(1.0, "1", "PTmax", "gland capacity at the start")
    hormone_loss = printed(7.142857142857143, "1/h", "kout", "PTH loss (100 L/h over 14 L)")
    release_max = printed(6249.09, "pmol/h", "T58", "maximum PTH secretion")
    release_min = printed(96.25, "pmol/h", "T61", "minimum PTH secretion")
    release_steepness = printed(11.7387, "1", "T59", "Hill exponent of calcium on PTH secretion")
    release_baseline = literal(385.0, "pmol/h", "secretion at baseline calcium, which sets its half point", at="T60")
    pool_reference = literal(0.5, "1", "gland pool at which secretion is as at baseline", at="FCTD")
    pool_rate = printed(0.01, "1/h", "T70", "gland-pool turnover scale")
    pool_slope = printed(0.03, "1/pM", "T71", "steepness of the calcitriol effect on the gland pool")
    pool_calcium_exponent = printed(0.9, "1", "ScaEffGam", "exponent of calcium on the gland pool's set point")
    pool_swing = literal(0.85, "1", "share of the gland-pool turnover that calcitriol moves", at="T75, T76")
    pool_floor = literal(0.15, "1", "share of the gland-pool turnover that is always there", at="T75, T76")
    capacity_rate = printed(0.0001604, "1/h", "PTout", "parathyroid capacity turnover")
    capacity_max = printed(4.1029, "1", "CtriolMax", "upper value of the calcitriol effect on capacity")
    capacity_min = printed(0.9, "1", "CtriolMin", "lower value of that effect")
    capacity_steepness = printed(12.5033, "1", "CtriolPTgam", "Hill exponent of calcitriol on parathyroid capacity")
    molar_mass = literal(
        9.4, "ng/pmol", "mass of PTH 1-84 per amount, as used in the readout", at="PTHc", source=RELATIONS
    )

    volume = Needs("plasma.volume", "L")
    calcium = Needs("plasma.calcium_concentration", "mM")
    calcium_baseline = Needs("plasma.calcium_baseline", "mM")
    calcitriol = Needs("calcitriol.concentration", "pM")
    calcitriol_baseline = Needs("calcitriol.baseline", "pM")

    hormone = Pool(
        "pmol",
        start=hormone_start,
        symbol="PTH",
        doc="parathyroid hormone in the extracellular fluid, teriparatide too",
    )
    pool = Pool("1", start=pool_start, symbol="S", doc="parathyroid gland pool, from 0 to 1")
    capacity = Pool("1", start=capacity_start, symbol="PTmax", doc="parathyroid maximum capacity, relative")

    @derived("pM")
    def baseline(self) -> Quantity:
        """PTH concentration at the start (3.85 pM)."""
        return self.hormone_start / self.volume

    @derived("mM", symbol="T60")
    def release_half(self) -> Quantity:
        """Calcium for half release, solved from the baseline release."""
        share = (self.release_max - self.release_baseline) / (self.release_max - self.release_min)
        return half_point(self.calcium_baseline, share=share, steepness=self.release_steepness)

    @derived("pM", symbol="Ctriol50")
    def capacity_half(self) -> Quantity:
        """Calcitriol for half effect on capacity, solved from baseline calcitriol."""
        share = (self.capacity_max - 1) / (self.capacity_max - self.capacity_min)
        return half_point(self.calcitriol_baseline, share=share, steepness=self.capacity_steepness)

    @value("pM", symbol="PTHpm")
    def concentration(self) -> Quantity:
        """PTH concentration, teriparatide counted in."""
        return self.hormone / self.volume

    @value("ng/L", symbol="PTHc")
    def mass_concentration(self) -> Quantity:
        """PTH in pg/mL (the same number as ng/L), as if all of it were PTH 1-84."""
        return self.molar_mass * self.concentration

    @value("1")
    def pool_tilt(self) -> Quantity:
        """How far calcitriol is above the set point that calcium gives the gland pool, from -1 to 1."""
        set_point = self.calcitriol_baseline * (self.calcium_baseline / self.calcium) ** self.pool_calcium_exponent
        return tanh((self.pool_slope * (self.calcitriol - set_point)).number)

    @flow(into=hormone)
    def secretion(self) -> Quantity:
        """Release of PTH: falls with calcium, scaled by pool and capacity."""
        fall = hill(self.calcium, half=self.release_half, steepness=self.release_steepness)
        release = self.release_max - (self.release_max - self.release_min) * fall
        return release * self.pool / self.pool_reference * self.capacity

    @flow(hormone)
    def clearance(self) -> Quantity:
        """Loss of PTH from the extracellular fluid."""
        return self.hormone_loss * self.hormone

    @flow(into=pool)
    def pool_filling(self) -> Quantity:
        """Filling of the gland pool, less with calcitriol above its set point."""
        return (1 - self.pool) * self.pool_rate * (self.pool_swing * (1 - self.pool_tilt) + self.pool_floor)

    @flow(pool)
    def pool_emptying(self) -> Quantity:
        """Emptying of the gland pool, more with calcitriol above its set point."""
        return self.pool * self.pool_rate * (self.pool_swing * (1 + self.pool_tilt) + self.pool_floor)

    @flow(into=capacity)
    def capacity_growth(self) -> Quantity:
        """Growth of the gland's capacity, less with calcitriol."""
        fall = hill(self.calcitriol, half=self.capacity_half, steepness=self.capacity_steepness)
        return self.capacity_rate * (self.capacity_max - (self.capacity_max - self.capacity_min) * fall)

    @flow(capacity)
    def capacity_loss(self) -> Quantity:
        """Loss of the gland's capacity."""
        return self.capacity_rate * self.capacity
