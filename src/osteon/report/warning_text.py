"""Warnings in words, from their plain data: what, when to take, why, what to ask, and the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from osteon.person.labels.supplements import listed

MARKS = {"danger": "!!", "important": "!", "timing": "-", "know": "-"}


def warning_lines(warnings: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Lines of warnings, the first of each marked by how serious it is.

    >>> from osteon.outcomes.claims_facts import warning
    >>> from osteon.outcomes.interactions import table
    >>> next(warning_lines([warning(table()["levothyroxine_minerals"])]))[:40]
    '- Take apart, thyroid hormone with calci'
    """
    for one in warnings:
        pair = " with ".join(listed(names) for names in (one["first"], one["second"]) if names)
        yield f"{MARKS[one['severity']]} {one['word']}, {pair}: {one['what']}"
        if one["timing"]:
            yield f"   {one['timing']}"
        yield f"   Why: {one['why']}"
        yield f"   {one['ask']}"
        doi = f" (doi {one['doi']})" if one["doi"] else ""
        yield f"   Source: {one['source']}{doi}.{' Weak: little stands behind it.' if one['weak'] else ''}"
