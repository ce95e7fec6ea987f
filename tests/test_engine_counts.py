"""What kernels do is counted and kept: a change of the counts is meant, or it is a mistake."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("osteon_count", BENCHMARKS / "count.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", _tool().EDITIONS)
def test_a_kernel_does_what_was_counted(name: str) -> None:
    kept = json.loads((BENCHMARKS / "counts.json").read_text(encoding="utf-8"))
    found = _tool().counts(name)
    assert found == kept[name], "if this is meant: python benchmarks/count.py --write"


def test_costly_work_is_shared_and_done_once() -> None:
    """Powers share logarithms, and hardly any work of the rates is left to parameters alone."""
    found = _tool().counts("peterson-riggs-2010")
    costly = found["costly"]["next_stage"]
    assert costly["log"] <= 20
    assert costly["exp"] <= 32
    assert found["operations"]["solve"] < 2 * (
        found["slopes that are not zero"] + found["entries filled by elimination"]
    )
