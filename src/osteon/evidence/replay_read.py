"""Outcome words read from simulated people, in each outcome's registered unit."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Kernel
from osteon.evidence.outcome_words import outcomes
from osteon.evidence.trial_parts import Endpoint
from osteon.outcomes.reference import t_score
from osteon.readouts import readouts

FloatArray = NDArray[np.float64]

FILE = Path(__file__).parent / "replay_outcomes.toml"
FRACTURES: Mapping[str, str] = {
    "fracture_hip": "hip",
    "fracture_vertebral": "vertebral",
    "fracture_nonvertebral": "nonvertebral",
    "fracture_major": "major",
    "fracture_any": "major",
}
"""Fracture words and the hazards read for them; any fracture is read as hip, spine, forearm and upper arm."""
T_SCORES: Mapping[str, str] = {
    "t_score_lumbar_spine": "lumbar_spine",
    "t_score_femoral_neck": "femoral_neck",
    "t_score_total_hip": "total_hip",
}
"""T-scores and the site whose density they are read from."""
LEVELS = ("value", "change", "ratio_of_change")


def levels(kernel: Kernel, read: FloatArray, states: FloatArray, words: Iterable[str]) -> dict[str, FloatArray]:
    """The outcomes of these words at points (rows of `read` and `states`); words the model lacks are left out."""
    return levels_of(_Named(kernel, read, states), words)


def levels_of(values: Values, words: Iterable[str]) -> dict[str, FloatArray]:
    """The outcomes of these words from the model's values by name; words the model lacks are left out."""
    found = {}
    for word in words:
        if word in T_SCORES:
            found[word] = t_score(T_SCORES[word], values[f"bone_density.bmd_{T_SCORES[word]}"])
        elif word in extra():
            found[word] = _special(values, extra()[word])
        elif word in readouts() and readouts()[word].parts[0] in values:
            parts = {part: values[part] for part in readouts()[word].parts}
            found[word] = readouts()[word].of(parts) * _to_registered(word)
    return found


def modelled(endpoint: Endpoint) -> bool:
    """Whether the model has this outcome in a form that the endpoint's measure can be read from.

    >>> modelled(Endpoint("bmd_total_hip", "percent_change", "D", 365)), modelled(Endpoint("inr", "change", "D", 30))
    (True, False)
    """
    word = endpoint.outcome
    if word in FRACTURES:
        return endpoint.measure == "ratio" or (endpoint.measure == "value" and endpoint.versus is None)
    if word in extra():
        return not (extra()[word].get("relative") and endpoint.measure in LEVELS)
    if word in T_SCORES:
        return endpoint.measure in ("value", "change")
    return word in readouts() and word in outcomes()


def stand_in(word: str) -> str:
    """What a prediction of this word rests on where something else stands in for it; empty otherwise."""
    if word == "fracture_any":
        return "read as hip, spine, forearm and upper arm, which are most of the fractures of older people"
    return str(extra().get(word, {}).get("stand_in", ""))


@cache
def extra() -> Mapping[str, Mapping[str, Any]]:
    """The words of `replay_outcomes.toml`."""
    with FILE.open("rb") as file:
        return tomllib.load(file)


@cache
def _to_registered(word: str) -> float:
    unit, registered = readouts()[word].unit, outcomes().get(word)
    if registered is None:
        return 1.0
    return registered.factor_from("fraction" if (unit, registered.unit) == ("1", "%") else unit)


def _special(values: Values, record: Mapping[str, Any]) -> FloatArray:
    level = values[record["value"]]
    if "over" in record:
        level = level / values[record["over"]]
    if record.get("odds"):
        level = level / (1 - level)
    return np.asarray(level * record.get("factor", 1.0))


class Values(Protocol):
    """The model's values by name."""

    def __contains__(self, name: object, /) -> bool: ...

    def __getitem__(self, name: str, /) -> FloatArray: ...


class _Named:
    """Readouts and pools by name, without copying those nobody asks for."""

    def __init__(self, kernel: Kernel, read: FloatArray, states: FloatArray) -> None:
        self._read, self._states = read, states
        self._values = {name: index for index, name in enumerate(kernel.readouts)}
        self._pools = {entry.name: index for index, entry in enumerate(kernel.model.pools)}

    def __contains__(self, name: object) -> bool:
        return name in self._values or name in self._pools

    def __getitem__(self, name: str) -> FloatArray:
        if name in self._values:
            return np.asarray(self._read[..., self._values[name]])
        return np.asarray(self._states[..., self._pools[name]])
