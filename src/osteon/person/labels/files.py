"""Label files: our own TOML, and JSON in the form of the NIH Dietary Supplement Label Database (DSLD)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from osteon.errors import InputError
from osteon.person.files import key_lines, read_file, read_toml
from osteon.person.labels.dsld import from_dsld, is_dsld
from osteon.person.labels.reading import read_label_table
from osteon.person.labels.records import Label


def read_label(source: str | Path | Mapping[str, Any]) -> Label:
    """Read a label from a file (.toml, or .json of the DSLD), or from the tables of one as dictionaries.

    Raises:
        InputError: the file cannot be read or something in it is wrong; every problem is told.

    >>> label = read_label({"label": {"name": "drop"}, "ingredient": [{"name": "MK-7", "amount": "90 ug"}]})
    >>> label.daily()["MK-7"].middle
    90.0
    """
    if isinstance(source, Mapping):
        return _of_tables(source, "label")
    return label_of(read_file(source, "label file"), str(source))


def label_of(written: str, where: str) -> Label:
    r"""Read a label from the text of a file; `where` names it, and ends in .json if it is one of the DSLD.

    >>> label_of('[label]\nname = "drop"\n[[ingredient]]\nname = "MK-7"\namount = "90 ug"', "drop.toml").name
    'drop'
    """
    if where.lower().endswith(".json"):
        return _of_tables(_parsed(written, where), where)
    return read_label_table(read_toml(written, where), where, key_lines(written))


def _of_tables(content: Mapping[str, Any], where: str) -> Label:
    table = from_dsld(content, where) if is_dsld(content) else content
    return read_label_table(table, where, {})


def _parsed(written: str, where: str) -> Mapping[str, Any]:
    try:
        content = json.loads(written)
    except (ValueError, RecursionError):
        raise InputError("this is not JSON that can be read; save the label again", where) from None
    if not isinstance(content, Mapping):
        raise InputError("this is not a label: a JSON object with fullName and ingredientRows is expected", where)
    if not is_dsld(content) and "label" not in content:
        raise InputError("this is not a label of the DSLD: it has no ingredientRows", where)
    return content
