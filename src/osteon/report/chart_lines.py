"""Drawing a panel: bands and middle line of each run over the years, and their figures at the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from osteon.report.chart_frame import Frame, draw_axes, draw_winters, frame_of
from osteon.report.chart_marks import draw_changes, draw_limits, draw_ranges
from osteon.report.chart_panel import Fan, Panel, difference, fan_of
from osteon.report.chart_scale import number, span_words
from osteon.report.chart_svg import Box, Drawing, band_path, line_path, width_of
from osteon.report.style import BAND_50, BAND_90, BODY, BOLD, HEADING, QUIET, RUNS, SMALL, Look
from osteon.simulate import Trajectory

LEFT, TOP, RIGHT, BOTTOM = 46.0, 44.0, 76.0, 34.0
"""Room for the tick labels, the title, the figures at the end and the time axis."""
FIGURE_HEIGHT = 30.0


def draw_panel(
    page: Drawing,
    box: Box,
    panel: Panel,
    runs: Sequence[Trajectory],
    *,
    limits: Sequence[float] = (),
    winters: bool = False,
) -> None:
    """Draw a panel for one or two runs; `limits` are values that its axis must reach, `winters` shades them."""
    fans = [fan_of(panel, run) for run in runs]
    people = [run.person for run in runs]
    frame = frame_of(box.inside(LEFT, TOP, RIGHT, BOTTOM), panel, fans, people, limits)
    begin = panel.marks_from(people)
    shaded = winters and draw_winters(page, frame, people)
    _draw_head(page, box, panel, runs, "; winters shaded" if shaded else "")
    draw_ranges(page, frame, panel, begin)
    draw_axes(page, frame)
    for fan, look in zip(fans, RUNS, strict=False):
        _draw_fan(page, frame, fan, look, alone=len(fans) == 1)
    draw_limits(page, frame, panel, begin, fans)
    draw_changes(page, frame, runs)
    _draw_figures(page, frame, panel, fans)


def reach(panel: Panel, runs: Sequence[Trajectory]) -> tuple[float, float]:
    """Lowest and highest value that a panel draws, so that several can share an axis."""
    drawn = [fan_of(panel, run).quantiles for run in runs]
    return min(float(each.min()) for each in drawn), max(float(each.max()) for each in drawn)


def _draw_head(page: Drawing, box: Box, panel: Panel, runs: Sequence[Trajectory], more: str) -> None:
    page.text(box.x, box.y + 13, panel.title, size=HEADING, weight=BOLD)
    page.text(box.x, box.y + 29, f"{panel.unit}; evidence {panel.support}{more}", size=SMALL, color=QUIET)
    found = difference(panel, runs)
    if found:
        middle, low, high = found
        words = f"difference {number(middle, panel.digits)} ({span_words(low, high, panel.digits)})"
        fits = width_of(panel.title, HEADING, BOLD) + width_of(words, SMALL) < box.width
        page.text(box.right, box.y + (13 if fits else 29), words, size=SMALL, color=QUIET, anchor="end")


def _draw_fan(page: Drawing, frame: Frame, fan: Fan, look: Look, *, alone: bool) -> None:
    x, levels = frame.x(fan.years), frame.y(fan.quantiles)
    page.shape(band_path(x, levels[0], levels[4]), look.color, BAND_90[not alone])
    page.shape(band_path(x, levels[1], levels[3]), look.color, BAND_50[not alone])
    if not alone:
        for edge in (levels[0], levels[4]):
            page.curve(line_path(x, edge), look.color, 0.8, look.dash, 0.55)
    page.curve(line_path(x, levels[2]), look.color, 2.0, look.dash)


def _draw_figures(page: Drawing, frame: Frame, panel: Panel, fans: Sequence[Fan]) -> None:
    """Middle and interval of each run at the end, to the right of its line, moved apart where they would touch."""
    ends = [float(frame.y(fan.quantiles[2, -1])) for fan in fans]
    places = apart(ends, FIGURE_HEIGHT, frame.box.y + 6, frame.box.bottom - 8)
    for y, fan, look in zip(places, fans, RUNS, strict=False):
        low, middle, high = np.percentile(fan.last, (5.0, 50.0, 95.0)).tolist()
        page.text(frame.box.right + 8, y + 1, number(middle, panel.digits), size=BODY, color=look.color, weight=BOLD)
        page.text(frame.box.right + 8, y + 14, span_words(low, high, panel.digits), size=SMALL, color=QUIET)


def apart(places: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Places moved to be at least so far apart, between low and high as far as they fit, in the order they lie in.

    >>> apart([52.0, 50.0], 20, 0, 100)
    [61.0, 41.0]
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = [places[index] for index in order]
    for _ in range(8 * len(moved)):
        for upper in range(len(moved) - 1):
            push = max(0.0, least - (moved[upper + 1] - moved[upper])) / 2
            moved[upper : upper + 2] = [moved[upper] - push, moved[upper + 1] + push]
        moved = [min(max(place, low), high) for place in moved]
    return [moved[order.index(index)] for index in range(len(places))]
