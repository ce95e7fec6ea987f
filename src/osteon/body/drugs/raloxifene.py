"""Raloxifene by mouth: acts like a weak estrogen on bone only. A dose event adds mg to ``body``."""

from __future__ import annotations

from osteon.engine.declare import Input, Param, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity, hill


class Raloxifene(Subsystem):
    """One pool in mg of dose; the effect saturates with the daily turnover of that pool."""

    rate = Input(0.0, "mg/d", doc="raloxifene swallowed, mean rate")

    body = Pool("mg", start=0.0, scale=60.0, doc="in the body, as mg swallowed")

    elimination_rate = Param(
        0.6,
        "1/d",
        doc="rate of loss: half-life 27.7 h",
        know=0.1,
        vary=0.4,
        kind="measured",
        source="evista_label",
        at="pharmacokinetic table: 27.7 h single, 32.5 h multiple dose",
    )
    half_dose = Param(
        20.0,
        "mg/d",
        doc="daily dose with half of the largest effect",
        know=0.5,
        vary=0.3,
        kind="assumed",
        source="raloxifene2003",
        note="bone effects of 60 and 120 mg differ little (recalled)",
    )
    ceiling = Param(
        0.551,
        "1",
        doc="largest share of the missing estrogen action on bone that raloxifene replaces",
        know=0.25,
        vary=0.3,
        kind="fitted",
        source="raloxifene2003",
        at="abstract: lumbar spine +2.8 %, total hip +2.6 % against placebo in 5 y at 55 years",
        low=0.0,
        high=1.0,
    )

    @value("1")
    def replacement(self) -> Quantity:
        """Share of the missing estrogen action on bone that is replaced."""
        return self.ceiling * hill(self.elimination_rate * self.body, half=self.half_dose)

    @flow(into=body)
    def dosing(self) -> Quantity:
        """Raloxifene as a mean rate."""
        return self.rate

    @flow(body)
    def elimination(self) -> Quantity:
        """Loss from the body."""
        return self.elimination_rate * self.body
