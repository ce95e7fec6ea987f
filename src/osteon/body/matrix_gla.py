"""Matrix Gla protein (MGP): the marker dp-ucMGP, and the status of the vessel wall that vitamin K explains."""

from __future__ import annotations

from osteon.engine.declare import Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill


class MatrixGla(Subsystem):
    """dp-ucMGP falls along a hyperbola in the supply of vitamin K beyond the liver. Kidney failure keeps it in plasma;
    vitamin D makes more MGP, which stays uncarboxylated where vitamin K is short.
    """

    delivered = Needs("vitamin_k.delivered", "ug/d")
    delivered_reference = Needs("vitamin_k.delivered_reference", "ug/d")
    delivered_at_start = Needs("vitamin_k.delivered_at_start", "ug/d")
    recycling = Needs("vitamin_k.recycling", "1")
    filtration = Needs("kidney.rate", "mL/min")
    filtration_at_start = Needs("kidney.filtration_at_start", "mL/min")
    calcidiol = Needs("vitamin_d.calcidiol", "nmol/L")
    calcidiol_at_start = Needs("vitamin_d.calcidiol_at_start", "nmol/L")
    calcidiol_reference = Needs("vitamin_d.calcidiol_reference", "nmol/L")

    reference = Param(
        376.0,
        "pmol/L",
        doc="dp-ucMGP on the reference diet at reference filtration",
        know=0.1,
        vary=0.5,
        kind="measured",
        source="lasa2018",
        at="abstract: mean 376 (SD 233) at 55-65 y",
        note="363 (219-532) in groothof2022; depends on the assay",
    )
    background = Param(
        0.2,
        "1",
        doc="share of dp-ucMGP that vitamin K cannot lower",
        know=0.4,
        vary=0.0,
        kind="fitted",
        source="dalmeijer2012",
        at="abstract: -31 and -46 %; with knapen2015",
        note="Emax 0.80; Emax and half-supply are collinear, plausible Emax 0.6 to 0.95",
    )
    half_supply = Param(
        162.0,
        "ug/d",
        doc="supply outside the liver at which half of MGP's sites are open",
        know=0.4,
        vary=0.4,
        kind="fitted",
        source="dalmeijer2012",
        at="abstract; ED50 of 200 ug on top of the diet",
    )
    lag = Param(
        25.0,
        "d",
        doc="time over which dp-ucMGP follows the supply",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="phenprocoumon_mgp",
        at="abstract: 69 % of the 3-month rise at 1 month",
    )
    antagonist_rise = Param(
        1.35,
        "1",
        doc="rise of dp-ucMGP under a full antagonist beyond that of no supply",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="phenprocoumon_mgp",
        at="abstract: 1003 to 2316 pmol/L in 3 months",
    )
    other_clearance = Param(
        14.5,
        "mL/min",
        doc="clearance of dp-ucMGP by other ways than the kidney",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="westenfeld2012",
        at="4.5-fold in haemodialysis",
        note="then 885 and 1388 pmol/L in stages 4 and 5 (kurnatowska2016) are met without fitting",
    )
    filtration_reference = Param(
        90.0,
        "mL/min",
        doc="filtration at which the marker references hold",
        know=0.05,
        vary=0.0,
        kind="assumed",
        source="groothof2022",
        at="abstract: 95.4 (SD 21.8) at 52 y",
        note="rounded down to the filtration of the older people in whom the markers were measured",
    )
    vitamin_d_share = Param(
        0.75,
        "1",
        doc="how much of MGP synthesis goes with vitamin D in the vessel wall",
        know=0.6,
        vary=0.3,
        kind="fitted",
        source="vanballegooijen2019",
        low=0.0,
        high=1.0,
        at="abstract: +92.8 (5.7-180) pmol/L on 1200 IU without vitamin K sources, none in the whole sample",
    )
    vitamin_d_half = Param(
        100.0,
        "nmol/L",
        doc="calcidiol at which vitamin D drives half of what it can of MGP synthesis",
        know=0.4,
        vary=0.1,
        kind="assumed",
        source="vanballegooijen2017",
        at="MGP expression 2-3 fold with calcitriol",
        note="the level of half effect is a guess; only the size of the whole effect was read",
    )

    @derived("1")
    def status_at_start(self) -> Quantity:
        """Status at rest on the food inputs."""
        return self._status(self.delivered_at_start)

    @derived("pmol/L")
    def dp_ucmgp_at_start(self) -> Quantity:
        """dp-ucMGP at rest on the food inputs, filtration and calcidiol at the start."""
        return self._level(self.delivered_at_start, self.filtration_at_start, self.calcidiol_at_start)

    dp_ucmgp = Pool(
        "pmol/L", start=dp_ucmgp_at_start, doc="dephosphorylated, uncarboxylated MGP in plasma", scale=300.0
    )

    @value("1")
    def status(self) -> Quantity:
        """Fall of dp-ucMGP that vitamin K explains, against the reference diet: 0 there, negative in shortage."""
        return self._status(self.delivered)

    @flow(into=dp_ucmgp)
    def opening(self) -> Quantity:
        """MGP made and left uncarboxylated."""
        return self._level(self.delivered, self.filtration, self.calcidiol) / self.lag

    @flow(dp_ucmgp)
    def renewing(self) -> Quantity:
        """dp-ucMGP cleared."""
        return self.dp_ucmgp / self.lag

    def _status(self, delivered: Quantity) -> Quantity:
        return (1 - self.background) * (1 - self._open_sites(delivered))

    def _open_sites(self, delivered: Quantity) -> Quantity:
        usual = (self.half_supply + self.delivered_reference) / (self.half_supply + delivered)
        return usual * (1 + self.antagonist_rise * (1 - self.recycling))

    def _level(self, delivered: Quantity, filtration: Quantity, calcidiol: Quantity) -> Quantity:
        kept = (self.other_clearance + self.filtration_reference) / (self.other_clearance + filtration)
        responsive = self._open_sites(delivered) * kept * self._synthesis(delivered, calcidiol)
        return self.reference * (self.background + (1 - self.background) * responsive)

    def _synthesis(self, delivered: Quantity, calcidiol: Quantity) -> Quantity:
        """MGP made relative to reference, as far as vitamin K is too short to carboxylate it."""
        usual = hill(self.calcidiol_reference, half=self.vitamin_d_half)
        drive = self.vitamin_d_share * (hill(calcidiol, half=self.vitamin_d_half) / usual - 1)
        return 1 + drive * self.half_supply / (self.half_supply + delivered)
