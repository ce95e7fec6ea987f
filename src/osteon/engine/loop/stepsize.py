"""The size of the next step after a good or a bad one, in each lane by itself. In the compiled subset of `native`."""

from __future__ import annotations

from osteon.engine.loop.bundles import LEFT_DOMAIN, SINGULAR, Control, Lanes, People
from osteon.engine.loop.rosenbrock import LEAST_PIVOT, STAGES, Step
from osteon.engine.loop.supplied import LANES, SMALLEST_PIVOT, STATES
from osteon.engine.loop.writing import finish
from osteon.engine.native import Bool, Float, Int, select, size_of, square_root, undefined

SAFETY, SHRINK, GROW = 0.9, 0.2, 6.0


def accept_size(lane: Int, error: Float, landed: Bool, control: Control, step: Step, lanes: Lanes) -> None:
    """The next step size after a good step (Gustafsson's predictive control)."""
    size = step.size[0, lane]
    least = select(lanes.pulse[lane] >= 0, 1e-8, 1e-4)
    bounded = select(error > least, error, least)
    ratio = square_root(square_root(bounded)) / SAFETY
    if lanes.old_size[lane] > 0.0:
        trend = square_root(square_root(bounded * bounded / lanes.old_error[lane])) / SAFETY
        trend = trend * lanes.old_size[lane] / size
        ratio = select(trend > ratio, trend, ratio)
    grown = size / select(ratio > 1.0 / GROW, ratio, 1.0 / GROW)
    if lanes.pulse[lane] >= 0:
        # Behind an event nothing is known of the step, so a first one that was far too small may grow at once.
        grown = size / ratio
        lanes.memory[lanes.pulse[lane] * LANES + lane] = grown
        lanes.pulse[lane] = -1
    lanes.old_size[lane] = size
    lanes.old_error[lane] = select(bounded > 0.01, bounded, 0.01)
    if landed:
        grown = select(grown > lanes.wanted[lane], grown, lanes.wanted[lane])
    lanes.wanted[lane] = select(grown < control.longest_step, grown, control.longest_step)


def refuse(lane: Int, error: Float, people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """A smaller step after a bad one; gives up where time no longer moves."""
    size = step.size[0, lane]
    shrunk = size * SHRINK
    if error > 1.0:
        ratio = square_root(square_root(error)) / SAFETY
        shrunk = size / select(ratio < 1.0 / SHRINK, ratio, 1.0 / SHRINK)
    lanes.wanted[lane] = shrunk
    lanes.old_size[lane] = 0.0
    least = 1e-14 * (size_of(step.time[0, lane]) + 1e-3)
    if shrunk < least:
        person = lanes.person[lane]
        people.worst[person] = worst_state(lane, control, step)
        finish(lane, select(unsolvable(lane, step), SINGULAR, LEFT_DOMAIN), people, control, step, lanes)


def unsolvable(lane: Int, step: Step) -> Bool:
    """Whether a lane's linear system has no usable solution: a slope that is not finite, or a vanishing pivot."""
    found = step.factors[SMALLEST_PIVOT, lane] < LEAST_PIVOT
    for i in range(SMALLEST_PIVOT):
        if undefined(0.0 * step.factors[i, lane]):
            found = True
    return bool(found)


def worst_state(lane: Int, control: Control, step: Step) -> Int:
    """The state with the largest scaled error, or the first that is not a number."""
    worst = 0
    largest = -1.0
    for i in range(STATES):
        error = size_of(step.increments[(STAGES - 1) * STATES + i, lane]) / (
            control.absolute[i] + control.relative * size_of(step.y[i, lane])
        )
        if step.after[i, lane] < control.floor[i]:
            error = 1e30
        if undefined(error):
            error = 1e31
        if error > largest:
            largest = error
            worst = i
    return worst


FUNCTIONS = (accept_size, refuse, unsolvable, worst_state)
