"""`osteon plan`: foods, supplements and sun for a person, within limits."""

from __future__ import annotations

from pathlib import Path

import click

from osteon.cli.show import json_option

EXAMPLE = """
\b
Example:
  osteon plan examples/vegan_little_sun.toml --diet vegan
  osteon plan examples/menopause_no_pills.toml --goal calcium --goal "vitamin D=75 nmol/L" --without spinach --out plan
\b
Exit codes: 0 a plan, also where it says "ask your doctor" or why there is none; 2 input that cannot be used.
"""


@click.command(epilog=EXAMPLE)
@click.argument("person", type=click.Path(path_type=Path))
@click.option(
    "--goal",
    "goals",
    multiple=True,
    help='What to reach: "vitamin D", calcium, "vitamin K", magnesium, zinc, MK-7=45ug.',
)
@click.option(
    "--diet", "diets", multiple=True, help="vegan, vegetarian, pescatarian, lactose-free, gluten-free, nut-free."
)
@click.option(
    "--without", multiple=True, help="An allergy or a food you dislike: milk, nuts, fish, spinach; may repeat."
)
@click.option("--max-pills", type=int, help="Pills a day at most; 0 for food only.")
@click.option("--budget", type=float, help="Money a week at most; needs --prices.")
@click.option("--prices", type=click.Path(path_type=Path), help="CSV with item,price: of a portion or a pill.")
@click.option("--sun/--no-sun", default=False, show_default=True, help="Whether more sun may be part of the plan.")
@click.option("--body", default="NASEM", show_default=True, help="Whose needs to meet: NASEM or EFSA.")
@click.option("--seed", default=1, show_default=True, help="Seed of the draws: the same seed gives the same plan.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for plan.txt, plan.json, plan.ics (calendar) and person_with_plan.toml.",
)
@json_option()
def plan(
    person: Path,
    goals: tuple[str, ...],
    diets: tuple[str, ...],
    without: tuple[str, ...],
    max_pills: int | None,
    budget: float | None,
    prices: Path | None,
    sun: bool,
    body: str,
    seed: int,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Plan the smallest change in foods, supplements and sun that reaches a PERSON's goals within limits."""
    from osteon.person import Person
    from osteon.plan import plan as make
    from osteon.plan import read_wishes
    from osteon.plan.files import plan_json, write_plan
    from osteon.plan.prices import read_prices
    from osteon.plan.text import plan_text

    paid = read_prices(prices) if prices else None
    wishes = read_wishes(
        goals, diets, without, max_pills=max_pills, budget=budget, prices=paid, sun=sun, body=body.upper()
    )
    made = make(Person.from_toml(person), wishes=wishes, seed=seed)
    click.echo(plan_json(made) if as_json else plan_text(made), nl=False)
    if out is not None:
        written = write_plan(made, out)
        if not as_json:
            click.echo(f"\nWritten to {out}: {', '.join(path.name for path in written)}")
