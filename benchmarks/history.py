"""What was measured, kept: one line a figure in history.csv, with machine, commit and versions."""

from __future__ import annotations

import csv
import datetime
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

FILE = Path(__file__).parent / "history.csv"
FIELDS = [
    *("date", "commit", "processor", "cores", "python", "llvmlite", "benchmark", "task", "solver", "people", "threads"),
    *("relative_tolerance", "milliseconds_per_person", "largest_relative_error"),
]


def append(benchmark: str, rows: list[dict[str, object]]) -> None:
    """Add lines; a row names task, solver, people, threads, tolerance, milliseconds and error as far as they apply."""
    fresh = not FILE.exists()
    with FILE.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS, restval="", lineterminator="\n")
        if fresh:
            writer.writeheader()
        for row in rows:
            writer.writerow({**_here(), "benchmark": benchmark, **row})


def _here() -> dict[str, object]:
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "commit": commit(),
        "processor": processor(),
        "cores": len(_cores()),
        "python": platform.python_version(),
        "llvmlite": _version("llvmlite"),
    }


def commit() -> str:
    """The commit the source stands at, with a plus where files were changed since."""
    root = Path(__file__).parents[1]

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def processor() -> str:
    """The processor's name and instruction set as LLVM knows them."""
    from osteon.engine.machine import lanes
    from osteon.engine.machine import processor as known

    return f"{known()[0]} ({lanes()} doubles a vector)"


def _cores() -> list[int]:
    import os

    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
