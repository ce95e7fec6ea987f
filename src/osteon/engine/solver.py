"""A compiled model: run people through time, read out values, rates and their slopes."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.engine import checks, machine, store
from osteon.engine.derivative import gradients
from osteon.engine.events import Line, Timetable, timetable
from osteon.engine.graph import Graph
from osteon.engine.kernel import EXPORTED, Header, program
from osteon.engine.loop.points import Bench, Courses, Points
from osteon.engine.model import Model
from osteon.engine.native import aligned
from osteon.engine.plan import jacobian, plan
from osteon.engine.reference import evaluate
from osteon.engine.run import Asked, Batch, Progress, Settings, run
from osteon.engine.sparse import Matrix
from osteon.errors import InputError, SolveError

__all__ = ["STATUS", "Batch", "Kernel", "Settings", "compile_model", "kernel_key", "single"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

STATUS = ("ok", "step limit", "left domain", "singular")


@dataclass(frozen=True, eq=False)
class Kernel:
    """The compiled form of a model. Make one with `compile_model`; each is itself only, so it can be a key."""

    model: Model
    header: Header
    library: machine.Library

    @property
    def counts(self) -> dict[str, int]:
        """How many operations each straight-line function holds."""
        return dict(self.header.counts)

    @property
    def readouts(self) -> tuple[str, ...]:
        """The names of what `read` gives, in order."""
        return self.header.readouts

    def defaults(self, people: int = 1) -> FloatArray:
        """Default parameters, one row a person."""
        row = np.array([self.model.defaults[entry.name] for entry in self.model.params])
        return np.tile(row, (people, 1))

    def run(
        self,
        params: FloatArray,
        times: Sequence[float] | FloatArray,
        *,
        initial: FloatArray | None = None,
        events: Sequence[Line] | Sequence[Sequence[Line]] | Timetable = (),
        end: float | None = None,
        settings: Settings | None = None,
        threads: int = 1,
        keep: Sequence[int] | None = None,
        progress: Progress | None = None,
    ) -> Batch:
        """Take everybody through time and give the states at the times asked for.

        Args:
            params: (people, parameters), in the parameters' own units.
            times: days since the start, ascending; a time at which an event acts shows the state before it.
            initial: (people, pools) states at time 0; by default each person's own start.
            events: event lines for everybody, or a list of them for each person, or a timetable of them.
            end: last day; by default the last of `times`.
            settings: tolerances and limits.
            threads: how many processors to use; the numbers do not depend on it.
            keep: places of the pools whose states are kept, to save memory; by default all.
            progress: told now and then how many people are done, and how many there are.

        Raises:
            InputError: shapes that do not fit, numbers that are not finite, times that do not ascend; all at once.

        >>> from osteon.engine.events import ADD, Line
        >>> from osteon.engine.example import Cup
        >>> from osteon.engine.model import build
        >>> kernel = compile_model(build([Cup]))
        >>> batch = kernel.run(kernel.defaults(2), [0.0, 1.0, 2.0], events=[Line(1.0, ADD, 0, 5.0)])
        >>> batch.states[0, :, 0].round(3).tolist()
        [8.0, 4.852, 5.976]
        """
        asked = self._asked(params, times, initial, events, end, settings or Settings(), keep)
        if threads < 1:
            raise InputError(f"threads must be 1 or more, not {threads}", "run")
        return run(asked, self.model.pools, self.header, self.library.calls["integrate"], threads, progress)

    def read(self, batch: Batch, *, threads: int = 1) -> FloatArray:
        """All readouts of a batch: (people, times, readouts).

        Raises:
            InputError: the batch did not keep all pools.

        >>> from osteon.engine.example import Cup
        >>> from osteon.engine.model import build
        >>> kernel = compile_model(build([Cup]))
        >>> kernel.readouts
        ('cup.spilt', 'cup.filling', 'cup.leaking')
        >>> kernel.read(kernel.run(kernel.defaults(), [0.0, 2.0]))[0, :, 0].round(3).tolist()
        [0.0, 5.057]
        """
        people, times, kept = batch.states.shape
        if batch.kept != tuple(range(len(self.model.pools))):
            raise InputError(f"readouts need all {len(self.model.pools)} pools, but the run kept {kept}", "read")
        flat = batch.states.reshape(-1, kept)
        owner = np.repeat(np.arange(people), times)
        return self.at(np.tile(batch.times, people), flat, batch.params, owner, threads).reshape(people, times, -1)

    def at(
        self, times: FloatArray, states: FloatArray, params: FloatArray, owner: IntArray, threads: int = 1
    ) -> FloatArray:
        """All readouts at single points: each has a time, a state and the row of its parameters.

        >>> from osteon.engine.example import Cup
        >>> from osteon.engine.model import build
        >>> kernel = compile_model(build([Cup]))
        >>> kernel.at(np.zeros(1), np.array([[2.0, 6.0]]), kernel.defaults(), np.zeros(1, int)).tolist()
        [[6.0, 0.0, 1.0]]
        """
        return self._points("read_points", len(self.readouts), _Spots(times, states, params, owner), threads)

    def follow(
        self,
        times: FloatArray,
        states: FloatArray,
        params: FloatArray,
        names: Sequence[str],
        *,
        between: tuple[int, int] | None = None,
        threads: int = 1,
    ) -> FloatArray:
        """Some readouts of people through time, (people, times, names): what `read` gives of them, sooner.

        Args:
            times: days of the states.
            states: (people, times, pools).
            params: (people, parameters), which hold at all the times that are read.
            names: the readouts wanted.
            between: first place of the times that are read, and the place behind the last one; by default all.
            threads: how many processors to use; the numbers do not depend on it.

        >>> from osteon.engine.example import Cup
        >>> from osteon.engine.model import build
        >>> kernel = compile_model(build([Cup]))
        >>> batch = kernel.run(kernel.defaults(), [0.0, 2.0])
        >>> kernel.follow(batch.times, batch.states, batch.params, ["cup.spilt"]).round(3).tolist()
        [[[0.0], [5.057]]]
        """
        first, last = between or (0, len(times))
        problems = checks.table_problems("parameters", params, len(states), self.model.params)
        if states.shape != (len(params), len(times), len(self.model.pools)):
            problems.append(f"states have shape {states.shape}; (people, times, pools) is needed")
        problems += [f"there is no readout {name!r}" for name in names if name not in self.readouts]
        if not 0 <= first <= last <= len(times):
            problems.append(f"times {first} to {last} are asked for, but there are {len(times)}")
        checks.check(problems, "follow")
        kept = np.array([self.readouts.index(name) for name in names], np.int64)
        results = np.empty((len(params), last - first, len(names)))
        days, flat, rows = (np.ascontiguousarray(x, float).reshape(-1) for x in (times, states, params))
        courses = Courses(days, len(times), first, last, flat, rows, kept, len(kept), results.reshape(-1))
        self._shared("read_courses", len(params), courses, len(self.readouts), threads)
        return results

    def rates(self, times: FloatArray, states: FloatArray, params: FloatArray, owner: IntArray) -> FloatArray:
        """Rates of change of the pools a day at single points.

        >>> from osteon.engine.example import Cup
        >>> from osteon.engine.model import build
        >>> kernel = compile_model(build([Cup]))
        >>> kernel.rates(np.zeros(1), np.ones((1, 2)), kernel.defaults(), np.zeros(1, int)).tolist()
        [[-0.5, 0.5]]
        """
        return self._points("rate_points", len(self.model.pools), _Spots(times, states, params, owner), 1)

    def jacobian(self, times: FloatArray, states: FloatArray, params: FloatArray, owner: IntArray) -> FloatArray:
        """How the rates change with the pools at single points: (points, rate of pool, pool), by exact derivatives.

        >>> from osteon.engine.example import Cup
        >>> from osteon.engine.model import build
        >>> kernel = compile_model(build([Cup]))
        >>> kernel.jacobian(np.zeros(1), np.ones((1, 2)), kernel.defaults(), np.zeros(1, int))[0].tolist()
        [[-0.5, 0.0], [0.5, 0.0]]
        """
        spots = _Spots(times, states, params, owner).checked(self.model)
        graph, slopes = self._slopes
        columns = spots.params[spots.owner].T
        found = evaluate(graph, list(slopes.values()), time=spots.times, states=spots.states.T, params=columns)
        matrix = np.zeros((len(spots.times), len(self.model.pools), len(self.model.pools)))
        for (row, column), slope in zip(slopes, found, strict=True):
            matrix[:, row, column] = slope
        return matrix

    @cached_property
    def _slopes(self) -> tuple[Graph, Matrix]:
        traced = self.model.trace()
        return traced.graph, jacobian(traced.graph, gradients(traced.graph, traced.rates, ("state",)))

    def _points(self, name: str, width: int, spots: _Spots, threads: int) -> FloatArray:
        spots = spots.checked(self.model)
        results = np.empty((len(spots.times), width))
        points = Points(
            spots.times, spots.states.reshape(-1), spots.params.reshape(-1), spots.owner, results.reshape(-1)
        )
        self._shared(name, len(results), points, width, threads)
        return results

    def _shared(self, name: str, count: int, things: Points | Courses, width: int, threads: int) -> None:
        bounds = np.linspace(0, count, threads + 1).astype(int).tolist()

        def share(first: int, last: int) -> None:
            sizes = (1, len(self.model.pools), len(self.model.params), max(width, len(self.model.pools)))
            bench = Bench(*(aligned(size, self.header.lanes) for size in sizes))
            self.library.calls[name](first, last, things, bench)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(share, bounds[:-1], bounds[1:]))

    def _asked(
        self,
        params: FloatArray,
        times: Sequence[float] | FloatArray,
        initial: FloatArray | None,
        events: Sequence[Line] | Sequence[Sequence[Line]] | Timetable,
        end: float | None,
        settings: Settings,
        keep: Sequence[int] | None,
    ) -> Asked:
        pools, table = self.model.pools, np.ascontiguousarray(params, float)
        starts = None if initial is None else np.ascontiguousarray(initial, float)
        days = np.ascontiguousarray(times, float)
        problems = checks.table_problems("parameters", table, None, self.model.params)
        if starts is not None:
            problems += checks.table_problems("initial states", starts, len(table), pools)
        problems += checks.time_problems(days, end) + checks.kept_problems(keep, len(pools))
        problems += checks.settings_problems(settings)
        try:
            lines = timetable(events, len(table))
            problems += checks.event_problems(lines, self.model)
        except InputError as error:
            problems += error.problems
        checks.check(problems, "run")
        kept = tuple(range(len(pools))) if keep is None else tuple(keep)
        return Asked(table, days, starts, lines, float(days[-1] if end is None else end), settings, kept)


@dataclass(frozen=True, slots=True)
class _Spots:
    """Points to look at: a time and a state each, and the row of its parameters."""

    times: FloatArray
    states: FloatArray
    params: FloatArray
    owner: IntArray

    def checked(self, model: Model) -> _Spots:
        """The same as arrays that compiled code can read, or all problems at once."""
        times, states, params = (np.ascontiguousarray(x, float) for x in (self.times, self.states, self.params))
        owner = np.ascontiguousarray(self.owner, np.int64)
        problems = checks.shape_problems("states", states, len(times), len(model.pools))
        problems += checks.shape_problems("parameters", params, None, len(model.params))
        checks.check(problems + checks.point_problems(times, params, owner), "points")
        return _Spots(times, states, params, owner)


def compile_model(model: Model, *, lanes: int | None = None) -> Kernel:
    """The compiled form of a model, from the cache where it is there.

    Args:
        model: what to compile.
        lanes: how many people go side by side (2, 4 or 8); by default what the processor's vectors hold.

    Raises:
        DeclarationError: the model does not fit together.
        StorageError: the cache folder is not the user's own.

    >>> from osteon.engine.example import Cup
    >>> from osteon.engine.model import build
    >>> kernel = compile_model(build([Cup]))
    >>> batch = kernel.run(kernel.defaults(), [0.0, 2.0])
    >>> batch.states[0, :, 0].round(3).tolist()
    [8.0, 2.943]
    """
    width = lanes or machine.lanes()
    key = f"{kernel_key(model, width)}-{machine.code_model()}"
    stored = store.load(key)
    if stored is None:
        made = plan(model.trace(), params=len(model.params))
        stored = _pack(Header.of(made, width), machine.compile_object(program(made, width)))
        store.save(key, stored)
    header, code = _unpack(stored)
    return Kernel(model, header, machine.load_object(code, EXPORTED))


def single(kernel: Kernel, batch: Batch) -> Batch:
    """The batch of one person, or an error that says when, where and from which state it stopped.

    Raises:
        SolveError: the person did not get through.

    >>> from osteon.engine.example import Cup
    >>> from osteon.engine.model import build
    >>> kernel = compile_model(build([Cup]))
    >>> bool(single(kernel, kernel.run(kernel.defaults(), [1.0])).ok[0])
    True
    """
    if batch.status[0] != 0:
        names = [entry.name for entry in kernel.model.pools]
        pool, day = names[batch.worst[0]], float(batch.reached[0])
        raise SolveError(
            f"the simulation stopped on day {day:g} ({STATUS[batch.status[0]]}); worst pool {pool}",
            time=day,
            pool=pool,
            state=dict(zip(names, batch.final[0].tolist(), strict=True)),
        )
    return batch


def kernel_key(model: Model, lanes: int) -> str:
    """What a kernel depends on: the source files it is made from, or its own text where equations came from outside."""
    digest = hashlib.sha256(f"{machine.identity()}|{lanes}|{sys.version_info[:2]}".encode())
    entries = (*model.pools, *model.params, *model.derived, *model.values, *model.flows)
    digest.update(" ".join(entry.name for entry in entries).encode())
    modules = {subsystem.__module__ for subsystem in model.subsystems}
    if model.replacements or model.held or not all(name.startswith("osteon.body.") for name in modules):
        digest.update(program(plan(model.trace(), params=len(model.params)), lanes).encode())
        return digest.hexdigest()
    engine = Path(__file__).parent
    for folder in (engine, engine.parent / "body"):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.read_bytes())
    digest.update(" ".join(f"{item.__module__}.{item.__qualname__}" for item in model.subsystems).encode())
    return digest.hexdigest()


def _pack(header: Header, code: bytes) -> bytes:
    return json.dumps(asdict(header)).encode() + b"\n" + code


def _unpack(stored: bytes) -> tuple[Header, bytes]:
    head, _, code = stored.partition(b"\n")
    found = json.loads(head)
    return Header(**{**found, "readouts": tuple(found["readouts"]), "silent": tuple(found["silent"])}), code
