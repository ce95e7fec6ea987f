"""The words for what people take: nutrients, their salts and forms, botanicals and medicines (`data/substances.csv`).

Amounts of minerals are elemental: "500 mg calcium carbonate" means 500 mg of calcium. Ceilings in the table catch slips
of unit (900 ug of vitamin D where 900 IU was meant); they are no advice and lie far above any upper limit.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from osteon.errors import InputError, nearest
from osteon.units import DATA, Amount, parse_amount, parse_unit, plain_number

KINDS = ("nutrient", "botanical", "medicine")


@dataclass(frozen=True, slots=True)
class Substance:
    """One row of the table: a canonical name and what must be known to count it."""

    name: str
    synonyms: tuple[str, ...]
    kind: str
    supplies: str
    group: str
    unit: str
    compound_mass: float | None
    element_share: float | None
    iu_per_ug: float | None
    daily_ceiling: float | None
    single_ceiling: float | None
    usual_dose: str
    route: str
    diet: bool
    source: str

    @property
    def molar_mass(self) -> float | None:
        """Grams per mole of what amounts count: the element of a mineral salt, else the substance itself.

        >>> find_substance("calcium carbonate").molar_mass
        40.078
        """
        if self.element_share is not None and self.supplies != self.name:
            return substances()[self.supplies].compound_mass
        return self.compound_mass

    def in_own_unit(self, amount: Amount) -> float:
        """An amount as a number in this substance's own unit (`unit`: ug, mg, g, IU or kcal).

        >>> find_substance("vitamin D3").in_own_unit(Amount(1000, "IU"))
        25.0
        """
        if parse_unit(amount.unit).dimensions == (("international units", 1),) and not self._has_units:
            raise InputError(f"{self.name} has no international unit; give {amount} in {self.unit}")
        return amount.to(self.unit, of=self)

    @property
    def _has_units(self) -> bool:
        return self.iu_per_ug is not None or self.unit == "IU"

    def compound(self, elemental_mg: float) -> float:
        """Milligrams of the whole salt that bring this much of its element.

        >>> round(find_substance("calcium carbonate").compound(500))
        1249
        """
        return elemental_mg / self.element_share if self.element_share else elemental_mg


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


@cache
def substances() -> dict[str, Substance]:
    """All substances by canonical name.

    >>> substances()["MK-7"].supplies
    'vitamin K2'
    """
    with (DATA / "substances.csv").open(encoding="utf-8", newline="") as lines:
        rows = [_substance(row) for row in csv.DictReader(lines)]
    return {row.name: row for row in rows}


def _substance(row: dict[str, str]) -> Substance:
    return Substance(
        name=row["name"],
        synonyms=tuple(word for word in row["synonyms"].split("|") if word),
        kind=row["kind"],
        supplies=row["supplies"],
        group=row["group"],
        unit=row["unit"],
        compound_mass=_number(row["molar_mass"]),
        element_share=_number(row["element_share"]),
        iu_per_ug=_number(row["iu_per_ug"]),
        daily_ceiling=_number(row["daily_ceiling"]),
        single_ceiling=_number(row["single_ceiling"]),
        usual_dose=row["usual_dose"],
        route=row["route"],
        diet=row["diet"] == "yes",
        source=row["source"],
    )


def folded(word: str) -> str:
    """A word without case, accents, spaces and punctuation, for lookups.

    >>> folded("Vitamin-K2 (MK-7)")
    'vitamink2mk7'
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(mark for mark in plain if mark.isalnum())


@cache
def _by_word() -> dict[str, Substance]:
    table = {folded(word): row for row in substances().values() for word in row.synonyms}
    return table | {folded(row.name): row for row in substances().values()}


def find_substance(word: str, kinds: Iterable[str] = KINDS) -> Substance:
    """Look a word up, blind to case and punctuation; raises InputError with the nearest names.

    >>> find_substance("Cholecalciferol").name, find_substance("vitamin k2 mk7").name
    ('vitamin D3', 'MK-7')
    """
    found = _looked_up(word)
    wanted = tuple(kinds)
    what = " or ".join(wanted) if wanted != KINDS else "substance"
    if found is None:
        raise InputError(f"unknown {what} {word[:50]!r}; {_hint(word, wanted)}")
    if found.kind not in wanted:
        raise InputError(f"{found.name} is a {found.kind}, not a {what}")
    return found


def _looked_up(word: str) -> Substance | None:
    """The substance of a word, or of "word (other word)" where both mean the same."""
    outside, bracket, inside = word.partition("(")
    both = {_by_word().get(folded(part)) for part in (outside, inside)} if bracket else set()
    return _by_word().get(folded(word)) or (both.pop() if len(both) == 1 else None)


def _hint(word: str, kinds: tuple[str, ...]) -> str:
    fitting = [row for row in substances().values() if row.kind in kinds]
    close = nearest(word[:50], [name for row in fitting for name in (row.name, *row.synonyms)])
    return close or f"known are such as {', '.join(row.name for row in fitting[:5])}; leave out what is not known"


def parse_dose(word: str, given: object) -> Amount:
    """Read a single dose of a named substance and check that its unit fits and that it is not negative.

    >>> str(parse_dose("MK-7", "180 mcg"))
    '180 ug'
    """
    substance = find_substance(word)
    amount = parse_amount(given, f"{'1000 IU' if substance.iu_per_ug else '100 ' + substance.unit}")
    if substance.in_own_unit(amount) < 0:
        raise InputError(f"{amount} of {substance.name} is negative")
    return amount


def dose_problem(substance: Substance, amount: Amount, interval_days: float | None) -> str:
    """Say why a dose looks like a slip of unit, or "" if it does not; `interval_days` None means taken once.

    >>> dose_problem(find_substance("vitamin D3"), Amount(900, "ug"), 1.0)[:60]
    '900 ug of vitamin D3 every day is 36000 IU a day, beyond the'
    """
    dose = substance.in_own_unit(amount)
    mean = dose / interval_days if interval_days else 0.0
    if substance.single_ceiling is not None and dose > substance.single_ceiling:
        return _too_much(substance, amount, f"is {_size(substance, dose)}", substance.single_ceiling, "at once")
    ceiling = _daily_ceiling(substance, amount)
    if ceiling is not None and mean > ceiling:
        rate = f"every {_days(interval_days)} is {_size(substance, mean)} a day"
        return _too_much(substance, amount, rate, ceiling, "a day")
    return ""


def _daily_ceiling(substance: Substance, amount: Amount) -> float | None:
    """Half the ceiling where a vitamin sold in IU is given by mass, the commonest slip."""
    sold_in_units = substance.iu_per_ug is not None and amount.unit != "IU"
    return substance.daily_ceiling and substance.daily_ceiling * (0.5 if sold_in_units else 1.0)


def _days(interval: float | None) -> str:
    return "day" if interval in (1.0, None) else f"{plain_number(round(interval, 3))} days"


def _size(substance: Substance, value: float) -> str:
    if substance.iu_per_ug:
        return f"{plain_number(round(value * substance.iu_per_ug, 6))} IU"
    return f"{plain_number(round(value, 6))} {substance.unit}"


def _too_much(substance: Substance, amount: Amount, rate: str, ceiling: float, per: str) -> str:
    candidates = ("IU", substance.unit, "ug", "mg")
    meant = [unit for unit in candidates if _plausible(substance, Amount(amount.value, unit), ceiling)]
    question = f"was {plain_number(amount.value)} {meant[0]} meant?" if meant else "check the amount"
    bound = f"the {_size(substance, ceiling)} {per} that is believed of an amount in {amount.unit}"
    return f"{amount} of {substance.name} {rate}, beyond {bound}; {question}"


def _plausible(substance: Substance, amount: Amount, ceiling: float) -> bool:
    try:
        return substance.in_own_unit(amount) <= ceiling
    except InputError:
        return False
