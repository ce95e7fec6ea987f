"""Curves of the live view: percentiles over days or years, with marks and what is usual at each age."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from osteon.outcomes.reference import SITES, mean_bmd, sd_bmd, young_reference
from osteon.person import Person
from osteon.report.chart_panel import Mark as PanelMark
from osteon.report.chart_panel import panels
from osteon.simulate import YEAR
from osteon.web.live.bands import bands, short
from osteon.web.live.future import Future
from osteon.web.live.tables import Line, lines
from osteon.web.schemas.live import Curve, Mark, Reference

FloatArray = NDArray[np.float64]
TO_EACH_SIDE = 2.0


def curves(future: Future, only: Container[str] | None = None) -> list[Curve]:
    """All curves of the table, or only those of some names."""
    wanted = [line for line in lines() if only is None or line.id in only]
    return [*_of_axis(future, "day", wanted), *_of_axis(future, "age", wanted)]


def _of_axis(future: Future, axis: str, chosen: Sequence[Line]) -> list[Curve]:
    wanted = [line for line in chosen if line.axis == axis]
    if not wanted:
        return []
    moments = future.seasons if axis == "day" else future.decades
    parts = {part for line in wanted for part in line.readout.parts}
    values = {part: future.values[part][:, moments] for part in parts}
    days = future.days[moments]
    x = days if axis == "day" else future.person.age + days / YEAR
    rows = bands(np.stack([_read(line, values) for line in wanted]))
    return [_curve(line, x, row, future.person) for line, row in zip(wanted, rows, strict=True)]


def _read(line: Line, values: dict[str, FloatArray]) -> FloatArray:
    """The outcome as the curve shows it: as it is, or as a T-score."""
    draws = line.readout.of(values)
    if not line.id.startswith("t_"):
        return draws
    mean, sd = young_reference(line.id.removeprefix("t_"))
    return (draws - mean) / sd


def _curve(line: Line, x: FloatArray, rows: object, person: Person) -> Curve:
    score = line.id.startswith("t_")
    return Curve.model_construct(
        id=line.id,
        outcome=line.readout.outcome,
        words=_title(line),
        unit="T-score" if score else line.readout.unit,
        digits=1 if score else line.readout.digits,
        support=line.readout.support,
        axis=line.axis,
        x=[round(value, 3) for value in x.tolist()],
        **rows,  # type: ignore[arg-type]
        marks=_marks(line, x, person),
        reference=_reference(line.id, person.sex, tuple(x.tolist())),
    )


def _title(line: Line) -> str:
    return panels()[line.panel].title if line.panel else line.readout.name


def _marks(line: Line, x: FloatArray, person: Person) -> list[Mark]:
    if not line.panel:
        return []
    panel = panels()[line.panel]
    start = float(x[0]) + (panel.marks_from([person]) if line.axis == "age" else 0.0)
    return [_mark(mark, start) for mark in panel.marks]


def _mark(mark: PanelMark, start: float) -> Mark:
    return Mark.model_construct(low=mark.low, high=mark.high, words=mark.words, start=round(start, 2))


@lru_cache(maxsize=256)
def _reference(curve: str, sex: str, ages: tuple[float, ...]) -> Reference | None:
    """What is usual for people of the sex at each age: mean, and two standard deviations to each side."""
    site = curve.removeprefix("t_").removeprefix("bmd_")
    if site not in SITES:
        return None
    middle, spread = mean_bmd(site, sex, np.array(ages)), sd_bmd(site, sex, np.array(ages)) * TO_EACH_SIDE
    rows = [middle - spread, middle, middle + spread]
    if curve.startswith("t_"):
        mean, sd = young_reference(site)
        rows = [(row - mean) / sd for row in rows]
    who = "women" if sex == "female" else "men"
    low, centre, high = (short(row) for row in rows)
    words = f"usual in {who} of each age: the mean, and where 95 of 100 lie (United States surveys)"
    return Reference.model_construct(words=words, low=low, middle=centre, high=high)
