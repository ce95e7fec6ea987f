"""`osteon run`: an edition of the model for one or many people, with doses and changes from an event table."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.show import json_option, show_json, warn
from osteon.errors import SolveError

if TYPE_CHECKING:
    from osteon.eventtable import Piece, Request, Stopped

EXAMPLE = """
\b
Example:
  osteon run --edition peterson-riggs-2010 --events doses.csv --end 3y --every 30d --out run.csv
  osteon run --edition peterson-riggs-2010 --set kout=14.3 --set "OralCa=12 mmol/d" --end 2y --outputs PTH,CaC
\b
doses.csv:
  ID,TIME,EVID,AMT,CMT,II,ADDL
  1,0,1,60,DENSC,4032,3
\b
Times in tables and results are hours. --end and --every take h, d, w or y (8760 h); a number alone is hours.
A row at the time of a dose shows the state just before it. All columns of event tables: docs/commands.md.
"""
MOST_WARNINGS = 20


@click.command(epilog=EXAMPLE)
@click.option("--edition", help="Edition of the model; by default Osteon's own.")
@click.option("--events", type=click.Path(path_type=Path), help="Event table (CSV): doses, changes and people.")
@click.option("--set", "sets", multiple=True, metavar="NAME=VALUE", help="Set a parameter, with or without its unit.")
@click.option("--initial", multiple=True, metavar="NAME=VALUE", help="Set what a pool holds at the start.")
@click.option("--end", metavar="SPAN", help="How long to run; by default until the last output of the table.")
@click.option("--every", metavar="SPAN", help="Time between outputs; by default the table's, or else a day.")
@click.option(
    "--outputs", metavar="NAME,...", help="Pools, values and flows to write; by default all pools and values."
)
@click.option("--rtol", default=1e-8, show_default=True, help="Relative tolerance of each step.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Processors to use; the results do not depend on it.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="File to write, .csv or .parquet; by default CSV is printed."
)
@json_option()
def run(**options: Any) -> None:
    """Run an edition of the model, for one or many people, and write its pools and values over time.

    Without --events one person (ID 1) is run without doses.
    """
    from osteon.cli.run_request import Options, request_of

    wanted = Options(**options)
    if str(wanted.out) == "-":
        wanted = Options(**{**options, "out": None})
    request, names = request_of(wanted)
    result = _Result(request, names, wanted.out)
    if wanted.as_json and wanted.out is None:
        show_json({**result.collected(), **result.record()})
    else:
        result.write()
        if wanted.as_json:
            show_json(result.record())
        elif wanted.out is not None:
            click.echo(f"{result.count} rows of {len(request.subjects)} people written to {wanted.out}")
    result.finish()


@dataclass
class _Result:
    """The rows of a run on their way out, and what is known of them afterwards."""

    request: Request
    names: Sequence[str]
    out: Path | None
    count: int = 0
    remarks: list[str] = field(default_factory=list)
    stopped: list[Stopped] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)

    def pieces(self) -> Iterator[Piece]:
        from osteon.eventtable import run_events

        with _progress(len(self.request.subjects)) as progress:
            for piece in run_events(self.request, progress):
                self.count += len(piece.hours)
                self.remarks += piece.remarks
                self.stopped += piece.stopped
                yield piece

    def write(self) -> None:
        from osteon.tablefile import Columns, write_table

        columns = Columns([subject.id for subject in self.request.subjects], self.names)
        pieces = self.pieces()
        first = next(pieces)
        with write_table(self.out, columns) as table:
            for piece in chain([first], pieces):
                table.write(piece.ids, piece.hours, piece.values)

    def collected(self) -> dict[str, Any]:
        """The rows themselves, for JSON."""
        pieces = [(piece.ids, piece.hours.tolist(), piece.values.tolist()) for piece in self.pieces()]
        return {"data": [[person, hour, *row] for piece in pieces for person, hour, row in zip(*piece, strict=True)]}

    def record(self) -> dict[str, Any]:
        request = self.request
        return {
            "edition": request.catalogue.edition.name,
            "people": len(request.subjects),
            "rows": self.count,
            "columns": ["ID", "time", *self.names],
            "end_hours": request.end,
            "relative_tolerance": request.relative,
            "seconds": round(time.perf_counter() - self.began, 3),
            "out": None if self.out is None else str(self.out),
            "warnings": self.remarks,
            "stopped": [
                {"ID": one.id, "hour": one.hour, "reason": one.reason, "pool": one.pool, "state": one.state}
                for one in self.stopped
            ],
        }

    def finish(self) -> None:
        """Say what should be known; people who stopped make the command end with the exit code for that."""
        for remark in self.remarks[:MOST_WARNINGS]:
            warn(remark)
        for one in self.stopped[:MOST_WARNINGS]:
            warn(f"{one}; the rows before that are written")
        for left in (len(self.remarks) - MOST_WARNINGS, len(self.stopped) - MOST_WARNINGS):
            if left > 0:
                warn(f"and {left} more; --json lists them")
        if self.stopped:
            click.get_current_context().exit(SolveError.exit_code)


@contextmanager
def _progress(people: int) -> Iterator[Callable[[int, int], None] | None]:
    """How many people are done, on a terminal, where there are many."""
    if people < 2 or not sys.stderr.isatty():
        yield None
        return
    try:
        yield lambda done, total: click.echo(f"\r{done} of {total} people", nl=False, err=True)
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)
