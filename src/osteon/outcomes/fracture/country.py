"""How fracture rates of a country compare with those of the United Kingdom, where the baseline is from.

The multiplier is of hip fracture in women and is used for both sexes and all sites, for want of better: rates of the
two sexes go together (r = 0.82, Kanis 2012). Most rows are only a class (low, moderate, high); two reviews by one
group, ten years apart, differ by more than tenfold for Turkey. `know` says how far off a multiplier may be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from osteon.outcomes.fracture.parameters import FractureParameters, Number
from osteon.outcomes.tables import pick, read_table


@dataclass(frozen=True, slots=True)
class CountryRate:
    """Fracture rates of a country over those of the United Kingdom (ratio), with its doubt and source."""

    country: str
    multiplier: float
    know: float
    kind: str
    source: str
    note: str


@cache
def countries() -> dict[str, CountryRate]:
    """Every country with a multiplier, by its two-letter code.

    >>> countries()["SE"].multiplier
    2.1
    """
    return {row["country"]: _rate(row) for row in read_table("fracture_country.csv")}


def _rate(row: dict[str, str]) -> CountryRate:
    multiplier, know = float(row["multiplier"]), float(row["know"])
    return CountryRate(row["country"], multiplier, know, row["kind"], row["source"], row["note"])


def country_multiplier(country: str, parameters: FractureParameters) -> Number:
    """The multiplier of a country, spread by its own doubt where the parameters are draws.

    >>> country_multiplier("GB", FractureParameters.typical())
    1.0
    """
    pick(country, tuple(countries()), "country")
    rate = countries()[country]
    spread = np.sqrt(np.log1p(rate.know**2)) * np.asarray(parameters.country_doubt, dtype=np.float64)
    drawn = rate.multiplier * np.exp(spread)
    return drawn if drawn.ndim else float(drawn)


def death_table(country: str) -> str:
    """The life table used for a country: its own where there is one, else the United Kingdom's.

    >>> death_table("US"), death_table("SE")
    ('US', 'GB')
    """
    return "US" if country == "US" else "GB"
