"""Virtual people: who they are, what the model must know of them, and a row of parameters for each.

Person `k` of a seed is the same however people are cut into blocks: every number comes from a stream keyed by seed,
name and person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.population.people_blocks import BLOCK, block_of
from osteon.population.people_inputs import model_inputs
from osteon.population.people_rows import parameter_rows
from osteon.population.people_targets import targets_of
from osteon.population.spec import Spec
from osteon.population.streams import check_seed

FloatArray = NDArray[np.float64]

__all__ = ["BLOCK", "People", "draw_people", "parameter_rows"]


@dataclass(frozen=True)
class People:
    """Virtual people on day 0, in arrays with one number a person.

    `columns` describe them; `inputs` are by the model's input names; `targets` are the baselines that a trial's table
    gives, in each outcome's own unit; `world` says which set of typical values of the model's parameters holds.
    """

    spec: Spec
    first: int
    seed: int
    columns: Mapping[str, FloatArray]
    inputs: Mapping[str, FloatArray]
    targets: Mapping[str, FloatArray]
    world: NDArray[np.int64]

    @property
    def count(self) -> int:
        """How many people there are."""
        return len(self.world)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The number of each person."""
        return np.arange(self.first, self.first + self.count)

    @property
    def age(self) -> FloatArray:
        """Years on day 0."""
        return self.columns["age"]

    @property
    def female(self) -> NDArray[np.bool_]:
        """Who is a woman."""
        return self.columns["female"] > 0


def draw_people(spec: Spec, first: int, count: int, seed: int) -> People:
    """People `first` to `first + count - 1` of a seed, all of whom may be in by the spec.

    Raises:
        InputError: nobody can be in by the spec; it says which limits leave nobody.

    >>> some, more = draw_people(Spec(), 3, 2, seed=1), draw_people(Spec(), 0, 5, seed=1)
    >>> bool((some.age == more.age[3:]).all())
    True
    """
    check_seed(seed)
    blocks = [
        block_of(spec, start, min(BLOCK, first + count - start), seed) for start in range(first, first + count, BLOCK)
    ] or [block_of(spec, first, 0, seed)]
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    world = np.arange(first, first + count) % spec.worlds
    inputs = model_inputs(spec, columns)
    targets = targets_of(spec, first, count, seed, inputs)
    return People(spec, first, seed, columns, inputs, targets, world)
