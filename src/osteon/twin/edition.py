"""A twin kept in a file, laid over the declarations as an edition is, and read back without fitting again.

The file holds health data: it is readable by its owner alone, and bounded in size when it is read.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.bounded import read_bytes
from osteon.errors import InputError, StorageError
from osteon.person import Person
from osteon.simulate import own_kernel
from osteon.tablefile import write_private
from osteon.twin.checks import checks_of
from osteon.twin.fitting import bench_of
from osteon.twin.laplace import approximate
from osteon.twin.records import Quality, Twin
from osteon.twin.space import names_of

FloatArray = NDArray[np.float64]

MOST_BYTES = 20_000_000
THOUSAND = 1000.0
FORMAT = 1
ABOUT = (
    "One person's fit: values are medians of the fitted draws, laid over the declarations of the base edition; scores "
    "are the draws themselves, (draws, names) standard normal before the labs, in thousandths, 16-bit little-endian, "
    "base64. Made by `osteon fit`; read by `osteon fit --use`."
)


def edition_of(twin: Twin) -> dict[str, Any]:
    """A twin as plain data: values, posterior, data used and quality."""
    params = twin.bench.space.parameters(twin.scores)
    names = [entry.name for entry in twin.bench.kernel.model.params]
    moved = np.union1d(twin.bench.space.doubt, twin.bench.space.people)
    milli = np.clip(np.round(twin.scores * THOUSAND), -32768, 32767).astype("<i2")
    return {
        "about": ABOUT,
        "format": FORMAT,
        "edition": twin.edition,
        "seed": twin.seed,
        "person": fingerprint(twin.person),
        "values": {names[i]: float(f"{np.median(params[:, i]):.6g}") for i in moved},
        "posterior": {
            "names": list(names_of(twin.bench.space)),
            "draws": len(milli),
            "scores": base64.b64encode(milli.tobytes()).decode(),
        },
        "data": [
            {"outcome": one.outcome, "lab": one.label, "date": str(one.date), "value": one.value}
            for one in twin.results
        ],
        "quality": {key: value if np.isfinite(value) else None for key, value in asdict(twin.quality).items()},
    }


def fingerprint(person: Person) -> str:
    """What tells persons and their labs apart, without telling who they are: a hash of the person file's text.

    >>> fingerprint(Person(age=57, sex="male", height_cm=180, mass_kg=80, latitude=52.1))[:6]
    'afe8a0'
    """
    return hashlib.sha256(person.to_toml().encode()).hexdigest()


def save(twin: Twin, path: Path) -> Path:
    """Write a twin's edition, readable by its owner alone; what was there before stays until all is written.

    Raises:
        StorageError: the folder or file cannot be written.
    """
    text = json.dumps(edition_of(twin), indent=1, allow_nan=False)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the fit cannot be written to {path}: {error.strerror or error}") from None
    return write_private(path, text)


def load(path: Path, person: Person, threads: int = 2) -> Twin:
    """The twin that was saved for a person, with its checks worked out anew.

    Raises:
        InputError: no edition of a fit, one of another person or of other labs, or one of another state of the model.
    """
    kept = _read(path)
    if kept.get("person") != fingerprint(person):
        raise InputError("this fit is of another person file, or the file has changed; run osteon fit anew", str(path))
    name = str(kept["edition"])
    bench, notes = bench_of(person, own_kernel(name), name, threads)
    if list(names_of(bench.space)) != kept["posterior"]["names"]:
        raise InputError("this fit is of another state of the model; run osteon fit anew", str(path))
    scores = _scores(kept, path, bench.space.size)
    prior = bench.space.draw(len(scores), int(kept["seed"]))
    checks = checks_of(bench, approximate(bench), prior, scores) if bench.results else ()
    return Twin(person, name, int(kept["seed"]), bench, scores, prior, checks, _quality(kept, path), notes)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        kept = json.loads(read_bytes(path, MOST_BYTES, "fit", (".json",), "a fit is below one megabyte"))
    except (ValueError, RecursionError):
        raise InputError("this is no fit of osteon fit: it is not JSON", str(path)) from None
    wanted = {"format", "edition", "seed", "person", "posterior", "quality"}
    if not isinstance(kept, dict) or not wanted <= set(kept) or kept["format"] != FORMAT:
        raise InputError("this is no fit of osteon fit; make one with osteon fit PERSON.toml --out DIR", str(path))
    return kept


def _scores(kept: Mapping[str, Any], path: Path, size: int) -> FloatArray:
    try:
        raw = np.frombuffer(base64.b64decode(kept["posterior"]["scores"], validate=True), "<i2")
        return raw.reshape(int(kept["posterior"]["draws"]), size) / THOUSAND
    except (ValueError, TypeError, KeyError):
        raise InputError("the draws of this fit are damaged; run osteon fit anew", str(path)) from None


def _quality(kept: Mapping[str, Any], path: Path) -> Quality:
    try:
        figures: dict[str, Any] = {key: np.nan if value is None else value for key, value in kept["quality"].items()}
        return Quality(**figures)
    except (TypeError, AttributeError):
        raise InputError("what this fit says of its quality is damaged; run osteon fit anew", str(path)) from None
