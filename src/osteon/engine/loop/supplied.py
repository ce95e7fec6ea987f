"""What the compiler supplies to the integrator: the sizes of a model and its straight-line functions.

Here they are only declared, so that the integrator's text can be read and checked: `kernel` compiles with the numbers
and functions of a model, `oracle` runs the same text as plain Python with both put in their place.
"""

from __future__ import annotations

from osteon.engine.native import Vecs

LANES: int = 0
"""People side by side."""
STATES: int = 0
"""Pools."""
PARAMS: int = 0
"""Parameters and inputs."""
READOUTS: int = 0
"""Values that can be read out."""
SWITCHES: int = 0
"""Differences whose change of sign is a jump or kink of the rates."""
SMALLEST_PIVOT: int = 0
"""Where the smallest pivot stands among the factors."""
FIRST_SLOPE: int = 0
"""Where the rates of change stand among the factors, the first of them."""


def prepare(params: Vecs, out: Vecs) -> None:
    """The constants that follow from parameters alone."""
    raise NotImplementedError


def start(params: Vecs, out: Vecs) -> None:
    """What the pools hold at the start of a run."""
    raise NotImplementedError


def readout(time: Vecs, y: Vecs, params: Vecs, out: Vecs) -> None:
    """The values of a model."""
    raise NotImplementedError


def all_rates(time: Vecs, y: Vecs, params: Vecs, out: Vecs) -> None:
    """The rates of change of the pools, from parameters."""
    raise NotImplementedError


def first_stage(lean: Vecs, factors: Vecs, x: Vecs) -> None:
    """Add the first rates and the drift, which stand with the factors, to what is given, and solve in place."""
    raise NotImplementedError


def next_stage(time: Vecs, lean: Vecs, y: Vecs, constants: Vecs, factors: Vecs, x: Vecs) -> None:
    """Add the rates at a state and the drift to what is given, and solve in place."""
    raise NotImplementedError


def factor(time: Vecs, shift: Vecs, y: Vecs, constants: Vecs, out: Vecs) -> None:
    """The factors of shift - J, the smallest pivot, the rates, and how fast those that drift with time change."""
    raise NotImplementedError


def switch(time: Vecs, y: Vecs, constants: Vecs, out: Vecs) -> None:
    """The differences whose change of sign is a jump or kink of the rates, then how large the terms of each are."""
    raise NotImplementedError


def switch_within(
    time: Vecs, size: Vecs, share: Vecs, y: Vecs, after: Vecs, bend: Vecs, constants: Vecs, out: Vecs
) -> None:
    """The differences alone, at a share of a step on its dense output."""
    raise NotImplementedError


def solve(factors: Vecs, x: Vecs) -> None:
    """Solve with the factors, in place."""
    raise NotImplementedError


FUNCTIONS = (prepare, start, readout, all_rates, first_stage, next_stage, factor, switch, switch_within, solve)
