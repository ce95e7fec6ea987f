"""How much studies of the same thing differ beyond chance, declared before fitting in `heterogeneity.toml`."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from osteon.errors import EvidenceError
from osteon.evidence.trial_parts import MEASURES, Endpoint

FILE = Path(__file__).parent / "heterogeneity.toml"
_DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Tau:
    """A declared between-study SD, with its source and its arithmetic; `kind` is computed, reported or judgement."""

    outcome: str
    domain: str
    measures: tuple[str, ...]
    comparison: str
    absolute: float
    per_year: float
    relative: float
    kind: str
    source: str
    how: str

    def size(self, figure: float, years: float) -> float:
        """The between-study SD of a figure of this size after these years, in the units of the file.

        >>> Tau("", "", (), "", absolute=3.0, per_year=0, relative=0.4, kind="", source="", how="").size(10, 1)
        5.0
        """
        return math.hypot(self.absolute, self.per_year * years, self.relative * abs(figure))


@cache
def declared() -> tuple[Tau, ...]:
    """All declared between-study SDs, in the order of the file.

    >>> declared()[0].outcome
    '25ohd_serum'
    """
    with FILE.open("rb") as file:
        return tuple(_tau(table) for table in tomllib.load(file)["tau"])


def _tau(table: dict[str, Any]) -> Tau:
    return Tau(
        outcome=table.get("outcome", ""),
        domain=table.get("domain", ""),
        measures=tuple(table.get("measures", MEASURES)),
        comparison=table.get("comparison", ""),
        absolute=float(table.get("absolute", 0)),
        per_year=float(table.get("per_year", 0)),
        relative=float(table.get("relative", 0)),
        kind=table["kind"],
        source=table["source"],
        how=table["how"],
    )


def tau_for(endpoint: Endpoint) -> Tau | None:
    """The declared spread that applies to an endpoint: of its outcome, else of its domain; None if not registered."""
    if endpoint.known is None:
        return None
    comparison = "versus" if endpoint.versus else "arm"
    fitting = [tau for tau in declared() if endpoint.measure in tau.measures and tau.comparison in ("", comparison)]
    own = [tau for tau in fitting if tau.outcome == endpoint.outcome]
    general = [tau for tau in fitting if tau.domain == endpoint.known.domain]
    return next(iter(own + general), None)


def between_study_sd(endpoint: Endpoint, size: float | None = None) -> float:
    """The between-study SD of a figure in its own unit (log scale for a ratio); `size` replaces the observed figure.

    Raises EvidenceError if nothing is declared for it.

    >>> seen = Endpoint("dp_ucmgp", "percent_change", "MK-7", 84, observed=-31, se=5)
    >>> between_study_sd(seen)
    13.0
    """
    tau = tau_for(endpoint)
    if tau is None or endpoint.known is None:
        raise EvidenceError(f"no between-study spread is declared for {endpoint.outcome}; add one to {FILE.name}")
    figure = endpoint.observed if size is None else size
    plain = endpoint.measure not in ("value", "change")
    factor = 1.0 if plain else endpoint.known.factor_from(endpoint.unit)
    years = (endpoint.day - endpoint.from_day) / _DAYS_PER_YEAR
    return tau.size((figure or 0.0) * factor, years) / factor
