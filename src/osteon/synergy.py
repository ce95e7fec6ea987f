"""Do two supplements do more together than each does alone? The interaction, computed draw by draw, never assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.person import Person, Supplement
from osteon.simulate import Trajectory, simulate

FloatArray = NDArray[np.float64]
DRAWS = 128


@dataclass(frozen=True)
class Effect:
    """What a regimen changes of an outcome against none, in the outcome's unit: (draws, days) each.

    `interaction` is (both) - (first) - (second) + (neither): above zero the two do more together than apart.
    """

    first: FloatArray
    second: FloatArray
    both: FloatArray
    interaction: FloatArray


@dataclass(frozen=True)
class Synergy:
    """The four arms of a factorial comparison in one person, and what they say of each outcome."""

    days: FloatArray
    effects: Mapping[str, Effect]
    arms: Mapping[str, Trajectory]


def synergy(
    person: Person,
    first: Supplement,
    second: Supplement,
    years: float = 3.0,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    name: str = OWN,
) -> Synergy:
    """Simulate a person with neither, one, the other and both of two supplements, in the same draws.

    What the person already takes of the two substances is left out of all four arms.

    >>> from osteon.units import parse_amount
    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> d3 = Supplement("vitamin D3", parse_amount("1000 IU"))
    >>> mk7 = Supplement("MK-7", parse_amount("180 ug"))
    >>> found = synergy(me, d3, mk7, 1, draws=4)
    >>> bool(abs(found.effects["25ohd_serum"].interaction).max() < 0.05)
    True
    """
    chosen = {first.substance, second.substance}
    rest = tuple(taken for taken in person.supplements if taken.substance not in chosen)
    regimens = {"neither": (), "first": (first,), "second": (second,), "both": (first, second)}
    arms = {
        arm: simulate(replace(person, supplements=rest + taken), years, draws=draws, seed=seed, name=name)
        for arm, taken in regimens.items()
    }
    words = arms["neither"].outcomes
    return Synergy(arms["neither"].days, MappingProxyType({word: _effect(arms, word) for word in words}), arms)


def _effect(arms: Mapping[str, Trajectory], word: str) -> Effect:
    neither, first, second, both = (arms[arm].outcomes[word] for arm in ("neither", "first", "second", "both"))
    return Effect(first - neither, second - neither, both - neither, both - first - second + neither)
