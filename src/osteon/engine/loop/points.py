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


@dataclass
class Courses(Bundle):
    """People through time: each one's states, (people, times, pools), and a row of parameters that holds all along.

    Read are the times `from_time` to `to_time`, and of the readouts those at the places `kept`.
    """

    times: Floats
    count: Int
    from_time: Int
    to_time: Int
    states: Floats
    params: Floats
    kept: Ints
    kept_count: Int
    results: Floats


def read_courses(first: Int, last: Int, courses: Courses, bench: Bench) -> None:
    """Some readouts of people first to last at all their times: parameters are put into the lanes once a person."""
    at = first
    while at < last:
        for lane in range(LANES):
            person = select(at + lane < last, at + lane, last - 1)
            for i in range(PARAMS):
                bench.params[i, lane] = courses.params[person * PARAMS + i]
        for k in range(courses.from_time, courses.to_time):
            read_moment(at, last, k, courses, bench)
        at = at + LANES


def read_moment(at: Int, last: Int, k: Int, courses: Courses, bench: Bench) -> None:
    """The readouts at one time of the people who are in the lanes."""
    for lane in range(LANES):
        person = select(at + lane < last, at + lane, last - 1)
        bench.time[0, lane] = courses.times[k]
        for i in range(STATES):
            bench.y[i, lane] = courses.states[(person * courses.count + k) * STATES + i]
    readout(bench.time, bench.y, bench.params, bench.out)
    for lane in range(LANES):
        if at + lane < last:
            row = (at + lane) * (courses.to_time - courses.from_time) + k - courses.from_time
            for i in range(courses.kept_count):
                courses.results[row * courses.kept_count + i] = bench.out[courses.kept[i], lane]


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


FUNCTIONS = (gather, read_points, rate_points, read_courses, read_moment)
