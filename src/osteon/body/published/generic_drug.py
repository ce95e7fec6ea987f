"""A generic drug of gut, centre and two peripheral compartments, switched off by its zero rates."""

from __future__ import annotations

from osteon.body.published.record import LATER, printed
from osteon.engine.declare import Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity


class GenericDrug(Subsystem):
    """Has no effect in the published model; amounts are in model units."""

    source = "golden_relations"

    absorption_rate = printed(0.0, "1/h", "PKKA", "absorption (off)", source=LATER)
    central_volume = printed(10.0, "L", "PKVC", "central volume", source=LATER)
    first_exchange = printed(0.0, "L/h", "PKQ1", "intercompartmental clearance 1 (off)", source=LATER)
    second_exchange = printed(0.0, "L/h", "PKQ2", "intercompartmental clearance 2 (off)", source=LATER)
    first_volume = printed(1.0, "L", "PKVP1", "peripheral volume 1", source=LATER)
    second_volume = printed(1.0, "L", "PKVP2", "peripheral volume 2", source=LATER)
    clearance = printed(0.0, "L/h", "PKCL", "clearance (off)", source=LATER)
    elimination_max = printed(0.0, "unit/h", "PKVMAX", "saturable elimination, maximum (off)", source=LATER)
    elimination_half = printed(1.0, "unit/L", "PKKM", "concentration for half of that elimination", source=LATER)

    gut = Pool("unit", start=0.0, symbol="PKGUT", doc="generic drug in the gut")
    central = Pool("unit", start=0.0, symbol="PKCENT", doc="generic drug in the centre")
    first = Pool("unit", start=0.0, symbol="PKPER1", doc="generic drug in the first peripheral compartment")
    second = Pool("unit", start=0.0, symbol="PKPER2", doc="generic drug in the second peripheral compartment")

    @value("unit/L")
    def concentration(self) -> Quantity:
        """Concentration in the centre."""
        return self.central / self.central_volume

    @flow(gut, into=central)
    def absorption(self) -> Quantity:
        """Absorption from the gut."""
        return self.absorption_rate * self.gut

    @flow(central)
    def elimination(self) -> Quantity:
        """Linear and saturable elimination."""
        saturable = self.elimination_max / (self.elimination_half + self.concentration)
        return (self.clearance + saturable) * self.concentration

    @flow(central, into=first)
    def to_first(self) -> Quantity:
        """From the centre to the first peripheral compartment."""
        return self.first_exchange * self.concentration

    @flow(first, into=central)
    def from_first(self) -> Quantity:
        """From the first peripheral compartment to the centre."""
        return self.first_exchange * self.first / self.first_volume

    @flow(central, into=second)
    def to_second(self) -> Quantity:
        """From the centre to the second peripheral compartment."""
        return self.second_exchange * self.concentration

    @flow(second, into=central)
    def from_second(self) -> Quantity:
        """From the second peripheral compartment to the centre."""
        return self.second_exchange * self.second / self.second_volume
