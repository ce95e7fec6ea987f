"""`osteon synergy`: two supplements alone and together in one person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from osteon.person import Supplement
    from osteon.synergy import Synergy

EXAMPLE = """
\b
Example:
  osteon synergy examples/menopause_no_pills.toml "vitamin D3=1000 IU" "MK-7=180 ug" --years 3
"""
SHOWN = (
    "25ohd_serum",
    "calcium_absorbed",
    "pth_intact",
    "ucoc_fraction",
    "dp_ucmgp",
    "bmd_lumbar_spine",
    "bmd_femoral_neck",
    "bmd_total_hip",
    "pwv_carotid_femoral",
)


@click.command(epilog=EXAMPLE)
@click.argument("person", type=click.Path(path_type=Path))
@click.argument("first")
@click.argument("second")
@click.option("--years", default=3.0, show_default=True, help="How many years to simulate.")
@click.option("--draws", default=128, show_default=True, help="How many draws of what is not known.")
@click.option("--seed", default=1, show_default=True, help="Seed of the draws.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def synergy(person: Path, first: str, second: str, years: float, draws: int, seed: int, *, as_json: bool) -> None:
    """Compare FIRST, SECOND (as NAME=AMOUNT a day) and both, and whether they do more together than apart."""
    from osteon.person import Person
    from osteon.synergy import synergy as compare

    found = compare(Person.from_toml(person), _supplement(first), _supplement(second), years, draws=draws, seed=seed)
    table = {word: _points(found, word) for word in found.effects}
    if as_json:
        click.echo(json.dumps({"years": years, "first": first, "second": second, "effects": table}, indent=2))
    else:
        _show(table, first, second, years)


def _supplement(text: str) -> Supplement:
    from osteon.errors import InputError
    from osteon.person import Supplement
    from osteon.substances import find_substance, parse_dose

    word, equals, amount = text.partition("=")
    if not equals:
        raise InputError(f"{text!r} is not NAME=AMOUNT; write for example 'vitamin D3=1000 IU'")
    return Supplement(find_substance(word.strip()).name, parse_dose(word.strip(), amount.strip()))


def _points(found: Synergy, word: str) -> dict[str, Any]:
    from osteon.readouts import readouts
    from osteon.report.summary import point

    effect, record = found.effects[word], readouts()[word]
    parts = {name: point(getattr(effect, name)[:, -1]) for name in ("first", "second", "both", "interaction")}
    return {"name": record.name, "unit": record.unit, **parts}


def _show(table: Mapping[str, Any], first: str, second: str, years: float) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from osteon.readouts import readouts
    from osteon.report.text import interval

    rows = Table(title=f"What changes after {years:g} years", title_justify="left", box=SIMPLE_HEAD)
    for heading in ("", first, second, "both", "together less apart"):
        rows.add_column(heading)
    for word in SHOWN:
        digits = readouts()[word].digits + 1
        label = f"{table[word]['name']}, {table[word]['unit']}"
        cells = (interval(table[word][part], digits) for part in ("first", "second", "both", "interaction"))
        rows.add_row(label, *cells)
    console = Console(width=None if Console().is_terminal else 140)
    console.print(rows)
    console.print(
        "In brackets: where 90 of 100 draws lie. An interval that holds zero means: no synergy can be claimed."
    )
