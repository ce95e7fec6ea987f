"""Why an outcome is what it is: shares of sun, diet, each pill, weight, age, menopause and medicines, draw by draw.

Each coalition of factors is a variant of the person, simulated with the same draws of what is not known; so shares have
intervals, and what is not known of the person cancels where it acts on all variants alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.person import Person
from osteon.readouts import readouts
from osteon.simulate import YEAR
from osteon.twin.bench import COARSE
from osteon.twin.factors import Factor, factors_of, variant
from osteon.twin.fitting import fit
from osteon.twin.next_tests import checked_outcome
from osteon.twin.records import Twin, checked_years
from osteon.twin.shapley import MOST_EXACT, shares
from osteon.twin.starting import START_AGE, Started, started

FloatArray = NDArray[np.float64]
Progress = Callable[[int, int], None]

MOST_LANES = 12_288
FEWEST_DRAWS, MOST_DRAWS = 24, 96


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean over draws, which adds up, and the interval that holds 90 of 100 draws."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, draws: FloatArray) -> Mean:
        """Of draws."""
        low, high = np.percentile(draws, (5.0, 95.0))
        return cls(float(np.mean(draws)), float(low), float(high))


@dataclass(frozen=True, slots=True)
class Share:
    """What one factor adds to an outcome, in the outcome's unit."""

    factor: str
    yours: str
    reference: str
    share: Mean


@dataclass(frozen=True)
class Explanation:
    """An outcome of a person after so many years, that of the reference, and the shares of the difference; the means of
    the shares add up to the mean of the difference. `exact` says whether all coalitions were simulated.
    """

    outcome: str
    years: float
    yours: Mean
    reference: Mean
    difference: Mean
    shares: tuple[Share, ...]
    exact: bool
    draws: int
    started: Started | None
    notes: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """The same as plain data."""
        record = readouts()[self.outcome]
        return {"name": record.name, "unit": record.unit, "support": record.support, **asdict(self)}


def explain(
    person: Person,
    outcome: str,
    *,
    years: float = 10.0,
    start_age: float = START_AGE,
    draws: int | None = None,
    seed: int = 1,
    twin: Twin | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """Shares of what makes the person's outcome differ from the reference's, and an earlier start of the pills.

    Args:
        person: whose outcome; labs are fitted first, where there are any and no `twin` is given.
        outcome: one of the outcome words.
        years: how far ahead the outcome is looked at.
        start_age: "what if I had started at this age".
        draws: how many draws; by default as many as stay quick with so many factors.
        seed: of the draws, where no twin is given.
        twin: a fit of the person made before.
        progress: told how many coalitions are done, and of how many.

    Raises:
        InputError: an outcome that there is not, or years that cannot be simulated.

    >>> me = Person.from_dict({"person": {"age": 31, "sex": "male", "latitude": 52.1}, "sun": {"minutes": 20}})
    >>> found = explain(me, "25ohd_serum", years=1, draws=16)
    >>> [share.factor for share in found.shares if share.share.mean > 5]
    ['sun']
    """
    checked_outcome(outcome)
    checked_years(person, years)
    fitted = twin or fit(person, seed=seed)
    factors = factors_of(person, years)
    coalitions = 1 << min(len(factors), MOST_EXACT)
    count = draws or int(np.clip(MOST_LANES // coalitions, FEWEST_DRAWS, MOST_DRAWS))
    worth = _worth(fitted, factors, outcome, years, count, progress)
    parts, full, none = shares(worth, len(factors), seed=seed), worth((1 << len(factors)) - 1), worth(0)
    ok = np.isfinite(parts).all(axis=0) & np.isfinite(full) & np.isfinite(none)
    rows = [
        Share(factor.name, factor.yours, factor.reference, Mean.of(part[ok]))
        for factor, part in zip(factors, parts, strict=True)
    ]
    summary = (Mean.of(full[ok]), Mean.of(none[ok]), Mean.of((full - none)[ok]))
    start = started(fitted, outcome, years, start_age, draws or MOST_DRAWS)
    notes = (*fitted.warnings, *fitted.notes)
    ranked = tuple(sorted(rows, key=lambda row: -abs(row.share.mean)))
    return Explanation(outcome, years, *summary, ranked, len(factors) <= MOST_EXACT, int(ok.sum()), start, notes)


def _worth(
    twin: Twin, factors: tuple[Factor, ...], outcome: str, years: float, count: int, progress: Progress | None
) -> Callable[[int], FloatArray]:
    """The outcome of each coalition by draw, each simulated once."""
    scores, known = twin.scores[:count], {}
    drawn = twin.bench.space.parameters(scores)
    total = 1 << min(len(factors), MOST_EXACT)

    def worth(mask: int) -> FloatArray:
        if mask not in known:
            who = variant(twin.person, factors, mask)
            course = twin.bench.follow(scores, [years * YEAR], who, COARSE, drawn)
            values = readouts()[outcome].of(course.values)[:, 0]
            known[mask] = np.where(course.ok, values, np.nan)
            if progress is not None:
                progress(min(len(known), total), total)
        return np.asarray(known[mask])

    return worth
