"""Glucocorticoids as prednisolone. A dose event adds mg to ``body``."""

from __future__ import annotations

from osteon.engine.declare import Input, Param, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity


class Prednisolone(Subsystem):
    """One pool whose daily turnover is the dose that bone feels."""

    rate = Input(0.0, "mg/d", doc="prednisolone or its equivalent, mean rate")

    body = Pool("mg", start=0.0, scale=10.0, doc="in the body, as mg swallowed")

    elimination_rate = Param(
        0.7,
        "1/d",
        doc="rate at which the effect of a tablet fades: about a day",
        know=0.4,
        vary=0.2,
        kind="assumed",
        source="lems2016",
        note="plasma half-life is hours, tissue effect about a day (recalled); only the ripple depends on it",
    )

    @value("mg/d")
    def dose(self) -> Quantity:
        """Prednisolone a day that bone feels."""
        return self.elimination_rate * self.body

    @flow(into=body)
    def dosing(self) -> Quantity:
        """Prednisolone as a mean rate."""
        return self.rate

    @flow(body)
    def elimination(self) -> Quantity:
        """Loss of the effect."""
        return self.elimination_rate * self.body
