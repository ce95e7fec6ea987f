"""A graph node with its unit: the numbers that equations are written in while they are traced."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from osteon.engine.graph import Graph
from osteon.engine.unit import ONE, Unit, unit
from osteon.errors import DeclarationError

_ALLOWED_NUMBERS = (0, 1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """An expression and its unit. A sum needs equal dimensions; scales are folded in as constants."""

    graph: Graph
    node: int
    unit: Unit

    def to(self, wanted: Unit | str) -> Quantity:
        """The same quantity in another unit of the same dimensions."""
        target = unit(wanted) if isinstance(wanted, str) else wanted
        factor = self.unit.factor_to(target)
        if factor is None:
            raise DeclarationError(f"a quantity in {self.unit} cannot be given in {target}")
        return Quantity(self.graph, self.graph.make("mul", self.node, self.graph.const(factor)), target)

    @property
    def number(self) -> Quantity:
        """This quantity as a pure number (a percentage becomes a fraction)."""
        if not self.unit.dimensionless:
            raise DeclarationError(f"a pure number is needed here, not a quantity in {self.unit}")
        return self.to(ONE)

    def __add__(self, other: Quantity | int) -> Quantity:
        return self._sum("add", self, other)

    def __radd__(self, other: int) -> Quantity:
        return self._sum("add", self, other)

    def __sub__(self, other: Quantity | int) -> Quantity:
        return self._sum("sub", self, other)

    def __rsub__(self, other: int) -> Quantity:
        return self.lift(other).to(self.unit)._sum("sub", self.lift(other).to(self.unit), self)

    def __mul__(self, other: Quantity | int) -> Quantity:
        right = self.lift(other)
        return Quantity(self.graph, self.graph.make("mul", self.node, right.node), self.unit * right.unit)

    __rmul__ = __mul__

    def __truediv__(self, other: Quantity | int) -> Quantity:
        right = self.lift(other)
        return Quantity(self.graph, self.graph.make("div", self.node, right.node), self.unit / right.unit)

    def __rtruediv__(self, other: int) -> Quantity:
        return self.lift(other) / self

    def __neg__(self) -> Quantity:
        return Quantity(self.graph, self.graph.make("neg", self.node), self.unit)

    def __pow__(self, exponent: Quantity | int) -> Quantity:
        power = self.lift(exponent).number
        whole = power.graph.value_of(power.node)
        if self.unit.dimensionless:
            return Quantity(self.graph, self.graph.power(self.number.node, power.node), ONE)
        if whole is None or whole != int(whole):
            raise DeclarationError(
                f"a quantity in {self.unit} can only be raised to 0, 1 or 2; divide by a reference first"
            )
        return Quantity(self.graph, self.graph.power(self.node, power.node), self.unit.power(Fraction(int(whole))))

    def lift(self, value: Quantity | int) -> Quantity:
        """A plain 0, 1 or 2 as a pure number; other bare numbers are refused, since each constant needs a record."""
        if isinstance(value, Quantity):
            return value
        if isinstance(value, bool) or value not in _ALLOWED_NUMBERS:
            raise DeclarationError(
                f"the bare number {value!r} in an equation: declare it as a Param with unit and source"
            )
        return Quantity(self.graph, self.graph.const(float(value)), ONE)

    def _sum(self, operation: str, left: Quantity, other: Quantity | int) -> Quantity:
        right = self.lift(other)
        if not isinstance(other, Quantity) and other == 0:
            return left
        return Quantity(left.graph, left.graph.make(operation, left.node, right.to(left.unit).node), left.unit)


def exp(x: Quantity) -> Quantity:
    """The exponential of a pure number."""
    return _unary("exp", x)


def log(x: Quantity) -> Quantity:
    """Natural logarithm of a pure number."""
    return _unary("log", x)


def cos(x: Quantity) -> Quantity:
    """Cosine of an angle in radians."""
    return _unary("cos", x)


def sin(x: Quantity) -> Quantity:
    """Sine of an angle in radians."""
    return _unary("sin", x)


def sqrt(x: Quantity) -> Quantity:
    """Square root; the unit's square root with it."""
    return Quantity(x.graph, x.graph.make("sqrt", x.node), x.unit.power(Fraction(1, 2)))


def hill(x: Quantity, *, half: Quantity, steepness: Quantity | int = 1) -> Quantity:
    """x^n / (x^n + half^n), between 0 and 1; `half` in a unit that converts to that of `x`.

    >>> graph = Graph()
    >>> x, half = Quantity(graph, graph.const(3.0), unit("mmol")), Quantity(graph, graph.const(3000.0), unit("umol"))
    >>> graph.value_of(hill(x, half=half, steepness=2).node)
    0.5
    """
    power = x.lift(steepness).number
    return Quantity(x.graph, x.graph.hill(x.node, half.to(x.unit).node, power.node), ONE)


def tanh(x: Quantity) -> Quantity:
    """Hyperbolic tangent, from -1 to 1."""
    return 1 - 2 / (exp(2 * x) + 1)


def logistic(x: Quantity) -> Quantity:
    """1 / (1 + e^-x), from 0 to 1."""
    return 1 / (1 + exp(-x))


def softplus(x: Quantity, *, width: Quantity) -> Quantity:
    """A smooth max(x, 0) that bends over `width`; about width ln 2 at zero and never negative."""
    return width * _unary("softplus", x / width)


def maximum(left: Quantity, right: Quantity | int) -> Quantity:
    """The larger of two; a kink, so for published editions only."""
    return _pair("max", left, right)


def minimum(left: Quantity, right: Quantity | int) -> Quantity:
    """The smaller of two; a kink, so for published editions only."""
    return _pair("min", left, right)


def where_greater(left: Quantity, right: Quantity, then: Quantity, otherwise: Quantity) -> Quantity:
    """`then` where left > right, else `otherwise`; a jump, so for published editions only."""
    arguments = right.to(left.unit).node, left.node, then.node, otherwise.to(then.unit).node
    return Quantity(left.graph, left.graph.make("select", *arguments), then.unit)


def _unary(operation: str, x: Quantity) -> Quantity:
    return Quantity(x.graph, x.graph.make(operation, x.number.node), ONE)


def _pair(operation: str, left: Quantity, right: Quantity | int) -> Quantity:
    if not isinstance(right, Quantity) and right == 0:
        other = Quantity(left.graph, left.graph.const(0.0), left.unit)
    else:
        other = left.lift(right).to(left.unit)
    return Quantity(left.graph, left.graph.make(operation, left.node, other.node), left.unit)
