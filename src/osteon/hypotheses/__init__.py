"""Rival hypotheses side by side: what they change, what they mean for a person, and what trials say of them."""

from __future__ import annotations

from osteon.hypotheses.comparing import Comparison, Spread, compare, decompose
from osteon.hypotheses.records import Alternative, Question, apply, hypotheses, question_of
from osteon.hypotheses.weighing import Predictor, Weighed, weigh

__all__ = [
    "Alternative",
    "Comparison",
    "Predictor",
    "Question",
    "Spread",
    "Weighed",
    "apply",
    "compare",
    "decompose",
    "hypotheses",
    "question_of",
    "weigh",
]
