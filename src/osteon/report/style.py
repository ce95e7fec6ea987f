"""How charts look: one place for colours, type and measures (pixels of a page 1200 wide)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FONT: Final = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
REGULAR: Final = 400
BOLD: Final = 600

PAPER: Final = "#ffffff"
INK: Final = "#18222d"
QUIET: Final = "#56626e"
FAINT: Final = "#66717c"
GRID: Final = "#e7eaed"
AXIS: Final = "#aab3bb"
WINTER: Final = "#f1f4f8"
ENOUGH: Final = "#e3f1e8"
ENOUGH_INK: Final = "#2f6b4a"
LIMIT: Final = "#a1483f"


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is drawn: its colour, and dashes as in SVG."""

    color: str
    dash: str = ""


RUNS: Final = (Look("#0b61a4"), Look("#c05600", "7 2.5"))
"""The first and the second run: blue and orange, told apart with any colour vision; dashes in grey print."""
BAND_90: Final = (0.13, 0.09)
BAND_50: Final = (0.2, 0.15)
"""How dense bands are painted: for a run alone, and for two over each other."""

FOOD: Final = "#56a3d9"
STOOL: Final = "#a9b1b9"
LOSS: Final = "#e2a72e"
BONE: Final = "#3a9c7d"
BLOOD: Final = "#b3463c"
RIBBON: Final = 0.5

TITLE: Final = 24.0
HEADING: Final = 13.5
BODY: Final = 12.0
SMALL: Final = 10.5
"""Sizes of type in pixels."""
