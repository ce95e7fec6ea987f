"""What published trials say of rival hypotheses: prior weights times how well each foretells the figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np

from osteon.body.editions import OWN, edition
from osteon.engine.model import Model
from osteon.engine.solver import compile_model
from osteon.errors import EvidenceError
from osteon.evidence.trial_parts import Endpoint, Trial
from osteon.hypotheses.records import Question, apply, question_of

PEOPLE = 32
RIGHT = 0.8
"""How often a direction that a true hypothesis foretells is the one a trial prints (a judgement)."""
HUBER = 2.0
"""Distances beyond this many standard errors count in proportion, so that no single figure decides."""


class Predictor(Protocol):
    """Foretells a trial: one figure for each endpoint, in the endpoint's unit; not a number where it cannot."""

    def __call__(self, model: Model, trial: Trial) -> Sequence[float]:
        """The figures of a trial by a model."""
        ...


@dataclass(frozen=True)
class Weighed:
    """Weights of a question's alternatives after trials, the trials that told something, and each one's part.

    `support` holds, for each trial, the log-likelihood of every alternative less that of the best one. Where no trial
    told anything the weights are the priors.
    """

    question: Question
    weights: Mapping[str, float]
    support: Mapping[str, Mapping[str, float]]


def weigh(
    question: str,
    trials: Sequence[Trial],
    *,
    predictor: Predictor | None = None,
    splits: Sequence[str] = ("calibration",),
) -> Weighed:
    """Weigh the alternatives of a question by how well they foretell what trials observed.

    Only endpoints of the question's own outcomes and of the given splits count; held-out figures stay held out unless
    asked for. Errors are the figure's own and the declared spread between studies. Each trial counts once: the mean
    over its endpoints, which share people and are not independent.

    Raises:
        InputError: an unknown question.
        EvidenceError: a predictor gives a figure too few or too many.

    >>> from osteon.evidence.trial import load_trial
    >>> from pathlib import Path
    >>> weigh("k2_bone", []).weights == question_of("k2_bone").priors
    True
    """
    chosen, foretell = question_of(question), predictor or replayed
    support: dict[str, Mapping[str, float]] = {}
    for trial in trials:
        places = [place for place, each in enumerate(trial.endpoints) if _tells(chosen, each, splits)]
        if places:
            told = {each.name: _told(chosen, each.name, trial, places, foretell) for each in chosen.alternatives}
            if all(value is not None for value in told.values()):
                support[trial.id] = _relative({name: value for name, value in told.items() if value is not None})
    return Weighed(chosen, MappingProxyType(_weights(chosen, support)), MappingProxyType(support))


def replayed(model: Model, trial: Trial) -> Sequence[float]:
    """The figures of a trial by replay: virtual people like its own, at the model's typical values."""
    from osteon.evidence.replay_predict import predict

    kernel = compile_model(model)
    figures: list[float] = predict(kernel, trial, kernel.defaults(1), PEOPLE).figures[0].tolist()
    return figures


def log_likelihood(trial: Trial, endpoint: Endpoint, figure: float) -> float | None:
    """How likely what was observed is, where a figure was foretold, up to a constant; None where it tells nothing.

    >>> from osteon.evidence.trial_parts import Arm, People, Spread
    >>> seen = Endpoint("ctx", "percent_change", "D", 1, observed=-10.0, se=5.0, unit="%")
    >>> trial = Trial("t", "a trial", People(Spread(57)), (Arm("D"),), (seen,))
    >>> log_likelihood(trial, seen, -10.0)
    -0.0
    """
    from osteon.evidence.replay_score import score

    found = score(trial, endpoint, figure)
    if found.z_with_heterogeneity is not None:
        far = abs(found.z_with_heterogeneity)
        return -0.5 * far**2 if far <= HUBER else -HUBER * (far - 0.5 * HUBER)
    if found.inside is not None:
        return math.log(RIGHT if found.inside else 1 - RIGHT)
    return None


def _tells(question: Question, endpoint: Endpoint, splits: Sequence[str]) -> bool:
    return endpoint.outcome in question.outcomes and endpoint.split in splits


def _told(question: Question, name: str, trial: Trial, places: Sequence[int], foretell: Predictor) -> float | None:
    model = apply(edition(OWN).model(), [f"{question.name}.{name}"])
    figures = foretell(model, trial)
    if len(figures) != len(trial.endpoints):
        raise EvidenceError(
            f"{trial.id} has {len(trial.endpoints)} endpoints, but {len(figures)} figures were foretold"
        )
    logs = [log_likelihood(trial, trial.endpoints[place], figures[place]) for place in places]
    known = [each for each in logs if each is not None]
    return float(np.mean(known)) if known else None


def _relative(told: Mapping[str, float]) -> dict[str, float]:
    best = max(told.values())
    return {name: value - best for name, value in told.items()}


def _weights(question: Question, support: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    if not support:
        return question.priors
    logs = {name: sum(each[name] for each in support.values()) for name in question.priors}
    best = max(logs.values())
    raw = {name: prior * math.exp(logs[name] - best) for name, prior in question.priors.items()}
    return {name: value / sum(raw.values()) for name, value in raw.items()}
