"""Results as they stand in a FHIR R4 bundle (JSON, or one resource a line) or in a table with a heading."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from osteon.bounded import read_bytes
from osteon.errors import InputError, nearest
from osteon.nested import at, entries

MOST_BYTES = 50_000_000
MOST_RESULTS = 200_000
LOINC = "loinc.org"
HEADS: Mapping[str, tuple[str, ...]] = {
    "day": (
        *("date", "collected", "collection date", "date collected", "taken", "effective", "effectivedatetime"),
        *("datum", "observation date", "result date", "datetime", "time"),
    ),
    "code": ("loinc", "loinc code", "loinc_code", "code", "loinc_num"),
    "name": ("test", "name", "analyte", "component", "display", "description", "test name", "measurement", "bepaling"),
    "value": ("value", "result", "result value", "value_numeric", "numeric value", "waarde", "uitslag"),
    "unit": ("unit", "units", "eenheid", "uom", "unit of measure"),
    "patient": ("patient", "patient id", "patient_id", "subject"),
    "status": ("status", "result status"),
    "site": ("site", "body site", "bodysite"),
}
"""Headings by what they mean, in lower case."""
TOLD = ("code", "name", "unit", "site", "status", "patient")


@dataclass(frozen=True, slots=True)
class Result:
    """One result as written: `value` may begin with a comparator such as "<"; `day` is None where it cannot be read."""

    code: str
    name: str
    value: str
    unit: str
    day: date | None
    site: str = ""
    status: str = ""
    patient: str = ""

    @property
    def label(self) -> str:
        """Its name and code."""
        name, code = _printable(self.name), _printable(self.code)
        return (
            f"{name} [{code}]" if name and code and name != code else name or code or "a result without a name or code"
        )


def _printable(text: str) -> str:
    return "".join(mark for mark in text[:80] if mark.isprintable())


def read_results(path: Path) -> list[Result]:
    """All results of a file.

    Raises:
        InputError: the file is missing, too large, or neither of the two.
    """
    where = str(path)
    text = _text(path, where)
    start = text.lstrip()[:1]
    try:
        results = list(_fhir(text)) if start in ("{", "[") else list(_table(text))
    except InputError as error:
        raise InputError(error.problems, where) from None
    if len(results) > MOST_RESULTS:
        raise InputError(f"this file holds more than {MOST_RESULTS:,} results; give those of one person", where)
    return results


def _text(path: Path, where: str) -> str:
    content = read_bytes(path, MOST_BYTES, "file of results", (".csv", ".json"), "give the results of one person")
    if not content.strip():
        raise InputError("this file is empty", where)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in content:
            raise InputError("this is no text; give a FHIR bundle (JSON) or a table (CSV)", where) from None
        return content.decode("cp1252", "replace")


def _fhir(text: str) -> Iterator[Result]:
    resources = [each for thing in _things(text) for each in _observations(thing)]
    if not resources:
        raise InputError("this JSON holds no Observation; give a FHIR R4 bundle with Observations")
    for resource in resources:
        yield from _of_observation(resource)


def _things(text: str) -> list[Any]:
    """The JSON values of a file: one, or one on each line as bulk exports write them."""
    try:
        return [json.loads(text)]
    except RecursionError:
        raise InputError("this JSON is nested too deeply for a FHIR bundle") from None
    except ValueError as error:
        first = str(error)
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise InputError(f"this JSON is broken: {first}") from None


def _observations(thing: object) -> Iterator[Mapping[str, Any]]:
    """All Observations in a bundle, a list or a resource with others in it."""
    stack = [thing]
    while stack:
        now = stack.pop()
        if isinstance(now, list):
            stack += reversed(now)
        elif isinstance(now, Mapping):
            if now.get("resourceType") == "Observation":
                yield now
            stack += [now[key] for key in ("contained", "resource", "entry") if key in now][::-1]


def _of_observation(resource: Mapping[str, Any]) -> Iterator[Result]:
    """The result of an Observation, and those of its components, which share its day."""
    site = _words(resource.get("bodySite"))
    day, status = _day_of(resource), str(resource.get("status") or "")
    patient = str(at(resource, "subject", "reference") or "")
    parts = [part for part in entries(resource.get("component")) if isinstance(part, Mapping)]
    value, unit = _value(resource)
    if value or not parts:
        code, name = _coded(resource.get("code"))
        yield Result(code, name, value, unit, day, site, status, patient)
    for part in parts:
        code, name = _coded(part.get("code"))
        value, unit = _value(part)
        if value:
            yield Result(code, name, value, unit, day, site, status, patient)


def _coded(concept: object) -> tuple[str, str]:
    """The LOINC code of a concept (else none), and its words."""
    codings = [coding for coding in entries(at(concept, "coding")) if isinstance(coding, Mapping)]
    loinc = [coding for coding in codings if LOINC in str(coding.get("system") or "")]
    code = str(loinc[0].get("code") or "") if loinc else ""
    local = [str(coding.get("display") or coding.get("code") or "") for coding in [*loinc, *codings]]
    return code.strip(), str(at(concept, "text") or next((word for word in local if word), "")).strip()


def _words(concept: object) -> str:
    codings = entries(at(concept, "coding"))
    return " ".join([str(at(concept, "text") or ""), *(str(at(coding, "display") or "") for coding in codings)]).strip()


def _value(resource: Mapping[str, Any]) -> tuple[str, str]:
    """The value as text with its comparator, and the unit: the coded one, else the written one."""
    quantity = resource.get("valueQuantity")
    if isinstance(quantity, Mapping) and isinstance(quantity.get("value"), int | float | str):
        unit = str(quantity.get("code") or quantity.get("unit") or "")
        return f"{quantity.get('comparator') or ''}{_number(quantity['value'])}", unit
    for key in ("valueInteger", "valueString"):
        if key in resource:
            found = re.fullmatch(r"\s*([<>]=?|[≤≥])?\s*([-+]?\d+(?:\.\d+)?)\s*(.*)", str(resource[key])[:80])
            return (f"{found[1] or ''}{found[2]}", found[3]) if found else (str(resource[key])[:40], "")
    return "", ""


def _number(value: object) -> str:
    return repr(value) if isinstance(value, float) else str(value).strip()


def _day_of(resource: Mapping[str, Any]) -> date | None:
    period = at(resource, "effectivePeriod", "start") or at(resource, "effectivePeriod", "end")
    told = resource.get("effectiveDateTime") or resource.get("effectiveInstant") or period or resource.get("issued")
    return _iso(str(told or ""))


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _table(text: str) -> Iterator[Result]:
    first = text.partition("\n")[0]
    mark = max(",;\t|", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise InputError(f"line {reader.line_num}: {error}; export the table again") from None
    places = _places([cell.strip() for cell in (rows[0] if rows else [])])
    told = [{key: row[place].strip() if place < len(row) else "" for key, place in places.items()} for row in rows[1:]]
    month_first = _month_first([cells.get("day", "") for cells in told])
    for cells in told:
        if cells["value"]:
            value = cells["value"].replace(",", ".") if mark == ";" else cells["value"]
            code, name, unit, site, status, patient = (cells.get(key, "") for key in TOLD)
            day = day_of(cells["day"], month_first)
            yield Result(code, name, value, unit, day, site, status.lower(), patient)


def _places(heads: list[str]) -> dict[str, int]:
    lower = [head.lower() for head in heads]
    found = {key: lower.index(word) for key, words in HEADS.items() for word in reversed(words) if word in lower}
    problems = [_lacks(key, lower) for key in ("day", "value", "unit") if key not in found]
    if not {"code", "name"} & set(found):
        problems.append("there is no column with a LOINC code or a name; call it code or name")
    if problems:
        known = "a table of results has columns such as date, code, name, value and unit; or give a FHIR bundle (JSON)"
        raise InputError([*problems, known])
    return found


def _lacks(key: str, heads: list[str]) -> str:
    hint = next((told for word in HEADS[key] if (told := nearest(word, heads))), "")
    name = {"day": "date"}.get(key, key)
    return f"there is no column {name}; {hint or 'there are ' + (', '.join(heads[:8])[:120] or 'none')}"


_PARTS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")


def _month_first(days: list[str]) -> bool | None:
    """Whether days with slashes are written month first, where one of them tells; None where none does."""
    found = [match for day in days if (match := _PARTS.match(day)) and match[2] != "."]
    if any(int(match[1]) > 12 for match in found):
        return False
    return True if any(int(match[3]) > 12 for match in found) else None


def day_of(text: str, month_first: bool | None) -> date | None:
    """A day; with dots the day comes first, with slashes as `month_first` says, and None where both can be meant.

    >>> day_of("10.2.2026", None), day_of("2026-02-10T08:00", None), day_of("3/4/2026", None)
    (datetime.date(2026, 2, 10), datetime.date(2026, 2, 10), None)
    """
    found = _PARTS.match(text)
    if not found:
        return _iso(text)
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] != "." and month_first is None and one != other:
        return None
    day, month = (other, one) if month_first and found[2] != "." else (one, other)
    try:
        return date(year, month, day)
    except ValueError:
        return None
