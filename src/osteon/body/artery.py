"""Arteries: pulse wave velocity, and calcium in the coronary arteries as a chance of any and an expected score."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, exp, hill, logistic, softplus


class Artery(Subsystem):
    """Stiffness follows a curve in age, set at the person's own level; kidney failure lifts it. Calcification starts
    with a hazard in age and grows with what is there. A change of vitamin K status against the start acts on both,
    with intervals that include zero; supplemental calcium acts only where the hypothesis is switched on.
    """

    age = Needs("life.age", "y")
    age_at_start = Needs("life.age_at_start", "y")
    female = Needs("life.female", "1")
    filtration = Needs("kidney.rate", "mL/min")
    filtration_at_start = Needs("kidney.filtration_at_start", "mL/min")
    status = Needs("matrix_gla.status", "1")
    status_at_start = Needs("matrix_gla.status_at_start", "1")
    calcium_supplement = Needs("gut.calcium_supplement", "mmol/d")

    stiffness = Input(1.0, "1", doc="own pulse wave velocity relative to the curve of the same age")
    score_known = Input(0.0, "1", doc="1 where a coronary calcium score was measured at the start")
    score_at_start = Input(0.0, "AU", doc="coronary calcium score measured at the start")
    calcium_hypothesis = Input(0.0, "1", doc="extra growth of calcification on 1 g a day of supplemental calcium")

    # pulse wave velocity
    wave_young = Param(
        6.0,
        "m/s",
        doc="pulse wave velocity before it rises with age",
        know=0.05,
        vary=0.0,
        kind="fitted",
        source="pwv_reference2010",
        note="curve through 6.2, 6.5, 7.2, 8.3, 10.3, 10.9 m/s by decade from under 30 to over 70; recalled, not read",
    )
    wave_rise = Param(
        5.4,
        "m/s",
        doc="rise of pulse wave velocity over life",
        know=0.15,
        vary=0.0,
        kind="fitted",
        source="pwv_reference2010",
        note="recalled; diaz2014 read 6-8 % a decade, steeper after 50, and 6.84 m/s on average",
    )
    wave_age = Param(
        57.0, "y", doc="age at half of that rise", know=0.05, vary=0.05, kind="fitted", source="pwv_reference2010"
    )
    wave_width = Param(
        9.0, "y", doc="width of that rise", know=0.2, vary=0.0, kind="fitted", source="pwv_reference2010"
    )
    wave_level = Param(
        1.0,
        "1",
        doc="own level of stiffness that no input explains",
        know=0.02,
        vary=0.16,
        kind="measured",
        source="diaz2014",
        at="abstract: SD 1.65 m/s, of which age explains 61 %",
    )
    wave_time = Param(
        10.0,
        "y",
        doc="time over which the wall follows what acts on it",
        know=0.5,
        vary=0.0,
        kind="assumed",
        source="knapen2015",
        note="effects go on for three years there; what comes later is unknown",
    )
    wave_mgp = Param(
        -0.15,
        "m/s/y",
        doc="change of pulse wave velocity a year if vitamin K took all dp-ucMGP away",
        know=0.14,
        vary=0.0,
        spread="normal",
        kind="assumed",
        source="knapen2015",
        at="-0.36 against +0.02 m/s in 3 years, p = 0.04",
        note="interval -0.45 to +0.10: the trial alone gives -0.25; shrunk for null trials (lees2019, valkyrie2020)",
    )
    wave_reference = Param(
        9.8,
        "m/s",
        doc="pulse wave velocity at which that effect was seen",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="knapen2015",
        at="baseline 9.9 and 9.7 m/s",
    )
    wave_kidney = Param(
        0.28,
        "1",
        doc="share by which kidney failure lifts pulse wave velocity",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="valkyrie2020",
        at="baseline medians 12.7 to 14.6 m/s in haemodialysis",
    )
    failing = Param(
        20.0,
        "mL/min",
        doc="filtration at which half of the effect of kidney failure on arteries is there",
        know=0.3,
        vary=0.0,
        kind="assumed",
        source="kurnatowska2016",
        note="stage 4 kidney disease; not fitted",
    )

    # coronary calcium
    onset_most = Param(
        0.12,
        "1/y",
        doc="hazard of first coronary calcium in old men",
        know=0.15,
        vary=0.5,
        kind="fitted",
        source="kronmal2007",
        at="abstract: 6.6 %/y, <5 below 50 to >12 above 80 y",
        note="with prevalence: 10 % at 40 (carr2017), 75 % men, 50 % women at 59 (erbel2014), 96 and 86 % at 80",
    )
    onset_age = Param(
        50.0, "y", doc="age at half of that hazard", know=0.04, vary=0.0, kind="fitted", source="erbel2014"
    )
    onset_width = Param(
        8.0, "y", doc="width of the rise of that hazard", know=0.2, vary=0.0, kind="fitted", source="erbel2014"
    )
    onset_female = Param(
        0.55,
        "1",
        doc="hazard of women relative to men",
        know=0.15,
        vary=0.0,
        kind="fitted",
        source="erbel2014",
        at="calcium-free: half of women, under a quarter of men",
    )
    first_score = Param(
        4.0, "AU", doc="score with which calcification begins", know=0.5, vary=0.0, kind="fitted", source="erbel2014"
    )
    growth = Param(
        0.187,
        "1/y",
        doc="relative growth of a small score a year, men",
        know=0.2,
        vary=0.4,
        kind="fitted",
        source="erbel2014",
        at="quartiles 2.3, 41, 193 AU in men of 59 y",
        note="10-20 % a year in cohorts; budoff2013 read 24.9 (SD 65) AU a year on average",
    )
    growth_female = Param(
        0.8,
        "1",
        doc="relative growth in women relative to men",
        know=0.1,
        vary=0.0,
        kind="fitted",
        source="kronmal2007",
        at="abstract: median +14 and +21 AU a year",
    )
    growth_limit = Param(
        350.0,
        "AU",
        doc="score at which growth no longer speeds up",
        know=0.4,
        vary=0.0,
        kind="fitted",
        source="budoff2013",
        at="abstract: mean 24.9 AU a year",
    )
    smallest_score = Param(
        1.0,
        "AU",
        doc="smallest score that counts as calcium",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="kronmal2007",
    )
    start_slope = Param(
        67.0,
        "AU/y",
        doc="rise of the mean score of men with calcium, to start a run without a measured score",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="erbel2014",
        note="follows this model's own course from 18 years",
    )
    start_age = Param(
        68.3, "y", doc="age from which it rises so", know=0.03, vary=0.0, kind="fitted", source="erbel2014"
    )
    start_width = Param(10.25, "y", doc="width of its bend", know=0.1, vary=0.0, kind="fitted", source="erbel2014")
    start_female = Param(
        0.4,
        "1",
        doc="mean score of women with calcium relative to men",
        know=0.2,
        vary=0.0,
        kind="fitted",
        source="erbel2014",
    )
    score_mgp = Param(
        -0.1,
        "1",
        doc="log growth of calcification if vitamin K took all dp-ucMGP away",
        know=0.25,
        vary=0.0,
        spread="normal",
        kind="assumed",
        source="lees2019",
        at="abstract: calcification -9.1 % (-17.7, -0.5) pooled",
        note="includes zero and harm: shea2009, valkyrie2020 and vlasschaert2020 null, zwakenberg2019 the wrong way",
    )
    score_kidney = Param(
        1.5,
        "1",
        doc="extra growth of calcification in kidney failure",
        know=0.4,
        vary=0.3,
        kind="fitted",
        source="kurnatowska2015",
        at="abstract: +74 AU in 9 months without vitamin K",
    )
    calcium_dose = Param(
        25.0,
        "mmol/d",
        doc="supplemental calcium to which the hypothesis refers, 1 g a day",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="bolland2011",
    )

    @derived("m/s")
    def wave_at_start(self) -> Quantity:
        """Pulse wave velocity at the start, from age, own level and filtration."""
        return self._wave(self.age_at_start) * self._kidney(self.wave_kidney, self.filtration_at_start)

    @derived("1")
    def clear_at_start(self) -> Quantity:
        """Chance of arteries without calcium at the start: as measured, else as usual at this age."""
        measured = self.smallest_score / (self.smallest_score + self.score_at_start)
        return self.score_known * measured + (1 - self.score_known) * self._usually_clear()

    @derived("AU")
    def score_expected_at_start(self) -> Quantity:
        """Expected score at the start: as measured, else as usual at this age."""
        sex = self.start_female * self.female + 1 - self.female
        if_any = self.start_slope * sex * softplus(self.age_at_start - self.start_age, width=self.start_width)
        usual = (1 - self._usually_clear()) * if_any
        return self.score_known * self.score_at_start + (1 - self.score_known) * usual

    wave = Pool("m/s", start=wave_at_start, doc="carotid-femoral pulse wave velocity", symbol="PWV", scale=8.0)
    clear = Pool("1", start=clear_at_start, doc="chance that the coronary arteries hold no calcium", scale=1.0)
    score = Pool("AU", start=score_expected_at_start, doc="expected coronary calcium score", symbol="CAC", scale=100.0)

    @value("m/s")
    def pwv_carotid_femoral(self) -> Quantity:
        """Carotid-femoral pulse wave velocity."""
        return self.wave

    @value("AU")
    def cac_score(self) -> Quantity:
        """Expected coronary calcium score, zero counted."""
        return self.score

    @value("1")
    def cac_chance(self) -> Quantity:
        """Chance of any coronary calcium."""
        return 1 - self.clear

    @value("1")
    def status_change(self) -> Quantity:
        """Change of the vitamin K status of MGP since the start."""
        return self.status - self.status_at_start

    @flow(into=wave)
    def stiffening(self) -> Quantity:
        """Stiffening with age and towards the person's own level."""
        young = self.wave_level * self.stiffness * self.wave_rise / self.wave_width
        course = self._wave(self.age) / self.wave_time + young * self._slope()
        k = exp((self.wave_mgp * self.status_change * self.wave_time / self.wave_reference).number)
        return course * self._kidney(self.wave_kidney, self.filtration) * k

    @flow(wave)
    def renewing(self) -> Quantity:
        """Renewal of the wall."""
        return self.wave / self.wave_time

    @flow(clear)
    def onset(self) -> Quantity:
        """Calcification begins."""
        return self._hazard() * self.clear

    @flow(into=score)
    def seeding(self) -> Quantity:
        """Score of calcification that begins."""
        return self._hazard() * self.clear * self.first_score

    @flow(into=score)
    def growing(self) -> Quantity:
        """Growth of the calcium that is there; it speeds up with size to a limit and does not go back."""
        sex = self.growth_female * self.female + 1 - self.female
        room = (1 - self.clear) * self.growth_limit
        size = self.score * (room + self.smallest_score) / (room + self.score + self.smallest_score)
        k = exp(self.score_mgp * self.status_change)
        calcium = 1 + self.calcium_hypothesis * self.calcium_supplement / self.calcium_dose
        return self.growth * sex * size * k * calcium * self._kidney(self.score_kidney, self.filtration)

    def _wave(self, age: Quantity) -> Quantity:
        curve = self.wave_young + self.wave_rise * logistic((age - self.wave_age) / self.wave_width)
        return self.wave_level * self.stiffness * curve

    def _slope(self) -> Quantity:
        done = logistic((self.age - self.wave_age) / self.wave_width)
        return done * (1 - done)

    def _kidney(self, strength: Quantity, filtration: Quantity) -> Quantity:
        return 1 + strength * (1 - hill(filtration, half=self.failing, steepness=2))

    def _hazard(self) -> Quantity:
        sex = self.onset_female * self.female + 1 - self.female
        return sex * self.onset_most * logistic((self.age - self.onset_age) / self.onset_width)

    def _usually_clear(self) -> Quantity:
        sex = self.onset_female * self.female + 1 - self.female
        years = softplus(self.age_at_start - self.onset_age, width=self.onset_width)
        return exp(-(sex * self.onset_most * years).number)
