"""The person over time: age, size, sex hormones and habits that bone, kidney and skin read."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Subsystem, derived, value
from osteon.engine.quantity import Quantity, logistic


class Life(Subsystem):
    """Age runs with time; estrogen follows the final menstrual period in women and falls slowly in men."""

    therapy = Needs("hormone_therapy.replacement", "1")

    age_at_start = Input(35.0, "y", doc="age at the start of the run")
    female = Input(1.0, "1", doc="1 for a woman, 0 for a man")
    mass = Input(65.0, "kg", doc="body mass")
    height = Input(163.0, "cm", doc="standing height")
    menopause_age = Input(51.5, "y", doc="age at the final menstrual period; without meaning in men")
    smoking = Input(0.0, "1", doc="1 for a current smoker, 0 for none")
    alcohol = Input(0.0, "g/d", doc="ethanol, mean rate")
    exercise = Input(0.0, "1", doc="1 for a programme of impact and resistance training beyond usual activity")

    estrogen_width = Param(
        0.574,
        "y",
        doc="time scale of the fall of estradiol around the final menstrual period",
        know=0.1,
        vary=0.2,
        kind="fitted",
        source="randolph2011",
        at="abstract: falls from 2.03 y before, fastest at 0, level from 2.17 y after",
        note="95 % of a logistic with this width lies within 2.1 y of its centre",
    )
    estrogen_floor = Param(
        0.22,
        "1",
        doc="estradiol after menopause relative to the mean before it",
        know=0.25,
        vary=0.3,
        kind="assumed",
        source="sowers2008",
        note="recalled as 10-15 after 50-60 pg/mL; not read",
        low=0.0,
        high=1.0,
    )
    male_fall = Param(
        0.244,
        "1",
        doc="share of a man's bone-protecting sex steroid action that is lost in very old age",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="riggs2008",
        note="no series of bioavailable estradiol in men was readable; set by men's bone loss",
        low=0.0,
        high=1.0,
    )
    male_middle = Param(
        64.6,
        "y",
        doc="age at which half of the fall in men is over",
        know=0.08,
        vary=0.08,
        kind="fitted",
        source="riggs2008",
        note="set by men's bone loss",
    )
    male_width = Param(
        12.0,
        "y",
        doc="width of the fall in men",
        know=0.25,
        vary=0.0,
        kind="assumed",
        source="riggs2008",
        note="set by men's bone loss",
    )

    @value("y")
    def age(self) -> Quantity:
        """Age now."""
        return self.age_at_start + self.time

    @derived("kg/m2")
    def body_mass_index(self) -> Quantity:
        """Body mass index."""
        return self.mass / self.height**2

    @value("1")
    def estrogen(self) -> Quantity:
        """Sex steroid action on bone relative to a young adult, with hormone therapy."""
        own = self._own_estrogen(self.age)
        return own + (1 - own) * self.therapy

    @derived("1")
    def estrogen_at_start(self) -> Quantity:
        """Own sex steroid action on bone at the age of the start."""
        return self._own_estrogen(self.age_at_start)

    def _own_estrogen(self, age: Quantity) -> Quantity:
        since_last_period = (age - self.menopause_age) / self.estrogen_width
        woman = self.estrogen_floor + (1 - self.estrogen_floor) * logistic(-since_last_period)
        man = 1 - self.male_fall * logistic((age - self.male_middle) / self.male_width)
        return self.female * woman + (1 - self.female) * man
