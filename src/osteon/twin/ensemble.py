"""Ensemble Markov chain Monte Carlo: walkers as vector lanes, a batch of the kernel for each move of half or all.

Two kinds of move take turns. Stretches: in the directions that labs tell about, walkers move along lines to walkers of
the other half (Goodman and Weare 2010, Comm App Math Comp Sci 5:65; Foreman-Mackey 2013, PASP 125:306); in the hundreds
of which nothing is told, they take autoregressive steps that leave the prior as it is (Cotter 2013, Stat Sci 28:424).
Drifts: such steps in all directions that leave the normal approximation as it is, corrected for what it is not. How
much of its place a walker keeps is drawn anew for each step: easy fits are crossed at once, hard ones slowly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.twin.laplace import Normal, along

FloatArray = NDArray[np.float64]
Likelihood = Callable[[FloatArray], FloatArray]

REACH = 2.0
"""Stretches go from 1/2 to 2 times the distance to the other walker."""


@dataclass(frozen=True)
class Walk:
    """Where walkers came to: scores (walkers, size), their log likelihoods, and how often each moved on average."""

    scores: FloatArray
    likelihoods: FloatArray
    moves: float


def walk(
    scores: FloatArray, likelihoods: FloatArray, normal: Normal, likelihood: Likelihood, sweeps: int, seed: int
) -> Walk:
    """Move every walker `sweeps` times, half of them by stretches and half by drifts.

    The prior is standard normal in every score; `likelihood` gives the logarithm for (walkers, size), `normal` is an
    approximation of the posterior, whose told directions are stretched in.
    """
    stream = np.random.Generator(np.random.Philox(key=[seed, 11]))
    places, heights, taken = scores.copy(), likelihoods.copy(), 0
    told, everybody, half = normal.told, np.arange(len(scores)), len(scores) // 2
    for sweep in range(sweeps):
        turns = [(everybody, everybody)] if sweep % 2 == 0 else [(everybody[:half], everybody[half:])]
        turns += [] if sweep % 2 == 0 else [(everybody[half:], everybody[:half])]
        for mine, others in turns:
            if sweep % 2 == 0:
                proposed, odds = _drift(places[mine], normal, stream)
            else:
                proposed, odds = _stretch(places[mine], places[others], told, stream)
            found = likelihood(proposed)
            with np.errstate(invalid="ignore"):
                chance = odds + found - heights[mine]
            go = np.log(stream.random(len(mine))) < np.where(np.isnan(chance), -np.inf, chance)
            places[mine[go]], heights[mine[go]] = proposed[go], found[go]
            taken += int(go.sum())
    return Walk(places, heights, taken / len(scores))


def _drift(mine: FloatArray, normal: Normal, stream: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """A step for each walker that leaves the normal as it is, with the log odds that the likelihoods do not give."""
    noise = stream.standard_normal(mine.shape), stream.standard_normal((len(mine), len(normal.slopes)))
    fresh = normal.draw(*noise) - normal.centre
    keep = stream.random((len(mine), 1))
    moved = normal.centre + keep * (mine - normal.centre) + np.sqrt(1 - keep**2) * fresh
    return moved, normal.prior_over_this(moved) - normal.prior_over_this(mine)


def _stretch(
    mine: FloatArray, others: FloatArray, told: FloatArray, stream: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """A step for each walker, with the log odds of taking it that the likelihoods do not give."""
    inside, outside = along(mine, told), along(others, told)
    stretch = (1 + (REACH - 1) * stream.random(len(mine))) ** 2 / REACH
    partner = outside[stream.integers(len(others), size=len(mine))]
    moved = partner + stretch[:, None] * (inside - partner)
    noise = stream.standard_normal(mine.shape)
    keep = stream.random((len(mine), 1))
    rest = keep * mine + np.sqrt(1 - keep**2) * noise
    prior = 0.5 * (np.sum(inside**2, axis=1) - np.sum(moved**2, axis=1))
    return rest + along(moved - along(rest, told), told.T), (told.shape[1] - 1) * np.log(stretch) + prior
