"""`osteon labs`: laboratory results from a FHIR bundle or a table into a person file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.cli.show import json_option, show_json

if TYPE_CHECKING:
    from osteon.person.labs_import import ImportedLabs

EXAMPLE = """
\b
Example:
  osteon labs examples/labs/fhir_bundle.json
  osteon labs results.csv --person me.toml --out me_with_labs.toml
"""
MOST_SHOWN = 40


@click.command(epilog=EXAMPLE)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--person", type=click.Path(path_type=Path), help="Add the results to this person file ...")
@click.option(
    "--out", type=click.Path(path_type=Path), help="... and write it there; without --person, the [labs] table."
)
@click.option("--patient", default="", help="Which patient, where the file is about several.")
@json_option()
def labs(file: Path, person: Path | None, out: Path | None, patient: str, *, as_json: bool) -> None:
    """Read the results in FILE, a FHIR R4 bundle (JSON) or a table (CSV), and print the [labs] table of a person file.

    Codes that Osteon has no use for and values that cannot be used are listed, never dropped in silence.
    """
    from osteon.person.files import read_file
    from osteon.person.labs_import import import_labs
    from osteon.person.labs_import_writing import labs_text, with_labs

    found = import_labs(file, patient)
    text = with_labs(read_file(person), found.labs, str(person)) if person else labs_text(found.labs)
    if out is not None:
        from osteon.tablefile import write_private

        write_private(out, text)
    if as_json:
        show_json(_told(found, out))
        return
    shown = f"written: {out}" if out else text
    click.echo("\n".join([*_sentences(found), shown]) if out or found.labs else "\n".join(_sentences(found)))


def _told(found: ImportedLabs, out: Path | None) -> dict[str, object]:
    table = {
        name: [{"value": each["value"], "date": each["date"].isoformat()} for each in entries]
        for name, entries in found.labs.items()
    }
    listed = {name: list(getattr(found, name)) for name in ("unknown", "refused", "notes")}
    return {"labs": table} | listed | {"written": str(out) if out else None}


def _sentences(found: ImportedLabs) -> list[str]:
    """What a reader should know beside the table, as comments of it."""
    lines = [] if found.labs else ["# No result that Osteon can use was found."]
    lines += [f"# Note: {note}" for note in found.notes]
    lines += [f"# Not used: {problem}" for problem in found.refused]
    lines += [f"# Osteon has no use for: {label}" for label in found.unknown[:MOST_SHOWN]]
    more = len(found.unknown) - MOST_SHOWN
    return [*lines, *([f"# and {more} more that Osteon has no use for (see --json)"] if more > 0 else [])]
