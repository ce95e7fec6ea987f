"""A trial in virtual people as text: who took part, what was found, and what a real trial would need."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from typing import Any

from osteon.population.trial_progress import span_words
from osteon.population.trial_spans import day_words

WIDTH = 110
FEW = 4
"""People below whom nothing is said."""
MEASURES = {
    "value": "level",
    "change": "change",
    "percent_change": "percent change",
    "ratio": "ratio of levels",
    "ratio_of_change": "ratio of changes",
}
EVENTS = {"value": "share of people", "ratio": "ratio of risks"}
DISCLAIMER = "What the model says of virtual people; not what was seen in people, and not medical advice."


def trial_text(summary: Mapping[str, Any], seconds: float, resumed: int = 0) -> str:
    """All that a reader on a terminal should see first."""
    head = [f"{summary['trial']['title']}", f"{summary['people']:,} virtual people, {span_words(seconds)}"]
    if resumed:
        head[1] += f" ({resumed} parts were there from an earlier run)"
    parts = [head, _flow(summary["flow"])]
    parts += [_endpoint(each) for each in summary["endpoints"]]
    parts += [_factorial(summary["factorial"]), _notes(summary), [DISCLAIMER]]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def figure_words(each: Mapping[str, Any]) -> str:
    """What an endpoint is, in words.

    >>> figure = {"name": "bone", "measure": "percent_change", "day": 365.25, "from_day": 0, "arm": "D", "versus": None}
    >>> figure_words(figure)
    'bone, percent change at 1 year, in D'
    """
    since = f" from {day_words(each['from_day'])}" if each["from_day"] else ""
    groups = f"{each['arm']} against {each['versus']}" if each["versus"] else f"in {each['arm']}"
    event = str(each.get("outcome", "")).startswith("fracture_")
    measure = EVENTS.get(each["measure"]) if event else MEASURES[each["measure"]]
    return f"{each['name']}, {measure}{since} at {day_words(each['day'])}, {groups}"


def number_words(value: float | None, unit: str = "") -> str:
    """A number with three figures and its unit; a dash where there is none.

    >>> number_words(-0.2691, "%"), number_words(None), number_words(32.24, "nmol/L")
    ('-0.269 %', '-', '32.2 nmol/L')
    """
    if value is None or math.isnan(value):
        return "-"
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{text} {unit}".strip()


def interval_words(interval: Any) -> str:
    """An interval in words.

    >>> interval_words((0.1, 2.0))
    '0.1 to 2'
    """
    if not interval or any(end is None or math.isnan(end) for end in interval):
        return "-"
    return f"{number_words(interval[0])} to {number_words(interval[1])}"


def _flow(flow: Mapping[str, Any]) -> list[str]:
    lines = [f"assessed {flow['assessed']:,}, randomised {flow['randomised']:,}"]
    lines += [f"  {words}: {count:,}" for words, count in flow["excluded"].items()]
    if not flow["randomised"]:
        lines.append("  nobody was let in: ease [[eligible]], or give more --people")
    for group in flow["groups"]:
        lines.append(
            f"  {group['group']}: {group['randomised']:,} people; {group['stopped_treatment']:,} stopped treatment, "
            f"{group['left_the_trial']:,} left, {group['died']:,} died, {group['stayed_to_the_end']:,} stayed"
        )
    return lines


def _endpoint(each: Mapping[str, Any]) -> list[str]:
    found, unit = each["estimate"], each["unit"]
    lines = textwrap.wrap(figure_words(each), WIDTH)
    lines.append(f"  found      {number_words(found['value'], unit)} (95 %: {interval_words(found['interval'])})")
    if found["adjusted"] is not None and each["versus"]:
        words = interval_words(found["adjusted_interval"])
        lines.append(f"  adjusted   {number_words(found['adjusted'], unit)} for the baseline (95 %: {words})")
    if found["with_doubt"] is not None:
        lines.append(f"  with what is not known of the model: {interval_words(found['with_doubt'])}")
    if each["observed"] is not None:
        words = f" ({interval_words(each['observed_ci95'])})" if each["observed_ci95"] else ""
        lines.append(f"  published  {number_words(each['observed'], unit)}{words}")
    return lines + _power(each)


def _power(each: Mapping[str, Any]) -> list[str]:
    power = each["power"]
    if each["versus"] is None:
        return []
    if each["estimate"]["people"] < FEW:
        return ["  too few people were measured to say anything"]
    if power is None:
        return ["  no effect that can be told from none: no size of a real trial is given"]
    needed = [f"{count:,} people for {share}" for share, count in power["needed"].items() if count]
    lines = [f"  a real trial needs {' or '.join(needed)} power"]
    if power["planned"]:
        at, assured = power["at_planned"], power["assured_at_planned"]
        lines.append(
            f"  with {power['planned']:,} people in these groups: power {at:.0%} if the effect is as found, "
            f"{assured:.0%} with what is not known of the effect"
        )
    return lines


def _factorial(found: list[Mapping[str, Any]]) -> list[str]:
    chosen = [each for each in found if each["interaction"]]
    if not chosen:
        return []
    lines = ["Together beyond the sum of both? (both) - (first) - (second) + (neither):"]
    for each in chosen:
        estimate, unit = each["estimate"], each["unit"]
        interval = estimate["with_doubt"] or estimate["interval"]
        words = f"{number_words(estimate['value'], unit)} ({interval_words(interval)})"
        lines.append(f"  {each['name']}, {day_words(each['day'])}: {words}, {_sign_words(interval)}")
    return lines


def _sign_words(interval: Any) -> str:
    if interval[0] > 0:
        return "higher than the sum"
    return "lower than the sum" if interval[1] < 0 else "not told apart from the sum"


def _notes(summary: Mapping[str, Any]) -> list[str]:
    lines = []
    for arm, words in summary["not_read"].items():
        lines.append(f"Taken in {arm}, but no part of the model reads it: {', '.join(words)}")
    for each in summary["not_modelled"]:
        lines.append(f"Not simulated: {each['outcome']} ({MEASURES.get(each['measure'], each['measure'])})")
    return list(dict.fromkeys(lines))
