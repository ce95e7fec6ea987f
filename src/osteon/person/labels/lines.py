"""One line of a label: which substance it is, what amount is printed, and what that means."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from osteon.errors import InputError
from osteon.intervals import NOTHING, Interval
from osteon.person.fields import number, one_of, text
from osteon.person.labels.amounts import NOT_TOLD, Printed, daily_values, reading
from osteon.person.labels.records import Ingredient
from osteon.person.labels.salts import substance_of_share
from osteon.person.table import Table, shown
from osteon.substances import Substance, dose_problem, find_substance, substances
from osteon.units import Amount, parse_amount

NO_AMOUNT = frozenset({"undisclosed", "not disclosed", "not told", "unknown", "proprietary", "not stated"})
PARTS_OF_PLANTS = re.compile(
    r"\b(root|rhizome|leaf|leaves|gum|resin|oleo-?gum|fruit|seed|bark|inner|powder|gel|juice|concentrate|extract"
    r"|standardi[sz]ed|dried|organic|pure|natural|complex)\b",
    re.IGNORECASE,
)
_AS = re.compile(r"(.+?)\s*\(\s*(?:as\s+|from\s+)?(.+?)\s*\)\s*", re.IGNORECASE)
MOST_GRAMS = 500.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line as read: bounds of the printed amount in the substance's own unit (None: not told), and its words."""

    name: str
    form: str
    substance: Substance | None
    printed: str
    low: float | None
    high: float | None
    of_element: bool | None
    percent: float | None
    standardised: float | None
    rule: str
    trouble: str = ""
    unknown_salt: bool = False

    @property
    def milligrams(self) -> float:
        """The printed mass, mg; 0 where it is not told or no mass."""
        if self.substance is None or self.low is None or self.substance.unit not in ("mg", "ug", "g"):
            return 0.0
        return Amount(self.low, self.substance.unit).to("mg")


def read_line(table: Table, rule: str) -> Line | None:
    """One [[ingredient]] table or part of a blend; None if it has no name."""
    name = table.require("name", text, "", 'name = "calcium"')
    form = table.read("form", text, "")
    match = _AS.fullmatch(name)
    if match and not form and known_as(match[2]) is not None:
        name, form = match[1], match[2]
    substance, of_element = _substance(table, name, form)
    loose = None if substance else _element_in(name)
    substance = substance or loose
    low, high, printed, trouble = table.read("amount", lambda given: _amount(given, substance), (None, None, "", ""))
    meaning = table.read("amount_is", one_of(("elemental", "compound")), "")
    percent = table.read("percent_daily_value", number(0, 100_000, "%", "20"), None)
    standardised = table.read("standardised", _share, None)
    table.finish()
    if meaning:
        of_element = meaning == "elemental"
    if substance is not None and low is None and percent is not None and not trouble:
        low = high = _from_percent(substance, percent, rule)
        printed, of_element = f"{percent:g} % of the daily value", True
    _check_size(table, substance, low, printed)
    if not name:
        return None
    return Line(
        name, form, substance, printed, low, high, of_element, percent, standardised, rule, trouble, loose is not None
    )


def _substance(table: Table, name: str, form: str) -> tuple[Substance | None, bool | None]:
    """The substance that is meant, and whether the words say that amounts are of its element."""
    named, formed = known_as(name), known_as(form)
    if formed is None:
        return named, None
    if named is not None and named.supplies != formed.supplies:
        table.wrong("form", f"{formed.name} supplies {formed.supplies}, not {named.supplies}; check name and form")
    is_element = named is not None and named.name == named.supplies
    return formed, True if is_element else None


@cache
def known_as(word: str) -> Substance | None:
    """The substance of a word on a label, parts of plants left aside; None where Osteon does not know it.

    >>> known_as("Boswellia serrata gum resin extract").name, known_as("pixie dust")
    ('boswellia', None)
    """
    bare = PARTS_OF_PLANTS.sub(" ", word)
    for candidate in (word, bare, re.sub(r"\(.*?\)", " ", bare)):
        try:
            return find_substance(substance_of_share(candidate) or candidate)
        except InputError:
            continue
    return None


def _element_in(name: str) -> Substance | None:
    """The element of a salt that the tables do not know, by its first word, as in "boron citrate"."""
    first, _, rest = name.partition(" ")
    found = known_as(first) if rest else None
    is_element = found is not None and found.name == found.supplies and found.name == first.casefold()
    return found if is_element and found is not None and found.unit == "mg" else None


def near(word: str) -> str:
    """A word that a misspelt one may have been meant for, as an ending for a note; "" if none is near.

    >>> near("calcuim"), near("spirulina")
    ('; was calcium meant?', '')
    """
    known = {name.casefold(): name for row in substances().values() for name in (row.name, *row.synonyms)}
    close = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.8)
    return f"; was {known[close[0]]} meant?" if close else ""


def _amount(given: object, substance: Substance | None) -> tuple[float | None, float | None, str, str]:
    """Bounds in the substance's own unit, the amount as printed, and why it cannot be counted."""
    if isinstance(given, Mapping):
        return _range(given, substance)
    printed = text(given)
    if printed.casefold() in NO_AMOUNT:
        return None, None, "", ""
    if substance is None:
        return None, None, printed, ""
    below = re.fullmatch(r"(?:<|≤|up to|less than)\s*(.+)", printed, re.IGNORECASE)
    amount = parse_amount(below[1] if below else printed, "1000 IU" if substance.iu_per_ug else f"100 {substance.unit}")
    try:
        value = substance.in_own_unit(amount)
    except InputError as error:
        return None, None, printed, f"{amount} cannot be counted: {error.problems[0]}"
    if value < 0:
        raise InputError(f"{amount} is negative")
    return (0.0 if below else value), value, printed, ""


def _range(given: Mapping[str, object], substance: Substance | None) -> tuple[float | None, float | None, str, str]:
    if set(given) != {"low", "high"}:
        raise InputError(f'{shown(given)} is not a range; write it like {{ low = "100 mg", high = "200 mg" }}')
    low, high = (_amount(given[end], substance) for end in ("low", "high"))
    if low[1] is not None and high[1] is not None and low[1] > high[1]:
        raise InputError(f"low {low[2]} is above high {high[2]}")
    return low[1], high[1], f"{low[2]} to {high[2]}", low[3] or high[3]


def _share(given: object) -> float:
    if isinstance(given, str):
        given = parse_amount(given, "95 %").to("1")
    return number(0, 1, example='"95 %"')(given)


def _from_percent(substance: Substance, percent: float, rule: str) -> float | None:
    values = daily_values(substance, rule)
    return percent / 100 * values[0] if values else None


def _check_size(table: Table, substance: Substance | None, low: float | None, printed: str) -> None:
    if substance is not None and low is not None:
        problem = dose_problem(substance, _as_printed(printed) or Amount(low, substance.unit), 1.0)
        if problem:
            table.wrong("amount", problem)


def _as_printed(printed: str) -> Amount | None:
    """The amount in the unit that is printed, so that a message repeats it; None for a range or a percent."""
    try:
        amount = parse_amount(printed)
    except InputError:
        return None
    return None if amount.unit.startswith("%") else amount


def blend_total(given: object) -> float:
    """The mass of a whole blend, mg.

    >>> blend_total("1.2 g")
    1200.0
    """
    amount = parse_amount(given, "750 mg")
    total = amount.to("mg")
    if not 0 < total <= MOST_GRAMS * 1000:
        raise InputError(f"{amount} is no mass of a blend; give more than 0 and at most {MOST_GRAMS:g} g")
    return total


def as_ingredient(line: Line, blend: str = "") -> Ingredient:
    """A line with its elemental amount; one whose amount is not told can be anything."""
    if line.substance is None:
        told = bool(line.printed)
        return Ingredient(line.name, "", line.printed, NOTHING, told=told, assumed=near(line.name), blend=blend)
    if line.low is None or line.high is None:
        return undisclosed(line, NOT_TOLD, blend)
    found = reading(_printed(line, line.low, line.high), line.substance)
    return Ingredient(
        line.name,
        line.substance.name,
        line.printed,
        found.amount,
        line.substance.unit,
        assumed=found.assumed,
        blend=blend,
    )


def undisclosed(line: Line, milligrams: Interval, blend: str = "") -> Ingredient:
    """A line whose amount the label does not tell: what it can be, within so many mg of the whole."""
    if line.substance is None:
        return Ingredient(line.name, "", "", NOTHING, told=False, assumed=near(line.name), blend=blend)
    amount, unit = _parts(line, milligrams), line.substance.unit
    return Ingredient(
        line.name, line.substance.name, line.printed, amount, unit, told=False, assumed=line.trouble, blend=blend
    )


def _parts(line: Line, milligrams: Interval) -> Interval:
    """The active or elemental part of an untold mass, in the substance's own unit."""
    substance = line.substance
    if substance is None or math.isinf(milligrams.high) or substance.unit not in ("mg", "ug", "g"):
        return NOT_TOLD
    low, middle, high = (
        reading(_printed(line, mass, mass, of_element=False), substance).amount
        for mass in (
            Amount(end, "mg").to(substance.unit) for end in (milligrams.low, milligrams.middle, milligrams.high)
        )
    )
    return Interval(low.low, middle.middle, high.high)


def _printed(line: Line, low: float, high: float, *, of_element: bool | None = None) -> Printed:
    meant = line.of_element if of_element is None else of_element
    return Printed(
        line.form or line.name, low, high, meant, line.percent, line.standardised, line.rule, line.unknown_salt
    )
