"""A plot's place on the page: its scales, grid, time axis and winters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from osteon.person import Person
from osteon.report.chart_panel import Fan, Panel
from osteon.report.chart_scale import Scale, TimeAxis, decimals, number, round_limits, ticks, time_axis
from osteon.report.chart_svg import Box, Drawing
from osteon.report.style import AXIS, FAINT, GRID, QUIET, SMALL, WINTER
from osteon.simulate import YEAR

PIXELS_PER_TICK = 42.0
PIXELS_PER_LINE = 30.0
PIXELS_PER_WINTER = 5.0
TROPIC = 23.5
WINTERS = {"north": (335.0, 425.0), "south": (152.0, 244.0)}
"""Days of the year on which winter begins and ends (December to February, June to August)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot on the page: where values and years lie."""

    box: Box
    x: Scale
    y: Scale
    step: float
    time: TimeAxis


def frame_of(
    box: Box, panel: Panel, fans: Sequence[Fan], people: Sequence[Person], limits: Sequence[float] = ()
) -> Frame:
    """The frame around all that is drawn, and around `limits`; ages stand below the years where people share them."""
    drawn = [float(edge) for fan in fans for edge in (fan.quantiles.min(), fan.quantiles.max())]
    lines = max(3, int(box.height / PIXELS_PER_LINE))
    low, high, step = round_limits([*drawn, *panel.include, *limits], lines)
    span = max(float(fan.years[-1]) for fan in fans)
    age = people[0].age if len({person.age for person in people}) == 1 else None
    time = time_axis(span, age, max(2, int(box.width / PIXELS_PER_TICK)))
    return Frame(box, Scale(0.0, span, box.x, box.right), Scale(low, high, box.bottom, box.y), step, time)


def draw_axes(page: Drawing, frame: Frame) -> None:
    """Grid lines with their values, and the time axis with its ages."""
    box, digits = frame.box, decimals(frame.step)
    for value in ticks(frame.y.low, frame.y.high, frame.step):
        y = float(frame.y(value))
        page.line((box.x, y), (box.right, y), GRID)
        page.text(box.x - 8, y + 3.7, number(value, digits), size=SMALL, color=QUIET, anchor="end")
    page.line((box.x, box.bottom), (box.right, box.bottom), AXIS)
    for year in frame.time.years:
        x = float(frame.x(year))
        page.line((x, box.bottom), (x, box.bottom + 4), AXIS)
    _draw_times(page, frame, box.bottom + 16, frame.time.unit, frame.time.labels, QUIET)
    if frame.time.ages:
        _draw_times(page, frame, box.bottom + 29, "age", frame.time.ages, FAINT)


def _draw_times(page: Drawing, frame: Frame, y: float, unit: str, labels: Sequence[str], color: str) -> None:
    page.text(frame.box.x - 13, y, unit, size=SMALL, color=color, anchor="end")
    for year, label in zip(frame.time.years, labels, strict=True):
        page.text(float(frame.x(year)), y, label, size=SMALL, color=color, anchor="middle")


def draw_winters(page: Drawing, frame: Frame, people: Sequence[Person]) -> bool:
    """Shade the winters of a place that has them, where they are wide enough; says whether it did."""
    person, years = people[0], frame.x.high
    begin, end = WINTERS["north" if person.latitude > 0 else "south"]
    calendars = {(other.start_day_of_year, other.latitude > 0) for other in people}
    narrow = frame.box.width / years * (end - begin) / YEAR < PIXELS_PER_WINTER
    if narrow or len(calendars) > 1 or any(abs(other.latitude) < TROPIC for other in people):
        return False
    for year in range(-1, int(years) + 1):
        days = (year * YEAR + day - person.start_day_of_year + 1 for day in (begin, end))
        left, right = frame.x([min(max(day / YEAR, 0.0), years) for day in days]).tolist()
        if right > left:
            page.rect(Box(left, frame.box.y, right - left, frame.box.height), WINTER)
    return True
