"""How long a plan takes: the whole command for each example, kernel cached, in seconds.

    python benchmarks/plan.py [--repeats 3] [--save]

Every figure is the median over fresh interpreters; processor seconds stand beside it, since a busy machine stretches
the first. Plans differ in how hard they are to find, so each example has its own line.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import history

ROOT = Path(__file__).parents[1]
TARGET = 3.0
DIETS = {"vegan_little_sun": ["--diet", "vegan"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--save", action="store_true", help="append the figures to history.csv")
    options = parser.parse_args()
    rows: list[dict[str, object]] = []
    for example in sorted((ROOT / "examples").glob("*.toml")):
        if "[person]" not in example.read_text(encoding="utf-8"):
            continue
        taken = [timed(example) for _ in range(options.repeats + 1)][1:]
        seconds, work = (statistics.median(column) for column in zip(*taken, strict=True))
        verdict = "met" if seconds <= TARGET else "MISSED"
        print(f"{example.stem:24s} {seconds:6.2f} s   ({work:5.2f} s of processor)   target {TARGET} s   {verdict}")
        rows.append({"task": f"plan {example.stem}", "people": 1, "milliseconds_per_person": f"{1e3 * seconds:.4g}"})
    if options.save:
        history.append("plan", rows)


def timed(example: Path) -> tuple[float, float]:
    """Seconds and processor seconds of one plan in a fresh interpreter."""
    command = [sys.executable, "-m", "osteon", "plan", str(example), *DIETS.get(example.stem, [])]
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    before, begin = used(), time.perf_counter()
    subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin, used() - before


def used() -> float:
    """Processor seconds of all children so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    main()
