"""Everything that is known of one declared thing: place, equation, parameters, sources, readers, evidence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from osteon import body
from osteon.catalogue import FLOW, VALUE, Catalogue, Item
from osteon.declared import Place, place_of, place_of_subsystem
from osteon.engine.declare import Declaration, Flow, Needs, Param, Pool
from osteon.engine.model import Trace, full_name
from osteon.readings import TIME, readings

if TYPE_CHECKING:
    from osteon.evidence.trial import Trial

Facts = dict[str, Any]


@cache
def sources() -> Mapping[str, Facts]:
    """All source records of the physiology, by key.

    >>> sources()["petersonriggs2010"]["year"]
    2010
    """
    folder = Path(body.__file__).parent
    found: dict[str, Facts] = {}
    for path in (folder / "sources.toml", *sorted((folder / "sources").glob("*.toml"))):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType(found)


@dataclass(frozen=True)
class Whereabouts:
    """Answers about one edition; who reads what is found by tracing each equation once."""

    catalogue: Catalogue

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Everything declared, by full name."""
        return {item.name: item for item in self.catalogue.items}

    @cached_property
    def reads(self) -> Mapping[str, tuple[str, ...]]:
        """What each equation reads, by full names."""
        return readings(self.catalogue.model)

    @cached_property
    def at_start(self) -> Mapping[str, float]:
        """What everything is at the start of a run with the edition's own parameters."""
        from osteon.engine.reference import evaluate

        model = self.catalogue.model
        traced, params = model.trace(), np.array([model.defaults[entry.name] for entry in model.params])
        states = evaluate(traced.graph, traced.starts, time=0.0, states=[], params=params)
        values = evaluate(traced.graph, list(traced.values.values()), time=0.0, states=states, params=params)
        names = [entry.name for entry in model.pools]
        return {
            **dict(zip(names, map(float, states), strict=True)),
            **dict(zip(traced.values, map(float, values), strict=True)),
        }

    def describe(self, item: Item) -> Facts:
        """All that is known of a thing, ready to be shown or written as JSON.

        >>> from osteon.catalogue import catalogue
        >>> published = Whereabouts(catalogue("peterson-riggs-2010"))
        >>> facts = published.describe(published.items["parathyroid_gland.clearance"])
        >>> [part["name"] for part in facts["reads"]]
        ['parathyroid_gland.hormone_loss', 'parathyroid_gland.hormone']
        """
        place = place_of(item.entry.declaration)
        facts = {"edition": self.catalogue.edition.name, **self.brief(item), **_where(place)}
        if place.equation:
            facts["equation"] = place.equation
        declared = item.entry.declaration
        if isinstance(declared, Param):
            facts["source"] = {"key": declared.source, **sources().get(declared.source, {})}
        if isinstance(declared, Pool):
            facts |= self.pool(item, declared)
        if isinstance(declared, Flow):
            facts["leaves"], facts["enters"] = self.ends(declared)
        facts["reads"] = [self.brief(self.items[name]) for name in self.reads.get(item.name, ()) if name != TIME]
        facts["reads_time"] = TIME in self.reads.get(item.name, ())
        facts["read_by"] = [self.brief(self.items[name]) for name, read in self.reads.items() if item.name in read]
        facts["evidence"] = self.evidence(item)
        return facts

    def brief(self, item: Item) -> Facts:
        """What a thing is, in a few facts; of a parameter its whole record."""
        entry = item.entry
        facts: Facts = {
            "name": item.name,
            "symbol": item.symbol,
            "what": item.what,
            "unit": entry.unit,
            "doc": entry.doc,
        }
        if not isinstance(entry.declaration, Param):
            return {**facts, "at_start": self.at_start[item.name]}
        declared, value = entry.declaration, self.catalogue.model.defaults[item.name]
        facts |= {"value": value, "know": declared.know, "vary": declared.vary, "spread": declared.spread}
        facts |= {"kind": declared.kind, "source": declared.source, "at": declared.at, "note": declared.note}
        bounds = {"low": declared.low, "high": declared.high}
        facts |= {name: bound for name, bound in bounds.items() if bound is not None}
        return facts if value == declared.value else {**facts, "declared_value": declared.value}

    def pool(self, item: Item, declared: Pool) -> Facts:
        """What enters and leaves a pool, and how event tables give doses into it."""
        ends = {flow.name: self.ends(flow.entry.declaration) for flow in self.catalogue.of(FLOW)}
        dose = self.catalogue.dose(item)
        number = self.catalogue.compartments.index(item) + 1
        given = {"compartment": number, "unit": dose.unit, "factor": dose.factor, "parameters": list(dose.parameters)}
        return {
            "signed": declared.signed,
            "element": declared.element,
            "ledger": declared.ledger,
            "inflows": [self.flow(name) for name, (_, enters) in ends.items() if item.name in enters],
            "outflows": [self.flow(name) for name, (leaves, _) in ends.items() if item.name in leaves],
            "doses": given,
        }

    def flow(self, name: str) -> Facts:
        """A flow with its place and equation."""
        place = place_of(self.items[name].entry.declaration)
        return {**self.brief(self.items[name]), **_where(place), "equation": place.equation}

    def ends(self, declared: Declaration) -> tuple[list[str], list[str]]:
        """The full names of the pools that a flow leaves and enters."""
        if not isinstance(declared, Flow):
            return [], []
        trace = self._trace
        name = full_name(declared.owner, declared)
        return (
            [trace.pool_name(name, pool) for pool in declared.ends.leaves],
            [trace.pool_name(name, pool) for pool in declared.ends.enters],
        )

    @cached_property
    def _trace(self) -> Trace:
        return Trace(self.catalogue.model)

    @property
    def titles(self) -> list[str]:
        """The names of all subsystems."""
        return [part.title() for part in self.catalogue.model.subsystems]

    def subsystem(self, name: str) -> Facts | None:
        """What a subsystem holds; None where there is none of this name."""
        for part in self.catalogue.model.subsystems:
            if part.title() == name.lower():
                inside = [self.brief(item) for item in self.catalogue.items if item.entry.declaration.owner is part]
                facts = {"edition": self.catalogue.edition.name, "name": part.title(), "what": "subsystem"}
                facts |= {"doc": " ".join((part.__doc__ or "").split()), **_where(place_of_subsystem(part))}
                return {**facts, "source": {"key": part.source, **sources().get(part.source, {})}, "items": inside}
        return None

    def find(self, name: str) -> tuple[Item, ...]:
        """What a name stands for; besides names and symbols also outcome words and what a subsystem needs elsewhere."""
        found = self.catalogue.find(name)
        if found:
            return found
        owner, _, attribute = name.partition(".")
        for part in self.catalogue.model.subsystems:
            need = vars(part).get(attribute) if part.title() == owner else None
            if isinstance(need, Needs):
                return (self.items[need.what],)
        return tuple(self.items[part] for part in _outcome_parts(name) if part in self.items)

    def evidence(self, item: Item) -> list[Facts]:
        """The endpoints of trials that test a thing: of outcomes that follow from it nearby (see `follows`)."""
        words = set() if self.catalogue.edition.symbols else _tested(self.follows(item))
        if not words:
            return []
        return [
            {
                "trial": trial.id,
                "title": trial.title,
                **{key: getattr(endpoint, key) for key in ("outcome", "measure", "arm", "versus", "day")},
                **{key: getattr(endpoint, key) for key in ("observed", "ci95", "direction", "unit", "source", "split")},
            }
            for trial in self.trials
            for endpoint in trial.endpoints
            if endpoint.outcome in words
        ]

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """The trials that come with Osteon."""
        from osteon.evidence.trial import load_all

        return load_all()

    def follows(self, item: Item) -> set[str]:
        """A thing, what its subsystem works out from it, the pools that its flows fill or empty, and their values."""
        read = self.reads.get(item.name, ())
        same = read if item.what in (VALUE, FLOW) and len(read) == 1 and read != (TIME,) else ()
        moment = self._closure({item.name, *same})
        flows = [self.items[name].entry.declaration for name in moment if self.items[name].what == FLOW]
        pools = {pool for flow in flows for side in self.ends(flow) for pool in side}
        return moment | {name for name in self._closure(pools) if self.items[name].what == VALUE}

    def _closure(self, names: set[str]) -> set[str]:
        """The names and all readers in their subsystems, readers of readers and so on."""
        found, waiting = set(names), set(names)
        while waiting:
            subsystems = {name.partition(".")[0] for name in waiting}
            readers = {name for name, read in self.reads.items() if waiting.intersection(read)}
            waiting = {name for name in readers - found if name.partition(".")[0] in subsystems}
            found |= waiting
        return found


def _where(place: Place) -> Facts:
    return {"file": str(place.file), "line": place.line, "place": str(place)}


def _outcome_parts(word: str) -> tuple[str, ...]:
    from osteon.readouts import readouts

    return readouts()[word].parts if word in readouts() else ()


def _tested(names: set[str]) -> set[str]:
    from osteon.readouts import readouts

    return {word for word, readout in readouts().items() if names & set(readout.parts)}
