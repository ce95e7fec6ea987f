"""Random numbers by name: each is fixed by a seed, a stream's name and a person's number, and by nothing else.

Philox is a counter-based generator: the person's number is the counter, seed and stream are the key (Salmon 2011). So a
person is the same however people are cut into blocks, and a new stream leaves all others as they were.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from osteon.errors import InputError
from osteon.population.normal import normal_of

FloatArray = NDArray[np.float64]

WORDS_OF_A_BLOCK = 4
HIGHEST_SEED = 2**64 - 1
MOST_PEOPLE = 2**48
CACHED = 8192
"""Numbers worked on at once, so that they stay in the processor's cache."""


def check_seed(seed: int) -> int:
    """The seed itself, if it can be one; raises InputError otherwise.

    >>> check_seed(7)
    7
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= int(seed) <= HIGHEST_SEED:
        raise InputError(f"the seed {seed!r} is not a whole number from 0 to {HIGHEST_SEED}")
    return int(seed)


def raw(seed: int, stream: str, first: int, count: int, *, turn: int = 0) -> NDArray[np.uint64]:
    """64 random bits for each of the people `first` to `first + count - 1`; `turn` numbers repeated tries.

    >>> raw(1, "age", 0, 8)[5:].tolist() == raw(1, "age", 5, 3).tolist()
    True
    """
    _check_people(first, count)
    ahead = first % WORDS_OF_A_BLOCK
    key = np.array([check_seed(seed), _name_key(stream)], dtype=np.uint64)
    counter = np.array([first // WORDS_OF_A_BLOCK, turn, 0, 0], dtype=np.uint64)
    source = np.random.Philox(key=key, counter=counter)
    return np.asarray(source.random_raw(ahead + count)[ahead:], dtype=np.uint64)


def uniforms(seed: int, stream: str, first: int, count: int, *, turn: int = 0) -> FloatArray:
    """Numbers spread evenly between 0 and 1, never either, one a person.

    >>> uniforms(1, "age", 0, 4).round(3).tolist()
    [0.29, 0.088, 0.698, 0.156]
    """
    return evenly(raw(seed, stream, first, count, turn=turn))


def normals(seed: int, stream: str, first: int, count: int, *, turn: int = 0) -> FloatArray:
    """Standard normal numbers, one a person.

    >>> values = normals(1, "height", 0, 10_000)
    >>> bool(abs(values.mean()) < 0.03), bool(abs(values.std() - 1) < 0.03)
    (True, True)
    """
    return normal_of(uniforms(seed, stream, first, count, turn=turn))


def many_normals(seed: int, streams: tuple[str, ...], first: int, count: int, *, turn: int = 0) -> FloatArray:
    """(streams, people) standard normal numbers: each row is what `normals` gives for its stream.

    >>> bool((many_normals(1, ("a", "b"), 3, 2)[1] == normals(1, "b", 3, 2)).all())
    True
    """
    found = np.empty((len(streams), count))
    some = max(1, CACHED // max(count, 1))
    for start in range(0, len(streams), some):
        bits = [raw(seed, stream, first, count, turn=turn) for stream in streams[start : start + some]]
        found[start : start + some] = normal_of(evenly(np.stack(bits)))
    return found


def evenly(bits: NDArray[np.uint64]) -> FloatArray:
    """64 random bits as a number between 0 and 1, the middle of one of 2^52 equal steps.

    >>> float(evenly(np.array([0], dtype=np.uint64))[0]) > 0
    True
    """
    return np.asarray(((bits >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52)


@lru_cache(maxsize=4096)
def _name_key(stream: str) -> int:
    return int.from_bytes(blake2b(stream.encode(), digest_size=8).digest(), "little")


def _check_people(first: int, count: int) -> None:
    if first < 0 or count < 0 or first + count > MOST_PEOPLE:
        raise InputError(f"people {first} to {first + count} are outside 0 to {MOST_PEOPLE}")
