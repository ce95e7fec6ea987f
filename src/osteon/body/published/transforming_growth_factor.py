"""Transforming growth factor beta (TGF-beta): latent in bone, active once osteoclasts release it."""

from __future__ import annotations

from osteon.body.published.record import LATER, RELATIONS, literal, printed
from osteon.engine.declare import Needs, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity


class TransformingGrowthFactor(Subsystem):
    """Osteoblasts lay down latent TGF-beta, osteoclasts activate it; estrogen acts on both in the later edition."""

    source = "petersonriggs2010"

    baseline = printed(0.228142, "unit", "Pic0", "active TGF-beta at the start, and scale of its effects")
    latent_ratio = literal(1000.0, "1", "latent per active TGF-beta at the start", at="TGFB_0", source=RELATIONS)
    activation_rate = printed(2.98449e-05, "1/h", "koutTGF0", "baseline activation rate of latent TGF-beta")
    loss_ratio = literal(1000.0, "1", "loss rate of active TGF-beta per baseline activation rate", at="koutTGFact")
    latent_exponent = printed(0.919131, "1", "koutTGFGam", "exponent of the latent pool on its own activation rate")
    osteoblast_exponent = printed(0.0111319, "1", "OBtgfGAM", "exponent of osteoblasts on latent production")
    osteoclast_exponent = printed(0.593891, "1", "OCtgfGAM", "exponent of osteoclasts on activation")
    production_estrogen = printed(
        0.0374, "1", "tgfbGAM", "exponent of estrogen on latent TGF-beta production", source=LATER
    )
    activation_estrogen = printed(
        0.045273, "1", "tgfbactGAM", "exponent of estrogen on TGF-beta activation", source=LATER
    )

    osteoblast_ratio = Needs("osteoblasts.ratio", "1")
    osteoclast_ratio = Needs("osteoclasts.ratio", "1")
    estrogen = Needs("estrogen.level", "1")

    @derived("unit", symbol="TGFB_0")
    def latent_start(self) -> Quantity:
        """Latent TGF-beta at the start."""
        return self.latent_ratio * self.baseline

    latent = Pool("unit", start=latent_start, symbol="TGFB", scale=200.0, doc="latent TGF-beta")
    active = Pool("unit", start=baseline, symbol="TGFBact", doc="active TGF-beta")

    @value("1")
    def active_ratio(self) -> Quantity:
        """Active TGF-beta relative to the start."""
        return self.active / self.baseline

    @flow(into=latent)
    def production(self) -> Quantity:
        """Latent TGF-beta laid down by osteoblasts."""
        osteoblasts = self.osteoblast_ratio**self.osteoblast_exponent
        estrogen = self.estrogen ** (-self.production_estrogen)
        return self.activation_rate * self.latent_start * osteoblasts * estrogen

    @flow(latent, into=active)
    def activation(self) -> Quantity:
        """Latent TGF-beta released and activated by osteoclasts."""
        own = (self.latent / self.latent_start) ** self.latent_exponent
        osteoclasts = self.osteoclast_ratio**self.osteoclast_exponent
        return self.activation_rate * own * self.latent * osteoclasts * self.estrogen**self.activation_estrogen

    @flow(active)
    def loss(self) -> Quantity:
        """Loss of active TGF-beta."""
        return self.loss_ratio * self.activation_rate * self.active
