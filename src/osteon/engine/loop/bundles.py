"""What the loop works on: everybody, the limits, and the lanes; and the numbers that statuses and events go by."""

from __future__ import annotations

from dataclasses import dataclass

from osteon.engine.native import Bundle, Float, Floats, Int, Ints, Vecs

OK, STEP_LIMIT, LEFT_DOMAIN, SINGULAR = 0, 1, 2, 3
"""How a person ended."""
ADD, SET_PARAMETER, ADD_RATE, SET_STATE = 0, 1, 2, 3
"""What an event does."""
LANDING, ARRIVED = 1, 2
"""A lane whose step ends on a planned moment; one that has nothing left to do."""
NEVER = 1e300
"""A day that does not come."""


@dataclass
class People(Bundle):
    """What is known of everybody, one row a person, and where the results go."""

    next: Ints
    finished: Ints
    stop: Ints
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
    kept: Ints
    kept_count: Int


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
    unsure: Ints
    turned: Ints
    since: Floats
    stay: Floats
    hint: Floats
