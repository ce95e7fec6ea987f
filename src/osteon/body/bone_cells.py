"""Remodelling and modelling in trabecular and cortical bone: what cells take away and lay down, per share of peak."""

from __future__ import annotations

from osteon.engine.declare import Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity


class BoneCells(Subsystem):
    """Each resorbed volume becomes an open site; sites close, filled in part. Modelling adds bone without resorption.

    All rates are shares a day of the bone that this person had at peak, as fully mineralised matrix.
    """

    activity = Needs("osteoclasts.activity", "1")
    activity_at_start = Needs("osteoclasts.osteoclasts_at_start", "1")
    hormone_drive = Needs("osteoclasts.hormone_drive", "1")
    hormone_drive_at_start = Needs("osteoclasts.hormone_drive_at_start", "1")
    anabolic = Needs("teriparatide.anabolic", "1")
    catabolic = Needs("teriparatide.catabolic", "1")
    refill = Needs("osteoblasts.refill", "1")
    modelling = Needs("osteoblasts.modelling", "1")
    calcium = Needs("calcium.relative", "1")
    trabecular_opening = Needs("bone_mineral.trabecular_opening", "1/d")
    cortical_opening = Needs("bone_mineral.cortical_opening", "1/d")
    trabecular_matrix_at_start = Needs("bone_mineral.trabecular_matrix_at_start", "1")
    cortical_matrix_at_start = Needs("bone_mineral.cortical_matrix_at_start", "1")
    trabecular = Needs("bone_mineral.trabecular", "1")
    cortical = Needs("bone_mineral.cortical", "1")
    trabecular_peak = Needs("skeleton.trabecular_peak", "mmol")
    cortical_peak = Needs("skeleton.cortical_peak", "mmol")

    trabecular_turnover = Param(
        12.2,
        "%/y",
        doc="trabecular bone resorbed a year at the reference",
        know=0.2,
        vary=0.2,
        kind="fitted",
        source="parfitt1994",
        note="recalled as 25 (15-30) %/y by histology of the iliac crest; density and drug courses need less",
    )
    cortical_turnover = Param(
        3.5,
        "%/y",
        doc="cortical bone resorbed a year at the reference",
        know=0.2,
        vary=0.2,
        kind="fitted",
        source="parfitt1994",
        note="recalled as 3 (2-5) %/y",
    )
    trabecular_refill = Param(
        0.873,
        "1",
        doc="share of a resorbed trabecular volume that is filled again at the reference",
        know=0.03,
        vary=0.02,
        kind="fitted",
        source="osteon_course",
        low=0.0,
        high=1.0,
    )
    cortical_refill = Param(
        0.891,
        "1",
        doc="share of a resorbed cortical volume that is filled again at the reference",
        know=0.03,
        vary=0.02,
        kind="fitted",
        source="osteon_course",
        low=0.0,
        high=1.0,
    )
    trabecular_modelling = Param(
        1.36,
        "%/y",
        doc="trabecular bone laid down without prior resorption, share of peak a year",
        know=0.2,
        vary=0.2,
        kind="fitted",
        source="freedom_ext8",
        at="lumbar spine still gains 1.66 %/y in years 3 to 10 of denosumab, when little is resorbed",
    )
    cortical_modelling = Param(
        0.46,
        "%/y",
        doc="cortical bone laid down without prior resorption, share of peak a year",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="freedom_ext8",
        at="third radius +3.5 % in 8 years of denosumab",
    )
    closing_time = Param(
        89.2,
        "d",
        doc="mean time from resorption to the laying down of new mineral at a site",
        know=0.15,
        vary=0.15,
        kind="fitted",
        source="droracle_bmu",
        note="resorption 14-28 d, then 90-120 d in which a site fills gradually: about 75 d on average; low-grade page",
    )
    hormone_cortical = Param(
        1.8,
        "1",
        doc="weight of parathyroid hormone in the extra resorption of cortical bone, against 1 without it",
        know=0.5,
        vary=0.3,
        kind="fitted",
        source="osteon_course",
        note="hyperparathyroidism costs cortical bone first (textbook); no figure was read",
    )
    cortical_anabolic = Param(
        0.351,
        "1",
        doc="anabolic effect of teriparatide at cortical relative to trabecular sites",
        know=0.5,
        vary=0.2,
        kind="fitted",
        source="neer2001",
        at="lumbar spine +9.7 %, femoral neck +2.8 %, total hip +2.6 % at 19 months",
        low=0.0,
        high=1.0,
    )
    unloading = Param(
        0.02,
        "1",
        doc="how formation falls with the fourth power of bone relative to peak",
        know=0.5,
        vary=0.2,
        kind="assumed",
        source="osteon_course",
        note="mechanostat: bone denser than needed is strained less; hardly felt below 1.3 times peak, strong at twice",
    )
    calcium_half = Param(
        0.4,
        "1",
        doc="plasma calcium, relative to normal, at which mineralisation runs at half speed",
        know=0.3,
        vary=0.1,
        kind="assumed",
        source="osteon_course",
        note="mineralisation fails in lasting hypocalcaemia; no figure was read",
    )

    @derived("1")
    def trabecular_sites_at_start(self) -> Quantity:
        """Open trabecular sites in balance with resorption at the start."""
        rate = self.trabecular_turnover * self.activity_at_start
        return rate * self.trabecular_matrix_at_start * self.closing_time

    @derived("1")
    def cortical_sites_at_start(self) -> Quantity:
        """Open cortical sites in balance with resorption at the start."""
        rate = self.cortical_turnover * self.activity_at_start * self._cortical_extra(self.hormone_drive_at_start)
        return rate * self.cortical_matrix_at_start * self.closing_time

    trabecular_sites = Pool(
        "1", start=trabecular_sites_at_start, scale=0.05, doc="open remodelling sites and osteoid in trabecular bone"
    )
    cortical_sites = Pool(
        "1", start=cortical_sites_at_start, scale=0.01, doc="open remodelling sites and osteoid in cortical bone"
    )

    @value("1/d")
    def trabecular_resorption(self) -> Quantity:
        """Share of trabecular bone resorbed a day."""
        return self.trabecular_turnover * self.activity

    @value("1/d")
    def cortical_resorption(self) -> Quantity:
        """Share of cortical bone resorbed a day; parathyroid hormone and teriparatide have an extra effect here."""
        return self.cortical_turnover * self.activity * self._cortical_extra(self.hormone_drive + self.catabolic)

    @value("1")
    def mineralisation(self) -> Quantity:
        """Speed of mineralisation relative to normal plasma calcium."""
        half = self.calcium_half**2
        return (1 + half) * self.calcium**2 / (half + self.calcium**2)

    @value("1/d")
    def trabecular_formation(self) -> Quantity:
        """Trabecular matrix laid down a day, share of peak."""
        share = self.trabecular_refill * self.refill * (1 + self.anabolic)
        filled = share * self.trabecular_sites / self.closing_time
        laid_down = filled + self.trabecular_modelling * self.modelling
        return self.mineralisation * laid_down * self._strain(self.trabecular)

    @value("1/d")
    def cortical_formation(self) -> Quantity:
        """Cortical matrix laid down a day, share of peak."""
        share = self.cortical_refill * self.refill * (1 + self.cortical_anabolic * self.anabolic)
        filled = share * self.cortical_sites / self.closing_time
        laid_down = filled + self.cortical_modelling * self.modelling
        return self.mineralisation * laid_down * self._strain(self.cortical)

    @value("1")
    def resorption(self) -> Quantity:
        """Bone resorbed in the whole skeleton relative to a healthy young adult of the same size."""
        return self._whole(self.trabecular_opening, self.cortical_opening)

    @value("1")
    def formation(self) -> Quantity:
        """Bone laid down in the whole skeleton relative to what a healthy young adult resorbs."""
        return self._whole(self.trabecular_formation, self.cortical_formation)

    @flow(into=trabecular_sites)
    def opening_trabecular(self) -> Quantity:
        """Trabecular volume that osteoclasts open."""
        return self.trabecular_opening

    @flow(into=cortical_sites)
    def opening_cortical(self) -> Quantity:
        """Cortical volume that osteoclasts open."""
        return self.cortical_opening

    @flow(trabecular_sites)
    def closing_trabecular(self) -> Quantity:
        """Trabecular sites that are finished, filled or not."""
        return self.mineralisation * self.trabecular_sites / self.closing_time

    @flow(cortical_sites)
    def closing_cortical(self) -> Quantity:
        """Cortical sites that are finished, filled or not."""
        return self.mineralisation * self.cortical_sites / self.closing_time

    def _cortical_extra(self, drive: Quantity) -> Quantity:
        return (1 + self.hormone_cortical * drive) / (1 + self.hormone_cortical)

    def _strain(self, bone: Quantity) -> Quantity:
        """Formation relative to that at peak: dense bone is strained less, so no bone grows without bound."""
        return (1 + self.unloading) / (1 + self.unloading * (bone**2) ** 2)

    def _whole(self, trabecular: Quantity, cortical: Quantity) -> Quantity:
        now = trabecular * self.trabecular_peak + cortical * self.cortical_peak
        return now / (self.trabecular_turnover * self.trabecular_peak + self.cortical_turnover * self.cortical_peak)
