"""Readouts and rates at given states: people side by side, each lane one point. In the compiled subset of `native`."""

from __future__ import annotations

from dataclasses import dataclass

from osteon.engine.loop.supplied import LANES, PARAMS, READOUTS, STATES, all_rates, readout
from osteon.engine.native import Bundle, Floats, Int, Ints, Vecs, select


@dataclass
class Points(Bundle):
    """States to look at: one row a point, with its time and the row of its parameters."""

    times: Floats
    states: Floats
    params: Floats
    owner: Ints
    results: Floats


@dataclass
class Bench(Bundle):
    """Working arrays, (things, lanes)."""

    time: Vecs
    y: Vecs
    params: Vecs
    out: Vecs


def read_points(first: Int, last: Int, points: Points, bench: Bench) -> None:
    """All readouts of points first to last."""
    at = first
    while at < last:
        gather(at, last, points, bench)
        readout(bench.time, bench.y, bench.params, bench.out)
        for lane in range(LANES):
            if at + lane < last:
                for i in range(READOUTS):
                    points.results[(at + lane) * READOUTS + i] = bench.out[i, lane]
        at = at + LANES


def rate_points(first: Int, last: Int, points: Points, bench: Bench) -> None:
    """All rates of change of points first to last."""
    at = first
    while at < last:
        gather(at, last, points, bench)
        all_rates(bench.time, bench.y, bench.params, bench.out)
        for lane in range(LANES):
            if at + lane < last:
                for i in range(STATES):
                    points.results[(at + lane) * STATES + i] = bench.out[i, lane]
        at = at + LANES


def gather(at: Int, last: Int, points: Points, bench: Bench) -> None:
    """Put one point into each lane; the last one again where there are none left."""
    for lane in range(LANES):
        point = select(at + lane < last, at + lane, last - 1)
        owner = points.owner[point]
        bench.time[0, lane] = points.times[point]
        for i in range(STATES):
            bench.y[i, lane] = points.states[point * STATES + i]
        for i in range(PARAMS):
            bench.params[i, lane] = points.params[owner * PARAMS + i]


FUNCTIONS = (gather, read_points, rate_points)
