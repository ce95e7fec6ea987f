"""The chance of a first fracture by each time, while death competes: hazards added up along a trajectory.

Within a step of the trajectory the hazards of fracture h and death m are taken as the mean of both ends; of those still
alive and unbroken, h/(h+m) x (1 - exp(-(h+m) step)) break a bone in it. Probabilities stay in [0, 1] at any step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from osteon.errors import InputError
from osteon.outcomes import reference
from osteon.outcomes.fracture.country import death_table
from osteon.outcomes.fracture.factors import RiskFactors
from osteon.outcomes.fracture.hazards import OUTCOMES, fracture_hazards
from osteon.outcomes.fracture.parameters import FractureParameters
from osteon.outcomes.interpolation import FloatArray
from osteon.outcomes.mortality import death_rate
from osteon.outcomes.tables import pick

OLDEST = 105.0


@dataclass(frozen=True, slots=True)
class FractureRisk:
    """Cumulative chances (0 to 1) of a first fracture by each of `years`; the last axis is time."""

    years: FloatArray
    hip: FloatArray
    vertebral: FloatArray
    major: FloatArray
    vertebral_morphometric: FloatArray

    def within(self, years: float, outcome: str = "major") -> FloatArray:
        """The chance within some years of the start; shape without the time axis.

        >>> risk = fracture_risk([0, 5, 10], 70.0, "female", 0.62)
        >>> bool(risk.within(5, "hip")[0] < risk.within(10, "hip")[0])
        True
        """
        pick(outcome, OUTCOMES, "fracture outcome")
        last = float(self.years[-1])
        if not 0.0 <= years <= last:
            raise InputError(f"{years:g} years lie outside the trajectory of 0 to {last:g} years; simulate longer")
        after = int(np.clip(np.searchsorted(self.years, years), 1, len(self.years) - 1))
        start, end = self.years[after - 1], self.years[after]
        part = (years - start) / (end - start)
        chance: FloatArray = getattr(self, outcome)
        value: FloatArray = chance[..., after - 1] * (1 - part) + chance[..., after] * part
        return value


def cumulative_incidence(years: ArrayLike, hazard: ArrayLike, death: ArrayLike) -> FloatArray:
    """Chance (0 to 1) of the event by each time in `years`, from hazards per year at those times (last axis).

    >>> cumulative_incidence([0.0, 1.0], [0.1, 0.1], [0.0, 0.0]).round(3).tolist()
    [0.0, 0.095]
    """
    step = np.diff(np.asarray(years, dtype=np.float64))
    event, dying = (_middle(np.asarray(rate, dtype=np.float64)) for rate in (hazard, death))
    leaving = np.maximum(event + dying, np.finfo(np.float64).tiny)
    gone = np.cumsum(leaving * step, axis=-1)
    staying = np.exp(-(gone - leaving * step))
    parts = staying * event / leaving * -np.expm1(-leaving * step)
    chance: FloatArray = np.concatenate([np.zeros_like(parts[..., :1]), np.cumsum(parts, axis=-1)], axis=-1)
    return chance


def _middle(rate: FloatArray) -> FloatArray:
    return (rate[..., 1:] + rate[..., :-1]) / 2


def fracture_risk(
    years: ArrayLike,
    age: ArrayLike,
    sex: ArrayLike,
    neck_bmd: ArrayLike,
    factors: RiskFactors | None = None,
    *,
    country: str = "GB",
    parameters: FractureParameters | None = None,
    spine_bmd: ArrayLike | None = None,
    competing_death: bool = True,
) -> FractureRisk:
    """Absolute fracture risk along a trajectory: of people by times, with draws of parameters as a leading axis.

    `years` since the start (times), `age` at the start (one, or one a person), `sex` likewise, `neck_bmd` and
    `spine_bmd` in g/cm2 (one, people, or people x times), `factors` as single values, people, or people x times.

    >>> risk = fracture_risk([0, 5, 10], [65.0, 75.0], "female", [0.65, 0.60])
    >>> risk.hip.shape
    (2, 3)
    """
    times = _times(years)
    start, words = _rows(age), np.asarray(sex, dtype=np.str_)
    people = words[:, None] if words.ndim == 1 else words
    ages = np.minimum(start + times, OLDEST)
    person = (factors or RiskFactors()).by_person().after(times)
    spine = None if spine_bmd is None else _rows(spine_bmd)
    rates = fracture_hazards(
        ages, people, _rows(neck_bmd), person, country=country, parameters=parameters, spine_bmd=spine
    )
    death = death_rate(ages, people, death_table(country)) if competing_death else np.zeros_like(ages)
    chance = {name: cumulative_incidence(times, getattr(rates, name), death) for name in OUTCOMES}
    return FractureRisk(years=times, **chance)


def _times(years: ArrayLike) -> FloatArray:
    times = np.asarray(years, dtype=np.float64)
    if times.ndim != 1 or len(times) < 2 or times[0] != 0.0 or np.any(np.diff(times) <= 0.0):
        raise InputError("times must be one rising row of at least two years that starts at 0", where="fracture risk")
    return times


def _rows(value: ArrayLike) -> FloatArray:
    """One value a person becomes a column, so that it meets times along the rows."""
    array = np.asarray(value, dtype=np.float64)
    return array[:, None] if array.ndim == 1 else np.atleast_2d(array)


def usual_course(site: str, bmd: ArrayLike, sex: ArrayLike, age: ArrayLike, years: ArrayLike) -> FloatArray:
    """Densities (g/cm2, people x times) if each person keeps the present Z-score, that is loses bone as is usual.

    Rank is kept in the long run but not wholly (correlation 0.83 over 16 years, Melton 2000).

    >>> usual_course("femoral_neck", 0.692, "female", 65.0, [0, 10]).tolist()
    [[0.692, 0.63]]
    """
    words = np.asarray(sex, dtype=np.str_)
    people = words[:, None] if words.ndim == 1 else words
    now, start = _rows(bmd), _rows(age)
    score = reference.z_score(site, now, people, start)
    return reference.bmd_from_z_score(site, score, people, start + np.asarray(years, dtype=np.float64))
