"""One dot a person: how many of 1,000 break a bone, drawn so that every dot has the same size."""

from __future__ import annotations

from osteon.report.style import LIMIT, LOSS, STOOL

COLUMNS = 50
STEP = 14.0
RADIUS = 5.0


def people_svg(people: int, first: int, second: int) -> str:
    """Dots in rows of 50: so many in red, so many in amber, the rest grey.

    >>> people_svg(100, 3, 5).count("<circle")
    100
    """
    colours = [LIMIT] * first + [LOSS] * second + [STOOL] * (people - first - second)
    rows = -(-people // COLUMNS)
    size = f'width="{COLUMNS * STEP:g}" height="{rows * STEP:g}" viewBox="0 0 {COLUMNS * STEP:g} {rows * STEP:g}"'
    dots = "".join(_dot(index, colour) for index, colour in enumerate(colours[:people]))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{dots}</svg>'


def _dot(index: int, colour: str) -> str:
    x, y = STEP * (index % COLUMNS + 0.5), STEP * (index // COLUMNS + 0.5)
    return f'<circle cx="{x:g}" cy="{y:g}" r="{RADIUS:g}" fill="{colour}"/>'
