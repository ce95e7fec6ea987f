"""Glomerular filtration over adult life: a person's start, the decline with age, and disease on top of it."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Subsystem, derived, value
from osteon.engine.quantity import Quantity, exp, logistic


class Kidney(Subsystem):
    """Filtration follows age along a curve that levels out; disease takes a share of it and levels out too."""

    age = Needs("life.age", "y")
    age_at_start = Needs("life.age_at_start", "y")

    filtration_at_start = Input(90.0, "mL/min", doc="glomerular filtration at the start, per 1.73 m2 of body surface")
    disease_rate = Input(0.0, "1/y", doc="speed at which a kidney disease takes its share of filtration")
    disease_share = Input(0.0, "1", doc="share of filtration that a kidney disease takes in the end")

    young = Param(
        107.0,
        "mL/min",
        doc="filtration of a healthy young adult, the reference for relative filtration",
        know=0.05,
        vary=0.0,
        kind="assumed",
        source="eriksen2020",
        note="110 to 115 at 20 to 40 years is textbook knowledge, not a figure read in this source; a reference only",
    )
    old_share = Param(
        0.4,
        "1",
        doc="share of young filtration to which ageing alone would lead",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="eriksen2020",
        at="abstract: -0.72 (men) and -1.03 (women) mL/min a year at 50 to 97 years",
    )
    middle_age = Param(
        75.0,
        "y",
        doc="age at which half of the age-related decline is over",
        know=0.05,
        vary=0.05,
        kind="fitted",
        source="eriksen2020",
    )
    spread = Param(
        17.5,
        "y",
        doc="width of the age-related decline",
        know=0.15,
        vary=0.0,
        kind="fitted",
        source="cohen2014",
        at="abstract: 0.97 mL/min a year in healthy people, 0.82 at 20-30 y to 1.15 above 50 y",
    )

    @derived("1")
    def relative_at_start(self) -> Quantity:
        """Filtration at the start relative to a healthy young adult."""
        return self.filtration_at_start / self.young

    @value("1")
    def aging(self) -> Quantity:
        """Filtration at this age relative to the person's age at the start."""
        return self._curve(self.age) / self._curve(self.age_at_start)

    @value("mL/min")
    def rate(self) -> Quantity:
        """Glomerular filtration rate in mL a minute per 1.73 m2."""
        spared = 1 - self.disease_share * (1 - exp(-(self.disease_rate * self.time).number))
        return self.filtration_at_start * self.aging * spared

    @value("L/d", symbol="GFR")
    def filtration(self) -> Quantity:
        """Glomerular filtration rate in litres a day."""
        return self.rate

    @value("1")
    def relative(self) -> Quantity:
        """Filtration relative to a healthy young adult."""
        return self.rate / self.young

    def _curve(self, age: Quantity) -> Quantity:
        return self.old_share + (1 - self.old_share) * logistic((self.middle_age - age) / self.spread)
