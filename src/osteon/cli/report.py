"""`osteon report`: a person's report to keep, as PDF and as one HTML file."""

from __future__ import annotations

import json
from pathlib import Path

import click

EXAMPLE = """
\b
Example:
  osteon report examples/menopause_d3_k2.toml --pdf
  osteon report examples/menopause_d3_k2.toml --pdf --html --years 20 --out results
"""


@click.command(epilog=EXAMPLE)
@click.argument("person", type=click.Path(path_type=Path))
@click.option("--pdf", "as_pdf", is_flag=True, help="Write PERSON-report.pdf (what is done if nothing is chosen).")
@click.option("--html", "as_html", is_flag=True, help="Write PERSON-report.html, one file without anything fetched.")
@click.option("--json", "as_json", is_flag=True, help="Print the report's content as JSON.")
@click.option("--years", default=10.0, show_default=True, help="How many years to simulate.")
@click.option("--plan/--no-plan", "with_plan", default=True, show_default=True, help="With a plan, or without.")
@click.option("--diet", multiple=True, help="What the plan keeps to: vegan, vegetarian, lactose-free, ...; repeatable.")
@click.option("--without", multiple=True, help="A food or allergen that the plan leaves out; repeatable.")
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="Folder to write into; here by default.")
def report(
    person: Path,
    years: float,
    diet: tuple[str, ...],
    without: tuple[str, ...],
    out: Path,
    *,
    as_pdf: bool,
    as_html: bool,
    as_json: bool,
    with_plan: bool,
) -> None:
    """Write the report of the PERSON of a TOML file: who, what the model says, plan, intervals, sources."""
    from osteon.person import Person
    from osteon.plan import read_wishes
    from osteon.report.build import document_of

    wishes = read_wishes(diet=diet, without=without)
    document = document_of(Person.from_toml(person), years=years, with_plan=with_plan, wishes=wishes)
    if as_json:
        plain = document.plain()
        click.echo(json.dumps(plain, indent=2, ensure_ascii=False))
    contents: dict[str, bytes] = {}
    if as_pdf or not (as_html or as_json):
        from osteon.report.pdf import pdf_of

        contents[f"{person.stem}-report.pdf"] = pdf_of(document)
    if as_html:
        from osteon.report.page import page_of

        contents[f"{person.stem}-report.html"] = page_of(document).encode()
    if contents:
        from osteon.report.files import write_files

        written = write_files(out, contents, private=True)
        click.echo(f"Written: {', '.join(str(path) for path in written)}", err=as_json)
