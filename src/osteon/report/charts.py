"""The charts of one or two simulations, as SVG text: an overview page and five single charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from osteon.errors import InputError, nearest
from osteon.report.chart_flows import draw_day, first_day, last_year
from osteon.report.chart_lines import draw_panel, reach
from osteon.report.chart_panel import panels
from osteon.report.chart_svg import Box, Drawing, shortened, width_of
from osteon.report.chart_words import last_words, lines_words, means_words, taken_words, whole_words
from osteon.report.style import BODY, BOLD, FAINT, GRID, QUIET, RUNS, SMALL, TITLE
from osteon.simulate import Trajectory

Runs = Sequence[tuple[str, Trajectory]]

MARGIN, GUTTER = 36.0, 34.0
HEAD, LEGEND, SECTION, FOOT = 84.0, 21.0, 44.0, 42.0
DAYS = "days"
"""Stands for the two drawings of a day's calcium where a row's panels are named."""


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side, the height they get, and what they have in common."""

    title: str
    names: tuple[str, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A page: what it is about, its width in pixels, and its rows."""

    title: str
    width: float
    rows: tuple[Row, ...]


DENSITY = ("t_spine", "t_neck", "t_hip")
AGAINST = "Bone density against that of young women"
CHARTS: Mapping[str, Chart] = {
    "overview": Chart(
        "Vitamin D, calcium, bone, vitamin K and arteries",
        1200,
        (
            Row("Vitamin D", ("vitamin_d",), 240),
            Row("Where a day's calcium goes, mg (mean; in brackets where 90 of 100 lie)", (DAYS,), 318),
            Row("Hormone and turnover of bone", ("pth", "ctx", "p1np"), 226),
            Row(AGAINST, DENSITY, 226),
            Row("Vitamin K and the arteries", ("ucoc", "dp_ucmgp", "pwv"), 226),
        ),
    ),
    "vitamin_d": Chart("Vitamin D", 960, (Row("", ("vitamin_d",), 400),)),
    "calcium_day": Chart("Where a day's calcium goes, in mg", 1060, (Row("", (DAYS,), 400),)),
    "bone": Chart(
        "Bone", 1200, (Row(AGAINST, DENSITY, 280), Row("Turnover and mineral", ("ctx", "p1np", "bone_calcium"), 280))
    ),
    "vitamin_k": Chart("Vitamin K", 1200, (Row("", ("mk7", "ucoc", "dp_ucmgp"), 320),)),
    "artery": Chart("Arteries", 960, (Row("", ("pwv", "cac_chance"), 350),)),
}


def draw_chart(name: str, runs: Runs) -> Drawing:
    """Draw a chart of one or two named runs.

    Raises:
        InputError: no chart has this name, or there are not one or two runs.

    >>> from osteon.person import Person
    >>> from osteon.simulate import simulate
    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> "Vitamin D in blood" in draw_chart("vitamin_d", [("me", simulate(me, 1, draws=4))]).svg()
    True
    """
    if name not in CHARTS:
        raise InputError(f'there is no chart "{name}"; there are {", ".join(CHARTS)}. {nearest(name, CHARTS)}'.strip())
    if not 1 <= len(runs) <= len(RUNS):
        raise InputError(f"a chart shows one or two runs, not {len(runs)}")
    chart, courses = CHARTS[name], [run for _, run in runs]
    rows = sum(row.height + (SECTION if row.title else 0) for row in chart.rows)
    title = f"{chart.title}: {whole_words(courses)}"
    description = "; ".join(f"{label}: {taken_words(run.person)}" for label, run in runs)
    page = Drawing(chart.width, HEAD + LEGEND * len(runs) + rows + FOOT, title, description)
    y = _draw_head(page, title, _explained(chart, courses), runs)
    for row in chart.rows:
        y = _draw_section(page, y, row.title)
        _draw_row(page, Box(MARGIN, y, page.width - 2 * MARGIN, row.height - 14), row.names, runs)
        y += row.height
    words = "Osteon: for education and research, not a medical device."
    page.text(MARGIN, page.height - 18, words, size=SMALL, color=FAINT)
    return page


def _draw_row(page: Drawing, box: Box, names: Sequence[str], runs: Runs) -> None:
    if names == (DAYS,):
        _draw_days(page, box, runs)
        return
    courses = [run for _, run in runs]
    shared = [edge for name in names if name in DENSITY for edge in reach(panels()[name], courses)]
    for name, place in zip(names, box.columns(len(names), GUTTER), strict=True):
        draw_panel(page, place, panels()[name], courses, limits=shared, winters=len(names) == 1)


def _draw_days(page: Drawing, box: Box, runs: Runs) -> None:
    """Two days of calcium on one scale: of a run now and in its last year, or of two runs in their last years."""
    first = runs[0][1]
    if len(runs) == 1:
        days = [("Now", first_day(first)), (f"Mean of {last_words(first)}", last_year(first))]
    else:
        days = [(f"{label}, mean of {last_words(run)}", last_year(run)) for label, run in runs]
    largest = max(day.total for _, day in days)
    indent = 30 if len(runs) > 1 else 0
    for index, (place, (title, day)) in enumerate(zip(box.columns(2, GUTTER), days, strict=True)):
        if len(runs) > 1:
            _draw_chip(page, place.x, place.y + 13, index)
        page.text(place.x + indent, place.y + 13, shortened(title, BODY, place.width - indent), weight=BOLD)
        draw_day(page, place.inside(0, 30, 0, 0), day, largest)


def _draw_head(page: Drawing, title: str, words: str, runs: Runs) -> float:
    page.text(MARGIN, 48, title, size=TITLE, weight=BOLD)
    page.text(MARGIN, 72, words, size=BODY, color=QUIET)
    for index, (label, run) in enumerate(runs):
        y = HEAD + 14 + LEGEND * index
        _draw_chip(page, MARGIN, y, index)
        name = shortened(label, BODY, page.width / 3)
        room = page.width - 2 * MARGIN - 42 - width_of(name, BODY, BOLD)
        page.named(MARGIN + 30, y, name, shortened(taken_words(run.person), BODY, room))
    return HEAD + LEGEND * len(runs) + 10


def _draw_chip(page: Drawing, x: float, y: float, index: int) -> None:
    look = RUNS[index]
    page.rect(Box(x, y - 9.5, 22, 11), look.color + "2e", 2)
    page.line((x, y - 4), (x + 22, y - 4), look.color, 2.2, look.dash)


def _draw_section(page: Drawing, y: float, title: str) -> float:
    if not title:
        return y + 8
    page.line((MARGIN, y + 4), (page.width - MARGIN, y + 4), GRID)
    page.text(MARGIN, y + 24, title.upper(), size=SMALL, color=FAINT, weight=BOLD)
    return y + SECTION - 4


def _explained(chart: Chart, runs: Sequence[Trajectory]) -> str:
    only_days = all(row.names == (DAYS,) for row in chart.rows)
    return means_words(runs) if only_days else lines_words(runs)
