"""Compiled kernels on disk: a private folder, owner checked, each file checked against its own digest."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import warnings
from pathlib import Path

from osteon.errors import StorageError

KEPT = 64
"""How many kernels are kept, the last used ones; each is about 200 kB."""
_DIGEST = hashlib.sha256().digest_size


def folder() -> Path:
    """Where kernels are kept: ``$OSTEON_CACHE``, else ``osteon`` in the user's cache folder.

    Raises:
        StorageError: the folder belongs to somebody else or others may write to it. It holds machine code, so it is
            not used then.
    """
    base = os.environ.get("OSTEON_CACHE")
    place = Path(base) if base else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "osteon"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = place.lstat()
    except OSError as error:
        raise StorageError(
            f"the cache folder {place} cannot be used ({error.strerror}); set OSTEON_CACHE to a folder you own"
        ) from None
    _check_private(place, found)
    return place


def load(key: str) -> bytes | None:
    """The stored bytes of a kernel; None where there is none, or its bytes are damaged (which is said in a warning)."""
    path = folder() / f"{key}.kernel"
    try:
        with path.open("rb") as file:
            _check_private(path, os.fstat(file.fileno()))
            data = file.read()
        os.utime(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"the cached kernel {path} cannot be read ({error.strerror}); delete it") from None
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        warnings.warn(f"the cached kernel {path} is damaged; it is built again", RuntimeWarning, stacklevel=2)
        return None
    return data[_DIGEST:]


def save(key: str, data: bytes) -> None:
    """Keep a kernel, whole or not at all; a full disk costs only the next start some time, and is said in a warning."""
    place = folder()
    name = ""
    try:
        with tempfile.NamedTemporaryFile(dir=place, delete=False) as file:
            name = file.name
            file.write(hashlib.sha256(data).digest() + data)
        Path(name).replace(place / f"{key}.kernel")
        _forget(place)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        warnings.warn(f"the kernel could not be kept in {place} ({error.strerror})", RuntimeWarning, stacklevel=2)


def _forget(place: Path) -> None:
    kernels = sorted(place.glob("*.kernel"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kernels[KEPT:]:
        path.unlink(missing_ok=True)


def _check_private(path: Path, found: os.stat_result) -> None:
    if not hasattr(os, "getuid"):
        return
    if found.st_uid != os.getuid():
        raise StorageError(
            f"the cache {path} belongs to user {found.st_uid}, not to you ({os.getuid()}); "
            "machine code from it is not run: set OSTEON_CACHE to a folder of your own"
        )
    if stat.S_ISLNK(found.st_mode):
        raise StorageError(f"the cache {path} is a link; set OSTEON_CACHE to the folder itself")
    if stat.S_IMODE(found.st_mode) & 0o022:
        raise StorageError(f"the cache {path} can be changed by other users; run: chmod go-w {path}")
