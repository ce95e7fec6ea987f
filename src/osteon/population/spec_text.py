"""A spec as plain tables and back, so that it can lie beside the people drawn by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from osteon.evidence.trial_parts import People as Wanted
from osteon.evidence.trial_parts import Spread
from osteon.population.spec import Spec

LISTS = ("medicines", "conditions")
BY_NAME = ("baselines", "intakes")


def spec_as_table(spec: Spec) -> dict[str, Any]:
    """A spec as dictionaries, lists, texts and numbers; what was left open is left out.

    >>> spec_as_table(Spec())["people"]["age"]
    {'min': 18.0}
    """
    return _short(asdict(spec))


def spec_from_table(table: Mapping[str, Any]) -> Spec:
    """The spec that `spec_as_table` wrote.

    >>> spec_from_table(spec_as_table(Spec())) == Spec()
    True
    """
    parts = dict(table)
    people = {name: _value(name, value) for name, value in parts.pop("people").items()}
    shares = parts.pop("ethnicities", None)
    told = None if shares is None else tuple((str(word), float(share)) for word, share in shares)
    return Spec(people=Wanted(**people), ethnicities=told, **parts)


def _value(name: str, value: Any) -> Any:
    if name in LISTS:
        return tuple(value)
    if name in BY_NAME:
        return {key: Spread(**inner) for key, inner in value.items()}
    return Spread(**value) if isinstance(value, Mapping) else value


def _short(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _short(value) if isinstance(value, Mapping) else value
        for key, value in table.items()
        if value is not None and value != "" and not (isinstance(value, Mapping) and not value)
    }
