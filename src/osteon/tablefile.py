"""Tables of results on disk or standard output: CSV or Parquet, whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from osteon.errors import InputError, StorageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SUFFIXES = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table holds: an ID column (whole numbers where all IDs are, else text), the time, and numbers."""

    ids: Sequence[str]
    names: Sequence[str]

    @property
    def header(self) -> list[str]:
        """The names of all columns."""
        return ["ID", "time", *self.names]

    @property
    def whole(self) -> bool:
        """Whether every ID is a whole number as it is usually written.

        >>> Columns(["1", "20"], []).whole, Columns(["01"], []).whole
        (True, False)
        """
        return all(
            name.removeprefix("-").isdecimal() and len(name) < 19 and str(int(name)) == name for name in self.ids
        )


class TableWriter:
    """Adds rows to an open table; numbers are written so that they read back exactly."""

    def __init__(self, columns: Columns, file: BinaryIO, suffix: str) -> None:
        import pyarrow as arrow

        self._arrow = arrow
        self._whole = columns.whole
        kinds = [arrow.int64() if columns.whole else arrow.string(), *([arrow.float64()] * (len(columns.names) + 1))]
        self._schema = arrow.schema(list(zip(columns.header, kinds, strict=True)))
        self._writer = self._open(columns, file, suffix)

    def _open(self, columns: Columns, file: BinaryIO, suffix: str) -> Any:
        if suffix == ".parquet":
            from pyarrow.parquet import ParquetWriter

            return ParquetWriter(file, self._schema)
        from pyarrow.csv import CSVWriter, WriteOptions

        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(columns.header)
        file.write(line.getvalue().encode())
        return CSVWriter(file, self._schema, write_options=WriteOptions(include_header=False))

    def write(self, ids: Sequence[str], hours: NDArray[np.float64], values: NDArray[np.float64]) -> None:
        """Add rows: whose, at which hour, and a row of values each."""
        people = [int(name) for name in ids] if self._whole else list(ids)
        arrays = [hours, *values.T.copy()]
        columns = [self._arrow.array(people, self._schema.field(0).type), *map(self._arrow.array, arrays)]
        self._writer.write_batch(self._arrow.record_batch(columns, schema=self._schema))

    def close(self) -> None:
        """Write what is still to be written."""
        self._writer.close()


def check_path(path: Path) -> None:
    """Refuse an output file that cannot be one, before anything is computed.

    Raises:
        InputError: another ending than .csv or .parquet, or a folder.
        StorageError: the folder it should be in is not there.

    >>> check_path(Path("results.csv"))
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path}: write a file that ends in .csv or .parquet", "output")
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file in it", "output")
    if not path.parent.is_dir():
        raise StorageError(f"{path} cannot be written: there is no folder {path.parent}")


@contextmanager
def write_table(path: Path | None, columns: Columns) -> Iterator[TableWriter]:
    """A table to write to; None is CSV on standard output. The file appears when all is written, or not at all.

    Raises:
        StorageError: the disk is full, or the folder may not be written to.
    """
    if path is None:
        writer = TableWriter(columns, sys.stdout.buffer, ".csv")
        yield writer
        writer.close()
        sys.stdout.buffer.flush()
        return
    with replaced(path) as file:
        writer = TableWriter(columns, file, path.suffix.lower())
        yield writer
        writer.close()


def write_private(path: Path, text: str) -> Path:
    """Write a text with health data, which nobody but its owner may read; what was there stays until all is written.

    Raises:
        StorageError: the disk is full, or the folder may not be written to.

    >>> import stat, tempfile
    >>> path = write_private(Path(tempfile.mkdtemp()) / "me.toml", "[person]")
    >>> path.read_text(), oct(stat.S_IMODE(path.stat().st_mode))
    ('[person]', '0o600')
    """
    with replaced(path, private=True) as file:
        file.write(text.encode())
    return path


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


@contextmanager
def replaced(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when all went well; otherwise what was there stays.

    A private one can be read by its owner alone, from before anything is written.

    Raises:
        StorageError: the disk is full, or the folder may not be written to.
    """
    target = path.resolve()
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with open(part, "xb", opener=_private if private else None) as file:
            yield file
        part.replace(target)
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror or error}); nothing was changed there") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
