"""A simulation in words and tables for the terminal, one column a person or regimen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from osteon.readouts import readouts
from osteon.report.warning_text import warning_lines

Summary = Mapping[str, Any]
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Vitamin D and calcium": (
        "25ohd_serum",
        "1_25ohd_serum",
        "calcium_eaten",
        "calcium_absorbed",
        "fractional_calcium_absorption",
        "calcium_serum",
        "calcium_urine",
        "pth_intact",
    ),
    "Bone": ("bmd_lumbar_spine", "bmd_femoral_neck", "bmd_total_hip", "ctx", "p1np"),
    "Vitamin K and arteries": ("ucoc_fraction", "dp_ucmgp", "pwv_carotid_femoral", "cac_chance"),
}
SCORES: Mapping[str, str] = {
    "bmd_lumbar_spine": "  T-score",
    "bmd_femoral_neck": "  T-score",
    "bmd_total_hip": "  T-score",
}
SUPPORT: Mapping[str, str] = {"good": "good", "fair": "fair", "weak": "weak", "given": "as given"}


def show(report: Mapping[str, Any], console: Console) -> None:
    """Print the whole report of one simulation, or of two by name with their "differences"."""
    differences = report.get("differences")
    summaries = {name: summary for name, summary in report.items() if name != "differences"}
    console.print(Text(next(iter(summaries.values()))["intended_use"], style="italic"))
    for name, summary in summaries.items():
        console.print(_head(name, summary))
    for title, words in SECTIONS.items():
        console.print(_section(title, words, summaries, differences))
    console.print(_calcium_day(summaries))
    console.print(Group(*(_sentences(name, summary, alone=len(summaries) == 1) for name, summary in summaries.items())))


def number(value: float, digits: int) -> str:
    """A number with so many digits behind the point and no minus zero.

    >>> number(-0.001, 1)
    '0.0'
    """
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text


def interval(point: Mapping[str, float], digits: int) -> str:
    """Middle and interval, as in ``54 (41 to 70)``; the middle alone where nothing is in doubt."""
    middle, low, high = (number(point[key], digits) for key in ("median", "low", "high"))
    return middle if low == high else f"{middle} ({low} to {high})"


def _head(name: str, summary: Summary) -> RenderableType:
    who = summary["person"]
    place = who["place"] or f"latitude {who['latitude']:g}"
    lines = [
        f"{name}: {'woman' if who['sex'] == 'female' else 'man'} of {who['age']:g}, {who['mass_kg']:g} kg, {place}"
    ]
    lines.append(f"Takes: {', '.join([*who['supplements'], *who['medicines']]) or 'no supplements or medicines'}")
    parts: list[RenderableType] = [Text("\n".join(lines))]
    if summary["hard_stops"]:
        stops = "\n".join(f"- {stop}" for stop in summary["hard_stops"])
        parts.append(Panel(stops, title="Ask your doctor first", border_style="red"))
    if summary["warnings"]:
        told = Text("\n".join(warning_lines(summary["warnings"])))
        parts.append(Panel(told, title="Warnings", border_style="yellow"))
    return Group(*parts)


def _section(
    title: str, words: Sequence[str], summaries: Mapping[str, Summary], differences: Mapping[str, Any] | None
) -> Table:
    table = _table(title)
    table.add_column("", min_width=20)
    if len(summaries) > 1:
        table.add_column("")
    points = next(iter(summaries.values()))["outcomes"][words[0]]["points"]
    shown = range(len(points)) if len(summaries) == 1 else sorted({0, min(1, len(points) - 1), len(points) - 1})
    for index in shown:
        table.add_column(when(points[index]["day"]))
    table.add_column("evidence")
    for word in words:
        for position, (name, summary) in enumerate(summaries.items()):
            _rows(table, word, name if len(summaries) > 1 else "", summary, shown, first=position == 0)
        if differences:
            cells = [interval(differences[word][index], readouts()[word].digits) for index in shown]
            table.add_row("", "difference", *cells, "", style="bold")
    return table


def when(day: float) -> str:
    """How far off a day is, as in ``after 2 y``.

    >>> when(0.0), when(730.5)
    ('now', 'after 2 y')
    """
    return f"after {round(day / 365.25, 1):g} y" if day else "now"


def _rows(table: Table, word: str, name: str, summary: Summary, shown: Iterable[int], *, first: bool) -> None:
    """The row of an outcome, and under a bone density the row of its T-score."""
    outcome, record = summary["outcomes"][word], readouts()[word]
    label = f"{outcome['name']}, {outcome['unit']}" if outcome["unit"] != "1" else outcome["name"]
    who = [name] if name else []
    cells = [interval(outcome["points"][index], record.digits) for index in shown]
    table.add_row(label if first else "", *who, *cells, SUPPORT[outcome["support"]])
    if word in SCORES:
        scores = [interval(summary["t_scores"][word][index], 1) for index in shown]
        table.add_row(SCORES[word], *(["" for _ in who]), *scores, "")


def _calcium_day(summaries: Mapping[str, Summary]) -> Table:
    table = _table("Where a day's calcium goes, mg (mean of the last year)")
    table.add_column("")
    for name in summaries:
        table.add_column(name)
    rows = {
        "eaten and swallowed": "calcium_eaten",
        "absorbed into blood": "calcium_absorbed",
        "lost in stool (what is secreted included)": "calcium_stool",
        "lost in urine": "calcium_urine_mg",
        "lost through skin": "calcium_sweat",
        "taken up by bone": "bone_uptake",
        "given back by bone": "bone_release",
        "bone's balance": "bone_net",
    }
    for label, word in rows.items():
        table.add_row(label, *(interval(summary["calcium_day"][word], 0) for summary in summaries.values()))
    return table


def _sentences(name: str, summary: Summary, *, alone: bool) -> Text:
    lines = [] if alone else [f"\n{name}"]
    seasons = summary["seasons"]
    if seasons:
        low, high = seasons["lowest"], seasons["highest"]
        lines.append(
            f"Vitamin D over the seasons: lowest in {low['month']}, {interval(low, 0)} nmol/L; "
            f"highest in {high['month']}, {interval(high, 0)} nmol/L."
        )
    risk = summary["fractures"]
    lines.append(
        f"Of {risk['people']:,} people like this one, within {risk['years']:g} years {interval(risk['hip'], 0)} break "
        f"a hip and {interval(risk['major'], 0)} break a hip, spine, upper arm or wrist."
    )
    lines.append(
        f"In brackets: where 90 of 100 draws lie ({summary['draws']} draws, worth {summary['effective_draws']:g} after "
        f"the labs); edition {summary['edition']}."
    )
    lines += [f"Note: {note}" for note in summary["notes"]]
    return Text("\n".join(lines))


def _table(title: str) -> Table:
    return Table(
        title=title, title_justify="left", title_style="bold", header_style="bold", box=SIMPLE_HEAD, padding=(0, 1)
    )
