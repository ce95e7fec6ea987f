"""One run: checked numbers laid out for compiled code, shared out among threads, and gathered into a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.engine.events import Timetable
from osteon.engine.kernel import Header
from osteon.engine.loop.bundles import Control, Lanes, People
from osteon.engine.loop.rosenbrock import STAGES, Step, tables
from osteon.engine.model import Entry
from osteon.engine.native import aligned

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Progress = Callable[[int, int], None]
Loop = Callable[[People, Control, Step, Lanes], None]
"""The integrator: compiled, or as plain Python."""
LOOK = 0.1
"""Seconds between looks at how far the threads are."""


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
    """Where people went: `states` are (people, times, kept pools), the rest one row a person.

    `status` is a place in `solver.STATUS`; after anything but "ok" the remaining states are not numbers. `final` is
    the state at day `reached`, behind the events of that day; `worst` is the pool that stopped a person.
    """

    times: FloatArray
    states: FloatArray
    params: FloatArray
    status: IntArray
    steps: IntArray
    refused: IntArray
    reached: FloatArray
    final: FloatArray
    worst: IntArray
    kept: tuple[int, ...]

    @property
    def ok(self) -> NDArray[np.bool_]:
        """Who got through."""
        return np.asarray(self.status == 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is asked for, checked: parameters (people, parameters), times, starts, events, last day."""

    params: FloatArray
    times: FloatArray
    initial: FloatArray | None
    table: Timetable
    end: float
    settings: Settings
    kept: tuple[int, ...]


def run(
    asked: Asked, pools: Sequence[Entry], header: Header, loop: Loop, threads: int, progress: Progress | None
) -> Batch:
    """Take everybody through their time, sharing people out among threads.

    `progress` is told now and then, from the calling thread, how many people are done and how many there are. When it
    raises, or the user interrupts, all threads stop after their present step.
    """
    people, control = _people(asked, header.states), _control(asked, pools)
    spare = max(1, min(threads, -(-people.count // header.lanes)))
    with ThreadPoolExecutor(spare) as pool:
        shares = [pool.submit(_share, people, control, asked.table, header, loop) for _ in range(spare)]
        try:
            _watch(shares, people, progress)
        except BaseException:
            people.stop[0] = 1
            raise
    return _gather(asked, people)


def _watch(shares: list[Future[None]], people: People, progress: Progress | None) -> None:
    waiting = set(shares)
    while waiting:
        _, waiting = wait(waiting, timeout=LOOK)
        if progress is not None:
            progress(int(people.finished[0]), people.count)
    for share in shares:
        share.result()


def _share(people: People, control: Control, table: Timetable, header: Header, loop: Loop) -> None:
    """What one thread does: people one after the other until none is left."""
    loop(people, control, _step(header), _lanes(header, max(table.most, 1)))


def _people(asked: Asked, states: int) -> People:
    count, table = len(asked.params), asked.table
    return People(
        next=np.zeros(1, np.int64),
        finished=np.zeros(1, np.int64),
        stop=np.zeros(1, np.int64),
        count=count,
        params=asked.params.reshape(-1),
        initial=np.zeros(1) if asked.initial is None else asked.initial.reshape(-1),
        use_initial=int(asked.initial is not None),
        times=asked.times,
        outputs=np.empty(count * len(asked.times) * len(asked.kept)),
        status=np.zeros(count, np.int64),
        steps=np.zeros(count, np.int64),
        refused=np.zeros(count, np.int64),
        reached=np.zeros(count),
        final=np.zeros(count * states),
        worst=np.zeros(count, np.int64),
        line_first=table.first,
        line_last=table.last,
        line_time=table.time,
        line_kind=table.kind,
        line_target=table.target,
        line_amount=table.amount,
        line_interval=table.interval,
        line_count=table.count,
    )


def _control(asked: Asked, pools: Sequence[Entry]) -> Control:
    settings = asked.settings
    absolute = settings.absolute * settings.relative * np.array([scale_of(entry.declaration) for entry in pools])
    signed = np.array([bool(getattr(entry.declaration, "signed", False)) for entry in pools])
    return Control(
        relative=settings.relative,
        absolute=absolute,
        floor=np.where(signed, -1e300, -absolute),
        first_step=settings.first_step,
        longest_step=settings.longest_step,
        step_limit=settings.step_limit,
        end=asked.end,
        output_count=len(asked.times),
        kept=np.array(asked.kept, np.int64),
        kept_count=len(asked.kept),
    )


def _step(header: Header) -> Step:
    states, coefficients = header.states, tables()
    widths = {"time": 1, "size": 1, "inverse": 1, "scratch": 1, "constants": header.constants}
    widths |= {"factors": header.factors, "increments": STAGES * states, "bend": 3 * states}
    widths |= dict.fromkeys(("switches", "before", "behind"), 2 * header.switches)
    widths |= dict.fromkeys(("near", "far", "share", "leaning"), 1)
    names = [field.name for field in fields(Step) if field.name not in coefficients]
    vectors = {name: aligned(widths.get(name, states), header.lanes) for name in names}
    return Step(**vectors, **coefficients)


def _lanes(header: Header, lines: int) -> Lanes:
    lanes = header.lanes
    vectors = {"params": header.params, "starts": header.states, "error": 1}
    tall = {"done": lines, "memory": lines, "stay": max(header.switches, 1), "since": max(header.switches, 1)}
    made: dict[str, Any] = {}
    for field in fields(Lanes):
        if field.name in vectors:
            made[field.name] = aligned(vectors[field.name], lanes)
        else:
            made[field.name] = np.zeros(tall.get(field.name, 1) * lanes, np.int64 if field.type == "Ints" else float)
    return Lanes(**made)


def _gather(asked: Asked, people: People) -> Batch:
    count = people.count
    return Batch(
        asked.times,
        people.outputs.reshape(count, len(asked.times), len(asked.kept)),
        asked.params,
        people.status,
        people.steps,
        people.refused,
        people.reached,
        people.final.reshape(count, -1) if count else people.final.reshape(0, 0),
        people.worst,
        asked.kept,
    )


def scale_of(pool: Any) -> float:
    """A typical size of a pool: as declared, else its start, else 1."""
    if pool.scale is not None:
        return float(pool.scale)
    start = pool.start if isinstance(pool.start, float | int) else getattr(pool.start, "value", 0.0)
    return abs(float(start)) or 1.0
