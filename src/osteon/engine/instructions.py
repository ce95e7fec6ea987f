"""LLVM instructions for typed values, one line of text at a time."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from osteon.engine.emit import Vector, exact

_SCALARS = {"Int": "i64", "Float": "double", "Bool": "i1", "None": "void"}
ARRAYS = {"Ints": "Int", "Floats": "Float", "Vecs": "Vec"}
_OPERATORS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
_COMPARISONS = {ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne"}


class RefusalError(Exception):
    """Something is outside the compiled subset; `compiler` adds the place."""


@dataclass(frozen=True, slots=True)
class Value:
    """A register or literal and its type."""

    text: str
    kind: str


class Instructions:
    """The lines of one function; locals live in stack slots that LLVM turns into registers."""

    def __init__(self, vector: Vector) -> None:
        self.vector = vector
        self.lines: list[str] = []
        self.slots: dict[str, str] = {}
        self.count = 0

    def llvm(self, kind: str) -> str:
        """The LLVM name of a type."""
        if kind == "Vec":
            return self.vector.type
        if kind == "Mask":
            return self.vector.mask
        return "ptr" if kind in ARRAYS else _SCALARS[kind]

    def fresh(self, stem: str) -> str:
        """A name not used before in this function."""
        self.count += 1
        return f"{stem}.{self.count}"

    def put(self, text: str, kind: str) -> Value:
        """Write an instruction and give its result."""
        name = f"%{self.fresh('r')}"
        self.lines.append(f"  {name} = {text}")
        return Value(name, kind)

    def label(self, name: str) -> None:
        """Start a block, falling into it from the one before."""
        self.lines.append(f"  br label %{name}")
        self.lines.append(f"{name}:")

    def assign(self, name: str, value: Value) -> None:
        """Store into a local."""
        kind = self.slots.setdefault(name, value.kind)
        value = self.cast(value, kind)
        self.lines.append(f"  store {self.llvm(kind)} {value.text}, ptr %{name}.slot")

    def recall(self, name: str) -> Value:
        """What a local holds."""
        kind = self.slots[name]
        return self.put(f"load {self.llvm(kind)}, ptr %{name}.slot", kind)

    def allocations(self) -> list[str]:
        """The lines that make room for the locals; they stand first in a function."""
        align = self.vector.lanes * 8
        return [f"  %{name}.slot = alloca {self.llvm(kind)}, align {align}" for name, kind in self.slots.items()]

    def place(self, element: str, array: Value, *indices: Value) -> str:
        """The address of an array's element."""
        steps = ", ".join(f"i64 {self.cast(index, 'Int').text}" for index in indices)
        return self.put(f"getelementptr inbounds {element}, ptr {array.text}, {steps}", "Int").text

    def load(self, address: str, kind: str) -> Value:
        """The value at an address."""
        return self.put(f"load {self.llvm(kind)}, ptr {address}{self._aligned(kind)}", kind)

    def store(self, address: str, value: Value) -> None:
        """Put a value at an address."""
        self.lines.append(f"  store {self.llvm(value.kind)} {value.text}, ptr {address}{self._aligned(value.kind)}")

    def _aligned(self, kind: str) -> str:
        return f", align {self.vector.lanes * 8}" if kind == "Vec" else ""

    def number(self, number: float) -> Value:
        """A literal."""
        if isinstance(number, bool):
            return Value("true" if number else "false", "Bool")
        return Value(str(number), "Int") if isinstance(number, int) else Value(exact(number), "Float")

    def negative(self, value: Value) -> Value:
        """Change of sign."""
        if value.kind == "Int":
            return self.put(f"sub i64 0, {value.text}", "Int")
        return self.put(f"fneg {self.llvm(value.kind)} {value.text}", value.kind)

    def arithmetic(self, op: ast.operator, left: Value, right: Value) -> Value:
        """Plus, minus, times, divided by; whole numbers stay whole under the first three."""
        kind = self.common(left, right)
        a, b = self.cast(left, kind), self.cast(right, kind)
        name = _OPERATORS.get(type(op))
        if name is None or (name == "div" and kind == "Int"):
            raise RefusalError(f"{type(op).__name__} of {left.kind} and {right.kind} is outside the compiled subset")
        if kind == "Int":
            return self.put(f"{name} nsw i64 {a.text}, {b.text}", kind)
        return self.put(f"f{name} contract {self.llvm(kind)} {a.text}, {b.text}", kind)

    def comparison(self, op: ast.cmpop, left: Value, right: Value) -> Value:
        """A comparison; false where a number is not a number, but for 'not equal'."""
        if type(op) not in _COMPARISONS:
            raise RefusalError(f"the comparison {type(op).__name__} is outside the compiled subset")
        kind = self.common(left, right)
        a, b = self.cast(left, kind), self.cast(right, kind)
        name = _COMPARISONS[type(op)]
        if kind == "Int":
            code = name if name in ("eq", "ne") else f"s{name}"
            return self.put(f"icmp {code} i64 {a.text}, {b.text}", "Bool")
        return self.comparison_of(f"{'u' if name == 'ne' else 'o'}{name}", a, b)

    def comparison_of(self, code: str, a: Value, b: Value) -> Value:
        """A comparison of two numbers or vectors by LLVM's code for it."""
        kind = "Mask" if a.kind == "Vec" else "Bool"
        return self.put(f"fcmp {code} {self.llvm(a.kind)} {a.text}, {b.text}", kind)

    def logic(self, op: ast.boolop, values: list[Value]) -> Value:
        """And, or."""
        total = values[0]
        for value in values[1:]:
            word = "and" if isinstance(op, ast.And) else "or"
            total = self.put(f"{word} {self.llvm(total.kind)} {total.text}, {value.text}", total.kind)
        return total

    def select(self, condition: Value, then: Value, otherwise: Value) -> Value:
        """A choice without a branch."""
        kind = "Vec" if condition.kind == "Mask" else self.common(then, otherwise)
        a, b = self.cast(then, kind), self.cast(otherwise, kind)
        llvm = self.llvm(kind)
        return self.put(f"select {self.llvm(condition.kind)} {condition.text}, {llvm} {a.text}, {llvm} {b.text}", kind)

    def intrinsic(self, name: str, value: Value) -> Value:
        """Square root or absolute value."""
        suffix = f"v{self.vector.lanes}f64" if value.kind == "Vec" else "f64"
        kind = self.llvm(value.kind)
        return self.put(f"call {kind} @llvm.{name}.{suffix}({kind} {value.text})", value.kind)

    def common(self, left: Value, right: Value) -> str:
        """The wider of two types: Int, Float, Vec in that order."""
        order = ("Bool", "Int", "Float", "Vec")
        for value in (left, right):
            if value.kind not in order:
                raise RefusalError(f"a {value.kind} cannot stand in arithmetic")
        return max(left.kind, right.kind, key=order.index)

    def cast(self, value: Value, kind: str) -> Value:
        """A value in a wider type; a number becomes a vector by standing in every lane."""
        if value.kind == kind:
            return value
        if value.kind == "Int" and kind in ("Float", "Vec"):
            number = self.put(f"sitofp i64 {value.text} to double", "Float")
            return self.cast(number, kind)
        if value.kind == "Float" and kind == "Vec":
            one = self.put(f"insertelement {self.vector.type} poison, double {value.text}, i64 0", "Vec")
            zeros = f"<{self.vector.lanes} x i32> zeroinitializer"
            return self.put(f"shufflevector {self.vector.type} {one.text}, {self.vector.type} poison, {zeros}", "Vec")
        raise RefusalError(f"a {value.kind} cannot stand where a {kind} is needed")
