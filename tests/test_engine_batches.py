"""Everybody's numbers are the same bits, whoever goes with them: order, company, threads, lane, what is kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.engine_models import Explosion, Organ, Robertson, Switch, compiled
from tests.golden_support import EDITION, kernel_of

from osteon.engine.declare import Subsystem
from osteon.engine.events import ADD, ADD_RATE, SET_PARAMETER, Line
from osteon.engine.run import Batch, Settings

Floats = NDArray[np.float64]
PEOPLE = 21
DAYS = np.linspace(0, 60, 13)
COLUMNS = ("states", "status", "steps", "refused", "reached", "final", "worst")


def _params(model: type[Subsystem], seed: int = 4) -> Floats:
    kernel = compiled(model)
    generator = np.random.default_rng(seed)
    return kernel.defaults(PEOPLE) * np.exp(0.3 * generator.normal(size=(PEOPLE, len(kernel.model.params))))


def _lines(seed: int = 5) -> list[list[Line]]:
    """Each person has events of their own, some none."""
    generator = np.random.default_rng(seed)
    everybody: list[list[Line]] = []
    for _ in range(PEOPLE):
        own = [Line(float(generator.uniform(0, 50)), ADD, 0, 1.0, 3.0, int(generator.integers(1, 5)))]
        own += [Line(float(generator.uniform(0, 50)), SET_PARAMETER, 0, 2.0), Line(10.0, ADD_RATE, 1, 0.25)]
        everybody.append(own[: generator.integers(4)])
    return everybody


def _run(people: Sequence[int], *, model: type[Subsystem] = Organ, threads: int = 1, lanes: int | None = None) -> Batch:
    kernel, lines = compiled(model, lanes=lanes), _lines()
    own = [lines[person] if model is Organ else [] for person in people]
    return kernel.run(_params(model)[list(people)], DAYS, events=own, threads=threads)


def _same(batch: Batch, wanted: Batch, people: Sequence[int]) -> None:
    for column in COLUMNS:
        np.testing.assert_array_equal(getattr(batch, column), getattr(wanted, column)[list(people)], err_msg=column)


@pytest.fixture(scope="module")
def whole() -> Batch:
    """All together, in order."""
    return _run(range(PEOPLE))


@given(st.permutations(range(PEOPLE)), st.integers(1, PEOPLE), st.integers(1, 3))
@settings(max_examples=25)
def test_order_company_and_threads_change_nothing(whole: Batch, order: list[int], size: int, threads: int) -> None:
    for first in range(0, PEOPLE, size):
        people = order[first : first + size]
        _same(_run(people, threads=threads), whole, people)


@pytest.mark.parametrize("model", [Robertson, Switch, Explosion])
def test_stiff_jumping_and_failing_people_change_nothing_either(model: type[Subsystem]) -> None:
    wanted = _run(range(PEOPLE), model=model)
    for threads in (2, 3):
        _same(_run(range(PEOPLE), model=model, threads=threads), wanted, range(PEOPLE))
    for person in range(PEOPLE):
        _same(_run([person], model=model), wanted, [person])


def test_one_who_fails_does_not_disturb_the_others() -> None:
    params = np.full((PEOPLE, 1), 1e-3)
    calm = compiled(Explosion).run(params, DAYS)
    params[3] = params[10] = 0.5
    mixed = compiled(Explosion).run(params, DAYS)
    others = [person for person in range(PEOPLE) if person not in (3, 10)]
    assert mixed.ok.tolist() == [person in others for person in range(PEOPLE)]
    np.testing.assert_array_equal(mixed.states[others], calm.states[others])
    assert np.isfinite(mixed.final[[3, 10]]).all()


@pytest.mark.parametrize("lanes", [2, 4, 8])
def test_every_width_takes_the_same_people_the_same_way(whole: Batch, lanes: int) -> None:
    batch = _run(range(PEOPLE), lanes=lanes)
    np.testing.assert_array_equal(batch.steps, whole.steps)
    np.testing.assert_array_equal(batch.states, whole.states)
    _same(_run([7], lanes=lanes), batch, [7])


def test_published_people_keep_their_bits() -> None:
    kernel = kernel_of(EDITION)
    params = np.repeat(kernel.defaults(1), 11, axis=0)
    params[:, [entry.symbol for entry in kernel.model.params].index("OralCa")] *= np.linspace(0.6, 1.2, 11)
    times = np.linspace(0, 400, 5)
    together = kernel.run(params, times)
    shared = kernel.run(params, times, threads=2)
    alone = [kernel.run(params[i : i + 1], times).states[0] for i in range(11)]
    np.testing.assert_array_equal(together.states, shared.states)
    np.testing.assert_array_equal(together.states, np.array(alone))


@given(st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True))
def test_keeping_some_pools_keeps_their_bits(whole: Batch, keep: list[int]) -> None:
    batch = compiled(Organ).run(_params(Organ), DAYS, events=_lines(), keep=keep)
    assert batch.kept == tuple(keep)
    np.testing.assert_array_equal(batch.states, whole.states[:, :, keep])
    np.testing.assert_array_equal(batch.final, whole.final)


def test_asking_for_more_times_or_reading_in_threads_changes_nothing(whole: Batch) -> None:
    kernel = compiled(Organ)
    often = kernel.run(_params(Organ), np.linspace(0, 60, 1201), events=_lines())
    np.testing.assert_array_equal(often.states[:, ::100], whole.states)
    np.testing.assert_array_equal(often.steps, whole.steps)
    np.testing.assert_array_equal(kernel.read(whole, threads=3), kernel.read(whole))


def test_given_starts_replace_own_starts(whole: Batch) -> None:
    kernel = compiled(Organ)
    half = kernel.run(_params(Organ), [0.0, 30.0], settings=Settings(relative=1e-8))
    after = kernel.run(_params(Organ), [0.0], initial=half.states[:, 1], end=1.0)
    np.testing.assert_array_equal(after.states[:, 0], half.states[:, 1])
    assert not np.array_equal(after.states[:, 0], whole.states[:, 0])
