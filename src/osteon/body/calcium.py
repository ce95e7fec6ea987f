"""Calcium of extracellular fluid, and its losses by kidney and skin. Amounts in mmol."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity


class Calcium(Subsystem):
    """The kidney excretes a share of filtered calcium that rises steeply with serum calcium and falls with
    parathyroid hormone; a shrinking kidney needs more hormone for the same effect, so calcium falls as it fails.
    """

    filtration = Needs("kidney.filtration", "L/d")
    kidney = Needs("kidney.relative", "1")
    parathyroid = Needs("parathyroid.relative", "1")
    activity = Needs("vitamin_d.activity", "1")

    thiazide = Input(0.0, "1", doc="thiazide diuretic, 1 for a usual dose")

    volume = Param(
        14.0,
        "L",
        doc="volume of extracellular fluid",
        know=0.05,
        vary=0.12,
        kind="measured",
        source="peterson2010",
        symbol="V1",
    )
    reference = Param(
        2.35,
        "mmol/L",
        doc="total serum calcium of the reference state, albumin being normal",
        know=0.01,
        vary=0.0,
        kind="measured",
        source="peterson2010",
        at="2.35 mmol/L; adult range 2.2 to 2.6",
    )
    filterable = Param(
        0.55,
        "1",
        doc="share of serum calcium that is filtered",
        know=0.05,
        vary=0.0,
        kind="assumed",
        source="peterson2010",
        note="textbook value; the published model has 0.3 L/h per L/h of filtration, 0.5 bound and 0.6 filtered",
        low=0.0,
        high=1.0,
    )
    excreted_share = Param(
        0.0165,
        "1",
        doc="share of filtered calcium excreted at reference calcium and hormone",
        know=0.1,
        vary=0.25,
        kind="fitted",
        source="hasling1990",
        at="abstract: urine calcium = 2.4 + 0.4 x net absorbed (mmol/d)",
        note="closes the balance near 2.35 mmol/L and 3.9 pmol/L of hormone at 800 mg calcium a day",
    )
    calcium_power = Param(
        10.0,
        "1",
        doc="steepness with which excretion rises with serum calcium",
        know=0.25,
        vary=0.0,
        kind="assumed",
        source="need1985",
        note="no slope for people was read; steep enough that 1 g of calcium moves serum calcium by 0.1 mmol/L at most",
    )
    hormone_floor = Param(
        0.2,
        "1",
        doc="relative excretion at very high parathyroid hormone",
        know=0.3,
        vary=0.0,
        kind="assumed",
        source="phelps2014",
        note="no figure for people was found; chosen so that hyperparathyroidism has normal to high urine calcium",
    )
    hormone_half = Param(
        0.65,
        "1",
        doc="parathyroid hormone felt, relative to reference, at which half of its effect on excretion is reached",
        know=0.4,
        vary=0.0,
        kind="assumed",
        source="phelps2014",
        note="gives about three times the excretion without hormone, at equal calcium",
    )
    resistance = Param(
        1.2,
        "1",
        doc="how the effect of parathyroid hormone on the kidney falls with filtration",
        know=0.3,
        vary=0.0,
        kind="fitted",
        source="phelps2014",
        at="abstract: in kidney disease calcium excreted per filtrate is normal although hormone is raised",
    )
    vitamin_d_effect = Param(
        0.7,
        "1",
        doc="how vitamin D activity helps the kidney to keep calcium",
        know=0.5,
        vary=0.0,
        kind="assumed",
        source="phelps2014",
        at="abstract: in controls calcium reabsorbed per filtrate rises with calcitriol",
        note="the size is a guess that gives hypercalcaemia at very high calcidiol",
    )
    thiazide_effect = Param(
        0.4,
        "1",
        doc="share by which a thiazide lowers excretion",
        know=0.3,
        vary=0.3,
        kind="measured",
        source="middler1973",
        at="abstract: about 40 % with intact glands",
        low=0.0,
        high=1.0,
    )
    sweat_rate = Param(
        35.0,
        "mg/d",
        doc="calcium lost through skin",
        know=0.3,
        vary=0.3,
        kind="measured",
        source="rianon2003",
        at="abstract: 35 (SE 4) mg/d in a cool room",
    )
    molar_mass = Param(
        40.08, "g/mol", doc="molar mass of calcium", know=0.0, vary=0.0, kind="definition", source="definition"
    )

    @derived("mmol")
    def plasma_at_start(self) -> Quantity:
        """Calcium of extracellular fluid at the reference concentration."""
        return self.reference * self.volume

    plasma = Pool("mmol", start=plasma_at_start, doc="calcium of extracellular fluid", symbol="P", element="calcium")
    urine = Pool(
        "mmol", start=0.0, doc="calcium in urine since the start", symbol="UCA", element="calcium", ledger=True
    )
    sweat = Pool("mmol", start=0.0, doc="calcium lost through skin since the start", element="calcium", ledger=True)

    @value("mmol/L", symbol="C1")
    def concentration(self) -> Quantity:
        """Total calcium in serum."""
        return self.plasma / self.volume

    @value("1")
    def relative(self) -> Quantity:
        """Serum calcium relative to reference."""
        return self.concentration / self.reference

    @value("1")
    def share_excreted(self) -> Quantity:
        """Share of filtered calcium that is excreted."""
        helped = (1 + self.vitamin_d_effect) / (1 + self.vitamin_d_effect * self.activity)
        drive = self._hormone_effect() * helped * (1 - self.thiazide_effect * self.thiazide)
        steep = drive * self.excreted_share / (1 - self.excreted_share) * self.relative**self.calcium_power
        return steep / (1 + steep)

    @flow(plasma, into=urine)
    def excreting(self) -> Quantity:
        """Calcium lost in urine."""
        return self.filtration * self.filterable * self.concentration * self.share_excreted

    @flow(plasma, into=sweat)
    def sweating(self) -> Quantity:
        """Calcium lost through skin."""
        return self.sweat_rate / self.molar_mass * self.relative

    def _hormone_effect(self) -> Quantity:
        felt = self.parathyroid * self.kidney**self.resistance
        left = (1 + self.hormone_half**2) / (felt**2 + self.hormone_half**2)
        return self.hormone_floor + (1 - self.hormone_floor) * left
