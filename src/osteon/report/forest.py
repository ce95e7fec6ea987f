"""Forest plots of a replay: one page of HTML that needs nothing else, readable on paper and on a screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from osteon.evidence.replay_read import stand_in
from osteon.evidence.replay_score import GROUPS, Scored, Tally, by_domain, tally
from osteon.report.scorecard import TITLES, observed, predicted, verdict

if TYPE_CHECKING:
    from osteon.evidence.replay import Replay

WIDTH = 420
ROW = 26
MARGIN = 14
STYLE = """
:root { --ink: #1d2530; --soft: #5b6675; --line: #d5dbe3; --wide: #b97700; --out: #c2282d; }
* { box-sizing: border-box }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: #fff; max-width: 1180px; margin: 2rem auto;
  padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2.2rem }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem }
p.note, caption { color: var(--soft); text-align: left } table { border-collapse: collapse; margin: .5rem 0 }
th, td { text-align: left; padding: .15rem .7rem .15rem 0; border-bottom: 1px solid var(--line) }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums } svg { display: block }
table.forest { width: 100%; font-size: .87rem } .in { color: #1c7c3c } .wide { color: var(--wide) }
.OUT, .NONE { color: var(--out); font-weight: 600 } .weak { color: var(--soft) }
"""
WORDS = {
    "in": "inside",
    "wide": "inside with heterogeneity",
    "OUT": "outside",
    "weak": "weak, not counted",
    "NONE": "not modelled",
    "-": "no spread, not counted",
}


def forest_page(card: Replay) -> str:
    """A page with the counts by split and domain, then one forest of every trial, failures included.

    >>> from osteon.evidence.replay import chosen_trials, replay
    >>> page = forest_page(replay(chosen_trials(["francic2019"]), people=4, doubts=0))
    >>> page.startswith("<!doctype html>"), "francic2019" in page
    (True, True)
    """
    trials: dict[str, list[Scored]] = {}
    for each in card.scored:
        trials.setdefault(each.trial, []).append(each)
    parts = [_head(card), *(_counts(card, group) for group in GROUPS if card.of(group))]
    parts += [_trial(card, name, members) for name, members in trials.items()]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Osteon: trials replayed</title>'
        f"<style>{STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _head(card: Replay) -> str:
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in card.shortfalls)
    verdict_text = f"<p>The calibration split falls short:</p><ul>{reasons}</ul>" if reasons else ""
    return (
        f"<h1>Trials replayed</h1><p class='note'>Edition {escape(card.edition)}. Black: published figure with its "
        "95 % interval. Blue: prediction, with what is not known of the model. An endpoint is inside when the "
        "predicted mean lies in the published interval, or has the right direction where only that is known.</p>"
        f"{verdict_text}"
    )


def _counts(card: Replay, group: str) -> str:
    members = card.of(group)
    rows = [("all", tally(members)), *by_domain(members).items()]
    body = "".join(f"<tr><td>{escape(name)}</td>{_cells(part)}</tr>" for name, part in rows)
    heads = "".join(
        f"<th class='number'>{text}</th>"
        for text in ("counted", "inside", "with heterogeneity", "rms z", "not modelled")
    )
    return f"<h2>{TITLES[group].capitalize()}</h2><table><tr><th>domain</th>{heads}</tr>{body}</table>"


def _cells(part: Tally) -> str:
    shares = ("-" if share is None else f"{share:.0%}" for share in (part.inside, part.inside_with_heterogeneity))
    z = "-" if part.rms_z is None else f"{part.rms_z:.2f}"
    return "".join(f"<td class='number'>{text}</td>" for text in (part.counted, *shares, z, part.not_modelled))


def _trial(card: Replay, name: str, members: Sequence[Scored]) -> str:
    first = members[0]
    unread = card.unread.get(name, ())
    note = f"<p class='note'>Taken, but read by no part of the model: {escape(', '.join(unread))}</p>" if unread else ""
    rows = "".join(_row(each, _scale(members, each)) for each in members)
    return (
        f"<h3 id='{escape(name)}'>{escape(name)} "
        f"<small>({escape(first.domain)}; {TITLES[first.group]})</small></h3>{note}"
        "<table class='forest'><tr><th>endpoint</th><th>arm</th><th class='number'>day</th><th></th>"
        f"<th>predicted</th><th>published</th><th></th></tr>{rows}</table>"
    )


def _row(each: Scored, scale: tuple[float, float]) -> str:
    seen, word = each.endpoint, verdict(each)
    arm = seen.arm if seen.versus is None else f"{seen.arm} against {seen.versus}"
    what = seen.outcome if seen.measure == "value" else f"{seen.outcome}, {seen.measure.replace('_', ' ')}"
    hint = escape("; ".join(text for text in (seen.source, seen.note, stand_in(seen.outcome)) if text), quote=True)
    return (
        f"<tr title='{hint}'><td>{escape(what)}</td><td>{escape(arm)}</td><td class='number'>{seen.day:g}</td>"
        f"<td>{_plot(each, scale)}</td><td>{predicted(each)} {escape(seen.unit)}</td><td>{observed(each)}</td>"
        f"<td class='{word}'>{WORDS[word]}</td></tr>"
    )


def _scale(members: Iterable[Scored], each: Scored) -> tuple[float, float]:
    """Limits shared by all figures of one outcome and measure in a trial; zero (or 1 for a ratio) is always shown."""
    alike = [other for other in members if _kind(other) == _kind(each)]
    values = [value for other in alike for value in _values(other)]
    values.append(0.0)
    low, high = min(values), max(values)
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room


def _kind(each: Scored) -> tuple[str, str]:
    return each.endpoint.outcome, each.endpoint.measure


def _values(each: Scored) -> list[float]:
    pair = [each.predicted, each.endpoint.observed, *(each.interval or ()), *(each.endpoint.interval() or ())]
    return [_placed(each, value) for value in pair if value is not None and math.isfinite(value)]


def _placed(each: Scored, value: float) -> float:
    return math.log(max(value, 1e-3)) if each.endpoint.measure in ("ratio", "ratio_of_change") else value


def _plot(each: Scored, scale: tuple[float, float]) -> str:
    def across(value: float) -> float:
        share = (_placed(each, value) - scale[0]) / (scale[1] - scale[0])
        return MARGIN + min(max(share, 0.0), 1.0) * (WIDTH - 2 * MARGIN)

    none = 1.0 if each.endpoint.measure in ("ratio", "ratio_of_change") else 0.0
    parts = [f"<line x1='{across(none):.1f}' x2='{across(none):.1f}' y1='0' y2='{ROW}' stroke='#c3cbd5'/>"]
    limits = each.endpoint.interval()
    if limits is not None:
        parts.append(_bar(across(limits[0]), across(limits[1]), ROW * 0.3, "#1d2530"))
    if each.endpoint.observed is not None:
        parts.append(_dot(across(each.endpoint.observed), ROW * 0.3, "#1d2530", square=True))
    if each.interval is not None:
        parts.append(_bar(across(each.interval[0]), across(each.interval[1]), ROW * 0.72, "#0b6bcb"))
    if each.predicted is not None:
        parts.append(_dot(across(each.predicted), ROW * 0.72, "#0b6bcb", square=False))
    return f"<svg width='{WIDTH}' height='{ROW}' role='img' aria-label='{_spoken(each)}'>{''.join(parts)}</svg>"


def _spoken(each: Scored) -> str:
    return escape(f"predicted {predicted(each)}, published {observed(each)}", quote=True)


def _bar(left: float, right: float, height: float, colour: str) -> str:
    return (
        f"<line x1='{left:.1f}' x2='{right:.1f}' y1='{height:.1f}' y2='{height:.1f}' stroke='{colour}' "
        "stroke-width='2'/>"
    )


def _dot(x: float, y: float, colour: str, *, square: bool) -> str:
    if square:
        return f"<rect x='{x - 4:.1f}' y='{y - 4:.1f}' width='8' height='8' fill='{colour}'/>"
    return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4.5' fill='{colour}'/>"
