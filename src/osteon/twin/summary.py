"""What a twin says, as plain data: the one source of its text and its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from osteon.readouts import readouts
from osteon.safety import INTENDED_USE, hard_stops
from osteon.twin.compare import told
from osteon.twin.records import Check, Span, Twin

UNKNOWNS = 12


def summary_of_twin(twin: Twin, years: float = 10.0) -> dict[str, Any]:
    """Everything a fit says, ready for JSON: labs, outcomes and unknowns before and after, and what contradicts."""
    return {
        "intended_use": INTENDED_USE,
        "edition": twin.edition,
        "years": years,
        "interval": "90 % of draws",
        "hard_stops": [str(stop) for stop in hard_stops(twin.person)],
        "warnings": list(twin.warnings),
        "labs": [_lab(check) for check in twin.checks],
        "outcomes": {word: _outcome(word, spans) for word, spans in twin.outcomes(years).items()},
        "unknowns": [asdict(row) for row in told(twin, UNKNOWNS)],
        "quality": asdict(twin.quality),
        "notes": [*twin.notes, *twin.person.assumed],
    }


def _lab(check: Check) -> dict[str, Any]:
    result, record = check.result, readouts()[check.result.outcome]
    return {
        "outcome": result.outcome,
        "lab": result.label,
        "name": record.name,
        "unit": record.unit,
        "date": str(result.date),
        "day": result.day,
        "value": result.value,
        "expected_before": asdict(check.expected),
        "fitted": asdict(check.fitted),
        "p_before": check.before,
        "p_posterior": check.after,
        "p_left_out": check.left_out,
        "warning": check.warning,
    }


def _outcome(word: str, spans: Mapping[str, tuple[Span, Span]]) -> dict[str, Any]:
    record = readouts()[word]
    return {
        "name": record.name,
        "unit": record.unit,
        "support": record.support,
        **{when: {"prior": asdict(pair[0]), "posterior": asdict(pair[1])} for when, pair in spans.items()},
    }
