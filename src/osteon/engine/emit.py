"""Graph nodes as LLVM text: one straight-line function over vectors, one person in each lane."""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass

from osteon.engine.plan import Straight

_ARITHMETIC = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
_CALLS = {
    "exp": "osteon_exp",
    "log": "osteon_log",
    "cos": "osteon_cos",
    "sin": "osteon_sin",
    "softplus": "osteon_softplus",
}
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
    """A double as LLVM's hexadecimal bits, so that no digit is lost in text.

    >>> exact(1.0)
    '0x3FF0000000000000'
    """
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


def straight_line(line: Straight, vector: Vector) -> str:
    """The text of a straight-line function.

    Functions that read prepared constants are called at every step: exp and log are written out in place there, which
    is faster to run and slower to compile.
    """
    writer = _Writer(line, vector)
    for node in line.needed:
        if node not in writer.inside:
            writer.node(node)
    for position, root in enumerate(line.roots):
        writer.store(root, line.arguments[-1], position)
    signature = ", ".join(f"ptr noalias nocapture %{argument}" for argument in line.arguments)
    body = "\n".join(f"  {text}" for text in writer.lines)
    return f"define internal void @{line.name}({signature}) #0 {{\n{body}\n  ret void\n}}\n"


class _Writer:
    """Writes one line for each node; operands are registers or literal constants."""

    def __init__(self, line: Straight, vector: Vector) -> None:
        self.line, self.graph, self.vector = line, line.graph, vector
        self.suffix = INLINE if "hoisted" in line.arrays else ""
        self.lines: list[str] = []
        self.inside = dict[int, int]()
        """Products that are worked out within the one sum that reads them, with one rounding: product -> sum.

        Chosen here and not by the compiler, whose choice changes with what stands around.
        """
        self.fuse()

    def fuse(self) -> None:
        readers = Counter(self.line.roots)
        inner = [node for node in self.line.needed if node not in self.line.stored]
        for node in inner:
            readers.update(self.graph.nodes[node].arguments)
        for node in inner:
            operation, arguments, _ = self.graph.nodes[node]
            products = [argument for argument in arguments if self.is_product(argument) and readers[argument] == 1]
            if operation in ("add", "sub") and products:
                self.inside[products[-1]] = node

    def is_product(self, node: int) -> bool:
        return self.graph.nodes[node].operation == "mul" and node not in self.line.stored

    def operand(self, node: int) -> str:
        value = self.graph.value_of(node)
        return self.vector.splat(value) if value is not None else f"%n{node}"

    def node(self, node: int) -> None:
        operation, arguments, payload = self.graph.nodes[node]
        if operation == "const":
            return
        if node in self.line.stored:
            self.load(node, self.line.arrays["hoisted"], self.line.stored[node])
        elif not arguments:
            self.load(node, self.line.arrays[operation], int(payload))
        elif any(self.inside.get(argument) == node for argument in arguments):
            self.compute_fused(node, operation, arguments)
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
            line = f"{target} = {_ARITHMETIC[operation]} {kind} {operands[0]}, {operands[1]}"
        elif operation in _CALLS:
            line = f"{target} = call fastcc {kind} @{_CALLS[operation]}{self.suffix}({kind} {operands[0]})"
        elif operation == "neg":
            line = f"{target} = fneg {kind} {operands[0]}"
        elif operation == "sqrt":
            line = f"{target} = call {kind} @llvm.sqrt.v{self.vector.lanes}f64({kind} {operands[0]})"
        else:
            line = self.choice(node, operation, operands)
        self.lines.append(line)

    def compute_fused(self, node: int, operation: str, arguments: tuple[int, ...]) -> None:
        kind = self.vector.type
        last = self.inside.get(arguments[1]) == node
        product, other = (arguments[1], arguments[0]) if last else arguments
        left, right = (self.operand(argument) for argument in self.graph.nodes[product].arguments)
        added = self.operand(other)
        if operation == "sub":
            turned = f"%m{node}"
            self.lines.append(f"{turned} = fneg {kind} {left if last else added}")
            left, added = (turned, added) if last else (left, turned)
        name = f"@llvm.fmuladd.v{self.vector.lanes}f64"
        self.lines.append(f"%n{node} = call {kind} {name}({kind} {left}, {kind} {right}, {kind} {added})")

    def choice(self, node: int, operation: str, operands: list[str]) -> str:
        kind = self.vector.type
        a, b = operands[:2]
        then, otherwise = (a, b) if len(operands) == 2 else operands[2:]
        comparison = "ogt" if operation == "max" else "olt"
        self.lines.append(f"%c{node} = fcmp {comparison} {kind} {a}, {b}")
        return f"%n{node} = select {self.vector.mask} %c{node}, {kind} {then}, {kind} {otherwise}"
