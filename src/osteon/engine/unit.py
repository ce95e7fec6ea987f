"""Unit algebra used while equations are traced: scales and dimensions, nothing at run time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from osteon.errors import DeclarationError, nearest

Dimensions = tuple[tuple[str, Fraction], ...]

_PREFIXES = {"": 1.0, "k": 1e3, "d": 1e-1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "µ": 1e-6, "n": 1e-9, "p": 1e-12}
_PREFIXED: dict[str, tuple[float, dict[str, int]]] = {
    "mol": (1.0, {"mol": 1}),
    "g": (1.0, {"g": 1}),
    "m": (1.0, {"m": 1}),
    "L": (1e-3, {"m": 3}),
    "M": (1e3, {"mol": 1, "m": -3}),
    "J": (1.0, {"J": 1}),
    "W": (86400.0, {"J": 1, "d": -1}),
}
_PLAIN: dict[str, tuple[float, dict[str, int]]] = {
    "1": (1.0, {}),
    "-": (1.0, {}),
    "%": (0.01, {}),
    "d": (1.0, {"d": 1}),
    "day": (1.0, {"d": 1}),
    "h": (1 / 24, {"d": 1}),
    "min": (1 / 1440, {"d": 1}),
    "s": (1 / 86400, {"d": 1}),
    "week": (7.0, {"d": 1}),
    "y": (365.25, {"d": 1}),
    "IU": (1.0, {"IU": 1}),
    "SED": (100.0, {"J": 1, "m": -2}),
    "AU": (1.0, {"AU": 1}),
    "unit": (1.0, {"unit": 1}),
}
_TOKEN = re.compile(r"\s*([A-Za-zµ%]+|1|-(?!\d)|[/().*·]|\^?-?\d+)\s*")


@dataclass(frozen=True, slots=True)
class Unit:
    """A scale over mol, g, m, J and day, and the power of each; two units convert when their dimensions are equal."""

    scale: float
    dimensions: Dimensions
    text: str = ""

    def __mul__(self, other: Unit) -> Unit:
        return Unit(self.scale * other.scale, _merge(self.dimensions, other.dimensions, 1))

    def __truediv__(self, other: Unit) -> Unit:
        return Unit(self.scale / other.scale, _merge(self.dimensions, other.dimensions, -1))

    def power(self, exponent: Fraction) -> Unit:
        """This unit to a rational power."""
        dimensions = tuple((name, power * exponent) for name, power in self.dimensions if exponent)
        return Unit(self.scale ** float(exponent), dimensions)

    def factor_to(self, other: Unit) -> float | None:
        """What a number in this unit is multiplied by to be in the other; None where they do not convert."""
        return self.scale / other.scale if self.dimensions == other.dimensions else None

    @property
    def dimensionless(self) -> bool:
        """True for pure numbers, percent included."""
        return not self.dimensions

    def __str__(self) -> str:
        return self.text or _spell(self)


ONE = Unit(1.0, (), "1")


@lru_cache(maxsize=1024)
def unit(text: str) -> Unit:
    """Read a unit such as ``mmol/d``, ``1/(pmol/L h)`` or ``g/cm2``.

    >>> unit("mmol/h").factor_to(unit("mmol/d"))
    24.0
    >>> unit("pM").factor_to(unit("pmol/L"))
    1.0
    """
    tokens = _tokens(text)
    value, rest = _product(tokens, text)
    if rest:
        raise DeclarationError(f"unit {text!r}: cannot read {' '.join(rest)!r}")
    return Unit(value.scale, value.dimensions, text)


def _tokens(text: str) -> list[str]:
    tokens, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise DeclarationError(f"unit {text!r}: cannot read {text[position:]!r}")
        tokens.append(match[1])
        position = match.end()
    return tokens


def _product(tokens: list[str], text: str) -> tuple[Unit, list[str]]:
    value, divide = ONE, False
    while tokens and tokens[0] != ")":
        head, *tokens = tokens
        if head == "/":
            divide = True
            continue
        if head in "*·.":
            continue
        factor, tokens = _factor(head, tokens, text)
        value = value / factor if divide else value * factor
        divide = False
    return value, tokens


def _factor(head: str, tokens: list[str], text: str) -> tuple[Unit, list[str]]:
    if head == "(":
        factor, tokens = _product(tokens, text)
        if not tokens:
            raise DeclarationError(f"unit {text!r}: a bracket is not closed")
        tokens = tokens[1:]
    else:
        factor = _symbol(head, text)
    if tokens and re.fullmatch(r"\^?-?\d+", tokens[0]) and tokens[0] != "1":
        factor = factor.power(Fraction(int(tokens[0].lstrip("^"))))
        tokens = tokens[1:]
    return factor, tokens


def _symbol(symbol: str, text: str) -> Unit:
    if symbol in _PLAIN:
        scale, powers = _PLAIN[symbol]
        return Unit(scale, _dimensions(powers))
    for base, (scale, powers) in _PREFIXED.items():
        prefix = symbol.removesuffix(base)
        if symbol.endswith(base) and prefix in _PREFIXES:
            return Unit(_PREFIXES[prefix] * scale, _dimensions(powers))
    known = [*_PLAIN, *(prefix + base for base in _PREFIXED for prefix in _PREFIXES)]
    raise DeclarationError(f"unit {text!r}: {symbol!r} is not a unit; {nearest(symbol, known)}")


def _dimensions(powers: dict[str, int]) -> Dimensions:
    return tuple(sorted((name, Fraction(power)) for name, power in powers.items()))


def _merge(left: Dimensions, right: Dimensions, sign: int) -> Dimensions:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, Fraction(0)) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _spell(value: Unit) -> str:
    body = " ".join(name if power == 1 else f"{name}^{power}" for name, power in value.dimensions) or "1"
    return body if value.scale == 1.0 else f"{value.scale:g} {body}"
