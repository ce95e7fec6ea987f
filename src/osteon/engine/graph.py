"""A hash-consed expression graph: equal expressions are one node, so sharing is free and nothing is done twice."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Node(NamedTuple):
    """One operation: its name, the ids of its arguments and, for leaves, an index or a number."""

    operation: str
    arguments: tuple[int, ...]
    payload: float | int


_UNARY: dict[str, Callable[[float], float]] = {
    "neg": lambda a: -a,
    "exp": lambda a: math.exp(min(max(a, -708.0), 709.4)),
    "log": lambda a: math.log(a) if a > 0 else -math.inf if a == 0 else math.nan,
    "sqrt": lambda a: math.sqrt(a) if a >= 0 else math.nan,
    "cos": math.cos,
    "sin": math.sin,
    "softplus": lambda a: max(a, 0.0) + math.log1p(math.exp(-abs(a))),
}
_BINARY: dict[str, Callable[[float, float], float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "max": max,
    "min": min,
}
LEAVES = ("const", "time", "state", "param")


@dataclass(slots=True)
class Graph:
    """Nodes in the order they were made; an argument always stands before the node that uses it."""

    nodes: list[Node] = field(default_factory=list)
    moving: list[bool] = field(default_factory=list)
    """For every node, whether it depends on more than parameters: only such work is done at every step."""
    hills: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Nodes that are Hill curves: of what, with which half and steepness. Their derivative has a form of its own."""
    _index: dict[Node, int] = field(default_factory=dict)

    def leaf(self, kind: str, payload: float = 0) -> int:
        """A constant, the time, a state or a parameter."""
        return self._intern(Node(kind, (), payload))

    def const(self, value: float) -> int:
        """A number; all that is not a number is one node, though it does not equal itself."""
        return self.leaf("const", math.nan if math.isnan(value) else float(value))

    def value_of(self, node: int) -> float | None:
        """The number a constant node stands for; None for any other node."""
        return float(self.nodes[node].payload) if self.nodes[node].operation == "const" else None

    def make(self, operation: str, *arguments: int) -> int:
        """A node for an operation, after folding constants and the identities of 0 and 1."""
        numbers = [self.value_of(argument) for argument in arguments]
        if all(number is not None for number in numbers):
            folded = _fold(operation, [number for number in numbers if number is not None])
            if folded is not None:
                return self.const(folded)
        shortcut = self._identity(operation, arguments, numbers)
        if shortcut is None:
            shortcut = self._hoisting(operation, arguments)
        return self._intern(Node(operation, arguments, 0)) if shortcut is None else shortcut

    def power(self, base: int, exponent: int) -> int:
        """A power: products for small whole exponents, else exp(exponent log(base)), which share the base's log."""
        number = self.value_of(exponent)
        if number is not None and number in (0.0, 1.0, 2.0, 3.0, 4.0, -1.0):
            return self._whole_power(base, int(number))
        return self.make("exp", self.make("mul", exponent, self.make("log", base)))

    def hill(self, x: int, half: int, steepness: int) -> int:
        """x^n / (x^n + half^n); where n is no small whole number, 1/(1 + (half/x)^n) by logs, without overflow."""
        number = self.value_of(steepness)
        if number is not None and number in (1.0, 2.0, 3.0, 4.0):
            top = self.power(x, steepness)
            return self.make("div", top, self.make("add", top, self.power(half, steepness)))
        gap = self.make("sub", self.make("log", half), self.make("log", x))
        odds = self.make("exp", self.make("mul", steepness, gap))
        one = self.const(1.0)
        curve = self.make("div", one, self.make("add", one, odds))
        if self.value_of(curve) is None:
            self.hills[curve] = x, half, steepness
        return curve

    def reachable(self, roots: Iterable[int]) -> list[int]:
        """All nodes that the roots are made of, arguments first."""
        seen: set[int] = set()
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                stack.extend(self.nodes[node].arguments)
        return sorted(seen)

    def depends_on(self, kinds: Sequence[str]) -> list[bool]:
        """For every node, whether a leaf of one of the kinds stands below it."""
        flags: list[bool] = []
        for node in self.nodes:
            flags.append(node.operation in kinds or any(flags[argument] for argument in node.arguments))
        return flags

    def _intern(self, node: Node) -> int:
        found = self._index.get(node)
        if found is None:
            found = self._index[node] = len(self.nodes)
            self.nodes.append(node)
            still = node.operation in ("const", "param")
            self.moving.append(not still and (not node.arguments or any(self.moving[a] for a in node.arguments)))
        return found

    def _whole_power(self, base: int, exponent: int) -> int:
        if exponent < 0:
            return self.make("div", self.const(1.0), base)
        result = self.const(1.0)
        for _ in range(exponent):
            result = self.make("mul", result, base)
        return result

    def _identity(self, operation: str, arguments: tuple[int, ...], numbers: list[float | None]) -> int | None:
        match operation, numbers:
            case ("add" | "sub", [_, 0.0]) | ("mul" | "div", [_, 1.0]):
                return arguments[0]
            case ("add", [0.0, _]) | ("mul", [1.0, _]):
                return arguments[1]
            case ("mul", [0.0, _] | [_, 0.0]) | ("div", [0.0, _]):
                return self.const(0.0)
            case ("sub", [0.0, _]):
                return self.make("neg", arguments[1])
            case ("div", [_, float(divisor)]) if divisor:
                return self.make("mul", arguments[0], self.const(1.0 / divisor))
            case _:
                return None

    def _hoisting(self, operation: str, arguments: tuple[int, ...]) -> int | None:
        """Forms that leave less to do at every step: one reciprocal a divisor, parameters multiplied together."""
        if operation == "div" and self.value_of(arguments[0]) != 1.0:
            return self.make("mul", arguments[0], self.make("div", self.const(1.0), arguments[1]))
        if operation == "mul":
            left, right = sorted(arguments, key=lambda node: not self.moving[node])
            inner = self.nodes[left]
            if inner.operation == "mul" and not self.moving[right]:
                moved, still = sorted(inner.arguments, key=lambda node: not self.moving[node])
                if self.moving[moved] and not self.moving[still]:
                    return self.make("mul", moved, self.make("mul", still, right))
            if (left, right) != arguments:
                return self.make("mul", left, right)
        return None


def _fold(operation: str, numbers: list[float]) -> float | None:
    if operation in _UNARY:
        return float(_UNARY[operation](numbers[0]))
    if operation in _BINARY and not (operation == "div" and numbers[1] == 0.0):
        return float(_BINARY[operation](numbers[0], numbers[1]))
    return None
