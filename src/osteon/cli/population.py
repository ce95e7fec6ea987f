"""`osteon population`: make, describe and match virtual people."""

from __future__ import annotations

import sys
import time
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.show import json_option, show_json, warn

if TYPE_CHECKING:
    from osteon.population.people_file import Progress
    from osteon.population.weights import Matching

EXAMPLE = """
\b
Example:
  osteon population make adults --people 1000000 --seed 1 --out adults.parquet
  osteon population describe adults.parquet
  osteon population match adults.parquet vital --out like_vital.parquet
"""
MAKE_EXAMPLE = """
\b
Example:
  osteon population make adults --people 10000 --out adults.parquet
  osteon population make examples/populations/older_dutch_women.toml --people 10000 --out women.parquet
"""
DESCRIBE_EXAMPLE = """
\b
Example:
  osteon population describe adults
  osteon population describe like_vital.parquet --json
"""
MATCH_EXAMPLE = """
\b
Example:
  osteon population match adults.parquet vital --out like_vital.parquet
  osteon population match adults.parquet my_trial.toml --only age --only female
"""
PEOPLE = "WHO is 'adults', the id of a trial that comes with Osteon, or a .toml file of a population or a trial."


@click.group(epilog=EXAMPLE)
def population() -> None:
    """Virtual people: who they are, what they eat and how their bodies differ, as surveyed or by a trial's table."""


@population.command(epilog=MAKE_EXAMPLE, help=f"Draw people and save them as one Parquet file. {PEOPLE}")
@click.argument("who")
@click.option("--people", "count", default=10_000, show_default=True, help="How many.")
@click.option("--seed", default=1, show_default=True, help="Seed: the same seed gives the same people.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write, ending in .parquet.")
@click.option("--inputs", is_flag=True, help="Write what the body model is told of each person, too.")
@click.option("--parameters", is_flag=True, help="Write each one's own parameters of the body model, too.")
@click.option("--status", is_flag=True, help="Let them live and write 25(OH)D, PTH, densities and more on day 0, too.")
@json_option()
def make(
    who: str, count: int, seed: int, out: Path, *, inputs: bool, parameters: bool, status: bool, as_json: bool
) -> None:
    """Draw people and save them."""
    from osteon.population.people_allowed import rule
    from osteon.population.people_file import Extras, save_people
    from osteon.population.spec_read import read_spec

    spec, began = read_spec(who), time.perf_counter()
    save_people(spec, count, seed, out, extras=Extras(inputs, parameters, status), progress=_progress(count))
    seconds = time.perf_counter() - began
    told = {"file": str(out), "name": spec.name, "people": count, "seed": seed, "rule": list(rule(spec))}
    told |= {"bytes": out.stat().st_size, "seconds": round(seconds, 3)}
    if as_json:
        show_json(told)
        return
    click.echo(
        f"{count:,} people of {spec.name!r} written to {out} ({out.stat().st_size / 1e6:.1f} MB, {seconds:.1f} s)."
    )
    click.echo(f"Who is in: {'; '.join(rule(spec)) or 'everybody'}.")
    click.echo(f"Look at them with: osteon population describe {out}")


@population.command(epilog=DESCRIBE_EXAMPLE, help=f"Show what people look like: a file that was made, or WHO. {PEOPLE}")
@click.argument("who")
@click.option(
    "--people", "count", default=20_000, show_default=True, help="How many to draw where WHO is no file of people."
)
@click.option("--seed", default=1, show_default=True, help="Seed of those drawn.")
@json_option()
def describe(who: str, count: int, seed: int, *, as_json: bool) -> None:
    """Show what people look like."""
    from osteon.population.describe import describe_file, describe_spec
    from osteon.population.people_file import check_count, load_population
    from osteon.population.spec_read import read_spec

    check_count(count)
    if Path(who).suffix.lower() == ".parquet":
        found = describe_file(load_population(Path(who)))
    else:
        found = describe_spec(read_spec(who), count, seed)
    if as_json:
        show_json(found)
        return
    from osteon.report.population_text import population_text

    click.echo(population_text(found))


@population.command(epilog=MATCH_EXAMPLE)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("table")
@click.option(
    "--out", type=click.Path(path_type=Path), help="File to write the weighted people to, ending in .parquet."
)
@click.option("--only", multiple=True, help="Match this column only; may be given several times.")
@json_option()
def match(file: Path, table: str, out: Path | None, only: tuple[str, ...], *, as_json: bool) -> None:
    """Weigh the people of FILE so that they have the means and SDs of a trial's TABLE (an id or a .toml file)."""
    from osteon.population.people_file import add_weights, check_file, load_population
    from osteon.population.spec_read import read_spec
    from osteon.population.weights import match as weigh
    from osteon.population.weights_table import chosen_targets, limits_of_table, targets_of_table

    people, spec = load_population(file), read_spec(table)
    if out is not None:
        check_file(out)
    targets, left_out = targets_of_table(spec.people, people.names)
    wanted = chosen_targets(targets, only) if only else targets
    found = weigh(wanted, people.blocks, limits=limits_of_table(spec, people.names), left_out=left_out)
    told = _matched(found, spec.name)
    if out is not None:
        add_weights(people, found.weights, found.columns, told, out)
    if as_json:
        show_json(told | ({"file": str(out)} if out else {}))
    else:
        from osteon.report.population_text import matching_text

        click.echo(matching_text(told))
        click.echo(
            f"Written to {out}, weights in the column 'weight'." if out else "Nothing written; give --out FILE.parquet."
        )
    if found.poor:
        advice = f"make people by the table itself: osteon population make {table} --out people.parquet"
        warn(f"only {found.effective:.0f} effective people are left; {advice}")


def _matched(found: Matching, name: str) -> dict[str, Any]:
    """What was matched, as it is stored beside the people and shown."""
    limits = [
        {"column": limit.column}
        | ({"low": limit.low} if isfinite(limit.low) else {})
        | ({"high": limit.high} if isfinite(limit.high) else {})
        for limit in found.limits
    ]
    return {
        "table": name,
        "people": found.count,
        "within_limits": found.kept,
        "effective": round(found.effective, 1),
        "limits": limits,
        "reached": {column: dict(told) for column, told in found.reached.items()},
        "not_matched": list(found.left_out),
    }


def _progress(count: int) -> Progress | None:
    """A line that is written over on a terminal, with an estimate of what is left; nothing elsewhere."""
    if not sys.stderr.isatty():
        return None
    began = time.perf_counter()

    def tell(done: int) -> None:
        left = (time.perf_counter() - began) * (count / done - 1)
        ending = "\n" if done == count else ""
        click.echo(f"\r{done:,} of {count:,} people, {left:.0f} s left   {ending}", err=True, nl=False)

    return tell
