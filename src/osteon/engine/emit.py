"""Graph nodes as LLVM text: one straight-line function over vectors, one person in each lane."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from osteon.engine.graph import Graph

_ARITHMETIC = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
_CALLS = {"exp": "osteon_exp", "log": "osteon_log", "cos": "osteon_cos", "sin": "osteon_sin"}
INLINE = "_inline"
"""Ending of the names of the elementary functions that are written out where they are called."""
ATTRIBUTES = (
    'attributes #0 = { nounwind willreturn "no-trapping-math"="true" '
    '"prefer-vector-width"="512" "min-legal-vector-width"="512" }'
)


@dataclass(frozen=True, slots=True)
class Vector:
    """The vector type of a module: how many people go side by side."""

    lanes: int

    @property
    def type(self) -> str:
        """The LLVM name of the type."""
        return f"<{self.lanes} x double>"

    @property
    def mask(self) -> str:
        """The LLVM name of a truth value per lane."""
        return f"<{self.lanes} x i1>"

    @property
    def bits(self) -> str:
        """The LLVM name of the same width of whole numbers."""
        return f"<{self.lanes} x i64>"

    def splat(self, value: float) -> str:
        """A number in every lane, written as exact bits."""
        return f"<{', '.join([f'double {exact(value)}'] * self.lanes)}>"

    def splat_bits(self, value: int) -> str:
        """A whole number in every lane."""
        return f"<{', '.join([f'i64 {value}'] * self.lanes)}>"


def exact(value: float) -> str:
    """A double as LLVM's hexadecimal bits, so that no digit is lost in text."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


def straight_line(
    name: str,
    graph: Graph,
    roots: Sequence[int],
    *,
    arrays: Mapping[str, str],
    vector: Vector,
    stored: Mapping[int, int] | None = None,
    arguments: Sequence[str],
    hot: bool = False,
) -> str:
    """A function that computes the roots and stores them, in order, in its last argument.

    Args:
        name: of the function.
        graph: holds the nodes.
        roots: the nodes to store.
        arrays: which pointer argument each kind of leaf is loaded from.
        vector: the vector type.
        stored: nodes that are already known, and where they stand in the array of the leaf kind "hoisted".
        arguments: the names of the pointer arguments; the last one receives the results.
        hot: write exp and log out in place, which is faster to run and slower to compile.
    """
    writer = _Writer(graph, vector, arrays, stored or {}, INLINE if hot else "")
    for node in _needed(graph, roots, stored or {}):
        writer.node(node)
    for position, root in enumerate(roots):
        writer.store(root, arguments[-1], position)
    signature = ", ".join(f"ptr noalias nocapture %{argument}" for argument in arguments)
    body = "\n".join(f"  {line}" for line in writer.lines)
    return f"define void @{name}({signature}) #0 {{\n{body}\n  ret void\n}}\n"


def _needed(graph: Graph, roots: Sequence[int], stored: Mapping[int, int]) -> list[int]:
    seen: set[int] = set()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            if node not in stored:
                stack.extend(graph.nodes[node].arguments)
    return sorted(seen)


class _Writer:
    """Writes one line for each node; operands are registers or literal constants."""

    def __init__(
        self, graph: Graph, vector: Vector, arrays: Mapping[str, str], stored: Mapping[int, int], suffix: str
    ) -> None:
        self.graph, self.vector, self.arrays, self.stored, self.suffix = graph, vector, arrays, stored, suffix
        self.lines: list[str] = []

    def operand(self, node: int) -> str:
        value = self.graph.value_of(node)
        return self.vector.splat(value) if value is not None else f"%n{node}"

    def node(self, node: int) -> None:
        operation, arguments, payload = self.graph.nodes[node]
        if operation == "const":
            return
        if node in self.stored:
            self.load(node, self.arrays["hoisted"], self.stored[node])
        elif not arguments:
            self.load(node, self.arrays[operation], int(payload))
        else:
            self.compute(node, operation, [self.operand(argument) for argument in arguments])

    def load(self, node: int, array: str, index: int) -> None:
        self.lines.append(f"%p{node} = getelementptr inbounds {self.vector.type}, ptr %{array}, i64 {index}")
        self.lines.append(f"%n{node} = load {self.vector.type}, ptr %p{node}, align {self.vector.lanes * 8}")

    def store(self, node: int, array: str, index: int) -> None:
        self.lines.append(f"%s{index} = getelementptr inbounds {self.vector.type}, ptr %{array}, i64 {index}")
        self.lines.append(
            f"store {self.vector.type} {self.operand(node)}, ptr %s{index}, align {self.vector.lanes * 8}"
        )

    def compute(self, node: int, operation: str, operands: list[str]) -> None:
        kind, target = self.vector.type, f"%n{node}"
        if operation in _ARITHMETIC:
            line = f"{target} = {_ARITHMETIC[operation]} contract {kind} {operands[0]}, {operands[1]}"
        elif operation in _CALLS:
            line = f"{target} = call fastcc {kind} @{_CALLS[operation]}{self.suffix}({kind} {operands[0]})"
        elif operation == "neg":
            line = f"{target} = fneg {kind} {operands[0]}"
        elif operation == "sqrt":
            line = f"{target} = call {kind} @llvm.sqrt.v{self.vector.lanes}f64({kind} {operands[0]})"
        else:
            line = self.choice(node, operation, operands)
        self.lines.append(line)

    def choice(self, node: int, operation: str, operands: list[str]) -> str:
        kind = self.vector.type
        a, b = operands[:2]
        then, otherwise = (a, b) if len(operands) == 2 else operands[2:]
        comparison = "ogt" if operation == "max" else "olt"
        self.lines.append(f"%c{node} = fcmp {comparison} {kind} {a}, {b}")
        return f"%n{node} = select {self.vector.mask} %c{node}, {kind} {then}, {kind} {otherwise}"
