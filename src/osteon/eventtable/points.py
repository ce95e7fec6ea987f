"""The rows of a result: single points of a batch, and what is read out at each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.catalogue import POOL, Item
from osteon.engine.solver import Batch, Kernel

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Points:
    """Points of a batch: whose, at which of its times, with which state and row of parameters.

    Parameters may change in the course of a run, so `owner` names the row of `params` that holds at each point.
    """

    person: IntArray
    place: IntArray
    states: FloatArray
    params: FloatArray
    owner: IntArray

    @classmethod
    def of(cls, batch: Batch, places: Sequence[IntArray], params: Sequence[tuple[FloatArray, IntArray]]) -> Points:
        """The points of each person at some of the batch's times, but for those a person did not reach."""
        person, place = np.repeat(np.arange(len(places)), [len(own) for own in places]), np.concatenate(places)
        first = np.cumsum([0, *(len(rows) for rows, _ in params)])
        owner = np.concatenate([index + start for (_, index), start in zip(params, first, strict=False)])
        states = batch.states[person, place]
        reached = ~np.isnan(states).all(axis=1)
        rows = np.concatenate([rows for rows, _ in params])
        return cls(person[reached], place[reached], states[reached], rows, owner[reached])

    def parts(self) -> Iterator[Points]:
        """The same points, some at a time."""
        for first in range(0, len(self.person), ROWS_AT_ONCE):
            rows = slice(first, first + ROWS_AT_ONCE)
            yield Points(self.person[rows], self.place[rows], self.states[rows], self.params, self.owner[rows])

    def read(self, kernel: Kernel, times: FloatArray, columns: Sequence[Item]) -> FloatArray:
        """The columns asked for, (points, columns)."""
        table, width = self.states, self.states.shape[1]
        if any(item.what != POOL for item in columns):
            table = np.hstack([table, kernel.at(times[self.place], self.states, self.params, self.owner)])
        places = [item.index if item.what == POOL else width + kernel.readouts.index(item.name) for item in columns]
        return table[:, places]
