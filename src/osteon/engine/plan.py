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
HOT = {
    **{"state": "y", "time": "time", "shift": "shift", "hoisted": "constants", "side": "constants"},
    **{"share": "share", "size": "size", "after": "after", "bend": "bend"},
    **{"lean": "lean", "factor": "factors", "right": "x"},
}
"""The same for functions that are called at every step and read prepared constants."""
CHOICES = {"select": (2, 3), "max": (1, 0), "min": (0, 1)}
"""Operations that choose by the sign of first less second argument: which argument they give below, and from, zero."""


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
        rates, switches = self.frozen()
        slopes = jacobian(self.graph, gradients(self.graph, rates, ("state",)))
        silent = set(range(self.states)) - {column for _, column in slopes}
        matrix = self.shifted(slopes)
        factors, stored, pivots = factorise(self.graph, self.states, matrix)
        pivot = len(stored)
        drifts = self.drifts(rates)
        stored += [self.smallest(pivots), *rates, *drifts.values()]
        hot = {
            "factor": stored,
            **self.stages(factors, rates, list(drifts), pivot + 1),
            "switch": [*switches, *(self.terms(switch) for switch in switches)],
            "switch_within": self.within(switches),
        }
        hoisted = self.hoist([node for nodes in hot.values() for node in nodes])
        sizes = {
            "STATES": self.states,
            "PARAMS": self.params,
            "READOUTS": len(self.traced.values),
            "SWITCHES": len(switches),
            "SMALLEST_PIVOT": pivot,
            "FIRST_SLOPE": pivot + 1,
        }
        lines = [*self.slow(hoisted), *self.hot(hot, hoisted, len(switches)), self.substitution(factors)]
        return Plan(
            lines=tuple(lines),
            sizes=sizes,
            constants=len(switches) + len(hoisted),
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

    def hot(self, roots: dict[str, list[int]], hoisted: list[int], sides: int) -> list[Straight]:
        """The functions that are called at every step; their constants stand behind the sides of the switches."""
        place = {node: position for position, node in enumerate(hoisted, sides)}
        return [Straight(name, self.graph, nodes, HOT, place) for name, nodes in roots.items()]

    def substitution(self, factors: Factors) -> Straight:
        """The solve with stored factors, in place."""
        graph = Graph()
        right = [graph.leaf("right", i) for i in range(self.states)]
        return Straight("solve", graph, substitute(graph, factors, right), {"factor": "factors", "right": "x"})

    def stages(self, factors: Factors, rates: list[int], drifting: list[int], slope: int) -> dict[str, list[int]]:
        """The systems of the stages, solved in place: what is given, the drift and the rates stand on the right.

        The rates of the first stage and the drift come with the factors, from place `slope` on.
        """
        graph, make = self.graph, self.graph.make
        right = [graph.leaf("right", i) for i in range(self.states)]
        for place, row in enumerate(drifting, slope + self.states):
            lean = make("mul", graph.leaf("lean", 0), graph.leaf("factor", place))
            right[row] = make("add", right[row], lean)
        known = [make("add", given, graph.leaf("factor", slope + i)) for i, given in enumerate(right)]
        fresh = [make("add", given, rate) for given, rate in zip(right, rates, strict=True)]
        return {"first_stage": substitute(graph, factors, known), "next_stage": substitute(graph, factors, fresh)}

    def shifted(self, slopes: Matrix) -> Matrix:
        """The matrix shift - J, where the shift is 1/(gamma h); a leaf of its own."""
        shift = self.graph.leaf("shift", 0)
        matrix = {place: self.graph.make("neg", slope) for place, slope in slopes.items()}
        for i in range(self.states):
            matrix[i, i] = self.graph.make("add", shift, matrix[i, i]) if (i, i) in matrix else shift
        return matrix

    def drifts(self, rates: list[int]) -> dict[int, int]:
        """Of the rates that change with time alone: how fast."""
        slopes = gradients(self.graph, rates, ("time",))
        return {row: next(iter(slope.values())) for row, slope in enumerate(slopes) if slope}

    def frozen(self) -> tuple[list[int], list[int]]:
        """The rates with every choice made by a remembered side, and the differences whose signs the sides are.

        So the rates are smooth throughout a step; the loop ends a step where a difference changes its sign. A smooth
        model has no differences.
        """
        graph, sides, known = self.graph, dict[int, int](), dict[int, int]()
        for node in graph.reachable(self.traced.rates):
            operation, arguments, _ = graph.nodes[node]
            mapped = [known[argument] for argument in arguments]
            if operation in CHOICES and graph.moving[node]:
                difference = graph.make("sub", arguments[0], arguments[1])
                side = graph.leaf("side", sides.setdefault(difference, len(sides)))
                below, above = CHOICES[operation]
                known[node] = graph.make("select", side, graph.const(0.0), mapped[below], mapped[above])
            else:
                known[node] = self.again(node, mapped)
                if node in graph.hills:
                    graph.hills[known[node]] = tuple(known.get(part, part) for part in graph.hills[node])  # type: ignore[assignment]
        return [known[rate] for rate in self.traced.rates], list(sides)

    def within(self, nodes: list[int]) -> list[int]:
        """The nodes at a share of a step, with the pools on its dense output."""
        graph, known = self.graph, dict[int, int]()
        for node in graph.reachable(nodes):
            operation, arguments, payload = graph.nodes[node]
            if operation == "state":
                known[node] = self.between(node, int(payload))
            elif operation == "time":
                passed = graph.make("mul", graph.leaf("share", 0), graph.leaf("size", 0))
                known[node] = graph.make("add", node, passed)
            else:
                known[node] = self.again(node, [known[argument] for argument in arguments])
        return [known[node] for node in nodes]

    def between(self, start: int, pool: int) -> int:
        """A pool at a share of a step."""
        graph, make = self.graph, self.graph.make
        share = graph.leaf("share", 0)
        rest = make("sub", graph.const(1.0), share)
        bend = [graph.leaf("bend", k * self.states + pool) for k in range(3)]
        curve = make("add", bend[1], make("mul", share, bend[2]))
        curve = make("add", bend[0], make("mul", share, curve))
        end = make("add", graph.leaf("after", pool), make("mul", rest, curve))
        return make("add", make("mul", rest, start), make("mul", share, end))

    def again(self, node: int, arguments: list[int]) -> int:
        """The same operation on other arguments."""
        operation, old, _ = self.graph.nodes[node]
        return node if arguments == list(old) else self.graph.make(operation, *arguments)

    def terms(self, difference: int) -> int:
        """How large the two terms of a difference are together."""
        make = self.graph.make
        parts = self.graph.nodes[difference].arguments or (difference,)
        sizes = [make("max", part, make("neg", part)) for part in parts]
        return make("add", *sizes) if len(sizes) > 1 else sizes[0]

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
