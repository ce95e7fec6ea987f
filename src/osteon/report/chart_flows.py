"""Where a day's calcium goes, as streams: what is eaten and what bone gives back, through blood, to where it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.report.chart_lines import apart
from osteon.report.chart_scale import number, span_words
from osteon.report.chart_svg import Box, Drawing
from osteon.report.style import BLOOD, BODY, BOLD, BONE, FOOD, LOSS, QUIET, RIBBON, SMALL, STOOL
from osteon.simulate import YEAR, Trajectory

FloatArray = NDArray[np.float64]

WORDS = (
    "calcium_eaten",
    "calcium_absorbed",
    "calcium_stool",
    "calcium_secreted",
    "calcium_urine_mg",
    "calcium_sweat",
    "bone_uptake",
    "bone_release",
)
ROOM_LEFT, ROOM_RIGHT, FOOT = 150.0, 148.0, 26.0
GAP, NODE, LABEL = 16.0, 10.0, 30.0
THINNEST = 0.8


@dataclass(frozen=True, slots=True)
class CalciumDay:
    """Calcium streams of a day in mg, each the mean of draws and its 5 and 95 %; bone_net is uptake less release."""

    streams: Mapping[str, tuple[float, float, float]]

    def mean(self, word: str) -> float:
        """The mean of a stream; means add up, medians do not."""
        return self.streams[word][0]

    def words(self, word: str) -> str:
        """A stream's mean and interval."""
        mean, low, high = self.streams[word]
        return number(mean) if high - low < 0.5 else f"{number(mean)} ({span_words(low, high, 0)})"

    @property
    def total(self) -> float:
        """All that enters: eaten and given back by bone."""
        return self.mean("calcium_eaten") + self.mean("bone_release")


def first_day(run: Trajectory) -> CalciumDay:
    """Calcium streams on the first day."""
    return _mean_day(run, run.days <= run.days[0])


def last_year(run: Trajectory) -> CalciumDay:
    """Calcium streams of a mean day in the last year simulated."""
    return _mean_day(run, run.days >= run.days[-1] - YEAR)


def _mean_day(run: Trajectory, inside: NDArray[np.bool_]) -> CalciumDay:
    draws = {word: run.outcomes[word][:, inside].mean(axis=1) for word in WORDS}
    draws["bone_net"] = draws["bone_uptake"] - draws["bone_release"]
    return CalciumDay({word: _summary(values) for word, values in draws.items()})


def _summary(values: FloatArray) -> tuple[float, float, float]:
    low, high = np.percentile(values, (5.0, 95.0)).tolist()
    return float(values.mean()), low, high


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Where the streams of a day begin, meet and end; `thick` is the thickness of each stream."""

    thick: Mapping[str, float]
    eaten: Box
    freed: Box
    blood: Box
    stool: Box
    urine: Box
    skin: Box
    bone: Box


def draw_day(page: Drawing, box: Box, day: CalciumDay, largest: float) -> None:
    """Draw the streams of a day; `largest` mg fill the height, so that two drawings can be compared."""
    nodes = _nodes(box, day, largest)
    _draw_streams(page, nodes)
    _draw_labels(page, nodes, day, box)


def _nodes(box: Box, day: CalciumDay, largest: float) -> _Nodes:
    scale = (box.height - 4 * GAP - FOOT) / max(largest, 1.0)
    thick = {word: max(day.mean(word) * scale, THINNEST) for word in WORDS}
    passed = thick["passed"] = max(thick["calcium_eaten"] - thick["calcium_absorbed"], 0.0)
    left, right = box.x + ROOM_LEFT, box.right - ROOM_RIGHT - NODE
    eaten = Box(left, box.y, NODE, thick["calcium_eaten"])
    blood = Box((left + right) / 2, box.y + passed + 2 * GAP, NODE, thick["calcium_absorbed"] + thick["bone_release"])
    stool = Box(right, box.y, NODE, passed + thick["calcium_secreted"])
    urine = Box(right, stool.bottom + GAP, NODE, thick["calcium_urine_mg"])
    skin = Box(right, urine.bottom + GAP, NODE, thick["calcium_sweat"])
    low = max(skin.bottom, eaten.bottom) + GAP
    freed = Box(left, low, NODE, thick["bone_release"])
    bone = Box(right, low, NODE, thick["bone_uptake"])
    return _Nodes(thick, eaten, freed, blood, stool, urine, skin, bone)


def _draw_streams(page: Drawing, at: _Nodes) -> None:
    passed, absorbed = at.thick["passed"], at.thick["calcium_absorbed"]
    _ribbon(page, (at.eaten.right, at.eaten.y), (at.stool.x, at.stool.y), passed, STOOL)
    _ribbon(page, (at.eaten.right, at.eaten.y + passed), (at.blood.x, at.blood.y), absorbed, FOOD)
    _ribbon(page, (at.freed.right, at.freed.y), (at.blood.x, at.blood.y + absorbed), at.thick["bone_release"], BONE)
    y = at.blood.y
    for word, node, offset, color in (
        ("calcium_secreted", at.stool, passed, STOOL),
        ("calcium_urine_mg", at.urine, 0.0, LOSS),
        ("calcium_sweat", at.skin, 0.0, LOSS),
        ("bone_uptake", at.bone, 0.0, BONE),
    ):
        _ribbon(page, (at.blood.right, y), (node.x, node.y + offset), at.thick[word], color)
        y += at.thick[word]
    for node, color in ((at.eaten, FOOD), (at.freed, BONE), (at.blood, BLOOD), (at.stool, STOOL)):
        page.rect(node, color)
    for node, color in ((at.urine, LOSS), (at.skin, LOSS), (at.bone, BONE)):
        page.rect(node, color)


def _ribbon(page: Drawing, start: tuple[float, float], end: tuple[float, float], thick: float, color: str) -> None:
    """A stream of even thickness from one upper corner to another."""
    (x1, y1), (x2, y2), half = start, end, (start[0] + end[0]) / 2
    upper = f"M{x1:.1f},{y1:.1f}C{half:.1f},{y1:.1f} {half:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
    y1, y2 = y1 + thick, y2 + thick
    lower = f"V{y2:.1f}C{half:.1f},{y2:.1f} {half:.1f},{y1:.1f} {x1:.1f},{y1:.1f}z"
    page.shape(upper + lower, color, RIBBON)


def _draw_labels(page: Drawing, at: _Nodes, day: CalciumDay, box: Box) -> None:
    left = (
        (at.eaten, f"Eaten {day.words('calcium_eaten')}", f"absorbed {day.words('calcium_absorbed')}"),
        (at.freed, "Given back by bone", day.words("bone_release")),
    )
    right = (
        (at.stool, "Stool", day.words("calcium_stool")),
        (at.urine, "Urine", day.words("calcium_urine_mg")),
        (at.skin, "Skin", day.words("calcium_sweat")),
        (at.bone, "Taken up by bone", day.words("bone_uptake")),
    )
    for side, anchor, step in ((left, "end", -8.0), (right, "start", NODE + 8.0)):
        middles = apart([node.y + node.height / 2 for node, _, _ in side], LABEL, box.y, box.bottom)
        for middle, (node, name, words) in zip(middles, side, strict=True):
            page.text(node.x + step, middle - 1, name, weight=BOLD, anchor=anchor)
            page.text(node.x + step, middle + 13, words, size=SMALL, color=QUIET, anchor=anchor)
    middle = at.blood.x + NODE / 2
    page.text(middle, at.blood.y - 6, "Blood", weight=BOLD, anchor="middle", halo=True)
    page.text(
        middle,
        box.bottom - 2,
        f"Bone's balance {day.words('bone_net')} mg a day",
        size=BODY,
        weight=BOLD,
        anchor="middle",
    )
