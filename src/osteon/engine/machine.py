"""LLVM text to machine code for this processor, and machine code to callable functions."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm
import numpy as np

from osteon.engine.native import Bundle, Signature

STATUS = Path("/proc/self/status")
NEAR_KB = 1 << 20
"""A process that never mapped more than this (1 GiB) has all of it within reach of the small code model."""


@cache
def processor() -> tuple[str, str]:
    """This processor's name and feature string, as LLVM spells them; no features where LLVM cannot tell."""
    try:
        features = str(llvm.get_host_cpu_features().flatten())
    except RuntimeError:
        features = ""
    return str(llvm.get_host_cpu_name()), features


def lanes() -> int:
    """How many doubles this processor's vectors hold: 8, 4 or 2."""
    _, features = processor()
    if "+avx512f" in features:
        return 8
    return 4 if "+avx2" in features else 2


def identity() -> str:
    """What a kernel's bits depend on besides its text: processor, features and compiler version."""
    return "|".join([*processor(), str(llvmlite.__version__), ".".join(map(str, llvm.llvm_version_info))])


def compile_object(text: str) -> bytes:
    """Machine code, as an object file, for a module's text."""
    target = _target()
    module = llvm.parse_assembly(text)
    module.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=1)
    options.loop_vectorization = False
    options.slp_vectorization = False
    builder = llvm.create_pass_builder(target, options)
    builder.getModulePassManager().run(module, builder)
    return bytes(target.emit_object(module))


@dataclass(frozen=True)
class Library:
    """Functions of a loaded object file, by name; keeps the code in memory while it lives.

    A call takes numbers, arrays and bundles as the function's text does; the interpreter lock is free meanwhile.
    """

    engine: Any = field(repr=False)
    calls: Mapping[str, Callable[..., None]]


def load_object(code: bytes, functions: Sequence[Callable[..., Any]]) -> Library:
    """Load machine code and its functions; each library gets a target machine of its own, since engines keep theirs."""
    target = _target()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return Library(engine, {function.__name__: _call(engine, Signature.of(function)) for function in functions})


def _call(engine: Any, signature: Signature) -> Callable[..., None]:
    types: Mapping[str, Any] = {"Int": ctypes.c_int64, "Float": ctypes.c_double}
    prototype = ctypes.CFUNCTYPE(None, *(types.get(kind, ctypes.c_void_p) for _, kind in signature.arguments))
    compiled = prototype(engine.get_function_address(signature.name))

    def call(*arguments: object) -> None:
        flat = [item for argument in arguments for item in _flat(argument)]
        compiled(*(item.ctypes.data if isinstance(item, np.ndarray) else item for item in flat))

    return call


def _flat(argument: object) -> list[object]:
    if isinstance(argument, Bundle):
        return [getattr(argument, item.name) for item in fields(argument)]  # type: ignore[arg-type]
    return [argument]


def _target() -> Any:
    _initialise()
    name, features = processor()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=name, features=features, opt=2, reloc="pic", codemodel=code_model(), jit=True
    )


def code_model() -> str:
    """LLVM's code model: "small" while all that this process ever mapped lies close together, else "large".

    Code and constants of the small one must lie within two gigabytes of each other, or loading ends the process; a
    process that has reserved more may get them further apart. The large one costs a tenth of the speed.
    """
    try:
        status = STATUS.read_text(encoding="ascii", errors="replace")
        peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmPeak:"))
    except (OSError, StopIteration):
        return "large"
    return "small" if peak < NEAR_KB else "large"


@cache
def _initialise() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
