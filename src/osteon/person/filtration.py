"""Filtration of the kidneys from a blood test of creatinine."""

from __future__ import annotations

CREATININE_UMOL = 88.4
"""Creatinine of 1 mg/dL in umol/L."""


def filtration_of(creatinine: float, sex: str, age: float) -> float:
    """Filtration (mL/min/1.73 m2) estimated from creatinine in serum (umol/L), by sex and age (years).

    Equation: CKD-EPI 2021 without race. Source: Inker 2021, N Engl J Med 385:1737.

    >>> round(filtration_of(80, "female", 57)), round(filtration_of(80, "male", 57))
    (74, 99)
    """
    female = sex == "female"
    share = creatinine / CREATININE_UMOL / (0.7 if female else 0.9)
    low = min(share, 1.0) ** (-0.241 if female else -0.302)
    return float(142 * low * max(share, 1.0) ** -1.2 * 0.9938**age * (1.012 if female else 1.0))
