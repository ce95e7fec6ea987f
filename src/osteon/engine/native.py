"""A small typed subset of Python, compiled to LLVM text: the integrator is written in it and also runs as plain Python.

Types: ``Int``, ``Float``, ``Vec`` (one number a lane), and arrays ``Ints``, ``Floats``, ``Vecs``. ``vecs[i]`` is a
vector, ``vecs[i, lane]`` one number of it. A ``Bundle`` groups arguments: its fields are read as ``bundle.field``.
Statements: assignment, if, while, for-range, return. No short circuit: both sides of ``and`` and ``or`` are worked out.
Names that are not local are numbers given as constants.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.engine.emit import Vector, exact
from osteon.errors import DeclarationError

Int: TypeAlias = int
Float: TypeAlias = float
Bool: TypeAlias = bool
Vec: TypeAlias = Any
Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Vecs: TypeAlias = NDArray[np.float64]

INLINED = ("increment",)
_SCALARS = {"Int": "i64", "Float": "double", "Bool": "i1", "None": "void"}
_ARRAYS = {"Ints": "Int", "Floats": "Float", "Vecs": "Vec"}
_OPERATORS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
_COMPARISONS = {ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne"}


def select(condition: Any, then: Any, otherwise: Any) -> Any:
    """In plain Python: `then` where the condition holds, else `otherwise`, lane by lane."""
    return np.where(condition, then, otherwise)


def square_root(x: Any) -> Any:
    """In plain Python: the square root."""
    return np.sqrt(x)


def size_of(x: Any) -> Any:
    """In plain Python: the absolute value."""
    return np.abs(x)


def everywhere(x: float) -> Any:
    """In plain Python: a number that stands in every lane."""
    return x


def take(counter: Any) -> int:
    """In plain Python: the count so far, then one more. Compiled, threads that share a counter never get the same."""
    counter[0] += 1
    return int(counter[0] - 1)


def part(array: Any, start: int) -> Any:
    """In plain Python: the array from an index on."""
    return array[start:]


class Bundle:
    """Base of argument groups: subclass it as a dataclass whose fields have types of the subset."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The argument types and result type of a compiled function, by the names used here.

    The fields of a bundle stand one by one, as ``bundle.field``.
    """

    name: str
    arguments: tuple[tuple[str, str], ...]
    result: str

    @classmethod
    def of(cls, function: Callable[..., Any]) -> Signature:
        """Read the annotations of a function."""
        notes = {name: _type_name(note) for name, note in function.__annotations__.items()}
        result = notes.pop("return", "None")
        flat: list[tuple[str, str]] = []
        for name, kind in notes.items():
            bundle = function.__globals__.get(kind)
            if isinstance(bundle, type) and issubclass(bundle, Bundle):
                flat += [(f"{name}.{field}", _type_name(note)) for field, note in bundle.__annotations__.items()]
            else:
                flat.append((name, kind))
        return cls(function.__name__, tuple(flat), result)

    def fields(self, bundle: str) -> list[str]:
        """The flat names of a bundle argument; empty where the name is no bundle."""
        return [name for name, _ in self.arguments if name.startswith(f"{bundle}.")]


@dataclass(frozen=True, slots=True)
class Value:
    """A register or literal and its type."""

    text: str
    kind: str


def compile_native(
    functions: list[Callable[..., Any]],
    *,
    vector: Vector,
    constants: Mapping[str, float],
    externals: Mapping[str, Signature],
    exported: tuple[str, ...],
) -> str:
    """LLVM text of the functions; all but the exported one are internal to the module.

    Raises:
        DeclarationError: a statement or type outside the subset, with file and line.
    """
    signatures = {**externals, **{function.__name__: Signature.of(function) for function in functions}}
    parts = []
    for function in functions:
        linkage = "" if function.__name__ in exported else "internal "
        parts.append(_Function(function, vector, constants, signatures).text(linkage))
    return "\n".join(parts)


def _type_name(note: object) -> str:
    return note if isinstance(note, str) else getattr(note, "__name__", str(note))


class _Function:
    """Compiles one function; locals live in stack slots that LLVM turns into registers."""

    def __init__(
        self,
        function: Callable[..., Any],
        vector: Vector,
        constants: Mapping[str, float],
        signatures: Mapping[str, Signature],
    ) -> None:
        self.function, self.vector, self.constants, self.signatures = function, vector, constants, signatures
        self.signature = signatures[function.__name__]
        self.lines: list[str] = []
        self.slots: dict[str, str] = {}
        self.count = 0

    def text(self, linkage: str) -> str:
        """The whole definition."""
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(self.function))).body
        assert isinstance(definition, ast.FunctionDef)
        for name, kind in self.signature.arguments:
            self.assign(name, Value(f"%{name}", kind))
        self.block([statement for statement in definition.body if not _is_docstring(statement)])
        arguments = ", ".join(
            f"{self.llvm(kind)}{' noalias' if kind in _ARRAYS else ''} %{name}"
            for name, kind in self.signature.arguments
        )
        result = self.llvm(self.signature.result)
        tail = "ret void" if result == "void" else "unreachable"
        slots = [
            f"  %{name}.slot = alloca {self.llvm(kind)}, align {self.vector.lanes * 8}"
            for name, kind in self.slots.items()
        ]
        body = "\n".join([*slots, *self.lines, f"  {tail}"])
        inlining = " alwaysinline" if self.signature.name in INLINED else ""
        return f"define {linkage}{result} @{self.signature.name}({arguments}){inlining} #0 {{\n{body}\n}}\n"

    def llvm(self, kind: str) -> str:
        """The LLVM name of a type."""
        if kind == "Vec":
            return self.vector.type
        if kind == "Mask":
            return self.vector.mask
        return "ptr" if kind in _ARRAYS else _SCALARS[kind]

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

    # Statements

    def block(self, statements: list[ast.stmt]) -> None:
        """Compile statements in turn."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """Compile one statement."""
        match node:
            case ast.Assign(targets=[target], value=value):
                self.store(target, self.expression(value))
            case ast.AugAssign(target=target, op=op, value=value):
                self.store(target, self.arithmetic(op, self.expression(target), self.expression(value)))
            case ast.If():
                self.branch(node)
            case ast.While():
                self.loop(node)
            case ast.For(target=ast.Name(id=name), iter=ast.Call(args=bounds), body=body):
                self.count_loop(name, bounds, body)
            case ast.Return(value=None):
                self.give_back("ret void")
            case ast.Return(value=value) if value is not None:
                result = self.cast(self.expression(value), self.signature.result)
                self.give_back(f"ret {self.llvm(result.kind)} {result.text}")
            case ast.Expr(value=ast.Call() as call):
                self.call(call)
            case ast.Pass():
                pass
            case _:
                raise self.refuse(node)

    def give_back(self, text: str) -> None:
        """Return, and start a block for whatever stands behind."""
        self.lines.append(f"  {text}")
        self.lines.append(f"{self.fresh('after')}:")

    def branch(self, node: ast.If) -> None:
        """An if with its else."""
        yes, no, end = (self.fresh(stem) for stem in ("then", "else", "end"))
        condition = self.expression(node.test)
        self.lines.append(f"  br i1 {condition.text}, label %{yes}, label %{no}")
        self.lines.append(f"{yes}:")
        self.block(node.body)
        self.lines.append(f"  br label %{end}")
        self.lines.append(f"{no}:")
        self.block(node.orelse)
        self.label(end)

    def loop(self, node: ast.While) -> None:
        """A while loop."""
        head, body, end = (self.fresh(stem) for stem in ("while", "body", "end"))
        self.label(head)
        condition = self.expression(node.test)
        self.lines.append(f"  br i1 {condition.text}, label %{body}, label %{end}")
        self.lines.append(f"{body}:")
        self.block(node.body)
        self.lines.append(f"  br label %{head}")
        self.lines.append(f"{end}:")

    def count_loop(self, name: str, bounds: list[ast.expr], body: list[ast.stmt]) -> None:
        """A for over a range."""
        first = self.expression(bounds[0]) if len(bounds) > 1 else Value("0", "Int")
        last = self.expression(bounds[-1])
        self.assign(name, first)
        head, inside, end = (self.fresh(stem) for stem in ("for", "body", "end"))
        self.label(head)
        test = self.put(f"icmp slt i64 {self.read(name).text}, {last.text}", "Bool")
        self.lines.append(f"  br i1 {test.text}, label %{inside}, label %{end}")
        self.lines.append(f"{inside}:")
        self.block(body)
        self.assign(name, self.put(f"add nsw i64 {self.read(name).text}, 1", "Int"))
        self.lines.append(f"  br label %{head}")
        self.lines.append(f"{end}:")

    def store(self, target: ast.expr, value: Value) -> None:
        """Assign to a local or an array element."""
        if isinstance(target, ast.Name):
            self.assign(target.id, value)
        elif isinstance(target, ast.Subscript):
            address, kind = self.address(target)
            value = self.cast(value, kind)
            align = f", align {self.vector.lanes * 8}" if kind == "Vec" else ""
            self.lines.append(f"  store {self.llvm(kind)} {value.text}, ptr {address}{align}")
        else:
            raise self.refuse(target)

    # Expressions

    def expression(self, node: ast.expr) -> Value:
        """Compile an expression."""
        match node:
            case ast.Constant(value=bool() | int() | float() as number):
                return self.number(number)
            case ast.Name(id=name):
                return self.read(name)
            case ast.Attribute(value=ast.Name(id=bundle), attr=field):
                return self.read(f"{bundle}.{field}")
            case ast.BinOp(left=left, op=op, right=right):
                return self.arithmetic(op, self.expression(left), self.expression(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.negative(self.expression(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.put(f"xor i1 {self.expression(operand).text}, true", "Bool")
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.comparison(op, self.expression(left), self.expression(right))
            case ast.BoolOp(op=op, values=values):
                return self.logic(op, [self.expression(value) for value in values])
            case ast.Subscript():
                address, kind = self.address(node)
                align = f", align {self.vector.lanes * 8}" if kind == "Vec" else ""
                return self.put(f"load {self.llvm(kind)}, ptr {address}{align}", kind)
            case ast.Call():
                return self.call(node)
            case _:
                raise self.refuse(node)

    def number(self, number: float) -> Value:
        """A literal."""
        if isinstance(number, bool):
            return Value("true" if number else "false", "Bool")
        return Value(str(number), "Int") if isinstance(number, int) else Value(exact(number), "Float")

    def read(self, name: str) -> Value:
        """A local, or a constant of the module."""
        if name in self.slots:
            kind = self.slots[name]
            return self.put(f"load {self.llvm(kind)}, ptr %{name}.slot", kind)
        if name in self.constants:
            return self.number(self.constants[name])
        raise DeclarationError(f"{self.signature.name}: {name!r} is neither a local nor a given constant")

    def negative(self, value: Value) -> Value:
        """Change of sign."""
        if value.kind == "Int":
            return self.put(f"sub i64 0, {value.text}", "Int")
        return self.put(f"fneg {self.llvm(value.kind)} {value.text}", value.kind)

    def arithmetic(self, op: ast.operator, left: Value, right: Value) -> Value:
        """Plus, minus, times, divided by; whole numbers stay whole under the first three."""
        kind = self.common(left, right)
        a, b = self.cast(left, kind), self.cast(right, kind)
        name = _OPERATORS[type(op)]
        if kind == "Int":
            return self.put(f"{name} nsw i64 {a.text}, {b.text}", kind)
        return self.put(f"f{name} contract {self.llvm(kind)} {a.text}, {b.text}", kind)

    def comparison(self, op: ast.cmpop, left: Value, right: Value) -> Value:
        """A comparison; false where a number is not a number, but for 'not equal'."""
        kind = self.common(left, right)
        a, b = self.cast(left, kind), self.cast(right, kind)
        name = _COMPARISONS[type(op)]
        if kind == "Int":
            code = name if name in ("eq", "ne") else f"s{name}"
            return self.put(f"icmp {code} i64 {a.text}, {b.text}", "Bool")
        code = f"{'u' if name == 'ne' else 'o'}{name}"
        return self.put(f"fcmp {code} {self.llvm(kind)} {a.text}, {b.text}", "Mask" if kind == "Vec" else "Bool")

    def logic(self, op: ast.boolop, values: list[Value]) -> Value:
        """And, or."""
        total = values[0]
        for value in values[1:]:
            word = "and" if isinstance(op, ast.And) else "or"
            total = self.put(f"{word} {self.llvm(total.kind)} {total.text}, {value.text}", total.kind)
        return total

    def address(self, node: ast.Subscript) -> tuple[str, str]:
        """Where an array element stands and its type; ``vecs[i, lane]`` is one number of a vector."""
        array = self.expression(node.value)
        kind = _ARRAYS[array.kind]
        if isinstance(node.slice, ast.Tuple):
            row, lane = (self.expression(index).text for index in node.slice.elts)
            place = self.put(
                f"getelementptr inbounds {self.vector.type}, ptr {array.text}, i64 {row}, i64 {lane}", "Int"
            )
            return place.text, "Float"
        index = self.expression(node.slice).text
        place = self.put(f"getelementptr inbounds {self.llvm(kind)}, ptr {array.text}, i64 {index}", "Int")
        return place.text, kind

    def call(self, node: ast.Call) -> Value:
        """A call of one of the built-in operations or of another function of the module."""
        assert isinstance(node.func, ast.Name)
        name, arguments = node.func.id, [value for argument in node.args for value in self.spread(argument)]
        match name:
            case "select":
                return self.select(*arguments)
            case "square_root" | "size_of":
                return self.intrinsic("sqrt" if name == "square_root" else "fabs", arguments[0])
            case "part":
                kind = self.llvm(_ARRAYS[arguments[0].kind])
                text = f"getelementptr inbounds {kind}, ptr {arguments[0].text}, i64 {arguments[1].text}"
                return self.put(text, arguments[0].kind)
            case "take":
                return self.put(f"atomicrmw add ptr {arguments[0].text}, i64 1 monotonic", "Int")
            case "everywhere":
                return self.cast(arguments[0], "Vec")
            case "float":
                return self.cast(arguments[0], "Float")
            case _:
                return self.user_call(name, arguments)

    def spread(self, node: ast.expr) -> list[Value]:
        """An argument of a call: a bundle stands for all its fields."""
        fields = self.signature.fields(node.id) if isinstance(node, ast.Name) else []
        return [self.read(field) for field in fields] if fields else [self.expression(node)]

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

    def user_call(self, name: str, arguments: list[Value]) -> Value:
        """A call of another compiled function."""
        if name not in self.signatures:
            raise DeclarationError(f"{self.signature.name}: {name!r} cannot be called from compiled code")
        signature = self.signatures[name]
        given = [self.cast(v, kind) for v, (_, kind) in zip(arguments, signature.arguments, strict=True)]
        text = f"@{name}({', '.join(f'{self.llvm(v.kind)} {v.text}' for v in given)})"
        if signature.result == "None":
            self.lines.append(f"  call void {text}")
            return Value("", "None")
        return self.put(f"call {self.llvm(signature.result)} {text}", signature.result)

    # Types

    def common(self, left: Value, right: Value) -> str:
        """The wider of two types: Int, Float, Vec in that order."""
        order = ("Bool", "Int", "Float", "Vec")
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
        raise DeclarationError(f"{self.signature.name}: a {value.kind} cannot stand where a {kind} is needed")

    def refuse(self, node: ast.AST) -> DeclarationError:
        """An error that names the place."""
        line = getattr(node, "lineno", 0)
        return DeclarationError(
            f"{self.signature.name}, line {line}: {ast.dump(node)[:80]} is outside the compiled subset"
        )


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
