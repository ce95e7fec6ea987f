"""Kernels load in a process that has reserved far more memory than a small code model reaches."""

from __future__ import annotations

import subprocess
import sys

import pytest

MANY = 40
NO_RESERVE = 0x4000
"""Linux's MAP_NORESERVE, which Python's mmap names from 3.13 on only."""
CODE = f"""
import mmap
import numpy as np
from osteon.body.editions import OWN, edition
from osteon.engine.machine import code_model
from osteon.engine.model import build
from osteon.engine.solver import compile_model

reserved = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | {NO_RESERVE}
model = build(edition(OWN).subsystems)
assert code_model() == "small"
near, kept = compile_model(model), []
for _ in range({MANY}):
    kept.append((mmap.mmap(-1, 3 << 30, flags=reserved), compile_model(model)))
assert code_model() == "large"
far, rows, days = kept[-1][1], near.defaults(2), np.array([1.0, 400.0])
assert np.array_equal(near.run(rows, days).states, far.run(rows, days).states)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reserves address space the way Linux does")
def test_kernels_load_where_memory_is_far_apart() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
