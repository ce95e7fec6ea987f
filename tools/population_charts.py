"""Small panels for docs/population.md: bands and dots over a scale, as many as fit side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from osteon.report.chart_scale import Scale, decimals, number, round_limits, ticks
from osteon.report.chart_svg import Box, Drawing, band_path, line_path
from osteon.report.style import AXIS, BODY, BOLD, FAINT, GRID, HEADING, QUIET, RUNS, SMALL, TITLE

FloatArray = NDArray[np.float64]

MARGIN, GUTTER, HEAD = 36.0, 34.0, 92.0
LEFT, TOP, BOTTOM = 44.0, 42.0, 40.0
COLORS = tuple(look.color for look in RUNS)


@dataclass(frozen=True)
class Band:
    """Low, middle and high over x, painted as a band with a line; `dots` paints bars with a dot instead."""

    x: FloatArray
    low: FloatArray
    middle: FloatArray
    high: FloatArray
    color: str
    dots: bool = False
    shift: float = 0.0


@dataclass(frozen=True)
class Panel:
    """One panel: a title, what its axes count, and what is drawn; `labels` stand for whole numbers of x."""

    title: str
    unit: str
    across: str
    bands: Sequence[Band]
    labels: Sequence[str] = ()
    include: Sequence[float] = field(default_factory=tuple)
    diagonal: bool = False


def page_of(title: str, words: str, panels: Sequence[Panel], *, columns: int, height: float = 250.0) -> Drawing:
    """All panels on one page."""
    rows = -(-len(panels) // columns)
    page = Drawing(1200, HEAD + rows * height + 24, title, words)
    page.text(MARGIN, 44, title, size=TITLE, weight=BOLD)
    page.text(MARGIN, 68, words, size=BODY, color=QUIET)
    for index, panel in enumerate(panels):
        row = Box(MARGIN, HEAD + (index // columns) * height, page.width - 2 * MARGIN, height - 16)
        _draw(page, row.columns(columns, GUTTER)[index % columns], panel)
    words = "Osteon: for education and research, not a medical device."
    page.text(MARGIN, page.height - 8, words, size=SMALL, color=FAINT)
    return page


def _draw(page: Drawing, box: Box, panel: Panel) -> None:
    page.text(box.x, box.y + 13, panel.title, size=HEADING, weight=BOLD)
    page.text(box.x, box.y + 29, panel.unit, size=SMALL, color=QUIET)
    inner = box.inside(LEFT, TOP, 8, BOTTOM)
    x, y, step = _scales(panel, inner)
    _axes(page, inner, panel, x, y, step)
    for band in panel.bands:
        (_dots if band.dots else _band)(page, band, x, y)


def _scales(panel: Panel, box: Box) -> tuple[Scale, Scale, float]:
    """Across, up, and the step between ticks upwards."""
    across = np.concatenate([band.x for band in panel.bands])
    up = [float(edge) for band in panel.bands for side in (band.low, band.high) for edge in side if np.isfinite(edge)]
    low, high, step = round_limits([*up, *panel.include])
    ends = (float(across.min()) - 2, float(across.max()) + 2)
    if panel.labels:
        ends = (-0.6, len(panel.labels) - 0.4)
    elif panel.diagonal:
        ends = (low, high)
    return Scale(*ends, box.x, box.right), Scale(low, high, box.bottom, box.y), step


def _axes(page: Drawing, box: Box, panel: Panel, x: Scale, y: Scale, step: float) -> None:
    for value in ticks(y.low, y.high, step):
        at = float(y(value))
        page.line((box.x, at), (box.right, at), GRID)
        page.text(box.x - 6, at + 4, number(value, decimals(step)), size=SMALL, color=QUIET, anchor="end")
    page.line((box.x, box.bottom), (box.right, box.bottom), AXIS)
    for place, words in _across(panel, x, step):
        page.text(float(x(place)), box.bottom + 15, words, size=SMALL, color=QUIET, anchor="middle")
    if panel.diagonal:
        page.line((box.x, box.bottom), (box.right, box.y), AXIS, 1.0, "3 3")
    page.text((box.x + box.right) / 2, box.bottom + 31, panel.across, size=SMALL, color=QUIET, anchor="middle")


def _across(panel: Panel, x: Scale, step: float) -> list[tuple[float, str]]:
    """Where labels stand across, and what they say."""
    if panel.labels:
        return [(float(index), words) for index, words in enumerate(panel.labels)]
    apart = step if panel.diagonal else round_limits([x.low, x.high])[2]
    return [(value, number(value, decimals(apart))) for value in ticks(x.low, x.high, apart)]


def _band(page: Drawing, band: Band, x: Scale, y: Scale) -> None:
    across = x(band.x)
    page.shape(band_path(across, y(band.low), y(band.high)), band.color, 0.14)
    page.curve(line_path(across, y(band.middle)), band.color, 2.0)


def _dots(page: Drawing, band: Band, x: Scale, y: Scale) -> None:
    for place, low, middle, high in zip(band.x, band.low, band.middle, band.high, strict=True):
        at = float(x(place)) + band.shift
        if high > low:
            page.line((at, float(y(low))), (at, float(y(high))), band.color, 1.4)
        page.rect(Box(at - 2.5, float(y(middle)) - 2.5, 5, 5), band.color, 2.5)
