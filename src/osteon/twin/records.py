"""What a fit gives: one person's model as a value, with prior and posterior side by side and what does not agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from osteon.errors import InputError
from osteon.lab_results import Result
from osteon.person import Person
from osteon.readouts import outcomes_of
from osteon.simulate import LONGEST_YEARS, OLDEST, UNREAD, YEAR, Trajectory, calcium_flows, time_grid
from osteon.twin.bench import Bench

FloatArray = NDArray[np.float64]

TOGETHER = 0.01
"""All results at once less likely than this contradict the model."""
ALL_AT_ONCE = (
    "All labs together contradict the model: {} of 10,000 such people would have labs so far out. "
    "Do not rely on this fit before values, units and dates are checked."
)


def checked_years(person: Person, years: float) -> float:
    """The years themselves, if a person can be followed for so many; raises InputError otherwise.

    >>> checked_years(Person(age=57, sex="male", height_cm=180, mass_kg=80, latitude=52.1), 10.0)
    10.0
    """
    longest = min(LONGEST_YEARS, OLDEST - person.age)
    if not 0 < years <= longest:
        raise InputError(
            f"--years {years:g} is outside what can be simulated: above 0, up to {longest:g} (age {OLDEST:g})"
        )
    return years


@dataclass(frozen=True, slots=True)
class Span:
    """A middle and the interval that holds 90 of 100 draws, in the unit of what it is of."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, draws: FloatArray) -> Span:
        """Of draws; those that are not numbers are left out. One draw more would lie within 90 times of 100."""
        low, middle, high = np.nanpercentile(draws, (5.0, 50.0, 95.0), method="weibull")
        return cls(float(low), float(middle), float(high))

    @property
    def width(self) -> float:
        """From low to high."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Check:
    """How a result sits with the model: chances of one at least as extreme, both sides counted.

    `before` is what was expected before any lab, `fitted` what is expected after all of them; `left_out` is the chance
    given only the other results. `warning` says in words what contradicts, and is empty where nothing does.
    """

    result: Result
    expected: Span
    fitted: Span
    before: float
    after: float
    left_out: float
    warning: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How a fit was found: what reweighting the library alone left, what refined draws are worth, moves of a walker.

    `library` and `refined` are effective numbers of draws; `shape` is that of the refined weights' tail (above 0.7: not
    to be relied on without the walk), `chance` that of a misfit at least as large as that of all results together.
    """

    draws: int
    library: float
    library_shape: float
    refined: float
    shape: float
    moves: float
    chance: float


@dataclass(frozen=True)
class Twin:
    """One person's model: draws of all that is not known of them, given their labs. Nothing global changes.

    `scores` and `prior` are (draws, size) in the coordinates of `space.Space`, after and before the labs.
    """

    person: Person
    edition: str
    seed: int
    bench: Bench
    scores: FloatArray
    prior: FloatArray
    checks: tuple[Check, ...]
    quality: Quality
    notes: tuple[str, ...]

    @property
    def results(self) -> tuple[Result, ...]:
        """The labs that the fit is to."""
        return self.bench.results

    @property
    def warnings(self) -> tuple[str, ...]:
        """What contradicts the model, in words; never to be left out where the fit is shown."""
        each = tuple(check.warning for check in self.checks if check.warning)
        if self.quality.chance >= TOGETHER:
            return each
        people = 10_000 * self.quality.chance
        return (*each, ALL_AT_ONCE.format("fewer than 1" if people < 1 else f"about {people:.0f}"))

    def trajectory(
        self, years: float = 10.0, *, person: Person | None = None, prior: bool = False, days: FloatArray | None = None
    ) -> Trajectory:
        """What may happen to the person, or to a variant with other habits, within so many years.

        Args:
            years: how far to look.
            person: another regimen of the same person, with the same draws of what is not known.
            prior: as if no lab were known.
            days: which days to show, from day 0 on; by default the grid of `simulate`.
        """
        grid = time_grid(checked_years(self.person, years)) if days is None else days
        course = self.bench.follow(self.prior if prior else self.scores, grid, person)
        values = {name: found[course.ok] for name, found in course.values.items()}
        flows = {flow.name: values[flow.name] for flow in calcium_flows(self.bench.kernel)}
        who = person or self.person
        notes = (*self.notes, *who.assumed, *(UNREAD.format(word) for word in course.inputs.unread))
        return Trajectory(
            who,
            self.edition,
            grid,
            MappingProxyType(outcomes_of(values)),
            MappingProxyType(flows),
            course.params[course.ok],
            float(course.ok.sum()),
            notes if prior else (*self.warnings, *notes),
        )

    def outcomes(self, years: float = 10.0) -> Mapping[str, Mapping[str, tuple[Span, Span]]]:
        """Each outcome before and after the labs, "now" and "later" (after so many years)."""
        days = np.array([0.0, checked_years(self.person, years) * YEAR])
        before, after = (self.trajectory(years, prior=prior, days=days).outcomes for prior in (True, False))
        return {
            word: {
                when: (Span.of(before[word][:, at]), Span.of(after[word][:, at]))
                for at, when in enumerate(("now", "later"))
            }
            for word in after
        }
