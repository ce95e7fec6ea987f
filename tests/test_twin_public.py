"""Twins on public tables of people, where those lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from osteon.measuring import measurement_errors
from osteon.twin.held_out import adults, ask, asked, scatter_of_scans

PERSONS = Path(__file__).resolve().parents[2] / "shared" / "data" / "persons"
BLOOD = PERSONS / "nhanes_2017_2020_serum_ca_p_alb_creat.csv.gz"
GIRLS = PERSONS / "calcium_trial_girls_bmd.csv"
without_blood = pytest.mark.skipif(not BLOOD.exists(), reason="the NHANES table is not beside the repository")
without_girls = pytest.mark.skipif(not GIRLS.exists(), reason="the girls' calcium trial is not beside the repository")


@without_girls
def test_repeated_scans_scatter_no_less_than_the_precision_that_twins_assume() -> None:
    scatter = scatter_of_scans(GIRLS)
    assert 0.5 * measurement_errors("within")["bmd_total_body"].error < scatter < 0.03


@without_blood
def test_a_lab_that_was_not_shown_is_asked_for() -> None:
    row = adults(BLOOD, 3)[1]
    found = ask(row, ("calcium", "creatinine"), "phosphate")
    assert found.low < found.middle < found.high
    assert 0.5 < found.middle < 2.0


@pytest.mark.slow
@without_blood
def test_adults_of_nhanes_lie_where_twins_expect_them() -> None:
    """Not asked to be 90 of 100: who lives where and eats what is not told; but no twin is far off or far too sure."""
    rows: dict[tuple[str, str], list[bool]] = {}
    for when, found in asked(BLOOD, 40):
        rows.setdefault((when, found.lab), []).append(found.inside)
    for key, inside in rows.items():
        assert np.mean(inside) > 0.7, key
