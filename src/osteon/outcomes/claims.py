"""What products claim, and what trials say of it: `data/claims.csv`, with the figures of `beyond_bone`.

A claim is told by its topics ("rebuilds bone" is about bone density). For each topic the ingredients of the product are
looked up; what the tables do not hold is said to be missing, never guessed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from osteon.intervals import Interval
from osteon.outcomes.beyond_bone import RATIOS, WORDS, Effect, Word, effect, sentence, size
from osteon.outcomes.tables import Row, read_table
from osteon.units import plain_number

ENOUGH = "the product gives as much as trials did"
SILENT = ("direction", "none")
"""Measures whose finding says it all, without a figure."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding on a topic for what is in a product; `dose` compares the product with the trials.

    `marker` says that trials looked at something in blood that stands for the topic, not at the topic itself; `wrong`
    that the finding goes against what is claimed.
    """

    key: str
    topic: str
    exposure: str
    amount: str
    finding: str
    word: Word
    citation: str
    doi: str
    note: str
    recalled: bool
    dose: str = ""
    marker: bool = False
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim with its topics, the evidence found, and the sum of it in a sentence."""

    claim: str
    topics: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a product sold for a topic does not contain, and why one might expect it."""

    nutrient: str
    topic: str
    why: str


def topics_of(claim: str) -> tuple[str, ...]:
    """The topics that a claim is about; none if no table knows it.

    >>> topics_of("Eases joint pain and reduces inflammation")
    ('joints', 'inflammation')
    """
    words = f" {claim.casefold()} "
    return tuple(row["topic"] for row in _topics() if any(stem in words for stem in row["stems"].split("|")))


@cache
def _topics() -> tuple[Row, ...]:
    return read_table("claims_topics.csv")


def evidence_on(topic: str, day: Mapping[str, Interval], usual: Mapping[str, float]) -> tuple[Evidence, ...]:
    """What the tables say on a topic of a day's supply; `usual` is what is eaten besides, where that matters.

    >>> found = evidence_on("joints", {"glucosamine": Interval(0, 0, math.inf)}, {})
    >>> found[0].word, found[0].dose
    ('supported', 'how much is in it is not told; trials used 1500 mg a day')
    """
    return tuple(
        _evidence(row, day)
        for row in read_table("claims.csv")
        if row["topic"] == topic and _is_in(row, day) and _holds(row, usual)
    )


def _exposures(row: Row) -> list[str]:
    return row["exposure"].split(" + ")


def _is_in(row: Row, day: Mapping[str, Interval]) -> bool:
    most = [day[name].high if name in day else 0.0 for name in _exposures(row)]
    return min(most) > 0 and (not row["only_from"] or most[0] >= float(row["only_from"]))


def _holds(row: Row, usual: Mapping[str, float]) -> bool:
    return not row["figure"] or effect(row["figure"]).holds_at(usual.get(row["exposure"]))


def _evidence(row: Row, day: Mapping[str, Interval]) -> Evidence:
    figure = effect(row["figure"]) if row["figure"] else _own(row)
    return Evidence(
        key=row["key"],
        topic=row["topic"],
        exposure=row["exposure"],
        amount=figure.amount,
        finding=sentence(figure) if row["figure"] else _sentence(figure, row),
        word=figure.word,
        citation=figure.citation,
        doi=figure.doi,
        note="; ".join(note for note in (figure.note if row["figure"] else "", row["note"]) if note),
        recalled=figure.read == "memory",
        dose=_dose(row, day[_exposures(row)[0]]),
        marker=row["marker"] == "yes",
        wrong=_is_wrong(figure),
    )


def _is_wrong(figure: Effect) -> bool:
    """Whether a figure lies on the side of harm with its whole interval, or is a direction for the worse."""
    if figure.measure == "none" or figure.value is None:
        return False
    low, high = (figure.value if end is None else end for end in (figure.low, figure.high))
    if figure.measure == "direction":
        return figure.value < 0
    none = 1.0 if figure.measure in RATIOS else 0.0
    return high < none if figure.better == "higher" else low > none


def _own(row: Row) -> Effect:
    """A row of our own as an effect, so that sizes and words are told in one way."""
    numbers = {name: float(row[name]) if row[name] else None for name in ("value", "low", "high")}
    kept = (
        "key",
        "exposure",
        "amount",
        "people",
        "measure",
        "word",
        "spread",
        "unit",
        "doi",
        "citation",
        "read",
        "note",
    )
    nothing = dict.fromkeys(("years", "baseline", "usual_low", "usual_high"))
    text = {"outcome": row["finding"], "better": row["better"], "baseline_note": "", "usual_unit": ""}
    return Effect(**{name: row[name] for name in kept}, **numbers, **nothing, **text)  # type: ignore[arg-type]


def _sentence(figure: Effect, row: Row) -> str:
    told = "" if row["measure"] in SILENT else f": {size(figure)}"
    return f"{figure.exposure} ({figure.amount}; {figure.people}): {figure.outcome}{told}; {WORDS[figure.word]}."


def _dose(row: Row, supplied: Interval) -> str:
    """How the product's amount stands against the least that trials used."""
    if not row["least"]:
        return ""
    least, trials = float(row["least"]), f"trials used {plain_number(float(row['least']))} {row['least_unit']} a day"
    if supplied.low >= least:
        return f"{ENOUGH} ({trials})"
    if supplied.high < least:
        return f"the product gives less than trials did: {supplied.high:,.3g} {row['least_unit']}; {trials}"
    if math.isinf(supplied.high):
        return f"how much is in it is not told; {trials}"
    return f"it may give less than trials did, the label leaves it open; {trials}"


def verdicts(
    claims: Iterable[str], day: Mapping[str, Interval], usual: Mapping[str, float] | None = None
) -> tuple[Verdict, ...]:
    """Each claim with what the evidence says of the ingredients that could bring it about.

    >>> [verdict.summary for verdict in verdicts(["Gives you energy"], {})]
    ['No evidence table of Osteon is about this claim: neither supported nor refuted here.']
    """
    return tuple(_verdict(claim, day, usual or {}) for claim in claims)


def _verdict(claim: str, day: Mapping[str, Interval], usual: Mapping[str, float]) -> Verdict:
    topics = topics_of(claim)
    found = tuple(one for topic in topics for one in evidence_on(topic, day, usual))
    return Verdict(claim, topics, found, _summary(topics, found))


def _summary(topics: tuple[str, ...], found: tuple[Evidence, ...]) -> str:
    if not topics:
        return "No evidence table of Osteon is about this claim: neither supported nor refuted here."
    return " ".join(_of_topic(topic, [one for one in found if one.topic == topic]) for topic in topics)


def _of_topic(topic: str, found: list[Evidence]) -> str:
    name = topic[0].upper() + topic[1:]
    if not found:
        return f"{name}: nothing in this product has a trial on it in Osteon's tables."
    direct = [one for one in found if not (one.marker or one.wrong)]
    told = [_at_best(direct)] if direct else []
    if not direct and any(one.marker for one in found):
        told.append(f"trials looked at a marker in blood only, not at this itself ({_names(found)})")
    harmful = [one for one in found if one.wrong]
    if harmful:
        doses = ", ".join(dict.fromkeys(f"{one.exposure} ({one.amount})" for one in harmful))
        told.append(f"in trials it went the wrong way for {doses}")
    return f"{name}: {'; '.join(told)}."


def _at_best(found: list[Evidence]) -> str:
    order = list(WORDS)
    best = min(found, key=lambda one: order.index(one.word))
    same = [one for one in found if one.word == best.word]
    short = "; this product's dose may not reach that of the trials" if all(_is_short(one) for one in same) else ""
    return f"at best {WORDS[best.word]} ({_names(same)}){short}"


def _names(found: list[Evidence]) -> str:
    return ", ".join(dict.fromkeys(one.exposure for one in found))


def _is_short(one: Evidence) -> bool:
    return bool(one.dose) and not one.dose.startswith(ENOUGH)


def lacking(text: str, day: Mapping[str, Interval]) -> tuple[Lack, ...]:
    """What a product does not contain of what one would look for, by the topics of its name and claims.

    >>> [lack.nutrient for lack in lacking("Bone formula", {"calcium": Interval(500, 500, 500)})]
    ['vitamin D', 'vitamin K2', 'magnesium']
    """
    found: dict[str, Lack] = {}
    for row in _topics():
        if row["expected"] and row["topic"] in topics_of(text):
            for nutrient in row["expected"].split("|"):
                if nutrient not in day and nutrient not in found:
                    found[nutrient] = Lack(nutrient, row["topic"], row["why"])
    return tuple(found.values())
