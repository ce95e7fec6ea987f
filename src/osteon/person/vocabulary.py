"""Words of a person file that come from tables: conditions, laboratory measures and assumed body sizes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from osteon.errors import InputError, nearest
from osteon.substances import folded
from osteon.units import DATA


@dataclass(frozen=True, slots=True)
class Measure:
    """A laboratory or scanner measure: its outcome word, own unit, other usual units, and bounds of the possible."""

    name: str
    words: tuple[str, ...]
    unit: str
    other_units: tuple[str, ...]
    molar_mass: float | None
    low: float
    high: float

    @property
    def iu_per_ug(self) -> float | None:
        """No measure is given in international units."""
        return None


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("|") if word)


@cache
def measures() -> dict[str, Measure]:
    """All measures by outcome word.

    >>> measures()["pth_intact"].unit
    'pg/mL'
    """
    return {
        row["outcome"]: Measure(
            row["outcome"],
            _words(row["words"]),
            row["unit"],
            _words(row["other_units"]),
            float(row["molar_mass"]) if row["molar_mass"] else None,
            float(row["low"]),
            float(row["high"]),
        )
        for row in _rows("labs.csv")
    }


@cache
def _measure_words() -> dict[str, Measure]:
    return {folded(word): measure for measure in measures().values() for word in (*measure.words, measure.name)}


def find_measure(word: str) -> Measure:
    """The measure a laboratory word stands for; raises InputError with the nearest words.

    >>> find_measure("25(OH)D").name, find_measure("T-score lumbar spine").name
    ('25ohd_serum', 't_score_lumbar_spine')
    """
    found = _measure_words().get(folded(word))
    if found is None:
        known = [name for measure in measures().values() for name in (*measure.words, measure.name)]
        hint = nearest(word[:50], known) or f"known are such as {', '.join(list(measures())[:6])}"
        raise InputError(f"unknown measurement; {hint}")
    return found


@cache
def conditions() -> dict[str, str]:
    """Every folded word for a condition with the condition it stands for.

    >>> conditions()["ckd"]
    'chronic kidney disease'
    """
    return {
        folded(word): row["condition"]
        for row in _rows("conditions.csv")
        for word in (row["condition"], *_words(row["words"]))
    }


@cache
def _condition_words() -> tuple[str, ...]:
    return tuple(word for row in _rows("conditions.csv") for word in (row["condition"], *_words(row["words"])))


def find_condition(word: str) -> str:
    """The condition a word stands for; raises InputError with the nearest words.

    >>> find_condition("Celiac disease")
    'coeliac disease'
    """
    found = conditions().get(folded(word))
    if found is None:
        hint = nearest(word[:50], _condition_words()) or "leave out what is not about bone, minerals, kidney or heart"
        raise InputError(f"unknown condition {word[:50]!r}; {hint}")
    return found


def body_size(sex: str) -> tuple[float, float, str]:
    """Median height (cm) and mass (kg) of adults of a sex, and where the figures come from.

    >>> body_size("female")[:2]
    (161.1, 73.9)
    """
    row = next(row for row in _rows("body_sizes.csv") if row["sex"] == sex)
    return float(row["height_cm"]), float(row["mass_kg"]), row["source"]


@cache
def diet_patterns() -> dict[str, str]:
    """Ways of eating that plans can keep to: their word by every word for them, folded.

    >>> diet_patterns()[folded("Plant-based")]
    'vegan'
    """
    rows = list(_rows("plan_diets.csv"))
    return {folded(word): row["word"] for row in rows for word in (row["word"], *_words(row["also"]))}
