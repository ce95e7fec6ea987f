"""Teriparatide, PTH 1-34: an injection depot that becomes PTH mole for mole."""

from __future__ import annotations

from osteon.body.published.record import LATER, printed
from osteon.engine.declare import Needs, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity


class Teriparatide(Subsystem):
    """The side compartment fills at the depot's rate without taking from it and feeds nothing (as published)."""

    source = "golden_relations"

    clearance = printed(62.2, "L/h", "TERICL", "with TERIVC, the rate from the depot into PTH", source=LATER)
    volume = printed(94.4, "L", "TERIVC", "with TERICL, the rate from the depot into PTH", source=LATER)
    side_loss = printed(10.4, "1/h", "TERIKA", "loss rate of the side compartment", source=LATER)
    bioavailability = printed(1.0, "1", "TERIF", "teriparatide bioavailability, applied to doses", source=LATER)

    hormone = Needs("parathyroid_gland.hormone", "pmol")

    depot = Pool("pmol", start=0.0, symbol="TERISC", scale=100.0, doc="teriparatide at the injection site")
    side = Pool("pmol", start=0.0, symbol="TERICENT", scale=10.0, doc="side compartment filled at the depot's rate")

    @value("pmol/h", symbol="TERIPK")
    def release(self) -> Quantity:
        """Teriparatide that leaves the depot."""
        return self.depot * self.clearance / self.volume

    @flow(depot, into=hormone)
    def absorption(self) -> Quantity:
        """Teriparatide from the depot, counted as PTH."""
        return self.release

    @flow(into=side)
    def side_gain(self) -> Quantity:
        """Filling of the side compartment from outside, at the depot's rate."""
        return self.release

    @flow(side)
    def side_clearance(self) -> Quantity:
        """Emptying of the side compartment."""
        return self.side_loss * self.side
