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
FIRST_DRIFT: int = 0
"""Where the changes of the rates with time alone stand among the factors, the first of them."""


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


def right_side(time: Vecs, y: Vecs, constants: Vecs, out: Vecs) -> None:
    """The rates of change of the pools, from prepared constants."""
    raise NotImplementedError


def factor(time: Vecs, shift: Vecs, y: Vecs, constants: Vecs, out: Vecs) -> None:
    """The factors of shift - J, the smallest pivot, the rates of change and how fast those change with time alone."""
    raise NotImplementedError


def switch(time: Vecs, y: Vecs, constants: Vecs, out: Vecs) -> None:
    """The differences whose change of sign is a jump or kink of the rates."""
    raise NotImplementedError


def solve(factors: Vecs, x: Vecs) -> None:
    """Solve with the factors, in place."""
    raise NotImplementedError


FUNCTIONS = (prepare, start, readout, all_rates, right_side, factor, switch, solve)
