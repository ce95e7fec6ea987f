"""How sure an amount is: the value of an interval that is passed with a given chance, as linear forms can use it.

An interval's ends are read as in `osteon.draws.within`: about 90 of 100 draws lie between them. The quantile of a sum
is taken as the sum of the quantiles, as if all foods were wrong in the same direction; that errs on the safe side, and
a plan is checked by draws afterwards.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from osteon.draws import NINETY, TINY
from osteon.intake.food_content import Interval

MET = 0.90
"""Chance with which a need is met."""
KEPT = 0.99
"""Chance with which a limit is not passed."""


def quantile(interval: Interval, chance: float) -> float:
    """The value below which an amount lies with this chance.

    >>> milk = Interval(200.0, 240.0, 288.0)
    >>> round(quantile(milk, 0.5)), round(quantile(milk, 0.95)), round(quantile(milk, 0.99))
    (240, 288, 311)
    """
    if math.isinf(interval.high):
        return math.inf if chance > 0.5 else interval.low
    noise = NormalDist().inv_cdf(chance) / NINETY
    if interval.middle <= 0:
        return max(noise, 0.0) * interval.high
    floor = max(interval.low, 0.05 * interval.middle)
    side = interval.middle / max(floor, TINY) if noise < 0 else interval.high / interval.middle
    return float(interval.middle * side**noise)


def surely(interval: Interval) -> float:
    """What can be counted on towards a need: less than this comes with one chance in ten.

    >>> surely(Interval(5.0, 5.0, 5.0))
    5.0
    """
    return quantile(interval, 1 - MET)


def at_most(interval: Interval) -> float:
    """What must be counted towards a limit: more than this comes with a chance of 1 %.

    >>> at_most(Interval(5.0, 5.0, 5.0))
    5.0
    """
    return quantile(interval, KEPT)
