"""One chunk of a trial: people are drawn, screened, dealt into groups, followed and measured: two Parquet tables.

What is in a chunk depends on the job and the chunk's number only, so it may be made anywhere, at any time, and again.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Kernel, Settings
from osteon.evidence.replay_baseline import PRECISION
from osteon.evidence.replay_read import FRACTURES
from osteon.population.people import People, draw_people
from osteon.population.trial_doses import Course, Takers, course_of
from osteon.population.trial_fates import STUCK, Fates, came, fates_of
from osteon.population.trial_fractures import NAMES, bones_of, broken
from osteon.population.trial_job import STATUS_WORDS, Job, Setting, allocate, setting_of, spec_of
from osteon.population.trial_measuring import measured
from osteon.population.trial_reading import Reading
from osteon.population.trial_start import Start, start_of
from osteon.population.trial_tables import people_table, visits_table
from osteon.simulate import own_kernel

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

RANDOMISED = 0
MOST_BYTES = 100_000_000
"""Of states that are held at once by a thread; people are followed in turns if they would take more."""
FEWEST_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Part:
    """What a chunk leaves behind: its number, and two Parquet files."""

    index: int
    people: bytes
    visits: bytes


@dataclass(frozen=True)
class Screened:
    """People of a chunk on day 0: their columns, measured baselines, and why some are left out (0: randomised)."""

    people: People
    start: Start
    baseline: Mapping[str, FloatArray]
    status: IntArray


def make_part(job: Job, index: int, *, threads: int = 1) -> Part:
    """Work out one chunk of a job."""
    setting, kernel = setting_of(job), own_kernel(job.edition)
    first, count = job.span(index)
    people = draw_people(spec_of(job), first, count, job.seed)
    screened = _screened(job, setting, kernel, people, threads)
    group = allocate(setting.shares, seed=job.seed, first=first, count=count)
    age, female = np.asarray(people.age, float), np.asarray(people.female, bool)
    fates = fates_of(setting.planned.design, age, female, setting.last_day, seed=job.seed, first=first)
    values, adherence, ok = _followed(job, setting, kernel, screened, group, fates, threads)
    stuck = ~ok & (screened.status == RANDOMISED)
    fates = replace(fates, ending=np.where(stuck, STUCK, fates.ending).astype(np.uint8))
    there = came(setting.planned.design, np.array(setting.days), fates, seed=job.seed, first=first)
    there &= ((screened.status == RANDOMISED) & ok)[:, None]
    group = np.where(screened.status == RANDOMISED, group, -1)
    read = {word: measured(word, true, setting.days, seed=job.seed, first=first) for word, true in values.items()}
    if job.truth:
        read |= {f"{word}_true": true for word, true in values.items()}
    taken = adherence if job.truth else None
    told = people_table(setting, people, screened.status, group, screened.baseline, fates, taken)
    return Part(index, parquet(told), parquet(visits_table(setting.days, people.numbers, there, read)))


def _screened(job: Job, setting: Setting, kernel: Kernel, people: People, threads: int) -> Screened:
    """Measure everybody at the first visit, and leave out who does not fit."""
    start = start_of(kernel, people, threads=threads)
    words = tuple(word for word in dict.fromkeys((*job.outcomes, *STATUS_WORDS)) if word not in FRACTURES)
    reading = Reading.of(kernel, words, setting.meals)
    reading.prepare(start.rows)
    true = reading.read(np.zeros(1), start.states[:, None], start.rows)
    first = int(people.numbers[0])
    baseline = {word: measured(word, true[word], (0.0,), seed=job.seed, first=first)[:, 0] for word in words}
    status = np.zeros(people.count, np.int64)
    for number, criterion in enumerate(setting.planned.design.eligible, 1):
        values = baseline[criterion.word] if criterion.measured else np.asarray(people.columns[criterion.word])
        fits = (values >= criterion.low) & (values <= criterion.high)
        status = np.where((status == RANDOMISED) & ~fits, number, status)
    stuck = len(setting.planned.design.eligible) + 1
    return Screened(people, start, baseline, np.where(start.ok, status, stuck))


def _followed(
    job: Job,
    setting: Setting,
    kernel: Kernel,
    screened: Screened,
    group: IntArray,
    fates: Fates,
    threads: int,
) -> tuple[dict[str, FloatArray], FloatArray, NDArray[np.bool_]]:
    """True outcomes of everybody at every visit, each one's adherence, and who could be simulated to the end."""
    events = tuple(word for word in job.outcomes if word in FRACTURES)
    levels = tuple(word for word in job.outcomes if word not in FRACTURES)
    count, reading = len(group), Reading.of(kernel, levels, setting.meals, NAMES if events else ())
    days = setting.times(events=bool(events))
    visits = np.searchsorted(days, setting.days)
    bones = bones_of(screened.people, events, job.seed, setting.planned.design.country) if events else None
    values = {word: np.full((count, len(setting.days)), np.nan) for word in job.outcomes}
    adherence, ok = np.full(count, np.nan), np.zeros(count, bool)
    most = max(FEWEST_AT_ONCE, MOST_BYTES // (8 * len(kernel.model.pools) * len(days)))
    for number in range(len(setting.groups)):
        inside = np.flatnonzero((group == number) & (screened.status == RANDOMISED))
        for begin in range(0, len(inside), most):
            mine = inside[begin : begin + most]
            takers = _takers(setting, screened, fates, number, mine)
            course = course_of(kernel, setting.stints(number), takers)
            found, fine = _run(days, kernel, reading, course, takers, screened.start.states[mine], threads)
            if bones is not None:
                found |= broken(bones, mine, days, found)
            for word, read in values.items():
                read[mine] = found[word][:, visits]
            adherence[mine], ok[mine] = takers.adherence, fine
    return values, adherence, ok


def _takers(setting: Setting, screened: Screened, fates: Fates, number: int, mine: IntArray) -> Takers:
    design, trial = setting.planned.design, setting.planned.trial
    mean = min(trial.arm(name).adherence for name in setting.arms[number])
    people = screened.people
    return Takers(
        rows=screened.start.rows[mine],
        age=np.asarray(people.age, float)[mine],
        skin_type=np.asarray(people.columns["skin_type"], float)[mine],
        adherence=fates.adherence(mean, design.adherence_sd)[mine],
        stops=fates.stops[mine],
    )


def _run(
    days: FloatArray,
    kernel: Kernel,
    reading: Reading,
    course: Course,
    takers: Takers,
    states: FloatArray,
    threads: int,
) -> tuple[dict[str, FloatArray], NDArray[np.bool_]]:
    """Take a group through the trial and read it on every day, with the inputs in force just before."""
    batch = kernel.run(
        course.stages[0] if course.moments[0] == 0.0 else takers.rows,
        days,
        initial=states,
        events=course.events,
        settings=Settings(relative=PRECISION),
        threads=threads,
    )
    lived = batch.states
    lived[~batch.ok] = states[~batch.ok][:, None]
    on = _read_on(reading, course, takers, days, lived)
    off = np.flatnonzero(np.isfinite(takers.stops))
    if len(off):
        habit = reading.read(days, np.ascontiguousarray(lived[off]), takers.rows[off])
        stopped = days[None, :] > takers.stops[off][:, None]
        for word, read in on.items():
            read[off] = np.where(stopped, habit[word], read[off])
    return on, batch.ok


def _read_on(
    reading: Reading, course: Course, takers: Takers, days: FloatArray, states: FloatArray
) -> dict[str, FloatArray]:
    """Outcomes as long as nobody stops: on day 0 on the habit, then with the inputs of each stage."""
    stage = [course.stage_before(float(day)) for day in days]
    pieces = [reading.read(days, states, takers.rows, between=(0, 1))]
    for number in dict.fromkeys(stage[1:]):
        places = [place for place in range(1, len(days)) if stage[place] == number]
        between = (places[0], places[-1] + 1)
        pieces.append(reading.read(days, states, course.stages[number], between=between))
    return {word: np.concatenate([piece[word] for piece in pieces], axis=1) for word in pieces[0]}


def parquet(table: Any) -> bytes:
    """A table as the bytes of a Parquet file; the same table always gives the same bytes."""
    import pyarrow.parquet as pq

    words = [field.name for field in table.schema if str(field.type) == "float"]
    split = dict.fromkeys(words, "BYTE_STREAM_SPLIT") | {"person": "DELTA_BINARY_PACKED"}
    rest = [field.name for field in table.schema if field.name not in split]
    sink = io.BytesIO()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=1,
        use_dictionary=rest,
        column_encoding=split,
        row_group_size=max(1, table.num_rows),
    )
    return sink.getvalue()
