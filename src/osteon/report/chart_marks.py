"""Words inside a plot: what its limits mean, and when something that is taken starts or stops."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from osteon.report.chart_frame import Frame
from osteon.report.chart_panel import Fan, Mark, Panel
from osteon.report.chart_svg import Box, Drawing, width_of
from osteon.report.style import ENOUGH, ENOUGH_INK, LIMIT, RUNS, SMALL
from osteon.simulate import YEAR, Trajectory

CLEAR = 11.0
"""Pixels from which a line does not disturb words."""
WIDE = 500.0
LEVELS = 4


def draw_ranges(page: Drawing, frame: Frame, panel: Panel, begin: float) -> None:
    """Ranges as areas, from the year on in which they hold."""
    if begin < frame.x.high:
        left, right = float(frame.x(begin)), frame.box.right
        for mark in (mark for mark in panel.marks if mark.is_range):
            top, bottom = float(frame.y(mark.high)), float(frame.y(mark.low))
            page.rect(Box(left, top, right - left, bottom - top), ENOUGH)


def draw_limits(page: Drawing, frame: Frame, panel: Panel, begin: float, fans: Sequence[Fan]) -> None:
    """Limits as dashed lines, and what each limit or range means, where words hide the middle lines least."""
    if begin >= frame.x.high:
        return
    left = float(frame.x(begin))
    taken: list[Box] = []
    for mark in panel.marks:
        if not mark.is_range:
            y = float(frame.y(mark.high))
            page.line((left, y), (frame.box.right, y), LIMIT, 1.0, "4 3")
        width = width_of(mark.words, SMALL)
        x, y = max(_places(frame, mark, left, width), key=lambda at: _clearance(frame, fans, taken, at, width))
        taken.append(Box(x, y - SMALL, width, SMALL + 3))
        page.text(x, y, mark.words, size=SMALL, color=ENOUGH_INK if mark.is_range else LIMIT, halo=True)


def _places(frame: Frame, mark: Mark, left: float, width: float) -> list[tuple[float, float]]:
    """Where the words of a limit may begin: left, right or between, at its upper or lower side."""
    top, bottom = float(frame.y(mark.high)), float(frame.y(mark.low))
    first, last = left + 6, max(frame.box.right - width - 2, left + 6)
    lines = (top + 13, bottom - 6) if mark.is_range else (top - 5, top + 13)
    return [(first + share * (last - first), y) for y in lines for share in (0.0, 1.0, 0.5)]


def _clearance(
    frame: Frame, fans: Sequence[Fan], taken: Sequence[Box], place: tuple[float, float], width: float
) -> float:
    """Pixels between words and the nearest middle line, as far as it matters; below 0 where other words stand."""
    x, y = place
    across = np.linspace(x, x + width, 12)
    lines = (np.interp(across, frame.x(fan.years), frame.y(fan.quantiles[2])) for fan in fans)
    nearest = min(float(np.abs(line - (y - 4)).min()) for line in lines)
    outside = not frame.box.y + 8 <= y <= frame.box.bottom - 2
    covered = any(x < box.right and box.x < x + width and y - SMALL < box.bottom and box.y < y + 3 for box in taken)
    return min(nearest, CLEAR) - 100.0 * (outside or covered)


def draw_changes(page: Drawing, frame: Frame, runs: Sequence[Trajectory]) -> None:
    """A dotted line in the run's colour where something starts or stops after the first day; wide plots name it."""
    named: list[tuple[float, str, str]] = []
    for run, look in zip(runs, RUNS, strict=False):
        for day, words in changes(run):
            x = float(frame.x(day / YEAR))
            page.line((x, frame.box.y), (x, frame.box.bottom), look.color, 0.8, "1.5 3")
            named.append((x, words, look.color))
    if frame.box.width < WIDE:
        return
    for index, (x, words, color) in enumerate(sorted(named)):
        late = x > frame.box.right - width_of(words, SMALL) - 6
        y = frame.box.y + 12 + 14 * (index % LEVELS)
        step, anchor = (-5, "end") if late else (5, "start")
        page.text(x + step, y, words, size=SMALL, color=color, anchor=anchor, halo=True)


def changes(run: Trajectory) -> list[tuple[float, str]]:
    """Days after the first on which something that is taken starts or stops, in words."""
    person = run.person
    taken = [(each.substance, each.start, each.stop) for each in person.supplements]
    taken += [(each.name, each.start, each.stop) for each in person.medicines]
    events = [(start, f"{name} starts") for name, start, _ in taken]
    events += [(stop, f"{name} stops") for name, _, stop in taken if stop is not None]
    return sorted(event for event in events if 0 < event[0] < run.days[-1])
