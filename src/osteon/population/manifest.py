"""A run's folder: finished parts with their checksums, written so that a run killed at any moment can go on.

manifest.jsonl holds what the run is (first line), then a line for each chunk whose files are safely on disk. A file is
written under another name, flushed to the disk and renamed; its line follows. At the end the lines are put in order, so
that the folder is the same bit for bit however often the run was stopped.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from osteon.errors import InputError, StorageError

NAME = "manifest.jsonl"
LOCK = ".lock"
UNFINISHED = ".unfinished"
FORMAT = 1
Tell = Callable[[str], None]
NEXT_STEP: Mapping[int, str] = {
    errno.ENOSPC: "free some space and run the same command again: it goes on from here",
    errno.EDQUOT: "free some space and run the same command again: it goes on from here",
    errno.EFBIG: "the disk takes no file of this size; choose another --out, or fewer outcomes",
    errno.EACCES: "choose a folder that you may write to",
    errno.EPERM: "choose a folder that you may write to",
    errno.EROFS: "choose a folder that you may write to",
    errno.ENOTDIR: "a part of the path is a file; choose another folder",
    errno.EEXIST: "it is a file; choose another folder",
}


@dataclass
class Folder:
    """An opened run folder: what is done, by chunk: {file name: [bytes, sha256]}."""

    path: Path
    header: Mapping[str, Any]
    done: dict[int, Mapping[str, tuple[int, str]]] = field(default_factory=dict)

    def keep(self, chunk: int, files: Mapping[str, bytes]) -> None:
        """Put a chunk's files on disk, and then its line in the manifest.

        Raises:
            StorageError: the disk is full or cannot be written; what was kept before stays.
        """
        entry = {name: (len(content), sha256(content).hexdigest()) for name, content in files.items()}
        with self._told_plainly():
            for name, content in files.items():
                replace_file(self.path / name, content)
            with (self.path / NAME).open("ab") as file:
                file.write(_line({"chunk": chunk, "files": entry}))
                _flush(file)
        self.done[chunk] = entry

    def write(self, name: str, content: bytes) -> None:
        """Put a file of results beside the parts.

        Raises:
            StorageError: the disk is full or cannot be written.
        """
        with self._told_plainly():
            replace_file(self.path / name, content)

    def read(self, chunk: int) -> dict[str, bytes]:
        """The files of a chunk that is done."""
        return {name: (self.path / name).read_bytes() for name in self.done[chunk]}

    def finish(self) -> None:
        """Put the manifest's lines in order.

        Raises:
            StorageError: the disk is full or cannot be written.
        """
        lines = [_line({"chunk": chunk, "files": self.done[chunk]}) for chunk in sorted(self.done)]
        self.write(NAME, _line(self.header) + b"".join(lines))

    @contextmanager
    def _told_plainly(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason, step = (
                error.strerror or str(error),
                NEXT_STEP.get(error.errno or 0, "see to the disk and run again"),
            )
            kept = f"{len(self.done)} chunks are safe"
            raise StorageError(f"cannot write to {self.path}: {reason}; {kept}; {step}") from error


@contextmanager
def opened(path: Path, header: Mapping[str, Any], tell: Tell = lambda message: None) -> Iterator[Folder]:
    """Open a run's folder for one run at a time: a new one, or one in which the same run was begun.

    Parts that are not as the manifest says are told and dropped, so that they are made again.

    Raises:
        StorageError: another run is in the folder, or it cannot be written.
        InputError: it holds another run; it says in what they differ.
    """
    folder = Folder(path, {"osteon_run": FORMAT, **header})
    with folder._told_plainly():
        path.mkdir(parents=True, exist_ok=True)
        lock = (path / LOCK).open("a+b")
    try:
        _hold(lock, path)
    except BaseException:
        lock.close()
        raise
    try:
        _clear(path)
        if (path / NAME).exists():
            folder.done = _resumed(path, folder.header, tell)
        else:
            _refuse_strangers(path)
            folder.write(NAME, _line(folder.header))
        yield folder
    finally:
        lock.truncate(0)
        lock.close()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and be sure that it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}{UNFINISHED}")
    try:
        with part.open("wb") as file:
            file.write(content)
            _flush(file)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    """Make a rename lasting; systems that cannot open folders do without."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _hold(lock: IO[bytes], path: Path) -> None:
    """Take the folder's lock, which the system gives back however the process ends."""
    try:
        try:
            import fcntl
        except ImportError:
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        who = lock.read(40).decode(errors="replace").strip()
        raise StorageError(
            f"{path}: another run{f' (process {who})' if who else ''} is in this folder; "
            "wait until it ends, or choose another --out"
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()).encode())
    lock.flush()


def _clear(path: Path) -> None:
    """Take away files that a killed run left unfinished."""
    for left in path.rglob(f".*{UNFINISHED}"):
        left.unlink(missing_ok=True)


def _refuse_strangers(path: Path) -> None:
    strangers = sorted(found.name for found in path.iterdir() if found.name != LOCK)
    if strangers:
        shown = ", ".join(strangers[:3]) + (", ..." if len(strangers) > 3 else "")
        raise InputError(f"{path} is not empty ({shown}) and holds no run; choose a new folder", where="--out")


def _resumed(path: Path, header: Mapping[str, Any], tell: Tell) -> dict[int, Mapping[str, tuple[int, str]]]:
    first, *rest = (path / NAME).read_bytes().split(b"\n")
    _compare(path, _parsed(first) or {}, header)
    done: dict[int, Mapping[str, tuple[int, str]]] = {}
    for line in rest:
        entry = _parsed(line)
        if entry is not None:
            done[int(entry["chunk"])] = {name: (int(size), str(sum_)) for name, (size, sum_) in entry["files"].items()}
    for chunk in sorted(done):
        wrong = [name for name, entry in done[chunk].items() if not _sound(path / name, *entry)]
        if wrong:
            tell(f"{', '.join(wrong)}: damaged or gone; chunk {chunk} is made again")
            del done[chunk]
    if not rest or rest[-1] != b"":
        replace_file(path / NAME, b"".join([_line(header), *(_line({"chunk": c, "files": done[c]}) for c in done)]))
    return done


def _sound(path: Path, size: int, digest: str) -> bool:
    try:
        return path.stat().st_size == size and sha256(path.read_bytes()).hexdigest() == digest
    except OSError:
        return False


def _compare(path: Path, there: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
    wanted = json.loads(_line(mine))
    if not there:
        raise InputError(f"{path / NAME} cannot be read; choose a new folder", where="--out")
    differ = [name for name in {**wanted, **there} if wanted.get(name) != there.get(name)]
    if differ:
        raise InputError(
            [f"{path} holds another run: {_difference(name, there.get(name), wanted.get(name))}" for name in differ],
            where="--out (choose a new folder, or give what the run in it was begun with)",
        )


def _difference(name: str, there: object, here: object) -> str:
    if name in ("trial", "code", "processor"):
        words = {"trial": "the trial file", "code": "the version of Osteon", "processor": "the kind of processor"}
        return f"{words[name]} is another one"
    return f"{name} is {there} there and {here} here"


def _parsed(line: bytes) -> dict[str, Any] | None:
    """A line of the manifest; None for one that was cut short."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, sort_keys=True, ensure_ascii=False).encode() + b"\n"
