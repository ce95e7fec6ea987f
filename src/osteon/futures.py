"""A person through time for given rows of parameters: what screening parameters and comparing hypotheses share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from osteon.engine.solver import Kernel, Settings
from osteon.errors import SolveError
from osteon.inputs import inputs_of
from osteon.person import Person
from osteon.readouts import outcomes_of
from osteon.simulate import PRECISION, RUN_IN, YEAR, by_name, event_lines

FloatArray = NDArray[np.float64]


def futures(
    kernel: Kernel, person: Person, params: FloatArray, years: Sequence[float], *, precision: float = PRECISION
) -> dict[str, FloatArray]:
    """Every outcome of a person, (rows, years), for each row of parameters; habits are laid over, the run-in as usual.

    Raises:
        SolveError: a row did not get through; it says how many, and where the first stopped.

    >>> from osteon.simulate import own_kernel
    >>> me = Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}})
    >>> futures(own_kernel(), me, own_kernel().defaults(2), [0, 1])["ctx"].shape
    (2, 2)
    """
    inputs = inputs_of(person, years[-1] * YEAR)
    place = {entry.name: index for index, entry in enumerate(kernel.model.params)}
    rows = params.copy()
    for name, value in inputs.values.items():
        rows[:, place[name]] = value
    rows[:, place["life.age_at_start"]] -= RUN_IN / YEAR
    rows[:, place["skin.day_of_year_at_start"]] -= RUN_IN % YEAR
    lines = event_lines(kernel, inputs)
    days = RUN_IN + YEAR * np.asarray(years, float)
    batch = kernel.run(rows, days, events=lines, settings=Settings(relative=precision), threads=2)
    if not batch.ok.all():
        first = int(np.argmin(batch.ok))
        pool, day = kernel.model.pools[batch.worst[first]].name, float(batch.reached[first] - RUN_IN)
        count = int((~batch.ok).sum())
        message = (
            f"{count} of {len(rows)} rows did not get through; row {first} stopped on day {day:g}, worst pool {pool}"
        )
        raise SolveError(message, time=day, pool=pool, state={})
    return outcomes_of(by_name(kernel, batch, lines))
