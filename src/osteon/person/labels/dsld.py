"""Labels of the NIH Dietary Supplement Label Database: its JSON put into the tables of our own label files.

Amounts there are per serving, nested rows are parts of the row above, several quantities stand for several servings or
ages, and the unit "NP" means that no amount is printed. The numbers beside it are then 0 and mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from osteon.errors import InputError
from osteon.person.fields import LONGEST_TEXT
from osteon.person.labels.lines import known_as

NOT_PRINTED = frozenset({"", "np", "not present"})
UNITS: Mapping[str, str] = {
    "gram(s)": "g",
    "milligram(s)": "mg",
    "microgram(s)": "ug",
    "mcg": "ug",
    "mg": "mg",
    "g": "g",
    "iu": "IU",
    "international unit(s)": "IU",
    "mcg rae": "ug",
}
MOST_DEPTH = 5
MOST_CLAIMS = 50
NO_CLAIMS = ("fda", "precaution", "warning", "storage", "seal", "direction", "usage", "suggested", "allerg", "address")
"""Words in the type of a statement that is no claim."""
OTHER_ROWS = frozenset({"fat", "carbohydrate", "fiber", "sugar", "protein", "calories", "cholesterol"})
"""Categories of rows that are food, not ingredients of interest."""


def is_dsld(content: Mapping[str, Any]) -> bool:
    """Whether this looks like a label of the DSLD.

    >>> is_dsld({"fullName": "D3", "ingredientRows": []}), is_dsld({"label": {}})
    (True, False)
    """
    return "ingredientRows" in content or "fullName" in content


def from_dsld(content: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The tables of a label file for one label of the DSLD.

    Raises:
        InputError: the label has no name or its rows are no list.

    >>> row = {"name": "Vitamin D", "forms": [{"name": "Cholecalciferol"}]}
    >>> row["quantity"] = [{"quantity": 25, "unit": "mcg"}]
    >>> from_dsld({"fullName": "D3", "ingredientRows": [row]}, "a label")["ingredient"][0]["form"]
    'Cholecalciferol'
    """
    name, rows = content.get("fullName"), content.get("ingredientRows")
    problems = [] if isinstance(name, str) and name.strip() else ["fullName is missing: the label has no name"]
    problems += [] if isinstance(rows, list) else ["ingredientRows is no list"]
    if problems:
        raise InputError(problems, where)
    serving = _serving(content)
    tables: dict[str, Any] = {"label": _head(content, serving), "ingredient": [], "blend": []}
    for row in _dictionaries(rows):
        _add(row, tables, serving, 0)
    return tables


def _head(content: Mapping[str, Any], serving: Mapping[str, Any]) -> dict[str, Any]:
    head: dict[str, Any] = {"name": _line(content.get("fullName")), "claims": _claims(content)}
    if _line(content.get("brandName")):
        head["brand"] = _line(content["brandName"])
    size, unit = _number(serving.get("maxQuantity")), _line(serving.get("unit"))
    if size and unit:
        head["serving"] = f"{size:g} {unit}"
    counts = sorted(filter(None, (_number(serving.get(key)) for key in ("minDailyServings", "maxDailyServings"))))
    if counts:
        head["servings_per_day"] = counts[0] if counts[0] == counts[-1] else {"low": counts[0], "high": counts[-1]}
    return head


def _claims(content: Mapping[str, Any]) -> list[str]:
    """What the statements claim, a sentence each; directions, warnings and disclaimers are left out."""
    told = [
        str(row.get("notes") or "")
        for row in _dictionaries(content.get("statements"))
        if not any(word in _word(row.get("type")) for word in NO_CLAIMS)
    ]
    pieces = (_line(piece) for notes in told for piece in re.split(r"[\r\n;•]+|\.\s", notes))
    return list(dict.fromkeys(piece for piece in pieces if piece))[:MOST_CLAIMS]


def _serving(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The serving of an adult: the largest of those that are offered."""
    sizes = list(_dictionaries(content.get("servingSizes")))
    return max(sizes, key=lambda size: _number(size.get("maxQuantity")) or 0.0) if sizes else {}


def _add(row: Mapping[str, Any], tables: dict[str, Any], serving: Mapping[str, Any], depth: int) -> None:
    """Put a row where it belongs; nested rows count only where the row above them is no ingredient itself."""
    nested = list(_dictionaries(row.get("nestedRows"))) if depth < MOST_DEPTH else []
    if not _line(row.get("name")) or _word(row.get("category")) in OTHER_ROWS:
        return
    if nested and _is_blend(row):
        tables["blend"].append(_blend(row, nested, serving))
    elif nested and known_as(_line(row.get("name"))) is None:
        for inner in nested:
            _add(inner, tables, serving, depth + 1)
    else:
        tables["ingredient"].append(_ingredient(row, serving))


def _is_blend(row: Mapping[str, Any]) -> bool:
    words = f"{_word(row.get('category'))} {_word(row.get('ingredientGroup'))} {_word(row.get('name'))}"
    return any(word in words for word in ("blend", "complex", "matrix", "proprietary"))


def _blend(row: Mapping[str, Any], nested: list[Mapping[str, Any]], serving: Mapping[str, Any]) -> dict[str, Any]:
    """A blend; labels in the US list its parts by descending mass (21 CFR 101.36(c))."""
    parts = [_ingredient(inner, serving) for inner in nested if _line(inner.get("name"))]
    blend: dict[str, Any] = {"name": _line(row["name"]), "descending": True, "ingredients": parts}
    quantity = _quantity(row, serving)
    if _unit(quantity) in ("g", "mg", "ug") and (_number(quantity.get("quantity")) or 0.0) > 0:
        blend["amount"] = _amount(quantity)
    return blend


def _ingredient(row: Mapping[str, Any], serving: Mapping[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = {"name": _line(row["name"])}
    forms = [_line(form.get("name")) for form in _dictionaries(row.get("forms"))]
    known = [form for form in forms if known_as(form) is not None and _fits(table["name"], form)]
    if len(known) == 1 or (known and len({known_as(form) for form in known}) == 1):
        table["form"] = known[0]
    quantity = _quantity(row, serving)
    if _unit(quantity) and _number(quantity.get("quantity")) is not None:
        table["amount"] = _amount(quantity)
    percent = next(
        (_number(group.get("percent")) for group in _dictionaries(quantity.get("dailyValueTargetGroup"))), None
    )
    if percent:
        table["percent_daily_value"] = percent
    return table


def _fits(name: str, form: str) -> bool:
    named, formed = known_as(name), known_as(form)
    return named is None or formed is None or named.supplies == formed.supplies


def _quantity(row: Mapping[str, Any], serving: Mapping[str, Any]) -> Mapping[str, Any]:
    """The quantity of the adult serving, or the first."""
    given = list(_dictionaries(row.get("quantity")))
    size = _number(serving.get("maxQuantity"))
    fitting = [one for one in given if size is not None and _number(one.get("servingSizeQuantity")) == size]
    return (fitting or given or [{}])[0]


def _unit(quantity: Mapping[str, Any]) -> str:
    unit = _line(quantity.get("unit"))
    return "" if unit.casefold() in NOT_PRINTED else UNITS.get(unit.casefold(), unit)


def _amount(quantity: Mapping[str, Any]) -> str:
    below = "<" if _line(quantity.get("operator")) == "<" else ""
    return f"{below}{_number(quantity.get('quantity')) or 0.0:.12g} {_unit(quantity)}"


def _dictionaries(given: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(given, list):
        yield from (entry for entry in given if isinstance(entry, Mapping))


def _number(given: object) -> float | None:
    try:
        value = float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return value if 0 <= value < 1e12 and not isinstance(given, bool) else None


def _line(given: object) -> str:
    """One printable line of text, cut to what a label file takes."""
    if not isinstance(given, str):
        return ""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in given).split())[:LONGEST_TEXT]


def _word(given: object) -> str:
    return _line(given).casefold()
