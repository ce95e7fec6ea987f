"""What numbers depend on besides the job: the code and data they are made by, and the kind of processor."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow

import osteon.errors
from osteon.engine.machine import identity

ROOT = Path(osteon.errors.__file__).parent
FACES = ("cli", "web", "report", "twin", "plan", "hypotheses", "eventtable")
"""Folders whose code no number of a trial depends on."""
SUFFIXES = (".py", ".csv", ".toml", ".json")


@cache
def code_digest() -> str:
    """A digest of all code and data that the numbers of a trial come from, and of the libraries behind them.

    >>> len(code_digest())
    16
    """
    digest = sha256(f"numpy {np.__version__} pyarrow {pyarrow.__version__}".encode())
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        if path.suffix in SUFFIXES and inside.parts[0] not in FACES and not path.name.startswith("."):
            digest.update(inside.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def processor_digest() -> str:
    """A digest of the processor's kind and of the compiler.

    >>> len(processor_digest())
    16
    """
    return sha256(identity().encode()).hexdigest()[:16]


def identity_here() -> str:
    """Both digests of this process.

    >>> identity_here() == f"{code_digest()} {processor_digest()}"
    True
    """
    return f"{code_digest()} {processor_digest()}"
