"""One step of RODAS, a stiffly accurate Rosenbrock method of order 4(3) with dense output, for all lanes at once.

Source: E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, 2nd edition, Springer 1996, section IV.7 (the
method RODAS, in the form that needs no product with the Jacobian). Written in the compiled subset of `native`.
"""

from __future__ import annotations

from dataclasses import dataclass

from osteon.engine.native import Bundle, Float, Floats, Vec, Vecs, everywhere, select, size_of

REFUSED = 10.0
"""The error given to a step that must not be taken."""
LEAST_PIVOT = 1e-8
"""Pivots of 1 - gamma h J below this are too small to divide by without pivoting."""
GAMMA = 0.25
A21 = 1.544
A31, A32 = 0.9466785280815826, 0.2557011698983284
A41, A42, A43 = 3.314825187068521, 2.896124015972201, 0.9986419139977817
A51, A52, A53, A54 = 1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950
C21 = -5.6688
C31, C32 = -2.430093356833875, -0.2063599157091915
C41, C42, C43 = -0.1073529058151375, -9.594562251023355, -20.47028614809616
C51, C52, C53, C54 = 7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160
C61, C62, C63, C64, C65 = (
    8.083246795921522,
    -7.981132988064893,
    -31.52159432874371,
    16.31930543123136,
    -6.058818238834054,
)
AT2, AT3, AT4 = 0.386, 0.21, 0.63
D1, D2, D3, D4 = 0.25, -0.1043, 0.1035, -0.0362
H21, H22, H23, H24, H25 = (
    10.12623508344586,
    -7.487995877610167,
    -34.80091861555747,
    -7.992771707568823,
    1.025137723295662,
)
H31, H32, H33, H34, H35 = (
    -0.6762803392801253,
    6.087714651680015,
    16.43084320892478,
    24.76722511418386,
    -6.594389125716872,
)


@dataclass
class Step(Bundle):
    """Arrays of one step, each (states, lanes) unless said otherwise."""

    time: Vecs
    size: Vecs
    y: Vecs
    constants: Vecs
    rate: Vecs
    after: Vecs
    stage: Vecs
    slope: Vecs
    drift: Vecs
    factors: Vecs
    u1: Vecs
    u2: Vecs
    u3: Vecs
    u4: Vecs
    u5: Vecs
    u6: Vecs
    inverse: Vecs
    scratch: Vecs


def rosenbrock(step: Step, relative: Float, absolute: Floats, floor: Floats) -> Vec:
    """Take the step into `after`; gives the error of each lane in units of the tolerance (above 1: refuse).

    A lane whose pivots vanish, or where a pool would fall below its floor, gets a large error.
    """
    prepare_step(step)
    first_stage(step)
    second_stage(step)
    third_stage(step)
    fourth_stage(step)
    fifth_stage(step)
    sixth_stage(step)
    return error_of(step, relative, absolute, floor)


def prepare_step(step: Step) -> None:
    """Factors of 1/(gamma h) - J, and the rates' own change with time."""
    step.inverse[0] = 1.0 / step.size[0]
    step.scratch[0] = step.inverse[0] / GAMMA
    factor(step.time, step.scratch, step.y, step.constants, step.factors)
    drift_of(step.time, step.y, step.constants, step.drift)
    for i in range(STATES):
        step.drift[i] = step.size[0] * step.drift[i]


def rates(step: Step, state: Vecs, fraction: Float) -> None:
    """Rates of change at a state, `fraction` of the step on, with running infusions."""
    step.scratch[0] = step.time[0] + fraction * step.size[0]
    right_side(step.scratch, state, step.constants, step.slope)
    for i in range(STATES):
        step.slope[i] = step.slope[i] + step.rate[i]


def first_stage(step: Step) -> None:
    """Increment 1, at the start of the step."""
    rates(step, step.y, 0.0)
    for i in range(STATES):
        step.u1[i] = step.slope[i] + D1 * step.drift[i]
    solve(step.factors, step.u1)


def second_stage(step: Step) -> None:
    """Increment 2."""
    for i in range(STATES):
        step.stage[i] = step.y[i] + A21 * step.u1[i]
    rates(step, step.stage, AT2)
    inverse = step.inverse[0]
    for i in range(STATES):
        step.u2[i] = step.slope[i] + D2 * step.drift[i] + inverse * (C21 * step.u1[i])
    solve(step.factors, step.u2)


def third_stage(step: Step) -> None:
    """Increment 3."""
    for i in range(STATES):
        step.stage[i] = step.y[i] + A31 * step.u1[i] + A32 * step.u2[i]
    rates(step, step.stage, AT3)
    inverse = step.inverse[0]
    for i in range(STATES):
        step.u3[i] = step.slope[i] + D3 * step.drift[i] + inverse * (C31 * step.u1[i] + C32 * step.u2[i])
    solve(step.factors, step.u3)


def fourth_stage(step: Step) -> None:
    """Increment 4."""
    for i in range(STATES):
        step.stage[i] = step.y[i] + A41 * step.u1[i] + A42 * step.u2[i] + A43 * step.u3[i]
    rates(step, step.stage, AT4)
    inverse = step.inverse[0]
    for i in range(STATES):
        pull = C41 * step.u1[i] + C42 * step.u2[i] + C43 * step.u3[i]
        step.u4[i] = step.slope[i] + D4 * step.drift[i] + inverse * pull
    solve(step.factors, step.u4)


def fifth_stage(step: Step) -> None:
    """Increment 5, at the end of the step."""
    for i in range(STATES):
        step.stage[i] = step.y[i] + A51 * step.u1[i] + A52 * step.u2[i] + A53 * step.u3[i] + A54 * step.u4[i]
    rates(step, step.stage, 1.0)
    inverse = step.inverse[0]
    for i in range(STATES):
        pull = C51 * step.u1[i] + C52 * step.u2[i] + C53 * step.u3[i] + C54 * step.u4[i]
        step.u5[i] = step.slope[i] + inverse * pull
    solve(step.factors, step.u5)


def sixth_stage(step: Step) -> None:
    """Increment 6, which is the error estimate too."""
    for i in range(STATES):
        step.stage[i] = step.stage[i] + step.u5[i]
    rates(step, step.stage, 1.0)
    inverse = step.inverse[0]
    for i in range(STATES):
        pull = C61 * step.u1[i] + C62 * step.u2[i] + C63 * step.u3[i] + C64 * step.u4[i] + C65 * step.u5[i]
        step.u6[i] = step.slope[i] + inverse * pull
    solve(step.factors, step.u6)


def error_of(step: Step, relative: Float, absolute: Floats, floor: Floats) -> Vec:
    """The new state, and the largest scaled error over the states; not a number where the step went wrong."""
    worst = everywhere(0.0)
    spoilt = everywhere(0.0)
    for i in range(STATES):
        new = step.stage[i] + step.u6[i]
        step.after[i] = new
        old_size = size_of(step.y[i])
        new_size = size_of(new)
        scale = absolute[i] + relative * select(old_size > new_size, old_size, new_size)
        error = size_of(step.u6[i]) / scale
        error = select(new < floor[i], REFUSED, error)
        worst = select(error > worst, error, worst)
        spoilt = spoilt + 0.0 * error
    worst = select(step.factors[SMALLEST_PIVOT] < LEAST_PIVOT, REFUSED, worst)
    return worst + spoilt


def continuous(step: Step) -> None:
    """The two vectors of the dense output, kept in `slope` and `drift`."""
    for i in range(STATES):
        part_one = H21 * step.u1[i] + H22 * step.u2[i] + H23 * step.u3[i] + H24 * step.u4[i] + H25 * step.u5[i]
        part_two = H31 * step.u1[i] + H32 * step.u2[i] + H33 * step.u3[i] + H34 * step.u4[i] + H35 * step.u5[i]
        step.slope[i] = part_one
        step.drift[i] = part_two


FUNCTIONS = (
    error_of,
    rates,
    prepare_step,
    first_stage,
    second_stage,
    third_stage,
    fourth_stage,
    fifth_stage,
    sixth_stage,
    rosenbrock,
    continuous,
)
