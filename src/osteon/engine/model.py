"""A model: subsystems traced into one graph, with the balance of every pool assembled from its flows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from osteon.engine.declare import Declaration, Derived, Flow, Needs, Param, Pool, Subsystem, Value
from osteon.engine.graph import Graph
from osteon.engine.quantity import Quantity
from osteon.engine.unit import Unit, unit
from osteon.errors import DeclarationError, nearest

DAY = unit("d")
Replacement = Callable[[Subsystem], Quantity]


@dataclass(frozen=True, slots=True)
class Entry:
    """One named thing of a model: its full name (``subsystem.name``), unit and declaration."""

    name: str
    unit: str
    declaration: Declaration

    @property
    def symbol(self) -> str:
        """The symbol used in the paper, or an empty string."""
        return str(getattr(self.declaration, "symbol", ""))

    @property
    def doc(self) -> str:
        """What it is, in plain words."""
        return str(getattr(self.declaration, "doc", ""))


@dataclass(frozen=True)
class Traced:
    """The graph of a model and the nodes that stand for its starts, rates and values."""

    graph: Graph
    starts: list[int]
    rates: list[int]
    values: dict[str, int]


@dataclass(frozen=True)
class Model:
    """Subsystems and any replaced equations; names, units and starts are known without tracing."""

    subsystems: tuple[type[Subsystem], ...]
    overlay: Mapping[str, float] = field(default_factory=dict)
    replacements: Mapping[str, Replacement] = field(default_factory=dict)
    held: frozenset[str] = frozenset()

    def with_flow(self, name: str, equation: Replacement) -> Model:
        """The same model with one flow, value or derived constant given by another function.

        The function receives the subsystem, as the method it replaces does.
        """
        names = [entry.name for entry in (*self.flows, *self.values, *self.derived)]
        if name not in names:
            raise DeclarationError(f"no flow or value is called {name!r}; {nearest(name, names)}")
        return replace(self, replacements={**self.replacements, name: equation})

    def holding(self, *names: str) -> Model:
        """The same model with some pools held at what they begin with: what would flow into or out of them is lost.

        >>> from osteon.engine.example import Cup
        >>> sorted(build([Cup]).holding("cup.water").held)
        ['cup.water']
        """
        known = [entry.name for entry in self.pools]
        for name in names:
            if name not in known:
                raise DeclarationError(f"no pool is called {name!r}; {nearest(name, known)}")
        return replace(self, held=self.held | set(names))

    @cached_property
    def pools(self) -> tuple[Entry, ...]:
        """The state variables in order."""
        return self._entries(Pool)

    @cached_property
    def params(self) -> tuple[Entry, ...]:
        """The parameters and inputs in order."""
        return self._entries(Param)

    @cached_property
    def derived(self) -> tuple[Entry, ...]:
        """Constants worked out from parameters."""
        return self._entries(Derived)

    @cached_property
    def values(self) -> tuple[Entry, ...]:
        """Quantities that can be read out."""
        return self._entries(Value)

    @cached_property
    def flows(self) -> tuple[Entry, ...]:
        """Rates between pools, in the unit of the pool a day."""
        return self._entries(Flow)

    @cached_property
    def defaults(self) -> dict[str, float]:
        """The value of every parameter in its own unit, with the edition's fitted values laid over."""
        declared = {entry.name: _param(entry).value for entry in self.params}
        unknown = [name for name in self.overlay if name not in declared]
        if unknown:
            raise DeclarationError(
                f"the edition sets {unknown[0]!r}, which no subsystem declares; {nearest(unknown[0], declared)}"
            )
        return {**declared, **self.overlay}

    def trace(self) -> Traced:
        """Call every equation once and assemble the balances.

        Raises:
            DeclarationError: a unit that does not fit, an unmet need, a circle of values.
        """
        return Trace(self).assemble()

    def _entries(self, kind: type[Declaration]) -> tuple[Entry, ...]:
        found = []
        for subsystem in self.subsystems:
            for item in subsystem.declarations():
                if isinstance(item, kind):
                    found.append(Entry(full_name(subsystem, item), _unit_of(item), item))
        return tuple(found)


@dataclass
class Trace:
    """One tracing of a model: hands out nodes and checks units on the way."""

    model: Model
    graph: Graph = field(default_factory=Graph)
    known: dict[str, Quantity] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.instances = {subsystem.title(): subsystem(self) for subsystem in self.model.subsystems}
        self.state_index = {entry.name: index for index, entry in enumerate(self.model.pools)}
        self.param_index = {entry.name: index for index, entry in enumerate(self.model.params)}

    def assemble(self) -> Traced:
        """All starts, rates and values as nodes."""
        values = {entry.name: self.look(entry.name) for entry in (*self.model.derived, *self.model.values)}
        rates = self.balances()
        flows = {entry.name: self.look(entry.name) for entry in self.model.flows}
        nodes = {name: quantity.node for name, quantity in {**values, **flows}.items()}
        return Traced(self.graph, [self.start(entry) for entry in self.model.pools], rates, nodes)

    def time(self) -> Quantity:
        """Time since the start of the run."""
        return Quantity(self.graph, self.graph.leaf("time"), DAY)

    def read(self, subsystem: Subsystem, item: Declaration) -> Quantity:
        """The node of a declaration of this subsystem."""
        return self.need(subsystem, item) if isinstance(item, Needs) else self.look(full_name(type(subsystem), item))

    def need(self, subsystem: Subsystem, item: Needs) -> Quantity:
        """The node of something declared elsewhere, in the unit it is wanted in."""
        where = f"{type(subsystem).__module__}: {full_name(type(subsystem), item)}"
        owner, _, name = item.what.partition(".")
        if owner not in self.instances or name not in vars(type(self.instances[owner])):
            known = [entry.name for entry in (*self.model.pools, *self.model.values, *self.model.params)]
            raise DeclarationError(
                f"{where} needs {item.what!r}, which this model does not have; {nearest(item.what, known)}"
            )
        try:
            return self.look(item.what).to(item.unit)
        except DeclarationError as error:
            raise DeclarationError(f"{where} needs {item.what}: {error}") from None

    def look(self, name: str) -> Quantity:
        """The node of anything declared, traced when it is first asked for."""
        if name not in self.known:
            if name in self.pending:
                raise DeclarationError(f"values go in a circle: {' -> '.join([*self.pending, name])}")
            self.pending.append(name)
            self.known[name] = self._node(name)
            self.pending.pop()
        return self.known[name]

    def _node(self, name: str) -> Quantity:
        owner, _, attribute = name.partition(".")
        subsystem = self.instances[owner]
        item = vars(type(subsystem))[attribute]
        if isinstance(item, Pool):
            return Quantity(self.graph, self.graph.leaf("state", self.state_index[name]), unit(item.unit))
        if isinstance(item, Param):
            return Quantity(self.graph, self.graph.leaf("param", self.param_index[name]), unit(item.unit))
        if isinstance(item, Flow):
            return self._evaluate(name, subsystem, item.method, unit(_unit_of(item)))
        if isinstance(item, Derived | Value):
            return self._evaluate(name, subsystem, item.method, unit(item.unit))
        raise DeclarationError(f"{name} is not something that can be read")

    def _evaluate(self, name: str, subsystem: Subsystem, method: Replacement, wanted: Unit) -> Quantity:
        equation = self.model.replacements.get(name, method)
        try:
            return equation(subsystem).to(wanted)
        except DeclarationError as error:
            text = str(error)
            raise DeclarationError(text if text.startswith(("osteon.", "in ")) else f"in {name}: {text}") from None

    def balances(self) -> list[int]:
        """The rate of change of every pool a day, in the pool's unit: what enters less what leaves."""
        graph = self.graph
        totals = [graph.const(0.0)] * len(self.model.pools)
        for entry in self.model.flows:
            item = entry.declaration
            assert isinstance(item, Flow)
            rate = self.look(entry.name)
            for operation, pools in (("sub", item.ends.leaves), ("add", item.ends.enters)):
                for pool in pools:
                    name = self.pool_name(entry.name, pool)
                    if name in self.model.held:
                        continue
                    index = self.state_index[name]
                    wanted = unit(f"{self.model.pools[index].unit}/d")
                    totals[index] = graph.make(operation, totals[index], rate.to(wanted).node)
        return totals

    def pool_name(self, flow: str, end: Pool | Needs) -> str:
        """The full name of the pool at one end of a flow, declared here or elsewhere."""
        name = end.what if isinstance(end, Needs) else full_name(end.owner, end)
        if name not in self.state_index:
            raise DeclarationError(f"{flow}: {name!r} is not a pool of this model; {nearest(name, self.state_index)}")
        return name

    def start(self, entry: Entry) -> int:
        """What a pool holds at the start of a run, as a node of parameters only."""
        pool = entry.declaration
        assert isinstance(pool, Pool)
        if isinstance(pool.start, float | int):
            return self.graph.const(float(pool.start))
        node = self.look(full_name(pool.owner, pool.start)).to(pool.unit).node
        if self.graph.depends_on(("state", "time"))[node]:
            raise DeclarationError(f"{entry.name}: the start may depend on parameters only")
        return node


def full_name(owner: type[Subsystem], item: Declaration) -> str:
    """How a declaration is called outside its subsystem: ``subsystem.name``.

    >>> from osteon.engine.example import Cup
    >>> full_name(Cup, Cup.water)
    'cup.water'
    """
    return f"{owner.title()}.{item.name}"


def build(subsystems: Sequence[type[Subsystem]], overlay: Mapping[str, float] | None = None) -> Model:
    """A model of the given subsystems, with an edition's fitted values laid over the declared ones.

    >>> from osteon.engine.example import Cup
    >>> model = build([Cup], {"cup.leak": 0.25})
    >>> [entry.name for entry in model.pools], model.defaults["cup.leak"]
    (['cup.water', 'cup.floor'], 0.25)
    """
    return Model(tuple(subsystems), dict(overlay or {}))


def _param(entry: Entry) -> Param:
    assert isinstance(entry.declaration, Param)
    return entry.declaration


def _unit_of(item: Declaration) -> str:
    if isinstance(item, Flow):
        pool = (*item.ends.leaves, *item.ends.enters)[0]
        return f"{pool.unit}/d"
    return str(getattr(item, "unit", ""))
