"""What stands in words above a chart: how long, how to read it, and what each person takes."""

from __future__ import annotations

from collections.abc import Sequence

from osteon.person import Person
from osteon.report.chart_panel import MANY_YEARS
from osteon.report.chart_scale import after_words, time_words
from osteon.simulate import Trajectory


def whole_words(runs: Sequence[Trajectory]) -> str:
    """The time that runs span, and the age they start from if they share it: "10 years from age 51"."""
    words = time_words(max(float(run.years[-1]) for run in runs))
    ages = {run.person.age for run in runs}
    return f"{words} from age {ages.pop():.4g}" if len(ages) == 1 else words


def last_words(run: Trajectory) -> str:
    """The time over which a day's calcium is averaged."""
    return "the last year" if run.years[-1] > 1 else time_words(float(run.years[-1]))


def lines_words(runs: Sequence[Trajectory]) -> str:
    """How lines and bands are read."""
    draws = runs[0].params.shape[0]
    words = f"Line: the middle of {draws} simulated courses. Dark band: half of them. Light band: 90 of 100."
    if len(runs) == 2:
        words += " Difference: the first less the second at the end, draw by draw."
    if max(float(run.years[-1]) for run in runs) > MANY_YEARS:
        words += " Means of each year."
    return words


def means_words(runs: Sequence[Trajectory]) -> str:
    """How the streams of a day are read."""
    return f"Means of {runs[0].params.shape[0]} simulated courses; in brackets where 90 of 100 lie."


def taken_words(person: Person) -> str:
    """What a person takes, and when.

    >>> body = {"age": 57, "sex": "male", "latitude": 52.1}
    >>> pill = {"nutrient": "MK-7", "amount": "180 ug", "every": "day", "start": 730.5}
    >>> taken_words(Person.from_dict({"person": body, "supplement": [pill]}))
    'MK-7 180 µg every day from year 2'
    """
    taken = [
        f"{each.substance} {each.amount} {_often(each.every)}{_when(each.start, each.stop)}"
        for each in person.supplements
    ]
    taken += [f"{each.name}{_when(each.start, each.stop)}" for each in person.medicines]
    return ", ".join(taken).replace(" ug ", " µg ") or "no supplements or medicines"


def _often(every: str) -> str:
    return every if every == "once" else f"every {every}"


def _when(start: float, stop: float | None) -> str:
    words = f" from {after_words(start)}" if start > 0 else ""
    return words + (f" until {after_words(stop)}" if stop is not None else "")
