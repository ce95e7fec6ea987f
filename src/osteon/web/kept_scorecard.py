"""The scorecard of all trials, kept between runs of the app while model, trials and scoring stay as they are."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import ValidationError

from osteon import evidence
from osteon.body.editions import FOLDER as EDITIONS
from osteon.engine.solver import kernel_key
from osteon.engine.store import folder
from osteon.errors import StorageError
from osteon.simulate import own_kernel
from osteon.web.schemas.trials import Scorecard

NAME = "scorecard-{}.json"
LANES = 8
"""Any number does: the key tells whether the model is the same."""


def kept_scorecard() -> Scorecard | None:
    """The scorecard that was kept for this state of the model; None where there is none that can be read."""
    try:
        return Scorecard.model_validate_json(_path().read_text(encoding="utf-8"))
    except (OSError, StorageError, ValidationError):
        return None


def keep_scorecard(card: Scorecard) -> None:
    """Keep a scorecard of all trials; a cache that cannot be written is no matter."""
    try:
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(".new")
        fresh.write_text(card.model_dump_json(), encoding="utf-8")
        fresh.replace(path)
        for old in set(path.parent.glob(NAME.format("*"))) - {path}:
            old.unlink(missing_ok=True)
    except (OSError, StorageError):
        return


def _path() -> Path:
    return folder() / NAME.format(_state()[:24])


def _state() -> str:
    """What a scorecard depends on: the model, its fitted values, the trials, and how they are replayed and scored."""
    digest = hashlib.sha256(kernel_key(own_kernel().model, LANES).encode())
    source = Path(evidence.__file__).parent
    for path in sorted(
        [*source.glob("*.py"), *source.glob("*.toml"), *source.glob("trials/*.toml"), *EDITIONS.glob("*")]
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()
