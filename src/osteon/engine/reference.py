"""The plain NumPy interpreter of a graph: slow, obvious, and the oracle for the compiled kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from osteon.engine.graph import Graph

Array = NDArray[np.generic]

OPERATIONS: dict[str, Callable[..., Array]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "cos": np.cos,
    "sin": np.sin,
    "max": lambda a, b: np.where(np.real(a) > np.real(b), a, b),
    "min": lambda a, b: np.where(np.real(a) < np.real(b), a, b),
    "select": lambda a, b, then, otherwise: np.where(np.real(a) < np.real(b), then, otherwise),
}


def evaluate(
    graph: Graph, roots: Sequence[int], *, time: Array | float, states: Sequence[Array], params: Sequence[Array]
) -> list[Array]:
    """The values of the roots; leaves may be arrays of people, or complex for complex-step differences."""
    known: dict[int, Array] = {}
    leaves: dict[str, Callable[[int], Array]] = {
        "const": lambda payload: np.asarray(payload),
        "time": lambda _: np.asarray(time),
        "state": lambda payload: np.asarray(states[payload]),
        "param": lambda payload: np.asarray(params[payload]),
    }
    with np.errstate(all="ignore"):
        for node in graph.reachable(roots):
            operation, arguments, payload = graph.nodes[node]
            if operation in leaves:
                known[node] = leaves[operation](payload)  # type: ignore[arg-type]
            else:
                known[node] = OPERATIONS[operation](*(known[argument] for argument in arguments))
    return [known[root] for root in roots]
