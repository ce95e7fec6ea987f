"""Why a person's outcome differs from the reference's, and which test would tell most."""

from __future__ import annotations

from typing import Any

from osteon.person import Person
from osteon.readouts import readouts
from osteon.twin import explain, fit, next_test
from osteon.twin.explaining import Explanation, Mean
from osteon.web.jobs import Say
from osteon.web.live.bands import figure_of
from osteon.web.schemas.common import Figure
from osteon.web.schemas.why import GainRow, NextTests, Share, Shares, SharesRequest

DRAWS = 32


def shares_of(person: Person, asked: SharesRequest, say: Say) -> Shares:
    """Shapley shares of an outcome: sun, diet, each pill, weight, age, menopause, medicines.

    Raises:
        InputError: there is no such outcome.
    """

    def progress(done: int, total: int) -> None:
        say(done, total, "combinations of causes simulated")

    found = explain(person, asked.outcome, years=asked.years, draws=DRAWS, progress=progress)
    return Shares(
        outcome=found.outcome,
        words=readouts()[found.outcome].name,
        unit=readouts()[found.outcome].unit,
        years=found.years,
        yours=_figure(found.yours),
        reference=_figure(found.reference),
        difference=_figure(found.difference),
        shares=_rows(found),
        exact=found.exact,
        draws=found.draws,
        notes=list(found.notes),
    )


def tests_of(asked: SharesRequest) -> NextTests:
    """Tests ranked by what they would tell about an outcome."""
    table: Any = asked.person
    found = next_test(fit(Person.from_dict(table)), asked.outcome, years=asked.years)
    low, middle, high = found.interval.low, found.interval.middle, found.interval.high
    return NextTests(
        outcome=found.outcome,
        words=readouts()[found.outcome].name,
        unit=readouts()[found.outcome].unit,
        years=found.years,
        interval=Figure(middle=middle, low=low, high=high),
        tests=[
            GainRow(test=each.test, words=each.name, bits=each.bits, narrower=each.narrower) for each in found.gains
        ],
        scans=[scan.sentence() for scan in found.scans],
    )


def _rows(found: Explanation) -> list[Share]:
    return [
        Share(factor=each.factor, yours=each.yours, reference=each.reference, amount=_figure(each.share))
        for each in found.shares
    ]


def _figure(mean: Mean) -> Figure:
    return figure_of(mean.mean, mean.low, mean.high)
