"""The loop around the steps: own time and step size in every lane, and lane refill.

A lane that finishes a person takes the next one at once. In the compiled subset of `native`.
"""

from __future__ import annotations

from osteon.engine.loop.bundles import ARRIVED, OK, STEP_LIMIT, Control, Lanes, People
from osteon.engine.loop.crossing import beyond_size, cut, orient, turn
from osteon.engine.loop.happening import happen, plan_step
from osteon.engine.loop.rosenbrock import REFUSED, Step, continuous, rosenbrock
from osteon.engine.loop.stepsize import accept_size, refuse
from osteon.engine.loop.supplied import LANES, PARAMS, STATES, SWITCHES, prepare, start
from osteon.engine.loop.writing import finish, output_due, write_between, write_state
from osteon.engine.native import Int, part, peek, select, take


def integrate(people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """Take people through their time until none is waiting; threads that share `people.next` share the work."""
    active = 0
    for lane in range(LANES):
        lanes.person[lane] = -1
        step.size[0, lane] = 1.0
        active = active + fill(lane, people, step, lanes)
    stale = 1
    while active > 0 and peek(people.stop) == 0:
        while stale > 0:
            stale = refresh(people, control, step, lanes)
        orient(step, lanes)
        lanes.error[0] = rosenbrock(step, control.relative, control.absolute, control.floor)
        advance(people, control, step, lanes)
        for lane in range(LANES):
            if lanes.person[lane] >= 0:
                if lanes.landing[lane] == ARRIVED:
                    finish(lane, OK, people, control, step, lanes)
                else:
                    stale = stale + settle(lane, people, control, step, lanes)
                if lanes.person[lane] < 0:
                    filled = fill(lane, people, step, lanes)
                    active = active + filled - 1
                    stale = stale + filled


def advance(people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """Write the outputs within good steps, and go to where they end: as planned, or at the first jump of the rates."""
    for lane in range(LANES):
        if lanes.person[lane] < 0 or lanes.landing[lane] == ARRIVED:
            lanes.error[0, lane] = REFUSED
    jumps = cut(step, lanes, control.relative)
    if output_due(control, people, step, lanes):
        if not jumps:
            continuous(step)
        for lane in range(LANES):
            if lanes.error[0, lane] <= 1.0:
                write_between(lane, people, control, step, lanes)
    good = lanes.error[0] <= 1.0
    for i in range(STATES):
        step.y[i] = select(good, step.after[i], step.y[i])
    for lane in range(LANES):
        if lanes.error[0, lane] <= 1.0:
            lanes.turned[lane] = 0
            if jumps:
                turn(lane, step, lanes)
                for i in range(STATES):
                    step.y[i, lane] = step.stage[i, lane]


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
    for k in range(SWITCHES):
        lanes.stay[k * LANES + lane] = 0.0
    for i in range(people.line_last[person] - people.line_first[person]):
        lanes.done[i * LANES + lane] = 0
        lanes.memory[i * LANES + lane] = 0.0


def refresh(people: People, control: Control, step: Step, lanes: Lanes) -> Int:
    """Work out constants anew, and start the lanes that hold a new person; 1 where events changed parameters again."""
    prepare(lanes.params, part(step.constants, SWITCHES))
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
    lanes.unsure[lane] = 1
    write_state(lane, people, control, step, lanes)
    changed = happen(lane, people, control, step, lanes)
    plan_step(lane, people, control, step, lanes)
    return changed


def settle(lane: Int, people: People, control: Control, step: Step, lanes: Lanes) -> Int:
    """Take or refuse a lane's step; 1 where an event changed its parameters."""
    person = lanes.person[lane]
    error = lanes.error[0, lane]
    people.steps[person] = people.steps[person] + 1
    changed = 0
    if error <= 1.0:
        share = step.share[0, lane]
        landed = (lanes.landing[lane] > 0) and (share == 1.0)
        step.time[0, lane] = select(landed, lanes.stop[lane], step.time[0, lane] + share * step.size[0, lane])
        accept_size(lane, error, landed, control, step, lanes)
        if lanes.turned[lane] > 0:
            lanes.wanted[lane] = beyond_size(lane, lanes)
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


FUNCTIONS = (integrate, advance, fill, load, refresh, begin, settle)
