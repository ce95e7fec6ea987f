"""Denosumab under the skin and in blood; it binds RANKL. A dose event adds mg to ``depot``."""

from __future__ import annotations

from osteon.engine.declare import Param, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity


class Denosumab(Subsystem):
    """Absorption from the skin, two compartments, linear and saturable clearance."""

    depot = Pool("mg", start=0.0, scale=60.0, doc="under the skin", symbol="DENSC")
    central = Pool("mg", start=0.0, scale=20.0, doc="in plasma", symbol="DENCENT")
    peripheral = Pool("mg", start=0.0, scale=10.0, doc="in tissue", symbol="DENPER")

    absorption_rate = Param(
        0.00592,
        "1/h",
        doc="rate at which the depot empties",
        know=0.1,
        vary=0.3,
        kind="fitted",
        source="petersonriggs_open",
        at="open implementation, parameter DENKA",
        symbol="DENKA",
    )
    bioavailability = Param(
        0.729,
        "1",
        doc="share of a dose that reaches plasma",
        know=0.1,
        vary=0.1,
        kind="fitted",
        source="petersonriggs_open",
        at="open implementation, parameter DENF",
        symbol="DENF",
        low=0.0,
        high=1.0,
    )
    volume = Param(
        2340.0,
        "mL",
        doc="volume of plasma for denosumab",
        know=0.1,
        vary=0.2,
        kind="fitted",
        source="petersonriggs_open",
        at="open implementation, parameter DENVC",
        symbol="DENVC",
    )
    peripheral_volume = Param(
        1324.0,
        "mL",
        doc="volume of tissue for denosumab",
        know=0.2,
        vary=0.2,
        kind="fitted",
        source="petersonriggs_open",
        at="open implementation, parameter DENVP",
        symbol="DENVP",
    )
    exchange = Param(
        18.67,
        "mL/h",
        doc="clearance between plasma and tissue",
        know=0.2,
        vary=0.2,
        kind="fitted",
        source="petersonriggs_open",
        at="open implementation, parameter DENQ",
        symbol="DENQ",
    )
    clearance = Param(
        2.75,
        "mL/h",
        doc="linear clearance",
        know=0.1,
        vary=0.2,
        kind="fitted",
        source="petersonriggs_open",
        at="open implementation, parameter DENCL",
        symbol="DENCL",
    )
    saturable = Param(
        3110.0,
        "ng/h",
        doc="largest rate of the saturable clearance",
        know=0.15,
        vary=0.2,
        kind="fitted",
        source="petersonriggs_open",
        at="open implementation, parameter DENVMAX",
        symbol="DENVMAX",
    )
    half_saturation = Param(
        188.0,
        "ng/mL",
        doc="concentration at half of the saturable clearance",
        know=0.2,
        vary=0.2,
        kind="fitted",
        source="petersonriggs_open",
        at="open implementation, parameter DENKM",
        symbol="DENKM",
    )
    affinity = Param(
        5.45,
        "ng/mL",
        doc="concentration that halves free RANKL",
        know=0.5,
        vary=0.3,
        kind="fitted",
        source="bone2011",
        note="set by how long resorption stays low after a dose and by its return; those courses are recalled",
    )

    @value("ng/mL", symbol="DENCP")
    def concentration(self) -> Quantity:
        """Denosumab in plasma."""
        return self.central / self.volume

    @value("1")
    def binding(self) -> Quantity:
        """Total over free RANKL."""
        return 1 + self.concentration / self.affinity

    @flow(depot, into=central)
    def absorption(self) -> Quantity:
        """Uptake from the skin into plasma."""
        return self.bioavailability * self.absorption_rate * self.depot

    @flow(depot)
    def loss_at_injection(self) -> Quantity:
        """Breakdown before it reaches plasma."""
        return (1 - self.bioavailability) * self.absorption_rate * self.depot

    @flow(central, into=peripheral)
    def distribution(self) -> Quantity:
        """Passage from plasma into tissue."""
        return self.exchange * self.concentration

    @flow(peripheral, into=central)
    def redistribution(self) -> Quantity:
        """Return from tissue to plasma."""
        return self.exchange * self.peripheral / self.peripheral_volume

    @flow(central)
    def elimination(self) -> Quantity:
        """Linear and saturable clearance."""
        saturable = self.saturable / (self.half_saturation + self.concentration)
        return (self.clearance + saturable) * self.concentration
