"""A run is checked before it starts, tells how far it is, stops when told to, and leaves nothing behind."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
from tests.engine_models import Organ, Tablet, VanDerPol, compiled

from osteon.engine.events import ADD, Line
from osteon.engine.run import Batch, Settings
from osteon.engine.solver import compile_model
from osteon.errors import InputError


def test_the_example_of_the_page_runs() -> None:
    page = (Path(__file__).parents[1] / "docs" / "engine.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    exec(page.split("```python")[1].split("```")[0], names)
    batch = names["batch"]
    assert isinstance(batch, Batch)
    assert batch.states.shape[:2] == (1000, 3)
    assert batch.ok.all()


def test_all_problems_are_told_at_once() -> None:
    kernel = compiled(Tablet)
    params = kernel.defaults(3)
    params[1, 2] = np.nan
    with pytest.raises(InputError) as caught:
        kernel.run(
            params,
            [0.0, 5.0, 4.0],
            initial=np.ones((2, 3)),
            end=-1.0,
            events=[Line(0.0, ADD, 7, 1.0)],
            settings=Settings(relative=0.0, step_limit=0),
            keep=[5],
        )
    text = str(caught.value)
    for said in ("tablet.begin of row 1 is nan", "(2, 3)", "ascend", "day -1.0", "target 7", "relative", "step_limit"):
        assert said in text
    assert "pool 5" in text
    assert len(caught.value.problems) == 8


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"params": np.ones((1, 2))}, r"\(1, 2\)"),
        ({"params": np.ones(3)}, r"\(3,\)"),
        ({"times": []}, "no time is asked for"),
        ({"times": [[0.0]]}, "one row of days"),
        ({"times": [0.0, np.inf]}, "not all finite"),
        ({"times": [-1.0, 1.0]}, "0 or later"),
        ({"end": 0.5}, "lies behind the end"),
        ({"events": [[], []]}, "events for 2 people"),
        ({"threads": 0}, "threads"),
        ({"initial": np.full((1, 3), np.inf)}, r"tablet\.gut of row 0 is inf"),
        ({"settings": Settings(longest_step=np.nan)}, "longest_step"),
    ],
)
def test_each_problem_is_told(asked: dict[str, object], said: str) -> None:
    kernel = compiled(Tablet)
    given: dict[str, object] = {"params": kernel.defaults(1), "times": [0.0, 1.0], **asked}
    with pytest.raises(InputError, match=said):
        kernel.run(**given)  # type: ignore[arg-type]


def test_many_bad_numbers_are_counted_not_listed() -> None:
    with pytest.raises(InputError, match="25 more") as caught:
        compiled(Tablet).run(np.full((10, 3), np.nan), [1.0])
    assert len(caught.value.problems) == 6


def test_points_that_do_not_fit_are_told() -> None:
    kernel = compiled(Tablet)
    with pytest.raises(InputError) as caught:
        kernel.at(np.zeros(2), np.ones((3, 3)), kernel.defaults(1), np.array([0, 1]))
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError, match="need all 3 pools"):
        kernel.read(kernel.run(kernel.defaults(1), [1.0], keep=[0]))


def test_nobody_and_no_times_are_fine() -> None:
    kernel = compiled(Tablet)
    assert kernel.run(np.empty((0, 3)), [0.0, 1.0]).states.shape == (0, 2, 3)
    alone = kernel.run(kernel.defaults(2), [], end=3.0)
    assert alone.states.shape == (2, 0, 3)
    assert (alone.reached == 3.0).all()


def test_the_end_may_lie_behind_the_times() -> None:
    kernel = compiled(Tablet)
    batch = kernel.run(kernel.defaults(1), [0.0, 1.0], end=4.0)
    assert batch.reached[0] == 4.0
    assert batch.final[0, 1] == pytest.approx(2 * np.exp(-2), rel=1e-4)


def test_progress_is_told_from_the_calling_thread() -> None:
    kernel = compiled(VanDerPol)
    told: list[tuple[int, int]] = []
    caller = threading.get_ident()

    def progress(done: int, people: int) -> None:
        assert threading.get_ident() == caller
        told.append((done, people))

    kernel.run(kernel.defaults(100), [200.0], threads=2, progress=progress)
    assert told[-1] == (100, 100)
    assert told == sorted(told)


def test_an_error_in_progress_stops_the_run() -> None:
    kernel = compiled(VanDerPol)

    class EnoughError(Exception):
        pass

    def progress(done: int, people: int) -> None:
        raise EnoughError

    # Days of work, if it were not stopped.
    with pytest.raises(EnoughError):
        kernel.run(kernel.defaults(1_000_000), [1e5], threads=2, progress=progress, settings=Settings(relative=1e-9))


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs signals to a thread")
def test_an_interrupt_stops_the_run() -> None:
    kernel = compiled(VanDerPol)
    caller = threading.get_ident()
    timer = threading.Timer(0.3, lambda: signal.pthread_kill(caller, signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        kernel.run(kernel.defaults(1_000_000), [1e5], settings=Settings(relative=1e-9))
    timer.join()


def test_python_runs_while_compiled_code_does() -> None:
    """Compiled code waits for a number that only another Python thread writes: with the lock held it never would."""
    kernel = compiled(VanDerPol)
    seen: list[int] = []

    def progress(done: int, people: int) -> None:
        seen.append(done)
        if len(seen) > 3:
            raise StopIteration

    with pytest.raises(StopIteration):
        kernel.run(kernel.defaults(1_000_000), [1e5], threads=1, progress=progress, settings=Settings(relative=1e-9))
    assert len(seen) == 4


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_runs_leave_no_memory_behind() -> None:
    kernel = compiled(Organ)
    params, days = kernel.defaults(200), np.linspace(0, 10, 200)

    def work(turns: int) -> int:
        for _ in range(turns):
            batch = kernel.run(params, days, threads=2)
            kernel.read(batch)
        del batch
        gc.collect()
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    before = work(5)
    # One batch holds about 3 MB; forty that were kept would hold 100.
    assert work(40) - before < 20e6


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_dropped_kernels_leave_no_memory_behind() -> None:
    model = compiled(Tablet).model

    def work(turns: int) -> int:
        for _ in range(turns):
            compile_model(model).run(compiled(Tablet).defaults(1), [1.0])
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    before = work(10)
    assert work(30) - before < 30e6
