"""Some readouts of people through time: the same bits as reading everything, whoever is asked for."""

import numpy as np
import pytest

from osteon.engine.events import ADD, SET_PARAMETER, Line, timetable
from osteon.engine.example import Cup
from osteon.engine.model import build
from osteon.engine.solver import Kernel, compile_model
from osteon.errors import InputError


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return compile_model(build([Cup]))


def test_follows_what_read_gives(kernel: Kernel) -> None:
    params = kernel.defaults(13) * np.linspace(0.5, 2.0, 13)[:, None]
    batch = kernel.run(params, [0.0, 0.5, 1.0, 4.0])
    whole = kernel.read(batch)
    names = [kernel.readouts[2], kernel.readouts[0]]
    for threads in (1, 3):
        found = kernel.follow(batch.times, batch.states, params, names, threads=threads)
        assert (found == whole[:, :, [2, 0]]).all()
    part = kernel.follow(batch.times, batch.states, params, names, between=(1, 3))
    assert (part == whole[:, 1:3, [2, 0]]).all()


def test_what_does_not_fit_is_told_at_once(kernel: Kernel) -> None:
    batch = kernel.run(kernel.defaults(2), [0.0, 1.0])
    with pytest.raises(InputError) as caught:
        kernel.follow(batch.times, batch.states[:, :1], batch.params, ["cup.milk"], between=(1, 5))
    assert len(caught.value.problems) == 3


def test_a_timetable_is_taken_as_it_is(kernel: Kernel) -> None:
    lines = [Line(1.0, ADD, 0, 5.0), Line(2.0, SET_PARAMETER, 0, 0.0)]
    params = kernel.defaults(3)
    by_lines = kernel.run(params, [0.5, 1.5, 3.0], events=lines)
    by_table = kernel.run(params, [0.5, 1.5, 3.0], events=timetable(lines, 3))
    assert (by_lines.states == by_table.states).all()
    with pytest.raises(InputError, match="a timetable for 3 people"):
        kernel.run(kernel.defaults(2), [1.0], events=timetable(lines, 3))
