"""Which equations read what, found by tracing each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from osteon.engine.declare import Declaration, Derived, Flow, Needs, Pool, Subsystem, Value
from osteon.engine.model import Model, Trace, full_name
from osteon.engine.quantity import Quantity

TIME = "time"


def readings(model: Model) -> Mapping[str, tuple[str, ...]]:
    """What each derived constant, value and flow reads, and what each pool starts from, all by full names.

    The word ``time`` stands for the time since the start. Equations that were replaced count as they were declared.

    >>> from osteon.body.editions import edition
    >>> readings(edition("peterson-riggs-2010").model())["plasma.calcium_concentration"]
    ('plasma.calcium', 'plasma.volume')
    """
    trace = Trace(model)
    found: dict[str, tuple[str, ...]] = {}
    for entry in (*model.derived, *model.values, *model.flows):
        declared = entry.declaration
        assert isinstance(declared, Derived | Value | Flow)
        recorder = _Recorder(trace)
        declared.method(declared.owner(recorder))
        found[entry.name] = tuple(recorder.seen)
    for entry in model.pools:
        assert isinstance(entry.declaration, Pool)
        start = entry.declaration.start
        found[entry.name] = (full_name(start.owner, start),) if isinstance(start, Declaration) else ()
    return found


@dataclass
class _Recorder:
    """Stands in for a tracing and notes what an equation reads."""

    trace: Trace
    seen: list[str] = field(default_factory=list)

    def read(self, subsystem: Subsystem, item: Declaration) -> Quantity:
        self._note(item.what if isinstance(item, Needs) else full_name(type(subsystem), item))
        return self.trace.read(subsystem, item)

    def time(self) -> Quantity:
        self._note(TIME)
        return self.trace.time()

    def _note(self, name: str) -> None:
        if name not in self.seen:
            self.seen.append(name)
