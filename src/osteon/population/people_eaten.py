"""Draws what people eat in a day: what the survey counts, what it does not, and what a spec names."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from osteon.draws import NINETY
from osteon.evidence.replay_people import SPREADS
from osteon.evidence.trial_parts import Spread
from osteon.outcomes.tables import read_table
from osteon.population.joint import QUANTITIES
from osteon.population.people_numbers import Columns, Draw, Who, law_kept, limited, or_else
from osteon.population.spec import Spec
from osteon.substances import find_substance
from osteon.units import Amount

FloatArray = NDArray[np.float64]

NUTRIENTS = QUANTITIES[3:]


def drawn_intakes(spec: Spec, draw: Draw, scores: Columns, who: Who) -> Columns:
    """Intakes by nutrient, each in its substance's own unit a day.

    >>> who, draw = Who(np.array([60.0]), np.array([True]), np.array([0])), Draw(1, 0, 1, 0, np.arange(1))
    >>> 600 < float(drawn_intakes(Spec(), draw, {name: np.zeros(1) for name in QUANTITIES}, who)["calcium_intake"][0])
    True
    """
    wanted = {general_name(name): (name, spread) for name, spread in spec.people.intakes.items()}
    found: Columns = {}
    for nutrient in NUTRIENTS:
        name, spread = wanted.pop(nutrient, (nutrient, None))
        spread, factor = (_told(spread), per_unit(name, spread.unit)) if spread else (None, 1.0)
        found[column_of(nutrient)] = limited(spread, nutrient, scores[nutrient], who, factor=factor)
    found |= _vitamers(draw, found["energy_intake"])
    for nutrient, (name, spread) in wanted.items():
        law = law_kept(_told(spread, whole=True), positive=True, factor=per_unit(name, spread.unit))
        found[column_of(nutrient)] = law.at(draw.score(f"intake {nutrient}"))
    return found


def _vitamers(draw: Draw, energy: FloatArray) -> Columns:
    """What the survey does not count: forms of vitamin K2 and D, each with its own range (5 to 95 of 100 people)."""
    found: Columns = {}
    for row in rows_of_usual():
        low, middle, high = (float(row[column]) for column in ("low", "middle", "high"))
        score = draw.score(f"intake {row['nutrient']}") / NINETY
        side = np.where(score < 0, middle / max(low, 0.05 * middle, 1e-9), high / max(middle, 1e-9))
        per = energy / 1000.0 if row["unit"].endswith("/1000 kcal") else 1.0
        found[column_of(row["nutrient"])] = middle * side**score * per
    return found


@cache
def rows_of_usual() -> tuple[dict[str, str], ...]:
    """The rows of data/food_usual.csv that no survey column stands for.

    >>> [row["nutrient"] for row in rows_of_usual()]
    ['calcifediol', 'MK-4', 'MK-7', 'MK-9']
    """
    known = {*NUTRIENTS, "energy"}
    return tuple(
        dict(row) for row in read_table("food_usual.csv") if row["nutrient"] not in known and float(row["middle"])
    )


def column_of(nutrient: str) -> str:
    """The name of a nutrient's column.

    >>> column_of("vitamin D3"), column_of("MK-7")
    ('vitamin_d3_intake', 'mk_7_intake')
    """
    return nutrient.lower().replace(" ", "_").replace("-", "_") + "_intake"


def general_name(nutrient: str) -> str:
    """The quantity that stands for a nutrient as a spec names it.

    >>> general_name("vitamin D")
    'vitamin D3'
    """
    return {"vitamin D": "vitamin D3", "vitamin K": "vitamin K1"}.get(nutrient, nutrient)


def nutrients_of(spec: Spec) -> tuple[str, ...]:
    """Every nutrient of which people of a spec have an intake.

    >>> "MK-9" in nutrients_of(Spec())
    True
    """
    told = (general_name(name) for name in spec.people.intakes)
    return tuple(dict.fromkeys((*NUTRIENTS, *(row["nutrient"] for row in rows_of_usual()), *told)))


def per_unit(nutrient: str, unit: str) -> float:
    """How many of the substance's own units a day one `unit` is.

    >>> per_unit("vitamin D", "IU/d")
    0.025
    """
    substance = find_substance(nutrient, ("nutrient",))
    return Amount(1.0, unit or f"{substance.unit}/d").to(f"{substance.unit}/d", of=substance)


def _told(spread: Spread, *, whole: bool = False) -> Spread:
    """A spread with the usual variation where a mean stands alone; with `whole`, limits alone give their middle."""
    mean = spread.mean
    if mean is None and whole:
        mean = (or_else(spread.min, 0.0) + or_else(spread.max, or_else(spread.min, 0.0) * 2)) / 2
    if mean is None:
        return spread
    sd = SPREADS["intake"] * mean if spread.sd is None else spread.sd
    return Spread(mean, sd, spread.min, spread.max)
