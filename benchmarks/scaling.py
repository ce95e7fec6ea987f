"""Osteon alone against its targets: three years with and without doses, thirty years, one core and two.

    python benchmarks/scaling.py [--repeats 7] [--save]

For each task: the loosest tolerance from which on the error keeps to the task's limit, the time a person there, and the
target. Errors are against relative tolerance 1e-10, over all people, times and states.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import history
from measure import Point, sweep
from people import Array, Task, kernel, population, tasks

from osteon.engine.solver import Settings

TOLERANCES = (3e-3, 2e-3, 1e-3, 5e-4, 2e-4, 1e-4, 5e-5, 3e-5, 2e-5, 1e-5, 5e-6, 3e-6, 2e-6, 1e-6)


@dataclass(frozen=True, slots=True)
class Goal:
    """So many people, a largest error, and milliseconds a person to stay below."""

    task: str
    people: int
    error: float
    milliseconds: float


GOALS = (
    Goal("none", 1000, 1e-4, 0.10),
    Goal("denosumab", 1000, 1e-4, 0.45),
    Goal("30 years", 1000, 3e-4, 0.4),
    Goal("teriparatide", 48, 3e-4, 40.0),
    Goal("teriparatide", 1, 3e-4, 300.0),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--save", action="store_true", help="append the figures to history.csv")
    options = parser.parse_args()
    params, origin = population()
    print(f"people from {origin}; {history.processor()}; commit {history.commit()}")
    rows: list[dict[str, object]] = []
    for goal in GOALS:
        rows += against(goal, params[: goal.people], options.repeats)
    if options.save:
        history.append("scaling", rows)


def against(goal: Goal, params: Array, repeats: int) -> list[dict[str, object]]:
    """Find the tolerance, time it on one core and, for more than one person, on two."""
    task = tasks()[goal.task]
    reference = task.tight(params).states
    points = sweep(lambda relative: run(task, params, relative), TOLERANCES, reference)
    good = next((p for index, p in enumerate(points) if all(q.error <= goal.error for q in points[index:])), None)
    if good is None:
        least = min(points, key=lambda point: point.error)
        print(f"{goal.task}: error {goal.error:.0e} is not reached; least {least.error:.1e} at {least.relative:.0e}")
        return []
    found = [Point(good.relative, best(task, params, good.relative, 1, repeats), good.error)]
    line = f"{goal.task:12s} {goal.people:5d} people, tolerance {good.relative:.0e}, error {good.error:.1e}: "
    line += f"{found[0].milliseconds:.4f} ms a person, target {goal.milliseconds} ms: "
    line += "met" if found[0].milliseconds <= goal.milliseconds else "MISSED"
    if goal.people > 1:
        found.append(Point(good.relative, best(task, params, good.relative, 2, repeats), good.error))
        line += f"; two cores {found[0].milliseconds / found[1].milliseconds:.2f} x"
    print(line, flush=True)
    return [row(goal, threads, point) for threads, point in enumerate(found, 1)]


def run(task: Task, params: Array, relative: float, threads: int = 1) -> Array:
    """Everybody's states at a tolerance."""
    settings = Settings(relative=relative)
    return kernel().run(params, task.times, events=task.lines, settings=settings, threads=threads).states


def best(task: Task, params: Array, relative: float, threads: int, repeats: int) -> float:
    """The least milliseconds a person over the repeats, since other work can only add to it."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        run(task, params, relative, threads)
        times.append(time.perf_counter() - begin)
    return 1e3 * min(times) / len(params)


def row(goal: Goal, threads: int, point: Point) -> dict[str, object]:
    """A line of the history."""
    return {
        "task": goal.task,
        "solver": "Osteon",
        "people": goal.people,
        "threads": threads,
        "relative_tolerance": f"{point.relative:.0e}",
        "milliseconds_per_person": f"{point.milliseconds:.5g}",
        "largest_relative_error": f"{point.error:.2e}",
    }


if __name__ == "__main__":
    main()
