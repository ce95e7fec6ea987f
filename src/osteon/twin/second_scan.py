"""What a second bone scan tells about the pace of loss, by how long one waits: set by the scanner's precision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.measuring import measurement_errors
from osteon.readouts import readouts
from osteon.simulate import YEAR
from osteon.twin.new_results import reading, unexplained
from osteon.twin.records import Span, Twin

FloatArray = NDArray[np.float64]

SITES = ("bmd_lumbar_spine", "bmd_total_hip", "bmd_femoral_neck")
DELAYS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0)
"""Years after which a second scan is thought of."""
TELLS = 0.1
"""A scan that takes less than this share off the interval of the pace tells next to nothing."""
TWO_SCANS = 2.77
"""Two scans must differ by this many precision errors to be told apart at 95 % (1.96 times the root of 2)."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A second scan after so many years: the change expected by then (%), and the share it takes off the interval of
    the yearly change.
    """

    years: float
    change: Span
    narrower: float


@dataclass(frozen=True, slots=True)
class SecondScan:
    """Second scans of a site on one scanner: its precision (%), the least change two scans can tell (%), and waits.

    `pace` is the yearly change (%) over the years looked ahead, as unsure as it is without the scan; `scans` says how
    many the person has had.
    """

    site: str
    name: str
    precision: float
    least: float
    pace: Span
    waits: tuple[Wait, ...]
    scans: int

    @property
    def worth(self) -> float | None:
        """The first wait in years after which a second scan tells something; None if none that was looked at does."""
        return next((wait.years for wait in self.waits if wait.narrower >= TELLS), None)

    @property
    def _scan(self) -> str:
        return f"{'A second' if self.scans <= 1 else 'Another'} scan of the {self.name.removesuffix(' density')}"

    def sentence(self) -> str:
        """What it comes to, in plain words."""
        before = [wait for wait in self.waits if self.worth is None or wait.years < self.worth]
        worth = next((wait for wait in self.waits if wait.years == self.worth), None)
        told = (
            f"After {_years(worth.years)} it is expected to narrow what is known of the pace by "
            f"{100 * worth.narrower:.0f} %."
            if worth
            else ""
        )
        if not before:
            return f"{self._scan}: {told[0].lower()}{told[1:]}"
        last = before[-1]
        bound = f"before {_years(worth.years)}" if worth else f"within {_years(last.years)}"
        return (
            f"{self._scan} {bound} tells next to nothing about the pace of change (under {100 * TELLS:.0f} %): "
            f"after {_years(last.years)} {last.change.middle:+.1f} % is expected ({last.change.low:+.1f} to "
            f"{last.change.high:+.1f}), and two scans of a precision of {self.precision:.1f} % must differ by "
            f"{self.least:.1f} % to be told apart. {told}"
        ).strip()


def second_scan(twin: Twin, site: str, course: Mapping[str, FloatArray], ahead: FloatArray, years: float) -> SecondScan:
    """What second scans of a site would tell of its yearly change over so many years.

    `course` holds outcomes (draws, days) and `ahead` the days from now, of which one is 0. A first scan is taken as
    done now where the person has none.
    """
    logs = np.log(course[site])
    at = {round(float(day) / YEAR, 4): index for index, day in enumerate(ahead)}
    pace = (logs[:, at[round(years, 4)]] - logs[:, at[0.0]]) / years
    done = sum(result.outcome == site for result in twin.results)
    known = done > 0
    first = reading(twin, site, logs[:, at[0.0]], f"{site} first")
    alone = 1.0 if known else unexplained(pace, first[..., None])
    waits = []
    for delay in DELAYS:
        again = reading(twin, site, logs[:, at[delay]], f"{site} again")
        both = again[..., None] if known else np.stack([first, again], axis=-1)
        narrower = 1 - (unexplained(pace, both) / alone) ** 0.5
        change = Span.of(100 * np.expm1(logs[:, at[delay]] - logs[:, at[0.0]]))
        waits.append(Wait(delay, change, max(0.0, float(narrower))))
    precision = 100 * _precision(twin, site)
    yearly = Span.of(100 * np.expm1(pace))
    return SecondScan(site, readouts()[site].name, precision, TWO_SCANS * precision, yearly, tuple(waits), done)


def _precision(twin: Twin, site: str) -> float:
    found = [result.within for result in twin.results if result.outcome == site]
    return found[-1] if found else measurement_errors("within")[site].error


def _years(count: float) -> str:
    """A number of years in words.

    >>> _years(1), _years(0.5), _years(3)
    ('a year', 'half a year', '3 years')
    """
    return {0.5: "half a year", 1.0: "a year"}.get(count, f"{count:g} years")
