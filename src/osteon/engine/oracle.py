"""A kernel without a compiler: the integrator's text runs as plain Python, on the NumPy interpreter of the graph.

Some thousand times slower than compiled code, and the oracle for it: both run the same text, so what they disagree on
is the fault of a compiler, an elementary function or a straight-line function.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.engine import native
from osteon.engine.kernel import EXPORTED, Header, numbers
from osteon.engine.loop import FUNCTIONS
from osteon.engine.machine import Library
from osteon.engine.model import Model
from osteon.engine.plan import Straight, plan
from osteon.engine.reference import work_out
from osteon.engine.solver import Kernel

Vecs = NDArray[np.float64]
WORDS = ("select", "square_root", "size_of", "undefined", "everywhere", "take", "peek", "part")


def interpret(model: Model, *, lanes: int = 2) -> Kernel:
    """A kernel that does what the compiled one does, in plain Python; run it with one thread.

    Raises:
        DeclarationError: the model does not fit together.

    >>> from osteon.engine.example import Cup
    >>> from osteon.engine.model import build
    >>> kernel = interpret(build([Cup]))
    >>> kernel.run(kernel.defaults(), [2.0]).states[0, 0, 0].round(3).tolist()
    2.943
    """
    made = plan(model.trace(), params=len(model.params))
    namespace: dict[str, Any] = {"__builtins__": builtins, **numbers(FUNCTIONS, made, lanes)}
    namespace |= {word: getattr(native, word) for word in WORDS}
    namespace |= {line.name: _interpreted(line) for line in made.lines}
    namespace |= {function.__name__: _rebound(function, namespace) for function in FUNCTIONS}
    calls = {function.__name__: _quiet(namespace[function.__name__]) for function in EXPORTED}
    return Kernel(model, Header.of(made, lanes), Library(None, calls))


def _interpreted(line: Straight) -> Callable[..., None]:
    def call(*arrays: Vecs) -> None:
        given = dict(zip(line.arguments, arrays, strict=True))
        kinds = {kind: argument for kind, argument in line.arrays.items() if kind != "hoisted" and argument in given}
        leaves: dict[str, Callable[[int], Vecs | None]] = {kind: _reader(given[name]) for kind, name in kinds.items()}
        if line.stored and "constants" in given:
            leaves["known"] = _known(given["constants"], line.stored)
        results = [result.copy() for result in work_out(line.graph, line.needed, line.roots, leaves)]
        for row, result in enumerate(results):
            arrays[-1][row] = result

    return call


def _reader(array: Vecs) -> Callable[[int], Vecs]:
    return lambda row: array[row]


def _known(constants: Vecs, stored: Mapping[int, int]) -> Callable[[int], Vecs | None]:
    return lambda node: constants[stored[node]] if node in stored else None


def _rebound(function: Callable[..., Any], namespace: dict[str, Any]) -> Callable[..., Any]:
    assert isinstance(function, FunctionType)
    return FunctionType(function.__code__, namespace, function.__name__)


def _quiet(function: Callable[..., Any]) -> Callable[..., None]:
    def call(*arguments: object) -> None:
        with np.errstate(all="ignore"):
            function(*arguments)

    return call
