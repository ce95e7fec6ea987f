"""Markdown tables, and how a parameter's record and a source are written in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from osteon.engine.declare import Param
from osteon.errors import DeclarationError


def row(*cells: str) -> str:
    r"""One row of a table; bars within a cell are escaped.

    >>> print(row("a|b", "c"))
    | a\|b | c |
    """
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table(head: Sequence[str], rows: Sequence[str]) -> str:
    """A table with its head.

    >>> print(table(["a"], [row("1")]))
    | a |
    |---|
    | 1 |
    """
    return "\n".join([row(*head), "|" + "---|" * len(head), *rows])


def number(value: float) -> str:
    """A number with as many digits as it needs, six at most.

    >>> number(0.30), number(17150)
    ('0.3', '17150')
    """
    return f"{value:.6g}"


def spread(size: float, param: Param) -> str:
    """A spread as it is declared: a share, or a standard deviation in the parameter's unit."""
    if not size:
        return "0"
    return number(size) if param.spread == "lognormal" else f"{number(size)} {param.unit}"


def record(name: str, param: Param, value: float) -> str:
    """A parameter as a row: value, unit, spreads, kind, source, where in it, and what it is with bounds and note."""
    fitted = "" if value == param.value else f" (declared {number(param.value)})"
    bounds = [
        f"{word} {number(bound)}" for word, bound in (("least", param.low), ("most", param.high)) if bound is not None
    ]
    what = "; ".join([param.doc, *bounds]) + (f". *{param.note}*" if param.note else "")
    spreads = spread(param.know, param), spread(param.vary, param)
    return row(f"`{name}`", number(value) + fitted, param.unit, *spreads, param.kind, param.source, param.at, what)


def source_line(key: str, known: Mapping[str, Mapping[str, Any]]) -> str:
    """A source in full.

    Raises:
        DeclarationError: no record has this key.
    """
    if key not in known:
        raise DeclarationError(f"no source is called {key!r}; add it to a file in src/osteon/body/sources")
    facts = known[key]
    title, where = (str(facts[name]).rstrip(".") for name in ("title", "where"))
    text = f"- **{key}**: {facts['authors']} ({facts['year']}). {title}. {where}."
    text += f" doi:{facts['doi']}." if facts.get("doi") else ""
    text += f" PubMed {facts['pubmed']}." if facts.get("pubmed") else ""
    return text + (f" Read: {facts['read']}." if facts.get("read") else "")
