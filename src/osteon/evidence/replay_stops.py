"""People who stop what their arm gives them: when, and what that does to their inputs and doses.

Who stops, and when, is drawn by person and is the same in every arm, whatever the arm takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from osteon.engine.events import SET_PARAMETER, Line
from osteon.evidence.replay_arms import Plan, later_lines
from osteon.evidence.replay_draws import evenly
from osteon.evidence.replay_people import Cohort
from osteon.evidence.trial_parts import Arm, Endpoint

FloatArray = NDArray[np.float64]

YEAR = 365.25


def dilutes(endpoint: Endpoint, arm: Arm) -> bool:
    """Whether those who stopped are counted in an endpoint's figure of this arm.

    >>> dilutes(Endpoint("ctx", "change", "D", 90, analysis="all"), Arm("D", dropout=0.2))
    True
    """
    return endpoint.analysis == "all" and arm.dropout > 0


def waiting(rate: float, chance: FloatArray) -> FloatArray:
    """Days until something that happens at a rate a year; `chance` is that of waiting longer. Infinity: never.

    >>> waiting(0.1, np.array([0.5])).round().tolist()
    [2532.0]
    """
    if rate == 0.0:
        return np.full(len(chance), np.inf)
    with np.errstate(over="ignore"):
        return np.asarray(-np.log(chance) / rate * YEAR)


def stops_of(people: Cohort, arm: Arm) -> FloatArray:
    """The day on which each person stops for good, at a rate that does not change; infinity: not during the trial.

    Equation: rate = -log(1 - dropout) / last day of the arm, so that by that day the arm's dropout has stopped.
    """
    trial, days = people.trial, people.trial.last_day_of(arm.name)
    if arm.dropout == 0.0 or days == 0.0:
        return np.full(people.count, np.inf)
    rate = -np.log1p(-arm.dropout) / days * YEAR
    stops = waiting(float(rate), evenly(trial.cohort or trial.id, "stopping", people.count))
    return np.where(stops > days, np.inf, stops)


def with_stops(plan: Plan, stops: FloatArray) -> Plan:
    """The same plan for people (rows) who stop on these days; as it is where there is nothing to stop."""
    nothing = not plan.changes and not plan.boluses
    return plan if nothing or np.isinf(stops).all() else replace(plan, stops=stops)


def stopping_lines(plan: Plan, place: Mapping[str, int], params: FloatArray, row: int) -> list[Line]:
    """One person's event lines up to the day of stopping, and on it the way back to habits (`params`)."""
    assert plan.stops is not None
    stop, lines = float(plan.stops[row]), later_lines(plan, place, row)
    if stop == np.inf:
        return lines
    kept = [_until(line, stop) for line in lines if line.day < stop]
    names = dict.fromkeys(change.name for change in plan.changes)
    return kept + [Line(stop, SET_PARAMETER, place[name], float(params[row, place[name]])) for name in names]


def _until(line: Line, stop: float) -> Line:
    """A line with only those of its repeats that come before a day."""
    if line.count == 1:
        return line
    return replace(line, count=min(line.count, int(np.ceil((stop - line.day) / line.interval))))
