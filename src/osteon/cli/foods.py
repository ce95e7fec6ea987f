"""`osteon foods`: search the core table and the user's own foods, show one, import tables, read food logs."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.cli.show import json_option, show_json

if TYPE_CHECKING:
    from osteon.intake.food_import.running import Imported
    from osteon.intake.food_import.staging import Progress

EXAMPLE = """
\b
Example:
  osteon foods search "aged gouda"
  osteon foods show "Gouda cheese"
  osteon foods import FoodData_Central_foundation_food_csv_2025-04-24.zip
  osteon foods log examples/logs/cronometer_servings.csv
"""
IMPORT_HELP = """Read SOURCE, a food table as it was downloaded, into your own food database.

\b
SOURCE is one of:
  FoodData Central   the full download or one of its types, as zip of CSV or of JSON
  CIQUAL             the zip of XML files, the table as CSV or XLSX
  Open Food Facts    en.openfoodfacts.org.products.csv.gz or openfoodfacts-products.jsonl.gz

An import that was stopped goes on where it was; the same file twice changes nothing. Nothing leaves this computer.
"""
EVERY_SECONDS = 5.0


@click.group(epilog=EXAMPLE)
def foods() -> None:
    """Look up what foods hold, import food tables of your own, and read food logs."""


@foods.command(epilog=EXAMPLE)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many foods at most.")
@json_option()
def search(words: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """List foods that fit WORDS, the best first, with what 100 g of each hold and how sure that is."""
    from osteon.cli.food_tables import facts, table
    from osteon.errors import InputError
    from osteon.intake.food_lookup import find_foods

    text = " ".join(words)
    found = find_foods(text, limit)
    if not found:
        raise InputError(f"no food fits {text[:80]!r}; try one word of its English name, or import a food table")
    if as_json:
        show_json({"query": text, "per": "100 g", "foods": [facts(food) for food in found]})
        return
    click.echo("\n".join(table(found)))


@foods.command(epilog=EXAMPLE)
@click.argument("name", nargs=-1, required=True)
@json_option()
def show(name: tuple[str, ...], *, as_json: bool) -> None:
    """Show all that is known of the food with this NAME or id: each nutrient with its range and source."""
    from osteon.cli.food_tables import facts, page
    from osteon.intake.food_lookup import food_of_id
    from osteon.intake.food_names import find_food

    given = " ".join(name)
    food = food_of_id(given) or find_food(given)
    if as_json:
        show_json({"per": "100 g", "food": facts(food)})
        return
    click.echo("\n".join(page(food)))


@foods.command("import", help=IMPORT_HELP, epilog=EXAMPLE)
@click.argument("source", type=click.Path(path_type=Path))
@json_option()
def import_(source: Path, *, as_json: bool) -> None:
    """Read a food table."""
    from osteon.intake.food_import import import_foods

    try:
        done = import_foods(source, _progress())
    except KeyboardInterrupt:
        click.echo("\nStopped. Give the same command again to go on from here.", err=True)
        raise click.Abort from None
    if sys.stderr.isatty():
        click.echo("\r" + " " * 70 + "\r", err=True, nl=False)
    if as_json:
        show_json(_told(done))
        return
    click.echo("\n".join(_sentences(done)))


@foods.command(epilog=EXAMPLE)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--calcium",
    type=click.Choice(["mg", "percent-of-1000", "percent-of-1300"]),
    default=None,
    help="What a calcium column without a unit means (MyFitnessPal).",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the [diet] table for a person file there.")
@json_option()
def log(file: Path, calcium: str | None, out: Path | None, *, as_json: bool) -> None:
    """Read the food log FILE of an app and print the mean day, how sure it is, and a [diet] table for a person file.

    FILE is Cronometer's servings.csv or dailysummary.csv, or MyFitnessPal's Nutrition-Summary.csv or the zip it is in.
    """
    from osteon.cli.food_log import log_facts, log_page
    from osteon.intake.logs import diet_text, read_food_log
    from osteon.tablefile import write_private

    found = read_food_log(file, calcium or "")
    text = diet_text(found)
    if out is not None:
        write_private(out, text)
    if as_json:
        show_json(log_facts(found) | {"written": str(out) if out else None})
        return
    click.echo("\n".join([*log_page(found), "", text if out is None else f"written: {out}"]))


def _told(done: Imported) -> dict[str, object]:
    from osteon.intake import food_store

    names = ("format", "foods", "new", "changed", "left_out", "known", "resumed")
    return {name: getattr(done, name) for name in names} | {"database": str(food_store.file())}


def _sentences(done: Imported) -> list[str]:
    from osteon.intake import food_store

    if done.known:
        return [f"This file was imported before ({done.format}, {done.foods:,} foods); nothing was changed."]
    went_on = " (went on where it was stopped)" if done.resumed else ""
    lines = [f"{done.format}: {done.foods:,} foods read{went_on}, {done.new:,} new and {done.changed:,} changed."]
    lines += [f"Left out: {count:,} {reason}." for reason, count in sorted(done.left_out.items()) if count]
    return [*lines, f"They are in {food_store.file()}. Find them with: osteon foods search WORDS"]


def _progress() -> Progress:
    """A line that is written over on a terminal; elsewhere a line every few seconds."""
    terminal = sys.stderr.isatty()
    last = [time.monotonic(), 0.0]

    def told(what: str, done: int, share: float) -> None:
        now = time.monotonic()
        if now - last[0] < (0.1 if terminal else EVERY_SECONDS):
            return
        last[0] = now
        text = f"{what}: {done:,} rows" + (f", {share:.0%}" if share >= 0 else "")
        click.echo(f"\r{text:<70}" if terminal else text, err=True, nl=not terminal)

    return told
