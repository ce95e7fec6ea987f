"""Random numbers of a replay, and what they make of a model's parameters.

Numbers are counter-based: keyed by the trial and the name of what is drawn, so that adding a trial, an arm or a
parameter leaves all other draws as they were. Within a trial every draw is spread evenly over its distribution
(stratified), so that few people stand for many.
"""

from __future__ import annotations

import zlib
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from osteon.draws import moved
from osteon.engine.model import Model
from osteon.posterior import Posterior

FloatArray = NDArray[np.float64]


@cache
def scores(count: int) -> FloatArray:
    """`count` normal scores in rising order, with mean 0 and variance 1.

    >>> scores(2).tolist()
    [-1.0, 1.0]
    """
    middle = NormalDist()
    values = np.array([middle.inv_cdf((index + 0.5) / count) for index in range(count)])
    return values / values.std() if count > 1 else values


def normals(key: str, stream: str, count: int) -> FloatArray:
    """Stratified standard normal numbers of one stream of one trial.

    >>> abs(float(normals("vital", "age", 16).mean())) < 1e-12
    True
    """
    return scores(count)[_order(key, stream, count)]


def chosen(key: str, stream: str, count: int, share: float) -> NDArray[np.bool_]:
    """Which of `count` people belong to a share of them, as near as whole people allow.

    >>> int(chosen("vital", "female", 10, 0.5).sum())
    5
    """
    return _order(key, stream, count) < round(share * count)


def evenly(key: str, stream: str, count: int) -> FloatArray:
    """Stratified numbers spread evenly between 0 and 1, never either, of one stream of one trial.

    >>> sorted(evenly("vital", "stopping", 4).tolist())
    [0.125, 0.375, 0.625, 0.875]
    """
    return (_order(key, stream, count) + 0.5) / count


def _order(key: str, stream: str, count: int) -> NDArray[np.int64]:
    seeds = [zlib.crc32(key.encode()), zlib.crc32(stream.encode())]
    return np.random.Generator(np.random.Philox(key=seeds)).permutation(count)


def varied(model: Model, centres: FloatArray, people: FloatArray) -> FloatArray:
    """(sets x people, parameters): each set of typical values, differing between people by `vary`.

    `centres` is (sets, parameters), `people` holds standard normal numbers, (people, parameters).
    """
    rows = np.repeat(centres, len(people), axis=0)
    noise = np.tile(people, (len(centres), 1))
    return moved(model, rows, noise, "vary")


def doubted(model: Model, centre: FloatArray, count: int, posterior: Posterior | None = None) -> FloatArray:
    """(count, parameters) sets of typical values, drawn from what is not known of them, less what a fit told."""
    noise = np.column_stack([_noise(entry.declaration, "know", "doubt", entry.name, count) for entry in model.params])
    if posterior is not None:
        noise = posterior.joined(model, noise)
    return moved(model, np.tile(centre, (count, 1)), noise, "know")


def people_noise(model: Model, key: str, count: int) -> FloatArray:
    """Standard normal numbers for every parameter that differs between people; 0 for the others."""
    return np.column_stack([_noise(entry.declaration, "vary", key, entry.name, count) for entry in model.params])


def _noise(declared: object, spread: str, key: str, name: str, count: int) -> FloatArray:
    return normals(key, name, count) if getattr(declared, spread) else np.zeros(count)
