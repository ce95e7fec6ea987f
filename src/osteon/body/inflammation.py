"""Markers of inflammation: how vitamin D moves C-reactive protein and interleukin 6, and what they say of fracture."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Subsystem, value
from osteon.engine.quantity import Quantity, exp, hill


class Inflammation(Subsystem):
    """Trials disagree on both markers, so both effects have intervals that include zero. Inflammation goes with the
    risk of fracture, not with bone density, so nothing here reaches bone.
    """

    calcidiol = Needs("vitamin_d.calcidiol", "nmol/L")
    calcidiol_at_start = Needs("vitamin_d.calcidiol_at_start", "nmol/L")

    crp_at_start = Input(1.5, "mg/L", doc="C-reactive protein at the start, high-sensitivity assay")

    crp_vitamin_d = Param(
        -0.26,
        "mg/L",
        doc="change of C-reactive protein when calcidiol rises from 50 to 90 nmol/L",
        know=0.25,
        vary=0.0,
        spread="normal",
        kind="measured",
        source="mazidi2018",
        at="abstract: -0.26 (-0.75, 0.22)",
        note="which rise of calcidiol this stands for is assumed; one large trial saw none at 1 y (costenbader2019)",
    )
    crp_trials = Param(
        3.0,
        "mg/L",
        doc="C-reactive protein of the people in those trials",
        know=0.4,
        vary=0.0,
        kind="assumed",
        source="mazidi2018",
        note="not read; it turns the change into a relative one, so that the marker stays positive",
    )
    il6_vitamin_d = Param(
        0.05,
        "1",
        doc="log change of interleukin 6 when calcidiol rises from 50 to 90 nmol/L",
        know=0.04,
        vary=0.0,
        spread="normal",
        kind="fitted",
        source="costenbader2019",
        at="abstract: +8.2 % (1.5, 15.3) at 1 y on 2000 IU a day",
        note="shrunk: +0.1 (-0.17, 0.37) pg/mL in calton2017, +0.67 in mazidi2018; no lower value was read anywhere",
    )
    calcidiol_half = Param(
        60.0,
        "nmol/L",
        doc="calcidiol at which half of what vitamin D can do to the markers is done",
        know=0.4,
        vary=0.0,
        kind="assumed",
        source="mazidi2018",
        note="a bend towards a ceiling; no dose-response was read",
    )
    usual_low = Param(
        50.0,
        "nmol/L",
        doc="calcidiol before the rise to which the effects refer",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="mazidi2018",
    )
    usual_high = Param(
        90.0,
        "nmol/L",
        doc="calcidiol after the rise to which the effects refer",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="mazidi2018",
    )
    crp_fracture = Param(
        0.29,
        "1",
        doc="log relative risk of fracture with C-reactive protein in the top quarter",
        know=0.15,
        vary=0.0,
        spread="normal",
        kind="measured",
        source="cauley2007",
        at="abstract: 1.34 (0.99, 1.82)",
        note="adjusted for density; whether lowering the marker lowers the risk is unknown",
    )
    crp_high = Param(
        3.0,
        "mg/L",
        doc="lower edge of the top quarter of C-reactive protein",
        know=0.2,
        vary=0.0,
        kind="assumed",
        source="cauley2007",
        note="the edge was not read",
    )

    @value("mg/L")
    def crp(self) -> Quantity:
        """C-reactive protein."""
        return self.crp_at_start * exp(self._rise() * self.crp_vitamin_d / self.crp_trials)

    @value("1")
    def il6_relative(self) -> Quantity:
        """Interleukin 6 relative to the start."""
        return exp(self._rise() * self.il6_vitamin_d)

    @value("1")
    def fracture_log_risk(self) -> Quantity:
        """Log relative risk of fracture that goes with C-reactive protein; an association, not an effect."""
        return self.crp_fracture * hill(self.crp, half=self.crp_high, steepness=2)

    def _rise(self) -> Quantity:
        """Rise of vitamin D's action since the start, 1 for a rise from the lower to the higher usual calcidiol."""
        now, before = self._action(self.calcidiol), self._action(self.calcidiol_at_start)
        return (now - before) / (self._action(self.usual_high) - self._action(self.usual_low))

    def _action(self, calcidiol: Quantity) -> Quantity:
        return hill(calcidiol, half=self.calcidiol_half)
