"""`osteon simulate`: one person, or two side by side, through time."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.errors import InputError

if TYPE_CHECKING:
    from osteon.simulate import Trajectory

EXAMPLE = """
\b
Example:
  osteon simulate examples/menopause_d3_k2.toml --years 10 --out results
  osteon simulate examples/menopause_d3_k2.toml --compare examples/menopause_no_pills.toml
"""


@click.command(epilog=EXAMPLE)
@click.argument("person", type=click.Path(path_type=Path))
@click.option("--years", default=10.0, show_default=True, help="How many years to simulate.")
@click.option("--compare", type=click.Path(path_type=Path), help="A second person or regimen to show beside the first.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for charts (PNG, SVG), tables (Parquet, CSV) and JSON."
)
@click.option("--draws", default=128, show_default=True, help="How many draws of what is not known.")
@click.option("--seed", default=1, show_default=True, help="Seed of the draws: the same seed gives the same numbers.")
@click.option("--edition", default="2026.1", show_default=True, help="Edition of the model.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def simulate(
    person: Path,
    years: float,
    compare: Path | None,
    out: Path | None,
    draws: int,
    seed: int,
    edition: str,
    *,
    as_json: bool,
) -> None:
    """Simulate the PERSON of a TOML file: vitamin D, calcium, bone, vitamin K and arteries over years."""
    from osteon.report.summary import differences, summary_of

    if not 2 <= draws <= 10_000:
        raise InputError(f"--draws {draws} is outside 2 to 10,000")
    if out is not None:
        from osteon.report.files import warm_up

        warm_up()
    runs = _runs([person, *([compare] if compare else [])], years, draws, seed, edition)
    summaries = {name: summary_of(run) for name, run in runs.items()}
    result: dict[str, object] = next(iter(summaries.values()))
    if len(runs) > 1:
        result = {**summaries, "differences": differences(*runs.values())}
    if as_json:
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
    else:
        _show(result if len(runs) > 1 else summaries)
    if out is not None:
        from osteon.report.files import write_outputs

        written = write_outputs(out, list(runs.items()), result)
        if not as_json:
            click.echo(f"\nWritten to {out}: {', '.join(sorted(path.name for path in written))}")


def _runs(files: list[Path], years: float, draws: int, seed: int, edition: str) -> dict[str, Trajectory]:
    from osteon.person import Person
    from osteon.simulate import simulate as run

    people, problems = [], []
    for path in files:
        try:
            people.append(Person.from_toml(path))
        except InputError as error:
            problems += [f"{path}: {problem}" for problem in error.problems]
    if problems:
        raise InputError(problems)
    names = [path.stem for path in files]
    if len(set(names)) < len(names):
        names = [str(path) for path in files]
    return {
        name: run(person, years, draws=draws, seed=seed, name=edition)
        for name, person in zip(names, people, strict=True)
    }


def _show(summaries: Mapping[str, Any]) -> None:
    from rich.console import Console

    from osteon.report.text import show

    plain = not sys.stdout.isatty()
    show(summaries, Console(width=150 if plain else None, no_color=plain, soft_wrap=False))
