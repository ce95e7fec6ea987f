"""Exact sparse derivatives of graph nodes with respect to states or time, as new nodes of the same graph."""

from __future__ import annotations

from osteon.engine.graph import Graph

TINY = 1e-300
"""Added to what is divided by, where that may be 0."""
Gradient = dict[int, int]
"""Leaf node -> derivative node; a leaf that is absent has derivative zero."""


def gradients(graph: Graph, roots: list[int], kinds: tuple[str, ...]) -> list[Gradient]:
    """The derivative of each root by each leaf of the given kinds, zero entries left out.

    >>> graph = Graph()
    >>> x = graph.leaf("state", 0)
    >>> (slope,) = gradients(graph, [graph.make("mul", x, graph.const(3.0))], ("state",))
    >>> graph.value_of(slope[x])
    3.0
    """
    depends = graph.depends_on(kinds)
    known: dict[int, Gradient] = {}
    for node in _needed(graph, roots):
        known[node] = _gradient(graph, node, kinds, known) if depends[node] else {}
    return [known[root] for root in roots]


def _needed(graph: Graph, roots: list[int]) -> list[int]:
    """What the roots are made of, and the parts of hills, which simplifying may have left out of that."""
    nodes = graph.reachable(roots)
    parts = [part for node in nodes for part in graph.hills.get(node, ())]
    whole = graph.reachable([*roots, *parts])
    return nodes if len(whole) == len(nodes) else _needed(graph, whole)


def _gradient(graph: Graph, node: int, kinds: tuple[str, ...], known: dict[int, Gradient]) -> Gradient:
    operation, arguments, _ = graph.nodes[node]
    if operation in kinds:
        return {node: graph.const(1.0)}
    if operation == "select":
        return _choose(graph, arguments, known)
    total: Gradient = {}
    for argument, slope in _slopes(graph, node):
        for leaf, inner in known[argument].items():
            term = graph.make("mul", slope, inner)
            total[leaf] = graph.make("add", total[leaf], term) if leaf in total else term
    return {leaf: value for leaf, value in total.items() if graph.value_of(value) != 0.0}


def _choose(graph: Graph, arguments: tuple[int, ...], known: dict[int, Gradient]) -> Gradient:
    left, right, then, otherwise = arguments
    zero = graph.const(0.0)
    leaves = sorted({*known[then], *known[otherwise]})
    return {
        leaf: graph.make("select", left, right, known[then].get(leaf, zero), known[otherwise].get(leaf, zero))
        for leaf in leaves
    }


def _slopes(graph: Graph, node: int) -> list[tuple[int, int]]:
    """Pairs of an argument and the derivative of the node by it."""
    operation, arguments, _ = graph.nodes[node]
    one, make = graph.const(1.0), graph.make
    if node in graph.hills:
        return _hill_slopes(graph, node)
    match operation, arguments:
        case "add", (a, b):
            return [(a, one), (b, one)]
        case "sub", (a, b):
            return [(a, one), (b, graph.const(-1.0))]
        case "mul", (a, b):
            return [(a, b), (b, a)]
        case "div", (a, b):
            inverse = make("div", one, b)
            return [(a, inverse), (b, make("neg", make("mul", node, inverse)))]
        case "neg", (a,):
            return [(a, graph.const(-1.0))]
        case "exp", (a,):
            return [(a, node)]
        case "log", (a,):
            return [(a, _reciprocal(graph, a))]
        case "sqrt", (a,):
            return [(a, make("div", graph.const(0.5), node))]
        case "softplus", (a,):
            return [(a, make("exp", make("sub", a, node)))]
        case "cos", (a,):
            return [(a, make("neg", make("sin", a)))]
        case "sin", (a,):
            return [(a, make("cos", a))]
        case "max" | "min", (a, b):
            first = make("select", *((b, a) if operation == "max" else (a, b)), one, graph.const(0.0))
            return [(a, first), (b, make("sub", one, first))]
        case _:
            return []


def _hill_slopes(graph: Graph, curve: int) -> list[tuple[int, int]]:
    """Slopes n h (1 - h) / x and the like: finite where x is 0, where the slopes of the parts multiplied are not."""
    make = graph.make
    x, half, steepness = graph.hills[curve]
    bent = make("mul", curve, make("sub", graph.const(1.0), curve))
    steep = make("mul", steepness, bent)
    gap = make("sub", make("log", x), make("log", half))
    slopes = [
        (x, make("mul", steep, _reciprocal(graph, x))),
        (half, make("neg", make("mul", steep, _reciprocal(graph, half)))),
        (steepness, make("mul", bent, gap)),
    ]
    return [(argument, slope) for argument, slope in slopes if graph.value_of(argument) is None]


def _reciprocal(graph: Graph, node: int) -> int:
    """1/x, but finite at 0; for all numbers above 1e-284 the bits are those of 1/x."""
    return graph.make("div", graph.const(1.0), graph.make("add", node, graph.const(TINY)))
