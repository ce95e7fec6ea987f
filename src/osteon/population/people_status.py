"""The status of virtual people: what the body model makes of them after years on their habits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Settings
from osteon.population.people import People, parameter_rows
from osteon.readouts import outcomes_of
from osteon.simulate import RUN_IN, by_name, own_kernel

FloatArray = NDArray[np.float64]

PRECISION = 1e-3
BLOCK = 4096
WORDS = (
    "25ohd_serum",
    "1_25ohd_serum",
    "pth_intact",
    "calcium_serum",
    "phosphate_serum",
    "magnesium_serum",
    "ucoc_fraction",
    "dp_ucmgp",
    "ctx",
    "p1np",
    "bmd_lumbar_spine",
    "bmd_femoral_neck",
    "bmd_total_hip",
    "bmd_total_body",
    "pwv_carotid_femoral",
)
"""Outcomes on day 0 that are kept, each in the unit of its readout."""


def status_of(people: People, *, threads: int = 2) -> dict[str, FloatArray]:
    """Outcomes on day 0 of people who have lived four years on their habits; nan for those who did not get through.

    Baselines that a spec asks for are not forced on them here: a run of a trial does that.

    >>> from osteon.population.people import draw_people
    >>> from osteon.population.spec import Spec
    >>> found = status_of(draw_people(Spec(), 0, 8, seed=1))
    >>> bool(((found["25ohd_serum"] > 5) & (found["25ohd_serum"] < 200)).all())
    True
    """
    kernel = own_kernel(people.spec.edition)
    rows = parameter_rows(kernel.model, people, before=RUN_IN)
    parts = [_lived(rows[start : start + BLOCK], people.spec.edition, threads) for start in range(0, len(rows), BLOCK)]
    return {word: np.concatenate([part[word] for part in parts]) for word in WORDS} if parts else {}


def _lived(rows: FloatArray, edition: str, threads: int) -> dict[str, FloatArray]:
    kernel = own_kernel(edition)
    batch = kernel.run(rows, [RUN_IN], settings=Settings(relative=PRECISION), threads=threads)
    outcomes = outcomes_of(by_name(kernel, batch))
    return {word: np.where(batch.ok, outcomes[word][:, 0], np.nan) for word in WORDS}
