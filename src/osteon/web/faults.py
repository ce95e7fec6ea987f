"""Faults of Osteon itself: which and where, without what they say, for their words may hold health data."""

from __future__ import annotations

import traceback


def where_of(error: BaseException) -> str:
    """The kind of an error and the place it comes from.

    >>> try:
    ...     float("45 nmol/L of somebody")
    ... except ValueError as error:
    ...     print(where_of(error).partition(" in ")[0])
    ValueError
    """
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, line {last.lineno} of {last.filename}"
