"""The words in which physiology is declared: pools, flows between them, parameters, needs and values.

A subsystem is a class; its equations are methods that are called once, with graph nodes, when a model is traced.

    class Calcium(Subsystem):
        gut = Pool("mmol", start=1.6, doc="ionised calcium in the small bowel")
        plasma = Pool("mmol", start=33.0, doc="extracellular calcium")
        passive = Param(0.05, "1/h", know=0.2, vary=0.2, kind="assumed", source="...", doc="...")

        @flow(gut, into=plasma)
        def absorption(self) -> Quantity:
            return self.passive * self.gut
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol, TypeVar, overload

from osteon.engine.quantity import Quantity
from osteon.errors import DeclarationError

Kind = Literal["measured", "fitted", "assumed", "definition", "input"]
Method = Callable[[Any], Quantity]
Owner = TypeVar("Owner", bound="Subsystem")


class Tracer(Protocol):
    """What a subsystem asks for nodes while its equations are traced."""

    def read(self, subsystem: Subsystem, item: Declaration) -> Quantity:
        """The node of a pool, parameter, need, derived constant or value."""
        ...

    def time(self) -> Quantity:
        """The time since the start of the run."""
        ...


class Declaration:
    """Something declared in a subsystem's class body; read on an instance, it gives its node."""

    name: str = ""
    owner: type[Subsystem]

    def __set_name__(self, owner: type[Subsystem], name: str) -> None:
        self.name = name
        self.owner = owner

    @overload
    def __get__(self, instance: None, owner: type[Subsystem]) -> Declaration: ...
    @overload
    def __get__(self, instance: Subsystem, owner: type[Subsystem]) -> Quantity: ...
    def __get__(self, instance: Subsystem | None, owner: type[Subsystem]) -> Declaration | Quantity:
        return self if instance is None else instance.tracer.read(instance, self)


class Param(Declaration):
    """A constant as a record: value and unit as printed, two spreads, kind, source and the paper's symbol.

    `know` is how unsure we are of the typical value, `vary` how much people differ, both as coefficients of variation
    of a log-normal; where `spread` is "normal", both are standard deviations in the parameter's own unit.
    """

    def __init__(
        self,
        value: float,
        unit: str,
        *,
        doc: str,
        know: float,
        vary: float,
        kind: Kind,
        source: str,
        at: str = "",
        symbol: str = "",
        note: str = "",
        spread: Literal["lognormal", "normal"] = "lognormal",
        low: float | None = None,
        high: float | None = None,
    ) -> None:
        self.value, self.unit, self.doc = float(value), unit, doc
        self.know, self.vary, self.spread = know, vary, spread
        self.kind: Kind = kind
        self.source, self.at, self.symbol, self.note = source, at, symbol, note
        self.low, self.high = low, high


class Input(Param):
    """A number that a person, a schedule or a scenario sets; `value` is what holds where nothing is said."""

    def __init__(self, value: float, unit: str, *, doc: str, symbol: str = "") -> None:
        super().__init__(value, unit, doc=doc, know=0.0, vary=0.0, kind="input", source="input", symbol=symbol)


class Needs(Declaration):
    """What this subsystem reads from another one, by name; the only coupling between subsystems.

    Where it names a pool it can also be an end of a flow, as in ``@flow(mineral, into=plasma)``.
    """

    def __init__(self, what: str, unit: str) -> None:
        self.what, self.unit = what, unit


class Derived(Declaration):
    """A constant worked out from parameters alone, once per person."""

    def __init__(self, method: Method, unit: str, symbol: str) -> None:
        self.method, self.unit, self.symbol = method, unit, symbol
        self.doc = _first_line(method)


class Value(Declaration):
    """A quantity worked out from pools, parameters and time; other subsystems and reports can read it."""

    def __init__(self, method: Method, unit: str, symbol: str) -> None:
        self.method, self.unit, self.symbol = method, unit, symbol
        self.doc = _first_line(method)


class Pool(Declaration):
    """An amount that flows fill and empty. `start` is a number or a parameter or derived constant of the same class.

    `scale` is a typical size, for error control; `signed` marks the few pools that may be negative; `element` names
    what is conserved; `ledger` marks a running total outside the body (eaten, excreted).
    """

    def __init__(
        self,
        unit: str,
        *,
        start: float | Param | Derived,
        doc: str,
        symbol: str = "",
        scale: float | None = None,
        signed: bool = False,
        element: str = "",
        ledger: bool = False,
    ) -> None:
        self.unit, self.start, self.doc, self.symbol = unit, start, doc, symbol
        self.scale, self.signed, self.element, self.ledger = scale, signed, element, ledger


@dataclass(frozen=True, slots=True)
class Ends:
    """The pools a flow leaves and those it enters."""

    leaves: tuple[Pool | Needs, ...]
    enters: tuple[Pool | Needs, ...]


class Flow(Declaration):
    """A rate with the pools it leaves and enters; each pool's balance is assembled from its flows."""

    def __init__(self, method: Method, ends: Ends, symbol: str) -> None:
        self.method, self.ends, self.symbol = method, ends, symbol
        self.doc = _first_line(method)


class Subsystem:
    """A part of the body; subclass it once and declare pools, parameters, needs, values and flows in the class body."""

    source: ClassVar[str] = ""

    def __init__(self, tracer: Tracer) -> None:
        self.tracer = tracer

    @property
    def time(self) -> Quantity:
        """Time since the start of the run, in days."""
        return self.tracer.time()

    @classmethod
    def title(cls) -> str:
        """The subsystem's name in snake case, as other subsystems spell it in their needs.

        >>> Subsystem.title()
        'subsystem'
        """
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def declarations(cls) -> Iterator[Declaration]:
        """All declarations in the order they are written."""
        return (item for item in vars(cls).values() if isinstance(item, Declaration))


def flow(
    *leaves: Pool | Needs, into: Pool | Needs | tuple[Pool | Needs, ...] = (), symbol: str = ""
) -> Callable[[Method], Flow]:
    """Declare a rate that leaves the given pools and enters others; none on one side is the world outside."""
    enters = into if isinstance(into, tuple) else (into,)
    if not leaves and not enters:
        raise DeclarationError("a flow needs a pool to leave or a pool to enter")
    return lambda method: Flow(method, Ends(leaves, enters), symbol)


def value(unit: str, *, symbol: str = "") -> Callable[[Method], Value]:
    """Declare a quantity that others can read and reports can show."""
    return lambda method: Value(method, unit, symbol)


def derived(unit: str, *, symbol: str = "") -> Callable[[Method], Derived]:
    """Declare a constant that follows from parameters alone."""
    return lambda method: Derived(method, unit, symbol)


def _first_line(method: Method) -> str:
    text = (method.__doc__ or "").strip()
    if not text:
        raise DeclarationError(f"{method.__qualname__} needs a docstring that says in plain words what it is")
    return text.splitlines()[0]
