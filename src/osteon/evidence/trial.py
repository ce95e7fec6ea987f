"""Reads published and planned trials: people, arms and observed figures.

The file format is described in docs/evidence/trials.md; the types live in `trial_parts`, the reading in `trial_schema`.
"""

from __future__ import annotations

from pathlib import Path

from osteon.errors import InputError, nearest
from osteon.evidence.trial_parts import Arm, Endpoint, Exposure, Meal, People, Spread, Trial
from osteon.evidence.trial_schema import read_trial
from osteon.person.files import key_lines, read_file, read_toml

__all__ = [
    "FOLDER",
    "Arm",
    "Endpoint",
    "Exposure",
    "Meal",
    "People",
    "Spread",
    "Trial",
    "load_all",
    "load_trial",
    "parse_trial",
]

FOLDER = Path(__file__).parent / "trials"


def load_trial(path: str | Path) -> Trial:
    """Read one trial, from a file or by the id of a trial that comes with Osteon; InputError lists every problem.

    >>> load_trial("vieth2001").people.n
    61
    """
    return parse_trial(read_file(_located(Path(path))), str(path))


def _located(path: Path) -> Path:
    if path.suffix or path.exists():
        return path
    known = [file.stem for file in FOLDER.glob("*.toml")]
    if path.name in known:
        return FOLDER / f"{path.name}.toml"
    hint = nearest(path.name, known) or "give a .toml file, or the id of a trial that comes with Osteon"
    raise InputError(f"there is no trial {path.name!r}; {hint}")


def parse_trial(text: str, where: str = "trial") -> Trial:
    r"""Read a trial from the text of a file; InputError lists every problem with its line.

    >>> parse_trial("[trial]\nid = 'x'\n[people]\nage = 60\n[[arm]]\nname = 'placebo'").arms[0].name
    'placebo'
    """
    return read_trial(read_toml(text, where), where, key_lines(text))


def load_all(folder: str | Path = FOLDER) -> tuple[Trial, ...]:
    """All trials of a folder, in the order of their file names; the problems of all files are listed together.

    >>> {trial.id for trial in load_all()} >= {"vieth2001", "knapen2013"}
    True
    """
    trials, problems = [], []
    for path in sorted(Path(folder).glob("*.toml")):
        try:
            trials.append(load_trial(path))
        except InputError as error:
            problems += [f"{path.name}: {problem}" for problem in error.problems]
    if problems:
        raise InputError(problems, where=str(folder))
    return tuple(trials)
