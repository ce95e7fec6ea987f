"""Charts of a trial in virtual people: courses, responders, power, subgroups, enrichment. From its summary alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from osteon.population.trial_spans import YEAR
from osteon.report.chart_scale import Scale, number
from osteon.report.chart_svg import Box, Drawing, band_path, shortened
from osteon.report.style import BOLD, GRID, HEADING, INK, LIMIT, QUIET, SMALL
from osteon.report.trial_plot import LOOKS, WIDTH, Plot, plot
from osteon.report.trial_text import figure_words, number_words

ROW = 22.0
NAME_ROOM = 240.0
FIGURE_ROOM = 130.0
FEW_GROUPS = 2
WANTED = 0.8
LUCK = "differ so by luck:"


def course_chart(course: Mapping[str, Any]) -> str:
    """An outcome's mean in each group over the visits; with two groups, the middle half of people too."""
    days, groups = course["days"], course["groups"]
    unit, years = _time(days)
    size = YEAR if unit == "years" else 1.0
    halves = [(each["quantiles"]["0.25"], each["quantiles"]["0.75"]) for each in groups]
    shown = [value for each in groups for value in each["mean"]]
    if len(groups) <= FEW_GROUPS:
        shown += [value for pair in halves for half in pair for value in half]
    known = [value for value in shown if value is not None]
    words = f"{course['unit']}; mean" + (", and the middle half of people" if len(groups) <= FEW_GROUPS else "")
    made = plot(
        course["name"][:1].upper() + course["name"][1:],
        f"{unit} since the start",
        years,
        known,
        words=f"{words}, as measured",
    )
    for each, half, look in zip(groups, halves, LOOKS * 9, strict=False):
        if len(groups) <= FEW_GROUPS:
            _band(made, years, half[0], half[1], look.color)
        made.line([day / size for day in days], each["mean"], look)
    made.names([each["group"] for each in groups], [_last(each["mean"]) for each in groups])
    return made.page.svg()


def responder_chart(endpoint: Mapping[str, Any]) -> str:
    """Of 100 people in each arm, how many changed by at least so much."""
    found = endpoint["responders"]
    unit = endpoint["unit"]
    title = "How many change by how much"
    words = f"of 100 people, those whose change is at least so much ({shortened(endpoint['name'], SMALL, 260)})"
    made = plot(title, f"change, {unit}", found["limits"], [0, 100], words=words)
    if found["limits"][0] < 0 < found["limits"][-1]:
        spot = float(made.across(0.0))
        made.page.line((spot, made.box.y), (spot, made.box.bottom), QUIET)
    for name, look in zip(("arm", "versus"), LOOKS, strict=False):
        made.line(found["limits"], [100 * share for share in found[name]], look)
    box = made.box
    for place, (name, look) in enumerate(zip((endpoint["arm"], endpoint["versus"]), LOOKS, strict=False)):
        page, y = made.page, box.y + 8 + 16 * place
        page.line((box.right + 4, y), (box.right + 22, y), look.color, 2.0, look.dash)
        page.text(box.right + 26, y + 3.5, shortened(name, SMALL, 84), size=SMALL, color=look.color, weight=BOLD)
    return made.page.svg()


def power_chart(endpoint: Mapping[str, Any]) -> str:
    """The power of a real trial by its size, with what is not known of the effect."""
    power = endpoint["power"]
    groups = _groups(power)
    sizes = [size * groups for size in power["sizes"]]
    words = "chance of finding it (two-sided, 5 %); band: 90 % of what is not known of the effect"
    made = plot("Power of a real trial", "people in all", sizes, [0, 100], words=words, logarithmic=True)
    _band(made, sizes, [100 * low for low in power["low"]], [100 * high for high in power["high"]], LOOKS[0].color)
    made.line(sizes, [100 * each for each in power["middle"]], LOOKS[0])
    made.line(sizes, [100 * each for each in power["assured"]], LOOKS[1])
    level = float(made.y(100 * WANTED))
    made.page.line((made.box.x, level), (made.box.right, level), LIMIT)
    made.page.text(made.box.x + 4, level - 4, "80 %", size=SMALL, color=LIMIT)
    made.names(["if as found", "on average"], [100 * power["middle"][-1], 100 * power["assured"][-1]])
    planned = power["planned"]
    if planned and sizes[0] <= planned <= sizes[-1]:
        spot = float(made.across(float(planned)))
        made.page.line((spot, made.box.y), (spot, made.box.bottom), QUIET)
        made.page.text(spot + 4, made.box.bottom - 6, f"planned: {planned:,}", size=SMALL, color=QUIET)
    return made.page.svg()


def subgroup_chart(endpoint: Mapping[str, Any]) -> str:
    """The effect in bands of what people were like before, with 95 % intervals; the dashed line is that of all."""
    rows = _subgroup_rows(endpoint)
    edges = [edge for _, _, band in rows if band["interval"] for edge in band["interval"]] + [0.0]
    room = 0.04 * (max(edges) - min(edges)) or 1.0
    height = 58 + ROW * len(rows) + 30
    page = Drawing(2 * WIDTH, height, "Effect in subgroups", figure_words(endpoint))
    page.text(0, 14, "Whom it does more for", size=HEADING, weight=BOLD)
    page.text(0, 31, f"{endpoint['unit']}; effect with its 95 % interval", size=SMALL, color=QUIET)
    plot_box = Box(NAME_ROOM + 150, 44, 2 * WIDTH - NAME_ROOM - 150 - FIGURE_ROOM - 20, height - 80)
    scale = Scale(min(edges) - room, max(edges) + room, plot_box.x, plot_box.right)
    for value, color in ((0.0, QUIET), (endpoint["estimate"]["value"], LOOKS[0].color)):
        spot = float(scale(value))
        page.curve(f"M{spot:.1f},{plot_box.y:.1f}V{plot_box.bottom:.1f}", color, 1.0, "" if value == 0 else "4 3")
    for place, (name, people, band) in enumerate(rows):
        _subgroup_row(page, scale, 58 + ROW * place, name, people, band, plot_box)
    page.text(plot_box.x, height - 8, "no effect: grey line; effect in all: dashed", size=SMALL, color=QUIET)
    return page.svg()


def enrichment_chart(found: Mapping[str, Any], endpoint: Mapping[str, Any]) -> str:
    """People a real trial needs if it lets in only those beyond a limit: randomised, and assessed to find them."""
    rows = found["limits"]
    limits = [each["limit"] for each in rows]
    known = [each for each in rows if each["needed"]]
    numbers = [value for each in known for value in (each["needed"], each["assessed"])]
    side = "below" if found["side"] == "below" else "at or above"
    words = f"people for 80 % power, if only those {side} the limit are let in; gaps: effect not clear"
    made = plot(f"Enriched by {found['name']}", f"limit, {found['unit']}", limits, [0, *numbers], words=words)
    made.line(limits, [each["needed"] for each in rows], LOOKS[0])
    made.line(limits, [each["assessed"] for each in rows], LOOKS[1])
    made.names(["randomised", "assessed"], [known[-1]["needed"], known[-1]["assessed"]])
    return made.page.svg()


def _band(made: Plot, x: Sequence[float], low: Sequence[Any], high: Sequence[Any], color: str) -> None:
    known = [(at, down, up) for at, down, up in zip(x, low, high, strict=True) if down is not None and up is not None]
    if len(known) > 1:
        at, down, up = (list(part) for part in zip(*known, strict=True))
        made.page.shape(band_path(made.across(at), made.y(down), made.y(up)), color, 0.14)


def _time(days: Sequence[float]) -> tuple[str, list[float]]:
    if days[-1] >= 2 * YEAR:
        return "years", [day / YEAR for day in days]
    return "days", list(days)


def _last(values: Sequence[float | None]) -> float:
    return next((value for value in reversed(values) if value is not None), 0.0)


def _groups(power: Mapping[str, Any]) -> int:
    return int(power["groups"])


def _subgroup_rows(endpoint: Mapping[str, Any]) -> list[tuple[str, int, Mapping[str, Any]]]:
    return [
        (_row_name(each, place), band["people"], band)
        for each in endpoint["subgroups"]
        for place, band in enumerate(_peopled(each["bands"]))
    ]


def _row_name(each: Mapping[str, Any], place: int) -> str:
    """The name of a variable in its first row, and below it how likely chance makes effects differ as much."""
    if place == 1 and each["chance"] is not None:
        return f"{LUCK} {_chance_words(each['chance'])}"
    return str(each["name"]) if place == 0 else ""


def _chance_words(chance: float) -> str:
    return "under 1 of 100" if chance < 0.01 else f"{100 * chance:.0f} of 100"


def _peopled(bands: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [band for band in bands if band["people"]]


def _subgroup_row(
    page: Drawing, scale: Scale, y: float, name: str, people: int, band: Mapping[str, Any], box: Box
) -> None:
    if name.startswith(LUCK):
        page.text(0, y + 4, shortened(name, SMALL, NAME_ROOM - 8), size=SMALL, color=QUIET)
    elif name:
        page.line((0, y - 9), (2 * WIDTH, y - 9), GRID)
        page.text(0, y + 4, shortened(name, SMALL, NAME_ROOM - 8), size=SMALL, weight=BOLD)
    page.text(NAME_ROOM, y + 4, band["words"], size=SMALL)
    if band["interval"] is None:
        page.text(box.x, y + 4, f"too few ({people:,} people)", size=SMALL, color=QUIET)
        return
    left, right = (float(scale(edge)) for edge in band["interval"])
    page.line((left, y), (right, y), INK, 1.6)
    page.rect(Box(float(scale(band["value"])) - 3.5, y - 3.5, 7, 7), LOOKS[0].color)
    words = f"{number_words(band['value'])}  ({number(people)} people)"
    page.text(box.right + 14, y + 4, words, size=SMALL, color=QUIET)
