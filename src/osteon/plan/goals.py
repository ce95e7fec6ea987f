"""What a plan aims at: a level of 25(OH)D in the person's own blood, or a nutrient's daily amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from osteon.errors import InputError, nearest
from osteon.person import Person
from osteon.substances import find_substance
from osteon.units import parse_amount

VITAMIN_D = "vitamin D"
USUAL = (VITAMIN_D, "calcium", "vitamin K", "magnesium")
"""Goals where nobody names any."""
KNOWN = (*USUAL, "zinc", "MK-7")
WITHOUT_NEED = ("MK-7",)
"""Goals for which no body has set a need, so that an amount must be given."""
OTHER_WORDS: Mapping[str, str] = {
    "25(oh)d": VITAMIN_D,
    "25ohd": VITAMIN_D,
    "25ohd_serum": VITAMIN_D,
    "vitamin d3": VITAMIN_D,
    "d": VITAMIN_D,
    "d3": VITAMIN_D,
    "k": "vitamin K",
    "vitamin k1": "vitamin K",
    "k1": "vitamin K",
    "k2": "MK-7",
    "vitamin k2": "MK-7",
    "mk7": "MK-7",
    "ca": "calcium",
    "mg": "magnesium",
    "zn": "zinc",
}
LEVEL_LOW, LEVEL_HIGH = 50.0, 125.0
"""25(OH)D that is aimed at all year, nmol/L."""
LOWEST, HIGHEST = 25.0, 110.0
"""Levels of 25(OH)D, nmol/L, that someone may ask for as the least."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A nutrient, and the least of it: nmol/L of 25(OH)D for vitamin D, else a day's amount; None takes the need."""

    nutrient: str
    least: float | None = None

    @property
    def is_level(self) -> bool:
        """Whether the goal is a level in blood, not an amount eaten."""
        return self.nutrient == VITAMIN_D


def default_goals() -> tuple[Goal, ...]:
    """Vitamin D, calcium, vitamin K and magnesium, each as the person needs.

    >>> [goal.least for goal in default_goals()]
    [None, None, None, None]
    """
    return tuple(Goal(name) for name in USUAL)


def read_goal(text: str) -> Goal:
    """A goal from words such as "calcium", "calcium=1000 mg" or "25(OH)D=75 nmol/L".

    Raises:
        InputError: the nutrient is not one that can be planned, or the amount cannot be.

    >>> read_goal("25(OH)D=75 nmol/L"), read_goal("MK-7 = 45 ug").least
    (Goal(nutrient='vitamin D', least=75.0), 45.0)
    """
    word, given, amount = (part.strip() for part in text.partition("="))
    nutrient = _nutrient(word)
    if not given:
        if nutrient in WITHOUT_NEED:
            raise InputError(f"goal {text!r}: no need of {nutrient} is set by any body; say how much, like MK-7=45 ug")
        return Goal(nutrient)
    if not amount:
        raise InputError(f"goal {text!r}: an amount is missing after =, like calcium=1000 mg")
    try:
        return Goal(nutrient, _level(amount) if nutrient == VITAMIN_D else _daily(nutrient, amount))
    except InputError as error:
        raise InputError([f"goal {text!r}: {problem}" for problem in error.problems]) from None


def _nutrient(word: str) -> str:
    known = {name.lower(): name for name in KNOWN} | dict(OTHER_WORDS)
    found = known.get(word.lower())
    if found is None:
        raise InputError(f"unknown goal {word!r}; {nearest(word, KNOWN) or 'there are ' + ', '.join(KNOWN)}")
    return found


def _level(given: str) -> float:
    amount = parse_amount(given, "75 nmol/L")
    if amount.unit not in ("nmol/L", "ng/mL"):
        raise InputError("vitamin D is aimed at as 25(OH)D in blood; write it like vitamin D=75 nmol/L")
    level = amount.value * (2.496 if amount.unit == "ng/mL" else 1.0)
    if not LOWEST <= level <= HIGHEST:
        raise InputError(f"the least 25(OH)D must be from {LOWEST:g} to {HIGHEST:g} nmol/L")
    return level


def _daily(nutrient: str, given: str) -> float:
    substance = find_substance("vitamin K1" if nutrient == "vitamin K" else nutrient)
    amount = parse_amount(given.removesuffix("/d").removesuffix("/day"), f"1000 {substance.unit}")
    value = amount.to(substance.unit, of=substance)
    if not 0 < value <= (substance.daily_ceiling or value):
        most = f"{substance.daily_ceiling:g} {substance.unit}"
        raise InputError(f"a day's {nutrient} must be above 0, up to {most}")
    return value


def level_of(goal: Goal) -> tuple[float, float]:
    """The 25(OH)D between which a goal of vitamin D wants a person all year, nmol/L.

    >>> level_of(Goal("vitamin D", 75.0))
    (75.0, 125.0)
    """
    return (LEVEL_LOW if goal.least is None else goal.least), LEVEL_HIGH


def words_of(goal: Goal, person: Person, need: float | None, unit: str) -> str:
    """The goal in plain words.

    >>> me = Person(age=57, sex="female", height_cm=164, mass_kg=66, latitude=52.1)
    >>> words_of(Goal("calcium"), me, 1200.0, "mg")
    'at least 1,200 mg of calcium a day'
    """
    if goal.is_level:
        low, high = level_of(goal)
        return f"25(OH)D in blood of {low:g} to {high:g} nmol/L all year"
    return f"at least {need or 0.0:,.0f} {unit} of {goal.nutrient} a day"
