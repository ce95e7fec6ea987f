"""What density leads to expect of a person's other numbers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from osteon.body.editions import OWN, edition
from osteon.draws import moved
from osteon.engine.model import build
from osteon.engine.solver import Kernel, compile_model
from osteon.leaning import DENSITIES, lean

Floats = NDArray[np.float64]
NECK = "bmd_femoral_neck"


@cache
def kernel() -> Kernel:
    return compile_model(build(edition(OWN).subsystems))


def place(name: str) -> int:
    return next(index for index, entry in enumerate(kernel().model.params) if entry.name == name)


def women(count: int, age: float) -> Floats:
    rows = kernel().defaults(count)
    rows[:, place("life.age_at_start")] = age
    return rows


def lived(rows: Floats, years: list[float], site: str) -> Floats:
    rows = rows.copy()
    days = 365.25 * np.array(years)
    batch = kernel().run(rows, days)
    return np.asarray(kernel().follow(days, batch.states, rows, [f"bone_density.{site}"])[..., 0])


def leaned(off: Floats, age: float, site: str = NECK) -> Floats:
    count = len(off)
    return lean(kernel(), women(count, 25.0), np.full(count, age), np.ones(count, bool), {site: off})


@pytest.mark.parametrize("site", DENSITIES)
def test_a_life_led_with_the_leaned_numbers_ends_at_the_density(site: str) -> None:
    off = np.array([-0.2, -0.1, 0.0, 0.1, 0.2])
    ends = np.log(lived(leaned(off, 70.0, site), [45.0], site)[:, 0])
    np.testing.assert_allclose(ends - ends[2], off, atol=0.035)


def test_who_is_thin_loses_faster_and_was_less_dense_at_peak() -> None:
    course = lived(leaned(np.array([-0.2, 0.0, 0.2]), 70.0), [5.0, 45.0, 50.0], NECK)
    loss = 1 - course[:, 2] / course[:, 1]
    assert loss[0] > 1.15 * loss[1] > loss[1] > 1.15 * loss[2]
    assert course[0, 0] < course[1, 0] < course[2, 0]
    share_of_loss = 1 - np.log(course[0, 0] / course[1, 0]) / -0.2
    assert 0.1 < share_of_loss < 0.6


def test_the_young_are_thin_by_their_peak() -> None:
    course = lived(leaned(np.array([-0.2, 0.0]), 30.0), [5.0], NECK)
    assert np.log(course[0, 0] / course[1, 0]) == pytest.approx(-0.2, abs=0.02)


def test_nothing_known_moves_nothing_and_people_do_not_depend_on_each_other() -> None:
    rows = women(3, 60.0)
    age, female = np.array([40.0, 60.0, 80.0]), np.array([True, False, True])
    assert lean(kernel(), rows, age, female, {}) is rows
    off = np.array([-0.3, 0.1, 0.2])
    together = lean(kernel(), rows, age, female, {NECK: off})
    for person in range(3):
        one = slice(person, person + 1)
        alone = lean(kernel(), rows[one], age[one], female[one], {NECK: off[one]})
        np.testing.assert_array_equal(together[one], alone)


def test_what_people_do_not_differ_in_stays() -> None:
    rows = lean(kernel(), women(1, 70.0), np.array([70.0]), np.array([True]), {NECK: np.array([-0.3])})
    still = [i for i, entry in enumerate(kernel().model.params) if not getattr(entry.declaration, "vary", 0.0)]
    np.testing.assert_array_equal(rows[:, still], women(1, 70.0)[:, still])


def test_the_conditional_mean_is_that_of_drawn_people() -> None:
    generator, count = np.random.default_rng(5), 800
    noise = generator.normal(size=(count, len(kernel().model.params)))
    rows = moved(kernel().model, women(count, 25.0), noise, "vary")
    logs = np.log(lived(rows, [45.0], NECK)[:, 0])
    turnover = place("bone_cells.cortical_turnover")
    seen = np.polyfit(logs, noise[:, turnover], 1)[0]
    found = np.log(leaned(np.array([0.1]), 70.0)[0, turnover] / women(1, 70.0)[0, turnover]) / np.sqrt(np.log1p(0.2**2))
    assert found / 0.1 == pytest.approx(seen, abs=0.6)
