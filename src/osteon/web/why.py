"""All that is known of a name of the model or an outcome, as it is sent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from osteon.body.editions import OWN
from osteon.catalogue import catalogue
from osteon.readouts import readouts
from osteon.sensitivity import OUTCOMES, PEOPLE, drivers
from osteon.web.schemas.why import DriverRow, OutcomeWords, Part, SourceRecord, Tested, Why
from osteon.whereabouts import Whereabouts, sources

Facts = Mapping[str, Any]
MOST_DRIVERS = 8


def why(name: str) -> Why | None:
    """What a name stands for; None where nothing is called so.

    >>> found = why("25ohd_serum")
    >>> found.outcome.unit, found.parts[0].name
    ('nmol/L', 'calcidiol.serum')
    """
    about = _about()
    items = about.find(name)
    if not items:
        return None
    described = [about.describe(item) for item in items]
    inputs = {brief["name"]: brief for facts in described for brief in facts["reads"]}
    return Why(
        name=name,
        outcome=_outcome(name),
        parts=[_part(facts) for facts in described],
        inputs=[_part(facts) for facts in inputs.values()],
        flows=[_part(facts) for facts in _flows(about, [*described, *inputs.values()])],
        drivers=[row for person in PEOPLE for row in _drivers(person, name)],
        tested=_tested([row for facts in described for row in facts["evidence"]]),
    )


def _flows(about: Whereabouts, things: list[Facts]) -> list[Facts]:
    """What fills and empties the pools among some things, each flow once."""
    pools = [about.describe(about.items[facts["name"]]) for facts in things if facts["what"] == "pool"]
    found = {flow["name"]: flow for pool in pools for side in ("inflows", "outflows") for flow in pool[side]}
    return list(found.values())


@cache
def _about() -> Whereabouts:
    return Whereabouts(catalogue(OWN))


def _outcome(name: str) -> OutcomeWords | None:
    found = readouts().get(name)
    if found is None:
        return None
    return OutcomeWords(
        outcome=name,
        words=found.name,
        unit=found.unit,
        support=found.support,  # type: ignore[arg-type]
        reading=list(found.parts),
    )


def _part(facts: Facts) -> Part:
    key = facts.get("source")
    return Part(
        name=facts["name"],
        symbol=facts.get("symbol") or "",
        what=facts["what"],
        unit=facts["unit"],
        doc=facts["doc"],
        value=_number(facts.get("value", facts.get("at_start"))),
        equation=facts.get("equation", ""),
        kind=facts.get("kind", ""),
        know=_number(facts.get("know")),
        vary=_number(facts.get("vary")),
        note=" ".join(part for part in (facts.get("at", ""), facts.get("note", "")) if part),
        source=_source(key if isinstance(key, str) else (key or {}).get("key", "")),
        place=facts.get("place", ""),
        reads=[part["name"] for part in facts.get("reads", ())],
        read_by=[part["name"] for part in facts.get("read_by", ())],
    )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _source(key: str) -> SourceRecord | None:
    record = sources().get(key)
    if record is None:
        return None
    year = record.get("year")
    return SourceRecord(
        key=key,
        authors=str(record.get("authors", "")),
        year=int(year) if year else None,
        title=str(record.get("title", "")),
        where=str(record.get("where", "")),
        doi=str(record.get("doi", "")),
    )


def _drivers(person: str, outcome: str) -> list[DriverRow]:
    if outcome not in OUTCOMES:
        return []
    return [
        DriverRow(
            person=person,
            rank=each.rank,
            parameter=each.parameter,
            doc=_doc(each.parameter),
            effect=each.effect,
            unit=each.unit,
            share=each.share,
            doubt=each.doubt,
        )
        for each in drivers(person, outcome, MOST_DRIVERS)
    ]


def _doc(name: str) -> str:
    item = _about().items.get(name)
    return item.entry.doc if item else ""


def _tested(endpoints: list[Facts]) -> list[Tested]:
    words = dict.fromkeys(row["outcome"] for row in endpoints)
    rows = {word: [row for row in endpoints if row["outcome"] == word] for word in words}
    return [
        Tested(
            outcome=word,
            endpoints=len(found),
            held_out=sum(row["split"] == "holdout" for row in found),
            trials=list(dict.fromkeys(row["trial"] for row in found)),
        )
        for word, found in rows.items()
    ]
