"""Fit the body to the calibration split of the trials: typical values near what their sources say, and what is left
unsure of them. Run ``python -m osteon.evidence.calibrate`` to write the edition's file anew.

Maximum of the posterior by Gauss-Newton steps: priors are `know` of every parameter, on the log scale (normal where the
record says so); errors are those of the figures and of studies among each other, declared beforehand; large distances
count by Huber's rule, so that no single trial decides. The covariance at the maximum (Laplace) is kept with the values.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import FOLDER, OWN, edition
from osteon.engine.declare import Param
from osteon.engine.model import build
from osteon.engine.solver import Kernel, compile_model
from osteon.evidence.calibrate_data import Figures, figures_of, healthy_course, predicted_figures
from osteon.evidence.trial import FOLDER as TRIALS
from osteon.evidence.trial import load_all

FloatArray = NDArray[np.float64]
Say = Callable[[str], None]

PEOPLE = 48
PEOPLE_OF_SLOPES = 12
STEP = 0.3
PRIOR = 1.0
"""How often the priors count: once, as what they say; leaving trials out hardly tells 1, 4 and 16 apart
(`calibrate_choice`)."""
LEAST_GAIN = 0.5
HUBER = 2.0
ITERATIONS = 6
LEAST_INFORMATION = 0.3
"""A parameter is fitted where one prior SD moves the figures by this many standard errors in all, or more."""
LOST = 20.0
"""Distance that stands for a prediction that could not be made."""
FARTHEST = 2.5
"""No value goes further than this many prior SDs from what its source says."""


@dataclass(frozen=True)
class Scale:
    """Parameters that are fitted, by place; a coordinate of 1 is one prior SD away from the declared value."""

    names: tuple[str, ...]
    places: NDArray[np.int64]
    centre: FloatArray
    sizes: FloatArray
    additive: NDArray[np.bool_]
    low: FloatArray
    high: FloatArray

    def centres(self, coordinates: FloatArray) -> FloatArray:
        """(sets, parameters) of typical values for (sets, fitted) coordinates."""
        rows = np.tile(self.centre, (len(coordinates), 1))
        moved = coordinates * self.sizes
        start = self.centre[self.places]
        values = np.where(self.additive, start + moved, start * np.exp(np.where(self.additive, 0.0, moved)))
        rows[:, self.places] = np.clip(values, self.low, self.high)
        return rows

    def only(self, kept: NDArray[np.bool_]) -> Scale:
        """The same for some of the parameters."""
        names = tuple(name for name, keep in zip(self.names, kept, strict=True) if keep)
        parts = (self.sizes[kept], self.additive[kept], self.low[kept], self.high[kept])
        return Scale(names, self.places[kept], self.centre, *parts)


@dataclass(frozen=True)
class Fit:
    """Where a fit came to: coordinates, their covariance (prior: 1), and the sum of what was minimised on the way."""

    scale: Scale
    coordinates: FloatArray
    covariance: FloatArray
    losses: tuple[float, ...]


def scale_of(kernel: Kernel) -> Scale:
    """Every parameter whose typical value is not known for certain."""
    names, places, sizes, additive, low, high = [], [], [], [], [], []
    for index, entry in enumerate(kernel.model.params):
        record = entry.declaration
        if not isinstance(record, Param) or record.know <= 0 or record.kind in ("definition", "input"):
            continue
        normal = record.spread == "normal"
        names.append(entry.name)
        places.append(index)
        sizes.append(record.know if normal else float(np.sqrt(np.log1p(record.know**2))))
        additive.append(normal)
        low.append(-np.inf if record.low is None else record.low)
        high.append(np.inf if record.high is None else record.high)
    columns = (np.array(values) for values in (sizes, additive, low, high))
    return Scale(tuple(names), np.array(places), kernel.defaults(1)[0], *columns)


class Problem:
    """Distances of predictions from everything a fit is held against, for many sets of values at once."""

    def __init__(self, kernel: Kernel, figures: Figures, people: int, threads: int) -> None:
        self.kernel, self.figures, self.people, self.threads = kernel, figures, people, threads
        self.course = healthy_course(kernel, kernel.defaults(1), threads)

    def distances(self, centres: FloatArray, people: int = 0) -> FloatArray:
        """Of the trials' figures, then of the healthy course: (sets, distances) in standard errors."""
        made = predicted_figures(self.kernel, self.figures, centres, people or self.people, self.threads)
        moved = healthy_course(self.kernel, centres, self.threads) - self.course
        return np.concatenate([self.figures.residuals(made), moved / np.sqrt(COURSE_REPEATS)], axis=1)


COURSE_REPEATS = 7.0
"""Seven ages of one course say about as much as one figure."""


def slopes(problem: Problem, scale: Scale, at: FloatArray) -> FloatArray:
    """Change of every distance for each coordinate, by differences in the same people: (distances, coordinates)."""
    steps = np.where(at > 0, -STEP, STEP)
    centres = scale.centres(np.concatenate([at[None], at + np.diag(steps)]))
    found = problem.distances(centres, PEOPLE_OF_SLOPES)
    there = np.where(np.isfinite(found[1:]), found[1:], found[0])
    return np.asarray(((there - found[0]) / steps[:, None]).T)


def weights(distances: FloatArray, figures: int) -> FloatArray:
    """Huber's weights: 1 within two standard errors, falling beyond; the healthy course counts in full."""
    size = np.maximum(np.abs(distances), 1e-12)
    found = np.minimum(1.0, HUBER / size)
    found[figures:] = 1.0
    return np.asarray(found)


def loss(distances: FloatArray, figures: int, coordinates: FloatArray) -> float:
    """What is minimised: Huber's loss of the figures, squares of the course and of the priors."""
    size = np.abs(distances[:figures])
    huber = np.where(size <= HUBER, size**2, 2 * HUBER * size - HUBER**2)
    return float(huber.sum() + (distances[figures:] ** 2).sum() + PRIOR * (coordinates**2).sum())


def fit(problem: Problem, scale: Scale, say: Say, iterations: int = ITERATIONS) -> Fit:
    """Choose what the figures can tell of, then step to the maximum of the posterior."""
    count = len(problem.figures.endpoints)
    table = slopes(problem, scale, np.zeros(len(scale.names)))
    kept = np.linalg.norm(table[:count], axis=0) >= LEAST_INFORMATION
    scale, table = scale.only(kept), table[:, kept]
    at = np.zeros(len(scale.names))
    here = problem.distances(scale.centres(at[None]))[0]
    losses = [loss(here, count, at)]
    say(f"{kept.sum()} of {len(kept)} parameters can be told; loss {losses[0]:.1f}")
    for turn in range(iterations):
        if turn:
            table = slopes(problem, scale, at)
        at, here, value = _best_step(problem, scale, at, here, table, losses[-1])
        say(f"step {turn + 1}: loss {value:.1f}")
        losses.append(value)
        if losses[-2] - value < LEAST_GAIN:
            break
    return Fit(scale, at, _covariance(count, table, here), tuple(losses))


def _covariance(figures: int, table: FloatArray, here: FloatArray) -> FloatArray:
    """What is left unsure, in prior variances; here the priors count once."""
    weighted = table.T * weights(here, figures)
    return np.asarray(np.linalg.inv(weighted @ table + np.eye(table.shape[1])), float)


def _best_step(
    problem: Problem, scale: Scale, at: FloatArray, here: FloatArray, table: FloatArray, before: float
) -> tuple[FloatArray, FloatArray, float]:
    """The Gauss-Newton step, shortened or damped as is best of a few."""
    count = len(problem.figures.endpoints)
    weighted = table.T * weights(here, count)
    tries = []
    for damping in (0.0, 1.0, 5.0, 25.0):
        matrix = weighted @ table + (PRIOR + damping) * np.eye(len(at))
        step = np.linalg.solve(matrix, -(weighted @ here + PRIOR * at))
        tries += [np.clip(at + share * step, -FARTHEST, FARTHEST) for share in (1.0, 0.5)]
    distances = problem.distances(scale.centres(np.array(tries)))
    distances = np.where(np.isfinite(distances), distances, LOST)
    found = [loss(row, count, place) for row, place in zip(distances, tries, strict=True)]
    best = int(np.argmin(found))
    return (tries[best], distances[best], found[best]) if found[best] < before else (at, here, before)


def as_edition(result: Fit, figures: Figures, commit: str) -> dict[str, Any]:
    """The edition's file: values, what is left unsure of them, the data and where the code stood."""
    values = result.scale.centres(result.coordinates[None])[0][result.scale.places]
    sds = np.sqrt(np.diag(result.covariance))
    return {
        "values": {name: float(f"{value:.6g}") for name, value in zip(result.scale.names, values, strict=True)},
        "posterior": {
            "about": "coordinates in prior SDs about the fitted value; the lower Cholesky factor of their covariance",
            "names": list(result.scale.names),
            "moved": [round(float(value), 3) for value in result.coordinates],
            "left": [round(float(value), 3) for value in sds],
            "factor": [
                " ".join(f"{value:.3f}" for value in row[: index + 1])
                for index, row in enumerate(np.linalg.cholesky(result.covariance))
            ],
        },
        "data": {
            "trials": [trial.id for trial in figures.trials],
            "figures": len(figures.endpoints),
            "sha256": digest(),
        },
        "commit": commit,
    }


def digest() -> str:
    """A hash of all trial files and of the declared spread between studies."""
    found = hashlib.sha256()
    for path in [*sorted(TRIALS.glob("*.toml")), TRIALS.parent / "heterogeneity.toml"]:
        found.update(path.read_bytes())
    return found.hexdigest()


def calibration_trials() -> tuple[Any, ...]:
    """The trials all of whose figures are of the calibration split."""
    return tuple(
        trial
        for trial in load_all()
        if trial.endpoints and all(each.split == "calibration" for each in trial.endpoints)
    )


def main(path: Path = FOLDER / f"{OWN}.json", say: Say = print, threads: int = 2) -> Fit:
    """Fit from the declared values and write the edition's file."""
    kernel = compile_model(build(edition(OWN).subsystems))
    figures = figures_of(calibration_trials())
    result = fit(Problem(kernel, figures, PEOPLE, threads), scale_of(kernel), say)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(as_edition(result, figures, commit), indent=1) + "\n", encoding="utf-8")
    return result


if __name__ == "__main__":
    main()
