"""The cache of compiled kernels: private, owner checked, damage noticed, written whole, keyed by all that matters."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pytest
from tests.engine_models import Organ, Tablet

from osteon.engine import machine, solver, store
from osteon.engine.declare import Subsystem
from osteon.engine.model import build
from osteon.engine.quantity import Quantity
from osteon.engine.solver import compile_model, kernel_key
from osteon.errors import StorageError

POSIX = pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs owners and modes of files")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own."""
    place = tmp_path / "cache"
    monkeypatch.setenv("OSTEON_CACHE", str(place))
    return place


def _kernels(place: Path) -> list[Path]:
    return sorted(place.glob("*.kernel"))


def test_what_is_saved_is_loaded(cache: Path) -> None:
    assert store.load("a") is None
    store.save("a", b"code")
    assert store.load("a") == b"code"
    assert [path.name for path in cache.iterdir()] == ["a.kernel"]


@POSIX
def test_the_folder_and_its_files_are_the_users_own(cache: Path) -> None:
    store.save("a", b"code")
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert stat.S_IMODE((cache / "a.kernel").stat().st_mode) & 0o077 == 0


@POSIX
def test_a_folder_of_somebody_else_is_not_used(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save("a", b"code")
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    with pytest.raises(StorageError, match=f"belongs to user {owner}.*OSTEON_CACHE"):
        store.load("a")
    with pytest.raises(StorageError, match=f"belongs to user {owner}.*OSTEON_CACHE"):
        store.save("a", b"code")


@POSIX
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_write_to_is_not_used(cache: Path, mode: int) -> None:
    cache.mkdir()
    cache.chmod(mode)
    with pytest.raises(StorageError, match="chmod go-w"):
        store.load("a")


@POSIX
def test_a_file_that_others_write_to_is_not_run(cache: Path) -> None:
    store.save("a", b"code")
    (cache / "a.kernel").chmod(0o666)
    with pytest.raises(StorageError, match="chmod go-w"):
        store.load("a")


@POSIX
def test_a_link_is_not_followed(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    cache.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="is a link"):
        store.folder()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("OSTEON_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(StorageError, match="set OSTEON_CACHE"):
        store.folder()


@pytest.mark.parametrize("harm", ["flipped", "cut", "emptied"])
def test_damaged_kernels_are_built_again_with_a_warning(cache: Path, harm: str) -> None:
    compile_model(build((Tablet,)))
    (path,) = _kernels(cache)
    whole = path.read_bytes()
    flipped = whole[:100] + bytes([whole[100] ^ 1]) + whole[101:]
    path.write_bytes({"flipped": flipped, "cut": whole[:-7], "emptied": b""}[harm])
    with pytest.warns(RuntimeWarning, match="damaged"):
        kernel = compile_model(build((Tablet,)))
    assert kernel.run(kernel.defaults(1), [1.0]).ok.all()
    assert path.read_bytes() == whole
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile_model(build((Tablet,)))


def test_a_full_disk_costs_a_warning_and_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tempfile.NamedTemporaryFile

    class Full:
        """A file that cannot be written to its end."""

        def __init__(self, **how: object) -> None:
            self.file = made(**how)  # type: ignore[call-overload]
            self.name = self.file.name

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def write(self, data: bytes) -> None:
            self.file.write(data[:10])
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", Full)
    with pytest.warns(RuntimeWarning, match="No space left"):
        kernel = compile_model(build((Tablet,)))
    assert kernel.run(kernel.defaults(1), [1.0]).ok.all()
    assert list(cache.iterdir()) == []


def test_a_file_appears_whole_or_not_at_all(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save("a", b"old")
    seen: list[bytes | None] = []
    replace = Path.replace

    def looked_at(self: Path, target: Path) -> Path:
        seen.append(store.load("a"))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", looked_at)
    store.save("a", b"new")
    assert seen == [b"old"]
    assert store.load("a") == b"new"


def test_the_last_used_kernels_are_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "KEPT", 3)
    for age, key in enumerate("abc"):
        store.save(key, b"code")
        os.utime(cache / f"{key}.kernel", (age, age))
    store.load("a")
    store.save("d", b"code")
    assert [path.stem for path in _kernels(cache)] == ["a", "c", "d"]


def test_a_second_start_builds_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = compile_model(build((Organ,)))

    def fail(_: str) -> bytes:
        raise AssertionError("compiled again")

    monkeypatch.setattr(machine, "compile_object", fail)
    second = compile_model(build((Organ,)))
    assert second.header == first.header
    params = first.defaults(3)
    np.testing.assert_array_equal(second.run(params, [9.0]).states, first.run(params, [9.0]).states)
    assert len(_kernels(cache)) == 1


def test_the_key_depends_on_all_that_the_code_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    model = build((Tablet,))

    def slower(tablet: Subsystem) -> Quantity:
        return tablet.loss * tablet.plasma / 2  # type: ignore[attr-defined, no-any-return]

    keys = {kernel_key(model, 4), kernel_key(model, 8), kernel_key(build((Organ,)), 8)}
    keys |= {kernel_key(model.with_flow("tablet.clearance", slower), 8), kernel_key(model.holding("tablet.gut"), 8)}
    monkeypatch.setattr(machine, "processor", lambda: ("other", "+avx2"))
    keys.add(kernel_key(model, 8))
    monkeypatch.setattr(machine, "identity", lambda: "newer compiler")
    keys.add(kernel_key(model, 8))
    assert len(keys) == 7
    assert kernel_key(model, 8) in keys
    assert kernel_key(build((Tablet,), {"tablet.loss": 9.0}), 8) in keys


def test_the_key_of_our_own_body_depends_on_its_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from osteon.body.editions import edition

    model = edition("peterson-riggs-2010").model()
    before = kernel_key(model, 8)
    copy = tmp_path / "osteon"
    for name in ("engine", "body"):
        (copy / name).mkdir(parents=True)
    (copy / "engine" / "solver.py").write_text("changed")
    monkeypatch.setattr(solver, "__file__", str(copy / "engine" / "solver.py"))
    after = kernel_key(model, 8)
    (copy / "body" / "deep").mkdir()
    (copy / "body" / "deep" / "organ.py").write_text("changed")
    assert len({before, after, kernel_key(model, 8)}) == 3


@pytest.mark.slow
def test_two_programs_share_a_kernel(cache: Path) -> None:
    text = (
        "from osteon.body.editions import edition\n"
        "from osteon.engine.solver import compile_model\n"
        "k = compile_model(edition('peterson-riggs-2010').model())\n"
        "print(k.run(k.defaults(1), [10.0]).states.sum().hex())\n"
    )
    results = [subprocess.run([sys.executable, "-c", text], capture_output=True, check=True).stdout for _ in range(2)]
    assert results[0] == results[1]
    assert len(_kernels(cache)) == 1
