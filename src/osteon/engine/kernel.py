"""From a plan to one LLVM module: the model's straight-line functions and the integrator around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from osteon.engine import machine
from osteon.engine.compiler import compile_native
from osteon.engine.emit import ATTRIBUTES, Vector, straight_line
from osteon.engine.loop import FUNCTIONS, supplied
from osteon.engine.loop.integrate import integrate
from osteon.engine.loop.points import rate_points, read_courses, read_points
from osteon.engine.loop.relax import relax
from osteon.engine.native import Signature
from osteon.engine.plan import Plan
from osteon.engine.vecmath import vecmath

EXPORTED: tuple[Callable[..., Any], ...] = (integrate, read_points, read_courses, rate_points, relax)
"""What is called from outside."""


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of a kernel besides its code: the sizes of its arrays, its readouts, its operations.

    `silent` are the pools that no rate depends on: they only add up.
    """

    lanes: int
    states: int
    params: int
    constants: int
    factors: int
    switches: int
    silent: tuple[int, ...]
    readouts: tuple[str, ...]
    counts: dict[str, int]

    @classmethod
    def of(cls, made: Plan, lanes: int) -> Header:
        """The header of a plan at a vector width."""
        return cls(
            lanes=lanes,
            states=made.sizes["STATES"],
            params=made.sizes["PARAMS"],
            constants=made.constants,
            factors=made.factors,
            switches=made.sizes["SWITCHES"],
            silent=made.silent,
            readouts=made.readouts,
            counts={line.name: line.operations for line in made.lines},
        )


def program(made: Plan, lanes: int) -> str:
    """The text of the whole module for a model and a vector width."""
    vector = Vector(lanes)
    return "\n".join([*declarations(vector), vecmath(vector), *_parts(made, vector), ATTRIBUTES])


def numbers(functions: Iterable[Callable[..., Any]], made: Plan, lanes: int) -> dict[str, float]:
    """The numbers that the integrator's text names: those of its modules, and the sizes of this model."""
    found: dict[str, float] = {}
    for function in functions:
        for name, value in function.__globals__.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                found[name] = value
    return {**found, **made.sizes, "LANES": lanes}


def _parts(made: Plan, vector: Vector) -> list[str]:
    straight = [straight_line(line, vector) for line in made.lines]
    loop = compile_native(
        FUNCTIONS,
        vector=vector,
        constants=numbers(FUNCTIONS, made, vector.lanes),
        externals={function.__name__: Signature.of(function) for function in supplied.FUNCTIONS},
        exported=tuple(function.__name__ for function in EXPORTED),
    )
    return [*straight, loop]


WIDE = (
    "declare <8 x double> @llvm.x86.avx512.mask.scalef.pd.512(<8 x double>, <8 x double>, <8 x double>, i8, i32)",
    "declare <8 x double> @llvm.x86.avx512.mask.getexp.pd.512(<8 x double>, <8 x double>, i8, i32 immarg)",
    "declare <8 x double> @llvm.x86.avx512.mask.getmant.pd.512(<8 x double>, i32 immarg, <8 x double>, i8, i32 immarg)",
    "declare <8 x double> @llvm.x86.avx512.vpermi2var.pd.512(<8 x double>, <8 x i64>, <8 x double>)",
)
"""What `vecmath` uses on processors with instructions of their own for vectors of eight."""


def declarations(vector: Vector) -> list[str]:
    """The intrinsic functions that a module uses."""
    kind, n = vector.type, vector.lanes
    return [
        f"declare {kind} @llvm.fmuladd.v{n}f64({kind}, {kind}, {kind})",
        f"declare {kind} @llvm.sqrt.v{n}f64({kind})",
        f"declare {kind} @llvm.fabs.v{n}f64({kind})",
        *(WIDE if n == 8 and machine.lanes() == 8 else ()),
        "declare double @llvm.sqrt.f64(double)",
        "declare double @llvm.fabs.f64(double)",
    ]
