"""The two tables of a chunk: who took part, and what was measured at each visit. Nobody's arm stands in either.

Groups go by letters; which letter is which arm stands in a file of its own (allocation.csv), to be opened last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from osteon.population.trial_fates import ENDINGS, Fates

if TYPE_CHECKING:
    from osteon.population.people import People
    from osteon.population.trial_job import Setting

FloatArray = NDArray[np.float64]

ABOUT: tuple[str, ...] = (
    "age",
    "bmi",
    "egfr",
    "years_since_menopause",
    "calcium_intake",
    "vitamin_d3_intake",
)
"""Columns of a person that are written as they are drawn."""


def status_words(setting: Setting) -> tuple[str, ...]:
    """What may become of somebody at screening: randomised, or why not."""
    reasons = (criterion.words for criterion in setting.planned.design.eligible)
    return ("randomised", *(f"excluded: {words}" for words in reasons), "excluded: could not be simulated")


def people_table(
    setting: Setting,
    people: People,
    status: NDArray[np.int64],
    group: NDArray[np.int64],
    baseline: Mapping[str, FloatArray],
    fates: Fates,
    adherence: FloatArray | None = None,
) -> Any:
    """One row a person: screening, group letter, what they were like, and how they took part.

    How much was taken is written only if it is given, since arms may differ in it.
    """
    import pyarrow as pa

    inside = group >= 0
    about = {name: np.asarray(people.columns[name], float) for name in ABOUT if name in people.columns}
    numbers = about | {f"baseline_{word}": values for word, values in baseline.items()}
    numbers |= {"stopped_day": fates.stops, "left_day": fates.leaves}
    numbers |= {} if adherence is None else {"adherence": adherence}
    endings = np.where(inside, fates.ending, 0)
    return pa.table(
        {
            "person": pa.array(people.numbers, pa.int64()),
            "status": _words(status, status_words(setting)),
            "group": _words(np.where(inside, group, 0), setting.codes, mask=~inside),
            "world": pa.array(people.world, pa.int16()),
            "female": pa.array(np.asarray(people.female, bool)),
            **{name: _numbers(values) for name, values in numbers.items()},
            "ending": _words(endings, ENDINGS, mask=~inside),
        }
    )


def visits_table(
    days: Sequence[float],
    numbers: NDArray[np.int64],
    there: NDArray[np.bool_],
    values: Mapping[str, FloatArray],
) -> Any:
    """One row a visit that took place, visit by visit: person, day, and what was measured."""
    import pyarrow as pa

    when, who = np.nonzero(there.T)
    columns = {
        word: pa.array(np.ascontiguousarray(read.T[when, who]).astype(np.float32)) for word, read in values.items()
    }
    person, day = pa.array(numbers[who], pa.int64()), pa.array(np.asarray(days, float)[when], pa.float64())
    return pa.table({"person": person, "day": day, **columns})


def _words(places: NDArray[Any], words: Sequence[str], mask: NDArray[np.bool_] | None = None) -> Any:
    import pyarrow as pa

    index = pa.array(np.asarray(places, np.int8), mask=mask)
    return pa.DictionaryArray.from_arrays(index, pa.array(list(words))).cast(pa.string())


def _numbers(values: FloatArray) -> Any:
    """Numbers in single precision; what is not finite is missing."""
    import pyarrow as pa

    return pa.array(values.astype(np.float32), pa.float32(), mask=~np.isfinite(values))
