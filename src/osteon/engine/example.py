"""The smallest model there is, for examples: a cup that is filled and leaks."""

from __future__ import annotations

from osteon.engine.declare import Input, Param, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity


class Cup(Subsystem):
    """Water runs in at a rate that is set, and out at a share of what is there."""

    tap = Input(0.0, "mol/d", doc="water that runs in")
    leak = Param(0.5, "1/d", doc="share that runs out", know=0.1, vary=0.1, kind="assumed", source="example")
    water = Pool("mol", start=8.0, doc="water in the cup")
    floor = Pool("mol", start=0.0, doc="water on the floor", scale=1.0, ledger=True)

    @flow(into=water)
    def filling(self) -> Quantity:
        """Water that runs in."""
        return self.tap

    @flow(water, into=floor)
    def leaking(self) -> Quantity:
        """Water that runs out."""
        return self.leak * self.water

    @value("mol")
    def spilt(self) -> Quantity:
        """All that has been on the floor."""
        return self.floor
