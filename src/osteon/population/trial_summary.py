"""What a trial found, as plain data: flow of people, estimates, power, subgroups, responders and courses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.evidence.outcome_words import outcomes
from osteon.evidence.trial_parts import Arm, Endpoint
from osteon.inputs import inputs_of
from osteon.person import Person
from osteon.population.trial_estimates import RATIOS, Estimate, factorial, of_endpoint
from osteon.population.trial_fates import ENDINGS
from osteon.population.trial_figures import Figure, endpoints_of, variables
from osteon.population.trial_fold import Sums
from osteon.population.trial_measuring import error_of
from osteon.population.trial_power import Power, power_curve
from osteon.population.trial_result import SHARES, TrialResult
from osteon.population.trial_subgroups import enrichment, subgroups

FloatArray = NDArray[np.float64]

MOST_COURSE = 400
RESPONDER_POINTS = 61
EDGES = (0.005, 0.995)


def summary_of(result: TrialResult) -> dict[str, Any]:
    """Everything a run found, ready for JSON; the same run always gives the same."""
    sums, job = result.sums, result.job
    setting = sums.setting
    trial, design = setting.planned.trial, setting.planned.design
    flow = flow_of(sums)
    return {
        "trial": {"id": trial.id, "title": trial.title, "kind": design.kind, "seed": job.seed, "worlds": job.worlds},
        "edition": job.edition,
        "people": job.people,
        "flow": flow,
        "endpoints": [_endpoint(sums, each, flow) for each in endpoints_of(setting)],
        "not_modelled": [_named(each) for each in trial.endpoints if each not in endpoints_of(setting)],
        "factorial": _factorial(sums, flow) if design.factors else [],
        "carry_over": _carry_over(sums),
        "courses": {word: _course(result, word) for word in job.outcomes},
        "measuring": {word: _measuring(word) for word in job.outcomes},
        "not_read": {arm.name: _unread(arm) for arm in trial.arms if _unread(arm)},
    }


def flow_of(sums: Sums) -> dict[str, Any]:
    """How many people were assessed, left out, dealt into each group, stopped, left and stayed."""
    setting = sums.setting
    excluded = {words: count for words, count in sorted(sums.status.items()) if words != "randomised"}
    groups = []
    for code, name in zip(setting.codes, setting.groups, strict=True):
        counts = {ending: sums.endings[code, ending] for ending in ENDINGS}
        groups.append(
            {
                "group": name,
                "code": code,
                "randomised": sum(counts.values()),
                "stopped_treatment": sums.stopped[code],
                **{ending.replace(" ", "_"): count for ending, count in counts.items()},
            }
        )
    return {
        "assessed": sums.people,
        "excluded": excluded,
        "randomised": sums.status["randomised"],
        "groups": groups,
    }


def staying(sums: Sums, figure: Figure) -> float:
    """The share of randomised people in whom a figure can be read."""
    total = sums.status["randomised"]
    seen = float(sums.moments[figure][..., 0].sum())
    if sums.setting.planned.design.kind == "crossover":
        seen /= len(sums.arms)
    return max(seen / total, 1e-6) if total else 1.0


def _endpoint(sums: Sums, endpoint: Endpoint, flow: Mapping[str, Any]) -> dict[str, Any]:
    estimate, figure = of_endpoint(sums, endpoint), Figure.of(endpoint)
    stay = staying(sums, figure)
    groups = len(sums.setting.groups) if sums.setting.planned.design.kind == "crossover" else 2
    power = None
    if endpoint.versus is not None:
        planned = _planned(sums, endpoint)
        power = power_curve(
            estimate, groups=groups, staying=stay, planned=planned, adjusted=estimate.adjusted is not None
        )
    return {
        **_named(endpoint),
        "estimate": _estimate(estimate, endpoint, groups if figure in sums.pairs else 0),
        "observed": endpoint.observed,
        "observed_ci95": endpoint.interval(),
        "direction": endpoint.direction,
        "staying": stay,
        "power": _power(power),
        "responders": _responders(sums, endpoint),
        "subgroups": [_subgroup(each) for each in subgroups(sums, endpoint)],
        "enrichment": _enrichment(sums, endpoint, stay),
    }


def _named(endpoint: Endpoint) -> dict[str, Any]:
    known = outcomes().get(endpoint.outcome)
    return {
        "outcome": endpoint.outcome,
        "name": known.name if known else endpoint.outcome,
        "measure": endpoint.measure,
        "arm": endpoint.arm,
        "versus": endpoint.versus,
        "day": endpoint.day,
        "from_day": endpoint.from_day,
        "unit": "points" if _in_points(endpoint) else unit_of(endpoint.outcome, endpoint.measure),
    }


def _in_points(endpoint: Endpoint) -> bool:
    """Whether it is a difference of percentages, which is told in percentage points."""
    level = endpoint.measure in ("value", "change") and endpoint.known is not None and endpoint.known.unit == "%"
    return level and (endpoint.versus is not None or endpoint.measure == "change")


def unit_of(outcome: str, measure: str) -> str:
    """The unit in which an endpoint is told: percent, none for a ratio, or the outcome's own."""
    if measure == "percent_change":
        return "%"
    return "" if measure in RATIOS else outcomes()[outcome].unit


def _estimate(estimate: Estimate, endpoint: Endpoint, periods: int) -> dict[str, Any]:
    """An estimate with its SD: between people, or of differences within them where there are periods."""
    told = asdict(estimate)
    share = periods or (0.5 if endpoint.versus else 1.0)
    told["sd"] = math.sqrt(estimate.spread * share) if math.isfinite(estimate.spread) else None
    told["sd_of"] = "SD of the difference within people" if periods else "SD between people, measuring included"
    del told["log"]
    return told


def _planned(sums: Sums, endpoint: Endpoint) -> int | None:
    """The people that the real trial has, or plans, in the groups of an endpoint."""
    trial = sums.setting.planned.trial
    sizes = [trial.arm(name).n for name in (endpoint.arm, str(endpoint.versus))]
    if None not in sizes and sums.setting.planned.design.kind != "crossover":
        return sum(size for size in sizes if size)
    if trial.people.n is None:
        return None
    if sums.setting.planned.design.kind == "crossover":
        return trial.people.n
    return round(trial.people.n * 2 / len(trial.arms))


def _power(power: Power | None) -> dict[str, Any] | None:
    return None if power is None else {name: _listed(value) for name, value in asdict(power).items()}


def _factorial(sums: Sums, flow: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Main effects and interactions of every figure; what an interaction needs is told beside it."""
    found = []
    groups = len(sums.arms)
    for figure in sums.moments:
        if figure.measure in RATIOS:
            continue
        for words, estimate in factorial(sums, figure).items():
            power = power_curve(estimate, groups=groups, staying=staying(sums, figure), planned=None)
            found.append(
                {
                    "outcome": figure.outcome,
                    "name": outcomes()[figure.outcome].name,
                    "measure": figure.measure,
                    "day": figure.day,
                    "unit": unit_of(figure.outcome, figure.measure),
                    "effect": words,
                    "interaction": "interaction" in words,
                    "estimate": {name: value for name, value in asdict(estimate).items() if name != "log"},
                    "needed": None if power is None else power.needed,
                }
            )
    return found


def _carry_over(sums: Sums) -> list[dict[str, Any]]:
    """How far groups of a crossover differ as the second period begins: what the washout left of the first."""
    setting = sums.setting
    if setting.planned.design.kind != "crossover" or len(setting.groups) != 2:
        return []
    place, found = setting.days.index(setting.offset(1)), []
    for word, sums_of in sums.course.items():
        n, total, squares = (sums_of[place, :, part] for part in range(3))
        if (n < 2).any():
            continue
        means = total / n
        error = math.sqrt(float(np.sum((squares - n * means**2) / np.maximum(n - 1, 1) / n)))
        gap = float(means[0] - means[1])
        found.append({"outcome": word, "unit": outcomes()[word].unit, "value": gap, "error": error})
    return found


def _responders(sums: Sums, endpoint: Endpoint) -> dict[str, Any] | None:
    """What share of each arm reaches each level of a figure, and the smallest difference that counts."""
    figure = Figure.of(endpoint)
    if endpoint.versus is None or not figure.is_change:
        return None
    counts = sums.answers[figure]
    chosen = [sums.arms.index(endpoint.arm), sums.arms.index(endpoint.versus)]
    if counts.totals[chosen].min() < 2:
        return None
    ends = counts.quantiles(EDGES)[chosen]
    limits = np.linspace(float(ends.min()), float(ends.max()), RESPONDER_POINTS)
    known = outcomes()[endpoint.outcome]
    notable = known.notable_percent if endpoint.measure == "percent_change" else known.notable_value
    at = {} if notable is None else {"notable": notable, **_shares_beyond(counts, chosen, notable)}
    return {
        "limits": _listed(limits),
        "arm": _listed(counts.above(chosen[0], limits)),
        "versus": _listed(counts.above(chosen[1], limits)),
        **at,
    }


def _shares_beyond(counts: Any, chosen: Sequence[int], notable: float) -> dict[str, float]:
    """Shares that rise, and that fall, by at least the smallest difference that counts."""
    found = {}
    for word, arm in zip(("arm", "versus"), chosen, strict=True):
        found[f"{word}_rises"] = float(counts.above(arm, np.array([notable]))[0])
        found[f"{word}_falls"] = float(1 - counts.above(arm, np.array([-notable]))[0])
    return found


def _subgroup(found: Any) -> dict[str, Any]:
    return {
        "column": found.variable.column,
        "name": found.variable.name,
        "chance": found.chance,
        "bands": [asdict(band) for band in found.bands],
    }


def _enrichment(sums: Sums, endpoint: Endpoint, stay: float) -> list[dict[str, Any]]:
    found = []
    for variable in variables():
        rows = enrichment(sums, endpoint, variable, stay)
        if rows:
            kept = {"column": variable.column, "name": variable.name, "unit": variable.unit, "side": variable.enrich}
            found.append({**kept, "limits": [asdict(row) for row in rows]})
    return found


def _course(result: TrialResult, word: str) -> dict[str, Any]:
    """Means with SD and exact quantiles at each visit, by group."""
    setting, sums = result.sums.setting, result.sums.course[word]
    groups = []
    for number, name in enumerate(setting.groups):
        n, total, squares = (sums[:, number, part] for part in range(3))
        count = np.maximum(n, 1.0)
        variance = np.maximum(squares - total**2 / count, 0.0) / np.maximum(n - 1, 1.0)
        groups.append(
            {
                "group": name,
                "n": [int(each) for each in n.tolist()],
                "mean": _listed(np.where(n > 0, total / count, np.nan)),
                "sd": _listed(np.where(n > 1, np.sqrt(variance), np.nan)),
                "quantiles": {
                    f"{share:g}": _listed(result.quantiles[word][:, number, q]) for q, share in enumerate(SHARES)
                },
            }
        )
    return {"name": outcomes()[word].name, "unit": outcomes()[word].unit, "days": list(setting.days), "groups": groups}


def _measuring(word: str) -> dict[str, Any]:
    found = error_of(word)
    return {"error": found.error, "kind": found.kind, "source": found.source, "note": found.note}


def _unread(arm: Arm) -> list[str]:
    taker = Person(age=50, sex="female", height_cm=163, mass_kg=65, latitude=0.0, supplements=arm.dose)
    return sorted(inputs_of(taker, 1.0).unread)


def _listed(values: Any) -> Any:
    """Arrays as lists, what is not a number as None."""
    if isinstance(values, np.ndarray):
        return [value if math.isfinite(value) else None for value in values.tolist()]
    return list(values) if isinstance(values, tuple) else values
