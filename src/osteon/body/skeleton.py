"""The skeleton a person was given: calcium at peak, peak density at the measured sites, and where a run starts."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Subsystem, derived
from osteon.engine.quantity import Quantity, exp, softplus


class Skeleton(Subsystem):
    """Everything here is fixed for one person and worked out once."""

    female = Needs("life.female", "1")
    height = Needs("life.height", "cm")
    body_mass_index = Needs("life.body_mass_index", "kg/m2")
    age = Needs("life.age_at_start", "y")
    menopause_age = Needs("life.menopause_age", "y")

    spine_multiplier = Input(1.0, "1", doc="own peak density of the spine relative to the reference, ancestry included")
    hip_multiplier = Input(
        1.0, "1", doc="own peak density of hip and rest relative to the reference, ancestry included"
    )
    trabecular_at_start = Input(1.0, "1", doc="trabecular bone at the start relative to what is usual at this age")
    cortical_at_start = Input(1.0, "1", doc="cortical bone at the start relative to what is usual at this age")

    male_calcium = Param(
        25000.0,
        "mmol",
        doc="calcium in the skeleton of a man of reference height at peak",
        know=0.1,
        vary=0.1,
        kind="measured",
        source="body_calcium",
        at="whole-body calcium of an adult, 25,000 mmol",
    )
    female_share = Param(
        0.9,
        "1",
        doc="calcium of a woman's skeleton relative to that of a man of the same height",
        know=0.06,
        vary=0.0,
        kind="assumed",
        source="parfitt1994",
        note="recalled as 0.9-1.0 kg in women and 1.2 kg in men, who are taller",
    )
    reference_height = Param(
        176.0,
        "cm",
        doc="height at which the calcium of the skeleton is given",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="body_calcium",
    )
    trabecular_share = Param(
        0.2,
        "1",
        doc="share of skeletal calcium in trabecular bone",
        know=0.1,
        vary=0.05,
        kind="assumed",
        source="parfitt1994",
        note="the classical 20 to 80 division, recalled",
        low=0.0,
        high=1.0,
    )
    reference_mass_index = Param(
        27.0,
        "kg/m2",
        doc="body mass index at which peak density is the reference",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="mazess1999",
        note="about that of the people of the reference tables (recalled)",
    )
    mass_exponent = Param(
        0.3,
        "1",
        doc="power of body mass index in peak density",
        know=0.3,
        vary=0.0,
        kind="assumed",
        source="mazess1999",
        at="abstract: 1 kg of body mass goes with about a year of loss",
        note="that figure gives about 0.5 in older women; part of it is slower loss",
    )
    own_density = Param(
        1.0,
        "1",
        doc="how dense a person's whole skeleton is at peak, relative to others of the same sex and body mass",
        know=0.0,
        vary=0.09,
        kind="assumed",
        source="looker1998",
        note="what sites have in common of their spread: .120 of .858 at the neck, .106 of 1.064 at the spine",
    )
    gain_left = Param(
        0.0299,
        "1",
        doc="share of peak bone still to be gained at 18 years",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="lu2016",
        at="abstract: total-body density peaks at 22.3 y in women, 26.9 y in men",
    )
    gain_time = Param(
        3.12,
        "y",
        doc="time scale of the last gain towards peak",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="lu2016",
        note="bone mass is complete by the early to middle twenties",
    )
    adult_age = Param(
        18.0,
        "y",
        doc="age at which adult life starts here",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="lu2016",
    )
    onset = Param(
        39.8,
        "y",
        doc="age at which bone starts to be lost",
        know=0.1,
        vary=0.1,
        kind="fitted",
        source="berger2008",
        note="abstract: hip loss starts at 40-44 y in women and 25-39 y in men; only the start of a run depends on it",
    )
    onset_width = Param(
        5.0,
        "y",
        doc="width of that onset",
        know=0.3,
        vary=0.0,
        kind="assumed",
        source="berger2008",
        note="only the start of a run depends on it",
    )
    menopause_width = Param(
        0.196,
        "y",
        doc="width of the onset of loss at menopause",
        know=0.3,
        vary=0.0,
        kind="fitted",
        source="greendale2012",
        note="only the start of a run depends on it",
    )
    trabecular_slope = Param(
        0.005,
        "1/y",
        doc="usual loss of trabecular bone with age, share of peak",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="osteon_course",
    )
    cortical_slope = Param(
        0.00192,
        "1/y",
        doc="usual loss of cortical bone with age, share of peak",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="osteon_course",
    )
    trabecular_drop = Param(
        0.143,
        "1",
        doc="trabecular bone that menopause costs in the very long run, share of peak",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="osteon_course",
    )
    cortical_drop = Param(
        0.26,
        "1",
        doc="cortical bone that menopause costs in the very long run, share of peak",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="osteon_course",
    )
    trabecular_time = Param(
        1.84,
        "y",
        doc="years after menopause to half of the trabecular cost",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="osteon_course",
    )
    cortical_time = Param(
        68,
        "y",
        doc="years after menopause to half of the cortical cost",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="osteon_course",
    )

    @derived("1")
    def size(self) -> Quantity:
        """Size of the skeleton relative to a man of reference height."""
        sex = self.female * self.female_share + (1 - self.female)
        return sex * (self.height / self.reference_height) ** 2

    @derived("1")
    def density(self) -> Quantity:
        """Peak density of this person relative to the reference: body mass and what is their own."""
        return self.own_density * (self.body_mass_index / self.reference_mass_index) ** self.mass_exponent

    @derived("mmol")
    def trabecular_peak(self) -> Quantity:
        """Calcium in trabecular bone at peak."""
        return self.trabecular_share * self.male_calcium * self.size * self.density * self.hip_multiplier

    @derived("mmol")
    def cortical_peak(self) -> Quantity:
        """Calcium in cortical bone at peak."""
        return (1 - self.trabecular_share) * self.male_calcium * self.size * self.density * self.hip_multiplier

    @derived("1")
    def trabecular_start(self) -> Quantity:
        """Trabecular calcium at the start relative to peak."""
        loss = self._usual_loss(self.trabecular_slope, self.trabecular_drop, self.trabecular_time)
        return self.trabecular_at_start * (1 - self._gain() - loss)

    @derived("1")
    def cortical_start(self) -> Quantity:
        """Cortical calcium at the start relative to peak."""
        loss = self._usual_loss(self.cortical_slope, self.cortical_drop, self.cortical_time)
        return self.cortical_at_start * (1 - self._gain() - loss)

    def _gain(self) -> Quantity:
        return self.gain_left * exp((self.adult_age - self.age) / self.gain_time)

    def _usual_loss(self, slope: Quantity, drop: Quantity, half_time: Quantity) -> Quantity:
        since = softplus(self.age - self.menopause_age, width=self.menopause_width)
        return slope * softplus(self.age - self.onset, width=self.onset_width) + self.female * drop * since / (
            since + half_time
        )
