"""Where a body comes to rest: steady states by Newton's method, and whether they hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.engine import checks
from osteon.engine.kernel import Header
from osteon.engine.loop.bundles import LEFT_DOMAIN
from osteon.engine.loop.relax import ROUNDS, Desk, Rest
from osteon.engine.native import aligned
from osteon.engine.run import scale_of
from osteon.engine.solver import Kernel

FloatArray = NDArray[np.float64]
SMALL, TINY = 1e-2, 1e-9
"""Shares of a pool's typical size below which growth, and then rest, are no longer judged."""
WEAK = 1e-7
"""A time constant of less than this, a day, restores nothing within a life."""
FAR = 100.0
"""A pool that comes to be so many times its start runs away."""
NAMED = 3
"""How many pools a statement names."""


@dataclass(frozen=True, slots=True)
class Steady:
    """One row a person: the pools at rest, their rates of change a day there, and whether rest was found.

    `why` says in words, for each person without a steady state, what keeps it from one; it is empty for the others.
    `left_out` names the pools that only add up (ledgers): nothing depends on them, they keep what they began with.
    """

    times: FloatArray
    params: FloatArray
    states: FloatArray
    rates: FloatArray
    found: NDArray[np.bool_]
    why: tuple[str, ...]
    left_out: tuple[str, ...]
    rounds: NDArray[np.int64]


def steady(
    kernel: Kernel,
    params: FloatArray,
    *,
    time: float | FloatArray = 0.0,
    initial: FloatArray | None = None,
    threads: int = 1,
) -> Steady:
    """The steady state of each person, with age and season held as they are at `time`.

    Args:
        kernel: the compiled model.
        params: (people, parameters), in the parameters' own units.
        time: the day at which rates that change by themselves are held; one for all, or one a person.
        initial: (people, pools) where to begin; by default each person's own start.
        threads: how many processors to use; the numbers do not depend on it.

    Raises:
        InputError: shapes that do not fit, numbers that are not finite.

    >>> from osteon.engine.example import Cup
    >>> from osteon.engine.model import build
    >>> from osteon.engine.solver import compile_model
    >>> found = steady(compile_model(build([Cup])), np.array([[3.0, 0.5]]))
    >>> bool(found.found[0]), float(found.states[0, 0]), found.left_out
    (True, 6.0, ('cup.floor',))
    """
    model, table = kernel.model, np.ascontiguousarray(params, float)
    problems = checks.table_problems("parameters", table, None, model.params)
    begin = None if initial is None else np.array(initial, float)
    if begin is not None:
        problems += checks.table_problems("initial states", begin, len(table), model.pools)
    times = np.array(np.asarray(time, float))
    if times.shape not in ((), (len(table),)):
        problems.append(f"times have shape {times.shape}; one for all or one for each of {len(table)} people is needed")
    checks.check(problems, "steady state")
    times = np.array(np.broadcast_to(times, (len(table),)))
    states = kernel.run(table, [0.0]).states[:, 0] if begin is None else begin
    rest = _rest(kernel, times, table, states.copy())
    _relax(kernel, rest, len(table), threads)
    return _judged(kernel, rest, states)


def eigenvalues(kernel: Kernel, found: Steady) -> NDArray[np.complex128]:
    """How disturbances grow (real part above 0) or fade, a day: (people, pools that take part), the slowest last.

    A steady state is stable where all real parts are below 0; one of 0 belongs to a total that nothing changes, or to a
    pool that is held.

    >>> from osteon.engine.example import Cup
    >>> from osteon.engine.model import build
    >>> from osteon.engine.solver import compile_model
    >>> kernel = compile_model(build([Cup]))
    >>> eigenvalues(kernel, steady(kernel, np.array([[3.0, 0.5]]))).real.tolist()
    [[-0.5]]
    """
    takes_part = np.setdiff1d(np.arange(len(kernel.model.pools)), kernel.header.silent)
    owner = np.arange(len(found.states))
    matrix = kernel.jacobian(found.times, found.states, found.params, owner)[:, takes_part][:, :, takes_part]
    return np.asarray(np.sort_complex(np.linalg.eigvals(matrix)))


def _rest(kernel: Kernel, times: FloatArray, params: FloatArray, states: FloatArray) -> Rest:
    pools, people = kernel.model.pools, len(params)
    scales = np.array([scale_of(entry.declaration) for entry in pools])
    moves = np.ones(len(pools), np.int64)
    moves[list(kernel.header.silent)] = 0
    return Rest(
        times=times,
        params=params.reshape(-1),
        states=states.reshape(-1),
        status=np.zeros(people, np.int64),
        rounds=np.zeros(people, np.int64),
        moves=moves,
        signed=np.array([int(getattr(entry.declaration, "signed", False)) for entry in pools]),
        small=SMALL * scales,
        tiny=TINY * scales,
    )


def _relax(kernel: Kernel, rest: Rest, people: int, threads: int) -> None:
    bounds = np.linspace(0, people, threads + 1).astype(int).tolist()

    def share(first: int, last: int) -> None:
        kernel.library.calls["relax"](first, last, rest, _desk(kernel.header))

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(share, bounds[:-1], bounds[1:]))


def _desk(header: Header) -> Desk:
    heights = {"time": 1, "shift": 1, "y": header.states, "params": header.params, "move": header.states}
    heights |= {"constants": header.constants, "factors": header.factors, "switches": 2 * header.switches}
    vectors = {name: aligned(height, header.lanes) for name, height in heights.items()}
    return Desk(**vectors, open=np.zeros(header.lanes, np.int64))


def _judged(kernel: Kernel, rest: Rest, start: FloatArray) -> Steady:
    people, pools = start.shape
    states, params = rest.states.reshape(people, pools), rest.params.reshape(people, -1)
    found = rest.status == 0
    return Steady(
        times=rest.times,
        params=params,
        states=states,
        rates=kernel.rates(rest.times, states, params, np.arange(people)),
        found=found,
        why=tuple("" if found[p] else _why(kernel, rest, start, p) for p in range(people)),
        left_out=tuple(kernel.model.pools[index].name for index in kernel.header.silent),
        rounds=rest.rounds,
    )


def _why(kernel: Kernel, rest: Rest, start: FloatArray, person: int) -> str:
    """What keeps a person from a steady state: pools that ran away, or directions in which nothing pulls back."""
    end = rest.states.reshape(start.shape)[person]
    spot = _Spot(kernel, start[person], rest.times[person : person + 1], rest.params.reshape(len(start), -1)[[person]])
    away = [index for index in spot.free if abs(end[index]) > FAR * max(abs(start[person, index]), spot.scales[index])]
    if away:
        rates = spot.rates_at(end)
        grown = ", ".join(f"{spot.names[i]} (by {rates[i]:.2g} {spot.units[i]} a day)" for i in away[:NAMED])
        return f"no steady state: {grown} would grow without end; hold it (Model.holding) to let the rest settle"
    drifting = spot.drifting()
    if drifting:
        return f"no steady state: nothing restores {' or '.join(drifting)}"
    gone = (
        "a pool would fall below zero" if rest.status[person] == LEFT_DOMAIN else f"not at rest after {ROUNDS} rounds"
    )
    jump = "; the rates of this model jump, and a rest may lie on a jump" if kernel.header.switches else ""
    return f"no steady state found: {gone}{jump}; what changes most at the start: {', '.join(spot.busiest())}"


class _Spot:
    """A person's rates and slopes where the search began."""

    def __init__(self, kernel: Kernel, state: FloatArray, day: FloatArray, params: FloatArray) -> None:
        pools = kernel.model.pools
        self.kernel, self.state, self.day, self.params = kernel, state, day, params
        self.names, self.units = [entry.name for entry in pools], [entry.unit for entry in pools]
        self.scales = np.array([scale_of(entry.declaration) for entry in pools])
        self.free = np.setdiff1d(np.arange(len(pools)), kernel.header.silent)

    def rates_at(self, state: FloatArray) -> FloatArray:
        """Rates of change a day."""
        return self.kernel.rates(self.day, state[None], self.params, np.zeros(1, np.int64)).ravel()

    def busiest(self) -> list[str]:
        """The pools that change most by their size."""
        rates = np.abs(self.rates_at(self.state) / self.scales)[self.free]
        return [self.names[self.free[index]] for index in np.argsort(-rates)[:NAMED]]

    def drifting(self) -> list[str]:
        """Directions that change, though nothing pulls them back."""
        matrix = self.kernel.jacobian(self.day, self.state[None], self.params, np.zeros(1, np.int64))[0]
        matrix = (matrix / self.scales[:, None] * self.scales)[np.ix_(self.free, self.free)]
        if not np.isfinite(matrix).all():
            return ["anything, since the slopes of the rates are not finite where the search begins"]
        left, sizes, _ = np.linalg.svd(matrix)
        rates = (self.rates_at(self.state) / self.scales)[self.free]
        found = []
        for weights in left.T[sizes < WEAK]:
            drift = abs(float(weights @ rates))
            if drift > WEAK:
                heavy = [i for i in np.argsort(-np.abs(weights)) if abs(weights[i]) > 0.1 * np.abs(weights).max()]
                listed = " with ".join(self.names[self.free[index]] for index in heavy[:NAMED])
                found.append(f"{listed} (which drifts by {100 * drift:.2g} % of its size a day)")
        return found
