"""Baselines that a trial's table gives, dealt out so that who would be high by nature is high in the trial."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.outcome_words import outcomes
from osteon.evidence.replay_read import T_SCORES
from osteon.outcomes.reference import bmd_from_t_score
from osteon.population.people_blocks import log_supply, usual_supply
from osteon.population.people_numbers import law_kept
from osteon.population.spec import Spec
from osteon.population.streams import normals

FloatArray = NDArray[np.float64]

NATURE = 0.7
"""How much of a person's rank in 25(OH)D or density comes from what is drawn of them already (a judgement)."""


def targets_of(
    spec: Spec,
    first: int,
    count: int,
    seed: int,
    inputs: Mapping[str, FloatArray],
) -> dict[str, FloatArray]:
    """The baseline of each person in every outcome that the spec gives, in the outcome's own unit.

    >>> from osteon.evidence.trial import load_trial
    >>> from osteon.population.people import draw_people
    >>> from osteon.population.spec import spec_of_trial
    >>> people = draw_people(spec_of_trial(load_trial("vital")), 0, 2000, seed=1)
    >>> bool(75 < people.targets["25ohd_serum"].mean() < 79)
    True
    """
    found = {}
    for word, spread in spec.people.baselines.items():
        if spread.mean is None:
            continue
        score = normals(seed, f"person baseline {word}", first, count)
        nature = _nature(spec, word, first, count, seed, inputs)
        if nature is not None:
            score = NATURE * nature + np.sqrt(1 - NATURE**2) * score
        if word in T_SCORES:
            site = T_SCORES[word]
            found[f"bmd_{site}"] = bmd_from_t_score(site, law_kept(spread, positive=False).at(score))
        elif word in outcomes():
            factor = outcomes()[word].factor_from(spread.unit) if spread.unit else 1.0
            found[word] = law_kept(spread, positive=True, factor=factor).at(score)
    return found


def _nature(
    spec: Spec, word: str, first: int, count: int, seed: int, inputs: Mapping[str, FloatArray]
) -> FloatArray | None:
    """A standard score of where a person would lie without any matching; None where nothing is known of it."""
    if word == "25ohd_serum":
        middle, spread = usual_supply(spec)
        return np.asarray((log_supply(inputs) - middle) / max(spread, 1e-9))
    if word.startswith("bmd_") or word in T_SCORES:
        return normals(seed, "parameter skeleton.own_density", first, count)
    return None
