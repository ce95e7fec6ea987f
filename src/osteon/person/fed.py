"""Reading [diet] and [sun]: what is eaten in a day and what the skin sees."""

from __future__ import annotations

from collections.abc import Callable

from osteon.errors import InputError, nearest
from osteon.person.fields import number, text
from osteon.person.interval import interval_days, parse_interval
from osteon.person.records import Diet, Food, Sun
from osteon.person.table import Table, shown, written
from osteon.person.vocabulary import diet_patterns
from osteon.substances import Substance, find_substance, folded
from osteon.units import Amount, Dimensions, parse_amount, parse_unit, plain_number

MOST_FOOD_KG = 10.0
MOST_HELPINGS = 50.0


def read_diet(diet: Table, assumed: list[str]) -> Diet:
    """Daily totals by nutrient, and foods."""
    totals = Table(diet.read("nutrients", lambda given: given, {}), (*diet.path, "nutrients"), diet.problems)
    nutrients = _totals(totals)
    read = [_food(Table(entry, path, diet.problems), assumed) for path, entry in diet.entries("foods")]
    pattern = diet.read("pattern", _pattern, ())
    diet.finish()
    if not nutrients and not read:
        assumed.append("diet: nothing given")
    return Diet(nutrients, tuple(food for food in read if food), pattern)


def _pattern(given: object) -> tuple[str, ...]:
    """What a person keeps to: one word or a list of them."""
    words = given if isinstance(given, list) else [given]
    problems, found = [], []
    for word in words:
        known = diet_patterns().get(folded(word)) if isinstance(word, str) else None
        if known is None:
            hint = (
                nearest(str(word), diet_patterns()) or f"there are {', '.join(sorted(set(diet_patterns().values())))}"
            )
            problems.append(f"{shown(word)} is no way of eating that is known; {hint}")
        else:
            found.append(known)
    if problems:
        raise InputError(problems)
    return tuple(dict.fromkeys(found))


def _totals(totals: Table) -> dict[str, Amount]:
    found: dict[str, Amount] = {}
    for key in totals:
        substance = _nutrient(totals, key)
        if substance is None:
            continue
        if substance.name in found:
            totals.wrong(key, f"{substance.name} is given twice; give one total")
        amount = totals.read(key, _total_of(substance), None)
        if amount is not None:
            found[substance.name] = amount
    return found


def _nutrient(totals: Table, key: str) -> Substance | None:
    try:
        substance = find_substance(key, ("nutrient",))
    except InputError as error:
        totals.wrong(key, error.problems[0])
        return None
    if substance.diet:
        return substance
    general = f"; write {substance.supplies} here" if substance.supplies else ""
    totals.wrong(key, f"{substance.name} is not a total of a diet{general}, or give it as a [[supplement]]")
    return None


def _total_of(substance: Substance) -> Callable[[object], Amount]:
    """A reader of a nutrient's total per day, in the substance's own unit per day."""
    unit = f"{substance.unit}/d"

    def read(given: object) -> Amount:
        amount = parse_amount(given, f"700 {unit}")
        if ("time", -1) not in parse_unit(amount.unit).dimensions:
            raise InputError(f"{shown(given)} is not per day; write it like '{amount}/d'")
        value = amount.to(unit, of=substance)
        _must_be_possible(substance, amount, value)
        return Amount(value, unit)

    return read


def _must_be_possible(substance: Substance, amount: Amount, value: float) -> None:
    if value < 0:
        raise InputError(f"{amount} is negative")
    ceiling = substance.daily_ceiling
    if ceiling is not None and value > ceiling:
        fits = [f"{plain_number(amount.value)} {unit}/d" for unit in _smaller_units(substance, amount.value, ceiling)]
        question = f"was {fits[0]} meant?" if fits else "check it"
        raise InputError(f"{amount} is more than anyone eats ({plain_number(ceiling)} {substance.unit}/d); {question}")


def _smaller_units(substance: Substance, value: float, ceiling: float) -> list[str]:
    units = ["IU"] if substance.iu_per_ug else []
    units += ["mg", "ug"] if substance.unit in ("g", "mg", "ug") else []
    return [unit for unit in units if Amount(value, unit).to(substance.unit, of=substance) <= ceiling]


def _food(table: Table, assumed: list[str]) -> Food | None:
    name = table.require("food", text, None, 'food = "Gouda cheese"')
    amount = table.require("amount", _helping, None, 'amount = "40 g"')
    every = table.read("every", parse_interval, "day")
    table.finish()
    if name is None or amount is None:
        return None
    if "every" not in table:
        assumed.append(f"{written(table.path)} ({name}): eaten every day")
    if interval_days(every) is None:
        table.wrong("every", 'once is not a diet; write how often it is eaten, like every = "week"')
    return Food(name, amount, every)


def _helping(given: object) -> Amount:
    amount = parse_amount(given, "40 g")
    dimensions = parse_unit(amount.unit).dimensions
    by_dimensions: dict[Dimensions, tuple[str, float]] = {
        (("mass", 1),): ("kg", MOST_FOOD_KG),
        (("length", 3),): ("L", MOST_FOOD_KG),
        ((amount.unit, 1),): (amount.unit, MOST_HELPINGS),
    }
    if dimensions not in by_dimensions:
        raise InputError(f"{amount} is no amount of food; write grams or mL, or count slice, piece, cup or portion")
    unit, bound = by_dimensions[dimensions]
    if not 0 < amount.to(unit) <= bound:
        raise InputError(f"{amount} of a food at a time is outside 0 to {plain_number(bound)} {unit}")
    return amount


def read_sun(sun: Table, assumed: list[str]) -> Sun:
    """Sun on the skin; without a [sun] table no sun is counted, and `assumed` says so."""
    usual = Sun()
    read = Sun(
        minutes=sun.read("minutes", number(0, 1440, "min", "20"), usual.minutes),
        exposed=sun.read("exposed", _share, usual.exposed),
        sunscreen_spf=sun.read("sunscreen_spf", number(0, 100, example="0"), usual.sunscreen_spf),
        hour=sun.read("hour", number(0, 24, example="13"), usual.hour),
        cloud=sun.read("cloud", _share, usual.cloud),
    )
    sun.finish()
    if "minutes" not in sun:
        assumed.append("sun: no minutes given, none counted")
    elif read.minutes and "exposed" not in sun:
        assumed.append(f"sun: a share {usual.exposed} of the skin exposed")
    return read


def _share(given: object) -> float:
    try:
        return number(0, 1, "1", "0.25")(given)
    except InputError:
        if isinstance(given, int | float) and not isinstance(given, bool) and 1 < given <= 100:
            raise InputError(f"{given} is not a share from 0 to 1; was {given / 100:g} meant?") from None
        raise
