"""From the tables of a person file to a Person: every table is read, then all problems are reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from osteon.errors import InputError
from osteon.person.body import read_body
from osteon.person.fed import read_diet, read_sun
from osteon.person.files import KeyPath
from osteon.person.filtration import filtration_of
from osteon.person.labs import read_labs
from osteon.person.records import Person
from osteon.person.table import Problems, Table
from osteon.person.taken import read_medicines, read_supplements

DAYS_PER_YEAR = 365.25


def read_person(
    content: Mapping[str, Any], where: str, lines: Mapping[KeyPath, int], today: date, folder: Path | None = None
) -> Person:
    """Check and build a Person; raises one InputError with every problem found. Labels are looked for in `folder`."""
    problems = Problems(where, lines)
    person = _as_far_as_it_goes(content, problems, today, folder)
    problems.raise_any()
    return person


def readable_part(content: Mapping[str, Any], today: date) -> Person | None:
    """What can be read of a person whose file is broken, all else as if it were not told; None where nothing can.

    >>> body = {"age": "old", "sex": "male", "latitude": 52.1, "medicines": ["warfarin"]}
    >>> part = readable_part({"person": body}, date(2026, 1, 1))
    >>> part is not None and part.takes("warfarin")
    True
    """
    try:
        return _as_far_as_it_goes(content, Problems("", {}), today, None)
    except InputError:
        return None


def _as_far_as_it_goes(content: Mapping[str, Any], problems: Problems, today: date, folder: Path | None) -> Person:
    """The person as told, with the usual in place of each thing that has a problem."""
    assumed: list[str] = []
    top = Table(content, (), problems)
    values = _person_table(top, assumed, today)
    born = today - timedelta(days=(values["age"] + 1) * DAYS_PER_YEAR)
    values["labs"] = read_labs(_table(top, "labs"), max(born, values["birth_date"] or born), today)
    values["diet"] = read_diet(_table(top, "diet"), assumed)
    values["sun"] = read_sun(_table(top, "sun"), assumed)
    values["supplements"] = read_supplements(top, assumed, folder)
    if values["egfr"] is None:
        values["egfr"] = _filtration(values)
    top.finish(_MISPLACED)
    return Person(**values, assumed=tuple(assumed))


def _filtration(values: Mapping[str, Any]) -> float | None:
    """Filtration as the latest lab tells it, the estimate of the laboratory before one worked out from creatinine."""
    labs = values["labs"]
    if "egfr" in labs:
        return float(labs["egfr"][-1].value.value)
    if "creatinine_serum" in labs:
        return filtration_of(labs["creatinine_serum"][-1].value.value, values["sex"], values["age"])
    return None


def _table(top: Table, key: str) -> Table:
    return Table(top.read(key, lambda given: given, {}), (key,), top.problems)


def _person_table(top: Table, assumed: list[str], today: date) -> dict[str, Any]:
    if "person" not in top:
        example = "[person] with age, sex, height, mass and place"
        top.problems.add((), f"there is no [person] table; start the file with {example}")
        top.problems.raise_any()
    person = _table(top, "person")
    values = read_body(person, assumed, today)
    values["medicines"] = read_medicines(person)
    person.finish(_BELONGS)
    return values


_BELONGS = {
    **dict.fromkeys(("minutes", "exposed", "sunscreen_spf", "hour", "cloud"), "[sun]"),
    **dict.fromkeys(("nutrients", "foods"), "[diet]"),
    **dict.fromkeys(("nutrient", "amount", "every", "with_meal", "label", "servings"), "[[supplement]]"),
    "supplements": "[[supplement]] tables of their own",
    "medications": "medicines = [...]",
}
_MISPLACED = dict.fromkeys(
    ("age", "sex", "height", "mass", "place", "latitude", "longitude", "skin_type", "conditions", "medicines", "egfr"),
    "[person]",
)
