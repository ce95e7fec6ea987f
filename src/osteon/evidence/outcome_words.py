"""The words for what a trial measures: unit, plain name and domain of each, read from `outcomes.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from osteon.errors import InputError
from osteon.units import Amount

FILE = Path(__file__).parent / "outcomes.toml"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome word; `notable_value` (in `unit`) and `notable_percent` are the smallest differences that count."""

    word: str
    name: str
    unit: str
    domain: str
    spellings: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    molar_mass: float | None = None
    notable_value: float | None = None
    notable_percent: float | None = None

    @property
    def iu_per_ug(self) -> float | None:
        """No outcome is counted in international units."""
        return None

    def factor_from(self, unit: str) -> float:
        """What to multiply a figure in `unit` with to have it in the outcome's own unit; InputError if it does not fit.

        >>> round(outcomes()["25ohd_serum"].factor_from("ng/mL"), 3)
        2.496
        """
        if unit == self.unit or unit in self.spellings:
            return 1.0
        if unit == "fraction" and self.unit == "%":
            return 100.0
        try:
            return Amount(1.0, unit).to(self.unit, of=self)
        except InputError as error:
            allowed = " or ".join((self.unit, *self.spellings))
            raise InputError(f"unit {unit!r} does not fit {self.word}, which is in {allowed}") from error


@cache
def outcomes() -> Mapping[str, Outcome]:
    """All registered outcome words, each under its own word only.

    >>> outcomes()["bmd_total_hip"].name
    'bone mineral density of the total hip (DXA)'
    """
    with FILE.open("rb") as file:
        tables = tomllib.load(file)
    return MappingProxyType({word: _outcome(word, table) for word, table in tables.items()})


def _outcome(word: str, table: Mapping[str, Any]) -> Outcome:
    notable = table.get("notable", {})
    return Outcome(
        word,
        name=table["name"],
        unit=table["unit"],
        domain=table["domain"],
        spellings=tuple(table.get("spellings", ())),
        also=tuple(table.get("also", ())),
        molar_mass=table.get("molar_mass"),
        notable_value=notable.get("value"),
        notable_percent=notable.get("percent"),
    )


@cache
def _synonyms() -> Mapping[str, str]:
    return MappingProxyType({other: word for word, outcome in outcomes().items() for other in (word, *outcome.also)})


def outcome_word(given: str) -> str | None:
    """The registered word for an outcome as a source may write it; None if it is not known.

    >>> outcome_word("fracture_hip_hr"), outcome_word("happiness")
    ('fracture_hip', None)
    """
    return _synonyms().get(given)
