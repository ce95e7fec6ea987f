"""A drawing as SVG text: rectangles, lines, shapes and words; pixels, y downwards."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from osteon.report.style import BODY, BOLD, FONT, INK, PAPER, QUIET, REGULAR

FloatArray = NDArray[np.float64]

UNSEEN = 0.12
"""A point nearer than this many pixels to the line of its neighbours is left out."""
PASSES = 6
NARROW, WIDE, CAPITALS = "ijltfrI.,:;|'!()[] ", "mwMW%@—", "ABCDEFGHJKLNOPQRSTUVXYZ"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    def inside(self, left: float, top: float, right: float, bottom: float) -> Box:
        """What is left of it within margins.

        >>> Box(0, 0, 100, 50).inside(10, 5, 10, 5)
        Box(x=10, y=5, width=80, height=40)
        """
        return Box(self.x + left, self.y + top, self.width - left - right, self.height - top - bottom)

    def columns(self, count: int, gap: float) -> tuple[Box, ...]:
        """Cut into so many boxes side by side.

        >>> [box.x for box in Box(0, 0, 100, 50).columns(2, 10)]
        [0.0, 55.0]
        """
        width = (self.width - gap * (count - 1)) / count
        return tuple(Box(self.x + index * (width + gap), self.y, width, self.height) for index in range(count))


@dataclass
class Drawing:
    """Elements in the order they are painted; `svg` gives the whole text.

    >>> page = Drawing(200, 100, "A page")
    >>> page.text(10, 20, "bone & artery")
    >>> "bone &amp; artery" in page.svg()
    True
    """

    width: float
    height: float
    title: str
    description: str = ""
    elements: list[str] = field(default_factory=list)

    def rect(self, box: Box, fill: str, radius: float = 0.0) -> None:
        """A filled rectangle."""
        corner = f' rx="{_short(radius)}"' if radius else ""
        place = f'x="{_short(box.x)}" y="{_short(box.y)}" width="{_short(box.width)}" height="{_short(box.height)}"'
        self.elements.append(f'<rect {place}{corner} fill="{fill}"/>')

    def line(
        self, start: tuple[float, float], end: tuple[float, float], color: str, width: float = 1.0, dash: str = ""
    ) -> None:
        """A straight line; `dash` as in SVG, such as "2 3"."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        place = f'x1="{_short(start[0])}" y1="{_short(start[1])}" x2="{_short(end[0])}" y2="{_short(end[1])}"'
        self.elements.append(f'<line {place} stroke="{color}" stroke-width="{_short(width)}"{dashed}/>')

    def shape(self, path: str, fill: str, opacity: float = 1.0) -> None:
        """A filled outline."""
        through = f' fill-opacity="{_short(opacity, 2)}"' if opacity < 1 else ""
        self.elements.append(f'<path d="{path}" fill="{fill}"{through}/>')

    def curve(self, path: str, color: str, width: float, dash: str = "", opacity: float = 1.0) -> None:
        """A line along a path."""
        look = f'stroke="{color}" stroke-width="{_short(width)}" stroke-linejoin="round"'
        look += f' stroke-dasharray="{dash}"' if dash else ""
        look += f' stroke-opacity="{_short(opacity, 2)}"' if opacity < 1 else ""
        self.elements.append(f'<path d="{path}" fill="none" {look}/>')

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = BODY,
        color: str = INK,
        anchor: str = "start",
        weight: int = REGULAR,
        halo: bool = False,
    ) -> None:
        """Words with their baseline at y; `anchor` start, middle or end; `halo` keeps them readable over lines."""
        look = f'font-size="{_short(size)}" fill="{color}"'
        look += f' text-anchor="{anchor}"' if anchor != "start" else ""
        look += f' font-weight="{weight}"' if weight != REGULAR else ""
        look += f' stroke="{PAPER}" stroke-opacity="0.8" stroke-width="2.5" paint-order="stroke"' if halo else ""
        self.elements.append(f'<text x="{_short(x)}" y="{_short(y)}" {look}>{escaped(words)}</text>')

    def named(self, x: float, y: float, name: str, words: str, *, anchor: str = "start") -> None:
        """A name in bold and quieter words after it."""
        look = f'font-size="{_short(BODY)}"' + (f' text-anchor="{anchor}"' if anchor != "start" else "")
        first = f'<tspan font-weight="{BOLD}" fill="{INK}">{escaped(name)}</tspan>'
        then = f'<tspan dx="9" fill="{QUIET}">{escaped(words)}</tspan>'
        self.elements.append(f'<text x="{_short(x)}" y="{_short(y)}" {look}>{first}{then}</text>')

    def svg(self) -> str:
        """The drawing as an SVG document."""
        size = f'width="{_short(self.width)}" height="{_short(self.height)}"'
        view = f'viewBox="0 0 {_short(self.width)} {_short(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" font-family="{FONT}">'
        words = f"<title>{escaped(self.title)}</title>\n<desc>{escaped(self.description)}</desc>"
        paper = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        return "\n".join((head, words, paper, *self.elements, "</svg>\n"))


def escaped(words: str) -> str:
    r"""Words as they are written in XML; what cannot be printed becomes a question mark.

    >>> escaped("a < b & c\x00")
    'a &lt; b &amp; c?'
    """
    printable = "".join(letter if letter.isprintable() else "?" for letter in words)
    return printable.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def width_of(words: str, size: float, weight: int = REGULAR) -> float:
    """About how many pixels words take; on the wide side.

    >>> 60 < width_of("Vitamin D", 14) < 75
    True
    """
    shares = (
        0.32 if letter in NARROW else 0.9 if letter in WIDE else 0.7 if letter in CAPITALS else 0.6 for letter in words
    )
    return size * sum(shares) * (1.05 if weight > REGULAR else 1.0)


def shortened(words: str, size: float, room: float) -> str:
    """Words cut to the room there is, with an ellipsis where something is left out.

    >>> shortened("calcium carbonate", 10, 60)
    'calcium c…'
    """
    if width_of(words, size) <= room:
        return words
    while words and width_of(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip(" ,;") + "…"


def line_path(x: FloatArray, y: FloatArray) -> str:
    """The path through points, in tenths of a pixel, points that nobody would see left out.

    >>> line_path(np.array([0.0, 1.0, 2.0]), np.array([5.0, 5.0, 5.0]))
    'M0,5l2,0'
    """
    x, y = thinned(x, y)
    tenths = np.rint(np.stack([x, y]) * 10)
    steps = np.diff(tenths, axis=1) / 10
    moves = " ".join(f"{right:g},{down:g}" for right, down in zip(*steps.tolist(), strict=True))
    return f"M{tenths[0, 0] / 10:g},{tenths[1, 0] / 10:g}" + (f"l{moves}" if moves else "")


def band_path(x: FloatArray, lower: FloatArray, upper: FloatArray) -> str:
    """The closed path between two lines over the same x."""
    back = line_path(x[::-1], lower[::-1])
    return f"{line_path(x, upper)}L{back[1:]}z"


def thinned(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Without the points that lie on the line between their neighbours, within a fraction of a pixel."""
    for _ in range(PASSES):
        if len(x) < 3:
            return x, y
        share = (x[1:-1] - x[:-2]) / np.where(x[2:] == x[:-2], 1.0, x[2:] - x[:-2])
        off = np.abs(y[:-2] + share * (y[2:] - y[:-2]) - y[1:-1])
        keep = np.ones(len(x), dtype=bool)
        keep[1:-1] = off > UNSEEN
        keep[::2] = True
        x, y = x[keep], y[keep]
    return x, y


def _short(value: float, digits: int = 1) -> str:
    return f"{round(float(value), digits):g}"
