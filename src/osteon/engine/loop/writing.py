"""What is written down of each person: outputs within and at the end of steps, and how they ended.

In the compiled subset of `native`.
"""

from __future__ import annotations

import math

from osteon.engine.loop.bundles import NEVER, OK, Control, Lanes, People
from osteon.engine.loop.rosenbrock import Step, between
from osteon.engine.loop.supplied import LANES, STATES
from osteon.engine.native import Bool, Float, Int, select, take

MISSING = math.nan


def output_due(control: Control, people: People, step: Step, lanes: Lanes) -> Bool:
    """Whether any lane passes a time of output in this step."""
    due = False
    for lane in range(LANES):
        if lanes.person[lane] >= 0:
            if lanes.next_output[lane] < control.output_count:
                if people.times[lanes.next_output[lane]] < step.time[0, lane] + step.size[0, lane]:
                    due = True
    return due


def write_between(lane: Int, people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """Outputs inside the step, from the dense output; a pool that may not be negative is shown as zero below it."""
    beginning = step.time[0, lane]
    person = lanes.person[lane]
    moving = 1
    while moving > 0:
        moving = 0
        if lanes.next_output[lane] < control.output_count:
            at = people.times[lanes.next_output[lane]]
            if at < beginning + step.share[0, lane] * step.size[0, lane]:
                moving = 1
                s = (at - beginning) / step.size[0, lane]
                row = (person * control.output_count + lanes.next_output[lane]) * control.kept_count
                for k in range(control.kept_count):
                    i = control.kept[k]
                    people.outputs[row + k] = shown(between(step, i, lane, s), control.floor[i])
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
                row = (person * control.output_count + lanes.next_output[lane]) * control.kept_count
                for k in range(control.kept_count):
                    i = control.kept[k]
                    people.outputs[row + k] = shown(step.y[i, lane], control.floor[i])
                lanes.next_output[lane] = lanes.next_output[lane] + 1


def shown(value: Float, floor: Float) -> Float:
    """Zero for what lies between the floor of a pool and zero; pools that may be negative have no floor."""
    hidden = (value < 0.0) and (floor > -NEVER)
    return float(select(hidden, 0.0, value))


def finish(lane: Int, status: Int, people: People, control: Control, step: Step, lanes: Lanes) -> None:
    """Note how a person ended and free the lane, leaving a harmless state in it."""
    person = lanes.person[lane]
    people.status[person] = status
    people.reached[person] = step.time[0, lane]
    for i in range(STATES):
        people.final[person * STATES + i] = step.y[i, lane]
    if status != OK:
        blank = (person * control.output_count + lanes.next_output[lane]) * control.kept_count
        for i in range(blank, (person + 1) * control.output_count * control.kept_count):
            people.outputs[i] = MISSING
    take(people.finished)
    lanes.person[lane] = -1
    lanes.fresh[lane] = 0
    step.size[0, lane] = 1.0


FUNCTIONS = (output_due, write_between, write_state, shown, finish)
