"""The files of a simulation in a folder: all of them, or none."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from osteon.errors import StorageError
from osteon.report.tidy import table_files

if TYPE_CHECKING:
    from osteon.simulate import Trajectory

Runs = Sequence[tuple[str, "Trajectory"]]

PAINTERS = 2
"""Threads that turn drawings into pictures: typst works without Python's lock."""
NEXT_STEP: Mapping[int, str] = {
    errno.ENOSPC: "free some space, or choose a folder on another disk",
    errno.EDQUOT: "free some space, or choose a folder on another disk",
    errno.EACCES: "choose a folder that you may write to",
    errno.EPERM: "choose a folder that you may write to",
    errno.EROFS: "choose a folder that you may write to",
    errno.ENOTDIR: "a part of the path is a file; choose another folder",
    errno.EEXIST: "it is a file; choose another folder",
    errno.EISDIR: "a folder stands where a file must be written; move it, or choose another folder",
    errno.ENAMETOOLONG: "choose a shorter name",
}


def warm_up() -> Thread:
    """Load what writing needs while something else is computed, so that `write_outputs` need not wait for it."""
    thread = Thread(target=_load)
    thread.start()
    return thread


def write_outputs(folder: Path, runs: Runs, summary: Mapping[str, object]) -> tuple[Path, ...]:
    """Write tables, summary and charts of one or two named runs into a folder, which is made if it is not there.

    Files: trajectories.parquet and .csv (run, day, age, outcome, name, unit, median, low_5, high_95), summary.json,
    and each chart as .png and .svg. Files of these names are replaced, others are left alone. If anything fails, the
    folder is as it was.

    Raises:
        StorageError: the folder cannot be made or written to; the message says what to do.
    """
    return write_files(folder, dict(_contents(runs, summary)))


def write_files(folder: Path, contents: Mapping[str, bytes], *, private: bool = False) -> tuple[Path, ...]:
    """Write files into a folder, which is made if it is not there; if anything fails, the folder is as it was.

    Private files can be read by their owner alone.

    Raises:
        StorageError: the folder cannot be made or written to; the message says what to do.
    """
    folder = Path(folder)
    try:
        with _folder(folder), _staging(folder) as stage:
            for name, content in contents.items():
                (stage / name).write_bytes(content)
                if private:
                    (stage / name).chmod(0o600)
            _move_in(stage, folder, list(contents))
    except OSError as error:
        raise StorageError(_why(folder, error)) from error
    return tuple(folder / name for name in contents)


def _contents(runs: Runs, summary: Mapping[str, object]) -> Iterator[tuple[str, bytes]]:
    """The name and content of each file; pictures are painted in threads while the rest is made."""
    from concurrent.futures import ThreadPoolExecutor

    from osteon.report.chart_png import png_of
    from osteon.report.charts import CHARTS, draw_chart

    with ThreadPoolExecutor(PAINTERS) as painters:
        drawn = []
        for name in CHARTS:
            svg = draw_chart(name, runs).svg()
            drawn.append((name, svg, painters.submit(png_of, svg)))
        yield from table_files(runs)
        yield "summary.json", (json.dumps(summary, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()
        for name, svg, picture in drawn:
            yield f"{name}.svg", svg.encode()
            yield f"{name}.png", picture.result()


def _load() -> None:
    import pyarrow.csv
    import pyarrow.parquet  # noqa: F401

    import osteon.report.charts  # noqa: F401
    from osteon.report.chart_png import png_of

    png_of('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """Make the folder and those above it; take away again what was made, if something fails inside."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        with suppress(OSError):
            for path in missing:
                path.rmdir()
        raise


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A hidden folder on the same disk, gone at the end."""
    stage = Path(tempfile.mkdtemp(prefix=".osteon-", dir=folder))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move_in(stage: Path, folder: Path, names: Sequence[str]) -> None:
    """Replace each file at one stroke; what was there before is put back if one of them fails."""
    former = stage / "former"
    former.mkdir()
    for name in names:
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(folder / name))
        if (folder / name).exists():
            shutil.copy2(folder / name, former / name)
    try:
        for name in names:
            os.replace(stage / name, folder / name)
    except BaseException:
        for name in names:
            _put_back(name, stage, former, folder)
        raise


def _put_back(name: str, stage: Path, former: Path, folder: Path) -> None:
    """Undo the replacing of a file, if it was replaced."""
    if (stage / name).exists():
        return
    if (former / name).exists():
        os.replace(former / name, folder / name)
    else:
        (folder / name).unlink(missing_ok=True)


def _why(folder: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    step = NEXT_STEP.get(error.errno or 0, "choose another folder")
    return f"cannot write to {folder}: {reason}; {step}. Nothing was written"
