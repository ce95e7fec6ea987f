"""Denosumab: injection depot, two compartments, saturable clearance, and removal of RANKL."""

from __future__ import annotations

from osteon.body.published.record import LATER, RELATIONS, literal, printed
from osteon.engine.declare import Needs, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity


class Denosumab(Subsystem):
    """Denosumab takes RANKL away at a rate proportional to both; it is not itself used up by that."""

    source = "golden_relations"

    absorption_rate = printed(0.00592, "1/h", "DENKA", "denosumab absorption", source=LATER, vary=0.2)
    bioavailability = printed(0.729, "1", "DENF", "denosumab bioavailability, applied to doses", source=LATER)
    central_volume = printed(2340.0, "mL", "DENVC", "denosumab central volume", source=LATER)
    peripheral_volume = printed(1324.0, "mL", "DENVP", "denosumab peripheral volume", source=LATER)
    exchange = printed(18.67, "mL/h", "DENQ", "denosumab intercompartmental clearance", source=LATER)
    clearance = printed(2.75, "mL/h", "DENCL", "denosumab linear clearance", source=LATER, vary=0.2)
    elimination_max = printed(3110.0, "ng/h", "DENVMAX", "denosumab saturable elimination, maximum", source=LATER)
    elimination_half = printed(188.0, "ng/mL", "DENKM", "denosumab for half of that elimination", source=LATER)
    removal_rate = printed(2e-06, "1/(pM h)", "kdenosl", "RANKL removal by denosumab", source=LATER)
    molar_mass = literal(150000.0, "g/mol", "denosumab molar mass", at="DENMOL", source=RELATIONS)

    ligand = Needs("osteoclast_signals.ligand", "unit")

    depot = Pool("ng", start=0.0, symbol="DENSC", scale=1e5, doc="denosumab at the injection site")
    central = Pool("ng", start=0.0, symbol="DENCENT", scale=1e5, doc="denosumab in the central compartment")
    peripheral = Pool("ng", start=0.0, symbol="DENPER", scale=1e5, doc="denosumab in the peripheral compartment")

    @value("ng/mL", symbol="DENCP")
    def concentration(self) -> Quantity:
        """Denosumab mass concentration in the central compartment."""
        return self.central / self.central_volume

    @value("pM", symbol="DENMOL")
    def molar_concentration(self) -> Quantity:
        """Denosumab molar concentration in the central compartment."""
        return self.concentration / self.molar_mass

    @flow(depot, into=central)
    def absorption(self) -> Quantity:
        """Denosumab absorbed from the injection site."""
        return self.absorption_rate * self.depot

    @flow(central, into=peripheral)
    def distribution(self) -> Quantity:
        """Denosumab from the central to the peripheral compartment."""
        return self.exchange * self.concentration

    @flow(peripheral, into=central)
    def redistribution(self) -> Quantity:
        """Denosumab back from the peripheral compartment."""
        return self.exchange * self.peripheral / self.peripheral_volume

    @flow(central)
    def elimination(self) -> Quantity:
        """Linear and saturable elimination of denosumab."""
        saturable = self.elimination_max / (self.elimination_half + self.concentration)
        return (self.clearance + saturable) * self.concentration

    @flow(ligand)
    def ligand_removal(self) -> Quantity:
        """RANKL taken away by denosumab."""
        return self.removal_rate * self.molar_concentration * self.ligand
