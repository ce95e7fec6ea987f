"""`osteon where`: where something of the model is declared, and all that is known of it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.show import json_option, show_json

if TYPE_CHECKING:
    from osteon.whereabouts import Facts, Whereabouts

EXAMPLE = """
\b
Example:
  osteon where calcidiol.clearance
  osteon where 25ohd_serum
  osteon where kout --edition peterson-riggs-2010
\b
NAME is a pool, parameter, flow or value by its full name (subsystem.name), its short name or its symbol in the paper,
a subsystem, or an outcome word of trials. Values "at the start" hold at hour 0 with the edition's own parameters.
"""
WIDTH = 118
FULL = 3
"""How many things of one name are shown in full."""


@click.command(epilog=EXAMPLE)
@click.argument("name")
@click.option("--edition", help="Edition of the model; by default all, Osteon's own first.")
@json_option()
def where(name: str, edition: str | None, *, as_json: bool) -> None:
    """Show where NAME is declared: file and line, equation, parameters with their sources, readers and evidence."""
    found = _found(name, edition)
    first, *others = found
    if as_json:
        show_json({"name": name, "found": found[first], "editions": list(found)})
        return
    things = found[first]
    if len(things) > FULL:
        click.echo(f"{name} stands for {len(things)} things in edition {first}; ask by the full name:")
        click.echo("\n".join(f"  {_title(facts)}: {facts['doc']}" for facts in things))
    else:
        click.echo("\n\n".join("\n".join(_lines(facts)) for facts in things))
    for other in others:
        names = ", ".join(facts["name"] for facts in found[other])
        click.echo(f"\nAlso in edition {other}: {names} (--edition {other})")


def _found(name: str, edition: str | None) -> dict[str, list[Facts]]:
    """What the name stands for in each edition that has it."""
    from osteon.body.editions import names
    from osteon.catalogue import catalogue, spellings
    from osteon.errors import InputError, nearest
    from osteon.whereabouts import Whereabouts

    asked = [Whereabouts(catalogue(key)) for key in ([edition] if edition else names())]
    found = {about.catalogue.edition.name: _facts(about, name) for about in asked}
    found = {key: facts for key, facts in found.items() if facts}
    if not found:
        known = [word for about in asked for word in (*spellings(about.catalogue.items), *about.titles)]
        hint = nearest(name, known) or "look for it by subsystem, for example: osteon where gut"
        raise InputError(f"nothing is called {name!r}" + (f" in edition {edition}" if edition else "") + f"; {hint}")
    return found


def _facts(about: Whereabouts, name: str) -> list[Facts]:
    part = about.subsystem(name)
    return [part] if part else [about.describe(item) for item in about.find(name)]


def _title(facts: Mapping[str, Any]) -> str:
    return f"{facts['name']}" + (f" ({facts['symbol']})" if facts.get("symbol") else "")


def _lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """A thing as plain text."""
    yield f"{_title(facts)}: {facts['what']} of edition {facts['edition']}"
    yield f"  {facts['doc']}"
    yield f"  {facts['place']}"
    for heading, lines in _sections(facts):
        if lines:
            yield f"\n  {heading}"
            yield from (part for line in lines for part in _wrapped(f"    {line}"))


def _wrapped(line: str) -> list[str]:
    """A line that is too long continues further in."""
    inside = " " * (len(line) - len(line.lstrip()) + 4)
    return textwrap.wrap(line, WIDTH, subsequent_indent=inside, break_on_hyphens=False) if len(line) > WIDTH else [line]


def _sections(facts: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    if facts["what"] == "subsystem":
        yield "Source", _source(facts["source"])
        yield "Holds", [f"{_title(item)}: {item['what']}, {_number(item)}; {item['doc']}" for item in facts["items"]]
        return
    if "value" in facts:
        yield "Value", _record(facts)
        yield "Source", _source(facts["source"])
    else:
        yield "At the start", [_number(facts)]
    yield "Equation", [*facts.get("equation", "").splitlines(), *_direction(facts)]
    yield "Doses", _doses(facts)
    yield "Flows in", _flows(facts.get("inflows", ()))
    yield "Flows out", _flows(facts.get("outflows", ()))
    yield (
        "Starts from" if facts["what"] == "pool" else "Reads",
        [line for part in facts["reads"] for line in _part(part)] + ["time"] * facts["reads_time"],
    )
    yield "Read by", [f"{_title(part)}: {part['what']}; {part['doc']}" for part in facts["read_by"]]
    yield "Tested by", _evidence(facts["evidence"])


def _number(facts: Mapping[str, Any]) -> str:
    number = f"{facts.get('value', facts.get('at_start')):.6g}"
    return number if facts["unit"] == "1" else f"{number} {facts['unit']}"


def _record(facts: Mapping[str, Any]) -> list[str]:
    lines = [_number(facts) + f" ({facts['kind']})"]
    if "declared_value" in facts:
        lines.append(f"declared as {facts['declared_value']:.6g}; the edition lays the fitted value over it")
    if facts["kind"] != "input":
        spread = "shares (log-normal)" if facts["spread"] == "lognormal" else f"{facts['unit']} (normal)"
        lines.append(
            f"know {facts['know']:g}: doubt about the typical value; vary {facts['vary']:g}: people; in {spread}"
        )
    if "low" in facts or "high" in facts:
        lines.append(f"bounds {facts.get('low', 'none')} to {facts.get('high', 'none')}")
    return [*lines, *filter(None, [facts["at"], facts["note"]])]


def _source(source: Mapping[str, Any]) -> list[str]:
    if not source["key"] or source["key"] == "input":
        return []
    said = (
        [f"{source['authors']} ({source['year']}). {source['title']}. {source['where']}"] if "title" in source else []
    )
    more = [f"{key} {source[key]}" for key in ("doi", "pubmed", "read") if key in source]
    return [f"[{source['key']}]", *said, *([", ".join(more)] if more else [])]


def _direction(facts: Mapping[str, Any]) -> list[str]:
    if "leaves" not in facts:
        return []
    ends = [", ".join(facts[side]) or "outside" for side in ("leaves", "enters")]
    return [f"from {ends[0]} to {ends[1]}, in {facts['unit']}"]


def _doses(facts: Mapping[str, Any]) -> list[str]:
    if "doses" not in facts:
        return []
    given = facts["doses"]
    factors = [*given["parameters"], *([f"{given['factor']:g}"] if given["factor"] != 1 else [])]
    added = f"; what enters is {' x '.join(['AMT', *factors])} {facts['unit']}" if factors else ""
    return [f"CMT {given['compartment']} in event tables, AMT in {given['unit']}{added}"]


def _flows(flows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        line
        for flow in flows
        for line in (f"{_title(flow)}, {flow['place']}, {_number(flow)}: {flow['doc']}", *_indented(flow["equation"]))
    ]


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.splitlines()]


def _part(part: Mapping[str, Any]) -> list[str]:
    head = f"{_title(part)} = {_number(part)}, {part['what']}: {part['doc']}"
    if "value" not in part:
        return [head]
    known = [f"know {part['know']:g}, vary {part['vary']:g}", f"[{part['source']}] {part['at']}".strip()]
    record = ", ".join([part["kind"], *(known if part["kind"] != "input" else [])])
    return [head, f"    {record}", *([f"    {part['note']}"] if part["note"] else [])]


def _evidence(endpoints: Sequence[Mapping[str, Any]]) -> list[str]:
    def count(rows: Sequence[Mapping[str, Any]], test: Callable[[Mapping[str, Any]], bool]) -> int:
        return sum(map(test, rows))

    lines = []
    for word in dict.fromkeys(endpoint["outcome"] for endpoint in endpoints):
        rows = [endpoint for endpoint in endpoints if endpoint["outcome"] == word]
        trials = list(dict.fromkeys(row["trial"] for row in rows))
        held = count(rows, lambda row: row["split"] == "holdout")
        lines.append(f"{word}: {len(rows)} endpoints, {held} held out of fitting; {', '.join(trials)}")
    return lines
