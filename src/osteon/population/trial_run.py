"""Running a trial: chunks are made, kept and summed up; what comes out is the same bit for bit however it was run."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon import __version__
from osteon.finite import finite
from osteon.population.chunks import by_threads
from osteon.population.manifest import Folder, opened
from osteon.population.spec import WORLDS
from osteon.population.trial_chunk import Part, make_part
from osteon.population.trial_code import code_digest, identity_here, processor_digest
from osteon.population.trial_design import Planned, load_planned
from osteon.population.trial_fold import Sums, cells, open_part
from osteon.population.trial_job import CHUNK, Job, make_job, setting_of
from osteon.population.trial_progress import Pace, State
from osteon.population.trial_quantiles import exact_quantiles
from osteon.population.trial_result import SHARES, TrialResult
from osteon.population.trial_summary import summary_of

FloatArray = NDArray[np.float64]
Tell = Callable[[str], None]
Show = Callable[[State], None]

PEOPLE, VISITS = "people", "visits"


def run_trial(
    trial: str | Path | Planned,
    *,
    people: int,
    seed: int = 1,
    out: str | Path | None = None,
    cluster: str | None = None,
    outcomes: Sequence[str] = (),
    visits: Sequence[float] = (),
    chunk: int = CHUNK,
    worlds: int = WORLDS,
    truth: bool = False,
    threads: int = 2,
    show: Show = lambda state: None,
    tell: Tell = lambda message: None,
) -> TrialResult:
    """Run a trial in virtual people; the same arguments always give the same files, bit for bit.

    Args:
        trial: a trial file, the id of a published trial, or one that has been read.
        people: how many people are assessed.
        seed: the same seed gives the same people, groups and errors.
        out: folder of the run, in which it can be gone on with; without it nothing is kept.
        cluster: address of a Dask scheduler; without it threads of this machine work.
        outcomes: measured besides those of the endpoints.
        visits: days besides those of the design and the endpoints.
        chunk: people of a part.
        worlds: draws of what is not known of the model, over which people are spread.
        truth: keep values without the error of measuring too.
        threads: how many processors to use here.
        show: told how far the run is.
        tell: told what the user should know, such as a damaged part.

    Raises:
        InputError: what cannot be used, all at once.
        StorageError: the folder is in use, full or cannot be written.

    >>> result = run_trial("knapen2013", people=64, seed=1, chunk=32, worlds=4)
    >>> result.sums.status["randomised"]
    64
    """
    planned = trial if isinstance(trial, Planned) else load_planned(trial)
    job = make_job(
        planned, people=people, seed=seed, outcomes=outcomes, visits=visits, chunk=chunk, worlds=worlds, truth=truth
    )
    begun = time.perf_counter()
    with _place(out) as place, opened(place, header_of(job), tell) as folder:
        pace = Pace(job.people)
        resumed = len(folder.done)
        pace.skip(sum(job.span(index)[1] for index in folder.done))
        sums = _simulated(job, folder, _source(job, folder, cluster, threads), pace, show)
        quantiles = _looked_again(job, folder, sums, pace, show)
        result = TrialResult(job, sums, quantiles, None if out is None else place, 0.0, resumed)
        _write_results(result, folder)
        folder.finish()
    return replace(result, seconds=time.perf_counter() - begun)


def header_of(job: Job) -> dict[str, Any]:
    """What a run folder says of the run in it: the job, the version, the code, and the kind of processor."""
    return {**job.header, "version": __version__, "code": code_digest(), "processor": processor_digest()}


def file_names(job: Job, index: int) -> tuple[str, str]:
    """The two files of a chunk.

    >>> from osteon.population.trial_design import load_planned
    >>> file_names(make_job(load_planned("knapen2013"), people=10**6, seed=1), 7)
    ('people/part-007.parquet', 'visits/part-007.parquet')
    """
    digits = max(3, len(str(job.chunks - 1)))
    return f"{PEOPLE}/part-{index:0{digits}}.parquet", f"{VISITS}/part-{index:0{digits}}.parquet"


@contextmanager
def _place(out: str | Path | None) -> Iterator[Path]:
    """The folder of the run: the user's, or one that is gone at the end."""
    if out is not None:
        yield Path(out)
        return
    with tempfile.TemporaryDirectory(prefix="osteon-trial-") as made:
        yield Path(made)


def _source(job: Job, folder: Folder, cluster: str | None, threads: int) -> Iterator[Part]:
    """The parts that are still to be made."""
    todo = [index for index in range(job.chunks) if index not in folder.done]
    if cluster is None:
        return by_threads(lambda index: make_part(job, index), todo, threads)
    from osteon.population.cluster import by_cluster

    return by_cluster(job, todo, cluster, identity_here())


def _simulated(job: Job, folder: Folder, source: Iterator[Part], pace: Pace, show: Show) -> Sums:
    """Keep every part as it comes, and sum them up in their order."""
    sums, setting, following = Sums(job), setting_of(job), 0
    fresh: dict[int, Part] = {}

    def sum_up() -> float:
        nonlocal following
        begun = time.perf_counter()
        while following in folder.done:
            part = fresh.pop(following, None)
            people, visits = (part.people, part.visits) if part else _stored(job, folder, following)
            sums.add(open_part(setting, people, visits))
            following += 1
        return time.perf_counter() - begun

    sum_up()
    for part in source:
        names = file_names(job, part.index)
        folder.keep(part.index, dict(zip(names, (part.people, part.visits), strict=True)))
        if part.index - following < 16:
            fresh[part.index] = part
        taken = sum_up()
        show(pace.step(job.span(part.index)[1], taken))
    sum_up()
    return sums


def _stored(job: Job, folder: Folder, index: int) -> tuple[bytes, bytes]:
    files = folder.read(index)
    people, visits = file_names(job, index)
    return files[people], files[visits]


def _looked_again(job: Job, folder: Folder, sums: Sums, pace: Pace, show: Show) -> dict[str, FloatArray]:
    """The exact quantiles of every outcome at every visit, by a second look at the parts."""
    setting = setting_of(job)
    days, groups = len(setting.days), len(setting.groups)
    found = {}
    for number, word in enumerate(job.outcomes):

        def parts(word: str = word, number: int = number) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
            for index in range(job.chunks):
                share = (number + index / job.chunks) / len(job.outcomes)
                show(pace.look(share, f"exact quantiles of {word} ({number + 1} of {len(job.outcomes)})"))
                part = open_part(setting, *_stored(job, folder, index), words=(word,))
                yield cells(part.values[word], part.group, groups)

        exact = exact_quantiles(sums.grids[word], parts, SHARES)
        found[word] = exact.reshape(days, groups, len(SHARES))
    return found


def _write_results(result: TrialResult, folder: Folder) -> None:
    """The summary, the trial as it was read, and which letter is which group: the key to the blinded tables."""
    setting = result.sums.setting
    rows = sorted(zip(setting.codes, setting.groups, strict=True))
    key = "".join(f"{line}\n" for line in ("group,arm", *(f"{code},{_quoted(name)}" for code, name in rows)))
    folder.write("allocation.csv", key.encode())
    folder.write("trial.toml", result.job.text.encode())
    told = json.dumps(finite(summary_of(result)), indent=1, ensure_ascii=False, allow_nan=False)
    folder.write("result.json", f"{told}\n".encode())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
