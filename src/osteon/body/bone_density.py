"""Bone density as machines measure it: trabecular and cortical calcium seen at each site, in g/cm2."""

from __future__ import annotations

from osteon.engine.declare import Needs, Param, Subsystem, value
from osteon.engine.quantity import Quantity, softplus


class BoneDensity(Subsystem):
    """A site shows its trabecular and cortical share of the skeleton; the growing neck spreads it over more area,
    and degeneration adds mineral to the image of the spine that is not in the vertebra.
    """

    age = Needs("life.age", "y")
    female = Needs("life.female", "1")
    menopause_age = Needs("life.menopause_age", "y")
    density = Needs("skeleton.density", "1")
    spine_multiplier = Needs("skeleton.spine_multiplier", "1")
    hip_multiplier = Needs("skeleton.hip_multiplier", "1")
    trabecular = Needs("bone_mineral.trabecular", "1")
    cortical = Needs("bone_mineral.cortical", "1")

    # lumbar spine
    spine_woman = Param(
        1.062,
        "g/cm2",
        doc="peak density of the lumbar spine, women",
        know=0.02,
        vary=0.05,
        kind="fitted",
        source="nhanes_fendo2026",
        at="table 3, 1.064 at 21-30 y",
    )
    spine_man = Param(
        1.068,
        "g/cm2",
        doc="peak density of the lumbar spine, men",
        know=0.03,
        vary=0.05,
        kind="fitted",
        source="nhanes_fendo2026",
        at="table 3, 1.057 at 21-30 y",
    )
    spine_share = Param(
        0.80,
        "1",
        doc="trabecular share of the mineral seen at the lumbar spine at peak",
        know=0.15,
        vary=0.1,
        kind="fitted",
        source="osteon_course",
        low=0.0,
        high=1.0,
    )
    # femoral neck
    neck_woman = Param(
        0.833,
        "g/cm2",
        doc="peak density of the femoral neck, women",
        know=0.02,
        vary=0.1,
        kind="fitted",
        source="looker1998",
        at="0.858 in young white adults",
    )
    neck_man = Param(
        0.918,
        "g/cm2",
        doc="peak density of the femoral neck, men",
        know=0.03,
        vary=0.1,
        kind="fitted",
        source="looker1998",
        at="0.934 in young white adults",
        note="recalled",
    )
    neck_share = Param(
        0.225,
        "1",
        doc="trabecular share of the mineral seen at the femoral neck at peak",
        know=0.15,
        vary=0.1,
        kind="fitted",
        source="osteon_course",
        low=0.0,
        high=1.0,
    )
    neck_widening = Param(
        0.25,
        "%/y",
        doc="yearly growth of the bone area of the femoral neck, which spreads its mineral, in men and after menopause",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="swan_structure",
        at="abstract: outer diameter of the narrow neck +1.95 % from 5 y before to 5 y after the last period",
    )
    widening_before = Param(
        0.16,
        "1",
        doc="growth of that area, and of the hip's, in women before menopause, share of that afterwards",
        know=0.5,
        vary=0.0,
        kind="assumed",
        source="swan_structure",
        note="estrogen restrains growth from outside; the source has only the ten years around the last period in one",
        low=0.0,
        high=1.0,
    )
    menopause_width = Param(
        0.5,
        "y",
        doc="width of the onset of faster growth at menopause",
        know=0.3,
        vary=0.0,
        kind="assumed",
        source="swan_structure",
        note="as widening_before",
    )
    # total hip
    hip_woman = Param(
        0.973,
        "g/cm2",
        doc="peak density of the total hip, women",
        know=0.02,
        vary=0.07,
        kind="fitted",
        source="nhanes_fendo2026",
        at="table 3, 0.971 at 21-30 y",
    )
    hip_man = Param(
        1.073,
        "g/cm2",
        doc="peak density of the total hip, men",
        know=0.03,
        vary=0.07,
        kind="fitted",
        source="nhanes_fendo2026",
        at="table 3, 1.067 at 21-30 y",
    )
    hip_share = Param(
        0.245,
        "1",
        doc="trabecular share of the mineral seen at the total hip at peak",
        know=0.15,
        vary=0.1,
        kind="fitted",
        source="osteon_course",
        low=0.0,
        high=1.0,
    )
    hip_widening = Param(
        0.044,
        "%/y",
        doc="yearly growth of the bone area of the total hip, which spreads its mineral, in men and after menopause",
        know=0.3,
        vary=0.3,
        kind="fitted",
        source="swan_structure",
        at="abstract: outer diameter of the narrow neck +1.95 % from 5 y before to 5 y after the last period",
    )
    # total body
    body_woman = Param(
        1.12,
        "g/cm2",
        doc="peak density of the total body, women",
        know=0.02,
        vary=0.05,
        kind="measured",
        source="nhanes_total_body",
        at="women of 20 to 40: 1.11 to 1.13 g/cm2, weighted",
    )
    body_man = Param(
        1.205,
        "g/cm2",
        doc="peak density of the total body, men",
        know=0.02,
        vary=0.05,
        kind="measured",
        source="nhanes_total_body",
        at="men of 20 to 40: 1.20 to 1.21 g/cm2, weighted",
    )
    body_share = Param(
        0.2,
        "1",
        doc="trabecular share of the mineral seen at the total body at peak",
        know=0.15,
        vary=0.1,
        kind="fitted",
        source="osteon_course",
        low=0.0,
        high=1.0,
    )
    body_power = Param(
        0.5,
        "1",
        doc="power of the skeleton's own density in that of the total body: dense bones also cast a larger shadow",
        know=0.3,
        vary=0.0,
        kind="fitted",
        source="nhanes_total_body",
        note="women of 20 to 50: SD 7.4 to 8.2 %, power of body mass index 0.1; a power of 1 gives half as much again",
    )
    # degeneration of the spine
    degeneration = Param(
        0.37,
        "%/y",
        doc="mineral of osteophytes and sclerosis added to the spine image a year after onset, share of peak",
        know=0.3,
        vary=0.5,
        kind="fitted",
        source="nhanes_fendo2026",
        at="table 3: spine density of men does not fall from 21-30 to 71-80 y although trabecular bone is lost",
    )
    degeneration_onset = Param(
        38, "y", doc="age at which it starts", know=0.1, vary=0.1, kind="fitted", source="nhanes_fendo2026"
    )
    degeneration_width = Param(
        6.0,
        "y",
        doc="width of its onset",
        know=0.3,
        vary=0.0,
        kind="assumed",
        source="nhanes_fendo2026",
        note="no course of degeneration with age was read",
    )
    peak_age = Param(
        25.0,
        "y",
        doc="age to which peak density refers",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="nhanes_fendo2026",
    )
    # distal radius
    radius_density = Param(
        300.0,
        "mg/cm3",
        doc="total volumetric density of the distal radius at peak",
        know=0.2,
        vary=0.1,
        kind="assumed",
        source="burt2019",
        note="recalled order of size, in mg of hydroxyapatite",
    )
    radius_share = Param(
        0.4,
        "1",
        doc="trabecular share of the mineral of the distal radius at peak",
        know=0.2,
        vary=0.1,
        kind="assumed",
        source="burt2019",
        note="by analogy with other mixed sites",
        low=0.0,
        high=1.0,
    )

    @value("g/cm2")
    def bmd_lumbar_spine(self) -> Quantity:
        """Density of the lumbar spine, degeneration included."""
        onset = softplus(self.age - self.degeneration_onset, width=self.degeneration_width)
        seen = self._mixed(self.spine_share) + self.degeneration * onset
        return self._peak(self.spine_woman, self.spine_man) * self.spine_multiplier * seen

    @value("g/cm2")
    def bmd_femoral_neck(self) -> Quantity:
        """Density of the femoral neck."""
        peak = self._peak(self.neck_woman, self.neck_man) * self.hip_multiplier
        return peak * self._mixed(self.neck_share) / self._area(self.neck_widening)

    @value("g/cm2")
    def bmd_total_hip(self) -> Quantity:
        """Density of the total hip."""
        peak = self._peak(self.hip_woman, self.hip_man) * self.hip_multiplier
        return peak * self._mixed(self.hip_share) / self._area(self.hip_widening)

    @value("g/cm2")
    def bmd_total_body(self) -> Quantity:
        """Density of the total body."""
        peak = self._sex(self.body_woman, self.body_man) * self.density**self.body_power
        return peak * self.hip_multiplier * self._mixed(self.body_share)

    @value("mg/cm3")
    def vbmd_radius_total(self) -> Quantity:
        """Total volumetric density of the distal radius."""
        return self.radius_density * self.hip_multiplier * self._mixed(self.radius_share)

    def _peak(self, woman: Quantity, man: Quantity) -> Quantity:
        return self.density * self._sex(woman, man)

    def _sex(self, woman: Quantity, man: Quantity) -> Quantity:
        return self.female * woman + (1 - self.female) * man

    def _mixed(self, share: Quantity) -> Quantity:
        return share * self.trabecular + (1 - share) * self.cortical

    def _area(self, widening: Quantity) -> Quantity:
        years = self.age - self.peak_age
        after = softplus(self.age - self.menopause_age, width=self.menopause_width)
        woman = self.widening_before * years + (1 - self.widening_before) * after
        return 1 + widening * (self.female * woman + (1 - self.female) * years)
