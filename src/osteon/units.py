"""Quantities at the border of the program: "1000 IU" becomes a number and a unit, and converts where that makes sense.

Inside the program there are plain floats. Units and their spellings are the rows of `data/units.csv`; a month is
365.25/12 days. Mass, substance amount and international units convert into each other only for a named substance.
"""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

from osteon.errors import InputError, nearest

DATA = Path(__file__).parent / "data"

Dimensions = tuple[tuple[str, int], ...]


class Counted(Protocol):
    """What a substance must tell before its mass, moles and international units can be exchanged."""

    @property
    def name(self) -> str:
        """The word to use in a message."""

    @property
    def molar_mass(self) -> float | None:
        """Grams per mole of what the amounts count."""

    @property
    def iu_per_ug(self) -> float | None:
        """International units in one microgram."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in its one spelling, with its size in base units (g, mol, m, day, IU, kcal) and its dimensions."""

    text: str
    factor: float
    dimensions: Dimensions

    def describe(self) -> str:
        """Name the kind of quantity, such as "mass / time".

        >>> parse_unit("mg/day").describe()
        'mass / time'
        """
        up = [_power(_KINDS.get((name, power), (name, power))) for name, power in self.dimensions if power > 0]
        down = [_power(_KINDS.get((name, -power), (name, -power))) for name, power in self.dimensions if power < 0]
        return " / ".join([" x ".join(up) or "1", *down])


_KINDS = {("length", 3): ("volume", 1), ("length", 2): ("area", 1)}


def _power(kind: tuple[str, int]) -> str:
    name, power = kind
    return name if power == 1 else f"{name}^{power}"


@dataclass(frozen=True, slots=True)
class _Symbol:
    unit: str
    factor: float
    dimension: str
    power: int


@cache
def _symbols() -> dict[str, _Symbol]:
    """All spellings of `data/units.csv`, and their lower-case forms where these are not units themselves."""
    exact: dict[str, _Symbol] = {}
    with (DATA / "units.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            symbol = _Symbol(row["unit"], float(row["factor"]), row["dimension"], int(row["power"]))
            for spelling in [row["unit"], *row["spellings"].split("|")]:
                exact[spelling] = symbol
    return {spelling.lower(): symbol for spelling, symbol in reversed(exact.items())} | exact


_RAISED = re.compile(r"(.*?[^\d^*])(?:\^|\*\*)?([23])")
_PER = re.compile(r"\s*/\s*|\s+(?:per|a|an|each|every)\s+")
_SUPERSCRIPT = str.maketrans("²³", "23")


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit:
    """Read a unit such as "mL/min/1.73m2", "ug per day" or "nmol/L"; raises InputError with the nearest spelling.

    >>> parse_unit("mcg per day").text
    'ug/d'
    """
    wanted = re.sub(r"\s+daily$", "/d", re.sub(r"\s+weekly$", "/wk", text.strip().replace("·", " ")))
    pieces = _PER.split(wanted)
    parts = [_part(piece, text) for piece in pieces]
    factor = parts[0][0].factor ** parts[0][1]
    powers = {parts[0][0].dimension: parts[0][0].power * parts[0][1]}
    for symbol, power in parts[1:]:
        factor /= symbol.factor**power
        powers[symbol.dimension] = powers.get(symbol.dimension, 0) - symbol.power * power
    spelled = "/".join(symbol.unit + (str(power) if power > 1 else "") for symbol, power in parts)
    kept = tuple(sorted((name, power) for name, power in powers.items() if power and name != "share"))
    return Unit(spelled, factor, kept)


def _part(piece: str, whole: str) -> tuple[_Symbol, int]:
    known = _symbols()
    plain = piece.strip().translate(_SUPERSCRIPT)
    for spelling in (piece.strip(), plain, plain.lower()):
        if spelling in known:
            return known[spelling], 1
    raised = _RAISED.fullmatch(plain)
    if raised:
        base = known.get(raised[1]) or known.get(raised[1].lower())
        if base and base.power == 1:
            return base, int(raised[2])
    hint = nearest(plain, known) if len(plain) < 30 else ""
    inside = f" in {_short(whole)}" if plain != whole.strip() else ""
    raise InputError(f"unknown unit {_short(plain)}{inside}; {hint or 'units look like mg, ug, IU, nmol/L or mg/d'}")


def _short(text: object) -> str:
    shown = repr(text)
    return shown if len(shown) <= 50 else shown[:46] + "...'"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, such as 42 nmol/L; the unit is kept in its one spelling ("ug", never "mcg").

    >>> Amount(1000, "mcg")
    Amount(value=1000.0, unit='ug')
    """

    value: float
    unit: str

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise InputError(f"{self.value} {self.unit} is not a number that can be used")
        object.__setattr__(self, "value", float(self.value))
        object.__setattr__(self, "unit", parse_unit(self.unit).text)

    def __str__(self) -> str:
        return f"{plain_number(self.value)} {self.unit}"

    def to(self, unit: str, of: Counted | None = None) -> float:
        """The number in another unit; `of` names the substance where mass, moles and IU must be exchanged.

        >>> Amount(1.2, "g/d").to("mg/d")
        1200.0
        """
        have, want = parse_unit(self.unit), parse_unit(unit)
        factor = have.factor / want.factor if have.factor != want.factor else 1.0
        if have.dimensions != want.dimensions:
            factor *= _exchange(have, want, of)
        return _tidy(self.value * factor)

    def converted(self, unit: str, of: Counted | None = None) -> Amount:
        """The same quantity written in another unit.

        >>> str(Amount(2, "wk").converted("d"))
        '14 d'
        """
        return Amount(self.to(unit, of), unit)


def _tidy(value: float) -> float:
    """A number without the last-digit noise of a conversion: 25 for 25.000000000000004, but 1/3 as it is."""
    short = float(f"{value:.12g}")
    return short if math.isclose(short, value, rel_tol=1e-15) else value


def _exchange(have: Unit, want: Unit, of: Counted | None) -> float:
    """Factor from the base units of one to those of the other, through grams of a substance."""
    left, from_grams = _in_grams(have.dimensions, of)
    right, to_grams = _in_grams(want.dimensions, of)
    if left == right:
        return from_grams / to_grams
    if of is None and _in_grams(have.dimensions, _ANY)[0] == _in_grams(want.dimensions, _ANY)[0]:
        raise InputError(f"{have.text} becomes {want.text} only for a named substance; name it, or give {want.text}")
    name = f" for {of.name}" if of else ""
    raise InputError(f"{have.text} ({have.describe()}) cannot become {want.text} ({want.describe()}){name}")


def _in_grams(dimensions: Dimensions, of: Counted | None) -> tuple[Dimensions, float]:
    factor, powers = 1.0, dict(dimensions)
    grams_per = (
        {"amount": of.molar_mass, "international units": 1e-6 / of.iu_per_ug if of.iu_per_ug else None} if of else {}
    )
    for name, grams in grams_per.items():
        power = powers.get(name, 0)
        if power and grams:
            factor *= grams**power
            powers["mass"] = powers.get("mass", 0) + powers.pop(name)
    return tuple(sorted((name, power) for name, power in powers.items() if power)), factor


@dataclass(frozen=True)
class _AnySubstance:
    name: str = "any substance"
    molar_mass: float = 1.0
    iu_per_ug: float = 1.0


_ANY = _AnySubstance()


def plain_number(value: float) -> str:
    """Write a number so that it reads back exactly, without a needless ".0".

    >>> plain_number(180.0), plain_number(0.25)
    ('180', '0.25')
    """
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


_LONGEST = 80
_NUMBER = r"[+\-−]?(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)|\d+)?(?:\.\d*)?(?:[eE][+\-−]?\d+)?"
_LEADING = re.compile(rf"\s*({_NUMBER})\s*(.*)", re.DOTALL)
_SECOND = re.compile(r"(.*?\D)\s*((?<![\d./^])\d+(?:\.\d*)?)\s*([^\d./]+)", re.DOTALL)


def parse_amount(given: object, example: str = "1000 IU") -> Amount:
    """Read one quantity with its unit, such as "180 ug", "5 ft 4 in" or "75 mL/min/1.73m2".

    Raises InputError for a bare number, a range, a decimal comma, an unknown unit, or anything not finite.

    >>> parse_amount("1,200 mg/day")
    Amount(value=1200.0, unit='mg/d')
    >>> parse_amount("5 ft 4 in").to("cm")
    162.56
    """
    if isinstance(given, bool) or not isinstance(given, str):
        raise InputError(_not_text(given, example))
    text = given.strip()
    if len(text) > _LONGEST:
        raise InputError(f"{_short(text)} is too long for a quantity; write it like {_short(example)}")
    number, rest = _split_number(text, example)
    if not rest:
        raise InputError(f"{_short(given)} has no unit; write it like {_short(example)}")
    value = _finite(number, text)
    second = _SECOND.fullmatch(rest)
    if second and value >= 0 and _same_kind(second[1], second[3]):
        return Amount(Amount(value, second[1]).to(second[3]) + float(second[2]), second[3])
    return Amount(value, rest)


def _same_kind(first: str, second: str) -> bool:
    known = _symbols()
    large, small = known.get(first.strip().lower()), known.get(second.strip().lower())
    return bool(large and small and large.dimension == small.dimension and large.factor > small.factor)


def _not_text(given: object, example: str) -> str:
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return f"{given} has no unit; write it with one, in quotes, like {_short(example)}"
    return f"{_short(given)} is not a quantity; write it in quotes with its unit, like {_short(example)}"


def _split_number(text: str, example: str) -> tuple[str, str]:
    if text.startswith(("<", ">", "≤", "≥", "~", "≈")):
        raise InputError(f"{_short(text)} is a bound; one number is needed, like {_short(example)}")
    match = _LEADING.fullmatch(text)
    number, rest = (match[1], match[2]) if match else ("", text)
    if not any(mark.isdigit() for mark in number):
        raise InputError(f"{_short(text)} does not start with a number; write it like {_short(example)}")
    if re.match(r"[-–—]\s*\d|to\s+\d", rest):
        raise InputError(f"{_short(text)} is a range; one number is needed, like {_short(example)}")
    if re.match(r",\d", rest) or re.match(r"0\d*,", number):
        raise InputError(f"{_short(text)} has a decimal comma; write a point, like 1.5")
    if re.fullmatch(r"[1-9]\d{0,2}\.000", number):
        raise InputError(f"{_short(text)} can be read as one or as thousands; write {number[:-4]} or {number[:-4]}000")
    return number, rest


def _finite(number: str, text: str) -> float:
    try:
        value = float(re.sub(r"[,\u00a0\u202f ]", "", number).replace("−", "-"))
    except ValueError:
        raise InputError(f"{_short(text)} does not start with a number that can be read") from None
    if not math.isfinite(value):
        raise InputError(f"{_short(text)} is too large a number")
    return value
