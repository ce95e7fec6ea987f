"""Where people stand when a dose has been given at equal intervals for long (SS 1 in an event table).

Bone never quite settles, so the rule is a fixed one: from the start of a run the dose is repeated until the pools of
the dosed subsystem return to the same values before each dose, by `SAME` of their size; everything else has lived
through those doses too. Running totals (ledgers) are set back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from osteon.catalogue import POOL, Catalogue
from osteon.engine.declare import Pool
from osteon.engine.solver import STATUS, Kernel, Settings
from osteon.errors import InputError, SolveError
from osteon.eventtable.course import Given

FloatArray = NDArray[np.float64]
SAME = 1e-6
DOSES = 10
MOST_DOSES = 1000
LATER = (30.5, 100.0, 365.25, 3652.5)
"""Days at which the equations must still be those of day 0."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One steady state to be found: whose, by which line of the table, with which dose, parameters and start."""

    person: str
    line: int
    given: Given
    params: FloatArray
    start: FloatArray

    def __str__(self) -> str:
        return f"line {self.line}, ID {self.person}"


def settled(kernel: Kernel, catalogue: Catalogue, wish: Wish, settings: Settings) -> tuple[FloatArray, str]:
    """The state before a dose in the steady state, and a remark where it was not quite reached.

    Raises:
        InputError: the equations depend on time for this person, so there is no steady state.
        SolveError: the doses could not be simulated.
    """
    _check_timeless(kernel, wish)
    watched, tolerance = _watched(catalogue, wish), max(SAME, 10 * settings.relative)
    lines = replace(wish.given, day=0.0, count=DOSES).lines()
    moments = wish.given.interval * np.array([DOSES - 1.0, DOSES])
    state, off = wish.start, np.inf
    for _ in range(MOST_DOSES // DOSES):
        batch = kernel.run(wish.params[None], moments, initial=state[None], events=lines, settings=settings)
        if batch.status[0]:
            raise SolveError(
                f"{wish}: the steady state cannot be reached ({STATUS[batch.status[0]]})",
                time=float(batch.reached[0]),
                pool=catalogue.of(POOL)[batch.worst[0]].name,
                state=dict(zip((item.name for item in catalogue.of(POOL)), batch.final[0].tolist(), strict=True)),
            )
        before, state = batch.states[0]
        off = _off(before[watched], state[watched])
        if off <= tolerance:
            break
    remark = f"{wish}: after {MOST_DOSES} doses the pools still change by {off:.1e} a dose" if off > tolerance else ""
    return _ledgers_back(catalogue, state, wish.start), remark


def _off(before: FloatArray, after: FloatArray) -> float:
    size = np.maximum(np.abs(before), np.abs(after))
    return float(np.max(np.abs(after - before) / np.where(size > 0, size, 1.0)))


def _check_timeless(kernel: Kernel, wish: Wish) -> None:
    days = np.array([0.0, *LATER])
    rates = kernel.rates(days, np.tile(wish.start, (len(days), 1)), wish.params[None], np.zeros(len(days), np.int64))
    moving = np.flatnonzero(np.ptp(rates, axis=0))
    if len(moving):
        name = kernel.model.pools[moving[0]].name
        raise InputError(
            f"{wish}: SS is not possible, since the equations of {name} depend on time; start the doses earlier instead"
        )


def _watched(catalogue: Catalogue, wish: Wish) -> Sequence[int]:
    """The pools of the dosed subsystem, but for ledgers."""
    pools = catalogue.of(POOL)
    owner = pools[wish.given.target].name.partition(".")[0]
    return [
        item.index for item in pools if item.name.partition(".")[0] == owner and not _ledger(item.entry.declaration)
    ]


def _ledgers_back(catalogue: Catalogue, state: FloatArray, start: FloatArray) -> FloatArray:
    ledger = np.array([_ledger(item.entry.declaration) for item in catalogue.of(POOL)])
    return np.where(ledger, start, state)


def _ledger(pool: object) -> bool:
    return isinstance(pool, Pool) and pool.ledger
