"""Which streams, figures and curves the live view shows: the tables beside this file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from osteon.readouts import Readout, readouts

FOLDER = Path(__file__).parent
RESORPTION = "bone_cells.resorption"


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of the body map: where from and to, and how it is read from a run."""

    id: str
    substance: str
    source: str
    target: str
    words: str
    reading: str
    unit: str
    factor: float


@dataclass(frozen=True, slots=True)
class Shown:
    """An outcome shown beside an organ."""

    node: str
    readout: Readout


@dataclass(frozen=True, slots=True)
class Line:
    """A curve: its outcome, its axis (day or age), and the chart panel whose marks and reading it takes."""

    id: str
    readout: Readout
    axis: str
    panel: str


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def streams() -> tuple[Stream, ...]:
    """All streams, from `flows.csv`.

    >>> streams()[0].id
    'calcium_food'
    """
    return tuple(Stream(**{**row, "factor": float(row["factor"])}) for row in _rows("flows.csv"))  # type: ignore[arg-type]


@cache
def shown() -> tuple[Shown, ...]:
    """All figures of organs, from `levels.csv`.

    >>> shown()[0].node
    'blood'
    """
    return tuple(Shown(row["node"], readouts()[row["outcome"]]) for row in _rows("levels.csv"))


@cache
def lines() -> tuple[Line, ...]:
    """All curves, from `curves.csv`.

    >>> lines()[0].axis
    'day'
    """
    return tuple(Line(row["id"], readouts()[row["outcome"]], row["axis"], row["panel"]) for row in _rows("curves.csv"))


@cache
def shown_values() -> tuple[str, ...]:
    """The names of all values of the model that the tables and outcomes read, and resorption for fractures.

    >>> "calcidiol.serum" in shown_values()
    True
    """
    of_streams = {word for stream in streams() for word in stream.reading.split() if "." in word}
    return tuple(
        sorted(of_streams | {RESORPTION} | {part for readout in readouts().values() for part in readout.parts})
    )
