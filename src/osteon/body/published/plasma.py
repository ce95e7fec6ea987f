"""Calcium in the extracellular fluid and the volume it shares with phosphate and hormones."""

from __future__ import annotations

from osteon.body.published.record import printed, start
from osteon.engine.declare import Pool, Subsystem, derived, value
from osteon.engine.quantity import Quantity


class Plasma(Subsystem):
    """Extracellular calcium; flows in and out belong to gut, bone and kidney."""

    source = "petersonriggs2010"

    volume = printed(14.0, "L", "V1", "extracellular fluid volume for calcium, phosphate, PTH and calcitriol")
    calcium_start = start(32.9, "mmol", "P", "extracellular calcium at the start")

    calcium = Pool("mmol", start=calcium_start, symbol="P", element="calcium", doc="extracellular calcium")

    @derived("mM")
    def calcium_baseline(self) -> Quantity:
        """Calcium concentration at the start (2.35 mM)."""
        return self.calcium_start / self.volume

    @value("mM", symbol="CaC")
    def calcium_concentration(self) -> Quantity:
        """Calcium concentration of the extracellular fluid."""
        return self.calcium / self.volume

    @value("%", symbol="CAchange")
    def calcium_percent(self) -> Quantity:
        """Extracellular calcium as a percentage of its start."""
        return self.calcium / self.calcium_start
