"""Which test would tell most about an outcome: what each is expected to take off its uncertainty, and per euro.

For each test, results are simulated from the twin's draws with the errors of measurement, the outcome is regressed on
them, and what is left over is what the test would leave unsure. The gain of information is that of normals: half the
logarithm of the ratio of variances. Source: Lindley 1956, Ann Math Stat 27:986 (expected information).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.errors import InputError, nearest
from osteon.person import Person
from osteon.readouts import readouts
from osteon.simulate import YEAR
from osteon.twin.fitting import fit
from osteon.twin.new_results import reading, unexplained
from osteon.twin.prices import Visit, checked_prices, known_tests
from osteon.twin.records import Span, Twin, checked_years
from osteon.twin.second_scan import DELAYS, SITES, SecondScan, second_scan

FloatArray = NDArray[np.float64]
Logs = Mapping[tuple[str, float], FloatArray]
"""Logarithms of outcomes by draw, by the outcome's word and the years from now."""

TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Gain:
    """What a test is expected to tell: bits of information, the share of the 90 % interval it takes off, its price in
    euro and bits for 100 euro (None without a price).
    """

    test: str
    name: str
    bits: float
    narrower: float
    price: float | None
    bits_per_100_euro: float | None


@dataclass(frozen=True)
class NextTest:
    """Tests ranked for an outcome after so many years: gains, best first, and what second bone scans would tell."""

    outcome: str
    years: float
    interval: Span
    gains: tuple[Gain, ...]
    scans: tuple[SecondScan, ...]

    def plain(self) -> dict[str, Any]:
        """The same as plain data, with sentences."""
        record = readouts()[self.outcome]
        head = {"outcome": self.outcome, "name": record.name, "unit": record.unit, "years": self.years}
        scans = [{**asdict(scan), "sentence": scan.sentence()} for scan in self.scans]
        rows = [asdict(gain) for gain in self.gains]
        return head | {"interval": asdict(self.interval), "tests": rows, "second_scans": scans}


def next_test(
    who: Twin | Person,
    outcome: str,
    prices: Mapping[str, float] | None = None,
    *,
    years: float = 10.0,
) -> NextTest:
    """Rank tests by what they would tell about an outcome after so many years; by gain a euro where prices are given.

    Args:
        who: a twin, or a person, who is fitted first.
        outcome: one of the outcome words.
        prices: euro by test, in the words of users.
        years: how far ahead the outcome is looked at.

    Raises:
        InputError: an outcome or test that there is not.

    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> next_test(fit(me, draws=64), "25ohd_serum", years=1).gains[0].test
    '25(OH)D'
    """
    checked_outcome(outcome)
    twin = fit(who) if isinstance(who, Person) else who
    costs = checked_prices(prices) if prices else {}
    checked_years(twin.person, years)
    now = max(0.0, max((result.day for result in twin.results), default=0.0))
    days = np.unique([now, *(now + delay * YEAR for delay in DELAYS), now + years * YEAR])
    course = twin.trajectory(years, days=days).outcomes
    at = {round(float(day - now), 6): index for index, day in enumerate(days)}
    ahead = course[outcome][:, at[round(years * YEAR, 6)]]
    tests = [test for test in known_tests() if test.years < years]
    logs = {
        (word, test.years): np.log(np.maximum(course[word][:, at[round(test.years * YEAR, 6)]], TINY))
        for test in tests
        for word in test.outcomes
    }
    target = np.log(np.maximum(ahead, TINY))
    gains = [_gain(twin, test, logs, target, costs) for test in tests]
    scans = [second_scan(twin, site, course, days - now, years) for site in SITES]
    ranked = sorted(gains, key=lambda gain: (-(gain.bits_per_100_euro or 0.0), -gain.bits))
    return NextTest(outcome, years, Span.of(ahead), tuple(ranked), tuple(scans))


def checked_outcome(outcome: str) -> str:
    """The outcome's word itself; raises InputError with the nearest ones.

    >>> checked_outcome("ctx")
    'ctx'
    """
    if outcome in readouts():
        return outcome
    hint = nearest(outcome[:50], readouts()) or f"known are {', '.join(readouts())}"
    raise InputError(f"{outcome[:50]!r} is not an outcome; {hint}")


def _gain(twin: Twin, test: Visit, logs: Logs, target: FloatArray, costs: Mapping[str, float]) -> Gain:
    new = [reading(twin, word, logs[word, test.years], f"{test.name} {word}") for word in test.outcomes]
    results = np.stack(new, axis=-1)
    left = unexplained(target, results)
    bits, price = max(0.0, -0.5 * float(np.log2(left))), costs.get(test.key)
    return Gain(test.key, test.name, bits, 1 - left**0.5, price, None if price is None else 100 * bits / price)
