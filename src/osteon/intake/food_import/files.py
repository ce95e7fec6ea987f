"""Files, zips, gzips and folders as streams of bounded size: nothing is unpacked to disk, no name is a path."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from osteon.errors import InputError

MOST_MEMBERS = 10_000
MOST_BYTES = 200_000_000_000
"""More than this is not unpacked; the largest official file has about 70 GB."""
MOST_RATIO = 250
"""Official files shrink 5 to 25 times; a file that swells more is taken for a trap, from `RATIO_FROM` bytes on."""
RATIO_FROM = 100_000_000
LONGEST_LINE = 4_000_000
BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError)
ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Member:
    """A file, or a file inside a zip or folder: its own name in lower case, and its size where that is known."""

    path: Path
    name: str
    inside: str = ""
    size: int = 0


class Stream(io.RawIOBase):
    """Bytes of a member as they come unpacked, counted; too many of them are refused."""

    def __init__(self, inner: IO[bytes], packed: int) -> None:
        self.inner = inner
        self.bytes = 0
        self._packed = max(packed, 1)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer, and see that the whole is not endless."""
        data = self.inner.read(len(buffer))
        buffer[: len(data)] = data
        self.bytes += len(data)
        swollen = self.bytes > RATIO_FROM and self.bytes > MOST_RATIO * self._packed
        if swollen or self.bytes > MOST_BYTES:
            raise InputError("it unpacks to far more than any food table; it is not read any further")
        return len(data)


def members(path: Path) -> list[Member]:
    """What can be read of a file or folder: itself, or all files in it, the largest names first being those of a zip.

    Raises:
        InputError: it is not there, empty, or not readable.
    """
    where = str(path)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())[:MOST_MEMBERS]
        return [Member(file, file.name.lower(), size=file.stat().st_size) for file in files]
    if not path.exists():
        raise InputError("there is no such file; give the path of a downloaded file", where)
    try:
        with path.open("rb") as file:
            start = file.read(4)
        size = path.stat().st_size
        if start == ZIP:
            return _in_zip(path)
    except BROKEN as error:
        raise InputError(f"this file cannot be read: {_reason(error)}", where) from None
    if not start:
        raise InputError("this file is empty; download it again", where)
    return [Member(path, path.name.lower().removesuffix(".gz"), size=0 if start[:2] == GZIP else size)]


def _in_zip(path: Path) -> list[Member]:
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise InputError(f"this zip holds {len(infos)} files; no food table does", str(path))
    plain = [info for info in infos if not info.is_dir() and "__MACOSX" not in info.filename]
    return [Member(path, PurePosixPath(info.filename).name.lower(), info.filename, info.file_size) for info in plain]


@contextmanager
def opened(member: Member) -> Iterator[Stream]:
    """The bytes of a member, unpacked.

    Raises:
        InputError: it is broken, locked by a password, or swells too much.
    """
    where = f"{member.path}: {member.inside}" if member.inside else str(member.path)
    try:
        if member.inside:
            with zipfile.ZipFile(member.path) as archive, archive.open(member.inside) as inner:
                yield Stream(inner, archive.getinfo(member.inside).compress_size)
        else:
            with member.path.open("rb") as file:
                packed = file.read(2) == GZIP
                file.seek(0)
                inner = gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[assignment]
                yield Stream(inner, member.path.stat().st_size if packed else MOST_BYTES)
    except InputError as error:
        raise InputError(error.problems, error.where or where) from None
    except UnicodeDecodeError:
        raise InputError("this is not UTF-8 text; take the file as it was downloaded", where) from None
    except BROKEN as error:
        raise InputError(f"this file is broken ({_reason(error)}); download it again", where) from None


def _reason(error: BaseException) -> str:
    return str(getattr(error, "strerror", "") or error or type(error).__name__)


def lines(stream: Stream, encoding: str = "utf-8-sig") -> Iterator[str]:
    """The lines of a text; a line that never ends is refused."""
    text = io.TextIOWrapper(io.BufferedReader(stream, 1 << 20), encoding=encoding, newline="\n")
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise InputError(f"a line is longer than {LONGEST_LINE:,} letters; this is not a food table")
        yield line


def digest(parts: list[Member]) -> str:
    """What tells a source apart: a hash over all its bytes as they lie on disk."""
    told = hashlib.sha256()
    for path in dict.fromkeys(part.path for part in parts):
        told.update(path.name.encode("utf-8", "surrogateescape") if len(parts) > 1 and not parts[0].inside else b"")
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                told.update(block)
    return told.hexdigest()
