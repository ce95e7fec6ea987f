"""Parts of a trial go by one after the other, in order, and are summed up: memory does not grow with their number."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.population.trial_fates import ENDINGS
from osteon.population.trial_figures import MOMENTS, Figure, figures_of, variables
from osteon.population.trial_job import Job, Setting, setting_of
from osteon.population.trial_quantiles import Counts
from osteon.population.trial_tables import status_words

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
COURSE = 3
"""Of each arm, outcome and day: n, sum, sum of squares."""


@dataclass(frozen=True)
class Opened:
    """A part as arrays: a group a person (-1: not in), worlds, columns, and outcomes (days, people), missing as nan."""

    group: IntArray
    world: IntArray
    columns: Mapping[str, FloatArray]
    status: Mapping[str, int]
    endings: Mapping[tuple[str, str], int]
    stopped: Mapping[str, int]
    values: Mapping[str, FloatArray]


@dataclass
class Sums:
    """What has been summed up. Arrays: `course` (outcome: days, groups, 3), `moments` (figure: arms, worlds, 6),
    `pairs` (figure: first arm, second arm, groups, worlds, 3) of differences within people, `bands` (figure, column:
    arms, steps, 3), `grids` and `answers` (counts of levels and of figures).
    """

    job: Job
    status: Counter[str] = field(default_factory=Counter)
    endings: Counter[tuple[str, str]] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)
    course: dict[str, FloatArray] = field(default_factory=dict)
    moments: dict[Figure, FloatArray] = field(default_factory=dict)
    pairs: dict[Figure, FloatArray] = field(default_factory=dict)
    bands: dict[tuple[Figure, str], FloatArray] = field(default_factory=dict)
    grids: dict[str, Counts] = field(default_factory=dict)
    answers: dict[Figure, Counts] = field(default_factory=dict)
    people: int = 0

    @cached_property
    def setting(self) -> Setting:
        """What the job's text says."""
        return setting_of(self.job)

    @cached_property
    def arms(self) -> tuple[str, ...]:
        """The arms' names in the order of the arrays."""
        return tuple(arm.name for arm in self.setting.planned.trial.arms)

    def add(self, part: Opened) -> None:
        """Sum up one part."""
        self.people += len(part.group)
        self.status.update(part.status)
        self.endings.update(part.endings)
        self.stopped.update(part.stopped)
        inside = part.group >= 0
        for word in self.job.outcomes:
            self._add_course(word, part.values[word], part.group, inside)
        for figure in figures_of(self.job):
            self._add_figure(figure, part, inside)

    def _add_course(self, word: str, values: FloatArray, group: IntArray, inside: NDArray[np.bool_]) -> None:
        days, groups = len(self.setting.days), len(self.setting.groups)
        there = np.isfinite(values)
        known = np.where(there, values, 0.0)
        sums = self.course.setdefault(word, np.zeros((days, groups, COURSE)))
        grid = self.grids.setdefault(word, Counts(days * groups))
        for number in range(groups):
            mine = group == number
            sums[:, number, 0] += there[:, mine].sum(axis=1)
            sums[:, number, 1] += known[:, mine].sum(axis=1)
            sums[:, number, 2] += (known[:, mine] ** 2).sum(axis=1)
        cell, single = cells(values, group, groups)
        grid.add(cell, single)

    def _add_figure(self, figure: Figure, part: Opened, inside: NDArray[np.bool_]) -> None:
        arms, worlds = len(self.arms), self.job.worlds
        moments = self.moments.setdefault(figure, np.zeros((arms, worlds, MOMENTS)))
        answers = self.answers.setdefault(figure, Counts(arms))
        base = part.values[figure.outcome][0]
        read = [self.read(figure, part, arm) for arm in range(arms)]
        for arm, y in enumerate(read):
            fine = np.flatnonzero(np.isfinite(y) & np.isfinite(base))
            own, before, world = y[fine], base[fine], part.world[fine]
            for place, weights in enumerate((None, own, own**2, before, before**2, own * before)):
                moments[arm, :, place] += np.bincount(world, weights, worlds)
            answers.add(np.full(len(fine), arm), own.astype(np.float32))
            self._add_bands(figure, arm, own, fine, part)
        if self.setting.planned.design.kind == "crossover":
            self._add_pairs(figure, read, part)

    def _add_bands(self, figure: Figure, arm: int, own: FloatArray, fine: IntArray, part: Opened) -> None:
        for variable in variables():
            if variable.column not in part.columns:
                continue
            edges = variable.edges
            shape = (len(self.arms), len(edges) + 1, COURSE)
            sums = self.bands.setdefault((figure, variable.column), np.zeros(shape))
            step = np.searchsorted(edges, part.columns[variable.column][fine], side="right")
            for place, weights in enumerate((None, own, own**2)):
                sums[arm, :, place] += np.bincount(step, weights, len(edges) + 1)

    def _add_pairs(self, figure: Figure, read: list[FloatArray], part: Opened) -> None:
        arms, worlds, groups = len(self.arms), self.job.worlds, len(self.setting.groups)
        pairs = self.pairs.setdefault(figure, np.zeros((arms, arms, groups, worlds, COURSE)))
        for first in range(arms):
            for second in range(arms):
                gap = read[first] - read[second]
                fine = np.flatnonzero(np.isfinite(gap))
                cell = part.group[fine] * worlds + part.world[fine]
                for place, weights in enumerate((None, gap[fine], gap[fine] ** 2)):
                    found = np.bincount(cell, weights, groups * worlds).reshape(groups, worlds)
                    pairs[first, second, :, :, place] += found

    def read(self, figure: Figure, part: Opened, arm: int) -> FloatArray:
        """A figure of each person under an arm; nan for those who were not in it, or not there."""
        found = np.full(len(part.group), np.nan)
        values, setting = part.values[figure.outcome], self.setting
        for number, order in enumerate(setting.arms):
            if self.arms[arm] not in order:
                continue
            begin = setting.offset(order.index(self.arms[arm]))
            now, then = (setting.days.index(begin + day) for day in (figure.day, figure.from_day))
            mine = part.group == number
            found[mine] = figure.read(values[now, mine], values[then, mine])
        return found


def cells(values: FloatArray, group: IntArray, groups: int) -> tuple[IntArray, NDArray[np.float32]]:
    """The cell (day, group) of every value that is there, and the value in single precision."""
    day, person = np.nonzero(np.isfinite(values) & (group >= 0))
    return day * groups + group[person], values[day, person].astype(np.float32)


def open_part(setting: Setting, people: bytes, visits: bytes, words: tuple[str, ...] | None = None) -> Opened:
    """A part's files as arrays; of the outcomes only `words`, where they are given."""
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(people), read_dictionary=["status", "group", "ending"])
    group = _places(table["group"], setting.codes)
    names = [field.name for field in table.schema if str(field.type) == "float"]
    columns = {name: np.asarray(table[name].to_numpy(zero_copy_only=False), float) for name in names}
    person = table["person"].to_numpy()
    status, ending = _places(table["status"], status_words(setting)), _places(table["ending"], ENDINGS)
    inside, codes = group >= 0, setting.codes
    ended = Counter(zip(group[inside].tolist(), ending[inside].tolist(), strict=True))
    stopped = Counter(group[inside & (columns["stopped_day"] > 0)].tolist())
    return Opened(
        group,
        table["world"].to_numpy().astype(np.int64),
        columns,
        {status_words(setting)[place]: count for place, count in Counter(status.tolist()).items()},
        {(codes[number], ENDINGS[place]): count for (number, place), count in ended.items()},
        {codes[number]: count for number, count in stopped.items()},
        dict(_dense(setting, visits, int(person[0]), len(person), words)),
    )


def _dense(
    setting: Setting, visits: bytes, first: int, count: int, words: tuple[str, ...] | None
) -> Iterator[tuple[str, FloatArray]]:
    """Each outcome as (days, people), missing as nan."""
    import pyarrow.parquet as pq

    columns = None if words is None else ["person", "day", *words]
    table = pq.read_table(io.BytesIO(visits), columns=columns)
    day = np.searchsorted(setting.days, table["day"].to_numpy())
    spot = day * count + (table["person"].to_numpy() - first)
    for name in table.schema.names:
        if name not in ("person", "day"):
            dense = np.full(len(setting.days) * count, np.nan)
            dense[spot] = table[name].to_numpy()
            yield name, dense.reshape(len(setting.days), count)


def _places(column: Any, words: tuple[str, ...]) -> IntArray:
    """The place of each text in `words`; -1 for missing ones."""
    held = column.combine_chunks()
    known = np.array([*(words.index(text) for text in held.dictionary.to_pylist()), -1], np.int64)
    return np.asarray(known[held.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False)])
