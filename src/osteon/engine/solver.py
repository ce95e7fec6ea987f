"""A compiled model: run people through time, read out values, find steady states."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.engine import machine, store
from osteon.engine.events import Line, Timetable, timetable
from osteon.engine.integrate import Control, Lanes, People, integrate
from osteon.engine.kernel import Program, program
from osteon.engine.model import Model
from osteon.engine.native import Bundle, Signature
from osteon.engine.points import Bench, Points, rate_points, read_points
from osteon.engine.rosenbrock import STAGES, Step, tables
from osteon.errors import SolveError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

STATUS = ("ok", "step limit", "left domain", "singular")


@dataclass(frozen=True, slots=True)
class Settings:
    """How precisely and how far to integrate; times in days.

    `absolute` is the part of a pool's typical size below which its error does not count, as a share of `relative`.
    """

    relative: float = 1e-5
    absolute: float = 1e-2
    first_step: float = 1e-3
    longest_step: float = 400.0
    step_limit: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Where people went: states are (people, times, pools), the rest one number a person."""

    times: FloatArray
    states: FloatArray
    params: FloatArray
    status: IntArray
    steps: IntArray
    refused: IntArray
    reached: FloatArray
    final: FloatArray
    worst: IntArray

    @property
    def ok(self) -> NDArray[np.bool_]:
        """Who got through."""
        return np.asarray(self.status == 0)


@dataclass(frozen=True)
class Kernel:
    """The compiled form of a model. Make one with `compile_model`."""

    model: Model
    header: dict[str, Any]
    library: machine.Library

    @property
    def counts(self) -> dict[str, int]:
        """How many operations each straight-line function holds."""
        return dict(self.header["counts"])

    @property
    def readouts(self) -> tuple[str, ...]:
        """The names of what `read` gives, in order."""
        return tuple(self.header["readouts"])

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
        events: Sequence[Line] | Sequence[Sequence[Line]] = (),
        end: float | None = None,
        settings: Settings | None = None,
        threads: int = 1,
    ) -> Batch:
        """Take everybody through time and give the states at the times asked for.

        Args:
            params: (people, parameters), in the parameters' own units.
            times: days since the start, ascending; a time at which an event acts shows the state before it.
            initial: (people, pools) states at time 0; by default each person's own start.
            events: event lines for everybody, or a list of them for each person.
            end: last day; by default the last of `times`.
            settings: tolerances and limits.
            threads: how many processors to use; the numbers do not depend on it.
        """
        return _Run(self, np.ascontiguousarray(params, float), np.asarray(times, float), settings or Settings()).go(
            initial, timetable(events, len(params)), end, threads
        )

    def read(self, batch: Batch) -> FloatArray:
        """All readouts of a batch: (people, times, readouts)."""
        people, times, states = batch.states.shape
        flat = batch.states.reshape(-1, states)
        results = self.at(np.tile(batch.times, people), flat, batch.params, np.repeat(np.arange(people), times))
        return results.reshape(people, times, len(self.readouts))

    def at(self, times: FloatArray, states: FloatArray, params: FloatArray, owner: IntArray) -> FloatArray:
        """All readouts at single points: each has a time, a state and the row of its parameters."""
        return self._points(read_points, len(self.readouts), times, states, params, owner)

    def rates(self, times: FloatArray, states: FloatArray, params: FloatArray, owner: IntArray) -> FloatArray:
        """Rates of change of the pools a day at single points."""
        return self._points(rate_points, self.header["states"], times, states, params, owner)

    def _points(
        self,
        function: Callable[..., None],
        width: int,
        times: FloatArray,
        states: FloatArray,
        params: FloatArray,
        owner: IntArray,
    ) -> FloatArray:
        results = np.empty((len(times), width))
        points = Points(
            np.ascontiguousarray(times, float),
            np.ascontiguousarray(states, float),
            np.ascontiguousarray(params, float),
            np.ascontiguousarray(owner, np.int64),
            results,
        )
        size = self.header
        bench = Bench(*_vecs(size["lanes"], 1, size["states"], size["params"], max(width, size["states"])))
        _call(self.library, function.__name__, Signature.of(function), 0, len(times), points, bench)
        return results


def compile_model(model: Model, *, lanes: int | None = None) -> Kernel:
    """The compiled form of a model, from the cache where it is there.

    Raises:
        DeclarationError: the model does not fit together.
        StorageError: the cache folder is not the user's own.
    """
    width = lanes or machine.lanes()
    key = _key(model, width)
    stored = store.load(key)
    if stored is None:
        built = program(model.trace(), params=len(model.params), lanes=width)
        stored = _pack(built, machine.compile_object(built.text))
        store.save(key, stored)
    head, _, code = stored.partition(b"\n")
    return Kernel(model, json.loads(head), machine.load_object(code))


def _key(model: Model, lanes: int) -> str:
    """What a kernel depends on: the source files it is made from, or its own text where equations came from outside."""
    digest = hashlib.sha256(f"{machine.identity()}|{lanes}|{sys.version_info[:2]}".encode())
    modules = {subsystem.__module__ for subsystem in model.subsystems}
    if model.replacements or not all(name.startswith("osteon.body.") for name in modules):
        digest.update(program(model.trace(), params=len(model.params), lanes=lanes).text.encode())
        return digest.hexdigest()
    engine = Path(__file__).parent
    for path in (*sorted(engine.glob("*.py")), *sorted((engine.parent / "body").rglob("*.py"))):
        digest.update(path.read_bytes())
    digest.update(" ".join(subsystem.__qualname__ for subsystem in model.subsystems).encode())
    return digest.hexdigest()


def _pack(built: Program, code: bytes) -> bytes:
    header = {field.name: getattr(built, field.name) for field in fields(built) if field.name != "text"}
    return json.dumps(header).encode() + b"\n" + code


@dataclass
class _Run:
    """One call of `Kernel.run`: arrays in, compiled groups of people, arrays out."""

    kernel: Kernel
    params: FloatArray
    times: FloatArray
    settings: Settings

    def go(self, initial: FloatArray | None, table: Timetable, end: float | None, threads: int) -> Batch:
        people, control = self.people(initial, table), self.control(end)
        count = len(self.params)
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(lambda _: self.share(people, control, table), range(threads)):
                pass
        shape = (count, len(self.times), self.kernel.header["states"])
        return Batch(
            self.times,
            people.outputs.reshape(shape),
            self.params,
            people.status,
            people.steps,
            people.refused,
            people.reached,
            people.final.reshape(count, -1),
            people.worst,
        )

    def people(self, initial: FloatArray | None, table: Timetable) -> People:
        count, states = len(self.params), self.kernel.header["states"]
        ints = [np.zeros(count, np.int64) for _ in range(4)]
        return People(
            next=np.zeros(1, np.int64),
            count=count,
            params=self.params,
            initial=np.zeros(1) if initial is None else np.ascontiguousarray(initial, float),
            use_initial=int(initial is not None),
            times=self.times,
            outputs=np.empty(count * len(self.times) * states),
            status=ints[0],
            steps=ints[1],
            refused=ints[2],
            reached=np.zeros(count),
            final=np.zeros(count * states),
            worst=ints[3],
            line_first=table.first,
            line_last=table.last,
            line_time=table.time,
            line_kind=table.kind,
            line_target=table.target,
            line_amount=table.amount,
            line_interval=table.interval,
            line_count=table.count,
        )

    def control(self, end: float | None) -> Control:
        settings = self.settings
        scales = np.array([_scale(entry.declaration) for entry in self.kernel.model.pools])
        signed = np.array([bool(getattr(entry.declaration, "signed", False)) for entry in self.kernel.model.pools])
        absolute = settings.absolute * settings.relative * scales
        return Control(
            relative=settings.relative,
            absolute=absolute,
            floor=np.where(signed, -1e300, -absolute),
            first_step=settings.first_step,
            longest_step=settings.longest_step,
            step_limit=settings.step_limit,
            end=float(self.times[-1]) if end is None else float(end),
            output_count=len(self.times),
        )

    def share(self, people: People, control: Control, table: Timetable) -> None:
        """What one thread does: people one after the other until none is left."""
        size = self.kernel.header
        lanes, states, lines = size["lanes"], size["states"], max(table.most, 1)
        widths = {"time": 1, "size": 1, "inverse": 1, "scratch": 1, "constants": size["constants"]}
        widths |= {"factors": size["factors"], "increments": STAGES * states, "bend": 3 * states}
        widths |= {"switches": 2 * size["switches"], "crossing": 1}
        coefficients = tables()
        names = [field.name for field in fields(Step) if field.name not in coefficients]
        step = Step(*_vecs(lanes, *(max(widths.get(name, states), 1) for name in names)), **coefficients)
        working = Lanes(
            *_vecs(lanes, size["params"], states, 1),
            *(np.zeros(lanes, np.int64) for _ in range(4)),
            np.zeros(lines * lanes, np.int64),
            np.zeros(lines * lanes),
            np.zeros(lanes, np.int64),
            *(np.zeros(lanes) for _ in range(4)),
        )
        _call(self.kernel.library, "integrate", Signature.of(integrate), people, control, step, working)


def single(kernel: Kernel, batch: Batch) -> Batch:
    """The batch of one person, or an error that says when, where and from which state it stopped.

    Raises:
        SolveError: the person did not get through.
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


def _scale(pool: Any) -> float:
    if pool.scale is not None:
        return float(pool.scale)
    start = pool.start if isinstance(pool.start, float | int) else getattr(pool.start, "value", 0.0)
    return abs(float(start)) or 1.0


def _vecs(lanes: int, *heights: int) -> list[FloatArray]:
    """Arrays of vectors, each on a 64-byte boundary."""
    return [_aligned(height, lanes) for height in heights]


def _aligned(height: int, lanes: int) -> FloatArray:
    raw = np.zeros(height * lanes + 8)
    skip = (-raw.ctypes.data // 8) % 8
    return raw[skip : skip + height * lanes].reshape(height, lanes)


def _call(library: machine.Library, name: str, signature: Signature, *arguments: object) -> None:
    flat: list[object] = []
    for argument in arguments:
        if isinstance(argument, Bundle):
            flat += [getattr(argument, field.name) for field in fields(argument)]  # type: ignore[arg-type]
        else:
            flat.append(argument)
    plain = [item.ctypes.data if isinstance(item, np.ndarray) else item for item in flat]
    library.function(name, tuple(kind for _, kind in signature.arguments))(*plain)
