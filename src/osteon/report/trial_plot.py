"""A plot with two axes for charts of trials: grid, words on the axes, and lines that can be told apart in grey."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.report.chart_scale import Scale, decimals, number, round_limits, ticks
from osteon.report.chart_svg import Box, Drawing, line_path, shortened
from osteon.report.style import AXIS, BOLD, GRID, HEADING, QUIET, SMALL, Look

FloatArray = NDArray[np.float64]

WIDTH, HEIGHT = 540.0, 330.0
LEFT, TOP, RIGHT, BOTTOM = 58.0, 48.0, 112.0, 44.0
LOOKS: Final = (
    Look("#0b61a4"),
    Look("#c05600", "7 2.5"),
    Look("#2f6b4a", "2 2.5"),
    Look("#7a3e9d", "9 2.5 2 2.5"),
    Look("#56626e", "1 3"),
)
"""Groups of a trial: colours that any colour vision tells apart, and dashes for grey print."""


@dataclass(frozen=True)
class Plot:
    """A page with one plot: its box and scales; `logarithmic` says that x is laid out by its logarithm."""

    page: Drawing
    box: Box
    x: Scale
    y: Scale
    logarithmic: bool = False

    def across(self, values: ArrayLike) -> FloatArray:
        """Pixels of x values."""
        flat = np.asarray(values, float)
        return self.x(np.log10(np.maximum(flat, 1e-12)) if self.logarithmic else flat)

    def line(self, x: Sequence[float], y: Sequence[float | None], look: Look, width: float = 2.0) -> None:
        """A line through the points that are known, broken where some are not."""
        for known, points in groupby(zip(x, y, strict=True), lambda point: point[1] is not None):
            run = list(points)
            if known and len(run) > 1:
                heights = np.array([up for _, up in run], float)
                self.page.curve(
                    line_path(self.across([at for at, _ in run]), self.y(heights)), look.color, width, look.dash
                )

    def names(self, names: Sequence[str], ends: Sequence[float]) -> None:
        """The name of each line at its end, moved apart where they would touch."""
        from osteon.report.chart_lines import apart

        places = apart([float(self.y(end)) for end in ends], 14.0, self.box.y + 4, self.box.bottom)
        for name, place, look in zip(names, places, LOOKS * 9, strict=False):
            words = shortened(name, SMALL, RIGHT - 12)
            self.page.text(self.box.right + 6, place + 3.5, words, size=SMALL, color=look.color, weight=BOLD)


def plot(
    title: str,
    below: str,
    x: Sequence[float],
    y: Sequence[float],
    *,
    words: str = "",
    logarithmic: bool = False,
    height: float = HEIGHT,
    label: Callable[[float], str] | None = None,
) -> Plot:
    """An empty plot that holds all these x and y values; `words` stand under the title, `below` under the x axis."""
    page = Drawing(WIDTH, height, title, words)
    box = Box(0.0, 0.0, WIDTH, height).inside(LEFT, TOP, RIGHT, BOTTOM)
    page.text(0, 14, shortened(title, HEADING, WIDTH), size=HEADING, weight=BOLD)
    page.text(0, 31, shortened(words, SMALL, WIDTH), size=SMALL, color=QUIET)
    low, high, step = round_limits(list(y), 5)
    up = Scale(low, high, box.bottom, box.y)
    for value in ticks(low, high, step):
        level = float(up(value))
        page.line((box.x, level), (box.right, level), GRID)
        page.text(box.x - 8, level + 3.7, number(value, decimals(step)), size=SMALL, color=QUIET, anchor="end")
    page.line((box.x, box.bottom), (box.right, box.bottom), AXIS)
    across = _x_axis(page, box, list(x), logarithmic, label)
    page.text(box.x, height - 6, below, size=SMALL, color=QUIET)
    return Plot(page, box, across, up, logarithmic)


def _x_axis(
    page: Drawing, box: Box, values: list[float], logarithmic: bool, label: Callable[[float], str] | None
) -> Scale:
    if logarithmic:
        low, high = (math.log10(max(edge, 1e-12)) for edge in (min(values), max(values)))
        marks = [m * 10.0**k for k in range(math.floor(low), math.ceil(high) + 1) for m in (1, 3)]
        spots = {mark: math.log10(mark) for mark in marks if low - 1e-9 <= math.log10(mark) <= high + 1e-9}
        digits = 0
    else:
        low, high = min(values), max(values)
        _, _, step = round_limits([low, high], 6)
        spots, digits = {value: value for value in ticks(low, high, step)}, decimals(step)
    scale = Scale(low, high if high > low else low + 1, box.x, box.right)
    for value, place in spots.items():
        spot = float(scale(place))
        page.line((spot, box.bottom), (spot, box.bottom + 4), AXIS)
        text = label(value) if label else number(value, digits)
        page.text(spot, box.bottom + 16, text, size=SMALL, color=QUIET, anchor="middle")
    return scale
