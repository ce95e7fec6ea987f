"""Replays of published trials: people are drawn, live through their arm, and are held against what was observed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.engine.solver import Kernel
from osteon.errors import InputError, OsteonError
from osteon.evidence.replay_draws import doubted
from osteon.evidence.replay_fractures import doubted_parameters
from osteon.evidence.replay_predict import Predicted, predict
from osteon.evidence.replay_read import stand_in
from osteon.evidence.replay_score import GROUPS, Scored, Tally, by_domain, score, shortfalls, tally
from osteon.evidence.trial import Trial, load_all, load_trial
from osteon.evidence.trial_parts import NORMAL_95
from osteon.posterior import posterior_of
from osteon.simulate import own_kernel

FloatArray = NDArray[np.float64]
Progress = Callable[[str], None]

PEOPLE = 64
DOUBTS = 20
PEOPLE_OF_A_DOUBT = 10


@dataclass(frozen=True)
class Replay:
    """The scorecard of a replay: every endpoint, what was not read, and how long it took (seconds)."""

    edition: str
    scored: tuple[Scored, ...]
    unread: Mapping[str, tuple[str, ...]]
    stuck: Mapping[str, float]
    seconds: float

    def of(self, group: str) -> tuple[Scored, ...]:
        """The endpoints of a group: calibration, holdout (all held-out ones) or blind."""
        if group == "blind":
            return tuple(each for each in self.scored if each.blind)
        return tuple(each for each in self.scored if each.endpoint.split == group)

    @property
    def shortfalls(self) -> tuple[str, ...]:
        """Which pass marks of the calibration split are not reached."""
        return shortfalls(self.scored)


def chosen_trials(names: Sequence[str]) -> tuple[Trial, ...]:
    """The trials of these ids or files; all that come with Osteon where none is named.

    Raises:
        InputError: an unknown id, or files with problems; all are listed at once.

    >>> [trial.id for trial in chosen_trials(["vital"])]
    ['vital']
    """
    if not names:
        return load_all()
    found, problems = [], []
    for name in names:
        path = Path(name)
        try:
            found += list(load_all(path)) if path.is_dir() else [load_trial(path)]
        except OsteonError as error:
            problems.append(str(error))
    if problems:
        raise InputError(problems, where="osteon replay")
    return tuple(found)


def replay(
    trials: Sequence[Trial],
    *,
    edition: str = OWN,
    people: int = PEOPLE,
    doubts: int = DOUBTS,
    threads: int = 2,
    progress: Progress | None = None,
) -> Replay:
    """Replay trials with an edition of the body; the same arguments give the same numbers.

    The point prediction is of the edition's typical values; the interval holds what is not known of them (`know`) and
    of the fracture model, in the same people.

    >>> card = replay(chosen_trials(["francic2019"]), people=8, doubts=2)
    >>> card.scored[0].endpoint.outcome
    '25ohd_serum'
    """
    started, kernel = time.perf_counter(), own_kernel(edition)
    centre = kernel.defaults(1)
    sets = (
        np.concatenate([centre, doubted(kernel.model, centre[0], doubts, posterior_of(edition))]) if doubts else centre
    )
    scored: list[Scored] = []
    unread, stuck = {}, {}
    for trial in trials:
        if progress is not None:
            progress(trial.id)
        made, spread = _both(kernel, trial, sets, people, threads)
        if made.unread:
            unread[trial.id] = made.unread
        if made.failed:
            stuck[trial.id] = made.failed
        for endpoint, figure, size in zip(trial.endpoints, made.figures[0], spread, strict=True):
            value = float(figure) if np.isfinite(figure) else None
            scored.append(score(trial, endpoint, value, _interval(endpoint.measure, value, float(size))))
    return Replay(edition, tuple(scored), unread, stuck, time.perf_counter() - started)


def _both(kernel: Kernel, trial: Trial, sets: FloatArray, people: int, threads: int) -> tuple[Predicted, FloatArray]:
    """The prediction at typical values, and the SD that doubt gives each figure (of the logarithm for ratios)."""
    made = predict(kernel, trial, sets[:1], people, threads=threads)
    if len(sets) < 3:
        return made, np.full(len(trial.endpoints), np.nan)
    drawn = doubted_parameters(0, len(sets) - 1)
    doubt = predict(kernel, trial, sets[1:], PEOPLE_OF_A_DOUBT, fracture=drawn, threads=threads).figures
    ratios = np.array([each.measure == "ratio" for each in trial.endpoints])
    with np.errstate(invalid="ignore", divide="ignore"):
        doubt = np.where(ratios, np.log(doubt), doubt)
    return made, np.asarray(np.std(doubt, axis=0, ddof=1))


def _interval(measure: str, value: float | None, size: float) -> tuple[float, float] | None:
    if value is None or not np.isfinite(size):
        return None
    step = NORMAL_95 * size
    if measure == "ratio":
        return value * float(np.exp(-step)), value * float(np.exp(step))
    return value - step, value + step


def summary_of(card: Replay) -> dict[str, Any]:
    """The scorecard as plain data, ready for JSON."""
    trials: dict[str, list[dict[str, Any]]] = {}
    for each in card.scored:
        trials.setdefault(each.trial, []).append(endpoint_of(each))
    return {
        "edition": card.edition,
        "seconds": round(card.seconds, 1),
        "pass": not card.shortfalls,
        "shortfalls": list(card.shortfalls),
        "groups": {group: plain(tally(card.of(group))) for group in GROUPS},
        "domains": {
            group: {domain: plain(part) for domain, part in by_domain(card.of(group)).items()} for group in GROUPS
        },
        "trials": [
            {
                "id": name,
                "endpoints": endpoints,
                "not_read": list(card.unread.get(name, ())),
                "stuck": card.stuck.get(name, 0.0),
            }
            for name, endpoints in trials.items()
        ],
    }


def endpoint_of(each: Scored) -> dict[str, Any]:
    """One endpoint in the words of the contract, with what the score adds."""
    seen = each.endpoint
    return {
        "outcome": seen.outcome,
        "measure": seen.measure,
        "arm": seen.arm,
        "versus": seen.versus,
        "day": seen.day,
        "from_day": seen.from_day,
        "unit": seen.unit,
        "predicted": each.predicted,
        "predicted_interval": each.interval,
        "observed": seen.observed,
        "direction": seen.direction,
        "ci95": seen.interval(),
        "z": each.z,
        "z_with_heterogeneity": each.z_with_heterogeneity,
        "inside": each.inside,
        "inside_with_heterogeneity": each.inside_with_heterogeneity,
        "counts": each.counts,
        "modelled": each.predicted is not None,
        "stand_in": stand_in(seen.outcome),
        "split": seen.split,
        "blind": each.blind,
        "domain": each.domain,
        "source": seen.source,
    }


def plain(part: Tally) -> dict[str, Any]:
    """A tally as plain data.

    >>> plain(tally([]))["counted"]
    0
    """
    return {entry.name: getattr(part, entry.name) for entry in fields(part)}
