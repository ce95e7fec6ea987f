"""Virtual people in words and tables for the terminal."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table

from osteon.population.describe import shown_of
from osteon.report.text import number

Described = Mapping[str, Any]
WIDTH = 118
SUPPORT = {
    "surveyed": "surveyed",
    "measured": "measured",
    "fitted": "fitted to 25(OH)D",
    "judgement": "a judgement: weak",
    "towns": "where people live",
    "even": "even over the year",
    "asked for": "as asked for",
    "simulated": "the body model",
}


def population_text(found: Described) -> str:
    """What people look like, in tables.

    >>> from osteon.population.describe import describe_spec
    >>> from osteon.population.spec import Spec
    >>> "body mass index" in population_text(describe_spec(Spec(), 200, 1))
    True
    """
    head = [
        f"{found['name']}: {found['people']:,} virtual people, seed {found['seed']}, living {found['place']}.",
        f"Who is in: {'; '.join(found['rule']) or 'everybody'}.",
        _worlds(found),
        *(f"Note: {note}." for note in found["notes"]),
    ]
    if found.get("described", found["people"]) < found["people"]:
        head.append(f"The tables are of the first {found['described']:,}.")
    if found.get("matched"):
        head.append(_weighted(found["matched"]))
    parts: list[RenderableType] = ["\n".join(head), _columns(found), _ethnicity(found)]
    parts += [_asked(found)] if found["asked"] else []
    parts += [_together(found), "Where it says surveyed, docs/population.md shows the people beside the survey."]
    return _printed(parts)


def matching_text(told: Mapping[str, Any]) -> str:
    """What matching reached and what it cost.

    >>> told = {"table": "t", "people": 10, "within_limits": 9, "effective": 5.0, "reached": {}, "not_matched": []}
    >>> matching_text(told).splitlines()[0]
    'Matched to t: of 10 people 9 are within its limits, and weighted they are worth 5 equal ones.'
    """
    table = _table("", ("", "left"), ("asked for", "right"), ("before", "right"), ("after", "right"))
    for name, each in told["reached"].items():
        digits = _digits(name)
        pairs = [(each[f"mean_{when}"], each[f"sd_{when}"]) for when in ("asked", "before", "after")]
        table.add_row(_words(name), *(_mean_sd(mean, sd, digits, name) for mean, sd in pairs))
    parts: list[RenderableType] = [_weighted(told)]
    parts += [table] if told["reached"] else []
    if told["not_matched"]:
        words = ", ".join(told["not_matched"])
        parts.append(f"Not matched, as these people have no such column: {words}.")
        parts.append("People made with --status have what the body model makes of them, to be matched as well.")
    return _printed(parts)


def _weighted(told: Mapping[str, Any]) -> str:
    return (
        f"Matched to {told['table']}: of {told['people']:,} people {told['within_limits']:,} are within its limits, "
        f"and weighted they are worth {told['effective']:,.0f} equal ones."
    )


def _worlds(found: Described) -> str:
    if found["worlds"] == 1:
        return f"The body model's typical values are those of edition {found['edition']}, without doubt."
    return (
        f"The body model (edition {found['edition']}) is tried with {found['worlds']} sets of typical values; people "
        "of one set share its doubt, and differ from one another in their own ways."
    )


def _columns(found: Described) -> Table:
    table = _table(
        "",
        ("", "left"),
        ("mean", "right"),
        ("SD", "right"),
        ("5 to 95 of 100", "right"),
        ("", "left"),
        ("rests on", "left"),
    )
    for name, each in found["columns"].items():
        if each["mean"] is None:
            continue
        support = SUPPORT.get(each["support"], each["support"])
        digits = _digits(name)
        if _is_share(name):
            table.add_row(_words(name), f"{each['mean']:.1%}", "", "", "of people", support)
            continue
        ends = f"{number(each['p5'], digits)} to {number(each['p95'], digits)}"
        unit = "" if each["unit"] == "1" else each["unit"]
        table.add_row(_words(name), number(each["mean"], digits), number(each["sd"], digits), ends, unit, support)
    return table


def _ethnicity(found: Described) -> str:
    shares = sorted(found["ethnicity"].items(), key=lambda item: -item[1])
    return "Ethnicity: " + ", ".join(f"{word} {share:.1%}" for word, share in shares) + "."


def _asked(found: Described) -> Table:
    table = _table("Asked for, and had", ("", "left"), ("asked for", "right"), ("had", "right"))
    for each in found["asked"]:
        digits = _digits(each["column"])
        asked = _mean_sd(each["mean_asked"], each["sd_asked"], digits, each["column"])
        table.add_row(_words(each["column"]), asked, _mean_sd(each["mean"], each["sd"], digits, each["column"]))
    return table


def _together(found: Described) -> Table:
    pairs = found["correlations"]
    names = list(dict.fromkeys(name for first, others in pairs.items() for name in (*others, first)))
    table = _table(
        "What goes together (correlations of logarithms)",
        ("", "left"),
        *((_words(name), "right") for name in names[:-1]),
    )
    for first, others in pairs.items():
        table.add_row(_words(first), *(f"{others[name]:.2f}" if name in others else "" for name in names[:-1]))
    return table


def _table(title: str, *heads: tuple[str, str]) -> Table:
    table = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for words, side in heads:
        table.add_column(words, justify="right" if side == "right" else "left")
    return table


def _mean_sd(mean: float | None, sd: float | None, digits: int, name: str) -> str:
    if mean is None:
        return "-"
    if _is_share(name):
        return f"{mean:.1%}"
    return number(mean, digits) + (f" (SD {number(sd, digits)})" if sd is not None else "")


def _is_share(name: str) -> bool:
    shown = shown_of(name)
    return shown.digits == 3 and shown.unit == "1"


def _digits(name: str) -> int:
    return shown_of(name).digits


def _words(name: str) -> str:
    return shown_of(name).words


def _printed(parts: list[RenderableType]) -> str:
    console = Console(file=io.StringIO(), width=WIDTH, highlight=False, emoji=False, markup=False)
    for part in parts:
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().rstrip().splitlines())
