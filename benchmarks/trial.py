"""What a trial costs: people x 30 years, measured every quarter, from drawing people to the exact quantiles.

    python benchmarks/trial.py [--people 10240 102400] [--out FOLDER] [--cluster] [--save]

Prints processor time a person (which a shared machine does not blur), wall time, the most memory, and bytes on disk.
The target is 1,000,000 people in 10 minutes on two cores and 2 GB: 1.2 core-ms a person. `--cluster` runs the same on a
Dask scheduler with two worker processes on loopback, for the overhead against threads.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import history

from osteon.population.trial_design import parse_planned
from osteon.population.trial_run import run_trial

TRIAL = """
[trial]
id = "scale"
title = "Vitamin D3 1,000 IU or nothing for thirty years"
latitude = 52.1
[people]
age = { mean = 60, sd = 5, min = 50, max = 70 }
female = 0.5
[[arm]]
name = "placebo"
[[arm]]
name = "D3"
adherence = 0.8
dose = [{ nutrient = "vitamin D3", amount = "1000 IU" }]
[[endpoint]]
outcome = "bmd_total_hip"
measure = "percent_change"
arm = "D3"
versus = "placebo"
day = 3652.5
[[endpoint]]
outcome = "25ohd_serum"
measure = "change"
arm = "D3"
versus = "placebo"
day = 365.25
"""
QUARTERS = [365.25 / 4 * number for number in range(1, 121)]
TARGET_CORE_MS = 1.2
TARGET_MB = 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[10_240, 102_400])
    parser.add_argument("--out", type=Path, help="keep the run here")
    parser.add_argument("--cluster", action="store_true", help="also on Dask, two worker processes")
    parser.add_argument("--save", action="store_true", help="append the figures to history.csv")
    options = parser.parse_args()
    rows: list[dict[str, object]] = []
    warm()
    for people in sorted(options.people):
        core, wall = measured(people, options.out)
        rows.append(row("trial 30 years quarterly", "threads", people, core))
        if options.cluster:
            with cluster() as address:
                core_there, wall_there = measured(people, None, address)
            over, slower = core_there / core - 1, wall_there / wall - 1
            print(f"  cluster against threads: {over:+.1%} processor time, {slower:+.1%} wall   target 15 %")
            rows.append(row("trial 30 years quarterly", "dask, two processes", people, core_there))
    if options.save:
        history.append("trial", rows)


def row(task: str, solver: str, people: int, core: float) -> dict[str, object]:
    return {
        "task": task,
        "solver": solver,
        "people": people,
        "threads": 2,
        "relative_tolerance": 1e-3,
        "milliseconds_per_person": f"{1e3 * core / people:.4g}",
    }


def measured(people: int, out: Path | None, address: str | None = None) -> tuple[float, float]:
    """Processor seconds (of this process and of children) and wall seconds of a run; prints them."""
    with tempfile.TemporaryDirectory() as spare:
        folder = out or Path(spare) / "run"
        before, begun = spent(address), time.perf_counter()
        run_trial(parse_planned(TRIAL), people=people, seed=1, visits=QUARTERS, out=folder, cluster=address)
        core, wall = spent(address) - before, time.perf_counter() - begun
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    load = os.getloadavg()[0]
    print(
        f"{people:>9,} people  {1e3 * core / people:5.2f} core-ms a person  target {TARGET_CORE_MS}   "
        f"{wall:7.1f} s wall (load {load:.1f})   {memory:5.0f} MB  target {TARGET_MB}   "
        f"{size / people / 1e3:.2f} kB a person{'   on Dask' if address else ''}",
        flush=True,
    )
    return core, wall


def spent(address: str | None) -> float:
    """Processor seconds of this process; with a cluster also of the workers, by what the system says of them."""
    own = time.process_time()
    return own if address is None else own + sum(map(of_process, workers()))


def of_process(number: int) -> float:
    fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def workers() -> list[int]:
    """The process numbers of the workers that this process has started."""
    return [process.pid for process in STARTED]


STARTED: list[subprocess.Popen[bytes]] = []


@contextmanager
def cluster() -> Iterator[str]:
    """A scheduler and two workers of one thread each, as processes on loopback."""
    from distributed import Client

    address = "tcp://127.0.0.1:18786"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    program = [sys.executable, "-m"]
    scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "18786", "--no-dashboard"]
    worker = ["distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    STARTED[:] = [subprocess.Popen([*program, *part], **quiet) for part in (scheduler, worker, worker)]
    try:
        with Client(address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            client.run(warm)
        yield address
    finally:
        for process in STARTED:
            process.kill()
            process.wait()
        STARTED.clear()


def warm() -> None:
    """Load all that a run needs once in a process, so that the run alone is measured."""
    run_trial(parse_planned(TRIAL), people=64, seed=2, visits=QUARTERS[:1], chunk=64, threads=1)


if __name__ == "__main__":
    main()
