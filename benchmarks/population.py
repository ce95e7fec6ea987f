"""What a virtual person costs: drawing, parameters of the model, a file of a million, matching. Processor microseconds.

    python benchmarks/population.py [--people 40000] [--file 1000000] [--save]

Each figure is the best of three, but the file, which is written once, in a process of its own whose memory is read.
Processor time is told, which others at work on the machine do not blur; all of it runs on one core.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import history

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
TARGETS = {"draw": 25.0, "parameters": 25.0, "draw and parameters": 50.0, "file": 50.0, "match": 5.0}
WRITER = """
import resource, sys, time
from pathlib import Path
from osteon.population.people_file import save_people
from osteon.population.spec import Spec
began = time.process_time()
save_people(Spec(), int(sys.argv[1]), 1, Path(sys.argv[2]))
print(time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--file", type=int, default=1_000_000)
    parser.add_argument("--save", action="store_true", help="append the figures to history.csv")
    options = parser.parse_args()
    figures = drawn(options.people)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.parquet"
        figures["file"], memory = written(options.file, path)
        size = path.stat().st_size / options.file
        figures["match"] = matched(path, options.file)
    for name, figure in figures.items():
        word = "met" if figure <= TARGETS[name] else "MISSED"
        print(f"{name:20s} {figure:7.2f} us a person   target {TARGETS[name]:g}   {word}")
    print(f"{'file':20s} {memory:7.0f} MB of memory at most for {options.file:,} people, {size:.0f} bytes a person")
    if options.save:
        rows = [
            {"task": f"population {name}", "people": options.people, "milliseconds_per_person": f"{figure / 1e3:.4g}"}
            for name, figure in figures.items()
        ]
        history.append("population", rows)


def best(task: Callable[[], object], people: int) -> float:
    times = []
    for _ in range(3):
        began = time.process_time()
        task()
        times.append(time.process_time() - began)
    return min(times) / people * 1e6


def drawn(count: int) -> dict[str, float]:
    from osteon.body.editions import OWN, edition
    from osteon.population.people import draw_people, parameter_rows
    from osteon.population.spec import Spec

    model, spec = edition(OWN).model(), Spec()
    draw_people(spec, 0, 10, 1)
    draw = best(lambda: draw_people(spec, 0, count, 1), count)
    people = draw_people(spec, 0, count, 1)
    rows = best(lambda: parameter_rows(model, people), count)
    return {"draw": draw, "parameters": rows, "draw and parameters": draw + rows}


def written(count: int, path: Path) -> tuple[float, float]:
    command = [sys.executable, "-c", WRITER, str(count), str(path)]
    done = subprocess.run(command, env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=True)
    seconds, memory = (float(word) for word in done.stdout.split())
    return seconds / count * 1e6, memory


def matched(path: Path, count: int) -> float:
    from osteon.population.people_file import load_population
    from osteon.population.spec_read import read_spec
    from osteon.population.weights import match
    from osteon.population.weights_table import limits_of_table, targets_of_table

    people, spec = load_population(path), read_spec("vital")
    targets, _ = targets_of_table(spec.people, people.names)
    began = time.process_time()
    match(targets, people.blocks, limits=limits_of_table(spec, people.names))
    return (time.process_time() - began) / count * 1e6


if __name__ == "__main__":
    main()
