"""What a model's module is made of: straight-line functions as graph nodes, and the sizes of its arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from osteon.engine.derivative import Gradient, gradients
from osteon.engine.graph import Graph
from osteon.engine.loop import supplied
from osteon.engine.model import Traced
from osteon.engine.native import Signature
from osteon.engine.sparse import Factors, Matrix, factorise, substitute

SLOW = {"state": "y", "time": "time", "param": "params"}
"""Where each kind of leaf stands for functions that work from parameters."""
HOT = {"state": "y", "time": "time", "shift": "shift", "hoisted": "constants"}
"""The same for functions that are called at every step and read prepared constants."""


@dataclass(frozen=True)
class Straight:
    """A straight-line function: the nodes it works out, in the order they are stored in its last argument.

    `arrays` names the argument that each kind of leaf is read from; `stored` are nodes that are already known, with
    their place in the array of the leaf kind "hoisted".
    """

    name: str
    graph: Graph
    roots: Sequence[int]
    arrays: Mapping[str, str]
    stored: Mapping[int, int] = field(default_factory=dict)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of its arguments; the last one receives the results."""
        return tuple(name for name, _ in Signature.of(getattr(supplied, self.name)).arguments)

    @cached_property
    def needed(self) -> list[int]:
        """The nodes to load or work out, arguments first."""
        seen: set[int] = set()
        stack = list(self.roots)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                if node not in self.stored:
                    stack.extend(self.graph.nodes[node].arguments)
        return sorted(seen)

    @property
    def operations(self) -> int:
        """How many operations it does."""
        nodes = self.graph.nodes
        return sum(1 for node in self.needed if nodes[node].arguments and node not in self.stored)


@dataclass(frozen=True)
class Plan:
    """The straight-line functions of a model, the sizes they need and the names of the readouts.

    `slopes` are the entries of the Jacobian that are not zero, `filled` those that elimination adds to its pattern.
    """

    lines: tuple[Straight, ...]
    sizes: Mapping[str, int]
    constants: int
    factors: int
    slopes: int
    filled: int
    silent: tuple[int, ...]
    readouts: tuple[str, ...]


def plan(traced: Traced, *, params: int) -> Plan:
    """Work out the derivatives, the elimination and what can be done once a person.

    >>> from osteon.engine.example import Cup
    >>> from osteon.engine.model import build
    >>> made = plan(build([Cup]).trace(), params=2)
    >>> made.slopes, made.filled, made.silent
    (2, 0, (1,))
    """
    return _Planner(traced, params).plan()


class _Planner:
    """Works on one traced model."""

    def __init__(self, traced: Traced, params: int) -> None:
        self.traced, self.params = traced, params
        self.graph, self.states = traced.graph, len(traced.rates)

    def plan(self) -> Plan:
        """All parts together."""
        slopes = jacobian(self.graph, gradients(self.graph, self.traced.rates, ("state",)))
        silent = set(range(self.states)) - {column for _, column in slopes}
        matrix = self.shifted(slopes)
        factors, stored, pivots = factorise(self.graph, self.states, matrix)
        pivot = len(stored)
        stored += [self.smallest(pivots), *self.traced.rates, *self.drifts()]
        switches = self.switches()
        hoisted = self.hoist([*stored, *switches])
        sizes = {
            "STATES": self.states,
            "PARAMS": self.params,
            "READOUTS": len(self.traced.values),
            "SWITCHES": len(switches),
            "SMALLEST_PIVOT": pivot,
            "FIRST_SLOPE": pivot + 1,
            "FIRST_DRIFT": pivot + 1 + self.states,
        }
        hot = {"right_side": self.traced.rates, "factor": stored, "switch": switches}
        lines = [*self.slow(hoisted), *self.hot(hot, hoisted), self.substitution(factors)]
        return Plan(
            lines=tuple(lines),
            sizes=sizes,
            constants=len(hoisted),
            factors=len(stored),
            slopes=len(slopes),
            filled=pivot - len(matrix),
            silent=tuple(sorted(silent)),
            readouts=tuple(self.traced.values),
        )

    def slow(self, hoisted: list[int]) -> list[Straight]:
        """The functions that work from parameters."""
        roots = {
            "prepare": hoisted,
            "start": self.traced.starts,
            "readout": list(self.traced.values.values()),
            "all_rates": self.traced.rates,
        }
        return [Straight(name, self.graph, nodes, SLOW) for name, nodes in roots.items()]

    def hot(self, roots: dict[str, list[int]], hoisted: list[int]) -> list[Straight]:
        """The functions that are called at every step."""
        place = {node: position for position, node in enumerate(hoisted)}
        return [Straight(name, self.graph, nodes, HOT, place) for name, nodes in roots.items()]

    def substitution(self, factors: Factors) -> Straight:
        """The solve with stored factors, in place."""
        graph = Graph()
        return Straight("solve", graph, substitute(graph, factors, self.states), {"factor": "factors", "right": "x"})

    def shifted(self, slopes: Matrix) -> Matrix:
        """The matrix shift - J, where the shift is 1/(gamma h); a leaf of its own."""
        shift = self.graph.leaf("shift", 0)
        matrix = {place: self.graph.make("neg", slope) for place, slope in slopes.items()}
        for i in range(self.states):
            matrix[i, i] = self.graph.make("add", shift, matrix[i, i]) if (i, i) in matrix else shift
        return matrix

    def drifts(self) -> list[int]:
        """How fast each rate changes with time alone."""
        zero = self.graph.const(0.0)
        return [next(iter(slope.values()), zero) for slope in gradients(self.graph, self.traced.rates, ("time",))]

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
        found = {root for root in roots if not moving[root]}
        for node in self.graph.reachable(roots):
            if moving[node]:
                found.update(a for a in self.graph.nodes[node].arguments if not moving[a])
        return sorted(node for node in found if self.graph.value_of(node) is None)


def jacobian(graph: Graph, slopes: list[Gradient]) -> Matrix:
    """(pool whose rate it is, pool it changes with) -> node, entries that are zero left out."""
    return {
        (row, int(graph.nodes[leaf].payload)): slope
        for row, gradient in enumerate(slopes)
        for leaf, slope in gradient.items()
    }
