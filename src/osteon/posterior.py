"""What a fit left unsure of an edition's typical values: joint doubt, kept beside the fitted values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import FOLDER
from osteon.engine.model import Model

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Posterior:
    """Fitted parameters with the lower Cholesky factor of their covariance, in units of each one's `know`."""

    names: tuple[str, ...]
    factor: FloatArray

    def joined(self, model: Model, noise: FloatArray) -> FloatArray:
        """Independent noise, (sets, parameters), with the fitted parameters' doubt made joint and as small as it is."""
        place = {entry.name: index for index, entry in enumerate(model.params)}
        columns = [place[name] for name in self.names]
        joint = noise.copy()
        joint[:, columns] = noise[:, columns] @ self.factor.T
        return joint


@cache
def posterior_of(edition: str, folder: Path = FOLDER) -> Posterior | None:
    """The posterior of an edition; None where nothing was fitted.

    >>> posterior_of("peterson-riggs-2010") is None
    True
    """
    path = folder / f"{edition}.json"
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8")).get("posterior")
    if not kept:
        return None
    factor = np.zeros((len(kept["names"]), len(kept["names"])))
    for row, values in enumerate(kept["factor"]):
        factor[row, : row + 1] = [float(value) for value in values.split()]
    return Posterior(tuple(kept["names"]), factor)
