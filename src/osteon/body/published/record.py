"""Short ways to record the numbers of a published model, whose own doubt and spread are not part of a reproduction."""

from __future__ import annotations

from osteon.engine.declare import Param
from osteon.engine.quantity import Quantity

CORE = "biomd613"
LATER = "golden_parameters"
RELATIONS = "golden_relations"


def printed(
    value: float, unit: str, symbol: str, doc: str, *, source: str = CORE, vary: float = 0.0, note: str = ""
) -> Param:
    """A parameter of the published files, under its own symbol; `vary` only where the sampled population varies it.

    >>> printed(0.1, "1/h", "T69", "calcitriol loss").at
    'parameter T69'
    """
    return Param(
        value,
        unit,
        doc=doc,
        know=0.0,
        vary=vary,
        kind="fitted",
        source=source,
        at=f"parameter {symbol}",
        symbol=symbol,
        note=note,
    )


def start(value: float, unit: str, pool: str, doc: str, *, source: str = CORE) -> Param:
    """What a pool holds at time 0; the published equations also use it as the pool's reference, under the symbol X_0.

    >>> start(53.9, "pmol", "PTH", "parathyroid hormone at the start").symbol
    'PTH_0'
    """
    at = f"initial value of {pool}"
    return Param(value, unit, doc=doc, know=0.0, vary=0.0, kind="definition", source=source, at=at, symbol=f"{pool}_0")


def literal(value: float, unit: str, doc: str, *, at: str, source: str = CORE) -> Param:
    """A number that the published equations hold without a name; `at` is the equation it stands in.

    >>> literal(0.464, "1", "phosphate per calcium of bone", at="J41").kind
    'definition'
    """
    return Param(value, unit, doc=doc, know=0.0, vary=0.0, kind="definition", source=source, at=at)


def half_point(at: Quantity, *, share: Quantity, steepness: Quantity) -> Quantity:
    """The half point that lets a Hill curve pass through `share` (above 0, below 1) where its argument equals `at`.

    This is how the published model closes its rates at baseline: x0^g / (x0^g + EC50^g) = share, solved for EC50.
    """
    return at * (1 / share - 1) ** (1 / steepness)
