"""The traced graph as plain scalar Python for Numba: rates, Jacobian and parameter-only work, for the peers to call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.engine.derivative import gradients
from osteon.engine.graph import Graph
from osteon.engine.model import Model, Traced
from osteon.engine.reference import evaluate

Array = NDArray[np.float64]

_TEXT = {
    "add": "{} + {}",
    "sub": "{} - {}",
    "mul": "{} * {}",
    "div": "{} / {}",
    "neg": "-{}",
    "exp": "exp({})",
    "log": "log({})",
    "sqrt": "sqrt({})",
    "cos": "cos({})",
    "sin": "sin({})",
    "max": "{0} if {0} > {1} else {1}",
    "min": "{0} if {0} < {1} else {1}",
    "select": "{2} if {0} < {1} else {3}",
}


@dataclass(frozen=True)
class Code:
    """A model for scalar solvers.

    States are counted in units of `scales`, so that a solver with one absolute tolerance treats all alike. `rates`
    (t, y, constants, out) and `jacobian` (t, y, constants, out) are Python text; `constants` gives their constants.
    """

    model: Model
    traced: Traced
    hoisted: list[int]
    scales: Array
    rates: str
    jacobian: str
    pattern: tuple[tuple[int, int], ...]

    def constants(self, params: Array) -> Array:
        """The parameter-only work of everybody: (people, constants)."""
        return self._of_params(self.hoisted, params)

    def starts(self, params: Array) -> Array:
        """Everybody's states at time 0, scaled."""
        return np.ascontiguousarray(self._of_params(self.traced.starts, params) / self.scales)

    def _of_params(self, nodes: list[int], params: Array) -> Array:
        columns = evaluate(self.traced.graph, nodes, time=0.0, states=[], params=list(params.T))
        return np.ascontiguousarray(np.stack([np.broadcast_to(c, len(params)) for c in columns], axis=1), float)


def scalar_code(model: Model, scales: Array) -> Code:
    """Write out a model's rates and their derivatives, with everything that depends on parameters alone hoisted."""
    traced = model.trace()
    graph = traced.graph
    entries = [
        (row, int(graph.nodes[leaf].payload), slope)
        for row, gradient in enumerate(gradients(graph, traced.rates, ("state",)))
        for leaf, slope in gradient.items()
    ]
    slopes = [slope for _, _, slope in entries]
    hoisted = hoist(graph, [*traced.rates, *slopes])
    size = [f"{scale!r}" for scale in scales.tolist()]
    rates = [f"out[{row}] = {{}} * {1 / scale!r}" for row, scale in enumerate(scales.tolist())]
    pattern = tuple((row, column) for row, column, _ in entries)
    ratios = [f"out[{i}, {j}] = {{}} * {float(scales[j] / scales[i])!r}" for i, j in pattern]
    return Code(
        model,
        traced,
        hoisted,
        scales,
        straight_line("rates", graph, traced.rates, rates, hoisted, size),
        straight_line("jacobian", graph, slopes, ratios, hoisted, size),
        pattern,
    )


def hoist(graph: Graph, roots: Sequence[int]) -> list[int]:
    """Nodes of parameters only that moving nodes use directly."""
    found = {root for root in roots if not graph.moving[root]}
    for node in graph.reachable(roots):
        if graph.moving[node]:
            found.update(argument for argument in graph.nodes[node].arguments if not graph.moving[argument])
    return sorted(node for node in found if graph.value_of(node) is None)


def needed(graph: Graph, roots: Sequence[int], known: Sequence[int]) -> list[int]:
    """The operations between what is known and the roots, arguments first."""
    seen: set[int] = set(known)
    stack, found = [root for root in roots if root not in seen], set()
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            found.add(node)
            stack.extend(graph.nodes[node].arguments)
    return sorted(node for node in found if graph.value_of(node) is None)


def straight_line(
    name: str, graph: Graph, roots: Sequence[int], results: Sequence[str], hoisted: Sequence[int], size: Sequence[str]
) -> str:
    """A Python function that computes the roots and puts them where `results` says."""

    def operand(node: int) -> str:
        value = graph.value_of(node)
        return f"n{node}" if value is None else f"({value!r})"

    nodes = needed(graph, roots, hoisted)
    reach = set(roots) | {argument for node in nodes for argument in graph.nodes[node].arguments}
    lines = [f"def {name}(t, y, constants, out):"]
    lines += [f"n{node} = constants[{place}]" for place, node in enumerate(hoisted) if node in reach]
    for node in nodes:
        operation, arguments, payload = graph.nodes[node]
        if operation == "state":
            lines.append(f"n{node} = y[{payload}] * {size[int(payload)]}")
        elif operation == "time":
            lines.append(f"n{node} = t")
        else:
            lines.append(f"n{node} = {_TEXT[operation].format(*map(operand, arguments))}")
    lines += [result.format(operand(root)) for root, result in zip(roots, results, strict=True)]
    return "\n    ".join(lines) + "\n"


def python_function(text: str) -> Callable[..., None]:
    """The function a text defines, not compiled."""
    import math

    space: dict[str, Any] = {name: getattr(math, name) for name in ("exp", "log", "sqrt", "cos", "sin")}
    exec(compile(text, "<traced graph>", "exec"), space)
    function: Callable[..., None] = space[text.split("(", 1)[0].removeprefix("def ")]
    return function
