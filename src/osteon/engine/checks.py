"""What a run asks for, checked before compiled code sees it: every problem is found and told at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from osteon.engine.events import ADD, ADD_RATE, SET_PARAMETER, SET_STATE, Timetable
from osteon.engine.model import Entry, Model
from osteon.engine.run import Settings
from osteon.errors import InputError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
SHOWN = 5
"""How many bad numbers are named one by one."""


def check(problems: Sequence[str], where: str) -> None:
    """Raise all problems together, if there are any."""
    if problems:
        raise InputError(problems, where)


def shape_problems(name: str, table: FloatArray, rows: int | None, columns: int) -> list[str]:
    """Whether numbers are not laid out in so many rows (any number for None) and columns."""
    if table.ndim != 2 or table.shape[1] != columns or rows not in (None, len(table)):
        return [f"{name} have shape {table.shape}; ({'people' if rows is None else rows}, {columns}) is needed"]
    return []


def table_problems(name: str, table: FloatArray, rows: int | None, columns: Sequence[Entry]) -> list[str]:
    """What is wrong with numbers laid out as one row a person and one column a parameter or pool."""
    misshapen = shape_problems(name, table, rows, len(columns))
    if misshapen:
        return misshapen
    bad = np.argwhere(~np.isfinite(table))
    found = [f"{name}: {columns[j].name} of row {i} is {table[i, j]}" for i, j in bad[:SHOWN].tolist()]
    return [*found, f"{name}: {len(bad) - SHOWN} more are not finite"] if len(bad) > SHOWN else found


def time_problems(times: FloatArray, end: float | None) -> list[str]:
    """What is wrong with the times asked for."""
    if times.ndim != 1:
        return [f"times have shape {times.shape}; one row of days is needed"]
    if not len(times) and end is None:
        return ["no time is asked for; give times, or an end"]
    found = []
    if not np.isfinite(times).all():
        found.append("times are not all finite")
    elif len(times) and (times[0] < 0 or (np.diff(times) < 0).any()):
        found.append("times must ascend from 0 or later")
    if end is not None and not (np.isfinite(end) and end >= 0):
        found.append(f"the end is day {end}; it must be 0 or later")
    elif end is not None and len(times) and times[-1] > end:
        found.append(f"the last time, day {times[-1]:g}, lies behind the end, day {end:g}")
    return found


def event_problems(table: Timetable, model: Model) -> list[str]:
    """Events that act on something which is not there."""
    sizes = {ADD: len(model.pools), ADD_RATE: len(model.pools), SET_STATE: len(model.pools)}
    sizes[SET_PARAMETER] = len(model.params)
    found = []
    for index in range(int(table.last.max(initial=0))):
        kind, target = int(table.kind[index]), int(table.target[index])
        if not 0 <= target < sizes[kind]:
            what = "parameters" if kind == SET_PARAMETER else "pools"
            found.append(f"event {index}: target {target}, but there are {sizes[kind]} {what}")
    return found


def kept_problems(keep: Sequence[int] | None, pools: int) -> list[str]:
    """Pools to keep that are not there."""
    return [f"pool {index} to keep, but there are {pools} pools" for index in keep or () if not 0 <= index < pools]


def settings_problems(settings: Settings) -> list[str]:
    """Tolerances and limits that cannot be kept."""
    bounds = {"relative": 1e-14, "absolute": 0.0, "first_step": 0.0, "longest_step": 0.0, "step_limit": 0}
    return [
        f"setting {name} is {getattr(settings, name)}; it must be above {bound:g}"
        for name, bound in bounds.items()
        if not bound < getattr(settings, name) < np.inf
    ]


def point_problems(times: FloatArray, params: FloatArray, owner: IntArray) -> list[str]:
    """Points whose parts do not fit together."""
    found = []
    if times.shape != owner.shape or times.ndim != 1:
        found.append(
            f"times of shape {times.shape} and owners of shape {owner.shape}; one row each, as long, is needed"
        )
    if len(owner) and not 0 <= owner.min() <= owner.max() < len(params):
        found.append(f"owners from {owner.min()} to {owner.max()}, but there are {len(params)} rows of parameters")
    return found
