"""From a traced model to one LLVM module: the model's straight-line functions and the integrator around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from osteon.engine import integrate, points, rosenbrock
from osteon.engine.derivative import gradients
from osteon.engine.emit import ATTRIBUTES, Vector, straight_line
from osteon.engine.graph import Graph
from osteon.engine.model import Traced
from osteon.engine.native import Signature, compile_native
from osteon.engine.sparse import Factors, Matrix, factorise, substitute
from osteon.engine.vecmath import vecmath

_VECS = "Vecs"


@dataclass(frozen=True, slots=True)
class Program:
    """A module's text with the sizes of the arrays it works on and the operations it counts."""

    text: str
    lanes: int
    states: int
    params: int
    constants: int
    factors: int
    switches: int
    readouts: tuple[str, ...]
    counts: dict[str, int]


def program(traced: Traced, *, params: int, lanes: int) -> Program:
    """Write the whole module for a model and a vector width."""
    return _Builder(traced, params, Vector(lanes)).build()


class _Builder:
    """Collects the functions of one module."""

    def __init__(self, traced: Traced, params: int, vector: Vector) -> None:
        self.traced, self.params, self.vector = traced, params, vector
        self.graph, self.states = traced.graph, len(traced.rates)
        self.parts: list[str] = []
        self.counts: dict[str, int] = {}

    def build(self) -> Program:
        slopes = gradients(self.graph, self.traced.rates, ("state",))
        drift = gradients(self.graph, self.traced.rates, ("time",))
        matrix = self.shifted(slopes)
        factors, stored, pivots = factorise(self.graph, self.states, matrix)
        stored.append(self.smallest(pivots))
        smallest_pivot = len(stored) - 1
        stored += self.traced.rates
        drifts = [next(iter(gradient.values()), self.graph.const(0.0)) for gradient in drift]
        hoisted = self.hoist([*stored, *drifts, *self.switches()])
        place = {node: position for position, node in enumerate(hoisted)}
        arrays = {"state": "y", "time": "time", "param": "params", "hoisted": "constants", "shift": "shift"}
        switches = self.switches()
        self.line("switch", self.graph, switches, arrays, ["time", "y", "constants", "out"], stored=place)
        self.model_functions(stored, drifts, hoisted, place, arrays)
        self.line("solve", *self.substitution(factors))
        readouts = tuple(self.traced.values)
        self.native(smallest_pivot=smallest_pivot, switches=len(switches))
        text = "\n".join([*_declarations(self.vector), vecmath(self.vector), *self.parts, ATTRIBUTES])
        return Program(
            text,
            self.vector.lanes,
            self.states,
            self.params,
            len(hoisted),
            len(stored),
            len(switches),
            readouts,
            self.counts,
        )

    def model_functions(
        self, stored: list[int], drifts: list[int], hoisted: list[int], place: dict[int, int], arrays: dict[str, str]
    ) -> None:
        """The straight-line functions of the model itself."""
        readouts = list(self.traced.values.values())
        self.line("prepare", self.graph, hoisted, arrays, ["params", "out"])
        self.line("start", self.graph, self.traced.starts, arrays, ["params", "out"])
        self.line("readout", self.graph, readouts, arrays, ["time", "y", "params", "out"])
        self.line("all_rates", self.graph, self.traced.rates, arrays, ["time", "y", "params", "out"])
        hot = {"stored": place}
        self.line("right_side", self.graph, self.traced.rates, arrays, ["time", "y", "constants", "out"], **hot)
        self.line("factor", self.graph, stored, arrays, ["time", "shift", "y", "constants", "out"], **hot)
        self.line("drift_of", self.graph, drifts, arrays, ["time", "y", "constants", "out"], **hot)

    def line(
        self,
        name: str,
        graph: Graph,
        roots: list[int],
        arrays: dict[str, str],
        arguments: list[str],
        stored: dict[int, int] | None = None,
    ) -> None:
        """Add a straight-line function and count its operations."""
        text = straight_line(
            name, graph, roots, arrays=arrays, vector=self.vector, stored=stored, arguments=arguments, hot=bool(stored)
        )
        self.parts.append(text.replace("define void", "define internal void", 1))
        self.counts[name] = _operations(graph, roots, stored or {})

    def shifted(self, slopes: list[dict[int, int]]) -> Matrix:
        """The matrix 1/(gamma h) - J; the shift is a leaf of its own."""
        shift = self.graph.leaf("shift", 0)
        matrix: Matrix = {}
        for row, gradient in enumerate(slopes):
            for leaf, slope in gradient.items():
                matrix[row, int(self.graph.nodes[leaf].payload)] = self.graph.make("neg", slope)
        for i in range(self.states):
            matrix[i, i] = self.graph.make("add", shift, matrix[i, i]) if (i, i) in matrix else shift
        return matrix

    def switches(self) -> list[int]:
        """Differences whose change of sign means that the rates jump or kink; none in a smooth model."""
        kinks = []
        for node in self.graph.reachable(self.traced.rates):
            operation, arguments, _ = self.graph.nodes[node]
            if operation in ("select", "max", "min") and self.graph.moving[node]:
                kinks.append(self.graph.make("sub", arguments[0], arguments[1]))
        return list(dict.fromkeys(kinks))

    def smallest(self, pivots: list[int]) -> int:
        """The smallest pivot of 1 - gamma h J, to tell when elimination without pivoting is not to be trusted."""
        make = self.graph.make
        shift = self.graph.leaf("shift", 0)
        least = make("max", pivots[0], make("neg", pivots[0]))
        for pivot in pivots[1:]:
            least = make("min", least, make("max", pivot, make("neg", pivot)))
        return make("div", least, shift)

    def hoist(self, roots: list[int]) -> list[int]:
        """Nodes of parameters only that the hot functions use directly: worked out once a person."""
        moving = self.graph.moving
        found: set[int] = set()
        for node in self.graph.reachable(roots):
            if moving[node]:
                found.update(a for a in self.graph.nodes[node].arguments if not moving[a])
        found.update(root for root in roots if not moving[root])
        return sorted(node for node in found if self.graph.value_of(node) is None)

    def substitution(self, factors: Factors) -> tuple[Graph, list[int], dict[str, str], list[str]]:
        """The solve with stored factors, in place."""
        graph = Graph()
        roots = substitute(graph, factors, self.states)
        return graph, roots, {"factor": "factors", "right": "x"}, ["factors", "x"]

    def native(self, smallest_pivot: int, switches: int) -> None:
        """The integrator and the evaluation of points, compiled from their Python text."""
        sizes = {"LANES": self.vector.lanes, "STATES": self.states, "PARAMS": self.params}
        sizes |= {
            "READOUTS": len(self.traced.values),
            "SMALLEST_PIVOT": smallest_pivot,
            "FIRST_SLOPE": smallest_pivot + 1,
        }
        sizes["SWITCHES"] = switches
        functions = [*rosenbrock.FUNCTIONS, *integrate.FUNCTIONS, *points.FUNCTIONS]
        self.parts.append(
            compile_native(
                functions,
                vector=self.vector,
                constants={**_numbers(functions), **sizes},
                externals=_externals(),
                exported=("integrate", "read_points", "rate_points"),
            )
        )


def _externals() -> dict[str, Signature]:
    table = {
        "prepare": ("params", "out"),
        "start": ("params", "out"),
        "readout": ("time", "y", "params", "out"),
        "all_rates": ("time", "y", "params", "out"),
        "right_side": ("time", "y", "constants", "out"),
        "factor": ("time", "shift", "y", "constants", "out"),
        "drift_of": ("time", "y", "constants", "out"),
        "switch": ("time", "y", "constants", "out"),
        "solve": ("factors", "x"),
    }
    return {
        name: Signature(name, tuple((argument, _VECS) for argument in arguments), "None")
        for name, arguments in table.items()
    }


def _numbers(functions: Iterable[Callable[..., Any]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for function in functions:
        for name, value in function.__globals__.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                found[name] = value
    return found


def _operations(graph: Graph, roots: list[int], stored: dict[int, int]) -> int:
    seen: set[int] = set()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            if node not in stored:
                stack.extend(graph.nodes[node].arguments)
    return sum(1 for node in seen if graph.nodes[node].arguments and node not in stored)


def _declarations(vector: Vector) -> list[str]:
    kind, n = vector.type, vector.lanes
    return [
        f"declare {kind} @llvm.fmuladd.v{n}f64({kind}, {kind}, {kind})",
        f"declare {kind} @llvm.sqrt.v{n}f64({kind})",
        f"declare {kind} @llvm.fabs.v{n}f64({kind})",
        "declare double @llvm.sqrt.f64(double)",
        "declare double @llvm.fabs.f64(double)",
    ]
