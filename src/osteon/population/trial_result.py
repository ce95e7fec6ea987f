"""What a run of a trial found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.population.trial_fold import Sums
from osteon.population.trial_job import Job

FloatArray = NDArray[np.float64]

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles that are told of every outcome at every visit."""


@dataclass(frozen=True)
class TrialResult:
    """A run's job, all its sums, exact quantiles by outcome (days, groups, shares), and what it took.

    `folder` is where its files are, None where they were not kept; `resumed` counts chunks an earlier run had made.
    """

    job: Job
    sums: Sums
    quantiles: Mapping[str, FloatArray]
    folder: Path | None
    seconds: float
    resumed: int
