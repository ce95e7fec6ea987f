"""Vitamin D3 made in the skin: a yearly course given by its mean and three harmonics."""

from __future__ import annotations

from osteon.engine.declare import Input, Param, Subsystem, value
from osteon.engine.quantity import Quantity, cos, sin, sqrt


class Skin(Subsystem):
    """The sun module works out the harmonics from place, skin, clothing and minutes; here they become a rate."""

    synthesis_mean = Input(12.0, "nmol/d", doc="yearly mean of vitamin D3 that enters blood from skin")
    cos1 = Input(0.0, "nmol/d", doc="cosine part of the yearly wave")
    sin1 = Input(0.0, "nmol/d", doc="sine part of the yearly wave")
    cos2 = Input(0.0, "nmol/d", doc="cosine part of the half-yearly wave")
    sin2 = Input(0.0, "nmol/d", doc="sine part of the half-yearly wave")
    cos3 = Input(0.0, "nmol/d", doc="cosine part of the third-yearly wave")
    sin3 = Input(0.0, "nmol/d", doc="sine part of the third-yearly wave")
    day_of_year_at_start = Input(0.0, "d", doc="day of the year on which the run starts; 0 is the first of January")

    year = Param(365.25, "d", doc="length of a year", know=0.0, vary=0.0, kind="definition", source="definition")
    full_turn = Param(
        6.283185307179586, "1", doc="a full turn in radians", know=0.0, vary=0.0, kind="definition", source="definition"
    )
    softness = Param(
        0.02,
        "nmol/d",
        doc="how softly a negative course, which three harmonics can give in winter, is bent to zero",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="definition",
        note="0.3 IU a day: far below any intake that can be noticed",
    )

    @value("nmol/d")
    def synthesis(self) -> Quantity:
        """Vitamin D3 that enters blood from skin today, never negative."""
        course = self._course()
        return (course + sqrt(course * course + self.softness * self.softness)) / 2

    def _course(self) -> Quantity:
        angle = self.full_turn * ((self.time + self.day_of_year_at_start) / self.year).number
        c1, s1 = cos(angle), sin(angle)
        c2, s2 = 2 * c1 * c1 - 1, 2 * s1 * c1
        c3, s3 = c2 * c1 - s2 * s1, s2 * c1 + c2 * s1
        first = self.cos1 * c1 + self.sin1 * s1
        higher = self.cos2 * c2 + self.sin2 * s2 + self.cos3 * c3 + self.sin3 * s3
        return self.synthesis_mean + first + higher
