"""The most likely scores of a person and a normal distribution around them, by Gauss-Newton steps on exact priors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.twin.bench import Bench

FloatArray = NDArray[np.float64]

STEPS = 6
SHORTER = (1.0, 0.6, 0.3, 0.1)
"""Shares of a step that are tried side by side."""
SMALL = 0.02
"""A gain of log posterior below this ends the search."""
WIDER = 1.15
"""How much wider than the normal approximation draws are proposed, in the directions that labs tell about."""
TOLD = 0.02
"""Directions whose spread labs narrow by less than about this share are left to the prior."""


@dataclass(frozen=True)
class Normal:
    """A normal approximation: centre (size) and the results' slopes there over their errors, (results, size).

    Its inverse covariance is 1 + slopes' slopes: the prior, plus what the labs tell. `gaps` are results less what the
    centre predicts, over their errors.
    """

    centre: FloatArray
    slopes: FloatArray
    gaps: FloatArray

    @property
    def gain(self) -> FloatArray:
        """(size, results): how far scores move with each result."""
        inner = np.eye(len(self.slopes)) + self.slopes @ self.slopes.T
        return np.asarray(np.linalg.solve(inner, self.slopes).T)

    @property
    def told(self) -> FloatArray:
        """(size, directions): orthonormal directions of scores that the labs tell something about."""
        _, sizes, directions = np.linalg.svd(self.slopes, full_matrices=False)
        return np.asarray(directions[sizes**2 > TOLD].T)

    @property
    def misfit(self) -> float:
        """How far out the results and the centre are together: the chi-square of all results before any was known."""
        return float(self.gaps @ self.gaps + self.centre @ self.centre)

    @property
    def left_out(self) -> FloatArray:
        """How many standard deviations each result lies from what the others predict."""
        inverse = np.linalg.inv(np.eye(len(self.slopes)) + self.slopes @ self.slopes.T)
        before = self.gaps + self.slopes @ self.centre
        return np.asarray(inverse @ before / np.sqrt(np.diag(inverse)))

    def widened(self, factor: float = WIDER) -> Normal:
        """The same with larger errors, to propose from."""
        return Normal(self.centre, self.slopes / factor, self.gaps / factor)

    def draw(self, prior: FloatArray, noise: FloatArray) -> FloatArray:
        """Scores from prior draws (draws, size) and standard normal noise (draws, results)."""
        return np.asarray(self.centre + prior - along(along(prior, self.slopes.T) + noise, self.gain.T))

    def prior_over_this(self, scores: FloatArray) -> FloatArray:
        """Log density of the prior less that of this, but for a constant."""
        away = scores - self.centre
        return np.asarray(
            -scores @ self.centre
            + 0.5 * self.centre @ self.centre
            + 0.5 * np.sum(along(away, self.slopes.T) ** 2, axis=1)
        )


def approximate(bench: Bench, start: FloatArray | None = None) -> Normal:
    """The normal approximation at the most likely scores, searched from the prior's centre or from `start`."""
    score = np.zeros(bench.space.size) if start is None else start
    level, slopes = bench.slopes(score)
    height = _height(bench, score[None], level[None])[0]
    for _ in range(STEPS):
        step = _best(bench, score, level, slopes) - score
        tries = score + np.outer(SHORTER, step)
        heights = _height(bench, tries, bench.predicted(tries))
        best = int(np.argmax(heights))
        gained = heights[best] - height
        if not gained > 0:
            break
        score, height = tries[best], heights[best]
        level, slopes = bench.slopes(score)
        if gained < SMALL:
            break
    return Normal(score, _over_errors(bench, slopes), _gaps(bench, level))


def _best(bench: Bench, score: FloatArray, level: FloatArray, slopes: FloatArray) -> FloatArray:
    """Where the scores would be most likely if predictions were straight lines."""
    scaled = _over_errors(bench, slopes)
    gap = _gaps(bench, level) + scaled @ score
    inner = np.eye(len(scaled)) + scaled @ scaled.T
    return np.asarray(scaled.T @ np.linalg.solve(inner, gap))


def _gaps(bench: Bench, level: FloatArray) -> FloatArray:
    return np.asarray(np.where(bench.counted, (bench.observed - level) / bench.within, 0.0))


def _over_errors(bench: Bench, slopes: FloatArray) -> FloatArray:
    return np.asarray(np.where(bench.counted[:, None], slopes / bench.within[:, None], 0.0))


def _height(bench: Bench, scores: FloatArray, predicted: FloatArray) -> FloatArray:
    return np.asarray(bench.likelihood(predicted) - 0.5 * np.sum(scores**2, axis=1))


def along(rows: FloatArray, directions: FloatArray) -> FloatArray:
    """(rows, directions) products in a fixed order of adding, whatever threads a linear algebra library would use.

    >>> along(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]])).tolist()
    [[11.0]]
    """
    return np.asarray(np.einsum("ij,jk->ik", rows, directions))
