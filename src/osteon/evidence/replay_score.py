"""How a predicted figure stands against a published one, and what that makes of a whole replay.

An endpoint is *inside* when the prediction lies in the published 95 % interval, or has the right direction where only
that is known. *With heterogeneity* the interval is widened by the between-study spread that was declared before any
fitting (`heterogeneity.toml`); a direction is not widened. Weak figures are shown, never counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from osteon.errors import EvidenceError
from osteon.evidence.heterogeneity import between_study_sd
from osteon.evidence.trial_parts import NORMAL_95, Endpoint, Trial

LEAST_INSIDE = 0.65
GOAL_INSIDE = 0.80
LEAST_WITH_HETEROGENEITY = 0.85
LARGEST_Z = 1.3
LEAST_OF_A_DOMAIN = 0.50
GROUPS = ("calibration", "holdout", "blind")
RATIOS = ("ratio",)


@dataclass(frozen=True)
class Scored:
    """One endpoint with its prediction; what cannot be said is None."""

    trial: str
    domain: str
    blind: bool
    endpoint: Endpoint
    predicted: float | None
    interval: tuple[float, float] | None
    z: float | None
    z_with_heterogeneity: float | None
    inside: bool | None
    inside_with_heterogeneity: bool | None

    @property
    def counts(self) -> bool:
        """Whether it counts in the pass marks: not weak, and something is predicted."""
        return self.endpoint.counts and self.inside is not None

    @property
    def group(self) -> str:
        """calibration, holdout (seen before in some way) or blind."""
        return "blind" if self.blind else self.endpoint.split


@dataclass(frozen=True)
class Tally:
    """Counts of a group of endpoints; shares are None where nothing counts."""

    counted: int
    inside: float | None
    inside_with_heterogeneity: float | None
    rms_z: float | None
    not_modelled: int


def score(
    trial: Trial, endpoint: Endpoint, predicted: float | None, interval: tuple[float, float] | None = None
) -> Scored:
    """Hold a prediction (in the endpoint's unit) against the published figure.

    >>> seen = Endpoint("bmd_total_hip", "percent_change", "D3", 365, observed=1.0, se=0.5, unit="%")
    >>> from osteon.evidence.trial_parts import Arm, People, Spread
    >>> trial = Trial("t", "a trial", People(Spread(57)), (Arm("D3"),), (seen,))
    >>> found = score(trial, seen, 1.6)
    >>> found.inside, round(found.z, 2)
    (True, 1.2)
    """
    domain = trial.domain or (endpoint.known.domain if endpoint.known else "other")
    blank = Scored(trial.id, domain, trial.blind, endpoint, predicted, interval, None, None, None, None)
    if predicted is None or not math.isfinite(predicted):
        return blank
    if endpoint.direction is not None and endpoint.observed is None:
        right = has_direction(endpoint, predicted)
        return _with(blank, None, None, right, right)
    error, limits = endpoint.standard_error(), endpoint.interval()
    if error is None or endpoint.observed is None or limits is None:
        return blank
    gap = _gap(endpoint, predicted)
    wide = math.hypot(error, spread_between(endpoint, predicted))
    inside = limits[0] <= predicted <= limits[1]
    return _with(blank, gap / error, gap / wide, inside, inside or abs(gap) <= NORMAL_95 * wide)


def has_direction(endpoint: Endpoint, predicted: float) -> bool:
    """Whether a prediction goes the way that was seen, beyond the tolerance (within it for "none").

    >>> has_direction(Endpoint("ctx", "percent_change", "D", 1, direction="none", tolerance=15), 9.0)
    True
    """
    tolerance = endpoint.tolerance or 0.0
    effect = predicted
    if endpoint.measure in ("ratio", "ratio_of_change"):
        effect, tolerance = math.log(max(predicted, 1e-9)), math.log1p(tolerance)
    return {"higher": effect > tolerance, "lower": effect < -tolerance, "none": abs(effect) <= tolerance}[
        endpoint.direction or "none"
    ]


def spread_between(endpoint: Endpoint, predicted: float | None = None) -> float:
    """The declared between-study SD of a figure (log scale for a ratio); 0 where none is declared."""
    try:
        return between_study_sd(endpoint)
    except EvidenceError:
        return 0.0


def _gap(endpoint: Endpoint, predicted: float) -> float:
    assert endpoint.observed is not None
    if endpoint.measure in RATIOS:
        return math.log(max(predicted, 1e-9) / endpoint.observed)
    return predicted - endpoint.observed


def _with(blank: Scored, z: float | None, wide: float | None, inside: bool, within: bool) -> Scored:
    return Scored(
        blank.trial,
        blank.domain,
        blank.blind,
        blank.endpoint,
        blank.predicted,
        blank.interval,
        z,
        wide,
        inside,
        within,
    )


def tally(scored: Iterable[Scored]) -> Tally:
    """Count a group of endpoints."""
    everything = list(scored)
    counted = [each for each in everything if each.counts]
    figures = [each.z_with_heterogeneity for each in counted if each.z_with_heterogeneity is not None]
    missing = sum(each.endpoint.counts and each.inside is None for each in everything)
    return Tally(
        len(counted),
        _share(bool(each.inside) for each in counted),
        _share(bool(each.inside_with_heterogeneity) for each in counted),
        math.sqrt(sum(z * z for z in figures) / len(figures)) if figures else None,
        missing,
    )


def _share(flags: Iterable[bool]) -> float | None:
    values = list(flags)
    return sum(values) / len(values) if values else None


def by_domain(scored: Iterable[Scored]) -> Mapping[str, Tally]:
    """Counts by domain, in the order in which domains appear."""
    groups: dict[str, list[Scored]] = {}
    for each in scored:
        groups.setdefault(each.domain, []).append(each)
    return {domain: tally(members) for domain, members in sorted(groups.items())}


def shortfalls(scored: Iterable[Scored]) -> tuple[str, ...]:
    """What the calibration split does not reach of its pass marks, in words; empty where it passes."""
    mine = [each for each in scored if each.endpoint.split == "calibration"]
    total, found = tally(mine), []
    if total.inside is None:
        return ("no endpoint of the calibration split counts",)
    if total.inside < LEAST_INSIDE:
        found.append(f"{total.inside:.0%} inside, {LEAST_INSIDE:.0%} wanted")
    if (total.inside_with_heterogeneity or 0.0) < LEAST_WITH_HETEROGENEITY:
        share = f"{total.inside_with_heterogeneity:.0%}"
        found.append(f"{share} inside with heterogeneity, {LEAST_WITH_HETEROGENEITY:.0%} wanted")
    if total.rms_z is not None and total.rms_z > LARGEST_Z:
        found.append(f"root mean square z {total.rms_z:.2f}, at most {LARGEST_Z:g} wanted")
    for domain, part in by_domain(mine).items():
        if part.inside is not None and part.inside < LEAST_OF_A_DOMAIN:
            found.append(f"{domain}: {part.inside:.0%} inside, {LEAST_OF_A_DOMAIN:.0%} wanted")
    return tuple(found)
