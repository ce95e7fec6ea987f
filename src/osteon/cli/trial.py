"""`osteon trial`: a planned or published trial, run in virtual people."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.cli.show import json_option, show_json, warn

if TYPE_CHECKING:
    from osteon.population.trial_design import Planned
    from osteon.population.trial_progress import State

EXAMPLE = """
\b
Example:
  osteon trial examples/trials/d3_k2_factorial.toml --people 20000 --seed 1 --out results
  osteon trial knapen2013 --people 2000 --json
  osteon trial my_trial.toml --people 1000000 --years 30 --every "3 months" --outcomes bmd_total_hip --out big
\b
A run with --out that was stopped goes on where it was when the same command is given again, and ends with the same
files bit for bit. The folder holds people and visits (Parquet), result.json, report.html, and allocation.csv, which
says which letter is which group: the tables are blind until you open it.
"""
SECONDS_BETWEEN_LINES = 30.0
BAR = 24
MOST_THREADS = 8
"""By default: each holds a chunk of about 100 MB."""


@click.command(epilog=EXAMPLE)
@click.argument("trial")
@click.option("--people", required=True, type=int, help="How many virtual people are assessed for the trial.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same people, groups and errors.")
@click.option("--years", type=float, help="Measure for so many years.")
@click.option("--every", metavar="SPAN", help='Time between visits, like "3 months"; with --years.')
@click.option("--outcomes", metavar="WORD,...", help="Outcomes to measure besides those of the endpoints.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run; without it nothing is kept.")
@click.option("--cluster", metavar="ADDRESS", help="Address of a Dask scheduler, like tcp://10.0.0.5:8786.")
@click.option("--threads", type=click.IntRange(1, 256), help="Processors to use here; by default all, 8 at most.")
@click.option("--worlds", default=64, show_default=True, help="Draws of what is not known of the model; 1 for none.")
@click.option("--chunk", default=2048, show_default=True, help="People of a part: the less, the less memory.")
@click.option("--truth", is_flag=True, help="Keep what nobody in a trial knows: values without error, doses taken.")
@json_option()
def trial(
    trial: str,
    people: int,
    seed: int,
    years: float | None,
    every: str | None,
    outcomes: str | None,
    out: Path | None,
    cluster: str | None,
    threads: int | None,
    worlds: int,
    chunk: int,
    *,
    truth: bool,
    as_json: bool,
) -> None:
    """Run TRIAL (a file, or the id of a published trial) in virtual people: estimates, power, subgroups, report.

    Education and research software: what comes out is what the model says, not what was seen in people.
    """
    from osteon.population.trial_design import load_planned
    from osteon.population.trial_run import run_trial
    from osteon.population.trial_summary import summary_of

    planned = load_planned(trial)
    bar = _Bar()
    try:
        result = run_trial(
            planned,
            people=people,
            seed=seed,
            out=out,
            cluster=cluster,
            outcomes=[word.strip() for word in (outcomes or "").split(",") if word.strip()],
            visits=_visits(planned, years, every),
            chunk=chunk,
            worlds=worlds,
            truth=truth,
            threads=threads or min(os.cpu_count() or 1, MOST_THREADS),
            show=bar.show,
            tell=bar.around(warn),
        )
    except KeyboardInterrupt:
        bar.clear()
        if out is not None:
            warn(f"stopped; what is done is kept in {out}: give the same command again to go on")
        raise
    finally:
        bar.clear()
    summary = summary_of(result)
    if out is not None:
        _write_page(out, summary)
    if as_json:
        show_json(summary)
        return
    from osteon.report.trial_text import trial_text

    click.echo(trial_text(summary, result.seconds, result.resumed))
    if out is not None:
        click.echo(f"\nwritten: {out / 'report.html'}, {out / 'result.json'}, and the tables of people and visits")


def _visits(planned: Planned, years: float | None, every: str | None) -> list[float]:
    """Visits at even times, by --years and --every."""
    from osteon.errors import InputError
    from osteon.population.trial_spans import LONGEST, YEAR, days_of

    if years is None and every is None:
        return []
    last = planned.design.visits[-1] if years is None else years * YEAR
    step = YEAR if every is None else days_of(every)
    if not 0 < last <= LONGEST:
        raise InputError(f"--years {last / YEAR:g} is outside 0 to {LONGEST / YEAR:g}", where="osteon trial")
    if not step >= 1:
        raise InputError(f"--every {every!r} is less than a day", where="osteon trial")
    return [step * number for number in range(1, int(last / step + 1e-9) + 1)]


def _write_page(out: Path, summary: dict[str, object]) -> None:
    from osteon.population.manifest import replace_file
    from osteon.report.trial_page import trial_page

    replace_file(out / "report.html", trial_page(summary).encode())


class _Bar:
    """How far a run is: a line that is written over on a terminal, and a line now and then elsewhere."""

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self.told = time.monotonic()

    def show(self, state: State) -> None:
        """Show where the run is."""
        from osteon.population.trial_progress import words

        if self.live:
            done = round(BAR * state.done / max(state.people, 1))
            click.echo(f"\r[{'#' * done}{'.' * (BAR - done)}] {words(state)}\x1b[K", nl=False, err=True)
        elif time.monotonic() - self.told > SECONDS_BETWEEN_LINES:
            self.told = time.monotonic()
            click.echo(words(state), err=True)

    def around(self, say: Callable[[str], None]) -> Callable[[str], None]:
        """Say something without being written over."""

        def tell(message: str) -> None:
            self.clear()
            say(message)

        return tell

    def clear(self) -> None:
        """Take the line away."""
        if self.live:
            click.echo("\r\x1b[K", nl=False, err=True)
