"""Romosozumab under the skin and in blood; it binds sclerostin. A dose event adds mg to ``depot``."""

from __future__ import annotations

from osteon.engine.declare import Param, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity


class Romosozumab(Subsystem):
    """Absorption from the skin and first-order loss; amounts in mg of dose."""

    depot = Pool("mg", start=0.0, scale=200.0, doc="under the skin")
    blood = Pool("mg", start=0.0, scale=200.0, doc="in the body, as mg given")

    absorption_rate = Param(
        0.35,
        "1/d",
        doc="rate at which the depot empties: highest level about 5 d after a dose",
        know=0.3,
        vary=0.3,
        kind="assumed",
        source="evenity_guide",
        at="time to peak 5 d",
        note="worked out from the time to peak, not printed as a rate",
    )
    elimination_rate = Param(
        0.099,
        "1/d",
        doc="rate of loss: half-life of the effect 7 d",
        know=0.3,
        vary=0.25,
        kind="fitted",
        source="jorg2022",
        at="code of the paper, half-life of romosozumab",
        note="the drug guide prints 12.8 d; the effective half-life of the fitted model is used",
    )
    affinity = Param(
        7.72,
        "mg",
        doc="amount in the body that halves free sclerostin",
        know=0.6,
        vary=0.3,
        kind="fitted",
        source="cosman2016",
    )

    @value("1")
    def binding(self) -> Quantity:
        """Total over free sclerostin."""
        return 1 + self.blood / self.affinity

    @flow(depot, into=blood)
    def absorption(self) -> Quantity:
        """Uptake from the skin."""
        return self.absorption_rate * self.depot

    @flow(blood)
    def elimination(self) -> Quantity:
        """Loss from the body."""
        return self.elimination_rate * self.blood
