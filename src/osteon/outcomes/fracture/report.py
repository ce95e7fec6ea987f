"""Risk in plain numbers: so many of 1,000 people like you, with and without a plan; absolute before relative."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from osteon.errors import InputError
from osteon.outcomes.fracture.risk import FractureRisk
from osteon.outcomes.interpolation import FloatArray

PEOPLE = 1000
WORDS = {
    "hip": "break a hip",
    "vertebral": "have a spine fracture that comes to notice",
    "vertebral_morphometric": "have a spine fracture, noticed or not",
    "major": "break a hip, spine, upper arm or wrist",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A middle value with the bounds that hold 95 of 100 draws (equal where nothing was drawn)."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, draws: FloatArray) -> Interval:
        """Median and central 95 % of draws.

        >>> Interval.of(np.array([1.0, 2.0, 3.0])).middle
        2.0
        """
        low, middle, high = np.percentile(draws, [2.5, 50.0, 97.5])
        return cls(float(middle), float(low), float(high))

    def __str__(self) -> str:
        return f"{_count(self.middle)} ({_count(self.low)} to {_count(self.high)})"


def _count(number: float) -> str:
    return f"{number:.1f}" if abs(number) < 10 else f"{number:.0f}"


@dataclass(frozen=True, slots=True)
class OfAThousand:
    """Fractures among 1,000 people like one person within some years: as now, with a plan, and how many fewer.

    `fewer` is negative where the plan adds fractures; `relative` is risk with the plan over risk as now.
    """

    outcome: str
    years: float
    now: Interval
    plan: Interval
    fewer: Interval
    relative: Interval

    def __str__(self) -> str:
        """The comparison in two sentences, absolute numbers first."""
        change = f"{abs(self.fewer.middle):.1f} {'fewer' if self.fewer.middle >= 0 else 'more'}"
        bounds = f"{self.fewer.low:.1f} to {self.fewer.high:.1f} fewer"
        return (
            f"Of {PEOPLE:,} people like you, {self.now} {WORDS[self.outcome]} within {self.years:g} years; "
            f"with the plan {self.plan}: {change} ({bounds}). "
            f"That is {self.relative.middle:.2f} times the risk ({self.relative.low:.2f} to {self.relative.high:.2f})."
        )


def of_a_thousand(
    now: FractureRisk, plan: FractureRisk, years: float, outcome: str = "major", person: int = 0
) -> OfAThousand:
    """Compare two trajectories of one person, draw by draw, over the same 1,000 people.

    Both risks must come from the same draws (same count and seed) so that shared doubt cancels.

    >>> from osteon.outcomes.fracture import FractureParameters, RiskFactors, fracture_risk
    >>> doubt = FractureParameters.draws(100)
    >>> smoker = fracture_risk([0, 10], 70.0, "female", 0.6, RiskFactors(smoker=True), parameters=doubt)
    >>> quitter = fracture_risk([0, 10], 70.0, "female", 0.6, parameters=doubt)
    >>> of_a_thousand(smoker, quitter, 10, "hip").fewer.middle > 0
    True
    """
    before, after = (PEOPLE * risk.within(years, outcome)[..., person] for risk in (now, plan))
    if before.shape != after.shape:
        raise InputError(
            f"the two risks hold {before.size} and {after.size} draws; use the same FractureParameters for both",
            where="fracture comparison",
        )
    ratio = after / np.maximum(before, np.finfo(np.float64).tiny)
    intervals = (Interval.of(values) for values in (before, after, before - after, ratio))
    return OfAThousand(outcome, years, *intervals)
