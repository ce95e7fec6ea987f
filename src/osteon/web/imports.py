"""Files that people bring along, read from their text into tables of a person file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from osteon.errors import InputError
from osteon.web.person_json import person_from_text, plain, tables_of
from osteon.web.schemas.imports import Imported, ImportRequest
from osteon.web.schemas.person import DietTable, LabTable, SupplementTable


def imported(asked: ImportRequest) -> Imported:
    """What a file holds.

    Raises:
        InputError: it is another kind of file, or broken; every problem.

    >>> text = '{"person": {"age": 57, "sex": "female", "latitude": 52.1}}'
    >>> imported(ImportRequest(kind="person", text=text)).person.person.age
    57.0
    """
    readers: Mapping[str, Callable[[ImportRequest], Imported]] = {
        "person": _person,
        "food_log": _food_log,
        "labs": _labs,
        "label": _label,
    }
    return readers[asked.kind](asked)


def _person(asked: ImportRequest) -> Imported:
    person = person_from_text(asked.text, asked.name)
    return _found(asked, "a person file", list(person.assumed), person=tables_of(person))


def _food_log(asked: ImportRequest) -> Imported:
    from osteon.intake.logs import diet_of, read_food_log

    with _as_file(asked, ".csv") as path:
        log = read_food_log(path, asked.calcium)
    about = f"{log.app}: {len(log.days)} days"
    left = [f"{name}: no food is known by this name" for name in log.unmatched]
    left += [f"{each.name}: a supplement, give it among the supplements" for each in log.supplements]
    return _found(asked, about, list(log.notes), left, diet=DietTable.model_validate(plain(diet_of(log))))


def _labs(asked: ImportRequest) -> Imported:
    from osteon.person.labs_import import import_labs

    with _as_file(asked, ".json" if asked.text.lstrip()[:1] in ("{", "[") else ".csv") as path:
        found = import_labs(path)
    labs = {word: [LabTable.model_validate(plain(dict(row))) for row in rows] for word, rows in found.labs.items()}
    left = [*(f"{word}: not used by Osteon" for word in found.unknown), *found.refused]
    return _found(asked, f"{sum(map(len, labs.values()))} results", list(found.notes), left, labs=labs)


def _label(asked: ImportRequest) -> Imported:
    from osteon.person.labels import as_supplements, doubts, label_of

    name = "label.json" if asked.text.lstrip().startswith("{") else "label.toml"
    label = label_of(asked.text, name)
    taken = [SupplementTable.model_validate(plain(row)) for row in as_supplements(label, asked.servings)]
    return _found(asked, label.name, list(label.notes), list(doubts(label, asked.servings)), supplement=taken)


def _found(
    asked: ImportRequest, about: str, notes: list[str], left: list[str] | None = None, **tables: Any
) -> Imported:
    empty = dict.fromkeys(("person", "diet", "labs", "supplement"))
    return Imported(kind=asked.kind, about=about, notes=notes, left=left or [], **{**empty, **tables})


@contextmanager
def _as_file(asked: ImportRequest, suffix: str) -> Iterator[Path]:
    """The text in a private file of our own naming, gone at the end; problems name the user's file."""
    with tempfile.TemporaryDirectory(prefix="osteon-") as folder:
        path = Path(folder) / f"import{suffix}"
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(asked.text)
        try:
            yield path
        except InputError as error:
            told = [problem.replace(str(path), asked.name) for problem in error.problems]
            raise InputError(told, asked.name) from None
