"""Calibration on synthetic people: 90 % intervals hold the truth in 85 to 95 of 100, and ranks are even."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from osteon.person import Person
from osteon.simulate import own_kernel
from osteon.twin.fitting import bench_of
from osteon.twin.synthetic import rank_chance, trial, trials, with_noisy_labs

EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = (
    "labs/menopause_measured.toml",
    "older_man_kidney.toml",
    "menopause_no_pills.toml",
    "vegan_little_sun.toml",
    "young_man_winter.toml",
)
OUTCOMES = ("25ohd_serum", "pth_intact", "calcium_serum", "ctx", "dp_ucmgp", "bmd_lumbar_spine", "bmd_total_hip")
TWINS = 200


def benches() -> list:  # type: ignore[type-arg]
    return [bench_of(Person.from_toml(EXAMPLES / name), own_kernel(), "2026.1")[0] for name in FILES]


def test_a_synthetic_person_is_fitted_and_held_against_the_truth() -> None:
    found = trial(benches()[4], ("25ohd_serum",), 3, draws=64, library=128, sweeps=2)
    assert [known.when for known in found] == ["now", "later"]
    assert all(0 < known.rank < 1 and known.truth > 0 for known in found)
    assert found == trial(benches()[4], ("25ohd_serum",), 3, draws=64, library=128, sweeps=2)


def test_noisy_labs_scatter_as_the_assays_do() -> None:
    bench = benches()[2]
    truth = bench.space.draw(1, 5)
    exact = np.exp(bench.predicted(truth)[0])
    logs = [
        np.log([result.value for result in with_noisy_labs(bench, truth, seed).results] / exact) for seed in range(400)
    ]
    assert np.allclose(np.std(logs, axis=0), bench.within, rtol=0.15)


def test_uneven_ranks_are_seen() -> None:
    assert rank_chance([0.05] * 100) < 0.001
    assert rank_chance([0.5 + 0.1 * np.sin(i) for i in range(200)]) < 0.001


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """200 twins: over all outcomes within 85 to 95 of 100, each outcome within what chance allows around that."""
    known = [row for person in trials(benches(), OUTCOMES, TWINS) for row in person]
    assert 0.85 <= np.mean([row.inside for row in known]) <= 0.95
    for outcome in OUTCOMES:
        rows = [row for row in known if row.outcome == outcome and row.when == "now"]
        share = np.mean([row.inside for row in rows])
        assert 0.84 <= share <= 0.96, (outcome, share)
        assert rank_chance([row.rank for row in rows]) > 0.001, outcome
