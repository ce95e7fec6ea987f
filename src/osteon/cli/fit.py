"""`osteon fit`: one person's model fitted to their dated labs, and the test that would tell most."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.show import json_option, show_json

if TYPE_CHECKING:
    from osteon.twin import Twin

EXAMPLE = """
\b
Example:
  osteon fit examples/labs/menopause_measured.toml --out results
  osteon fit examples/labs/menopause_measured.toml --use results/menopause_measured.fit.json
  osteon fit examples/labs/menopause_measured.toml --next-test bmd_lumbar_spine --prices prices.toml
\b
PERSON needs dated [labs]; each may name its assay or scanner and its precision:
  "BMD lumbar spine" = [{ value = "1.01 g/cm2", date = 2023-02-14, assay = "scanner A", precision = "1.2 %" }]
\b
Prices are a TOML file of your own, euro for each test: "25(OH)D" = 25, DXA = 90
"""


@click.command(epilog=EXAMPLE)
@click.argument("person", type=click.Path(path_type=Path))
@click.option("--next-test", "outcome", metavar="OUTCOME", help="Name the test that would tell most about an outcome.")
@click.option(
    "--prices", type=click.Path(path_type=Path), help="TOML file: euro for each test, to rank by gain a euro."
)
@click.option("--years", default=10.0, show_default=True, help="How far ahead outcomes are shown and tests judged.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder in which the fit is kept, for its owner alone.")
@click.option("--use", type=click.Path(path_type=Path), help="A fit kept before, instead of fitting anew.")
@click.option("--draws", default=256, show_default=True, help="How many draws of what is not known to keep.")
@click.option("--seed", default=1, show_default=True, help="Seed of the draws: the same seed gives the same numbers.")
@json_option()
def fit(
    person: Path,
    outcome: str | None,
    prices: Path | None,
    years: float,
    out: Path | None,
    use: Path | None,
    draws: int,
    seed: int,
    *,
    as_json: bool,
) -> None:
    """Fit the model to the dated labs of PERSON (a TOML file), with prior and posterior side by side."""
    from osteon.errors import InputError
    from osteon.person import Person
    from osteon.twin.edition import load, save
    from osteon.twin.fitting import fit as fitted
    from osteon.twin.next_tests import checked_outcome, next_test
    from osteon.twin.prices import read_prices
    from osteon.twin.records import checked_years
    from osteon.twin.summary import summary_of_twin

    if prices and not outcome:
        raise InputError("--prices is for --next-test OUTCOME; name the outcome too")
    costs = read_prices(prices) if prices else None
    target = checked_outcome(outcome) if outcome else None
    who = Person.from_toml(person)
    checked_years(who, years)
    if not as_json:
        click.echo(f"Fitting {person.stem} ...", err=True)
    twin = load(use, who) if use else fitted(who, draws=draws, seed=seed)
    result = summary_of_twin(twin, years)
    if target:
        result["next_test"] = next_test(twin, target, costs, years=years).plain()
    if out:
        result["saved"] = str(save(twin, out / f"{person.stem}.fit.json"))
    if as_json:
        show_json(result)
    else:
        _show(person.stem, twin, result)


def _show(name: str, twin: Twin, result: Mapping[str, Any]) -> None:
    from rich.console import Console

    from osteon.cli.fit_tables import parts

    plain = not sys.stdout.isatty()
    console = Console(width=150 if plain else None, no_color=plain, soft_wrap=False)
    for part in parts(name, twin, result):
        console.print(part)
