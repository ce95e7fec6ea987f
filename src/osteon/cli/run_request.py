"""The options of `osteon run`, read and checked."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from osteon.assign import read_assignments, read_hours
from osteon.catalogue import OUTPUTS, PARAMETER, POOL, Catalogue, Item, catalogue, default_edition
from osteon.errors import InputError
from osteon.eventtable import Request, Subject, default_columns, read_events
from osteon.tablefile import check_path

DAILY = 24.0
"""Hours between outputs where neither --every nor a row of the table says when."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Options:
    """The options as they were given."""

    edition: str | None
    events: Path | None
    sets: tuple[str, ...]
    initial: tuple[str, ...]
    end: str | None
    every: str | None
    outputs: str | None
    rtol: float
    threads: int | None
    out: Path | None
    as_json: bool


def request_of(options: Options) -> tuple[Request, tuple[str, ...]]:
    """What is to be run, and the names of the columns.

    Raises:
        InputError: with the problems of all options and of the event table.
    """
    edition, check = catalogue(options.edition or default_edition()), _Checks()
    sets = check(lambda: read_assignments(options.sets, edition, PARAMETER)) or {}
    initial = check(lambda: read_assignments(options.initial, edition, POOL)) or {}
    columns = check(lambda: _columns(options.outputs, edition)) or {}
    subjects = check(lambda: _subjects(options.events, edition))
    end, every = check(lambda: _span(options, subjects)) or (DAILY, DAILY)
    check(lambda: _check_rest(options))
    threads = options.threads or os.cpu_count() or 1
    request = Request(
        edition, subjects or (), end, every, tuple(columns.values()), sets, initial, options.rtol, threads
    )
    check(lambda: request.grid)
    check.done()
    return request, tuple(columns)


def _subjects(path: Path | None, edition: Catalogue) -> tuple[Subject, ...]:
    return read_events(path, edition) if path else (Subject("1"),)


def _span(options: Options, subjects: tuple[Subject, ...] | None) -> tuple[float, float | None]:
    """Hours until the end and between outputs; None where the table says when."""
    observed = max((hour for subject in subjects or () for hour in subject.observed), default=0.0)
    every = read_hours(options.every) if options.every else None if observed else DAILY
    if options.end is None and not observed and subjects is not None:
        raise InputError("say how long to run: --end 3y, or rows with EVID 0 in the event table")
    return read_hours(options.end) if options.end else observed, every


def _columns(text: str | None, edition: Catalogue) -> Mapping[str, Item]:
    """The columns asked for, under the names they were asked by; otherwise all pools and values."""
    if text is None:
        return {edition.label(item): item for item in default_columns(edition)}
    check, found = _Checks(), dict[str, Item | None]()
    for name in filter(None, (part.strip() for part in text.split(","))):
        if name in found:
            check.problems.append(f"--outputs: {name} is named twice")
        found[name] = check(partial(edition.one, name, OUTPUTS, "--outputs"))
    if not found:
        check.problems.append("--outputs: no name is given")
    check.done()
    return {name: item for name, item in found.items() if item}


def _check_rest(options: Options) -> None:
    if not 1e-13 <= options.rtol <= 1e-2:
        raise InputError(f"--rtol {options.rtol:g} is outside 1e-13 to 0.01")
    if options.out is not None:
        check_path(options.out)


@dataclass
class _Checks:
    """Does things that may find problems, and raises them all in the end."""

    problems: list[str] = field(default_factory=list)

    def __call__(self, do: Callable[[], Result]) -> Result | None:
        try:
            return do()
        except InputError as error:
            before = f"{error.where}: " if error.where else ""
            self.problems += [before + problem for problem in error.problems]
            return None

    def done(self) -> None:
        if self.problems:
            raise InputError(self.problems)
