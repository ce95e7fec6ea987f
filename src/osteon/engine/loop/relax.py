"""Steady states: Newton steps damped by a shift that falls away as the pools come to rest.

Each round solves (shift - J) move = rates, with the factors that the integrator uses; with a large shift that is a
short implicit Euler step, without one it is Newton's method (pseudo-transient continuation, C. T. Kelley, D. E. Keyes,
SIAM Journal on Numerical Analysis 35:508, 1998). In the compiled subset of `native`.
"""

from __future__ import annotations

from dataclasses import dataclass

from osteon.engine.loop.bundles import LEFT_DOMAIN, OK, STEP_LIMIT
from osteon.engine.loop.supplied import FIRST_SLOPE, LANES, PARAMS, STATES, SWITCHES, factor, prepare, solve, switch
from osteon.engine.native import Bundle, Float, Floats, Int, Ints, Vecs, part, select, size_of, undefined

FIRST_SHIFT = 10.0
"""The first shift, a day: the first move is that of about a tenth of a day."""
LEAST_SHIFT = 1e-9
"""The last shift, a day: what restores itself within a million years comes to rest."""
MOST_SHIFT = 1e12
MOST_GROWTH = 4.0
"""How many times its size a pool may grow by in one round."""
CLOSE = 1e-8
"""The last move's share of a pool that counts as rest."""
ROUNDS = 300


@dataclass
class Rest(Bundle):
    """One row a person: time and parameters, the pools (first where to begin, then where they rest), how it ended.

    `moves` marks the pools that take part; `small` and `tiny` are sizes a pool, for growth and for rest.
    """

    times: Floats
    params: Floats
    states: Floats
    status: Ints
    rounds: Ints
    moves: Ints
    signed: Ints
    small: Floats
    tiny: Floats


@dataclass
class Desk(Bundle):
    """Working arrays, (things, lanes)."""

    time: Vecs
    shift: Vecs
    y: Vecs
    params: Vecs
    constants: Vecs
    factors: Vecs
    move: Vecs
    switches: Vecs
    open: Ints


def relax(first: Int, last: Int, rest: Rest, desk: Desk) -> None:
    """Bring persons first to last to rest, as many at a time as there are lanes."""
    at = first
    while at < last:
        active = seat(at, last, rest, desk)
        prepare(desk.params, part(desk.constants, SWITCHES))
        rounds = 0
        while active > 0:
            rounds = rounds + 1
            switch(desk.time, desk.y, desk.constants, desk.switches)
            for k in range(SWITCHES):
                desk.constants[k] = desk.switches[k]
            factor(desk.time, desk.shift, desk.y, desk.constants, desk.factors)
            for i in range(STATES):
                desk.move[i] = desk.factors[FIRST_SLOPE + i]
            solve(desk.factors, desk.move)
            for lane in range(LANES):
                if desk.open[lane] > 0:
                    active = active - judge(lane, at + lane, rounds, rest, desk)
        at = at + LANES


def seat(at: Int, last: Int, rest: Rest, desk: Desk) -> Int:
    """Put a person into each lane, the last one again where there are none left; how many there are."""
    active = 0
    for lane in range(LANES):
        person = select(at + lane < last, at + lane, last - 1)
        desk.open[lane] = select(at + lane < last, 1, 0)
        active = active + desk.open[lane]
        desk.time[0, lane] = rest.times[person]
        desk.shift[0, lane] = FIRST_SHIFT
        for i in range(STATES):
            desk.y[i, lane] = rest.states[person * STATES + i]
        for i in range(PARAMS):
            desk.params[i, lane] = rest.params[person * PARAMS + i]
    return active


def judge(lane: Int, person: Int, rounds: Int, rest: Rest, desk: Desk) -> Int:
    """Take or refuse a lane's move and choose its next shift; 1 where the person is done."""
    growth = growth_of(lane, rest, desk)
    done = 0
    if growth <= MOST_GROWTH:
        if desk.shift[0, lane] <= LEAST_SHIFT and change_of(lane, rest, desk) <= CLOSE:
            rest.status[person] = OK
            done = 1
        accept(lane, rest, desk)
        wanted = select(growth > 0.1, growth, 0.1) * desk.shift[0, lane]
        desk.shift[0, lane] = select(wanted > LEAST_SHIFT, wanted, LEAST_SHIFT)
    else:
        desk.shift[0, lane] = 4.0 * desk.shift[0, lane]
    if done == 0 and rounds >= ROUNDS:
        rest.status[person] = STEP_LIMIT
        done = 1
    if desk.shift[0, lane] > MOST_SHIFT:
        rest.status[person] = LEFT_DOMAIN
        done = 1
    if done > 0:
        desk.open[lane] = 0
        rest.rounds[person] = rounds
        for i in range(STATES):
            rest.states[person * STATES + i] = desk.y[i, lane]
    return done


def growth_of(lane: Int, rest: Rest, desk: Desk) -> Float:
    """The largest growth of a pool by the move; what falls counts half, and falling below zero is too much."""
    largest = 0.0
    for i in range(STATES):
        if rest.moves[i] > 0:
            old = desk.y[i, lane]
            move = desk.move[i, lane]
            growth = select(move > 0.0, 1.0, 0.5) * size_of(move) / (size_of(old) + rest.small[i])
            if rest.signed[i] == 0 and old + move < -rest.tiny[i]:
                growth = 2.0 * MOST_GROWTH
            if undefined(0.0 * move):
                growth = 2.0 * MOST_GROWTH
            largest = select(growth > largest, growth, largest)
    return float(largest)


def change_of(lane: Int, rest: Rest, desk: Desk) -> Float:
    """The largest share of a pool that the move changes."""
    largest = 0.0
    for i in range(STATES):
        if rest.moves[i] > 0:
            share = size_of(desk.move[i, lane]) / (size_of(desk.y[i, lane]) + rest.tiny[i])
            largest = select(share > largest, share, largest)
    return float(largest)


def accept(lane: Int, rest: Rest, desk: Desk) -> None:
    """Move the pools that take part; what falls a trace below zero is zero."""
    for i in range(STATES):
        if rest.moves[i] > 0:
            new = desk.y[i, lane] + desk.move[i, lane]
            if rest.signed[i] == 0 and new < 0.0:
                new = 0.0
            desk.y[i, lane] = new


FUNCTIONS = (relax, seat, judge, growth_of, change_of, accept)
