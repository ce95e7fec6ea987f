"""Quantiles of any number of people in bounded memory: counts on a fixed grid as people pass, then the exact values.

The grid keeps the sign, the exponent and nine bits of a single-precision number, so that a step is about 0.2 % of the
value; numbers smaller than 2^-20 count as 0. Counts add up: neither the order of parts nor how people are cut into them
matters.
A second pass over the parts counts the remaining fourteen bits where a quantile lies, which gives it exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
SingleArray = NDArray[np.float32]
IntArray = NDArray[np.int64]

SHIFT = 14
REST = 1 << SHIFT
SMALLEST = (127 - 20) << (23 - SHIFT)
"""The grid's place of 2^-20."""
POSITIVE = 0x7FFFFFFF
MOST_BYTES = 250_000_000
"""Of counts that the second look holds at once."""


def grid_of(values: SingleArray) -> IntArray:
    """The place of each number on the grid; the larger the number, the larger or equal the place.

    >>> grid_of(np.array([-1.0, 0.0, 1e-9, 1.0, 1.0005, 1.01], np.float32)).tolist()
    [-10240, 0, 0, 10240, 10240, 10245]
    """
    bits = np.ascontiguousarray(values, np.float32).view(np.int32)
    size = np.maximum(((bits & POSITIVE) >> SHIFT) - SMALLEST, 0)
    return np.asarray(np.where(bits < 0, -size, size), np.int64)


def rest_of(values: SingleArray) -> IntArray:
    """The bits of each number that the grid leaves out, rising with the number within its place."""
    bits = np.ascontiguousarray(values, np.float32).view(np.int32)
    rest = bits & (REST - 1)
    return np.asarray(np.where(bits < 0, REST - 1 - rest, rest), np.int64)


def number_at(place: IntArray, rest: IntArray | int = REST // 2) -> FloatArray:
    """The number at a place of the grid: its middle, or the one with these remaining bits.

    >>> bool(abs(number_at(grid_of(np.array([62.5], np.float32)))[0] / 62.5 - 1) < 0.001)
    True
    """
    left = np.where(place < 0, REST - 1 - np.asarray(rest), rest)
    bits = ((np.abs(place) + SMALLEST) << SHIFT) | left
    size = bits.astype(np.int32).view(np.float32).astype(float)
    return np.where(place == 0, 0.0, np.sign(place) * size)


@dataclass
class Counts:
    """How many numbers of each cell lie at each place of the grid, from place `low` on; the window grows as needed."""

    cells: int
    low: int = 0
    counts: IntArray = field(default_factory=lambda: np.zeros((0, 0), np.int64))

    def __post_init__(self) -> None:
        if self.counts.shape[0] != self.cells:
            self.counts = np.zeros((self.cells, 0), np.int64)

    @property
    def totals(self) -> IntArray:
        """How many numbers each cell has."""
        return np.asarray(self.counts.sum(axis=1))

    def add(self, cell: IntArray, values: SingleArray) -> None:
        """Count numbers (no missing ones), each in its cell."""
        if not len(values):
            return
        places = grid_of(values)
        self._reach(int(places.min()), int(places.max()))
        width = self.counts.shape[1]
        flat = cell * width + (places - self.low)
        self.counts += np.bincount(flat, minlength=self.counts.size).reshape(self.counts.shape)

    def merge(self, other: Counts) -> None:
        """Add what another has counted."""
        if other.counts.shape[1]:
            self._reach(other.low, other.low + other.counts.shape[1] - 1)
            start = other.low - self.low
            self.counts[:, start : start + other.counts.shape[1]] += other.counts

    def quantiles(self, shares: Sequence[float]) -> FloatArray:
        """(cells, shares): the quantiles to within half a step of the grid; not a number for empty cells."""
        places, _ = self.places(shares)
        return np.where(self.totals[:, None] > 0, number_at(places), np.nan)

    def places(self, shares: Sequence[float]) -> tuple[IntArray, IntArray]:
        """(cells, shares): where on the grid each quantile lies, and how many numbers of its place it stands behind.

        The quantile of a share is the smallest number that at least this share of the numbers do not exceed.
        """
        totals = self.totals
        rank = np.maximum(np.ceil(np.outer(totals, shares) - 1e-9).astype(np.int64), 1) - 1
        summed = np.cumsum(self.counts, axis=1)
        found = np.stack([np.searchsorted(row, ranks, side="right") for row, ranks in zip(summed, rank, strict=True)])
        found = np.minimum(found, max(self.counts.shape[1] - 1, 0))
        if not summed.size:
            return found, rank
        before = np.where(found > 0, np.take_along_axis(summed, np.maximum(found - 1, 0), axis=1), 0)
        return np.asarray(found + self.low), np.asarray(rank - before)

    def above(self, cell: int, limits: FloatArray) -> FloatArray:
        """The share of a cell's numbers that lie above each limit, to within a step of the grid."""
        places = grid_of(np.asarray(limits, np.float32)) - self.low
        summed = np.concatenate([[0], np.cumsum(self.counts[cell])])
        below = summed[np.clip(places + 1, 0, len(summed) - 1)]
        return np.asarray(1 - below / max(int(summed[-1]), 1))

    def _reach(self, low: int, high: int) -> None:
        """Widen the window so that it holds these places; by whole steps of 256, so that it is seldom done."""
        width = self.counts.shape[1]
        if width and self.low <= low and high < self.low + width:
            return
        first = (min(low, self.low) if width else low) // 256 * 256
        last = (max(high, self.low + width - 1) if width else high) // 256 * 256 + 256
        wider = np.zeros((self.cells, last - first), np.int64)
        if width:
            wider[:, self.low - first : self.low - first + width] = self.counts
        self.low, self.counts = first, wider


Parts = Callable[[], Iterable[tuple[IntArray, SingleArray]]]
"""Gives all parts once more: the cell of each number, and the numbers."""


def exact_quantiles(counts: Counts, parts: Parts, shares: Sequence[float]) -> FloatArray:
    """(cells, shares): the exact quantiles of all numbers that were counted, which `parts` gives once more.

    Memory does not grow with how many numbers there are; where there are very many cells, parts are asked for again.

    >>> values = np.random.default_rng(1).normal(60, 20, 1001).astype(np.float32)
    >>> counts, cell = Counts(1), np.zeros(1001, np.int64)
    >>> counts.add(cell, values)
    >>> bool(exact_quantiles(counts, lambda: [(cell, values)], [0.5])[0, 0] == np.median(values))
    True
    """
    places, behind = counts.places(shares)
    block = max(1, MOST_BYTES // (4 * REST * len(shares)))
    rest = np.empty_like(places)
    for first in range(0, counts.cells, block):
        last = min(first + block, counts.cells)
        rest[first:last] = _rests(places[first:last], behind[first:last], parts(), first)
    return np.where(counts.totals[:, None] > 0, number_at(places, rest), np.nan)


def _rests(places: IntArray, behind: IntArray, parts: Iterable[tuple[IntArray, SingleArray]], first: int) -> IntArray:
    """The remaining bits of the quantiles of some cells, the first of which has this number."""
    cells, shares = places.shape
    rests = np.zeros((shares, cells * REST), np.uint32)
    for cell, values in parts:
        mine = np.flatnonzero((cell >= first) & (cell < first + cells))
        row, own = cell[mine] - first, values[mine]
        here = grid_of(own)
        for number in range(shares):
            hit = np.flatnonzero(here == places[row, number])
            spots, times = np.unique(row[hit] * REST + rest_of(own[hit]), return_counts=True)
            rests[number, spots] += times.astype(np.uint32)
    found = np.empty_like(places)
    for place in range(cells):
        for number in range(shares):
            summed = np.cumsum(rests[number, place * REST : (place + 1) * REST], dtype=np.int64)
            found[place, number] = min(int(np.searchsorted(summed, behind[place, number], side="right")), REST - 1)
    return found
