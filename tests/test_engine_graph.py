"""The expression graph: equal things are one node, nothing needless is kept, and derivatives are exact."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from osteon.engine.derivative import gradients
from osteon.engine.graph import Graph
from osteon.engine.reference import OPERATIONS, evaluate

UNARY = ["neg", "exp", "log", "sqrt", "cos", "sin", "softplus"]
BINARY = ["add", "sub", "mul", "div"]
STATES, PARAMS = 3, 2
Recipe = list[tuple[str, int, int]]

recipes = st.lists(
    st.tuples(st.sampled_from([*UNARY, *BINARY, "power", "hill"]), st.integers(0, 40), st.integers(0, 40)),
    min_size=1,
    max_size=14,
)
numbers = st.floats(0.2, 3.0)


def _grow(graph: Graph, recipe: Recipe) -> int:
    """A random expression: each line works on nodes made before it."""
    nodes = [graph.leaf("state", i) for i in range(STATES)] + [graph.leaf("param", i) for i in range(PARAMS)]
    nodes += [graph.leaf("time"), graph.const(0.5), graph.const(2.0)]
    for operation, first, second in recipe:
        a, b = nodes[first % len(nodes)], nodes[second % len(nodes)]
        if operation == "power":
            nodes.append(graph.power(a, b))
        elif operation == "hill":
            nodes.append(graph.hill(a, b, nodes[-1]))
        else:
            nodes.append(graph.make(operation, a) if operation in UNARY else graph.make(operation, a, b))
    return nodes[-1]


def _values(graph: Graph, roots: list[int], x: list[complex]) -> list[complex]:
    columns = [np.array(value) for value in x]
    found = evaluate(graph, roots, time=columns[-1], states=columns[:STATES], params=columns[STATES : STATES + PARAMS])
    return [complex(value) for value in found]


@given(recipes, st.lists(numbers, min_size=6, max_size=6))
@example([("div", 7, 5), ("hill", 12, 12)], [1.0] * 6)
def test_derivatives_are_those_of_the_complex_step(recipe: Recipe, x: list[float]) -> None:
    graph = Graph()
    root = _grow(graph, recipe)
    (slopes,) = gradients(graph, [root], ("state", "param", "time"))
    places = [("state", i) for i in range(STATES)] + [("param", i) for i in range(PARAMS)] + [("time", 0)]
    base = _values(graph, [root, *slopes.values()], list(x))
    assume(all(math.isfinite(abs(value)) and abs(value) < 1e6 for value in base))
    # Away from a logarithm's or root's cut the complex step has no rounding error of its own.
    inner = _values(graph, graph.reachable([root]), list(x))
    assume(all(abs(value) > 1e-6 and abs(value) < 1e6 for value in inner if value))
    exact = {graph.leaf(*place): value.real for place, value in zip(places, [0j] * 6, strict=True)}
    exact |= {leaf: value.real for leaf, value in zip(slopes, base[1:], strict=True)}
    for index, place in enumerate(places):
        stepped: list[complex] = list(x)
        stepped[index] += 1e-30j
        wanted = _values(graph, [root], stepped)[0].imag / 1e-30
        assert exact[graph.leaf(*place)] == pytest.approx(wanted, rel=1e-7, abs=1e-7)


@given(recipes, recipes)
def test_building_the_same_twice_makes_no_new_node(recipe: Recipe, other: Recipe) -> None:
    graph = Graph()
    root = _grow(graph, recipe)
    size = len(graph.nodes)
    assert _grow(graph, recipe) == root
    assert len(graph.nodes) == size
    _grow(graph, other)
    assert _grow(graph, recipe) == root


@given(recipes)
def test_arguments_stand_before_the_node_that_uses_them(recipe: Recipe) -> None:
    graph = Graph()
    _grow(graph, recipe)
    for place, node in enumerate(graph.nodes):
        assert all(argument < place for argument in node.arguments)
        assert graph.moving[place] == graph.depends_on(("state", "time"))[place]


@given(st.sampled_from(sorted(set(OPERATIONS) - {"select"})), numbers, numbers)
def test_constants_are_folded_to_what_the_interpreter_gives(operation: str, a: float, b: float) -> None:
    graph = Graph()
    given_numbers = (a,) if operation in UNARY else (a, b)
    node = graph.make(operation, *(graph.const(number) for number in given_numbers))
    folded = graph.value_of(node)
    assert folded is not None
    assert folded == pytest.approx(float(OPERATIONS[operation](*given_numbers)), rel=1e-15)


@pytest.mark.parametrize(
    ("build", "wanted"),
    [
        (lambda g, x: g.make("add", x, g.const(0)), "x"),
        (lambda g, x: g.make("add", g.const(0), x), "x"),
        (lambda g, x: g.make("sub", x, g.const(0)), "x"),
        (lambda g, x: g.make("mul", x, g.const(1)), "x"),
        (lambda g, x: g.make("mul", g.const(1), x), "x"),
        (lambda g, x: g.make("div", x, g.const(1)), "x"),
        (lambda g, x: g.power(x, g.const(1)), "x"),
        (lambda g, x: g.make("mul", x, g.const(0)), 0.0),
        (lambda g, x: g.make("div", g.const(0), x), 0.0),
        (lambda g, x: g.power(x, g.const(0)), 1.0),
        (lambda g, x: g.make("div", g.const(1), g.const(0)), None),
    ],
)
def test_identities(build: Callable[[Graph, int], int], wanted: str | float | None) -> None:
    graph = Graph()
    x = graph.leaf("state", 0)
    node = build(graph, x)
    if wanted == "x":
        assert node == x
    else:
        assert graph.value_of(node) == wanted


def test_powers_of_a_base_share_its_logarithm() -> None:
    graph = Graph()
    x, a, b = graph.leaf("state", 0), graph.leaf("param", 0), graph.leaf("param", 1)
    graph.make("add", graph.power(x, a), graph.power(x, b))
    assert sum(node.operation == "log" for node in graph.nodes) == 1


def test_what_depends_on_parameters_alone_is_gathered_for_hoisting() -> None:
    graph = Graph()
    x, a, b = graph.leaf("state", 0), graph.leaf("param", 0), graph.leaf("param", 1)
    node = graph.make("mul", graph.make("mul", x, a), b)
    still = [argument for argument in graph.nodes[node].arguments if not graph.moving[argument]]
    assert [graph.nodes[argument].operation for argument in still] == ["mul"]


@given(st.floats(0, 1e4), st.floats(1e-3, 1e3), st.floats(0.3, 8))
def test_a_hill_curve_lies_between_0_and_1_and_is_half_at_half(x: float, half: float, steepness: float) -> None:
    graph = Graph()
    leaves = [graph.leaf("state", i) for i in range(3)]
    root = graph.hill(*leaves)
    at, middle = (
        float(evaluate(graph, [root], time=0.0, states=np.array([place, half, steepness]), params=[])[0])
        for place in (x, half)
    )
    assert 0 <= at <= 1
    assert middle == pytest.approx(0.5)
