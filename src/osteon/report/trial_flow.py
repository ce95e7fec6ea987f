"""How people went through a trial, in the boxes that reports of trials use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from osteon.report.chart_svg import Box, Drawing, shortened
from osteon.report.style import AXIS, BOLD, INK, QUIET, SMALL
from osteon.report.trial_plot import LOOKS

WIDTH = 1080.0
LINE = 16.0
PAD = 10.0
WIDE = 330.0
PALE = "#f4f6f8"


def flow_chart(flow: Mapping[str, Any]) -> str:
    """Assessed, left out, randomised, and what became of each group.

    >>> group = {"group": "D", "randomised": 1, "stopped_treatment": 0, "left_the_trial": 0, "died": 0,
    ...     "stayed_to_the_end": 1, "could_not_be_simulated": 0}
    >>> "Randomised" in flow_chart({"assessed": 2, "excluded": {}, "randomised": 1, "groups": [group]})
    True
    """
    excluded = [f"{words.removeprefix('excluded: ')}: {count:,}" for words, count in flow["excluded"].items()]
    left_out = flow["assessed"] - flow["randomised"]
    groups = flow["groups"]
    top = _height(1)
    second = top + 24 + max(_height(1 + len(excluded)), 20)
    third = second + _height(1) + 34
    rows = [_group_lines(each) for each in groups]
    bottom = third + max(_height(len(lines)) for lines in rows)
    page = Drawing(WIDTH, bottom + 6, "Flow of people", "who was assessed, randomised, stopped, left and stayed")
    middle = WIDTH / 2
    _box(page, Box(middle - WIDE / 2, 2, WIDE, top), [f"Assessed for eligibility: {flow['assessed']:,}"])
    _arrow(page, middle, 2 + top, second)
    if left_out:
        side = Box(middle + 60, top + 14, WIDE + 90, _height(1 + len(excluded)))
        page.line((middle, side.y + side.height / 2), (side.x, side.y + side.height / 2), AXIS, 1.2)
        _box(page, side, [f"Left out: {left_out:,}", *excluded])
    _box(page, Box(middle - WIDE / 2, second, WIDE, _height(1)), [f"Randomised: {flow['randomised']:,}"])
    _groups(page, middle, second + _height(1), third, rows)
    return page.svg()


def _groups(page: Drawing, middle: float, above: float, top: float, rows: Sequence[Sequence[str]]) -> None:
    boxes = Box(0, top, WIDTH, max(_height(len(lines)) for lines in rows)).columns(len(rows), 16)
    branch = above + 16
    page.line((middle, above), (middle, branch), AXIS, 1.2)
    centres = [box.x + box.width / 2 for box in boxes]
    page.line((min(*centres, middle), branch), (max(*centres, middle), branch), AXIS, 1.2)
    for box, centre, lines, look in zip(boxes, centres, rows, LOOKS * 9, strict=False):
        _arrow(page, centre, branch, top)
        _box(page, box, lines, look.color)


def _group_lines(group: Mapping[str, Any]) -> list[str]:
    lines = [f"{group['group']}: {group['randomised']:,}"]
    lines.append(f"stopped what they were given: {group['stopped_treatment']:,}")
    lines += [f"left the trial: {group['left_the_trial']:,}", f"died: {group['died']:,}"]
    if group["could_not_be_simulated"]:
        lines.append(f"could not be simulated: {group['could_not_be_simulated']:,}")
    return [*lines, f"stayed to the end: {group['stayed_to_the_end']:,}"]


def _height(lines: int) -> float:
    return 2 * PAD + LINE * lines - 4


def _box(page: Drawing, box: Box, lines: Sequence[str], color: str = INK) -> None:
    page.rect(box, AXIS, 4)
    page.rect(box.inside(1, 1, 1, 1), PALE, 3.5)
    for place, words in enumerate(lines):
        look = {"weight": BOLD, "color": color} if place == 0 else {"color": QUIET}
        text = shortened(words, SMALL, box.width - 2 * PAD)
        page.text(box.x + PAD, box.y + PAD + 10 + LINE * place, text, size=SMALL, **look)


def _arrow(page: Drawing, x: float, top: float, bottom: float) -> None:
    page.line((x, top), (x, bottom), AXIS, 1.2)
    page.curve(f"M{x - 4:.1f},{bottom - 6:.1f}L{x:.1f},{bottom:.1f}L{x + 4:.1f},{bottom - 6:.1f}", AXIS, 1.2)
