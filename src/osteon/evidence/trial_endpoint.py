"""Reads one [[endpoint]] of a trial file: what was measured, when, and with what spread."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from osteon.errors import InputError, nearest
from osteon.evidence.outcome_words import Outcome, outcome_word, outcomes
from osteon.evidence.trial_parts import (
    ANALYSES,
    DIRECTIONS,
    MEASURES,
    SPLITS,
    SPREAD_ORIGINS,
    Analysis,
    Arm,
    Endpoint,
    Meal,
    Measure,
)
from osteon.person.fields import flag, number, whole
from osteon.person.table import Table, shown
from osteon.substances import find_substance, parse_dose

_WORD = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_RATIOS = ("ratio", "ratio_of_change")
_PLAIN = ("", "1", "ratio", "HR", "RR", "OR", "IRR")
_NOTABLE_RATIO = 0.1
_FIGURE = number(-1e12, 1e12, example="0.6")
_POSITIVE = number(0, 1e12, example="1.5")
_DAY = number(0, 36525, "d", "365")
_VALUE: Measure = "value"

Word = TypeVar("Word", bound=str)


def read_endpoint(table: Table, arms: Sequence[Arm], analysis: Analysis) -> Endpoint:
    """Read one endpoint; problems are kept in the table, and a broken endpoint still returns something.

    `analysis` is the trial's own, for an endpoint that does not say another.
    """
    measure = table.require("measure", _one_of(MEASURES), _VALUE, 'measure = "percent_change"')
    outcome = table.require("outcome", _outcome, "", 'outcome = "bmd_lumbar_spine"')
    arm = table.require("arm", _arm_of(arms), "", 'arm = "MK-7"')
    endpoint = Endpoint(
        outcome=outcome,
        measure=measure,
        arm=arm,
        day=table.require("day", _DAY, 0.0, "day = 365"),
        versus=table.read("versus", _arm_of(arms), None),
        from_day=table.read("from_day", _DAY, 0.0),
        observed=table.read("observed", _FIGURE, None),
        ci95=table.read("ci95", _interval_of(measure), None),
        sd=table.read("sd", _POSITIVE, None),
        n=table.read("n", whole(1, 10**8), next((each.n for each in arms if each.name == arm), None)),
        se=table.read("se", _POSITIVE, None),
        direction=table.read("direction", _one_of(DIRECTIONS), None),
        tolerance=table.read("tolerance", _POSITIVE, _usual_tolerance(outcomes().get(outcome), measure)),
        unit=_unit(table, outcomes().get(outcome), measure),
        source=table.read("source", prose, ""),
        split=table.read("split", _one_of(SPLITS), "holdout"),
        note=table.read("note", prose, ""),
        weak=table.read("weak", flag, False),
        spread=table.read("spread", _one_of(SPREAD_ORIGINS), "reported"),
        meal=_meal(table),
        analysis=read_analysis(table, analysis),
    )
    _check(table, endpoint)
    table.finish()
    return endpoint


def read_analysis(table: Table, usual: Analysis) -> Analysis:
    """Whose figure it is, as a trial or an endpoint says it."""
    return table.read("analysis", _one_of(ANALYSES), usual)


def prose(given: object) -> str:
    """Text of any length.

    >>> prose(" plateau from month 3 ")
    'plateau from month 3'
    """
    if not isinstance(given, str):
        raise InputError(f"{shown(given)} is not text; write it in quotes")
    return given.strip()


def _one_of(allowed: tuple[Word, ...]) -> Callable[[object], Word]:
    def read(given: object) -> Word:
        for word in allowed:
            if given == word:
                return word
        raise InputError(
            f"{shown(given)} is not known; {nearest(str(given), allowed) or 'write ' + ', '.join(allowed)}"
        )

    return read


def _outcome(given: object) -> str:
    """A registered outcome, or any lower-case word in the same style."""
    word = prose(given)
    if not _WORD.fullmatch(word):
        hint = nearest(word, outcomes()) or "outcome words are lower case, like bmd_total_hip"
        raise InputError(f"{shown(word)} is not an outcome word; {hint}")
    return outcome_word(word) or word


def _arm_of(arms: Sequence[Arm]) -> Callable[[object], str]:
    def read(given: object) -> str:
        names = [arm.name for arm in arms]
        if given in names:
            return prose(given)
        raise InputError(
            f"{shown(given)} is not an arm; {nearest(str(given), names) or 'arms are ' + ', '.join(names)}"
        )

    return read


def _interval_of(measure: Measure) -> Callable[[object], tuple[float, float]]:
    def read(given: object) -> tuple[float, float]:
        if not isinstance(given, list) or len(given) != 2:
            raise InputError(f"{shown(given)} is not an interval; write two numbers like [-0.3, 1.5]")
        low, high = (_FIGURE(limit) for limit in given)
        if low >= high:
            raise InputError(f"{shown(given)} has its lower limit not first")
        if measure == "ratio" and low <= 0:
            raise InputError(f"{shown(given)} is not the interval of a ratio, which is above 0")
        return low, high

    return read


def _usual_tolerance(outcome: Outcome | None, measure: Measure) -> float | None:
    """The smallest difference that counts, for a direction without a tolerance of its own."""
    if measure in _RATIOS:
        return _NOTABLE_RATIO
    if outcome is None:
        return None
    return outcome.notable_percent if measure == "percent_change" else outcome.notable_value


def _unit(table: Table, outcome: Outcome | None, measure: Measure) -> str:
    """The unit of the figure, checked against the outcome; percent changes and ratios have their own."""
    given = table.read("unit", prose, "")
    if measure == "percent_change" and given not in ("", "%"):
        table.wrong("unit", f'{given!r} does not fit a percent_change, which is in "%"')
    elif measure in _RATIOS and given not in _PLAIN:
        table.wrong("unit", f"{given!r} does not fit a {measure}, which has no unit")
    if measure == "percent_change":
        return "%"
    if measure in _RATIOS or outcome is None:
        return "" if measure in _RATIOS else given
    if not given and "direction" not in table:
        table.wrong("unit", f'is missing; {outcome.word} is in "{outcome.unit}"')
    elif given == "%" and outcome.unit != "%":
        table.wrong("unit", f'"%" does not fit a {measure} of {outcome.word}; is the measure "percent_change"?')
    elif given:
        table.read("unit", lambda unit: outcome.factor_from(prose(unit)), 1.0)
    return given or outcome.unit


def _meal(table: Table) -> Meal | None:
    calcium = table.read("meal_calcium", lambda given: parse_dose("calcium", given), None)
    form = table.read("meal_form", lambda given: find_substance(prose(given)).name, "")
    if form and "meal_calcium" not in table:
        table.wrong("meal_calcium", 'is missing beside meal_form; write it like meal_calcium = "300 mg"')
    return Meal(calcium, form) if calcium else None


def _check(table: Table, endpoint: Endpoint) -> None:
    if endpoint.versus == endpoint.arm and endpoint.arm:
        table.wrong("versus", "is the same arm; name the other one")
    if endpoint.measure in _RATIOS and "versus" not in table:
        table.wrong("versus", f"is missing; a {endpoint.measure} needs the other arm")
    if endpoint.measure == "ratio" and endpoint.observed is not None and endpoint.observed <= 0:
        table.wrong("observed", f"{endpoint.observed:g} is no ratio; it must be above 0")
    if endpoint.from_day and endpoint.from_day >= endpoint.day:
        table.wrong("from_day", f"{endpoint.from_day:g} is not before day {endpoint.day:g}")
    if "direction" not in table:
        _check_figure(table, endpoint)


def _check_figure(table: Table, endpoint: Endpoint) -> None:
    """A figure needs a value and a spread, and lies in its own interval (up to rounding, a tenth of its width)."""
    if "observed" not in table:
        table.wrong("observed", "is missing; give a figure with its spread, or a direction")
    given = {"ci95", "sd", "se"} & set(table)
    if not given and endpoint.spread != "unknown" and not endpoint.weak:
        table.wrong("ci95", 'is missing; give ci95, or sd and n, or se, or a direction, or say spread = "unknown"')
    if given == {"sd"} and endpoint.n is None:
        table.wrong("n", "is missing beside sd")
    if endpoint.observed is None or endpoint.ci95 is None:
        return
    low, high = endpoint.ci95
    slack = 0.1 * (high - low)
    if not low - slack <= endpoint.observed <= high + slack:
        table.wrong("observed", f"{endpoint.observed:g} is not within its ci95, {low:g} to {high:g}")
