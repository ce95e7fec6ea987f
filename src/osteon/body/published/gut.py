"""Calcium in the gut: intake, active and passive absorption, and the slow state that calcitriol sets."""

from __future__ import annotations

from osteon.body.published.record import LATER, literal, printed, start
from osteon.engine.declare import Needs, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill


class Gut(Subsystem):
    """Intake enters only as its absorbable share; absorption is saturable and scaled by the absorption state R."""

    source = "petersonriggs2010"

    calcium_start = start(1.58471, "mmol", "T", "gut calcium at the start", source=LATER)
    absorption_start = start(0.5, "1", "R", "absorption state at the start")
    intake_rate = printed(1.0022916666666666, "mmol/h", "OralCa", "oral calcium (24.055 mmol/day)", vary=0.2)
    uptake_max = printed(0.909359, "1", "T77", "maximum share of oral calcium taken up")
    uptake_steepness = printed(4.0, "1", "T80", "Hill exponent of R on oral calcium uptake")
    half_uptake = printed(
        0.75, "1", "T81", "R for half uptake; the same number in mmol is the gut calcium for half absorption"
    )
    gut_reference = literal(1.0, "mmol", "unit in which T81 is also a gut calcium", at="J40")
    active_max = printed(0.9, "mmol/h", "T28", "maximum active calcium absorption")
    active_baseline = printed(0.105929, "mmol/h", "T310", "baseline active absorption that sets T29", source=LATER)
    passive_rate = printed(0.0495, "1/h", "T87", "passive calcium absorption")
    state_slow = printed(0.003, "1/h", "T33", "lower rate of the absorption state")
    state_fast = printed(0.037, "1/h", "T34", "upper rate of the absorption state")
    state_half = printed(90.0, "pM", "T35", "calcitriol for half effect on the absorption state")
    state_steepness = printed(1.0, "1", "CaPOgam", "Hill exponent of calcitriol on the absorption state")
    state_reference = literal(0.5, "1", "absorption state at which active absorption is as at baseline", at="T83")

    calcitriol = Needs("calcitriol.concentration", "pM")
    plasma_calcium = Needs("plasma.calcium", "mmol")

    calcium = Pool("mmol", start=calcium_start, symbol="T", element="calcium", doc="calcium in the gut")
    absorption_state = Pool(
        "1", start=absorption_start, symbol="R", doc="calcitriol-dependent absorption state, from 0 to 1"
    )

    @derived("mmol", symbol="T29")
    def active_half(self) -> Quantity:
        """Gut calcium for half active absorption, solved from the baseline flux."""
        return self.calcium_start * (self.active_max - self.active_baseline) / self.active_baseline

    @value("1")
    def calcitriol_drive(self) -> Quantity:
        """Effect of calcitriol on the absorption state, from 0 to 1."""
        return hill(self.calcitriol, half=self.state_half, steepness=self.state_steepness)

    @value("1")
    def uptake_share(self) -> Quantity:
        """Share of oral calcium that becomes available for absorption."""
        drive = hill(self.absorption_state, half=self.half_uptake, steepness=self.uptake_steepness)
        return self.uptake_max * drive

    @flow(into=calcium)
    def intake(self) -> Quantity:
        """Oral calcium that becomes available for absorption."""
        return self.intake_rate * self.uptake_share

    @flow(calcium, into=plasma_calcium)
    def absorption(self) -> Quantity:
        """Active absorption, twice saturable and scaled by the absorption state, plus passive absorption."""
        active = self.active_max * hill(self.calcium, half=self.active_half)
        opening = hill(self.calcium, half=self.half_uptake * self.gut_reference)
        return active * opening * self.absorption_state / self.state_reference + self.passive_rate * self.calcium

    @flow(into=absorption_state)
    def state_rise(self) -> Quantity:
        """Opening of the absorption state, faster with calcitriol."""
        rate = self.state_slow + (self.state_fast - self.state_slow) * self.calcitriol_drive
        return rate * (1 - self.absorption_state)

    @flow(absorption_state)
    def state_fall(self) -> Quantity:
        """Closing of the absorption state, slower with calcitriol."""
        rate = self.state_fast - (self.state_fast - self.state_slow) * self.calcitriol_drive
        return rate * self.absorption_state
