"""Vitamin K1 (phylloquinone). Amounts are micrograms as oil or a tablet would deliver them."""

from __future__ import annotations

from osteon.engine.declare import Input, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, log


class Phylloquinone(Subsystem):
    """Leaves hold their K1 back, most of all without fat; oil and tablets give it freely. Part of it is used at once
    and part passes through a slow store. A run begins at rest on the food inputs; a supplement comes on top of them.
    """

    leaf_intake = Input(150.0, "ug/d", doc="vitamin K1 eaten with green leaves")
    leaf_with_fat = Input(1.0, "1", doc="share of the leaves that is eaten with fat")
    oil_intake = Input(60.0, "ug/d", doc="vitamin K1 eaten dissolved in oil, butter, milk or other fatty food")
    supplement = Input(0.0, "ug/d", doc="vitamin K1 swallowed as a supplement")

    leaf_release = Param(
        0.18,
        "1",
        doc="K1 of leaves eaten with fat, absorbed relative to oil or a tablet",
        know=0.4,
        vary=0.4,
        kind="measured",
        source="garber1999",
        at="abstract: AUC ratio 0.18 after dose",
        note="0.13 for spinach with butter against a solution in gijsbers1996",
    )
    leaf_without_fat = Param(
        0.31,
        "1",
        doc="K1 of leaves eaten without fat, absorbed relative to leaves with fat",
        know=0.3,
        vary=0.2,
        kind="measured",
        source="gijsbers1996",
        at="abstract: 24.3- and 7.5-fold less, ratio",
    )
    half_life = Param(
        8.8, "h", doc="half-life of K1 in plasma", know=0.2, vary=0.25, kind="measured", source="novotny2010"
    )
    store_half_life = Param(
        215.0,
        "h",
        doc="half-life of K1 in its store in tissue",
        know=0.3,
        vary=0.25,
        kind="measured",
        source="novotny2010",
    )
    store_share = Param(
        0.5,
        "1",
        doc="share of K1 that passes through the store in tissue",
        know=0.4,
        vary=0.0,
        kind="assumed",
        source="novotny2010",
        low=0.0,
        high=1.0,
        note="a plasma and a tissue part were read, not their shares; the effect of 1 mg within 2 weeks limits it",
    )
    clearance = Param(
        158.0,
        "L/d",
        doc="apparent clearance of K1 from plasma",
        know=0.4,
        vary=0.4,
        kind="fitted",
        source="vossen_vitakcac",
        at="baseline medians of 0.55 and 0.60 ug/L",
        note="with the intake of gast2009; MK-7 over K1 at equal dose is then 4.7, schurgers2007 saw 7-8",
    )

    @derived("ug/d")
    def food(self) -> Quantity:
        """K1 that food delivers, as if dissolved in oil."""
        fat = self.leaf_with_fat + (1 - self.leaf_with_fat) * self.leaf_without_fat
        return self.leaf_release * fat * self.leaf_intake + self.oil_intake

    @derived("1/d")
    def speed(self) -> Quantity:
        """Fractional loss of K1 from plasma."""
        return self._speed(self.half_life)

    @derived("1/d")
    def store_speed(self) -> Quantity:
        """Fractional loss of K1 from its store."""
        return self._speed(self.store_half_life)

    @derived("ug")
    def plasma_at_start(self) -> Quantity:
        """K1 in plasma at rest on the food inputs."""
        return self.food / self.speed

    @derived("ug")
    def store_at_start(self) -> Quantity:
        """K1 in its store at rest on the food inputs."""
        return self.store_share * self.food / self.store_speed

    plasma = Pool("ug", start=plasma_at_start, doc="vitamin K1 in plasma", scale=10.0)
    store = Pool("ug", start=store_at_start, doc="vitamin K1 in its store in tissue", scale=500.0)

    @value("ug/L")
    def concentration(self) -> Quantity:
        """Vitamin K1 in plasma; 1 ug/L is 1 ng/mL."""
        return self.speed * self.plasma / self.clearance

    @value("ug/d")
    def used(self) -> Quantity:
        """Vitamin K1 that tissues use a day."""
        return (1 - self.store_share) * self.speed * self.plasma + self.store_speed * self.store

    @flow(into=plasma)
    def taking(self) -> Quantity:
        """Vitamin K1 absorbed from food and supplements."""
        return self.food + self.supplement

    @flow(plasma, into=store)
    def storing(self) -> Quantity:
        """Vitamin K1 taken up by the store."""
        return self.store_share * self.speed * self.plasma

    @flow(plasma)
    def using_at_once(self) -> Quantity:
        """Vitamin K1 used straight from plasma."""
        return (1 - self.store_share) * self.speed * self.plasma

    @flow(store)
    def using_store(self) -> Quantity:
        """Vitamin K1 used from its store."""
        return self.store_speed * self.store

    def _speed(self, half_life: Quantity) -> Quantity:
        return log(half_life.lift(2)) / half_life
