"""Magnesium: one exchangeable pool, and what a lack of it does to parathyroid hormone. Amounts in mmol."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill


class Magnesium(Subsystem):
    """Serum magnesium follows intake weakly, because the kidney saves it; only a severe lack stops the glands."""

    filtration = Needs("kidney.filtration", "L/d")

    magnesium_food = Input(13.0, "mmol/d", doc="magnesium eaten with food (13 mmol is 316 mg)")
    magnesium_supplement = Input(0.0, "mmol/d", doc="magnesium swallowed as supplements")

    reference = Param(
        0.85,
        "mmol/L",
        doc="serum magnesium of the reference state",
        know=0.03,
        vary=0.0,
        kind="measured",
        source="reddy2018",
        at="normal 0.7 to 0.9 mmol/L, as cited",
    )
    volume = Param(
        150.0,
        "L",
        doc="volume that the exchangeable magnesium amounts to",
        know=0.5,
        vary=0.2,
        kind="measured",
        source="silver1960",
        at="abstract: 10 to 25 % of about 1000 mmol exchanges within 60 h",
    )
    absorbed_share = Param(
        0.38,
        "1",
        doc="share of magnesium absorbed at a usual intake",
        know=0.15,
        vary=0.15,
        kind="assumed",
        source="reddy2018",
        note="25 to 75 % are cited, less than half at usual intakes",
        low=0.0,
        high=1.0,
    )
    intake_half = Param(
        26.0,
        "mmol/d",
        doc="intake that halves the absorbed share",
        know=0.5,
        vary=0.0,
        kind="assumed",
        source="reddy2018",
        note="a larger share is absorbed in depletion; the size is a guess",
    )
    filterable = Param(
        0.8,
        "1",
        doc="share of serum magnesium that is filtered",
        know=0.05,
        vary=0.0,
        kind="measured",
        source="reddy2018",
        low=0.0,
        high=1.0,
    )
    excreted_share = Param(
        0.05,
        "1",
        doc="share of filtered magnesium excreted at reference",
        know=0.2,
        vary=0.2,
        kind="measured",
        source="reddy2018",
        at="95 % is taken back, as cited",
    )
    power = Param(
        6.0,
        "1",
        doc="steepness with which excretion rises with serum magnesium",
        know=0.3,
        vary=0.0,
        kind="assumed",
        source="reddy2018",
        note="the kidney saves magnesium almost wholly in depletion",
    )
    gland_half = Param(
        0.35,
        "mmol/L",
        doc="serum magnesium at which parathyroid secretion is halved",
        know=0.2,
        vary=0.1,
        kind="assumed",
        source="reddy2018",
        note="hormone action fails below about 0.5 mmol/L; recalled, no dose-response was read",
    )
    gland_steepness = Param(
        6.0,
        "1",
        doc="steepness of that failure",
        know=0.3,
        vary=0.0,
        kind="assumed",
        source="reddy2018",
        note="recalled as a sharp failure; no dose-response was read",
    )

    @derived("mmol")
    def pool_at_start(self) -> Quantity:
        """Exchangeable magnesium at the reference concentration."""
        return self.reference * self.volume

    pool = Pool("mmol", start=pool_at_start, doc="exchangeable magnesium", scale=100.0)

    @value("mmol/L")
    def concentration(self) -> Quantity:
        """Magnesium in serum."""
        return self.pool / self.volume

    @value("1")
    def parathyroid_effect(self) -> Quantity:
        """Parathyroid secretion relative to normal magnesium; it fails below about 0.5 mmol/L."""
        usual = hill(self.reference, half=self.gland_half, steepness=self.gland_steepness)
        return hill(self.concentration, half=self.gland_half, steepness=self.gland_steepness) / usual

    @value("mmol/d")
    def urine(self) -> Quantity:
        """Magnesium lost in urine."""
        relative = self.concentration / self.reference
        steep = self.excreted_share / (1 - self.excreted_share) * relative**self.power
        return self.filtration * self.filterable * self.concentration * steep / (1 + steep)

    @flow(into=pool)
    def absorbing(self) -> Quantity:
        """Magnesium absorbed; the share falls with intake."""
        intake = self.magnesium_food + self.magnesium_supplement
        return intake * self.absorbed_share * 2 * hill(self.intake_half / 2, half=intake)

    @flow(pool)
    def excreting(self) -> Quantity:
        """Magnesium lost in urine."""
        return self.urine
