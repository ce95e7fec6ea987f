"""What befalls people in a trial: how they take what they are given, when they stop, leave or die, and visits missed.

All of it is drawn by person, before anybody is dealt into a group: blind by construction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.replay_stops import waiting
from osteon.outcomes.mortality import death_rate
from osteon.population.streams import normals, uniforms
from osteon.population.trial_design import Design
from osteon.population.trial_spans import YEAR

FloatArray = NDArray[np.float64]

STAYED, LEFT, DIED, STUCK = 0, 1, 2, 3
ENDINGS = ("stayed to the end", "left the trial", "died", "could not be simulated")
OLDEST = 120.0
NODES = 64


@dataclass(frozen=True, slots=True)
class Fates:
    """One number a person: standard normal `taking`, day of stopping and of leaving (infinity: never), and why."""

    taking: FloatArray
    stops: FloatArray
    leaves: FloatArray
    ending: NDArray[np.uint8]

    def adherence(self, mean: float, sd: float) -> FloatArray:
        """The share of doses each takes, with this mean and about this SD between people.

        Equation: logistic of a normal number; its centre is moved until the mean is met.
        """
        if sd == 0.0 or mean in (0.0, 1.0):
            return np.full(len(self.taking), mean)
        centre, width = _logistic_normal(mean, sd)
        return np.asarray(1 / (1 + np.exp(-(centre + width * self.taking))))


def fates_of(design: Design, age: FloatArray, female: NDArray[np.bool_], end: float, *, seed: int, first: int) -> Fates:
    """Draw what befalls people of these ages until the last day of a trial."""
    count = len(age)
    stops = waiting(design.stop_per_year, uniforms(seed, "trial stopping", first, count))
    leaves = waiting(design.leave_per_year, uniforms(seed, "trial leaving", first, count))
    deaths = np.full(count, np.inf)
    if design.deaths:
        deaths = _days_to_death(age, female, uniforms(seed, "trial death", first, count), design.country)
    gone = np.minimum(leaves, deaths)
    ending = np.where(gone > end, STAYED, np.where(deaths < leaves, DIED, LEFT)).astype(np.uint8)
    never = np.inf
    return Fates(
        normals(seed, "trial adherence", first, count),
        np.where(stops > end, never, stops),
        np.where(gone > end, never, gone),
        ending,
    )


def came(design: Design, visits: FloatArray, fates: Fates, *, seed: int, first: int) -> NDArray[np.bool_]:
    """(people, visits): who was there. Nobody misses the first visit."""
    there = visits[None, :] <= fates.leaves[:, None]
    if design.missed_visits == 0.0:
        return np.asarray(there)
    count = len(fates.leaves)
    missed = [uniforms(seed, f"trial visit day {day:.4f}", first, count) < design.missed_visits for day in visits[1:]]
    there[:, 1:] &= ~np.stack(missed, axis=1) if missed else True
    return np.asarray(there)


def _days_to_death(age: FloatArray, female: NDArray[np.bool_], chance: FloatArray, country: str) -> FloatArray:
    """Days until death at the death rates of the whole population of a country."""
    grid = np.arange(18.0, OLDEST, 0.25)
    days = np.empty(len(age))
    for sex, chosen in (("female", female), ("male", ~female)):
        risk = np.concatenate([[0.0], np.cumsum(death_rate(grid[:-1] + 0.125, sex, country)) * 0.25])
        wanted = np.interp(age[chosen], grid, risk) - np.log(chance[chosen])
        days[chosen] = (np.interp(wanted, risk, grid) - age[chosen]) * YEAR
    return days


def _logistic_normal(mean: float, sd: float) -> tuple[float, float]:
    """Centre and width of a normal number whose logistic has this mean and SD, the widest there is at most."""
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    low, high = 0.0, 8.0
    for _ in range(40):
        width = (low + high) / 2
        values = 1 / (1 + np.exp(-(_centre(mean, width, points, weights) + width * points)))
        spread = float(np.sqrt(weights @ (values - mean) ** 2))
        low, high = (width, high) if spread < sd else (low, width)
    return _centre(mean, width, points, weights), width


def _centre(mean: float, width: float, points: FloatArray, weights: FloatArray) -> float:
    low, high = -40.0, 40.0
    for _ in range(60):
        centre = (low + high) / 2
        found = float(weights @ (1 / (1 + np.exp(-(centre + width * points)))))
        low, high = (centre, high) if found < mean else (low, centre)
    return centre
