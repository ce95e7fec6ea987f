"""One step of Rodas5P, a stiffly accurate Rosenbrock method of order 5(4) with dense output, for all lanes at once.

Source: G. Steinebach, Construction of Rosenbrock-Wanner method Rodas5P and numerical benchmarks within the Julia
Differential Equations package, BIT Numerical Mathematics 63:27, 2023, in the form that needs no product with the
Jacobian (E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, section IV.7). Written in the compiled
subset of `native`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.engine.loop.supplied import (
    SMALLEST_PIVOT,
    STATES,
    factor,
    first_stage,
    next_stage,
)
from osteon.engine.native import Bundle, Float, Floats, Int, Vec, Vecs, everywhere, part, select, size_of

REFUSED = 10.0
"""The error given to a step that must not be taken."""
LEAST_PIVOT = 1e-8
"""Pivots of 1 - gamma h J below this are too small to divide by without pivoting."""

STAGES = 8
LATE = 6
"""From this stage on, each starts where the one before ended, by its whole increment."""
GAMMA = 0.21193756319429014
_LAST = (-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946)
_POSITION = (
    (),
    (3.0,),
    (2.849394379747939, 0.45842242204463923),
    (-6.954028509809101, 2.489845061869568, -10.358996098473584),
    (2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641),
    _LAST,
    (*_LAST, 1.0),
    (*_LAST, 1.0, 1.0),
)
_PULL = (
    (),
    (-14.155112264123755,),
    (-17.97296035885952, -2.859693295451294),
    (147.12150275711716, -1.41221402718213, 71.68940251302358),
    (165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306),
    (24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471),
    (
        30.91273214028599,
        -3.1208243349937974,
        77.79954646070892,
        34.28646028294783,
        -19.097331116725623,
        -28.087943162872662,
    ),
    (
        37.80277123390563,
        -3.2571969029072276,
        112.26918849496327,
        66.9347231244047,
        -40.06618937091002,
        -54.66780262877968,
        -9.48861652309627,
    ),
)
_MOMENT = (0.0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1.0, 1.0, 1.0)
_DRIFT = (0.21193756319429014, -0.42387512638858027, -0.3384627126235924, 1.8046452872882734, 2.325825639765069)
_DENSE = (
    (
        25.948786856663858,
        -2.5579724845846235,
        10.433815404888879,
        -2.3679251022685204,
        0.524948541321073,
        1.1241088310450404,
        0.4272876194431874,
        -0.17202221070155493,
    ),
    (
        -9.91568850695171,
        -0.9689944594115154,
        3.0438037242978453,
        -24.495224566215796,
        20.176138334709044,
        15.98066361424651,
        -6.789040303419874,
        -6.710236069923372,
    ),
    (
        11.419903575922262,
        2.8879645146136994,
        72.92137995996029,
        80.12511834622643,
        -52.072871366152654,
        -59.78993625266729,
        -0.15582684282751913,
        4.883087185713722,
    ),
)


@dataclass
class Step(Bundle):
    """Arrays of one step: (states, lanes), or one vector, or the method's tables."""

    time: Vecs
    size: Vecs
    y: Vecs
    constants: Vecs
    rate: Vecs
    after: Vecs
    stage: Vecs
    factors: Vecs
    increments: Vecs
    bend: Vecs
    switches: Vecs
    before: Vecs
    behind: Vecs
    near: Vecs
    far: Vecs
    share: Vecs
    inverse: Vecs
    scratch: Vecs
    leaning: Vecs
    position: Floats
    pull: Floats
    moment: Floats
    lean: Floats
    dense: Floats


def tables() -> dict[str, NDArray[np.float64]]:
    """The coefficients as the compiled code reads them: one row a stage, zeros where there is none."""
    square = (STAGES, STAGES)
    return {
        "position": _padded(_POSITION, square),
        "pull": _padded(_PULL, square),
        "moment": np.array(_MOMENT),
        "lean": _padded((_DRIFT,), (1, STAGES)),
        "dense": _padded(_DENSE, (3, STAGES)),
    }


def _padded(rows: tuple[tuple[float, ...], ...], shape: tuple[int, int]) -> NDArray[np.float64]:
    table = np.zeros(shape)
    for index, row in enumerate(rows):
        table[index, : len(row)] = row
    return table.ravel()


def rosenbrock(step: Step, relative: Float, absolute: Floats, floor: Floats) -> Vec:
    """Take the step into `after`; gives the error of each lane in units of the tolerance (above 1: refuse).

    A lane whose pivots vanish, or where a pool would fall below its floor, gets a large error.
    """
    step.inverse[0] = 1.0 / step.size[0]
    step.scratch[0] = step.inverse[0] / GAMMA
    # The factors come with the rates at the start and their drift, which share most of their work.
    factor(step.time, step.scratch, step.y, step.constants, step.factors)
    increment(0, step)
    increment(1, step)
    increment(2, step)
    increment(3, step)
    increment(4, step)
    increment(5, step)
    increment(6, step)
    increment(7, step)
    return error_of(step, relative, absolute, floor)


def increment(stage: Int, step: Step) -> None:
    """One stage: the rates where the earlier increments lead, and the linear system for its own increment."""
    own = part(step.increments, stage * STATES)
    inverse = step.inverse[0]
    for i in range(STATES):
        place = step.y[i]
        pull = everywhere(0.0)
        for j in range(stage):
            earlier = step.increments[j * STATES + i]
            pull = pull + step.pull[stage * STAGES + j] * earlier
            if stage < LATE:
                place = place + step.position[stage * STAGES + j] * earlier
        if stage >= LATE:
            place = step.stage[i] + step.increments[(stage - 1) * STATES + i]
        step.stage[i] = place
        own[i] = step.rate[i] + inverse * pull
    step.leaning[0] = step.lean[stage] * step.size[0]
    if stage == 0:
        first_stage(step.leaning, step.factors, own)
    else:
        step.scratch[0] = step.time[0] + step.moment[stage] * step.size[0]
        next_stage(step.scratch, step.leaning, step.stage, step.constants, step.factors, own)


def error_of(step: Step, relative: Float, absolute: Floats, floor: Floats) -> Vec:
    """The new state, and the largest scaled error over the states; not a number where the step went wrong."""
    last = part(step.increments, (STAGES - 1) * STATES)
    worst = everywhere(0.0)
    measure = everywhere(1.0)
    spoilt = everywhere(0.0)
    for i in range(STATES):
        new = step.stage[i] + last[i]
        step.after[i] = new
        old_size = size_of(step.y[i])
        new_size = size_of(new)
        scale = absolute[i] + relative * select(old_size > new_size, old_size, new_size)
        error = select(new < floor[i], REFUSED * scale, size_of(last[i]))
        # Fractions are compared without dividing, which would take a tenth of the step.
        larger = error * measure > worst * scale
        worst = select(larger, error, worst)
        measure = select(larger, scale, measure)
        spoilt = spoilt + 0.0 * error
    worst = worst / measure
    worst = select(step.factors[SMALLEST_PIVOT] < LEAST_PIVOT, REFUSED, worst)
    return worst + spoilt


def continuous(step: Step) -> None:
    """The three vectors of the dense output, into `bend`."""
    for i in range(STATES):
        for k in range(3):
            total = everywhere(0.0)
            for j in range(STAGES):
                total = total + step.dense[k * STAGES + j] * step.increments[j * STATES + i]
            step.bend[k * STATES + i] = total


def between(step: Step, i: Int, lane: Int, s: Float) -> Float:
    """State i of a lane at the share s of the step."""
    curve = step.bend[STATES + i, lane] + s * step.bend[2 * STATES + i, lane]
    curve = step.bend[i, lane] + s * curve
    return float((1.0 - s) * step.y[i, lane] + s * (step.after[i, lane] + (1.0 - s) * curve))


FUNCTIONS = (error_of, increment, rosenbrock, continuous, between)
