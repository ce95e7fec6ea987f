"""Events: when each line acts next, and what it does to a lane. In the compiled subset of `native`."""

from __future__ import annotations

from osteon.engine.loop.bundles import ADD, ADD_RATE, ARRIVED, LANDING, NEVER, SET_PARAMETER, Control, Lanes, People
from osteon.engine.loop.rosenbrock import Step
from osteon.engine.loop.supplied import LANES
from osteon.engine.native import Float, Int, select


def plan_step(lane: Int, people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """The next step: what is wanted, but ending on the next event or the end; none where the end has come."""
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
        lanes.landing[lane] = LANDING
    elif 2.0 * size > left:
        size = 0.5 * left
    if left <= 0.0:
        size = 1.0
        lanes.landing[lane] = ARRIVED
    step.size[0, lane] = size


def due_time(lane: Int, line: Int, people: People, lanes: Lanes, person: Int) -> Float:
    """When an event line acts next; never, once it has acted as often as it should."""
    done = lanes.done[(line - people.line_first[person]) * LANES + lane]
    due = people.line_time[line] + float(done) * people.line_interval[line]
    return float(select(done < people.line_count[line], due, NEVER))


def happen(lane: Int, people: People, control: Control, step: Step, lanes: Lanes) -> Int:
    """Let the events of this moment act, in their order; 1 where one changed a parameter."""
    person = lanes.person[lane]
    changed = 0
    for line in range(people.line_first[person], people.line_last[person]):
        slot = (line - people.line_first[person]) * LANES + lane
        while due_time(lane, line, people, lanes, person) <= step.time[0, lane]:
            lanes.done[slot] = lanes.done[slot] + 1
            changed = changed + act(lane, line, people, step, lanes)
            lanes.pulse[lane] = line - people.line_first[person]
            remembered = lanes.memory[slot]
            cautious = select(lanes.wanted[lane] < control.first_step, lanes.wanted[lane], control.first_step)
            lanes.wanted[lane] = select(remembered > 0.0, remembered, cautious)
            lanes.old_size[lane] = 0.0
            lanes.unsure[lane] = 1
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


FUNCTIONS = (plan_step, due_time, happen, act)
