"""An examined label in plain words, as lines of text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from osteon.intervals import Interval
from osteon.outcomes.claims import Evidence, Verdict
from osteon.outcomes.claims_facts import warning
from osteon.outcomes.claims_label import Examination, Supply, portion_note
from osteon.outcomes.intakes import ReferenceIntake
from osteon.person.labels.supplements import listed
from osteon.report.warning_text import warning_lines
from osteon.safety import INTENDED_USE
from osteon.substances import substances

NO_CLAIMS = "The label file lists no claims (claims = [...])."
BODIES = {"NASEM": "the US National Academies (NASEM)", "EFSA": "the European Food Safety Authority (EFSA)"}


def label_lines(found: Examination) -> Iterator[str]:
    """Everything that is to say of a label, one paragraph a line; empty lines part the sections.

    >>> from osteon.intake.labels import read_label
    >>> from osteon.outcomes.claims_label import examine
    >>> drop = {"label": {"name": "drop"}, "ingredient": [{"name": "MK-7", "amount": "90 ug"}]}
    >>> list(label_lines(examine(read_label(drop))))[0]
    'drop'
    """
    yield from _head(found)
    yield from _section("Ask your doctor first", (f"!! {stop}" for stop in found.stops))
    yield from _section("NOT TOLD on the label", _untold(found))
    yield from _section("What it supplies a day", _supplies(found))
    yield from _section("Warnings", warning_lines(map(warning, found.cautions)))
    yield from _section("What it claims", _claims(found.verdicts) if found.verdicts else iter([NO_CLAIMS]))
    yield from _section("What it does not contain", _lacks(found))
    yield from _section("How the label was read", (f"- {note}" for note in found.label.notes))
    yield ""
    yield INTENDED_USE


def _head(found: Examination) -> Iterator[str]:
    label, who = found.label, found.person
    yield label.name + (f", {label.brand}" if label.brand else "")
    times = label.servings
    count = f"{times.low:g} to {times.high:g}" if times.low < times.high else f"{times.middle:g}"
    plural = "" if count == "1" else "s"
    yield f"{count} serving{plural} a day{f' of {label.serving}' if label.serving else ''}."
    sex = "woman" if who.sex == "female" else "man"
    whose = f"a {sex} of {who.age:g}"
    named = "nobody was named, so an adult stands in: give --person FILE" if found.anybody else "from the person file"
    yield f"Needs and limits are those of {whose} ({named}), by {BODIES[found.body]}."


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield ""
        yield title
        yield from told


def _untold(found: Examination) -> Iterator[str]:
    untold = [one for one in found.label.untold if not one.printed]
    for blend in dict.fromkeys(one.blend for one in untold):
        parts = [one for one in untold if one.blend == blend]
        of = f" in the {blend!r}" if blend else ""
        yield f"!! How much there is{of} of {listed([one.name for one in parts])}: not told."
        for one in parts:
            if one.substance and not math.isinf(one.amount.high):
                yield f"   {one.name}: anything from {_range(one.amount, one.unit)} a serving."
        if any(math.isinf(one.amount.high) for one in parts):
            yield "   Nothing bounds it: whether it is enough to work or too much cannot be known from this label."
    for one in found.label.untold:
        if one.printed and one.substance:
            yield f"!! {one.name}, {one.printed}: {one.assumed}. It counts as not told."
    for one in found.label.strange:
        yield f"!! {one.name} is not known to Osteon; it is not counted{one.assumed or '.'}"


def _range(amount: Interval, unit: str) -> str:
    return f"{number(amount.low)} to {number(amount.high)} {unit}"


def number(value: float) -> str:
    """A number as people write it: three digits that count, thousands apart.

    >>> number(1234.5), number(0.12345), number(197.6)
    ('1,234', '0.123', '198')
    """
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def amount_text(amount: Interval, unit: str) -> str:
    """An amount with its range and unit, or that it is not told.

    >>> amount_text(Interval(66, 66, 500), "mg"), amount_text(Interval(0, 0, math.inf), "mg")
    ('66 mg (66 to 500)', 'not told')
    """
    if math.isinf(amount.high):
        return f"{number(amount.low)} {unit} or more" if amount.low else "not told"
    if number(amount.low) == number(amount.high):
        return f"{number(amount.middle)} {unit}"
    return f"{number(amount.middle)} {unit} ({number(amount.low)} to {number(amount.high)})"


def _supplies(found: Examination) -> Iterator[str]:
    rows = [("", "this product", "need", "limit", "with food and all else")]
    rows += [_row(supply) for supply in found.supplies]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    notes = [supply.intake for supply in found.supplies if supply.intake is not None]
    yield from dict.fromkeys(f"  {note}" for intake in notes for note in _notes(intake))
    if portion_note(found.label):
        yield f"  {portion_note(found.label)}"
    if found.anybody:
        yield "  Food here is what people of that sex usually eat."


def _row(supply: Supply) -> tuple[str, str, str, str, str]:
    intake = supply.intake
    amount = amount_text(supply.amount, supply.unit) + _units(supply)
    if intake is None:
        return supply.name, amount, "not in the tables", "not in the tables", ""
    share = f" ({supply.share_of_need:.0%} of it here)" if supply.share_of_need is not None else ""
    of = f" of {intake.nutrient}" if intake.nutrient != supply.name else ""
    need = f"{number(intake.need)} {intake.unit}{of}{share}" if intake.need else "none set"
    limit = f"{number(intake.limit)} {intake.unit}" if intake.limit else "none set"
    limit += " from products" if intake.limit_counts == "supplements" else ""
    return supply.name, amount, need, limit, amount_text(supply.total, intake.unit)


def _units(supply: Supply) -> str:
    """Vitamin D in international units too, as labels have it."""
    per = substances()[supply.name].iu_per_ug
    known = per is not None and supply.amount.low == supply.amount.high
    return f" = {supply.amount.middle * per:,.0f} IU" if known and per else ""


def _notes(intake: ReferenceIntake) -> Iterator[str]:
    name = intake.nutrient[0].upper() + intake.nutrient[1:]
    if intake.note:
        yield f"{name}: {intake.note}."
    if intake.limit_counts == "supplements":
        yield f"{name}: the limit counts products only, not food."
    if intake.weak:
        yield f"{name}: a reference figure here is recalled, not read anew."


def _claims(verdicts: Iterable[Verdict]) -> Iterator[str]:
    told: set[str] = set()
    for verdict in verdicts:
        yield f'"{verdict.claim}"'
        yield f"  {verdict.summary}"
        again = [one.exposure for one in verdict.evidence if one.key in told]
        for one in verdict.evidence:
            yield from () if one.key in told else _evidence(one)
        if again:
            yield f"  - {listed(list(dict.fromkeys(again)))}: as above."
        told |= {one.key for one in verdict.evidence}


def _evidence(one: Evidence) -> Iterator[str]:
    yield f"  - {one.finding}"
    if one.note:
        yield f"    {one.note[0].upper()}{one.note[1:]}."
    if one.dose:
        yield f"    Dose: {one.dose}."
    doi = f" (doi {one.doi})" if one.doi else ""
    yield f"    Source: {one.citation}{doi}{' (recalled, not read anew)' if one.recalled else ''}."


def _lacks(found: Examination) -> Iterator[str]:
    for why in dict.fromkeys(lack.why for lack in found.lacks):
        lacks = [lack for lack in found.lacks if lack.why == why]
        yield f"! No {listed([lack.nutrient for lack in lacks])}, though it is sold for {lacks[0].topic}: {why}."
    expected = {lack.nutrient for lack in found.lacks}
    others = [name for name in found.absent if name not in expected]
    if others:
        yield f"- No {listed(others)} either." if expected else f"- No {listed(others)}."
