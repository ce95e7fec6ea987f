"""Prothrombin: the clotting factor whose under-carboxylated form (PIVKA-II) shows what the liver lacks."""

from __future__ import annotations

from osteon.engine.declare import Needs, Param, Pool, Subsystem, derived, flow
from osteon.engine.quantity import Quantity, log


class Prothrombin(Subsystem):
    """The liver sees the whole supply first and can reduce some vitamin K past an antagonist; other tissues cannot."""

    supply = Needs("vitamin_k.supply", "ug/d")
    supply_at_start = Needs("vitamin_k.supply_at_start", "ug/d")
    recycling = Needs("vitamin_k.recycling", "1")

    need = Param(
        10.0,
        "ug/d",
        doc="most that the clotting factors of the liver take",
        know=0.5,
        vary=0.2,
        kind="fitted",
        source="wyskida2016",
        at="abstract: PIVKA-II rises below 40.2 ug/d of K1",
    )
    half_supply = Param(
        0.4,
        "ug/d",
        doc="supply to the liver at which half of prothrombin is carboxylated",
        know=0.7,
        vary=0.3,
        kind="assumed",
        source="theuwissen2013",
        note="normal PIVKA-II as a share of prothrombin was not read; under the antagonist it fits -40 % on 45 ug",
    )
    half_life = Param(
        60.0,
        "h",
        doc="half-life of under-carboxylated prothrombin",
        know=0.3,
        vary=0.1,
        kind="assumed",
        source="theuwissen2013",
        note="recalled half-life of prothrombin, 60 to 70 h; not read",
    )
    bypass = Param(
        0.0045,
        "1",
        doc="recycling of vitamin K that the liver keeps under an antagonist",
        know=0.5,
        vary=0.2,
        kind="fitted",
        source="theuwissen2013",
        at="abstract: ucFII and INR -40 % on 45 ug MK-7",
    )

    @derived("1/d")
    def speed(self) -> Quantity:
        """Fractional loss of prothrombin."""
        return log(self.half_life.lift(2)) / self.half_life

    @derived("1")
    def reach(self) -> Quantity:
        """How far the supply goes in the liver under an antagonist, relative to none."""
        return self.recycling + self.bypass * (1 - self.recycling)

    @derived("%")
    def undercarboxylated_at_start(self) -> Quantity:
        """Under-carboxylated share at rest on the food inputs."""
        return self._open(self.supply_at_start)

    undercarboxylated = Pool(
        "%", start=undercarboxylated_at_start, doc="under-carboxylated share of prothrombin (PIVKA-II)", scale=1.0
    )

    @flow(into=undercarboxylated)
    def opening(self) -> Quantity:
        """Prothrombin made with open sites."""
        return self.speed * self._open(self.supply)

    @flow(undercarboxylated)
    def renewing(self) -> Quantity:
        """Under-carboxylated prothrombin cleared."""
        return self.speed * self.undercarboxylated

    def _open(self, supply: Quantity) -> Quantity:
        return self.half_supply / (self.half_supply + supply * self.reach)
