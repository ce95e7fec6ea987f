"""Alendronate and zoledronate on bone. A dose event adds mg given to ``alendronate`` or ``zoledronate``."""

from __future__ import annotations

from osteon.engine.declare import Input, Param, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity


class Bisphosphonates(Subsystem):
    """The active drug on bone, counted in mg of dose given; it is buried at a slow rate and stops osteoclasts."""

    alendronate_rate = Input(0.0, "mg/d", doc="alendronate swallowed, mean rate (10 mg/d is 70 mg a week)")
    zoledronate_rate = Input(0.0, "mg/y", doc="zoledronate infused, mean rate")

    alendronate = Pool("mg", start=0.0, scale=1000.0, doc="active alendronate on bone, as mg swallowed")
    zoledronate = Pool("mg", start=0.0, scale=5.0, doc="active zoledronate on bone, as mg infused")

    alendronate_burial = Param(
        0.665,
        "1/y",
        doc="rate at which alendronate on bone becomes inactive",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="schnitzer2000",
        note="the offset after stopping was not readable for alendronate; near that of zoledronate",
    )
    zoledronate_burial = Param(
        0.618,
        "1/y",
        doc="rate at which zoledronate on bone becomes inactive",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="grey2017",
        at="abstract: spine and hip 2 and 5 years after single doses of 1, 2.5 and 5 mg",
    )
    alendronate_half = Param(
        171.0,
        "mg",
        doc="alendronate on bone at which half of the largest effect is reached",
        know=0.5,
        vary=0.4,
        kind="fitted",
        source="schnitzer2000",
        at="abstract: lumbar spine +5.1 to +5.4 % in a year",
    )
    zoledronate_half = Param(
        0.424,
        "mg",
        doc="zoledronate on bone at which half of the largest effect is reached",
        know=0.4,
        vary=0.4,
        kind="fitted",
        source="grey2017",
        at="abstract: against placebo spine +5.0, +5.7, +5.7 % and hip +2.6, +4.1, +4.7 % at 2 years",
    )
    ceiling = Param(
        0.785,
        "1",
        doc="largest share of resorption that bisphosphonates stop",
        know=0.1,
        vary=0.1,
        kind="fitted",
        source="grey2017",
        at="as zoledronate_half; CTX lower by at least 40 % in the year-one report",
        low=0.0,
        high=1.0,
    )

    @value("1")
    def spared(self) -> Quantity:
        """Share of osteoclast activity that is left."""
        load = self.alendronate / self.alendronate_half + self.zoledronate / self.zoledronate_half
        return 1 - self.ceiling * load / (1 + load)

    @flow(into=alendronate)
    def alendronate_dosing(self) -> Quantity:
        """Alendronate as a mean rate."""
        return self.alendronate_rate

    @flow(into=zoledronate)
    def zoledronate_dosing(self) -> Quantity:
        """Zoledronate as a mean rate."""
        return self.zoledronate_rate

    @flow(alendronate)
    def alendronate_loss(self) -> Quantity:
        """Burial and release of alendronate."""
        return self.alendronate_burial * self.alendronate

    @flow(zoledronate)
    def zoledronate_loss(self) -> Quantity:
        """Burial and release of zoledronate."""
        return self.zoledronate_burial * self.zoledronate
