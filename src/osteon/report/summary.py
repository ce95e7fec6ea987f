"""What a simulation says, as plain data: the one source of the text, the JSON and the charts' captions."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.outcomes.claims_facts import warning
from osteon.outcomes.fracture import FractureParameters, FractureRisk, RiskFactors, fracture_risk, treatment
from osteon.outcomes.reference import t_score
from osteon.outcomes.totals_limits import cautions
from osteon.person import Supplement
from osteon.readouts import readouts
from osteon.report.quantiles import quantiles
from osteon.safety import INTENDED_USE, hard_stops
from osteon.simulate import YEAR, Trajectory

FloatArray = NDArray[np.float64]
SITES: Mapping[str, str] = {
    "bmd_lumbar_spine": "lumbar_spine",
    "bmd_femoral_neck": "femoral_neck",
    "bmd_total_hip": "total_hip",
}
DAY_OF_CALCIUM = (
    "calcium_eaten",
    "calcium_absorbed",
    "calcium_stool",
    "calcium_urine_mg",
    "calcium_sweat",
    "bone_uptake",
    "bone_release",
)
PEOPLE = 1000
FRACTURE_TIMES = 21
FRACTURE_DRAWS = 32


def summary_of(run: Trajectory) -> dict[str, Any]:
    """Everything a simulation says of a person, ready for JSON: numbers with units, intervals and support."""
    moments = moments_of(run)
    return {
        "intended_use": INTENDED_USE,
        "edition": run.edition,
        "person": _who(run),
        "years": round(float(run.years[-1]), 3),
        "interval": "90 % of draws",
        "draws": int(run.params.shape[0]),
        "effective_draws": round(run.effective_draws, 1),
        "hard_stops": [str(stop) for stop in hard_stops(run.person)],
        "warnings": [warning(caution) for caution in cautions(run.person)],
        "outcomes": {word: _outcome(run, word, moments) for word in run.outcomes},
        "seasons": seasons(run),
        "t_scores": {site: _t_scores(run, site, moments) for site in SITES},
        "calcium_day": calcium_day(run),
        "fractures": fractures(run),
        "notes": list(run.notes),
    }


def differences(first: Trajectory, second: Trajectory) -> dict[str, list[dict[str, float]]]:
    """The first less the second, draw by draw, for every outcome; empty where the draws do not belong together.

    Two regimens of one person share their draws, so what is not known of the person cancels.
    """
    paired = first.params.shape == second.params.shape and len(first.days) == len(second.days)
    if not paired:
        return {}
    moments = moments_of(first)
    return {
        word: [{"day": float(first.days[i]), **point(draws[:, i] - second.outcomes[word][:, i])} for i in moments]
        for word, draws in first.outcomes.items()
    }


def moments_of(run: Trajectory) -> list[int]:
    """Which days of the grid to tell of: now, and the end of years 1, 2, 5, 10 and so on."""
    years = [0.0, 1.0, 2.0, 5.0, *range(10, 101, 10)]
    wanted = [year for year in years if year <= run.years[-1] + 1e-6]
    wanted += [] if np.isclose(wanted[-1], run.years[-1], atol=0.05) else [float(run.years[-1])]
    return sorted({int(np.argmin(np.abs(run.years - year))) for year in wanted})


def point(draws: FloatArray) -> dict[str, float]:
    """Middle and 90 % interval of draws."""
    low, middle, high = (float(value) for value in np.percentile(draws, (5.0, 50.0, 95.0)))
    return {"median": middle, "low": low, "high": high}


def _who(run: Trajectory) -> dict[str, Any]:
    person = run.person
    return {
        "name": person.name,
        "age": person.age,
        "sex": person.sex,
        "height_cm": person.height_cm,
        "mass_kg": person.mass_kg,
        "place": person.place,
        "latitude": person.latitude,
        "supplements": [_taken(taken) for taken in person.supplements],
        "medicines": [medicine.name for medicine in person.medicines],
    }


def _taken(taken: Supplement) -> str:
    """What is taken and how often, with its range where a label leaves it open."""
    amount = "an amount not told of" if taken.untold else str(taken.amount)
    if taken.at_least is not None and taken.at_most is not None:
        amount += f" ({taken.at_least} to {taken.at_most})"
    return f"{amount} {taken.substance} every {taken.every}"


def _outcome(run: Trajectory, word: str, moments: list[int]) -> dict[str, Any]:
    record, draws = readouts()[word], run.outcomes[word]
    return {
        "name": record.name,
        "unit": record.unit,
        "support": record.support,
        "points": [{"day": float(run.days[i]), "age": float(run.ages[i]), **point(draws[:, i])} for i in moments],
        "change": point(draws[:, moments[-1]] - draws[:, 0]),
    }


def seasons(run: Trajectory) -> dict[str, Any]:
    """The lowest and highest month of 25(OH)D in the last full year simulated; empty for runs under a year."""
    inside = run.days > run.days[-1] - YEAR
    if run.days[-1] < YEAR:
        return {}
    draws, days = run.outcomes["25ohd_serum"][:, inside], run.days[inside]
    middle = np.median(draws, axis=0)
    found = {}
    for name, index in (("lowest", int(np.argmin(middle))), ("highest", int(np.argmax(middle)))):
        day_of_year = (run.person.start_day_of_year - 1 + days[index]) % YEAR
        found[name] = {"month": month_name[int(day_of_year / YEAR * 12) + 1], **point(draws[:, index])}
    return found


def _t_scores(run: Trajectory, outcome: str, moments: list[int]) -> list[dict[str, float]]:
    scores = t_score(SITES[outcome], run.outcomes[outcome][:, moments])
    return [
        {"day": float(run.days[i]), "age": float(run.ages[i]), **point(np.asarray(scores)[:, k])}
        for k, i in enumerate(moments)
    ]


def calcium_day(run: Trajectory) -> dict[str, dict[str, float]]:
    """Where a day's calcium goes, mg/d: the mean over the last year simulated."""
    inside = run.days >= run.days[-1] - YEAR
    mean = {word: run.outcomes[word][:, inside].mean(axis=1) for word in DAY_OF_CALCIUM}
    mean["bone_net"] = mean["bone_uptake"] - mean["bone_release"]
    return {word: point(draws) for word, draws in mean.items()}


def fractures(run: Trajectory) -> dict[str, Any]:
    """Of 1,000 people like this one, how many break a bone within the years simulated, death competing."""
    return fractures_within(run, [float(run.years[-1])])[0]


@dataclass(frozen=True)
class Treated:
    """What a course does to bone: neck, spine and resorption over those of the person untreated, (draws, days)."""

    neck: FloatArray
    spine: FloatArray
    resorption: FloatArray

    def factors(self, grid: NDArray[np.intp], *, middle: bool) -> dict[str, FloatArray]:
        """The risk factors of the treatment on some days: of each draw, or of the middle of the draws."""
        ratios = (ratio[:, grid] for ratio in (self.neck, self.spine, self.resorption))
        return treatment(*(_middle(ratio) if middle else ratio for ratio in ratios))


def fractures_within(
    run: Trajectory, horizons: Sequence[float], treated: Treated | None = None
) -> list[dict[str, Any]]:
    """The same within each of some numbers of years, none beyond the years simulated.

    Without another course of the same person to hold it against, what is taken counts through density alone.
    """
    person = run.person
    grid = np.unique(np.searchsorted(run.years, np.linspace(0.0, run.years[-1], FRACTURE_TIMES)))
    draws, times = run.outcomes["bmd_femoral_neck"][:, grid], run.years[grid]
    factors = RiskFactors(
        years_since_fracture=5.0 if person.previous_fracture else np.inf,
        parent_hip_fracture=bool(person.parent_hip_fracture),
        smoker=person.smoking == "current",
        alcohol=person.alcohol_g_per_day or 0.0,
        rheumatoid_arthritis="rheumatoid arthritis" in person.conditions,
        bmi=person.body_mass_index,
    )
    typical, each = (
        replace(factors, **treated.factors(grid, middle=middle)) if treated else factors for middle in (True, False)
    )
    many = fracture_risk(times, person.age, person.sex, _middle(draws), typical, parameters=_doubt())
    spread = fracture_risk(times, person.age, person.sex, draws, each)
    return [_broken(many, spread, years) for years in horizons]


def _middle(draws: FloatArray) -> FloatArray:
    """The middle of the draws at each time, as one person (a row)."""
    return np.asarray(np.median(draws, axis=0, keepdims=True))


@cache
def _doubt() -> FractureParameters:
    return FractureParameters.draws(FRACTURE_DRAWS, seed=1)


def _broken(many: FractureRisk, spread: FractureRisk, years: float) -> dict[str, Any]:
    """What doubt about the risks and the spread of density come to together."""
    result: dict[str, Any] = {"people": PEOPLE, "years": years}
    for outcome in ("hip", "vertebral", "major"):
        by_bone = spread.within(years, outcome)
        by_bone = by_bone / max(float(np.median(by_bone)), 1e-12)
        by_doubt = many.within(years, outcome).ravel()
        combined = PEOPLE * np.minimum(by_doubt[:, None] * by_bone[None, :], 1.0).reshape(-1, 1)
        low, middle, high = quantiles(combined, (5.0, 50.0, 95.0)).ravel().tolist()
        result[outcome] = {"median": middle, "low": low, "high": high}
    return result
