"""Calcium of bone: an exchangeable and a deep pool, and the hydroxyapatite state that speeds uptake."""

from __future__ import annotations

from osteon.body.published.record import half_point, printed, start
from osteon.engine.declare import Needs, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill


class BoneCalcium(Subsystem):
    """Release uses the exchangeable calcium of the start, not of now, so the pools can turn negative (as published)."""

    source = "petersonriggs2010"

    exchangeable_start = start(100.0, "mmol", "Q", "exchangeable bone calcium at the start")
    deep_start = start(24900.0, "mmol", "Qbone", "deep bone calcium at the start")
    apatite_start = start(1.0, "1", "HAp", "hydroxyapatite state at the start")
    exchange = printed(88.0, "mmol/d", "CaDay", "calcium exchange between bone and plasma at baseline")
    release_share = printed(0.107763, "1", "FracJ14", "share of the release that follows osteoclasts")
    release_max = printed(0.543488, "1/h", "J14OCmax", "maximum of the osteoclast effect on release")
    release_steepness = printed(1.6971, "1", "J14OCgam", "Hill exponent of the osteoclast effect on release")
    complex_exponent = printed(
        0.603754, "1", "MOCratioGam", "exponent of RANK-RANKL complex per osteoclast on resorption"
    )
    uptake_share = printed(0.114376, "1", "FracJ15", "share of the uptake that follows hydroxyapatite")
    deep_release = printed(2.44437e-05, "1/h", "k14a", "deep to exchangeable bone calcium")
    apatite_time = printed(3.60609, "h", "HApMRT", "mean residence time of the hydroxyapatite state")

    plasma_calcium = Needs("plasma.calcium", "mmol")
    plasma_calcium_start = Needs("plasma.calcium_start", "mmol")
    osteoclasts = Needs("osteoclasts.active", "unit")
    osteoclasts_start = Needs("osteoclasts.active_start", "unit")
    complexes = Needs("osteoclast_signals.occupied", "unit")
    complexes_start = Needs("osteoclast_signals.occupied_start", "unit")
    osteoblast_ratio = Needs("osteoblasts.ratio", "1")

    exchangeable = Pool(
        "mmol",
        start=exchangeable_start,
        symbol="Q",
        element="calcium",
        signed=True,
        doc="exchangeable bone calcium; negative late in the published menopause",
    )
    deep = Pool(
        "mmol",
        start=deep_start,
        symbol="Qbone",
        element="calcium",
        signed=True,
        doc="deep bone calcium; negative late in the published menopause",
    )
    apatite = Pool("1", start=apatite_start, symbol="HAp", doc="hydroxyapatite state, relative")

    @derived("1/h", symbol="T13")
    def release_rate(self) -> Quantity:
        """Baseline release per exchangeable calcium."""
        return self.exchange / self.exchangeable_start

    @derived("1/h", symbol="T15")
    def uptake_rate(self) -> Quantity:
        """Baseline uptake per extracellular calcium."""
        return self.exchange / self.plasma_calcium_start

    @derived("unit", symbol="J14OC50")
    def release_half(self) -> Quantity:
        """Osteoclasts for half effect on release, solved from the baseline release."""
        share = self.release_rate / self.release_max
        return half_point(self.osteoclasts_start, share=share, steepness=self.release_steepness)

    @derived("1/h", symbol="k15a")
    def deep_uptake(self) -> Quantity:
        """Exchangeable to deep bone calcium, in balance with release at the start."""
        return self.deep_release * self.deep_start / self.exchangeable_start

    @value("1")
    def complex_effect(self) -> Quantity:
        """Effect of RANK-RANKL complex per osteoclast on resorption, 1 at baseline."""
        now = self.complexes / self.osteoclasts
        return (now / (self.complexes_start / self.osteoclasts_start)) ** self.complex_exponent

    @flow(exchangeable, into=plasma_calcium, symbol="J14")
    def release(self) -> Quantity:
        """Calcium from bone to plasma: a constant part and a part that follows osteoclasts."""
        constant = self.release_rate * (1 - self.release_share)
        drive = hill(self.osteoclasts, half=self.release_half, steepness=self.release_steepness)
        resorbed = self.release_max * drive * self.release_share * self.complex_effect
        return self.exchangeable_start * (constant + resorbed)

    @flow(plasma_calcium, into=exchangeable, symbol="J15")
    def uptake(self) -> Quantity:
        """Calcium from plasma to bone: a constant share and a share that follows hydroxyapatite."""
        return self.uptake_rate * self.plasma_calcium * (1 - self.uptake_share + self.uptake_share * self.apatite)

    @flow(deep, into=exchangeable)
    def from_deep(self) -> Quantity:
        """Deep bone calcium that becomes exchangeable."""
        return self.deep_release * self.deep

    @flow(exchangeable, into=deep)
    def to_deep(self) -> Quantity:
        """Exchangeable bone calcium that becomes deep."""
        return self.deep_uptake * self.exchangeable

    @flow(into=apatite)
    def apatite_gain(self) -> Quantity:
        """Formation of the hydroxyapatite state by osteoblasts."""
        return self.osteoblast_ratio / self.apatite_time

    @flow(apatite)
    def apatite_loss(self) -> Quantity:
        """Loss of the hydroxyapatite state."""
        return self.apatite / self.apatite_time
