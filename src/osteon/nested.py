"""Finding one's way in JSON that others wrote, where anything may be missing or of another kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def at(thing: object, *keys: str) -> Any:
    """What lies below a row of keys; None where it is not so deep.

    >>> at({"code": {"text": "calcium"}}, "code", "text"), at({"code": "calcium"}, "code", "text")
    ('calcium', None)
    """
    for key in keys:
        thing = thing.get(key) if isinstance(thing, Mapping) else None
    return thing


def entries(thing: object) -> list[Any]:
    """The entries of a list; none where it is something else.

    >>> entries([1, 2]), entries("12"), entries(None)
    ([1, 2], [], [])
    """
    return thing if isinstance(thing, list) else []
