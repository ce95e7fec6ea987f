"""A fit as tables and sentences for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from osteon.readouts import readouts
from osteon.report.text import SUPPORT, number
from osteon.twin import Twin

SHOWN = (
    "25ohd_serum",
    "calcium_absorbed",
    "pth_intact",
    "ctx",
    "p1np",
    "ucoc_fraction",
    "dp_ucmgp",
    "bmd_lumbar_spine",
    "bmd_total_hip",
    "bmd_femoral_neck",
    "egfr",
    "pwv_carotid_femoral",
    "cac_score",
)
MOST_UNKNOWNS = 10
Part = Mapping[str, Any]


def parts(name: str, twin: Twin, result: Part) -> Iterator[RenderableType]:
    """What is shown of a fit, from top to bottom; what contradicts comes first."""
    yield Text(result["intended_use"], style="italic")
    who = twin.person
    yield Text(
        f"{name}: {'woman' if who.sex == 'female' else 'man'} of {who.age:.3g}, {len(result['labs'])} lab results"
    )
    if result["hard_stops"]:
        yield Panel("\n".join(f"- {stop}" for stop in result["hard_stops"]), title="Ask your doctor first")
    if result["warnings"]:
        lines = "\n".join(f"- {warning}" for warning in result["warnings"])
        yield Panel(lines, title="These labs contradict the model", border_style="red")
    if result["labs"]:
        yield _labs(result["labs"])
    yield _outcomes(result["outcomes"], result["years"])
    if result["unknowns"]:
        yield _unknowns(result["unknowns"])
    if "next_test" in result:
        yield from _next_test(result["next_test"])
    yield Text("\n".join(_closing(result)))


def span(part: Mapping[str, float], digits: int) -> str:
    """Middle and interval, as in ``54 (41 to 70)``."""
    return f"{number(part['middle'], digits)} ({number(part['low'], digits)} to {number(part['high'], digits)})"


def table(title: str, *heads: str) -> Table:
    """An empty table in the style of all of them."""
    made = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=SIMPLE_HEAD)
    for head in heads:
        made.add_column(head)
    return made


def _labs(labs: list[Part]) -> Table:
    made = table("Labs", "", "date", "measured", "expected before any lab", "fitted", "in 100 so far out*")
    for lab in labs:
        record = readouts()[lab["outcome"]]
        digits = record.digits + (record.digits == 0)
        label = f"{lab['name']}, {lab['unit']}" + (" (from creatinine)" if lab["lab"] == "creatinine_serum" else "")
        spans = (span(lab["expected_before"], digits), span(lab["fitted"], digits))
        made.add_row(label, lab["date"], number(lab["value"], digits), *spans, f"{100 * lab['p_left_out']:.0f}")
    made.caption = "* given the other labs; few: this result does not fit with the rest or the model"
    made.caption_justify = "left"
    return made


def _outcomes(outcomes: Part, years: float) -> Table:
    later = f"after {years:g} y"
    made = table(
        "Outcomes", "", "now, without labs", "now, with them", f"{later}, without", f"{later}, with", "evidence"
    )
    for word in SHOWN:
        outcome, digits = outcomes[word], readouts()[word].digits
        cells = [span(outcome[when][which], digits) for when in ("now", "later") for which in ("prior", "posterior")]
        made.add_row(f"{outcome['name']}, {outcome['unit']}", *cells, SUPPORT[outcome["support"]])
    return made


def _unknowns(rows: list[Part]) -> Table:
    made = table("What the labs told about", "", "before", "after")
    for row in rows[:MOST_UNKNOWNS]:
        unit = "" if row["unit"] == "1" else f", {row['unit']}"
        cells = (_figures(row["prior"]), _figures(row["posterior"]))
        made.add_row(f"{row['doc']}{unit}", *cells)
    return made


def _figures(part: Mapping[str, float]) -> str:
    return f"{part['middle']:.3g} ({part['low']:.3g} to {part['high']:.3g})"


def _next_test(found: Part) -> Iterator[RenderableType]:
    digits = readouts()[found["outcome"]].digits
    unit = "" if found["unit"] == "1" else f" {found['unit']}"
    yield Text(
        f"{found['name']} after {found['years']:g} years is now expected at {span(found['interval'], digits)}{unit}. "
        "A test more is expected to narrow that interval by:"
    )
    priced = any(row["price"] for row in found["tests"])
    heads = ["", "narrower by", "bits", *(["euro", "bits for 100 euro"] if priced else [])]
    made = table("The next test", *heads)
    for row in found["tests"]:
        cells = [f"{100 * row['narrower']:.0f} %", f"{row['bits']:.2f}"]
        if priced:
            known = row["price"] is not None
            cells += [f"{row['price']:g}", f"{row['bits_per_100_euro']:.2f}"] if known else ["not told", ""]
        made.add_row(row["name"], *cells)
    yield made
    yield Text("\n".join(f"{scan['sentence']}\n" for scan in found["second_scans"]))


def _closing(result: Part) -> Iterator[str]:
    quality = result["quality"]
    yield "In brackets: where 90 of 100 draws lie; what is not known of the model and of the person are both in it."
    if result["labs"]:
        yield (
            f"{quality['draws']} draws; reweighting alone would have left {quality['library']:.0f} of the library, "
            f"refined draws were worth {quality['refined']:.0f}, and each walker moved {quality['moves']:.1f} times. "
            f"All labs together: in {100 * quality['chance']:.0f} of 100 such people they would lie as far out."
        )
    yield f"Edition {result['edition']}."
    yield from (f"Note: {note}" for note in result["notes"])
    if "saved" in result:
        yield f"Kept in {result['saved']}, readable by you alone; use it again with --use."
