"""Fracture hazards (per year) of people with their risk factors, at every point of a trajectory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from osteon.outcomes import reference
from osteon.outcomes.fracture import baseline
from osteon.outcomes.fracture.country import country_multiplier
from osteon.outcomes.fracture.factors import RiskFactors, Site, log_relative_risk
from osteon.outcomes.fracture.parameters import FractureParameters
from osteon.outcomes.interpolation import FloatArray
from osteon.outcomes.tables import is_female

OUTCOMES = ("hip", "vertebral", "major", "vertebral_morphometric")


@dataclass(frozen=True, slots=True)
class Hazards:
    """First fractures per year of life by site; `limb` is the forearm and the upper arm.

    `vertebral` are fractures that come to notice, `vertebral_morphometric` all that radiographs would show.
    """

    hip: FloatArray
    vertebral: FloatArray
    limb: FloatArray
    vertebral_morphometric: FloatArray

    @property
    def major(self) -> FloatArray:
        """Any of hip, clinical vertebral, forearm and upper arm: the major osteoporotic fractures of FRAX."""
        return self.hip + self.vertebral + self.limb


def fracture_hazards(
    age: ArrayLike,
    sex: ArrayLike,
    neck_bmd: ArrayLike,
    factors: RiskFactors | None = None,
    *,
    country: str = "GB",
    parameters: FractureParameters | None = None,
    spine_bmd: ArrayLike | None = None,
) -> Hazards:
    """Hazards per year at present ages (years) and femoral neck densities (g/cm2); all arguments are broadcast.

    Lumbar spine densities (g/cm2), where given, take the place of the neck for vertebral fractures. Give people as
    rows and times as columns; draws of parameters add a leading axis.

    >>> here = fracture_hazards([[60.0, 80.0]], "female", [[0.738, 0.738]])
    >>> (1000 * here.hip).round(2).tolist()
    [[0.25, 1.3]]
    """
    given = parameters or FractureParameters.typical()
    person, female = factors or RiskFactors(), is_female(sex)
    level = country_multiplier(country, given)
    neck = reference.t_score("femoral_neck", neck_bmd)
    if spine_bmd is None:
        back, steepness = reference.z_score("femoral_neck", neck_bmd, sex, age), given.vertebral_gradient
    else:
        back, steepness = reference.z_score("lumbar_spine", spine_bmd, sex, age), given.spine_gradient

    def ratio(site: Site) -> FloatArray:
        return level * np.exp(log_relative_risk(site, person, female, given))

    seen = baseline.morphometric_hazard(age, female, back, steepness, given) * ratio("vertebral")
    return Hazards(
        hip=baseline.hip_hazard(age, female, neck, given) * ratio("hip"),
        vertebral=seen * given.clinical_share,
        limb=baseline.limb_hazard(age, female, neck, given) * ratio("limb"),
        vertebral_morphometric=seen,
    )
