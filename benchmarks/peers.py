"""Osteon and its peers on the same equations, people, doses and machine in one run: milliseconds a person, and errors.

    python benchmarks/peers.py [--people none=1000 denosumab=200] [--save]

Needs `pip install osteon[bench]`; a peer that cannot be loaded is left out with the reason. One core. Every solver
does the same three years of the same people with monthly output, at several tolerances; errors are against Osteon at
relative tolerance 1e-10, which agrees with the golden trajectories to 2e-7. Compared is the time at error 1e-4: where
errors do not fall steadily with the tolerance, a peer is given its fastest time below it, Osteon the time from which
on no tighter tolerance is above it.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from functools import cache

import history
import numpy as np
from measure import Point, at_error, sweep
from people import Array, Task, kernel, model, population, scales, tasks
from scalar_code import Code, scalar_code

from osteon.engine.solver import Settings

OSTEON = (1e-3, 5e-4, 2e-4, 1e-4, 5e-5, 2e-5, 1e-5, 3e-6, 1e-6)
PEERS = (1e-4, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7, 3e-8)


def main() -> None:
    options = _options()
    params, origin = population()
    solvers, missing = load()
    print(f"people from {origin}; {history.processor()}; commit {history.commit()}", *missing, sep="\n")
    for name, count in options.people:
        chosen = np.sort(np.random.default_rng(7).permutation(len(params))[:count])
        compare(tasks()[name], params[chosen], solvers, save=options.save)


def compare(task: Task, params: Array, solvers: list[object], *, save: bool) -> None:
    """Print and keep the times and errors of all solvers at one task."""
    reference = task.tight(params).states
    measured = {"Osteon": sweep(osteon(task, params), OSTEON, reference, repeats=5)}
    for solver in solvers:
        name, run = peer(solver, task, params)
        measured[name] = sweep(run, PEERS, reference)
    show(task, len(params), measured)
    if save:
        history.append("peers", [_row(task, len(params), name, p) for name in measured for p in measured[name]])


def osteon(task: Task, params: Array) -> Callable[[float], Array]:
    """Osteon at a tolerance, on one core."""

    def run(relative: float) -> Array:
        return kernel().run(params, task.times, events=task.lines, settings=Settings(relative=relative)).states

    run(1e-4)
    return run


def peer(solver: object, task: Task, params: Array) -> tuple[str, Callable[[float], Array]]:
    """A peer at a tolerance: compiled and its constants worked out before it is timed."""
    from solvers import work

    code = _code()
    load_out = work(code, params, task)

    def run(relative: float) -> Array:
        return solver.run(load_out, relative) * code.scales  # type: ignore[attr-defined, no-any-return]

    solver.run(work(code, params[:1], task), 1e-4)  # type: ignore[attr-defined]
    return solver.name, run  # type: ignore[attr-defined]


def load() -> tuple[list[object], list[str]]:
    """The peers that are here, and a line for each that is not."""
    found: list[object] = []
    missing: list[str] = []
    for name, module in (
        ("ScipyLsoda", "scipy"),
        ("NumbaLsoda", "numbalsoda"),
        ("Cvode", "sksundae"),
        ("RoadRunner", "roadrunner"),
    ):
        try:
            __import__("numba")
            __import__(module)
            import solvers

            code = _code() if name == "RoadRunner" else solvers.Compiled(_code())
            found.append(getattr(solvers, name)(code))
        except ImportError as error:
            missing.append(f"left out: {name} ({error})")
    return found, missing


def show(task: Task, people: int, measured: dict[str, list[Point]]) -> None:
    """The table of one task."""
    own = at_error(measured["Osteon"], strict=True)
    print(f"\n{task.name}: {people} people, milliseconds a person (largest relative error)")
    for name, points in measured.items():
        print(f"  {name}: " + "  ".join(f"{p.relative:.0e} {p.milliseconds:.3g} ({p.error:.1e})" for p in points))
    print("  at error 1e-4:")
    for name, points in measured.items():
        found = at_error(points, strict=name == "Osteon")
        text = f"{found:.4g} ms, {found / own:.1f} x Osteon" if math.isfinite(found) else "not reached"
        print(f"    {name:36s} {text}")


def _row(task: Task, people: int, name: str, point: Point) -> dict[str, object]:
    return {
        "task": task.name,
        "solver": name,
        "people": people,
        "threads": 1,
        "relative_tolerance": f"{point.relative:.0e}",
        "milliseconds_per_person": f"{point.milliseconds:.5g}",
        "largest_relative_error": f"{point.error:.2e}",
    }


@cache
def _code() -> Code:
    return scalar_code(model(), scales())


def _options() -> argparse.Namespace:
    def pair(text: str) -> tuple[str, int]:
        name, _, count = text.partition("=")
        return name, int(count or 1000)

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = [("none", 1000), ("denosumab", 200)]
    parser.add_argument("--people", type=pair, nargs="+", default=default, metavar="TASK=N", help="tasks and people")
    parser.add_argument("--save", action="store_true", help="append the figures to history.csv")
    return parser.parse_args()


if __name__ == "__main__":
    main()
