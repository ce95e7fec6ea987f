"""The words of a small typed subset of Python: the integrator is written in it, and `compiler` turns it into LLVM text.

Types: ``Int``, ``Float``, ``Vec`` (one number a lane), and arrays ``Ints``, ``Floats``, ``Vecs``. ``vecs[i]`` is a
vector, ``vecs[i, lane]`` one number of it. A ``Bundle`` groups arguments: its fields are read as ``bundle.field``.
Statements: assignment, if, while, for-range, return. No short circuit: both sides of ``and`` and ``or`` are worked out.
Names that are not local are numbers given as constants. The same text runs as plain Python, with the words below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Int: TypeAlias = int
Float: TypeAlias = float
Bool: TypeAlias = bool
Vec: TypeAlias = Any
Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Vecs: TypeAlias = NDArray[np.float64]


def select(condition: Any, then: Any, otherwise: Any) -> Any:
    """In plain Python: `then` where the condition holds, else `otherwise`, lane by lane."""
    return np.where(condition, then, otherwise)[()]


def square_root(x: Any) -> Any:
    """In plain Python: the square root."""
    return np.sqrt(x)


def size_of(x: Any) -> Any:
    """In plain Python: the absolute value."""
    return np.abs(x)


def undefined(x: Any) -> Any:
    """In plain Python: whether this is not a number."""
    return np.isnan(x)


def everywhere(x: float) -> Any:
    """In plain Python: a number that stands in every lane."""
    return x


def take(counter: Any) -> int:
    """In plain Python: the count so far, then one more. Compiled, threads that share a counter never get the same."""
    counter[0] += 1
    return int(counter[0] - 1)


def peek(counter: Any) -> int:
    """In plain Python: the count so far. Compiled, it is looked up anew each time: other threads may change it."""
    return int(counter[0])


def part(array: Any, start: int) -> Any:
    """In plain Python: the array from an index on."""
    return array[start:]


def aligned(height: int, lanes: int) -> Vecs:
    """Room for at least one vector, on a 64-byte boundary: (height, lanes)."""
    height = max(height, 1)
    raw = np.zeros(height * lanes + 8)
    skip = (-raw.ctypes.data // 8) % 8
    return raw[skip : skip + height * lanes].reshape(height, lanes)


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


def _type_name(note: object) -> str:
    return note if isinstance(note, str) else getattr(note, "__name__", str(note))
