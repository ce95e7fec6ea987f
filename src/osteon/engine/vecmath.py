"""Vector exp, log, softplus, cos and sin as LLVM text: range reduction and polynomials, the same bits in every lane.

Errors: exp, log and softplus 5e-16 of the value, cos and sin 1e-15 for angles up to a million. Limits: exp is held
within [-708, 709.4], so it neither overflows nor reaches 0; log of 0 is minus infinity, of a negative number not a
number, and numbers below 2.2e-308 count as that.
"""

from __future__ import annotations

import math

from osteon.engine.emit import INLINE, Vector

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_TURN_HIGH = 0.15915494309189535
_TURN_LOW = -9.839338337591243e-18
"""1 / (2 pi) in two parts."""
LOWEST, HIGHEST = -708.0, 709.4
"""Where exp is held, so that it neither overflows nor reaches 0."""
_ROUNDER = 6755399441055744.0
"""1.5 * 2^52: adding it leaves a double's nearest whole number in its lowest bits."""


def vecmath(vector: Vector) -> str:
    """The text of the functions for a vector width."""
    return "\n".join([_exp(vector), _log(vector), _cos(vector), _sin(vector), _softplus(vector)])


class _Lines:
    """A small writer of straight-line vector code."""

    def __init__(self, vector: Vector) -> None:
        self.vector, self.lines = vector, [""]

    def put(self, text: str) -> str:
        name = f"%v{len(self.lines)}"
        self.lines.append(f"  {name} = {text}")
        return name

    def two(self, operation: str, a: str, b: str | float) -> str:
        right = b if isinstance(b, str) else self.vector.splat(b)
        return self.put(f"{operation} contract {self.vector.type} {a}, {right}")

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

    def function(self, name: str, result: str) -> str:
        kind = self.vector.type
        body = "\n".join(self.lines)
        text = f"{{{body}\n  ret {kind} {result}\n}}\n"
        head = f"define internal fastcc {kind} @{name}"
        return f"{head}({kind} %x) noinline #0 {text}{head}{INLINE}({kind} %x) alwaysinline #0 {text}"


def _exp(vector: Vector) -> str:
    w = _Lines(vector)
    raised = w.pick("olt", "%x", LOWEST, LOWEST, "%x")
    x = w.pick("ogt", raised, HIGHEST, HIGHEST, raised)
    shifted = w.fused(x, 1 / math.log(2), _ROUNDER)
    turns = w.put(f"fsub {vector.type} {shifted}, {vector.splat(_ROUNDER)}")
    rest = w.fused(turns, -_LN2_LOW, w.fused(turns, -_LN2_HIGH, x))
    value = w.polynomial(rest, [1 / math.factorial(k) for k in range(13)])
    exponent = w.whole("shl", w.whole("add", w.cast(shifted, to_bits=True), 1023), 52)
    return w.function("osteon_exp", w.two("fmul", value, w.cast(exponent, to_bits=False)))


def _log(vector: Vector) -> str:
    w = _Lines(vector)
    root_half = 0x3FE6A09E667F3BCD
    tiny = w.pick("olt", "%x", 2.2250738585072014e-308, 2.2250738585072014e-308, "%x")
    bits = w.cast(tiny, to_bits=True)
    exponent = w.whole("ashr", w.whole("sub", bits, root_half), 52)
    scaled = w.whole("shl", exponent, 52)
    mantissa = w.cast(w.put(f"sub {vector.bits} {bits}, {scaled}"), to_bits=False)
    magic = w.cast(w.whole("add", exponent, 0x4338000000000000), to_bits=False)
    power = w.put(f"fsub {vector.type} {magic}, {vector.splat(_ROUNDER)}")
    excess = w.put(f"fadd {vector.type} {mantissa}, {vector.splat(-1.0)}")
    result = _log_of(w, excess, power)
    finite = w.pick("oeq", "%x", math.inf, math.inf, result)
    signed = w.pick("oge", "%x", 0.0, finite, vector.splat(math.nan))
    return w.function("osteon_log", w.pick("oeq", "%x", 0.0, -math.inf, signed))


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
