"""The peers: each makes a function that takes people through a task at a tolerance and gives their states.

All solve the same scaled equations with everything that depends on parameters alone worked out beforehand, and start
anew at each dose. An absolute tolerance of 0.01 times the relative one, in units of a pool's typical size, as Osteon's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from people import Array, Task
from sbml import sbml
from scalar_code import Code, python_function

ABSOLUTE = 1e-2


@dataclass(frozen=True)
class Leg:
    """A stretch of time between doses: `amounts` are added to the scaled state at its start."""

    amounts: Array
    times: Array
    rows: slice


@dataclass(frozen=True)
class Work:
    """People and a task in the form peers take: scaled starts, constants, legs. Made outside the timed part."""

    constants: Array
    starts: Array
    legs: tuple[Leg, ...]
    outputs: int


def work(code: Code, params: Array, task: Task) -> Work:
    """Cut a task at its doses; each leg's first time is its start and its last its end."""
    return Work(code.constants(params), code.starts(params), tuple(_legs(code, task)), len(task.times))


def _legs(code: Code, task: Task) -> list[Leg]:
    events = sorted((line.day + k * line.interval, line) for line in task.lines for k in range(line.count))
    edges = sorted({0.0, float(task.times[-1]), *(day for day, _ in events if day < task.times[-1])})
    legs = []
    for begin, end in pairwise(edges):
        amounts = np.zeros(len(code.scales))
        for day, line in events:
            if day == begin:
                amounts[line.target] += line.amount / code.scales[line.target]
        # A row at the time of a dose shows the state before it, so it belongs to the leg that ends there.
        first = int(np.searchsorted(task.times, begin, side="right"))
        last = int(np.searchsorted(task.times, end, side="right"))
        inner = task.times[first:last]
        legs.append(Leg(amounts, np.unique([begin, *inner, end]), slice(first, last)))
    return legs


class Peer(Protocol):
    """A solver to compare with."""

    @property
    def name(self) -> str: ...

    def run(self, work: Work, relative: float) -> Array:
        """Scaled states, (people, times, states)."""
        ...


def walk(work: Work, solve: Callable[[int, Array, Array], Array]) -> Array:
    """Take everybody through the legs with a solver of one leg, which gives a state for each time of the leg."""
    results = np.full((len(work.starts), work.outputs, work.starts.shape[1]), np.nan)
    for person, start in enumerate(work.starts):
        state = start
        results[person, 0] = start
        for leg in work.legs:
            found = solve(person, state + leg.amounts, leg.times)
            count = leg.rows.stop - leg.rows.start
            results[person, leg.rows] = found[1 : 1 + count]
            state = found[-1]
    return results


@dataclass(frozen=True)
class Compiled:
    """The model's rates and Jacobian as machine code."""

    code: Code

    @cached_property
    def rates(self) -> Any:
        """(t, y, constants, out)."""
        import numba

        return numba.njit(fastmath=True, error_model="numpy")(python_function(self.code.rates))

    @cached_property
    def jacobian(self) -> Any:
        """(t, y, constants, out), out dense and zero where the derivative is."""
        import numba

        return numba.njit(fastmath=True, error_model="numpy")(python_function(self.code.jacobian))


@dataclass(frozen=True)
class NumbaLsoda:
    """LSODA in C++ called from compiled code, with compiled rates: no Python in the loop."""

    compiled: Compiled
    name: str = f"numbalsoda {version('numbalsoda')}"

    @cached_property
    def loop(self) -> Any:
        """Everybody through one leg after another."""
        import numba
        from numbalsoda import lsoda, lsoda_sig

        rates, size, width = self.compiled.rates, len(self.compiled.code.scales), len(self.compiled.code.hoisted)

        @numba.cfunc(lsoda_sig)  # type: ignore[untyped-decorator, unused-ignore]
        def callback(t: Any, y: Any, slope: Any, constants: Any) -> None:
            rates(t, numba.carray(y, size), numba.carray(constants, width), numba.carray(slope, size))

        address = callback.address
        _KEPT.append(callback)

        @numba.njit  # type: ignore[untyped-decorator, unused-ignore]
        def loop(starts: Any, constants: Any, amounts: Any, times: Any, relative: Any, results: Any) -> Any:
            good = True
            for person in range(starts.shape[0]):
                start = starts[person] + amounts
                found, fine = lsoda(address, start, times, constants[person], relative, relative * 1e-2, 100_000)
                results[person] = found
                good = good and fine
            return good

        return loop

    def run(self, work: Work, relative: float) -> Array:
        results = np.full((len(work.starts), work.outputs, work.starts.shape[1]), np.nan)
        results[:, 0] = work.starts
        states = work.starts
        for leg in work.legs:
            found = np.empty((len(states), len(leg.times), states.shape[1]))
            if not self.loop(states, work.constants, leg.amounts, leg.times, relative, found):
                return results
            results[:, leg.rows] = found[:, 1 : 1 + leg.rows.stop - leg.rows.start]
            states = np.ascontiguousarray(found[:, -1])
        return results


_KEPT: list[Any] = []
"""Compiled callbacks whose address is in use."""


@dataclass(frozen=True)
class ScipyLsoda:
    """SciPy's LSODA through odeint, the interface with least Python in it; compiled rates and Jacobian."""

    compiled: Compiled
    name: str = f"SciPy {version('scipy')} LSODA"

    def run(self, work: Work, relative: float) -> Array:
        from scipy.integrate import odeint

        rates, jacobian, size = self.compiled.rates, self.compiled.jacobian, work.starts.shape[1]
        slope, matrix = np.empty(size), np.zeros((size, size))

        def right(t: float, y: Array, constants: Array) -> Array:
            rates(t, y, constants, slope)
            return slope

        def slopes(t: float, y: Array, constants: Array) -> Array:
            jacobian(t, y, constants, matrix)
            return matrix

        def solve(person: int, state: Array, times: Array) -> Array:
            return np.asarray(
                odeint(
                    right,
                    state,
                    times,
                    args=(work.constants[person],),
                    Dfun=slopes,
                    tfirst=True,
                    rtol=relative,
                    atol=ABSOLUTE * relative,
                    tcrit=[times[-1]],
                    mxstep=100_000,
                )
            )

        return walk(work, solve)


@dataclass(frozen=True)
class Cvode:
    """SUNDIALS CVODE through scikit-sundae (dense: the sparse solver is slower here), compiled rates and Jacobian."""

    compiled: Compiled
    name: str = f"scikit-sundae {version('scikit-sundae')} CVODE"

    def run(self, work: Work, relative: float) -> Array:
        from sksundae.cvode import CVODE

        rates, jacobian, constants = self.compiled.rates, self.compiled.jacobian, np.empty(work.constants.shape[1])
        solver = CVODE(
            lambda t, y, out: rates(t, y, constants, out),
            jacfn=lambda t, y, _, out: jacobian(t, y, constants, out),
            rtol=relative,
            atol=ABSOLUTE * relative,
            max_num_steps=100_000,
        )
        current = -1

        def solve(person: int, state: Array, times: Array) -> Array:
            nonlocal current
            if person != current:
                constants[:] = work.constants[person]
                current = person
            if len(times) > 2:
                return np.asarray(solver.solve(times, state).y)
            # Two times would ask for every internal step.
            return np.asarray(solver.solve(np.array([times[0], times.mean(), times[1]]), state).y)[[0, 2]]

        return walk(work, solve)


@dataclass(frozen=True)
class RoadRunner:
    """libRoadRunner: CVODE on rates that it compiles from SBML; constants and doses are set from outside."""

    code: Code
    name: str = f"libRoadRunner {version('libroadrunner')}"

    @cached_property
    def runner(self) -> Any:
        import roadrunner

        roadrunner.Logger.setLevel(roadrunner.Logger.LOG_ERROR)
        runner = roadrunner.RoadRunner(sbml(self.code))
        runner.timeCourseSelections = [f"y{index}" for index in range(len(self.code.scales))]
        return runner

    def run(self, work: Work, relative: float) -> Array:
        runner, model = self.runner, self.runner.model
        runner.integrator.setValue("relative_tolerance", relative)
        runner.integrator.setValue("absolute_tolerance", ABSOLUTE * relative)
        names = list(model.getGlobalParameterIds())
        constants = [names.index(f"c{index}") for index in range(work.constants.shape[1])]
        states = [names.index(f"y{index}") for index in range(work.starts.shape[1])]
        current = -1

        def solve(person: int, state: Array, times: Array) -> Array:
            nonlocal current
            if person != current:
                model.setGlobalParameterValues(constants, work.constants[person])
                current = person
            model.setTime(times[0])
            model.setGlobalParameterValues(states, state)
            return np.array(runner.simulate(times=times.tolist()))

        return walk(work, solve)
