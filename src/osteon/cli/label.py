"""`osteon label`: what a supplement supplies, claims and lacks, and what it clashes with."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import click

from osteon.cli.show import json_option, show_json

EXAMPLE = """
\b
Example:
  osteon label examples/labels/bone_aspartate.toml
  osteon label examples/labels/d3_k2_drop.toml --person examples/menopause_no_pills.toml
"""
PLAIN_WIDTH = 110


@click.command(epilog=EXAMPLE)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--person", type=click.Path(path_type=Path), help="A person file: needs, limits, medicines, conditions.")
@click.option(
    "--body",
    type=click.Choice(["NASEM", "EFSA"], case_sensitive=False),
    default="NASEM",
    show_default=True,
    help="Whose reference intakes and limits.",
)
@json_option()
def label(file: Path, person: Path | None, body: str, *, as_json: bool) -> None:
    """Read the label in FILE (.toml, or .json of the DSLD) and check it against needs, limits, trials and medicines."""
    from osteon.intake.labels import read_label
    from osteon.outcomes.claims_facts import facts
    from osteon.outcomes.claims_label import examine
    from osteon.person import Person
    from osteon.report.label_text import label_lines

    who = Person.from_toml(person) if person else None
    found = examine(read_label(file), who, "EFSA" if body.upper() == "EFSA" else "NASEM")
    if as_json:
        show_json(facts(found))
    else:
        click.echo("\n".join(_wrapped(label_lines(found))))


def _wrapped(lines: Iterable[str]) -> list[str]:
    """Lines broken at the width of the terminal, what is broken indented; rows of the table stay whole."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PLAIN_WIDTH
    found: list[str] = []
    for line in lines:
        if "  " in line.strip():
            found.append(line)
            continue
        start = line[: len(line) - len(line.lstrip(" -!"))]
        found += textwrap.wrap(line, max(width, 40), subsequent_indent=" " * len(start)) or [""]
    return found
