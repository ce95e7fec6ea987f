"""What is claimed beyond bone, as trials left it: infection, immunity, inflammation, joints, arteries, trace minerals.

Nothing here is simulated. Each row of `data/beyond_bone.csv` is one published figure with its interval, how well it is
supported, and how it reads in numbers of people. A figure whose interval includes no effect never counts as supported.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from osteon.errors import EvidenceError, InputError, nearest
from osteon.outcomes.tables import Row, read_table

Measure = Literal["risk_ratio", "odds_ratio", "hazard_ratio", "difference", "percent", "direction", "none"]
Word = Literal["supported", "limited", "contested", "uncertain", "association", "unknown"]
RATIOS = ("risk_ratio", "odds_ratio", "hazard_ratio")
WORDS: dict[Word, str] = {
    "supported": "supported by trials",
    "limited": "seen in one or a few trials, not yet repeated well",
    "contested": "contested: trials or subgroups disagree",
    "uncertain": "uncertain, may be zero",
    "association": "seen in people who differ in other ways too; not shown to be an effect",
    "unknown": "not known: no usable trial was found",
}
OF = 1000
"""Absolute wording counts among this many people."""


@dataclass(frozen=True, slots=True)
class Absolute:
    """How many of 1000 people have the event without and with the exposure; the last two span the interval."""

    without: float
    with_it: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """One published figure: an exposure, an outcome, its size and interval, and how well it is supported."""

    key: str
    exposure: str
    amount: str
    people: str
    outcome: str
    measure: Measure
    word: Word
    better: Literal["lower", "higher"]
    value: float | None
    low: float | None
    high: float | None
    spread: str
    unit: str
    years: float | None
    baseline: float | None
    baseline_note: str
    usual_low: float | None
    usual_high: float | None
    usual_unit: str
    doi: str
    citation: str
    read: str
    note: str

    @property
    def includes_none(self) -> bool:
        """True where the interval includes no effect, or where there is no interval."""
        if self.low is None or self.high is None:
            return True
        none = 1.0 if self.measure in RATIOS else 0.0
        return self.low <= none <= self.high

    def holds_at(self, usual: float | None) -> bool:
        """True for someone with this usual intake (in `usual_unit`); rows without a bound hold for everyone.

        >>> effect("zinc_bone_low").holds_at(6.0), effect("zinc_bone_low").holds_at(11.0)
        (True, False)
        """
        if self.usual_low is None and self.usual_high is None:
            return True
        if usual is None:
            return False
        above = self.usual_low is None or usual >= self.usual_low
        return above and (self.usual_high is None or usual < self.usual_high)

    def absolute(self, baseline: float | None = None) -> Absolute | None:
        """Events among 1000 people, from a baseline risk (0 to 1) or the trials' own; None where that has no meaning.

        Raises:
            InputError: the baseline is not a risk.

        >>> counted = effect("vitamin_d_autoimmune").absolute()
        >>> [round(number, 1) for number in (counted.without, counted.with_it, counted.low, counted.high)]
        [12.0, 9.4, 7.3, 11.9]
        """
        risk = self.baseline if baseline is None else baseline
        if risk is None or self.measure not in RATIOS or self.value is None or self.low is None or self.high is None:
            return None
        if not 0 <= risk < 1:
            raise InputError(f"a baseline risk of {risk}; give a share from 0 to below 1", where=self.key)
        with_it, low, high = (OF * self._risk(risk, ratio) for ratio in (self.value, self.low, self.high))
        return Absolute(OF * risk, with_it, low, high)

    def _risk(self, risk: float, ratio: float) -> float:
        if self.measure == "risk_ratio":
            return min(ratio * risk, 1.0)
        if self.measure == "odds_ratio":
            return float(ratio * risk / (1 - risk + ratio * risk))
        return float(1 - (1 - risk) ** ratio)


@cache
def effects() -> dict[str, Effect]:
    """All figures by key.

    >>> len(effects()) > 30
    True
    """
    found: dict[str, Effect] = {}
    for row in read_table("beyond_bone.csv"):
        if row["key"] in found:
            raise EvidenceError(f"beyond_bone.csv: the key {row['key']!r} stands twice")
        found[row["key"]] = _read(row)
    return found


def effect(key: str) -> Effect:
    """The figure with this key.

    Raises:
        InputError: there is none.

    >>> effect("glucosamine_pain").value
    -0.4
    """
    if key not in effects():
        raise InputError(f"no figure is called {key!r}; {nearest(key, effects()) or 'effects() lists them'}")
    return effects()[key]


def effects_of(exposure: str, *, outcome: str | None = None, usual: float | None = None) -> tuple[Effect, ...]:
    """The figures for one exposure, such as "curcumin", that hold at a usual intake; none is an empty answer.

    >>> [found.value for found in effects_of("zinc", usual=12.0)]
    [-1.0]
    """
    return tuple(
        found
        for found in effects().values()
        if found.exposure == exposure and outcome in (None, found.outcome) and found.holds_at(usual)
    )


def sentence(figure: Effect, baseline: float | None = None) -> str:
    """A figure in plain words: size with interval, numbers of people where that has meaning, and how sure anyone is.

    >>> print(sentence(effect("vitamin_d_autoimmune")))
    vitamin D (2000 IU/d), autoimmune disease: of 1000 people over 5.3 years, 9 instead of 12 (7 to 12); \
seen in one or a few trials, not yet repeated well.
    """
    amount = f"{figure.exposure} ({figure.amount}), {figure.outcome}"
    return f"{amount}: {size(figure, baseline)}; {WORDS[figure.word]}."


def size(figure: Effect, baseline: float | None = None) -> str:
    """How large a figure is, with its interval.

    >>> size(effect("glucosamine_pain"))
    '-0.4 cm (-0.7 to -0.1)'
    """
    counted = figure.absolute(baseline)
    if counted:
        span = f" over {figure.years:g} years" if figure.years else ""
        numbers = f"{counted.with_it:.0f} instead of {counted.without:.0f} ({counted.low:.0f} to {counted.high:.0f})"
        return f"of {OF} people{span}, {numbers}"
    if figure.measure == "direction":
        better = (figure.value or 0) > 0
        return f"{'better' if better else 'worse'}, by how much is not known"
    if figure.value is None or figure.low is None or figure.high is None:
        return "no figure"
    if figure.measure in RATIOS:
        return f"{figure.value:g} times as often ({figure.low:g} to {figure.high:g})"
    return f"{figure.value:+g} {figure.unit} ({figure.low:+g} to {figure.high:+g})"


def _read(row: Row) -> Effect:
    numbers = ("value", "low", "high", "years", "baseline", "usual_low", "usual_high")
    return Effect(**{**row, **{name: float(row[name]) if row[name] else None for name in numbers}})  # type: ignore[arg-type]
