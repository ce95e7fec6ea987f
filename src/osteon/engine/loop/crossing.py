"""Jumps and kinks of the rates: a step keeps to the rates of one side, and ends where it would leave that side.

Each switch is a difference whose sign is the side a lane is on; the sides stand at the head of the constants. So the
rates are smooth throughout a step. A step that leads beyond a switch is cut short just behind the place, on its dense
output, and the next one goes on with the rates of the other side (E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary
Differential Equations I, section II.6, discontinuous equations). In the compiled subset of `native`.
"""

from __future__ import annotations

from osteon.engine.loop.bundles import Lanes
from osteon.engine.loop.rosenbrock import Step, continuous
from osteon.engine.loop.supplied import LANES, STATES, SWITCHES, switch, switch_within
from osteon.engine.native import Bool, Float, Int, Vec, everywhere, select, size_of

SHARP = 0.01
"""The error that a switch may have, as a share of itself: it tells how sharply the time of a crossing is known."""
FLOOR = 1e-3
"""The least error asked of a switch, as a share of what the tolerance would allow its two terms."""
WARY = 0.005
"""How close to a switch, as a share of its terms, a step may turn back without having been looked at in between."""
CLOSE = 0.01
"""How closely a crossing is located, as a share of the step and of the tolerance."""
OVERSHOT = 0.3
"""A step of which less than this share counts is taken again, shorter: its error was not that of the part."""
SHORTEST = 1e-3
"""Days that a step behind a crossing counts for at least, so that time goes on where both sides lead to the jump."""
HINT = 1.2
"""The first step behind a crossing, as a share of the time for which the lane last stayed on that side."""
CAUTION = 0.3
"""The first step behind a crossing, as a share of the one that was wanted, where that time is not known."""
NOWHERE = 2.0


def orient(step: Step, lanes: Lanes) -> None:
    """Find the sides anew in lanes whose state was changed from outside."""
    unsure = False
    if SWITCHES > 0:
        for lane in range(LANES):
            if lanes.unsure[lane] > 0:
                unsure = True
    if unsure:
        switch(step.time, step.y, step.constants, step.switches)
        for lane in range(LANES):
            if lanes.unsure[lane] > 0:
                lanes.unsure[lane] = 0
                lanes.turned[lane] = 0
                for k in range(SWITCHES):
                    lanes.since[k * LANES + lane] = step.time[0, lane]
                    step.constants[k, lane] = select(step.switches[k, lane] < 0.0, -1.0, 1.0)


def cut(step: Step, lanes: Lanes, relative: Float) -> Bool:
    """Whether a good step leads beyond a switch; then `share` is how much of each counts, and `stage` the state there.

    Raises the error of steps in which a switch is not known sharply.
    """
    step.share[0] = everywhere(1.0)
    found = False
    if SWITCHES > 0:
        vague = vagueness(step, relative)
        lanes.error[0] = select(vague > lanes.error[0], vague, lanes.error[0])
        step.far[0] = everywhere(NOWHERE)
        step.near[0] = everywhere(1.0)
        note(step)
        if wary(step, lanes):
            continuous(step)
            look(step)
        for lane in range(LANES):
            if lanes.error[0, lane] <= 1.0 and step.far[0, lane] <= 1.0:
                found = True
        step.share[0] = everywhere(1.0)
    if found:
        continuous(step)
        narrow(step, relative)
        for lane in range(LANES):
            if lanes.error[0, lane] <= 1.0 and step.far[0, lane] <= 1.0:
                doubt(lane, step, lanes)
        visit(step)
        glimpse(step)
    return bool(found)


def vagueness(step: Step, relative: Float) -> Vec:
    """The largest error of a switch over what it may be."""
    switch(step.time, step.y, step.constants, step.before)
    step.scratch[0] = step.time[0] + step.size[0]
    # The last stage is the embedded solution of lower order.
    switch(step.scratch, step.stage, step.constants, step.switches)
    switch(step.scratch, step.after, step.constants, step.behind)
    worst = everywhere(0.0)
    for k in range(SWITCHES):
        before = size_of(step.before[k])
        behind = size_of(step.behind[k])
        allowed = SHARP * select(before > behind, before, behind)
        least = FLOOR * relative * step.behind[SWITCHES + k]
        error = size_of(step.behind[k] - step.switches[k]) / select(allowed > least, allowed, least)
        worst = select(error > worst, error, worst)
        step.switches[k] = step.behind[k]
    return worst


def wary(step: Step, lanes: Lanes) -> Bool:
    """Whether a good step begins at a crossing, or begins or ends close to one."""
    found = False
    step.near[0] = everywhere(0.0)
    for k in range(SWITCHES):
        before = size_of(step.before[k])
        behind = size_of(step.behind[k])
        least = select(before < behind, before, behind)
        step.near[0] = select(least < WARY * step.behind[SWITCHES + k], 1.0, step.near[0])
    for lane in range(LANES):
        if lanes.turned[lane] > 0:
            step.near[0, lane] = 1.0
        if lanes.error[0, lane] <= 1.0 and step.near[0, lane] > 0.5:
            found = True
    return bool(found)


def look(step: Step) -> None:
    """Look for crossings inside the step: in the middle, close to the start, and where a parabola turns back."""
    step.share[0] = everywhere(0.05)
    glimpse(step)
    note(step)
    step.share[0] = everywhere(0.5)
    glimpse(step)
    note(step)
    step.share[0] = turning(step)
    glimpse(step)
    note(step)


def turning(step: Step) -> Vec:
    """Where, of the parabolas through start, middle and end of the switches, the one turns that comes closest."""
    least = everywhere(1e300)
    where = everywhere(0.5)
    for k in range(SWITCHES):
        bend = 2.0 * (step.before[k] + step.behind[k]) - 4.0 * step.switches[k]
        slope = 4.0 * step.switches[k] - 3.0 * step.before[k] - step.behind[k]
        top = -0.5 * slope / bend
        height = (step.before[k] + 0.5 * slope * top) * step.constants[k] / step.behind[SWITCHES + k]
        height = select(size_of(top - 0.5) < 0.5, height, 1e300)
        where = select(height < least, top, where)
        least = select(height < least, height, least)
    return where


def glimpse(step: Step) -> None:
    """The switches at the share of the step."""
    switch_within(step.time, step.size, step.share, step.y, step.after, step.bend, step.constants, step.switches)


def visit(step: Step) -> None:
    """The state at the share of the step."""
    s = step.share[0]
    for i in range(STATES):
        curve = step.bend[STATES + i] + s * step.bend[2 * STATES + i]
        curve = step.bend[i] + s * curve
        step.stage[i] = (1.0 - s) * step.y[i] + s * (step.after[i] + (1.0 - s) * curve)


def beyond(step: Step) -> Vec:
    """1 in lanes where a switch has another sign than its side, 0 in the others."""
    found = everywhere(0.0)
    for k in range(SWITCHES):
        found = select(step.switches[k] * step.constants[k] < 0.0, 1.0, found)
    return found


def note(step: Step) -> None:
    """Keep the least share of the step that is known to lie beyond a switch, in the lanes that are looked at."""
    share = select(beyond(step) * step.near[0] > 0.5, step.share[0], NOWHERE)
    step.far[0] = select(share < step.far[0], share, step.far[0])


def narrow(step: Step, relative: Float) -> None:
    """Halve the stretch in which a lane leaves its side; its far end is the share that counts."""
    low = everywhere(0.0)
    high = step.far[0]
    width = 1.0
    while width > CLOSE * relative:
        width = 0.5 * width
        step.share[0] = 0.5 * (low + high)
        glimpse(step)
        left = beyond(step) > 0.5
        low = select(left, low, step.share[0])
        high = select(left, step.share[0], high)
    step.share[0] = select(step.far[0] > 1.0, 1.0, high)


def doubt(lane: Int, step: Step, lanes: Lanes) -> None:
    """Refuse a step that leads far beyond a switch; let time go on where a lane is held between both sides."""
    share = step.share[0, lane]
    size = step.size[0, lane]
    if share * size > SHORTEST:
        if share < OVERSHOT:
            # The error from which a refusal makes the size that goes just beyond.
            shrink = 0.9 / (1.15 * share)
            lanes.error[0, lane] = shrink * shrink * shrink * shrink
    elif lanes.turned[lane] > 0:
        step.share[0, lane] = select(size > SHORTEST, SHORTEST / size, 1.0)


def turn(lane: Int, step: Step, lanes: Lanes) -> None:
    """Change the sides that a lane has left by its step's own account, and note for how long it was there."""
    crossed = step.far[0, lane] <= 1.0
    now = step.time[0, lane] + step.share[0, lane] * step.size[0, lane]
    for k in range(SWITCHES):
        if crossed and step.switches[k, lane] * step.constants[k, lane] < 0.0:
            slot = k * LANES + lane
            lanes.turned[lane] = 1
            step.constants[k, lane] = -step.constants[k, lane]
            # The last stay that ended was on the side ahead.
            lanes.hint[lane] = HINT * lanes.stay[slot]
            lanes.stay[slot] = now - lanes.since[slot]
            lanes.since[slot] = now


def beyond_size(lane: Int, lanes: Lanes) -> Float:
    """The size of the first step behind a crossing."""
    wanted = lanes.wanted[lane]
    hint = lanes.hint[lane]
    size = CAUTION * wanted
    if hint > 0.0:
        size = select(hint < wanted, hint, wanted)
    return float(size)


FUNCTIONS = (
    *(orient, glimpse, visit, beyond, note, vagueness, wary, turning, look),
    *(narrow, doubt, cut, turn, beyond_size),
)
