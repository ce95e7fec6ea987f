"""What a person brings besides age, sex and bone density, and how it changes fracture risk (relative risks).

Relative risks are those adjusted for bone density where such were read, since density is counted apart; the notes of
`data/fracture_parameters.csv` say where they are not. They are multiplied with each other, which few studies tested.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from osteon.errors import InputError
from osteon.outcomes.fracture.parameters import FractureParameters, Number
from osteon.outcomes.interpolation import FloatArray

Site = Literal["hip", "vertebral", "limb"]
RECENT_YEARS = 5.0
ALCOHOL_UNIT = 14.0
USUAL_BMI = 25.0
DOSE_MIDDLES = (1.25, 5.0, 10.0)
MOST_MARKERS = 3.0
LIMITS = {
    "years_since_fracture": (0.0, np.inf),
    "alcohol": (0.0, 500.0),
    "glucocorticoid": (0.0, 200.0),
    "bmi": (10.0, 80.0),
    "inflammation": (0.0, MOST_MARKERS),
    "resorption_removed": (-20.0, 1.0),
    "hip_gained": (-1.0, 5.0),
    "spine_gained": (-1.0, 5.0),
}


@dataclass(frozen=True, slots=True)
class RiskFactors:
    """Clinical risk factors: single values, one a person (people, 1) or one a person and time (people, times).

    `years_since_fracture` counts from the last low-trauma fracture after 40 years of age (infinite: none);
    `alcohol` is g ethanol a day; `glucocorticoid` mg prednisolone or its equal a day by mouth; `falls` a fall in the
    last year; `inflammation` how many of CRP, IL-6 and TNF receptors are in the top quarter (0 to 3);
    `resorption_removed` the share of bone resorption that a treatment takes away; `hip_gained` and `spine_gained` the
    share of femoral neck and lumbar spine density that it has added (negative where bone is lost for it): all three
    against the same person untreated. The densities given apart hold the gain too; these say how it came about.
    """

    years_since_fracture: ArrayLike = np.inf
    parent_hip_fracture: ArrayLike = False
    smoker: ArrayLike = False
    alcohol: ArrayLike = 0.0
    glucocorticoid: ArrayLike = 0.0
    falls: ArrayLike = False
    rheumatoid_arthritis: ArrayLike = False
    bmi: ArrayLike = USUAL_BMI
    inflammation: ArrayLike = 0.0
    resorption_removed: ArrayLike = 0.0
    hip_gained: ArrayLike = 0.0
    spine_gained: ArrayLike = 0.0

    def __post_init__(self) -> None:
        problems = [problem for name, (low, high) in LIMITS.items() if (problem := self._outside(name, low, high))]
        if problems:
            raise InputError(problems, where="risk factors")

    def _outside(self, name: str, low: float, high: float) -> str:
        value = np.asarray(getattr(self, name), dtype=np.float64)
        inside = np.all((value >= low) & (value <= high))
        return "" if inside else f"{name} must lie from {low:g} to {high:g}; got {value.min():g} to {value.max():g}"

    def by_person(self) -> RiskFactors:
        """Single values and one value a person as columns, so that they meet times along the rows."""
        columns = {field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}
        return replace(self, **{name: value[:, None] if value.ndim == 1 else value for name, value in columns.items()})

    def after(self, years: ArrayLike) -> RiskFactors:
        """The same person some years on: the last fracture lies further back.

        >>> RiskFactors(years_since_fracture=1.0).after(6.0).years_since_fracture
        np.float64(7.0)
        """
        since = np.asarray(self.years_since_fracture, dtype=np.float64) + np.asarray(years, dtype=np.float64)
        return replace(self, years_since_fracture=since)


def log_relative_risk(
    site: Site, factors: RiskFactors, female: ArrayLike, parameters: FractureParameters
) -> FloatArray:
    """Natural logarithm of the hazard at a site over that of a person with no risk factor and a BMI of 25.

    >>> smoker = log_relative_risk("hip", RiskFactors(smoker=True), True, FractureParameters.typical())
    >>> np.exp(smoker).round(2).tolist()
    1.6
    """
    terms = (
        _prior_fracture(site, factors, parameters),
        _flag(factors.parent_hip_fracture, parameters.parent_hip if site == "hip" else parameters.parent_other),
        _flag(factors.smoker, _of(parameters, "smoking", site)),
        np.asarray(factors.alcohol, dtype=np.float64) / ALCOHOL_UNIT * np.log(parameters.alcohol_per_14g),
        _glucocorticoid(site, factors, parameters),
        _flag(factors.falls, _by_sex("falls", site, female, parameters)),
        _flag(factors.rheumatoid_arthritis, _by_sex("rheumatoid", site, female, parameters)),
        _body_mass(site, factors, parameters),
        np.asarray(factors.inflammation, dtype=np.float64) * parameters.inflammation_marker,
        -_of(parameters, "turnover", site) * np.asarray(factors.resorption_removed, dtype=np.float64),
        -_of(parameters, "gain", site) * np.asarray(_gained(site, factors), dtype=np.float64),
    )
    total: FloatArray = np.asarray(sum(terms), dtype=np.float64)
    return total


def _of(parameters: FractureParameters, stem: str, ending: str) -> Number:
    number: Number = getattr(parameters, f"{stem}_{ending}")
    return number


def _gained(site: Site, factors: RiskFactors) -> ArrayLike:
    """What a treatment added where the bone breaks: the spine's own gain for vertebrae, the hip's for the rest."""
    return factors.spine_gained if site == "vertebral" else factors.hip_gained


def _flag(present: ArrayLike, ratio: Number) -> FloatArray:
    return np.asarray(present, dtype=np.float64) * np.log(ratio)


def _by_sex(stem: str, site: Site, female: ArrayLike, parameters: FractureParameters) -> Number:
    if site != "hip":
        return _of(parameters, stem, "other")
    return np.where(female, _of(parameters, stem, "hip_female"), _of(parameters, stem, "hip_male"))


def _prior_fracture(site: Site, factors: RiskFactors, parameters: FractureParameters) -> FloatArray:
    ending = "hip" if site == "hip" else "other"
    years = np.asarray(factors.years_since_fracture, dtype=np.float64)
    recent = np.log(_of(parameters, "prior_recent", ending))
    older = np.log(_of(parameters, "prior_older", ending))
    return np.where(years < RECENT_YEARS, recent, np.where(np.isfinite(years), older, 0.0))


def _glucocorticoid(site: Site, factors: RiskFactors, parameters: FractureParameters) -> FloatArray:
    """Straight lines in ln risk from no dose through the middles of the three dose groups; flat above the last."""
    dose = np.asarray(factors.glucocorticoid, dtype=np.float64)
    steps = [np.log(_of(parameters, f"glucocorticoid_{step}", site)) for step in ("low", "middle", "high")]
    knots, total = (0.0, *DOSE_MIDDLES), np.zeros(())
    for start, end, before, after in zip(knots, knots[1:], [0.0, *steps], steps, strict=False):
        total = total + np.clip((dose - start) / (end - start), 0.0, 1.0) * (after - before)
    return total


def _body_mass(site: Site, factors: RiskFactors, parameters: FractureParameters) -> FloatArray:
    above = np.asarray(factors.bmi, dtype=np.float64) - USUAL_BMI
    if site == "hip":
        return above * np.log(parameters.bmi_hip)
    return np.maximum(above, 0.0) * np.log(parameters.bmi_other_above_25)
