"""LLVM text to machine code for this processor, and machine code to callable functions."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import llvmlite
import llvmlite.binding as llvm


@cache
def processor() -> tuple[str, str]:
    """This processor's name and feature string, as LLVM spells them."""
    features = llvm.get_host_cpu_features()
    return str(llvm.get_host_cpu_name()), str(features.flatten())


def lanes() -> int:
    """How many doubles this processor's vectors hold: 8, 4 or 2."""
    _, features = processor()
    if "+avx512f" in features:
        return 8
    return 4 if "+avx2" in features else 2


def identity() -> str:
    """What a compiled kernel depends on besides its text: processor, features and compiler version."""
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
    """Functions of a loaded object file; keeps the code in memory while it lives."""

    engine: Any = field(repr=False)

    def function(self, name: str, kinds: tuple[str, ...]) -> Callable[..., None]:
        """A callable for a compiled function; the interpreter lock is free while it runs."""
        types: Mapping[str, Any] = {"Int": ctypes.c_int64, "Float": ctypes.c_double}
        prototype = ctypes.CFUNCTYPE(None, *(types.get(kind, ctypes.c_void_p) for kind in kinds))
        call: Callable[..., None] = prototype(self.engine.get_function_address(name))
        return call


def load_object(code: bytes) -> Library:
    """Load machine code; each library gets a target machine of its own, since engines take theirs over."""
    target = _target()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return Library(engine)


def _target() -> Any:
    _initialise()
    name, features = processor()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=name, features=features, opt=2, reloc="pic", codemodel="small", jit=True
    )


@cache
def _initialise() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
