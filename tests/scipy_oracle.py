"""An independent way through time for tests: a model's graph written out as plain Python, and LSODA from SciPy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import odeint

from osteon.engine.derivative import gradients
from osteon.engine.graph import Graph
from osteon.engine.model import Model

Floats = NDArray[np.float64]
Dose = tuple[float, str, float]
"""Day, full pool name, amount in the pool's unit."""
Function = Callable[[float, list[float], list[float]], list[float]]
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
    "softplus": "softplus({})",
    "max": "max({}, {})",
    "min": "min({}, {})",
    "select": "{2} if {0} < {1} else {3}",
}


class Oracle:
    """Integrates one person of any model; slow, but shares nothing with the compiled engine but the graph."""

    def __init__(self, model: Model) -> None:
        traced = model.trace()
        graph = traced.graph
        self.model = model
        self.names = [entry.name for entry in model.pools]
        self.rows, self.columns, slopes = _jacobian(graph, traced.rates)
        writer = _Writer(graph, [*traced.starts, *traced.rates, *slopes])
        self.hoist = writer.hoist()
        self.starts = writer.function(traced.starts)
        self.rates = writer.function(traced.rates)
        self.slopes = writer.function(slopes)

    def run(
        self,
        days: Floats,
        *,
        params: Mapping[str, float] | None = None,
        doses: Sequence[Dose] = (),
        tolerance: float = 1e-10,
    ) -> Floats:
        """States (days, pools) of one person; a row on the day of a dose shows the state before it."""
        numbers = {**self.model.defaults, **(params or {})}
        constants = self.hoist(0.0, [numbers[entry.name] for entry in self.model.params], [])
        state = np.array(self.starts(0.0, [], constants))
        ends = sorted({day for day, _, _ in doses if day < days[-1]} | {0.0, float(days[-1])})
        rows: list[Floats] = []
        for begin, end in pairwise(ends):
            wanted = days[(days >= begin) & (days < end)]
            if len(wanted) and wanted[0] == begin:
                rows.append(state.copy())
                wanted = wanted[1:]
            for day, pool, amount in doses:
                if day == begin:
                    state[self.names.index(pool)] += amount
            path = self._stretch(constants, state, np.array([begin, *wanted, end]), tolerance)
            rows.extend(path[1:-1])
            state = path[-1].copy()
        return np.array([*rows, state])

    def _stretch(self, constants: list[float], state: Floats, days: Floats, tolerance: float) -> Floats:
        def rates(day: float, at: Floats) -> list[float]:
            return self.rates(day, at.tolist(), constants)

        def jacobian(day: float, at: Floats) -> Floats:
            matrix = np.zeros((len(state), len(state)))
            matrix[self.rows, self.columns] = self.slopes(day, at.tolist(), constants)
            return matrix

        absolute = tolerance * 1e-2 * np.maximum(np.abs(state), 1e-6)
        path: Floats = odeint(
            rates,
            state,
            days,
            Dfun=jacobian,
            tfirst=True,
            rtol=tolerance,
            atol=absolute,
            mxstep=100_000,
            tcrit=[days[-1]],
        )
        return path


def _jacobian(graph: Graph, rates: list[int]) -> tuple[list[int], list[int], list[int]]:
    rows, columns, slopes = [], [], []
    for row, gradient in enumerate(gradients(graph, rates, ("state",))):
        for leaf, node in gradient.items():
            rows.append(row)
            columns.append(int(graph.nodes[leaf].payload))
            slopes.append(node)
    return rows, columns, slopes


class _Writer:
    """Writes graph nodes as straight-line Python; what depends on parameters alone is worked out once."""

    def __init__(self, graph: Graph, roots: list[int]) -> None:
        self.graph = graph
        moving = graph.depends_on(("state", "time"))
        self.fixed = [node for node in graph.reachable(roots) if not moving[node]]
        self.slot = {node: index for index, node in enumerate(self.fixed)}

    def hoist(self) -> Function:
        lines = [f"v{node} = {self._text(node, str.format)}" for node in self.fixed]
        return _compiled([*lines, f"return [{', '.join(f'v{node}' for node in self.fixed)}]"])

    def function(self, roots: list[int]) -> Function:
        nodes = [node for node in self.graph.reachable(roots) if node not in self.slot]
        lines = [f"v{node} = {self._text(node, self._with_slots)}" for node in nodes]
        return _compiled([*lines, f"return [{', '.join(self._name(root) for root in roots)}]"])

    def _name(self, node: int) -> str:
        return f"c[{self.slot[node]}]" if node in self.slot else f"v{node}"

    def _with_slots(self, text: str, *arguments: str) -> str:
        return text.format(*(self._name(int(argument[1:])) for argument in arguments))

    def _text(self, node: int, fill: Callable[..., str]) -> str:
        operation, arguments, payload = self.graph.nodes[node]
        leaves = {"const": repr(float(payload)), "time": "t", "state": f"y[{payload}]", "param": f"y[{payload}]"}
        if operation in leaves:
            return leaves[operation]
        return fill(_TEXT[operation], *(f"v{argument}" for argument in arguments))


def _compiled(lines: list[str]) -> Function:
    scope: dict[str, object] = {"exp": _exp, "log": _log, "sqrt": math.sqrt, "cos": math.cos, "sin": math.sin}
    scope |= {"inf": math.inf, "softplus": _softplus}
    exec(compile("def made(t, y, c):\n " + "\n ".join(lines), "<graph>", "exec"), scope)
    return scope["made"]  # type: ignore[return-value]


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _exp(x: float) -> float:
    return math.exp(x) if x < 709.0 else math.inf


def _log(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan
