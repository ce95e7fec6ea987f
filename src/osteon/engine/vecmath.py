"""Vector exp, log, softplus, cos and sin as LLVM text: range reduction and polynomials, the same bits in every lane.

Errors: exp, log and softplus 5e-16 of the value, cos and sin 1e-15 for angles up to a million. Limits: exp is held
within [-708, 709.4], so it neither overflows nor reaches 0; log of 0 is minus infinity, of a negative number not a
number, and numbers below 2.2e-308 count as that.
"""

from __future__ import annotations

import math

from osteon.engine import machine
from osteon.engine.emit import INLINE, Vector, exact

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_TURN_HIGH = 0.15915494309189535
_TURN_LOW = -9.839338337591243e-18
"""1 / (2 pi) in two parts."""
LOWEST, HIGHEST = -708.0, 709.4
"""Where exp is held, so that it neither overflows nor reaches 0."""
_ROUNDER = 6755399441055744.0
"""1.5 * 2^52: adding it leaves a double's nearest whole number in its lowest bits."""
_LEAST = 2.2250738585072014e-308
"""The least double with all its digits."""


def _inverse(i: int) -> float:
    """Close to the inverse of the numbers between 3/4 and 3/2 with these first bits behind the point; 1 close to 1."""
    centre = (1 + (i + 0.5) / 16) / (1 if i < 8 else 2)
    return 1.0 if i in (0, 15) else round(1024 / centre) / 1024


_TABLES = {
    "root": [2 ** (i / 16) for i in range(16)],
    "inverse": [_inverse(i) for i in range(16)],
    "logarithm": [-math.log(_inverse(i)) for i in range(16)],
}


def vecmath(vector: Vector) -> str:
    """The text of the functions for a vector width."""
    return "\n".join([_tables(), _exp(vector), _log(vector), _cos(vector), _sin(vector), _softplus(vector)])


class _Lines:
    """A small writer of straight-line vector code."""

    def __init__(self, vector: Vector) -> None:
        self.vector, self.lines = vector, [""]
        self.wide = vector.lanes == 8 and machine.lanes() == 8
        """Whether the processor has instructions of its own for vectors of eight; the numbers are the same without."""

    def put(self, text: str) -> str:
        name = f"%v{len(self.lines)}"
        self.lines.append(f"  {name} = {text}")
        return name

    def two(self, operation: str, a: str, b: str | float) -> str:
        right = b if isinstance(b, str) else self.vector.splat(b)
        return self.put(f"{operation} {self.vector.type} {a}, {right}")

    def fused(self, a: str, b: str | float, c: str | float) -> str:
        kind = self.vector.type
        right, added = (x if isinstance(x, str) else self.vector.splat(x) for x in (b, c))
        name = f"@llvm.fmuladd.v{self.vector.lanes}f64"
        return self.put(f"call contract {kind} {name}({kind} {a}, {kind} {right}, {kind} {added})")

    def whole(self, operation: str, a: str, b: int) -> str:
        return self.put(f"{operation} {self.vector.bits} {a}, {self.vector.splat_bits(b)}")

    def cast(self, a: str, *, to_bits: bool) -> str:
        source, target = self.vector.type, self.vector.bits
        if not to_bits:
            source, target = target, source
        return self.put(f"bitcast {source} {a} to {target}")

    def pick(self, comparison: str, a: str, bound: float, then: str | float, otherwise: str) -> str:
        kind = self.vector.type
        test = self.put(f"fcmp {comparison} {kind} {a}, {self.vector.splat(bound)}")
        chosen = then if isinstance(then, str) else self.vector.splat(then)
        return self.put(f"select {self.vector.mask} {test}, {kind} {chosen}, {kind} {otherwise}")

    def polynomial(self, x: str, coefficients: list[float]) -> str:
        """Sum of coefficient k times x^k, by pairs so that the multiplications overlap."""
        terms = [
            self.fused(x, high, low) if high else self.vector.splat(low)
            for low, high in zip(coefficients[::2], [*coefficients[1::2], 0.0], strict=False)
        ]
        square = x
        while len(terms) > 1:
            square = self.two("fmul", square, square)
            paired = [self.fused(square, high, low) for low, high in zip(terms[::2], terms[1::2], strict=False)]
            terms = paired + (terms[-1:] if len(terms) % 2 else [])
        return terms[0]

    def lookup(self, table: str, index: str) -> str:
        """A number of a table of 16 in each lane, by the lowest four bits of an index."""
        kind, values = self.vector.type, _TABLES[table]
        if self.wide:
            low, high = (", ".join(f"double {exact(value)}" for value in part) for part in (values[:8], values[8:]))
            name = "@llvm.x86.avx512.vpermi2var.pd.512"
            return self.put(f"call {kind} {name}({kind} <{low}>, {self.vector.bits} {index}, {kind} <{high}>)")
        found, places = "poison", self.whole("and", index, 15)
        for lane in range(self.vector.lanes):
            place = self.put(f"extractelement {self.vector.bits} {places}, i64 {lane}")
            address = self.put(f"getelementptr inbounds double, ptr @osteon_{table}, i64 {place}")
            number = self.put(f"load double, ptr {address}")
            found = self.put(f"insertelement {kind} {found}, double {number}, i64 {lane}")
        return found

    def scaled(self, value: str, turns: str, bits: str) -> str:
        """A value times two to the whole part of a sixteenth of the turns, which also stand in the lowest bits."""
        kind = self.vector.type
        if self.wide:
            whole = self.two("fmul", turns, 1 / 16)
            name = "@llvm.x86.avx512.mask.scalef.pd.512"
            return self.put(f"call {kind} {name}({kind} {value}, {kind} {whole}, {kind} zeroinitializer, i8 -1, i32 4)")
        whole = self.whole("ashr", self.whole("shl", bits, 32), 36)
        return self.cast(
            self.put(f"add {self.vector.bits} {self.cast(value, to_bits=True)}, {self.whole('shl', whole, 52)}"),
            to_bits=False,
        )

    def parts(self, x: str) -> tuple[str, str]:
        """The power of two of a number, and the number without it, between 3/4 and 3/2."""
        kind = self.vector.type
        if self.wide:
            rest = "zeroinitializer, i8 -1, i32 4"
            mantissa = self.put(f"call {kind} @llvm.x86.avx512.mask.getmant.pd.512({kind} {x}, i32 11, {kind} {rest})")
            name = "@llvm.x86.avx512.mask.getexp.pd.512"
            own, other = (self.put(f"call {kind} {name}({kind} {part}, {kind} {rest})") for part in (x, mantissa))
            return self.put(f"fsub {kind} {own}, {other}"), mantissa
        small = self.two("fmul", x, 2.0**54)
        normal = self.pick("olt", x, _LEAST, small, x)
        lift = self.pick("olt", x, _LEAST, 54.0, self.vector.splat(0.0))
        bits = self.cast(normal, to_bits=True)
        exponent = self.whole("ashr", self.whole("sub", bits, 0x3FE8000000000000), 52)
        mantissa = self.cast(
            self.put(f"sub {self.vector.bits} {bits}, {self.whole('shl', exponent, 52)}"), to_bits=False
        )
        shifted = self.cast(self.whole("add", exponent, 0x4338000000000000), to_bits=False)
        power = self.put(f"fsub {kind} {shifted}, {self.vector.splat(_ROUNDER)}")
        return self.put(f"fsub {kind} {power}, {lift}"), mantissa

    def whole_log(self, result: str) -> str:
        """A logarithm put right where the number is zero, negative or infinite, which the wide instructions know."""
        if self.wide:
            return result
        finite = self.pick("oeq", "%x", math.inf, math.inf, result)
        signed = self.pick("oge", "%x", 0.0, finite, self.vector.splat(math.nan))
        return self.pick("oeq", "%x", 0.0, -math.inf, signed)

    def function(self, name: str, result: str) -> str:
        kind = self.vector.type
        body = "\n".join(self.lines)
        text = f"{{{body}\n  ret {kind} {result}\n}}\n"
        head = f"define internal fastcc {kind} @{name}"
        return f"{head}({kind} %x) noinline #0 {text}{head}{INLINE}({kind} %x) alwaysinline #0 {text}"


def _tables() -> str:
    """The tables as constants of the module, for vectors without a lookup of their own."""
    return "\n".join(
        f"@osteon_{name} = private constant [16 x double] [{', '.join(f'double {exact(value)}' for value in values)}]"
        for name, values in _TABLES.items()
    )


def _exp(vector: Vector) -> str:
    """2^(k/16) from a table, times e^rest by its series, where x is k/16 ln 2 and the rest."""
    w = _Lines(vector)
    raised = w.pick("olt", "%x", -708.0, -708.0, "%x")
    x = w.pick("ogt", raised, 709.7, 709.7, raised)
    shifted = w.fused(x, 16 / math.log(2), _ROUNDER)
    turns = w.put(f"fsub {vector.type} {shifted}, {vector.splat(_ROUNDER)}")
    rest = w.fused(turns, -_LN2_LOW / 16, w.fused(turns, -_LN2_HIGH / 16, x))
    bits = w.cast(shifted, to_bits=True)
    root = w.lookup("root", bits)
    series = w.two("fmul", w.polynomial(rest, [1 / math.factorial(k + 1) for k in range(7)]), rest)
    value = w.fused(root, series, root)
    return w.function("osteon_exp", w.scaled(value, turns, bits))


def _log(vector: Vector) -> str:
    """Log c from a table, and log(x/c) by its series, where c is a number close to x between 3/4 and 3/2."""
    w = _Lines(vector)
    power, mantissa = w.parts("%x")
    index = w.whole("lshr", w.cast(mantissa, to_bits=True), 48)
    rest = w.fused(mantissa, w.lookup("inverse", index), -1.0)
    base = w.fused(power, math.log(2), w.lookup("logarithm", index))
    series = w.polynomial(rest, [(-1) ** (k + 1) / (k + 2) for k in range(12)])
    curved = w.fused(w.two("fmul", rest, rest), series, rest)
    return w.function("osteon_log", w.whole_log(w.two("fadd", base, curved)))


def _log_of(w: _Lines, excess: str, power: str) -> str:
    """log((1 + excess) 2^power), where 1 + excess lies between the roots of 1/2 and 2."""
    ratio = w.put(f"fdiv {w.vector.type} {excess}, {w.two('fadd', excess, 2.0)}")
    square = w.two("fmul", ratio, ratio)
    series = w.polynomial(square, [2 / (2 * k + 3) for k in range(9)])
    curved = w.two("fmul", w.two("fmul", square, ratio), series)
    small = w.fused(power, _LN2_LOW, curved)
    linear = w.fused(ratio, 2.0, small)
    return w.fused(power, _LN2_HIGH, linear)


def _softplus(vector: Vector) -> str:
    """log(1 + e^x) = max(x, 0) + log(1 + t) with t = e^-|x|, exact to the last digits however small t is."""
    w = _Lines(vector)
    kind = vector.type
    size = w.put(f"call {kind} @llvm.fabs.v{vector.lanes}f64({kind} %x)")
    t = w.put(f"call fastcc {kind} @osteon_exp{INLINE}({kind} {w.put(f'fneg {kind} {size}')})")
    halved = w.two("fmul", w.two("fadd", t, -1.0), 0.5)
    excess = w.pick("ogt", t, math.sqrt(2) - 1, halved, t)
    power = w.pick("ogt", t, math.sqrt(2) - 1, 1.0, vector.splat(0.0))
    above = w.pick("ogt", "%x", 0.0, "%x", vector.splat(0.0))
    return w.function("osteon_softplus", w.two("fadd", above, _log_of(w, excess, power)))


def _cos(vector: Vector) -> str:
    return _wave(vector, "osteon_cos", 0.0)


def _sin(vector: Vector) -> str:
    return _wave(vector, "osteon_sin", -0.25)


def _wave(vector: Vector, name: str, lead: float) -> str:
    """cos(x + 2 pi lead): the turns less the nearest whole number, then the series of the cosine."""
    w = _Lines(vector)
    begun = w.put(f"fadd {vector.type} {w.fused('%x', _TURN_HIGH, lead)}, {vector.splat(_ROUNDER)}")
    whole = w.put(f"fsub {vector.type} {begun}, {vector.splat(_ROUNDER)}")
    away = w.fused("%x", _TURN_HIGH, w.put(f"fneg {vector.type} {whole}"))
    rest = w.fused("%x", _TURN_LOW, w.put(f"fadd {vector.type} {away}, {vector.splat(lead)}"))
    square = w.two("fmul", rest, rest)
    series = [(-1) ** k * (2 * math.pi) ** (2 * k) / math.factorial(2 * k) for k in range(17)]
    return w.function(name, w.polynomial(square, series))
