"""Units of laboratories (UCUM) in the spelling of `osteon.units`."""

from __future__ import annotations

import re

from osteon.person.vocabulary import Measure

_SURFACE = re.compile(r"/\{?1[.,]73[ _.]*m(?:\*{2}|\^)?2\}?", re.IGNORECASE)
_ANNOTATION = re.compile(r"\{[^{}]*\}")
_DAY = re.compile(r"/\(?24[ .]?h(?:r|ours?)?\)?|/\(?d(?:ay)?\)?$", re.IGNORECASE)
SCORES = frozenset({"", "1", "sd", "t-score", "z-score", "t score", "z score"})


def plain_unit(text: str, measure: Measure) -> str:
    """A unit as Osteon writes it; "" where there is none. Scores need none; units of enzymes are written IU as well.

    >>> from osteon.person.vocabulary import find_measure
    >>> plain_unit("mL/min/{1.73_m2}", find_measure("eGFR")), plain_unit("mmol/(24.h)", find_measure("urine calcium"))
    ('mL/min/1.73m2', 'mmol/d')
    """
    plain = _DAY.sub("/d", _SURFACE.sub("/1.73m2", text.strip()[:60])).replace("[iU]", "IU").replace("[IU]", "IU")
    plain = _ANNOTATION.sub("", plain).strip()
    if measure.unit == "SD":
        return "SD" if plain.lower() in SCORES else plain
    if measure.unit == "Agatston" and plain.lower() in ("", "1"):
        return "Agatston"
    if measure.unit == "U/L":
        return plain.replace("IU", "U")
    return plain
