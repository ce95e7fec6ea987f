"""The tidy table of a simulation: a row for each run, outcome and day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from osteon.readouts import readouts
from osteon.report.quantiles import quantiles

if TYPE_CHECKING:
    from osteon.simulate import Trajectory

FloatArray = NDArray[np.float64]

COLUMNS = ("run", "day", "age", "outcome", "name", "unit", "median", "low_5", "high_95")
SIGNIFICANT = 6
"""Digits of the table's figures: far more than the model knows, few enough to read."""


def tidy_table(runs: Sequence[tuple[str, Trajectory]]) -> Any:
    """A pyarrow table of each outcome's middle and 90 % interval on each day, six significant digits; see `COLUMNS`.

    >>> from osteon.person import Person
    >>> from osteon.simulate import simulate
    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> tidy_table([("me", simulate(me, 1, draws=4))]).column_names == list(COLUMNS)
    True
    """
    import pyarrow as pa

    return pa.concat_tables([_table(name, run) for name, run in runs])


def table_files(runs: Sequence[tuple[str, Trajectory]]) -> Iterator[tuple[str, bytes]]:
    """The tidy table as the contents of a Parquet and a CSV file."""
    import pyarrow.csv
    import pyarrow.parquet

    table = tidy_table(runs)
    for name, write in (("parquet", pyarrow.parquet.write_table), ("csv", pyarrow.csv.write_csv)):
        buffer = BytesIO()
        write(table, buffer)
        yield f"trajectories.{name}", buffer.getvalue()


def rounded(values: FloatArray, digits: int = SIGNIFICANT) -> FloatArray:
    """Numbers with so many significant digits; below 1e-290 is 0, and half-way between two becomes either.

    >>> rounded(np.array([123456.789, 0.00123456789, 0.0])).tolist()
    [123457.0, 0.00123457, 0.0]
    """
    size = np.where(np.abs(values) < 1e-290, 1.0, np.abs(values))
    places = (digits - 1 - np.floor(np.log10(size))).astype(np.int64)
    up, down = 10.0 ** np.maximum(places, 0), 10.0 ** np.maximum(-places, 0)
    return np.rint(values * up / down) / up * down


def _table(name: str, run: Trajectory) -> Any:
    import pyarrow as pa

    words, days = list(run.outcomes), len(run.days)
    records = [readouts()[word] for word in words]
    median, low, high = quantiles(np.stack([run.outcomes[word] for word in words]), (50.0, 5.0, 95.0))
    columns = (
        _text([name], days * len(words)),
        _numbers(np.tile(run.days, len(words))),
        _numbers(rounded(np.tile(run.ages, len(words)))),
        _text(words, days),
        _text([record.name for record in records], days),
        _text([record.unit for record in records], days),
        *(_numbers(rounded(level.ravel())) for level in (median, low, high)),
    )
    return pa.Table.from_arrays(columns, names=COLUMNS)


def _numbers(values: FloatArray) -> Any:
    """A column over the memory of an array: `pyarrow.array` would import pandas wherever it is installed (0.3 s)."""
    import pyarrow as pa

    return pa.Array.from_buffers(pa.float64(), len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])


def _text(words: Sequence[str], times: int) -> Any:
    """A column with each word so many times; made as `_numbers` is."""
    import pyarrow as pa

    encoded = [word.encode() for word in words]
    lengths = np.repeat([len(word) for word in encoded], times)
    ends = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    letters = b"".join(word * times for word in encoded)
    return pa.Array.from_buffers(pa.string(), len(lengths), [None, pa.py_buffer(ends), pa.py_buffer(letters)])
