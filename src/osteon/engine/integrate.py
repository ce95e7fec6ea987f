"""The loop around the steps: own time and step size in every lane, dense output, events, and lane refill.

Written in the compiled subset of `native`; a lane that finishes a person takes the next one at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from osteon.engine.native import Bool, Bundle, Float, Floats, Int, Ints, Vecs, select, size_of, square_root, take
from osteon.engine.rosenbrock import STAGES, Step, between, continuous, rosenbrock

OK, STEP_LIMIT, LEFT_DOMAIN, SINGULAR = 0, 1, 2, 3
ADD, SET_PARAMETER, ADD_RATE, SET_STATE = 0, 1, 2, 3
NEVER = 1e300
MISSING = math.nan
SAFETY, SHRINK, GROW = 0.9, 0.2, 6.0


@dataclass
class People(Bundle):
    """What is known of everybody, one row a person, and where the results go."""

    next: Ints
    count: Int
    params: Floats
    initial: Floats
    use_initial: Int
    times: Floats
    outputs: Floats
    status: Ints
    steps: Ints
    refused: Ints
    reached: Floats
    final: Floats
    worst: Ints
    line_first: Ints
    line_last: Ints
    line_time: Floats
    line_kind: Ints
    line_target: Ints
    line_amount: Floats
    line_interval: Floats
    line_count: Ints


@dataclass
class Control(Bundle):
    """Tolerances and limits."""

    relative: Float
    absolute: Floats
    floor: Floats
    first_step: Float
    longest_step: Float
    step_limit: Int
    end: Float
    output_count: Int


@dataclass
class Lanes(Bundle):
    """What each lane is at; (things, lanes)."""

    params: Vecs
    starts: Vecs
    error: Vecs
    person: Ints
    fresh: Ints
    next_output: Ints
    pulse: Ints
    done: Ints
    memory: Floats
    landing: Ints
    stop: Floats
    wanted: Floats
    old_size: Floats
    old_error: Floats


def integrate(people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """Take people through their time until none is waiting; threads that share `people.next` share the work."""
    active = 0
    for lane in range(LANES):
        lanes.person[lane] = -1
        step.size[0, lane] = 1.0
        active = active + fill(lane, people, step, lanes)
    stale = 1
    while active > 0:
        while stale > 0:
            stale = refresh(people, control, step, lanes)
        lanes.error[0] = rosenbrock(step, control.relative, control.absolute, control.floor)
        if output_due(control, people, step, lanes):
            continuous(step)
        for lane in range(LANES):
            if lanes.person[lane] >= 0:
                stale = stale + settle(lane, people, control, step, lanes)
                if lanes.person[lane] < 0:
                    filled = fill(lane, people, step, lanes)
                    active = active + filled - 1
                    stale = stale + filled


def fill(lane: Int, people: People, step: Step, lanes: Lanes) -> Int:
    """Put the next waiting person into a lane; 0 where nobody waits."""
    filled = 0
    if people.next[0] < people.count:
        person = take(people.next)
        if person < people.count:
            load(lane, person, people, step, lanes)
            filled = 1
    return filled


def load(lane: Int, person: Int, people: People, step: Step, lanes: Lanes) -> None:
    """Put a person into a lane; the state follows when the parameters have been worked out."""
    lanes.person[lane] = person
    lanes.fresh[lane] = 1
    people.status[person] = OK
    people.steps[person] = 0
    people.refused[person] = 0
    for i in range(PARAMS):
        lanes.params[i, lane] = people.params[person * PARAMS + i]
    for i in range(STATES):
        step.rate[i, lane] = 0.0
    for i in range(people.line_last[person] - people.line_first[person]):
        lanes.done[i * LANES + lane] = 0
        lanes.memory[i * LANES + lane] = 0.0


def refresh(people: People, control: Control, step: Step, lanes: Lanes) -> Int:
    """Work out constants anew, and start the lanes that hold a new person; 1 where events changed parameters again."""
    prepare(lanes.params, step.constants)
    start(lanes.params, lanes.starts)
    stale = 0
    for lane in range(LANES):
        if lanes.fresh[lane] > 0:
            lanes.fresh[lane] = 0
            stale = stale + begin(lane, people, control, step, lanes)
    return stale


def begin(lane: Int, people: People, control: Control, step: Step, lanes: Lanes) -> Int:
    """Time zero of a person: the state, the outputs and the events that stand there."""
    person = lanes.person[lane]
    for i in range(STATES):
        step.y[i, lane] = lanes.starts[i, lane]
        if people.use_initial > 0:
            step.y[i, lane] = people.initial[person * STATES + i]
    step.time[0, lane] = 0.0
    step.size[0, lane] = control.first_step
    lanes.wanted[lane] = control.first_step
    lanes.next_output[lane] = 0
    lanes.old_size[lane] = 0.0
    lanes.pulse[lane] = -1
    write_state(lane, people, control, step, lanes)
    changed = happen(lane, people, control, step, lanes)
    plan_step(lane, people, control, step, lanes)
    return changed


def output_due(control: Control, people: People, step: Step, lanes: Lanes) -> Bool:
    """Whether any lane passes a time of output in this step."""
    due = False
    for lane in range(LANES):
        if lanes.person[lane] >= 0:
            if lanes.next_output[lane] < control.output_count:
                if people.times[lanes.next_output[lane]] < step.time[0, lane] + step.size[0, lane]:
                    due = True
    return due


def settle(lane: Int, people: People, control: Control, step: Step, lanes: Lanes) -> Int:
    """Take or refuse a lane's step; 1 where an event changed its parameters."""
    person = lanes.person[lane]
    error = lanes.error[0, lane]
    people.steps[person] = people.steps[person] + 1
    changed = 0
    if error <= 1.0:
        write_between(lane, people, control, step, lanes)
        landed = lanes.landing[lane] > 0
        step.time[0, lane] = select(landed, lanes.stop[lane], step.time[0, lane] + step.size[0, lane])
        for i in range(STATES):
            step.y[i, lane] = step.after[i, lane]
        accept_size(lane, error, landed, control, step, lanes)
        if landed:
            write_state(lane, people, control, step, lanes)
            changed = happen(lane, people, control, step, lanes)
        if step.time[0, lane] >= control.end:
            finish(lane, OK, people, control, step, lanes)
    else:
        people.refused[person] = people.refused[person] + 1
        refuse(lane, error, people, control, step, lanes)
    if lanes.person[lane] >= 0:
        if people.steps[person] >= control.step_limit:
            finish(lane, STEP_LIMIT, people, control, step, lanes)
        else:
            plan_step(lane, people, control, step, lanes)
    return changed


def accept_size(lane: Int, error: Float, landed: Bool, control: Control, step: Step, lanes: Lanes) -> None:
    """The next step size after a good step (Gustafsson's predictive control)."""
    size = step.size[0, lane]
    if lanes.pulse[lane] >= 0:
        lanes.memory[lanes.pulse[lane] * LANES + lane] = size
        lanes.pulse[lane] = -1
    bounded = select(error > 1e-4, error, 1e-4)
    ratio = square_root(square_root(bounded)) / SAFETY
    if lanes.old_size[lane] > 0.0:
        trend = square_root(square_root(bounded * bounded / lanes.old_error[lane])) / SAFETY
        trend = trend * lanes.old_size[lane] / size
        ratio = select(trend > ratio, trend, ratio)
    grown = size / select(ratio > 1.0 / GROW, ratio, 1.0 / GROW)
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
    crossing = step.crossing[0, lane]
    if crossing < 1.0:
        aim = 1.02 * crossing + 0.01
        shrunk = size * select(aim < 0.7, aim, 0.7)
    lanes.wanted[lane] = shrunk
    lanes.old_size[lane] = 0.0
    least = 1e-14 * (size_of(step.time[0, lane]) + 1e-3)
    if shrunk < least:
        person = lanes.person[lane]
        people.worst[person] = worst_state(lane, control, step)
        if step.factors[SMALLEST_PIVOT, lane] < LEAST_PIVOT:
            finish(lane, SINGULAR, people, control, step, lanes)
        else:
            finish(lane, LEFT_DOMAIN, people, control, step, lanes)


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
        if error != error:
            error = 1e31
        if error > largest:
            largest = error
            worst = i
    return worst


def plan_step(lane: Int, people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """The next step: what is wanted, but ending on the next event or the end."""
    person = lanes.person[lane]
    stop = control.end
    for line in range(people.line_first[person], people.line_last[person]):
        due = due_time(lane, line, people, lanes, person)
        stop = select(due < stop, due, stop)
    lanes.stop[lane] = stop
    left = stop - step.time[0, lane]
    size = lanes.wanted[lane]
    lanes.landing[lane] = 0
    if 1.01 * size > left:
        size = left
        lanes.landing[lane] = 1
    elif 2.0 * size > left:
        size = 0.5 * left
    step.size[0, lane] = size


def due_time(lane: Int, line: Int, people: People, lanes: Lanes, person: Int) -> Float:
    """When an event line acts next; never, once it has acted as often as it should."""
    done = lanes.done[(line - people.line_first[person]) * LANES + lane]
    due = people.line_time[line] + float(done) * people.line_interval[line]
    return select(done < people.line_count[line], due, NEVER)


def happen(lane: Int, people: People, control: Control, step: Step, lanes: Lanes) -> Int:
    """Let the events of this moment act, in their order; 1 where one changed a parameter."""
    person = lanes.person[lane]
    changed = 0
    for line in range(people.line_first[person], people.line_last[person]):
        slot = (line - people.line_first[person]) * LANES + lane
        due = due_time(lane, line, people, lanes, person)
        if due <= step.time[0, lane]:
            lanes.done[slot] = lanes.done[slot] + 1
            changed = changed + act(lane, line, people, step, lanes)
            lanes.pulse[lane] = line - people.line_first[person]
            remembered = lanes.memory[slot]
            cautious = select(lanes.wanted[lane] < control.first_step, lanes.wanted[lane], control.first_step)
            lanes.wanted[lane] = select(remembered > 0.0, remembered, cautious)
            lanes.old_size[lane] = 0.0
    return changed


def act(lane: Int, line: Int, people: People, step: Step, lanes: Lanes) -> Int:
    """One event; 1 where it changed a parameter."""
    target = people.line_target[line]
    amount = people.line_amount[line]
    changed = 0
    if people.line_kind[line] == ADD:
        step.y[target, lane] = step.y[target, lane] + amount
    elif people.line_kind[line] == SET_PARAMETER:
        lanes.params[target, lane] = amount
        changed = 1
    elif people.line_kind[line] == ADD_RATE:
        step.rate[target, lane] = step.rate[target, lane] + amount
    else:
        step.y[target, lane] = amount
    return changed


def write_between(lane: Int, people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """Outputs inside the step, from the dense output; a pool that may not be negative is shown as zero below it."""
    beginning = step.time[0, lane]
    person = lanes.person[lane]
    moving = 1
    while moving > 0:
        moving = 0
        if lanes.next_output[lane] < control.output_count:
            at = people.times[lanes.next_output[lane]]
            if at < beginning + step.size[0, lane]:
                moving = 1
                s = (at - beginning) / step.size[0, lane]
                row = (person * control.output_count + lanes.next_output[lane]) * STATES
                for i in range(STATES):
                    people.outputs[row + i] = shown(between(step, i, lane, s), control.floor[i])
                lanes.next_output[lane] = lanes.next_output[lane] + 1


def write_state(lane: Int, people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """Outputs due at this moment, before its events act."""
    person = lanes.person[lane]
    moving = 1
    while moving > 0:
        moving = 0
        if lanes.next_output[lane] < control.output_count:
            if people.times[lanes.next_output[lane]] <= step.time[0, lane]:
                moving = 1
                row = (person * control.output_count + lanes.next_output[lane]) * STATES
                for i in range(STATES):
                    people.outputs[row + i] = shown(step.y[i, lane], control.floor[i])
                lanes.next_output[lane] = lanes.next_output[lane] + 1


def shown(value: Float, floor: Float) -> Float:
    """Zero for what lies between the floor of a pool and zero; pools that may be negative have no floor."""
    hidden = (value < 0.0) and (floor > -NEVER)
    return select(hidden, 0.0, value)


def finish(lane: Int, status: Int, people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """Note how a person ended and free the lane, leaving a harmless state in it."""
    person = lanes.person[lane]
    people.status[person] = status
    people.reached[person] = step.time[0, lane]
    for i in range(STATES):
        people.final[person * STATES + i] = step.y[i, lane]
    if status != OK:
        blank = (person * control.output_count + lanes.next_output[lane]) * STATES
        for i in range(blank, (person + 1) * control.output_count * STATES):
            people.outputs[i] = MISSING
    lanes.person[lane] = -1
    lanes.fresh[lane] = 0
    step.size[0, lane] = 1.0


FUNCTIONS = (
    load,
    fill,
    shown,
    due_time,
    act,
    happen,
    write_state,
    write_between,
    plan_step,
    finish,
    begin,
    refresh,
    output_due,
    worst_state,
    accept_size,
    refuse,
    settle,
    integrate,
)
