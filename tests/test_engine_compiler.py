"""The compiled subset of Python: what it does, and what it refuses, with file and line."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.engine.compiler import compile_native
from osteon.engine.emit import ATTRIBUTES, Vector
from osteon.engine.kernel import declarations
from osteon.engine.machine import Library, compile_object, load_object
from osteon.engine.native import (
    Bundle,
    Float,
    Floats,
    Int,
    Ints,
    Vec,
    Vecs,
    aligned,
    select,
    size_of,
    square_root,
    take,
    undefined,
)
from osteon.errors import DeclarationError

LANES = 4
LIMIT = 7


@dataclass
class Pair(Bundle):
    """Two things that travel together."""

    whole: Ints
    real: Floats


def collatz(start: Int, out: Ints) -> None:
    """While, if, else, whole numbers."""
    number = start
    steps = 0
    while number != 1 and steps < 1000:
        half = 0
        for k in range(number):
            if 2 * k == number:
                half = k
        if half > 0:
            number = half
        elif number > 0:
            number = 3 * number + 1
        else:
            number = 1
        steps += 1
    out[0] = steps


def scalars(x: Float, out: Floats) -> None:
    """Arithmetic, roots, sizes, choices and a constant of the module."""
    out[0] = square_root(size_of(x)) - x / 2.0
    out[1] = select(x < 0.0, -x, x * LIMIT)
    out[2] = helper(x, 2)
    if undefined(x) or not (x > 1.0):
        out[3] = 1.0


def helper(x: Float, n: Int) -> Float:
    """Early return."""
    if x > 100.0:
        return 0.0
    return x * float(n)


def vectors(x: Vecs, out: Vecs, pair: Pair) -> None:
    """Vectors, single lanes and bundles."""
    out[0] = square_root(x[0]) + triple(x[1])
    for lane in range(LANES):
        out[1, lane] = x[1, lane] * float(lane)
    pair.real[0] = x[0, 1]
    pair.whole[0] = take(pair.whole)


def triple(x: Vec) -> Vec:
    """Three times, or zero where negative."""
    return select(x > 0.0, 3.0 * x, 0.0)


def _library(*functions: Callable[..., Any]) -> Library:
    text = compile_native(
        functions,
        vector=Vector(LANES),
        constants={"LANES": LANES, "LIMIT": LIMIT},
        externals={},
        exported=_names(functions),
    )
    return load_object(compile_object("\n".join([*declarations(Vector(LANES)), text, ATTRIBUTES])), functions[:1])


def _names(functions: tuple[Callable[..., Any], ...]) -> tuple[str, ...]:
    return tuple(function.__name__ for function in functions)


COLLATZ, SCALARS, VECTORS = _library(collatz), _library(scalars, helper), _library(vectors, triple)


@given(st.integers(1, 60))
def test_loops_and_branches_do_what_python_does(start: int) -> None:
    found, wanted = np.zeros(1, np.int64), np.zeros(1, np.int64)
    COLLATZ.calls["collatz"](start, found)
    collatz(start, wanted)
    assert found[0] == wanted[0]


@given(st.floats(-1e6, 1e6))
def test_arithmetic_does_what_python_does(x: float) -> None:
    found, wanted = np.zeros(4), np.zeros(4)
    SCALARS.calls["scalars"](ctypes.c_double(x), found)
    scalars(x, wanted)
    np.testing.assert_allclose(found, wanted, rtol=1e-15)


def test_what_is_not_a_number_is_told_apart() -> None:
    found = np.zeros(4)
    SCALARS.calls["scalars"](ctypes.c_double(np.nan), found)
    assert found[3] == 1.0


def test_vectors_and_bundles_do_what_python_does() -> None:
    results = []
    for call in (VECTORS.calls["vectors"], vectors):
        x = np.abs(np.random.default_rng(1).normal(size=(2, LANES)))
        place, out = aligned(2, LANES), aligned(2, LANES)
        place[:] = x
        pair = Pair(np.array([4], np.int64), np.zeros(1))
        call(place, out, pair)
        results.append((out, pair))
    (found, first), (wanted, second) = results
    np.testing.assert_allclose(found, wanted, rtol=1e-15)
    assert first.real == second.real
    assert first.whole == second.whole


def listing(out: Floats) -> None:
    """A list."""
    out[0] = [1.0, 2.0]


def unknown_name(out: Floats) -> None:
    """A name from nowhere."""
    out[0] = nowhere  # type: ignore[name-defined]  # noqa: F821


def unknown_call(out: Floats) -> None:
    """A call of something that is not compiled."""
    out[0] = max(1.0, 2.0)


def method_call(out: Floats) -> None:
    """A method."""
    out.fill(0.0)


def narrowing(out: Ints) -> None:
    """A real number where a whole one is needed."""
    out[0] = 1.5


def many_truths(x: Vecs, out: Floats) -> None:
    """An if on one truth value a lane."""
    if x[0] > 0.0:
        out[0] = 1.0


def whole_division(n: Int, out: Floats) -> None:
    """Whole numbers divided."""
    out[0] = n / 2


def no_elements(x: Float, out: Floats) -> None:
    """An element of a number."""
    out[0] = x[0]  # type: ignore[index]


def other_loop(out: Floats) -> None:
    """A loop over something else than a range."""
    for k in (1, 2):
        out[k] = 1.0


def too_few(out: Floats) -> None:
    """A call with too few arguments."""
    out[0] = too_few()  # type: ignore[call-arg, func-returns-value]


def power(x: Float, out: Floats) -> None:
    """An operator without an instruction."""
    out[0] = x**2


def chained(x: Float, out: Floats) -> None:
    """A chained comparison."""
    if 0.0 < x < 1.0:
        out[0] = 1.0


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (listing, "outside the compiled subset"),
        (unknown_name, "'nowhere' is neither a local nor a given constant"),
        (unknown_call, "'max' cannot be called"),
        (method_call, "'out.fill' cannot be called"),
        (narrowing, "a Float cannot stand where a Int is needed"),
        (many_truths, "one truth value is needed"),
        (whole_division, "Div of Int and Int"),
        (no_elements, "has no elements"),
        (other_loop, "outside the compiled subset"),
        (too_few, "takes 1 arguments, not 0"),
        (power, "Pow of Float and Int"),
        (chained, "outside the compiled subset"),
    ],
)
def test_what_is_outside_the_subset_is_refused_with_its_place(function: Callable[..., Any], said: str) -> None:
    line = function.__code__.co_firstlineno
    with pytest.raises(DeclarationError) as caught:
        compile_native([function], vector=Vector(2), constants={}, externals={}, exported=())
    text = str(caught.value)
    assert said in text
    assert f"in {function.__name__}" in text
    where = int(text.split("test_engine_compiler.py:")[1].split(":", maxsplit=1)[0])
    assert line < where <= line + 4
