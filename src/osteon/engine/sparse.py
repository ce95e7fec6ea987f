"""Sparse LU of a Jacobian's pattern: a fixed elimination order, written out as graph nodes without a loop."""

from __future__ import annotations

from dataclasses import dataclass, field

from osteon.engine.graph import Graph

Matrix = dict[tuple[int, int], int]
"""(row, column) -> node; absent entries are zero."""


@dataclass(slots=True)
class Factors:
    """An LU decomposition: where each factor stands in the stored array, in elimination order."""

    order: list[int]
    lower: list[tuple[int, int]] = field(default_factory=list)
    upper: list[tuple[int, int]] = field(default_factory=list)

    @property
    def positions(self) -> dict[tuple[str, int, int], int]:
        """The place of each inverse pivot ("pivot"), lower ("lower") and upper ("upper") factor in the array."""
        keys = [("pivot", row, row) for row in self.order]
        keys += [("lower", row, column) for row, column in self.lower]
        keys += [("upper", row, column) for row, column in self.upper]
        return {key: position for position, key in enumerate(keys)}


def elimination_order(size: int, pattern: set[tuple[int, int]]) -> list[int]:
    """An order that makes few new entries: at each pivot the least product of row and column counts (Markowitz).

    >>> elimination_order(3, {(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0), (2, 2)})
    [1, 0, 2]
    """
    rows = {i: {j for j in range(size) if (i, j) in pattern and j != i} for i in range(size)}
    columns = {j: {i for i in range(size) if (i, j) in pattern and i != j} for j in range(size)}
    order = []
    while rows:
        pivot = min(rows, key=lambda k: (len(rows[k]) * len(columns[k]), k))
        order.append(pivot)
        row, column = rows.pop(pivot), columns.pop(pivot)
        for i in column:
            rows[i] = (rows[i] | (row - {i})) - {pivot}
        for j in row:
            columns[j] = (columns[j] | (column - {j})) - {pivot}
    return order


def factorise(graph: Graph, size: int, matrix: Matrix) -> tuple[Factors, list[int], list[int]]:
    """Eliminate with nodes; gives the layout, the nodes to store (in its order) and the pivots themselves."""
    factors = Factors(elimination_order(size, set(matrix)))
    entries = dict(matrix)
    done: set[int] = set()
    inverses, lowers, uppers, pivots = [], [], [], []
    for k in factors.order:
        done.add(k)
        pivots.append(entries[k, k])
        inverse = graph.make("div", graph.const(1.0), entries[k, k])
        inverses.append(inverse)
        row = [j for j in range(size) if j not in done and (k, j) in entries]
        for j in row:
            factors.upper.append((k, j))
            uppers.append(entries[k, j])
        for i in (i for i in range(size) if i not in done and (i, k) in entries):
            multiplier = graph.make("mul", entries[i, k], inverse)
            factors.lower.append((i, k))
            lowers.append(multiplier)
            for j in row:
                product = graph.make("mul", multiplier, entries[k, j])
                old = entries.get((i, j))
                entries[i, j] = graph.make("neg", product) if old is None else graph.make("sub", old, product)
    return factors, inverses + lowers + uppers, pivots


def substitute(graph: Graph, factors: Factors, right: list[int]) -> list[int]:
    """Solve with stored factors (leaf kind "factor") for the nodes of a right-hand side."""
    place = factors.positions
    x = list(right)
    for row, column in factors.lower:
        product = graph.make("mul", graph.leaf("factor", place["lower", row, column]), x[column])
        x[row] = graph.make("sub", x[row], product)
    for k in reversed(factors.order):
        for row, column in factors.upper:
            if row == k:
                product = graph.make("mul", graph.leaf("factor", place["upper", row, column]), x[column])
                x[k] = graph.make("sub", x[k], product)
        x[k] = graph.make("mul", x[k], graph.leaf("factor", place["pivot", k, k]))
    return x
