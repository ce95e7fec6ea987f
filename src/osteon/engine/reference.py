"""The plain NumPy interpreter of a graph: slow, obvious, and the oracle for the compiled kernels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.engine.graph import Graph

Array = NDArray[np.generic]
Read = Callable[[int], Any]


def softplus(x: Any) -> Any:
    """log(1 + e^x) without overflow, for complex numbers too."""
    positive = np.real(x) > 0
    bend = np.log1p(np.exp(np.where(positive, -x, x)))
    return np.where(positive, x + bend, bend)


OPERATIONS: Mapping[str, Callable[..., Any]] = {
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
    "softplus": softplus,
    "max": lambda a, b: np.where(np.real(a) > np.real(b), a, b),
    "min": lambda a, b: np.where(np.real(a) < np.real(b), a, b),
    "select": lambda a, b, then, otherwise: np.where(np.real(a) < np.real(b), then, otherwise),
}


def evaluate(
    graph: Graph,
    roots: Sequence[int],
    *,
    time: Array | float,
    states: Sequence[Array] | Array,
    params: Sequence[Array] | Array,
) -> list[Array]:
    """The values of the roots; leaves may be arrays of people, or complex for complex-step differences.

    >>> graph = Graph()
    >>> double = graph.make("add", graph.leaf("state", 0), graph.leaf("state", 0))
    >>> evaluate(graph, [double], time=0.0, states=np.array([[1.0, 2.5]]), params=[])[0].tolist()
    [2.0, 5.0]
    """
    return work_out(
        graph,
        graph.reachable(roots),
        roots,
        {"time": lambda _: time, "state": lambda place: states[place], "param": lambda place: params[place]},
    )


def work_out(graph: Graph, nodes: Sequence[int], roots: Sequence[int], leaves: Mapping[str, Read]) -> list[Array]:
    """The values of the roots from nodes given arguments first, and from what each kind of leaf stands for.

    A kind "known", where it is there, is asked first for every node, and answers None for those to be worked out.
    """
    known: dict[int, Any] = {}
    given = leaves.get("known", _nothing)
    with np.errstate(all="ignore"):
        for node in nodes:
            operation, arguments, payload = graph.nodes[node]
            value = given(node)
            if value is not None:
                known[node] = value
            elif operation == "const":
                known[node] = np.float64(payload)
            elif operation in leaves:
                known[node] = leaves[operation](int(payload))
            else:
                known[node] = OPERATIONS[operation](*(known[argument] for argument in arguments))
    return [np.asarray(known[root]) for root in roots]


def _nothing(_: int) -> None:
    return None
