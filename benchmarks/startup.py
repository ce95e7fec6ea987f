"""How long a user waits: importing, --help, and simulating an example with the kernel cached and without. Seconds.

    python benchmarks/startup.py [--repeats 5] [--save]

Every figure is the median over fresh interpreters. A command that is not there yet is said so and left out.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import history

ROOT = Path(__file__).parents[1]
PROGRAM = [sys.executable, "-c", "from osteon.cli import main; main()"]
TARGETS = {"import osteon": 0.25, "osteon --help": 0.4, "simulate, warm": 1.2, "simulate, cold": 4.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--save", action="store_true", help="append the figures to history.csv")
    options = parser.parse_args()
    rows: list[dict[str, object]] = []
    for name, measure in measures().items():
        seconds, problem = median(measure, options.repeats)
        if problem:
            print(f"{name:16s} left out: {problem}")
            continue
        print(f"{name:16s} {seconds:6.3f} s   target {TARGETS[name]} s   {verdict(seconds, TARGETS[name])}")
        rows.append({"task": name, "people": 1, "milliseconds_per_person": f"{1e3 * seconds:.4g}"})
    if options.save:
        history.append("startup", rows)


def verdict(found: float, target: float) -> str:
    """Whether a figure keeps to its target."""
    return "met" if found <= target else "MISSED"


def measures() -> dict[str, Callable[[], str]]:
    """What is timed; each gives an empty text, or why it could not be done."""
    example = next(iter(sorted((ROOT / "examples").glob("*.toml"))), None)
    return {
        "import osteon": lambda: attempt([sys.executable, "-c", "import osteon"], {}),
        "osteon --help": lambda: attempt([*PROGRAM, "--help"], {}),
        "simulate, warm": lambda: simulate(example, None),
        "simulate, cold": lambda: cold(example),
    }


def simulate(example: Path | None, cache: str | None) -> str:
    """Charts and all, into a folder that is thrown away."""
    if example is None:
        return "examples/ holds no person"
    with tempfile.TemporaryDirectory() as out:
        place = {"OSTEON_CACHE": cache} if cache else {}
        return attempt([*PROGRAM, "simulate", str(example), "--out", out], place)


def cold(example: Path | None) -> str:
    """With an empty kernel cache; imported modules stay in the system's file cache."""
    with tempfile.TemporaryDirectory() as cache:
        return simulate(example, cache)


def attempt(command: list[str], place: dict[str, str]) -> str:
    """Run a command to its end; the last line of what it complains about where it fails."""
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, **place}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    complaint = (done.stderr.strip().splitlines() or ["it failed without a word"])[-1]
    return complaint if done.returncode else ""


def median(measure: Callable[[], str], repeats: int) -> tuple[float, str]:
    """Median seconds after one run that does not count."""
    problem = measure()
    times = []
    for _ in range(0 if problem else repeats):
        begin = time.perf_counter()
        problem = measure()
        times.append(time.perf_counter() - begin)
    return (statistics.median(times) if times else 0.0), problem


if __name__ == "__main__":
    main()
