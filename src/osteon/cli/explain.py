"""`osteon explain`: why an outcome of a person is what it is, and what an earlier start would have changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.cli.show import json_option, show_json

if TYPE_CHECKING:
    from osteon.twin.explaining import Explanation, Mean

EXAMPLE = """
\b
Example:
  osteon explain examples/menopause_d3_k2.toml 25ohd_serum
  osteon explain examples/menopause_d3_k2.toml bmd_lumbar_spine --start-age 40
\b
OUTCOME is a word such as 25ohd_serum, pth_intact, bmd_lumbar_spine, bmd_total_hip, dp_ucmgp, pwv_carotid_femoral.
Labs of the person are fitted first. A share is what a factor changes, averaged over all orders of adding factors.
"""

MOST_DIGITS = 3


@click.command(epilog=EXAMPLE)
@click.argument("person", type=click.Path(path_type=Path))
@click.argument("outcome")
@click.option("--years", default=10.0, show_default=True, help="How far ahead the outcome is looked at.")
@click.option("--start-age", default=40.0, show_default=True, help='"What if I had started at this age".')
@click.option("--use", type=click.Path(path_type=Path), help="A fit kept by osteon fit --out, instead of fitting anew.")
@click.option("--seed", default=1, show_default=True, help="Seed of the draws: the same seed gives the same numbers.")
@json_option()
def explain(
    person: Path, outcome: str, years: float, start_age: float, use: Path | None, seed: int, *, as_json: bool
) -> None:
    """Say how much of OUTCOME of PERSON comes from sun, diet, each pill, weight, age, menopause and medicines."""
    from osteon.errors import InputError
    from osteon.person import Person
    from osteon.safety import INTENDED_USE, hard_stops
    from osteon.twin import explain as explained
    from osteon.twin.edition import load
    from osteon.twin.next_tests import checked_outcome

    checked_outcome(outcome)
    if not 18 <= start_age <= 110:
        raise InputError(f"--start-age {start_age:g} is outside 18 to 110")
    who = Person.from_toml(person)
    twin = load(use, who) if use else None
    found = explained(
        who, outcome, years=years, start_age=start_age, seed=seed, twin=twin, progress=None if as_json else _progress
    )
    stops = [str(stop) for stop in hard_stops(who)]
    if as_json:
        show_json({"intended_use": INTENDED_USE, "hard_stops": stops, **found.plain()})
    else:
        click.echo("\n".join([INTENDED_USE, *(f"Ask your doctor first: {stop}" for stop in stops)]))
        click.echo("\n".join(_lines(person.stem, found)))


def _progress(done: int, total: int) -> None:
    """Say now and then how many variants of the person were simulated, to a person who is looking."""
    if sys.stderr.isatty() and total > 1 and (done == total or done % max(1, total // 10) == 0):
        click.echo(f"\r{done} of {total} variants" + ("\n" if done == total else ""), err=True, nl=False)
        sys.stderr.flush()


def _lines(name: str, found: Explanation) -> Iterator[str]:
    from osteon.readouts import readouts
    from osteon.report.text import number

    record = readouts()[found.outcome]
    digits = min(record.digits + 1, MOST_DIGITS)
    unit = "" if record.unit == "1" else f" {record.unit}"

    def told(mean: Mean, sign: str = "") -> str:
        plus = "+" if sign and mean.mean > 0 and number(mean.mean, digits).strip("0.") else ""
        return f"{plus}{number(mean.mean, digits)} ({number(mean.low, digits)} to {number(mean.high, digits)})"

    title = f"{record.name[:1].upper()}{record.name[1:]}"
    yield f"\n{title} of {name} after {found.years:g} years: {told(found.yours)}{unit}"
    yield f"The reference: {told(found.reference)}{unit}; difference {told(found.difference, '+')}{unit}, made up of"
    width = max((len(share.factor) for share in found.shares), default=0)
    for share in found.shares:
        cell = told(share.share, "+")
        yield f"  {share.factor:{width}}  {cell:30}  {share.yours}; reference: {share.reference}"
    yield from _start(found, digits, unit)
    how = "all coalitions of factors" if found.exact else "random orders of factors and their reverses"
    yield (
        f"\nMeans over {found.draws} draws, which add up; in brackets: where 90 of 100 draws lie; from {how}. "
        f"Evidence for this outcome: {record.support}."
    )
    yield from (f"Note: {note}" for note in found.notes)


def _start(found: Explanation, digits: int, unit: str) -> Iterator[str]:
    from osteon.report.text import number

    start = found.started
    if start is None:
        yield "\nNo supplements are told, so there is nothing to have started earlier."
        return
    spans = {
        "never taken": start.never,
        "today's supplements from now on": start.from_now,
        f"the same from the age of {start.start_age:g}": start.from_then,
        "the other start less from now on": start.gained,
    }
    yield f"\nWhat if I had started at {start.start_age:g}? At the age of {start.at_age:g}:"
    for label, span in spans.items():
        low, middle, high = (number(value, digits) for value in (span.low, span.middle, span.high))
        yield f"  {label:36} {middle} ({low} to {high}){unit}"
    if start.gained.low <= 0 <= start.gained.high:
        yield "  The interval of the difference holds zero: no gain from another start can be claimed."
