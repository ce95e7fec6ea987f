"""The compiled subset of Python to LLVM text: one function at a time, one instruction after the other."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from osteon.engine.emit import Vector
from osteon.engine.instructions import ARRAYS, Instructions, RefusalError, Value
from osteon.engine.native import Signature
from osteon.errors import DeclarationError

INLINED = ("increment",)


def compile_native(
    functions: Sequence[Callable[..., Any]],
    *,
    vector: Vector,
    constants: Mapping[str, float],
    externals: Mapping[str, Signature],
    exported: tuple[str, ...],
) -> str:
    """LLVM text of the functions; all but the exported one are internal to the module.

    Raises:
        DeclarationError: a statement, name or type outside the subset, with file and line.
    """
    signatures = {**externals, **{function.__name__: Signature.of(function) for function in functions}}
    parts = []
    for function in functions:
        linkage = "" if function.__name__ in exported else "internal "
        parts.append(_Function(function, vector, constants, signatures).text(linkage))
    return "\n".join(parts)


class _Function:
    """Compiles one function: walks its syntax tree and writes instructions."""

    def __init__(
        self,
        function: Callable[..., Any],
        vector: Vector,
        constants: Mapping[str, float],
        signatures: Mapping[str, Signature],
    ) -> None:
        self.function, self.constants, self.signatures = function, constants, signatures
        self.signature = signatures[function.__name__]
        self.code = Instructions(vector)
        self.line = 0

    def text(self, linkage: str) -> str:
        """The whole definition."""
        definition = self.parsed()
        try:
            for name, kind in self.signature.arguments:
                self.code.assign(name, Value(f"%{name}", kind))
            self.block([statement for statement in definition.body if not _is_docstring(statement)])
        except RefusalError as why:
            file = inspect.getsourcefile(self.function)
            raise DeclarationError(f"{file}:{self.line}: in {self.signature.name}: {why}") from None
        result = self.code.llvm(self.signature.result)
        tail = "ret void" if result == "void" else "unreachable"
        inlining = " alwaysinline" if self.signature.name in INLINED else ""
        body = "\n".join([*self.code.allocations(), *self.code.lines, f"  {tail}"])
        return f"define {linkage}{result} @{self.signature.name}({self.arguments()}){inlining} #0 {{\n{body}\n}}\n"

    def arguments(self) -> str:
        """The arguments as the definition spells them."""
        return ", ".join(
            f"{self.code.llvm(kind)}{' noalias' if kind in ARRAYS else ''} %{name}"
            for name, kind in self.signature.arguments
        )

    def parsed(self) -> ast.FunctionDef:
        """The function's syntax tree, with the line numbers of its file."""
        lines, first = inspect.getsourcelines(self.function)
        (definition,) = ast.parse(textwrap.dedent("".join(lines))).body
        assert isinstance(definition, ast.FunctionDef)
        ast.increment_lineno(definition, first - 1)
        return definition

    # Statements

    def block(self, statements: list[ast.stmt]) -> None:
        """Compile statements in turn."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """Compile one statement."""
        self.line = node.lineno
        match node:
            case ast.Assign(targets=[target], value=value):
                self.store(target, self.expression(value))
            case ast.AugAssign(target=target, op=op, value=value):
                self.store(target, self.code.arithmetic(op, self.expression(target), self.expression(value)))
            case ast.If():
                self.branch(node)
            case ast.While(orelse=[]):
                self.loop(node)
            case ast.For(target=ast.Name(id=name), iter=ast.Call(ast.Name("range"), bounds, []), orelse=[]):
                self.count_loop(name, bounds, node.body)
            case ast.Return(value=None):
                self.give_back("ret void")
            case ast.Return(value=value) if value is not None:
                result = self.code.cast(self.expression(value), self.signature.result)
                self.give_back(f"ret {self.code.llvm(result.kind)} {result.text}")
            case ast.Expr(value=ast.Call() as call):
                self.call(call)
            case ast.Pass():
                pass
            case _:
                raise RefusalError(f"{ast.unparse(node)!r} is outside the compiled subset")

    def give_back(self, text: str) -> None:
        """Return, and start a block for whatever stands behind."""
        self.code.lines.append(f"  {text}")
        self.code.lines.append(f"{self.code.fresh('after')}:")

    def branch(self, node: ast.If) -> None:
        """An if with its else."""
        yes, no, end = (self.code.fresh(stem) for stem in ("then", "else", "end"))
        condition = self.condition(node.test)
        self.code.lines.append(f"  br i1 {condition.text}, label %{yes}, label %{no}")
        self.code.lines.append(f"{yes}:")
        self.block(node.body)
        self.code.lines.append(f"  br label %{end}")
        self.code.lines.append(f"{no}:")
        self.block(node.orelse)
        self.code.label(end)

    def loop(self, node: ast.While) -> None:
        """A while loop."""
        head, body, end = (self.code.fresh(stem) for stem in ("while", "body", "end"))
        self.code.label(head)
        condition = self.condition(node.test)
        self.code.lines.append(f"  br i1 {condition.text}, label %{body}, label %{end}")
        self.code.lines.append(f"{body}:")
        self.block(node.body)
        self.code.lines.append(f"  br label %{head}")
        self.code.lines.append(f"{end}:")

    def condition(self, node: ast.expr) -> Value:
        """What an if or while asks: one truth value, not one a lane."""
        value = self.expression(node)
        if value.kind != "Bool":
            raise RefusalError(f"{ast.unparse(node)!r} is a {value.kind}, but one truth value is needed")
        return value

    def count_loop(self, name: str, bounds: list[ast.expr], body: list[ast.stmt]) -> None:
        """A for over a range."""
        first = self.expression(bounds[0]) if len(bounds) > 1 else Value("0", "Int")
        last = self.expression(bounds[-1])
        self.code.assign(name, first)
        head, inside, end = (self.code.fresh(stem) for stem in ("for", "body", "end"))
        self.code.label(head)
        test = self.code.put(f"icmp slt i64 {self.code.recall(name).text}, {last.text}", "Bool")
        self.code.lines.append(f"  br i1 {test.text}, label %{inside}, label %{end}")
        self.code.lines.append(f"{inside}:")
        self.block(body)
        self.code.assign(name, self.code.put(f"add nsw i64 {self.code.recall(name).text}, 1", "Int"))
        self.code.lines.append(f"  br label %{head}")
        self.code.lines.append(f"{end}:")

    def store(self, target: ast.expr, value: Value) -> None:
        """Assign to a local or an array element."""
        if isinstance(target, ast.Name):
            self.code.assign(target.id, value)
        elif isinstance(target, ast.Subscript):
            address, kind = self.address(target)
            self.code.store(address, self.code.cast(value, kind))
        else:
            raise RefusalError(f"{ast.unparse(target)!r} cannot be assigned to")

    # Expressions

    def expression(self, node: ast.expr) -> Value:
        """Compile an expression."""
        match node:
            case ast.Constant(value=bool() | int() | float() as number):
                return self.code.number(number)
            case ast.Name(id=name):
                return self.read(name)
            case ast.Attribute(value=ast.Name(id=bundle), attr=field):
                return self.read(f"{bundle}.{field}")
            case ast.BinOp(left=left, op=op, right=right):
                return self.code.arithmetic(op, self.expression(left), self.expression(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.code.negative(self.expression(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.code.put(f"xor i1 {self.condition(operand).text}, true", "Bool")
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.code.comparison(op, self.expression(left), self.expression(right))
            case ast.BoolOp(op=op, values=values):
                return self.code.logic(op, [self.expression(value) for value in values])
            case ast.Subscript():
                return self.code.load(*self.address(node))
            case ast.Call():
                return self.call(node)
            case _:
                raise RefusalError(f"{ast.unparse(node)!r} is outside the compiled subset")

    def read(self, name: str) -> Value:
        """A local, or a constant of the module."""
        if name in self.code.slots:
            return self.code.recall(name)
        if name in self.constants:
            return self.code.number(self.constants[name])
        raise RefusalError(f"{name!r} is neither a local nor a given constant")

    def address(self, node: ast.Subscript) -> tuple[str, str]:
        """Where an array element stands and its type; ``vecs[i, lane]`` is one number of a vector."""
        array = self.expression(node.value)
        if array.kind not in ARRAYS:
            raise RefusalError(f"{ast.unparse(node.value)!r} is a {array.kind}, which has no elements")
        if isinstance(node.slice, ast.Tuple):
            row, lane = (self.expression(index) for index in node.slice.elts)
            return self.code.place(self.code.vector.type, array, row, lane), "Float"
        kind = ARRAYS[array.kind]
        return self.code.place(self.code.llvm(kind), array, self.expression(node.slice)), kind

    def call(self, node: ast.Call) -> Value:
        """A call of one of the built-in operations or of another function of the module."""
        if not isinstance(node.func, ast.Name):
            raise RefusalError(f"{ast.unparse(node.func)!r} cannot be called from compiled code")
        name, arguments = node.func.id, [value for argument in node.args for value in self.spread(argument)]
        match name:
            case "select":
                return self.code.select(*arguments)
            case "square_root" | "size_of":
                return self.code.intrinsic("sqrt" if name == "square_root" else "fabs", arguments[0])
            case "part":
                element = self.code.llvm(ARRAYS[arguments[0].kind])
                return Value(self.code.place(element, *arguments), arguments[0].kind)
            case "take":
                return self.code.put(f"atomicrmw add ptr {arguments[0].text}, i64 1 monotonic", "Int")
            case "peek":
                return self.code.put(f"load atomic i64, ptr {arguments[0].text} monotonic, align 8", "Int")
            case "undefined":
                return self.code.comparison_of("uno", arguments[0], arguments[0])
            case "everywhere":
                return self.code.cast(arguments[0], "Vec")
            case "float":
                return self.code.cast(arguments[0], "Float")
            case "bool":
                return self.code.cast(arguments[0], "Bool")
            case _:
                return self.user_call(name, arguments)

    def spread(self, node: ast.expr) -> list[Value]:
        """An argument of a call: a bundle stands for all its fields."""
        fields = self.signature.fields(node.id) if isinstance(node, ast.Name) else []
        return [self.read(field) for field in fields] if fields else [self.expression(node)]

    def user_call(self, name: str, arguments: list[Value]) -> Value:
        """A call of another compiled function."""
        if name not in self.signatures:
            raise RefusalError(f"{name!r} cannot be called from compiled code")
        signature = self.signatures[name]
        if len(arguments) != len(signature.arguments):
            raise RefusalError(f"{name!r} takes {len(signature.arguments)} arguments, not {len(arguments)}")
        given = [self.code.cast(v, kind) for v, (_, kind) in zip(arguments, signature.arguments, strict=True)]
        text = f"@{name}({', '.join(f'{self.code.llvm(v.kind)} {v.text}' for v in given)})"
        if signature.result == "None":
            self.code.lines.append(f"  call void {text}")
            return Value("", "None")
        return self.code.put(f"call {self.code.llvm(signature.result)} {text}", signature.result)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
