"""Any menaquinone (MK-4 to MK-13) as the three forms the body model follows: MK-4, MK-7 and MK-9.

Only MK-4, MK-7 and, weakly, MK-9 have been studied. Strength and stay in the body rise from MK-4 to MK-7, so MK-5 and
MK-6 are placed between them on a logarithmic scale in chain length; MK-8 likewise between MK-7 and MK-9; MK-10 to
MK-13 count as MK-9, which is an extrapolation. None of these steps is a measurement.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from osteon.errors import InputError, nearest

Basis = Literal["studied", "interpolated", "extrapolated"]

SHORTEST, LONGEST = 4, 13
STRENGTH: dict[int, float] = {4: 0.04, 7: 1.0, 9: 0.7}
"""Strength by mass relative to MK-7, as `vitamin_k.mk4_strength` and `vitamin_k.mk9_strength` of the body."""

_NAME = re.compile(r"(?:vitamin )?(?:k2 )?\(?mk-?(\d+)(?:\(4h\))?\)?|menaquinone-?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Menaquinones:
    """Intake as MK-4, MK-7 and MK-9, in ug/d; `guessed` is the part (ug/d, as swallowed) of forms never studied."""

    mk4: float = 0.0
    mk7: float = 0.0
    mk9: float = 0.0
    guessed: float = 0.0
    forms: Mapping[str, Basis] = field(default_factory=dict)


def chain_length(name: str) -> int:
    """Number of isoprene units in a menaquinone's name; tetrahydro-MK-9 (in Jarlsberg) is read as MK-9.

    Raises:
        InputError: no menaquinone from MK-4 to MK-13 has this name.

    >>> chain_length("MK-7"), chain_length("menaquinone-9"), chain_length("MK-9(4H)")
    (7, 9, 9)
    """
    match = _NAME.fullmatch(name.strip())
    units = int(match[1] or match[2]) if match else 0
    if not SHORTEST <= units <= LONGEST:
        known = [f"MK-{number}" for number in range(SHORTEST, LONGEST + 1)]
        hint = nearest(name, known)
        raise InputError(f"no menaquinone is called {name!r}; {hint or 'use MK-4 to MK-13'}")
    return units


def strength(units: int) -> float:
    """Strength by mass relative to MK-7 of the menaquinone with this chain length.

    >>> [round(strength(units), 2) for units in (4, 5, 6, 7, 8, 9, 12)]
    [0.04, 0.12, 0.34, 1.0, 0.84, 0.7, 0.7]
    """
    below = max(known for known in STRENGTH if known <= units)
    above = min((known for known in STRENGTH if known >= units), default=below)
    if below == above:
        return STRENGTH[below]
    share = (units - below) / (above - below)
    return math.exp((1 - share) * math.log(STRENGTH[below]) + share * math.log(STRENGTH[above]))


def basis(units: int) -> Basis:
    """Whether the figures of this chain length were studied, lie between studied ones, or beyond them.

    >>> basis(7), basis(8), basis(11)
    ('studied', 'interpolated', 'extrapolated')
    """
    if units in STRENGTH:
        return "studied"
    return "interpolated" if units < max(STRENGTH) else "extrapolated"


def as_followed(intake: Mapping[str, float]) -> Menaquinones:
    """Menaquinones by name and ug/d, as MK-4, MK-7 and MK-9.

    MK-5 and MK-6 count as the MK-7 that is as strong; MK-8 and MK-10 to MK-13 as the MK-9 that is as strong.

    Args:
        intake: ug/d by name, such as ``{"MK-7": 180}``.

    Raises:
        InputError: an unknown name or an amount that is negative or not a number; all of them are listed.

    >>> as_followed({"MK-7": 180.0}).mk7
    180.0
    >>> cheese = as_followed({"MK-4": 4.7, "MK-8": 16.9, "MK-9": 51.1})
    >>> round(cheese.mk9, 1), cheese.guessed
    (71.3, 16.9)
    """
    problems: list[str] = []
    total = dict.fromkeys(STRENGTH, 0.0)
    forms: dict[str, Basis] = {}
    guessed = 0.0
    for name, amount in intake.items():
        try:
            units = chain_length(name)
        except InputError as error:
            problems.extend(error.problems)
            continue
        if not (math.isfinite(amount) and amount >= 0):
            problems.append(f"{name}: {amount} ug/d; an intake is zero or more")
            continue
        followed = _followed(units)
        total[followed] += amount * strength(units) / STRENGTH[followed]
        forms[name] = basis(units)
        guessed += 0.0 if forms[name] == "studied" else amount
    if problems:
        raise InputError(problems, where="menaquinones")
    return Menaquinones(total[4], total[7], total[9], guessed, forms)


def _followed(units: int) -> int:
    """The studied form that stands for this chain length."""
    if units == SHORTEST:
        return SHORTEST
    return 7 if units <= 7 else 9
