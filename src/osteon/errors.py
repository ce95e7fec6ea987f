"""The one tree of errors that Osteon raises.

OsteonError                what every caller may catch
├── InputError             a file, value, unit or name a user gave (exit code 2)
├── DeclarationError       a subsystem, parameter or flow that does not fit together (exit code 3)
├── SolveError             a simulation that could not be finished (exit code 4)
├── EvidenceError          a study, trial or source record that is broken (exit code 5)
└── StorageError           a cache, disk or output folder that cannot be used (exit code 6)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import ClassVar


class OsteonError(Exception):
    """Base of all errors that Osteon raises on purpose; `exit_code` is what the command line returns."""

    exit_code: ClassVar[int] = 1


class InputError(OsteonError):
    """Something a user gave cannot be used; `problems` lists every one found, not just the first."""

    exit_code: ClassVar[int] = 2

    def __init__(self, problems: str | Sequence[str], where: str = "") -> None:
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        self.where = where
        super().__init__(self._text())

    def _text(self) -> str:
        head = f"{self.where}: " if self.where else ""
        if len(self.problems) == 1:
            return head + self.problems[0]
        return f"{head}{len(self.problems)} problems\n" + "\n".join(f"  - {problem}" for problem in self.problems)


class DeclarationError(OsteonError):
    """A part of the model is declared wrongly: a unit, a link, a source or a name."""

    exit_code: ClassVar[int] = 3


class SolveError(OsteonError):
    """A single simulation stopped early; carries the time, the worst pool and the last good state."""

    exit_code: ClassVar[int] = 4

    def __init__(self, message: str, *, time: float, pool: str, state: dict[str, float]) -> None:
        self.time = time
        self.pool = pool
        self.state = state
        super().__init__(message)


class EvidenceError(OsteonError):
    """A study, trial or source record is broken."""

    exit_code: ClassVar[int] = 5


class StorageError(OsteonError):
    """A cache, disk or output folder cannot be used."""

    exit_code: ClassVar[int] = 6


def nearest(name: str, known: Iterable[str], count: int = 3) -> str:
    """Say which known names are closest to a wrong one, as an ending for an error message.

    >>> nearest("calcuim", ["calcium", "magnesium"])
    'did you mean calcium?'
    >>> nearest("zzz", ["calcium"])
    ''
    """
    folded = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.lower(), folded, n=count, cutoff=0.6)
    return f"did you mean {' or '.join(folded[match] for match in close)}?" if close else ""
