"""The unrolled sparse LU against dense linear algebra, on random patterns."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from osteon.engine.graph import Graph
from osteon.engine.reference import work_out
from osteon.engine.sparse import elimination_order, factorise, substitute


@given(st.integers(1, 12), st.floats(0.05, 0.9), st.integers(0, 2**32 - 1))
def test_it_solves_what_dense_algebra_solves(size: int, density: float, seed: int) -> None:
    generator = np.random.default_rng(seed)
    pattern = generator.random((size, size)) < density
    np.fill_diagonal(pattern, True)
    # Strong on the diagonal, as 1/(gamma h) - J is for a step that is taken.
    dense = np.where(pattern, generator.normal(size=(size, size)), 0.0) + size * np.eye(size)
    right = generator.normal(size=size)
    graph = Graph()
    places = [(int(i), int(j)) for i, j in np.argwhere(pattern)]
    matrix = {place: graph.leaf("state", index) for index, place in enumerate(places)}
    factors, stored, pivots = factorise(graph, size, matrix)
    values = [dense[place] for place in places]
    numbers = work_out(graph, graph.reachable(stored), stored, {"state": lambda index: values[index]})
    solving = Graph()
    roots = substitute(solving, factors, [solving.leaf("right", i) for i in range(size)])
    read = {"factor": lambda index: numbers[index], "right": lambda index: right[index]}
    found = np.array([float(x) for x in work_out(solving, solving.reachable(roots), roots, read)])
    np.testing.assert_allclose(found, np.linalg.solve(dense, right), rtol=1e-9, atol=1e-12)
    assert len(pivots) == size


@given(st.integers(1, 15), st.integers(0, 2**32 - 1))
def test_the_order_holds_every_row_once_and_an_arrow_fills_nothing(size: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    tip = int(generator.integers(size))
    arrow = {(i, i) for i in range(size)} | {(i, tip) for i in range(size)} | {(tip, i) for i in range(size)}
    assert sorted(elimination_order(size, arrow)) == list(range(size))
    graph = Graph()
    matrix = {place: graph.leaf("state", place[0] * size + place[1]) for place in sorted(arrow)}
    factors, _, _ = factorise(graph, size, matrix)
    assert len(factors.lower) + len(factors.upper) + size == len(arrow)
