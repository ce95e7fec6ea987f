"""The scorecard of a replay as plain text: every endpoint, then the counts by split and domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from osteon.evidence.replay_read import stand_in
from osteon.evidence.replay_score import GROUPS, Scored, Tally, by_domain, tally

if TYPE_CHECKING:
    from osteon.evidence.replay import Replay

TITLES = {"calibration": "calibration", "holdout": "held out", "blind": "held out and blind"}
HEAD = f"{'':7} {'outcome':26} {'arm':34} {'day':>6} {'predicted':>28} {'observed':>28}  unit"


def scorecard(card: Replay) -> str:
    """The whole scorecard: each trial with its endpoints, what is missing, and the counts."""
    return "\n".join([*_trials(card), "", *_counts(card), *_verdict(card)])


def _trials(card: Replay) -> Iterator[str]:
    last = ""
    for each in card.scored:
        if each.trial != last:
            last = each.trial
            yield from ("", f"{last} ({each.domain}; {TITLES[each.group]})", HEAD)
            if last in card.unread:
                yield f"  taken, but read by no part of the model: {', '.join(card.unread[last])}"
            if last in card.stuck:
                yield f"  {card.stuck[last]:.0%} of the simulated people did not get through"
        yield _line(each)


def _line(each: Scored) -> str:
    seen = each.endpoint
    arm = seen.arm if seen.versus is None else f"{seen.arm} against {seen.versus}"
    what = f"{seen.outcome} {'' if seen.measure == 'value' else seen.measure}"
    note = "  (stand-in)" if stand_in(seen.outcome) else ""
    return (
        f"{verdict(each):7} {what[:44]:26} {arm[:34]:34} {seen.day:6g} {predicted(each):>28} {observed(each):>28}"
        f"  {seen.unit}{note}"
    )


def verdict(each: Scored) -> str:
    """One word for an endpoint: in, wide (inside with heterogeneity), OUT, weak, or NONE where nothing is predicted."""
    if each.inside is None:
        return "NONE" if each.predicted is None else "-"
    if not each.endpoint.counts:
        return "weak"
    if each.inside:
        return "in"
    return "wide" if each.inside_with_heterogeneity else "OUT"


def predicted(each: Scored) -> str:
    """The prediction with its interval."""
    if each.predicted is None:
        return "not modelled"
    return figure(each.predicted) + between(each.interval)


def observed(each: Scored) -> str:
    """The published figure with its interval, or the direction."""
    seen = each.endpoint
    if seen.observed is None:
        return f"{seen.direction} (beyond {seen.tolerance:g})" if seen.tolerance else str(seen.direction)
    return figure(seen.observed) + between(seen.interval())


def figure(value: float) -> str:
    """A number with three figures that count.

    >>> figure(12.345), figure(1234.5)
    ('12.3', '1234')
    """
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def between(limits: tuple[float, float] | None) -> str:
    """An interval in brackets; empty where there is none.

    >>> between((-1.0, 2.0))
    ' (-1 to 2)'
    """
    return "" if limits is None else f" ({figure(limits[0])} to {figure(limits[1])})"


def _counts(card: Replay) -> Iterator[str]:
    head = f"{'counted':>9} {'inside':>8} {'with heterogeneity':>20} {'rms z':>7} {'not modelled':>14}"
    for group in GROUPS:
        members = card.of(group)
        if members:
            yield from (f"{TITLES[group]:28}{head}", _row("all", tally(members)))
            yield from (_row(domain, part) for domain, part in by_domain(members).items())
            yield ""


def _row(name: str, part: Tally) -> str:
    return (
        f"  {name:26}{part.counted:9} {_share(part.inside):>8} {_share(part.inside_with_heterogeneity):>20}"
        f" {'-' if part.rms_z is None else format(part.rms_z, '.2f'):>7} {part.not_modelled:14}"
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def _verdict(card: Replay) -> Iterable[str]:
    if not any(each.endpoint.split == "calibration" and each.counts for each in card.scored):
        return ()
    if not card.shortfalls:
        return ("the calibration split passes all its marks",)
    return ("the calibration split falls short:", *(f"  {reason}" for reason in card.shortfalls))
