"""An examined label and warnings as plain data, ready for JSON; null stands for what is not known or not set."""

from __future__ import annotations

import math
from typing import Any

from osteon.intervals import Interval
from osteon.outcomes.claims import Evidence, Verdict
from osteon.outcomes.claims_label import Examination, Supply, portion_note
from osteon.outcomes.interactions import SEVERITIES, Caution
from osteon.safety import INTENDED_USE


def facts(found: Examination) -> dict[str, Any]:
    """Everything of an examination as dictionaries, lists, text and numbers.

    >>> from osteon.intake.labels import read_label
    >>> from osteon.outcomes.claims_label import examine
    >>> drop = {"label": {"name": "drop"}, "ingredient": [{"name": "MK-7", "amount": "90 ug"}]}
    >>> facts(examine(read_label(drop)))["supplies"][0]["amount"]
    {'low': 90.0, 'middle': 90.0, 'high': 90.0}
    """
    label = found.label
    return {
        "intended_use": INTENDED_USE,
        "label": {
            "name": label.name,
            "brand": label.brand,
            "serving": label.serving,
            "servings_per_day": ends(label.servings),
            "claims": list(label.claims),
        },
        "for": {"age": found.person.age, "sex": found.person.sex, "assumed": found.anybody, "body": found.body},
        "hard_stops": [str(stop) for stop in found.stops],
        "supplies": [_supply(supply) for supply in found.supplies],
        "not_told": [
            {
                "name": one.name,
                "counted_as": one.counted_as,
                "printed": one.printed,
                "blend": one.blend,
                "amount": ends(one.amount),
            }
            for one in label.untold
        ],
        "not_known": [one.name for one in label.strange],
        "claims": [_verdict(verdict) for verdict in found.verdicts],
        "lacks": [{"nutrient": lack.nutrient, "topic": lack.topic, "why": lack.why} for lack in found.lacks],
        "does_not_contain": list(found.absent),
        "warnings": [warning(caution) for caution in found.cautions],
        "notes": [*label.notes, *filter(None, [portion_note(label)])],
    }


def warning(caution: Caution) -> dict[str, Any]:
    """A warning as plain data.

    >>> from osteon.outcomes.interactions import table
    >>> warning(table()["ciprofloxacin_minerals"])["keep_apart_hours"]
    6.0
    """
    return {
        "key": caution.key,
        "severity": caution.severity,
        "word": SEVERITIES[caution.severity],
        "first": list(caution.first),
        "second": list(caution.second),
        "what": caution.what,
        "why": caution.why,
        "timing": caution.timing,
        "keep_apart_hours": caution.keep_apart_hours,
        "hours_before": caution.hours_before,
        "hours_after": caution.hours_after,
        "ask": caution.ask,
        "source": caution.source,
        "doi": caution.doi,
        "weak": caution.weak,
    }


def ends(interval: Interval) -> dict[str, float | None]:
    """The ends of an interval; an end that nothing bounds is null.

    >>> ends(Interval(0, 0, math.inf))
    {'low': 0, 'middle': 0, 'high': None}
    """
    high = None if math.isinf(interval.high) else interval.high
    return {"low": interval.low, "middle": interval.middle, "high": high}


def _supply(supply: Supply) -> dict[str, Any]:
    intake = supply.intake
    told = {
        "nutrient": supply.name,
        "unit": supply.unit,
        "amount": ends(supply.amount),
        "told": supply.told,
        "in_all_forms": ends(supply.counted),
        "food_and_other_products": ends(supply.rest),
        "share_of_need": supply.share_of_need,
    }
    if intake is None:
        return told | {"reference": None}
    return told | {
        "reference": {
            "nutrient": intake.nutrient,
            "body": intake.body,
            "unit": intake.unit,
            "need": intake.need,
            "need_word": intake.need_word,
            "limit": intake.limit,
            "limit_word": intake.limit_word,
            "limit_counts": intake.limit_counts,
            "source": intake.source,
            "limit_source": intake.limit_source,
            "recalled": intake.weak,
            "note": intake.note,
        }
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "claim": verdict.claim,
        "topics": list(verdict.topics),
        "summary": verdict.summary,
        "evidence": [_evidence(one) for one in verdict.evidence],
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "exposure": one.exposure,
        "topic": one.topic,
        "finding": one.finding,
        "word": one.word,
        "dose": one.dose,
        "source": one.citation,
        "doi": one.doi,
        "marker": one.marker,
        "went_wrong": one.wrong,
        "recalled": one.recalled,
        "note": one.note,
    }
