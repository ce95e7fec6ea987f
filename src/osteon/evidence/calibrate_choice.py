"""How often the priors should count in a fit: chosen inside the calibration split.

Trials are dealt into folds; one Gauss-Newton step is fitted to the others and predicts the fold. Held-out trials play
no part. Run ``python -m osteon.evidence.calibrate_choice``.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN, edition
from osteon.engine.model import build
from osteon.engine.solver import compile_model
from osteon.evidence.calibrate import (
    COURSE_REPEATS,
    FARTHEST,
    LEAST_INFORMATION,
    PEOPLE,
    PEOPLE_OF_SLOPES,
    STEP,
    calibration_trials,
    scale_of,
    weights,
)
from osteon.evidence.calibrate_data import Figures, figures_of, healthy_course, predicted_figures
from osteon.evidence.replay_score import score, tally

FloatArray = NDArray[np.float64]

FOLDS = 5
PRIORS = (1.0, 4.0, 16.0)


def fold_of(figures: Figures) -> NDArray[np.int64]:
    """The fold of each figure: all figures of a cohort together, by a hash of its name."""
    names = [figures.trials[trial].cohort or figures.trials[trial].id for trial, _ in figures.columns]
    return np.array([zlib.crc32(f"fold:{name}".encode()) % FOLDS for name in names])


def main(say: Callable[[str], None] = print, threads: int = 2) -> None:
    """Print how fits predict the trials they were not fitted to, and those they were, for each weight of the priors."""
    kernel = compile_model(build(edition(OWN).subsystems))
    figures, scale = figures_of(calibration_trials()), scale_of(kernel)
    near = scale.centres(np.concatenate([np.zeros((1, len(scale.names))), STEP * np.eye(len(scale.names))]))
    made = predicted_figures(kernel, figures, near, PEOPLE_OF_SLOPES, threads)
    course = healthy_course(kernel, near, threads) / np.sqrt(COURSE_REPEATS)
    here = predicted_figures(kernel, figures, near[:1], PEOPLE, threads)
    folds = fold_of(figures)
    table = figures.residuals(made[1:] - made[:1] + here) - figures.residuals(here)
    bent = np.concatenate([table, course[1:] - course[:1]], axis=1).T / STEP
    start = np.concatenate([figures.residuals(here)[0], np.zeros(course.shape[1])])
    steps = {}
    for prior in PRIORS:
        for fold in range(FOLDS + 1):
            used = np.concatenate([folds != fold, np.ones(course.shape[1], bool)])
            steps[prior, fold] = _step(bent[used], start[used], int((folds != fold).sum()), prior)
    found = predicted_figures(kernel, figures, scale.centres(np.array(list(steps.values()))), PEOPLE, threads)
    say(f"declared values: {_said(figures, here[0])}")
    for prior in PRIORS:
        apart = [list(steps).index((prior, fold)) for fold in folds]
        say(f"priors x {prior:g}, other trials: {_said(figures, found[apart, np.arange(len(apart))])}")
        say(f"priors x {prior:g}, same trials:  {_said(figures, found[list(steps).index((prior, FOLDS))])}")


def _step(table: FloatArray, start: FloatArray, count: int, prior: float) -> FloatArray:
    kept = np.linalg.norm(table[:count], axis=0) >= LEAST_INFORMATION
    weighted = table[:, kept].T * weights(start, count)
    step = np.zeros(table.shape[1])
    step[kept] = np.linalg.solve(weighted @ table[:, kept] + prior * np.eye(int(kept.sum())), -(weighted @ start))
    return np.clip(step, -FARTHEST, FARTHEST)


def _said(figures: Figures, predicted: FloatArray) -> str:
    scored = [
        score(figures.trials[trial], endpoint, float(value))
        for (trial, _), endpoint, value in zip(figures.columns, figures.endpoints, predicted, strict=True)
    ]
    found = tally(scored)
    return (
        f"{found.inside:.1%} inside, {found.inside_with_heterogeneity:.1%} with heterogeneity, rms z {found.rms_z:.3f}"
    )


if __name__ == "__main__":
    main()
