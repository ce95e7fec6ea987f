"""The parts of a report that say what the model says: tables, charts, fractures, and what the supplements change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from osteon.readouts import readouts
from osteon.report.charts import draw_chart
from osteon.report.document import Block, Paragraph, Picture, Section, Table
from osteon.report.icon_array import people_svg
from osteon.report.summary import differences
from osteon.report.text import SCORES, SECTIONS, SUPPORT, interval, when
from osteon.simulate import Trajectory

Summary = Mapping[str, Any]
COMPARED = (
    "25ohd_serum",
    "calcium_absorbed",
    "pth_intact",
    "bmd_lumbar_spine",
    "bmd_total_hip",
    "ucoc_fraction",
    "dp_ucmgp",
    "pwv_carotid_femoral",
)
CHARTS: Mapping[str, tuple[str, str]] = {
    "Vitamin D and calcium": ("vitamin_d", "25(OH)D over the years, with its seasons and the range that is enough"),
    "Bone": ("bone", "T-scores of spine, neck and hip, turnover and bone calcium over the years"),
    "Vitamin K and arteries": ("vitamin_k", "MK-7, undercarboxylated osteocalcin and dp-ucMGP over the years"),
}
MEANING = (
    "Numbers are the middle of the draws; in brackets where 90 of 100 draws lie. Draws differ in what is not known of "
    "the typical person and in how this person may differ from the typical one. The last column says how well the "
    "evidence holds a number up."
)


def says(run: Trajectory, summary: Summary) -> tuple[Section, ...]:
    """A section for each part of the body, with its table and chart."""
    name = run.person.name or "this person"
    found = []
    for title, words in SECTIONS.items():
        blocks: list[Block] = [_outcomes(words, summary)]
        if title == "Vitamin D and calcium":
            blocks = [Paragraph(MEANING, quiet=True), *blocks, *_seasons(summary)]
        chart, alt = CHARTS[title]
        blocks.append(Picture(draw_chart(chart, [(name, run)]).svg(), alt))
        if title == "Vitamin D and calcium":
            svg = draw_chart("calcium_day", [(name, run)]).svg()
            blocks.append(Picture(svg, f"Where a day's calcium goes, in mg: {_day(summary)}"))
        found.append(Section(title, tuple(blocks)))
    return (*found, _fractures(summary))


def _outcomes(words: tuple[str, ...], summary: Summary) -> Table:
    points = summary["outcomes"][words[0]]["points"]
    shown = sorted({0, min(1, len(points) - 1), len(points) // 2, len(points) - 1})
    head = ("", *(when(points[index]["day"]) for index in shown), "evidence")
    return Table("", head, tuple(row for word in words for row in _rows(word, summary, shown)))


def _rows(word: str, summary: Summary, shown: list[int]) -> Iterator[tuple[str, ...]]:
    outcome, record = summary["outcomes"][word], readouts()[word]
    label = outcome["name"] if outcome["unit"] == "1" else f"{outcome['name']}, {outcome['unit']}"
    cells = (interval(outcome["points"][index], record.digits) for index in shown)
    yield (label, *cells, SUPPORT[outcome["support"]])
    if word in SCORES:
        scores = (interval(summary["t_scores"][word][index], 1) for index in shown)
        yield (f"{outcome['name']}: T-score", *scores, "")


def _seasons(summary: Summary) -> Iterator[Block]:
    seasons = summary["seasons"]
    if seasons:
        low, high = seasons["lowest"], seasons["highest"]
        yield Paragraph(
            f"25(OH)D is lowest in {low['month']}, {interval(low, 0)} nmol/L, and highest in {high['month']}, "
            f"{interval(high, 0)} nmol/L."
        )


def _day(summary: Summary) -> str:
    day = summary["calcium_day"]
    names = {"calcium_eaten": "eaten and swallowed", "calcium_absorbed": "absorbed", "calcium_stool": "lost in stool"}
    names |= {"calcium_urine_mg": "lost in urine", "bone_uptake": "into bone", "bone_release": "out of bone"}
    return ", ".join(f"{words} {day[word]['median']:.0f}" for word, words in names.items())


def _fractures(summary: Summary) -> Section:
    risk = summary["fractures"]
    years, people = f"{risk['years']:g} years", f"{risk['people']:,}"
    words = (
        f"Of {people} people like this one, within {years} {interval(risk['hip'], 0)} break a hip, "
        f"{interval(risk['vertebral'], 0)} have a spine fracture that comes to notice, and "
        f"{interval(risk['major'], 0)} break a hip, spine, upper arm "
        "or wrist. Those who die of other causes first are counted among the rest."
    )
    hip, major = round(risk["hip"]["median"]), round(risk["major"]["median"])
    alt = f"{people} dots, one a person: {hip} with a broken hip, {major - hip} with another major fracture"
    picture = Picture(people_svg(risk["people"], hip, max(major - hip, 0)), alt, f"{alt}, within {years}.")
    return Section("Broken bones", (Paragraph(words), picture))


def compared(run: Trajectory, without: Trajectory) -> Section:
    """What the supplements change against the same person without them, in the same draws."""
    changes = differences(run, without)
    years = float(run.years[-1])
    rows = tuple(_change(word, changes[word][-1]) for word in COMPARED if word in changes)
    about = (
        f"The same person in the same draws with and without what is taken, after {years:g} years. Where the interval "
        "holds zero, no effect can be told from none."
    )
    table = Table("", ("", "with less without", "evidence", "said in words"), rows)
    return Section("What the supplements change", (table, Paragraph(about, quiet=True)))


def _change(word: str, change: Mapping[str, float]) -> tuple[str, ...]:
    record = readouts()[word]
    digits = record.digits + 1 if record.digits < 3 else record.digits
    told = "no effect that can be told from none"
    if change["low"] > 0 or change["high"] < 0:
        told = "higher" if change["median"] > 0 else "lower"
    unit = "" if record.unit == "1" else f", {record.unit}"
    return (f"{record.name}{unit}", interval(change, digits), SUPPORT[record.support], told)
