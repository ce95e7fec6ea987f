"""`osteon replay`: published trials against what the model makes of them, failures included."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.errors import InputError

if TYPE_CHECKING:
    from osteon.evidence.replay import Progress, Replay

EXAMPLE = """
\b
Example:
  osteon replay
  osteon replay vital knapen2013 --json
  osteon replay my_trial.toml --out results
"""


@click.command(epilog=EXAMPLE)
@click.argument("trials", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for replay.json and a page of forest plots.")
@click.option("--people", default=64, show_default=True, help="Virtual people in each arm.")
@click.option(
    "--doubts", default=20, show_default=True, help="Draws of what is not known, for the intervals; 0 for none."
)
@click.option("--edition", default="2026.1", show_default=True, help="Edition of the model.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def replay(trials: tuple[str, ...], out: Path | None, people: int, doubts: int, edition: str, *, as_json: bool) -> None:
    """Replay TRIALS (ids or files; all that come with Osteon if none is named) and print the scorecard."""
    from osteon.evidence.replay import chosen_trials, summary_of
    from osteon.evidence.replay import replay as run

    _check(people, doubts)
    progress = _progress()
    card = run(chosen_trials(trials), edition=edition, people=people, doubts=doubts, progress=progress)
    if progress is not None:
        progress("")
    if out is not None:
        _write(out, card)
    if as_json:
        click.echo(json.dumps(summary_of(card), indent=2, ensure_ascii=False))
        return
    from osteon.report.scorecard import scorecard

    click.echo(scorecard(card))
    if out is not None:
        click.echo(f"written: {out / 'replay.json'} and {out / 'replay.html'}")


def _check(people: int, doubts: int) -> None:
    problems = []
    if not 2 <= people <= 10_000:
        problems.append(f"--people {people} is outside 2 to 10,000")
    if doubts != 0 and not 2 <= doubts <= 1000:
        problems.append(f"--doubts {doubts} is neither 0 nor within 2 to 1,000")
    if problems:
        raise InputError(problems, where="osteon replay")


def _progress() -> Progress | None:
    """A line that is written over on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        return None
    return lambda name: click.echo(f"\r{name:<30}\r", err=True, nl=False)


def _write(out: Path, card: Replay) -> None:
    from osteon.evidence.replay import summary_of
    from osteon.report.forest import forest_page

    out.mkdir(parents=True, exist_ok=True)
    (out / "replay.json").write_text(json.dumps(summary_of(card), indent=2, ensure_ascii=False), encoding="utf-8")
    (out / "replay.html").write_text(forest_page(card), encoding="utf-8")
